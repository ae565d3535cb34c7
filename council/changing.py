"""A value with some of its fields changed, quickly: for the one fold that everybody waits for.

``dataclasses.replace`` calls the constructor, which looks at each of some sixty fields twice. Where a
class checks nothing when it is made, copying its slots is the same in half the time.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import fields
from itertools import repeat
from operator import attrgetter, call
from typing import Any, TypeVar

_T = TypeVar("_T")


def changer(kind: type[_T]) -> Callable[..., _T]:
    """Return what ``replace`` does, for one class of frozen dataclasses with slots.

    Raises ``TypeError`` for a class that checks what it is made of, or that has no slots.
    """
    names = tuple(field.name for field in fields(kind))  # type: ignore[arg-type]
    if hasattr(kind, "__post_init__") or not set(names) <= set(getattr(kind, "__slots__", ())):
        raise TypeError(f"{kind.__name__} is not made of its slots alone")
    put: dict[str, Callable[[_T, Any], None]] = {name: getattr(kind, name).__set__ for name in names}
    taken, puts = attrgetter(*names), tuple(put.values())

    def changed(old: _T, **changes: Any) -> _T:
        new = object.__new__(kind)
        deque(map(call, puts, repeat(new), taken(old)), maxlen=0)
        for name, value in changes.items():
            put[name](new, value)
        return new

    return changed

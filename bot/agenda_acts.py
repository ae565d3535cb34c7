"""The typed commands that change the agenda, each as the act of the council it asks for."""

from bot.asking import Asked
from bot.replies_out import Answer
from council import commands as cmd
from council.agenda import Agenda, natural_key
from council.decide_agenda import item_of
from council.errors import ItemIsClosed, ItemIsPublic, UnknownItem

OffAgenda = type[cmd.RemoveItem] | type[cmd.PostponeItem] | type[cmd.ReferItem] | type[cmd.WithdrawItem]


async def take_off(asked: Asked, kind: OffAgenda) -> Answer | None:
    """Take one or more items off the agenda, all of them or none."""
    head = dict(asked.head())
    if (asked.by, asked.heard.id) not in asked.held.causes:
        for number in asked.args.numbers:
            item_of(asked.held, number)
    for place, number in enumerate(asked.args.numbers or ("",)):
        cause = f"{head['cause']}#{place}" if place else head["cause"]
        await asked.turn(kind(**{**head, "cause": cause}, item=number, reason=asked.args.reason))
    return asked.done()


async def reopen(asked: Asked) -> Answer | None:
    """Take up again an item that had left the agenda or was dealt with."""
    await asked.turn(cmd.ReopenItem(**asked.head(), item=asked.args.number or ""))
    return asked.noted()


async def join(asked: Asked) -> Answer | None:
    """Deal with several items together."""
    await asked.turn(cmd.JoinItems(**asked.head(), items=asked.args.numbers))
    return asked.noted()


async def move(asked: Asked) -> Answer | None:
    """Put an item behind another one, or before it."""
    args = asked.args
    command = cmd.MoveItem(**asked.head(), item=args.number, anchor=args.anchor, before=args.before)
    await asked.turn(command)
    return asked.noted()


async def add(asked: Asked) -> Answer | None:
    """A new item in the part in which the sitting is; one marked for the other part is refused."""
    args = asked.args
    if args.public is not None and args.public is not asked.held.public:
        raise (ItemIsPublic if args.public else ItemIsClosed)(item=args.number)
    await asked.turn(cmd.AddItem(**asked.head(), item=args.number, title=args.title))
    return asked.noted()


def expanded(spans: tuple[tuple[str, str], ...], agenda: Agenda) -> tuple[str, ...]:
    """The items that ranges of numbers name, in the order in which they were named.

    A range goes over the last part of the number ("8.1" to "8.4") and names what stands there and
    is still on the agenda. Raises :class:`UnknownItem` where an end is not there or is not behind the
    other one.
    """
    found: list[str] = []
    for first, last in spans:
        for end in (first, last):
            if agenda.get(end) is None:
                raise UnknownItem(item=end)
        found += [first] if first == last else _between(first, last, agenda)
    return tuple(dict.fromkeys(found))


def _between(first: str, last: str, agenda: Agenda) -> list[str]:
    parent = first.rpartition(".")[0]
    if last.rpartition(".")[0] != parent or natural_key(last) < natural_key(first):
        raise UnknownItem(item=f"{first}–{last}")
    return [
        item.number
        for item in sorted(agenda, key=lambda item: natural_key(item.number))
        if item.parent == parent
        and natural_key(first) <= natural_key(item.number) <= natural_key(last)
        and (not item.off or item.number in (first, last))
    ]

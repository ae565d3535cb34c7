"""Tests run against one mutant in a process of its own; the tree on disk is never touched."""

import gc
import os
import resource
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from types import CodeType
from typing import Any

import hypothesis.stateful  # noqa: F401  (imported once here, and not again in every child)
import pytest
from hypothesis import Phase, settings

from tests.mutants.listing import ROOT, path_of
from tests.mutants.mutating import Mutant

TESTS = {
    "quorum": "test_quorum_rule test_legal_bases test_quorum",
    "majority": "test_majority test_vectors",
    "recusal": "test_recusal_spells test_recusal",
    "legality": "test_legality test_gates test_secret",
    "election": "test_election_rules test_vectors test_elections",
}
"""The tests of each module by clause, those that notice most first; the others' run after them."""

QUIET = (
    *"-x -q --no-header --tb=no --assert=plain -p no:cacheprovider -p no:xdist".split(),
    *("-k", "not generator"),  # what makes the vectors knows none of these modules
)
SECONDS = 120
"""So long the tests may reckon without a mutant."""
MEMORY = 2 << 30
SURVIVED = 0


class _Mutated(SourceFileLoader):
    """Loads a module from a changed text instead of its file."""

    def __init__(self, name: str, path: str, text: str) -> None:
        super().__init__(name, path)
        self._text = text

    def get_code(self, fullname: str) -> CodeType:
        """Compile the changed text; nothing is cached."""
        return compile(self._text, self.get_filename(fullname), "exec", dont_inherit=True)


class _Finder(MetaPathFinder):
    """Finds the changed module, and nothing else."""

    def __init__(self, mutant: Mutant) -> None:
        self._name = f"council.{mutant.module}"
        self._loader = _Mutated(self._name, str(path_of(mutant.module)), mutant.source)

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """The changed module where it is asked for."""
        if fullname != self._name:
            return None
        return spec_from_file_location(fullname, self._loader.path, loader=self._loader)


def judged(
    mutants: Iterable[Mutant | None], at_once: int, seconds: int = SECONDS
) -> Iterator[tuple[Mutant | None, bool]]:
    """Each mutant with whether it survived; None stands for the rules as they are.

    One that reckons longer than *seconds* counts as noticed: it would hang.
    """
    running: dict[int, Mutant | None] = {}
    for mutant in mutants:
        running[_begun(mutant, seconds)] = mutant
        if len(running) >= at_once:
            yield _over(running)
    while running:
        yield _over(running)


def _over(running: dict[int, Mutant | None]) -> tuple[Mutant | None, bool]:
    number, status = os.wait()
    return running.pop(number), os.waitstatus_to_exitcode(status) == SURVIVED


def reckoned() -> int:
    """How many seconds all children so far have reckoned."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return int(used.ru_utime + used.ru_stime) + 1


def _begun(mutant: Mutant | None, seconds: int) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        gc.freeze()
        code = _tested(mutant, seconds)
    finally:  # whatever went wrong in it, the child never returns into its parent's work
        os._exit(code)
    raise AssertionError


def _tested(mutant: Mutant | None, seconds: int) -> int:
    silent = os.open(os.devnull, os.O_WRONLY)
    if not os.environ.get("MUTANTS_LOUD"):
        os.dup2(silent, 1)
        os.dup2(silent, 2)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if mutant is not None:
        sys.meta_path.insert(0, _Finder(mutant))
    settings.register_profile(
        "mutants",
        max_examples=50,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
    )
    every = dict.fromkeys(name for names in TESTS.values() for name in names.split())
    own = TESTS[mutant.module].split() if mutant is not None else []
    if mutant is not None:
        import_module(f"council.{mutant.module}")  # what cannot even be imported is noticed at once
    return (_run(own) if own else SURVIVED) or _run([name for name in every if name not in own])


def _run(names: list[str]) -> int:
    """Run tests of the rules; the exit code of pytest."""
    tests = [str(ROOT / "tests" / "council" / f"{name}.py") for name in names]
    return int(pytest.main([*QUIET, "--rootdir", str(ROOT), "--hypothesis-profile", "mutants", *tests]))

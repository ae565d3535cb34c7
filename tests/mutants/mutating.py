"""The rules with one thing changed in each: what cosmic-ray's operators make of them."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.ast.ast_query import ASTQuery
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from tests.mutants.listing import Change, source_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A module of the rules with one thing changed in it, and the function in which that is."""

    module: str
    place: str
    source: str

    @property
    def change(self) -> Change:
        """The lines that differ, without indentation; a decorator belongs to what it decorates."""
        old, new = source_of(self.module).splitlines(), self.source.splitlines()
        parts = [p for p in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes() if p[0] != "equal"]
        before = _joined(line for _, start, end, _, _ in parts for line in old[start:end])
        place = _below(old[parts[0][1] :]) if before.startswith("@") else self.place
        after = _joined(line for _, _, _, start, end in parts for line in new[start:end])
        return Change(place=f"{self.module}.{place}", before=before, after=after)


def _joined(lines: Iterable[str]) -> str:
    return " ".join(" ".join(lines).split())


def _below(lines: list[str]) -> str:
    return next(found[1] for found in map(re.compile(r"\s*(?:def|class) (\w+)").match, lines) if found)


def mutants_of(module: str) -> Iterator[Mutant]:
    """Every mutant that the operators know for a module.

    Left out are operators that want arguments, what is no Python any more, and what differs in
    annotations alone, which no program reads.
    """
    text = source_of(module)
    tree, meaning = get_ast(text), _meaning(text)
    for name in operator_names():
        kind = get_operator(name)
        if kind.arguments():
            continue
        operator = kind()
        found = (node for node in ast_nodes(tree) for _ in operator.mutation_positions(node))
        for occurrence, node in enumerate(found):
            source = str(mutate_code(text, kind(), occurrence))
            if _meaning(source) not in (None, meaning):
                place = ASTQuery(node).get_definition_name() or "-"
                yield Mutant(module=module, place=place, source=source)


def _meaning(source: str) -> str | None:
    """What a module does, without its annotations; None where it is no Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(value=None)
    return ast.dump(tree)

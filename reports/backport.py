"""Our source for older Pythons: what 3.11 brought, said in the words of 3.9.

Only what the modules carried in ``verify.py`` use is known here; anything else stops the build.
"""

from __future__ import annotations

import ast
import re

SHIM = '''\
class StrEnum(str, Enum):
    """Words that are text, as Python 3.11 has them."""

    __str__ = str.__str__
'''
"""Stands in for ``enum.StrEnum`` (needs ``Enum``)."""

_NEWER = re.compile(r", (?:slots|kw_only)=True")


class NotBackported(ValueError):
    """The source uses something for which there are no older words here."""


def backport(source: str) -> str:
    """Return the same module for Python 3.9; comments and layout stay where nothing changes."""
    lines = source.splitlines()
    for node in sorted(_newer(ast.parse(source)), key=lambda node: (-node.lineno, -node.col_offset)):
        _replace(lines, node, _older(node))
    return _NEWER.sub("", "\n".join(lines)) + "\n"


def _newer(tree: ast.Module) -> list[ast.Match | ast.Call]:
    calls = (n for n in ast.walk(tree) if isinstance(n, ast.Call) and _asks_union(n))
    return [*calls, *(node for node in ast.walk(tree) if isinstance(node, ast.Match))]


def _asks_union(call: ast.Call) -> bool:
    named = isinstance(call.func, ast.Name) and call.func.id == "isinstance"
    return named and isinstance(call.args[1], ast.BinOp)


def _older(node: ast.Match | ast.Call) -> str:
    if isinstance(node, ast.Match):
        return ast.unparse(_chain(node))
    return ast.unparse(_isinstance(node.args[0], node.args[1]))


def _replace(lines: list[str], node: ast.Match | ast.Call, text: str) -> None:
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    head = lines[first].encode()[: node.col_offset].decode()
    tail = lines[last].encode()[node.end_col_offset or 0 :].decode()
    indent = " " * node.col_offset if isinstance(node, ast.Match) else ""
    new = f"\n{indent}".join(text.splitlines())
    lines[first : last + 1] = f"{head}{new}{tail}".splitlines()


def _isinstance(subject: ast.expr, kinds: ast.expr) -> ast.expr:
    """``isinstance(x, A | None)`` with a tuple of types instead of a union."""
    names: list[ast.expr] = []
    while isinstance(kinds, ast.BinOp):
        names.insert(0, kinds.right)
        kinds = kinds.left
    nothing = ast.parse("type(None)", mode="eval").body
    types = [nothing if ast.unparse(name) == "None" else name for name in (kinds, *names)]
    function = ast.Name(id="isinstance", ctx=ast.Load())
    return ast.Call(function, [subject, ast.Tuple(elts=types, ctx=ast.Load())], [])


def _chain(match: ast.Match) -> ast.stmt:
    """A ``match`` on types as the chain of ifs that it is."""
    chain: list[ast.stmt] = []
    for case in reversed(match.cases):
        test = _test(match.subject, case.pattern)
        if case.guard is not None:
            raise NotBackported("guard")
        chain = case.body if test is None else [ast.If(test=test, body=case.body, orelse=chain)]
    return chain[0]


def _test(subject: ast.expr, pattern: ast.pattern) -> ast.expr | None:
    """What a pattern asks; None where it takes everything."""
    match pattern:
        case ast.MatchAs(pattern=None, name=None):
            return None
        case ast.MatchClass(cls=kind, patterns=[], kwd_patterns=[]):
            function = ast.Name(id="isinstance", ctx=ast.Load())
            return ast.Call(function, [subject, kind], [])
        case ast.MatchSingleton(value=None):
            return ast.parse(f"{ast.unparse(subject)} is None", mode="eval").body
        case ast.MatchOr(patterns=several):
            tests = [_test(subject, one) for one in several]
            return ast.BoolOp(op=ast.Or(), values=[test for test in tests if test is not None])
        case _:
            raise NotBackported(ast.unparse(pattern))

"""Writes docs/law.md: what every value of every rule set, and every rule in the code, rests on.

``make law`` writes the page anew; a test compares it with what stands here.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import council
from council.legal import LEGAL_BASES
from council.majority import more_than_half, two_thirds
from council.quorum import quorum_required
from council.rule_reading import UNSETTLED, parsed
from council.rulebook import VALUES, RuleBook
from desk.rulesets import ruleset_names, ruleset_versions
from wording import say

PAGE = Path(__file__).parent / "docs" / "law.md"
MEMBERS = 71

INTRODUCTION = """# Law

What the rules rest on, value by value. **This is no legal advice.** Nobody who wrote this product can say
what a court will hold; each town has its rules checked by its own legal office and the supervisory
authority before it relies on them. A rule set is data (`council/rulesets/*.toml`): every value carries its
norm, its source, the day from which it holds, and how certain it is. This page is written from these files
by `make law`.

The set of a body is chosen by the day of the sitting, and is recorded with the sitting and with every
ballot. Where no version holds on a day, no sitting can be planned for it.

## How certain

| word in the rule set | what it says |
|---|---|
| gelesen | the wording of the norm was read in the source named |
| sekundär | read in a secondary source only: press, commentary, minutes that cite the norm |
| angenommen | assumed, from a parallel norm of another Land or from common practice |
| ungeklärt | not settled; the chair is told, nothing is blocked by it, and the town has to find out |

**§ 39 (2) to (6), § 20 and § 38 SächsGemO were not read in full wording.** § 36a was read in the version in
force since 20 February 2022; whether the amendment of 27 June 2025 touched it has not been checked. Of the
other Länder only the paragraphs marked `gelesen` were read. Those that hold "from 2026-09-30" were looked
at as they stood on that day; since when they have been so was not found out.

## What the law leaves to the town

A value marked "open" is the town's to decide, by its rules of procedure or its main statute. `overlay` of a
body in `TOWN_FILE` names a TOML file with the tables that differ, each with value, norm and source
([settings.md](settings.md#rules-of-procedure)). A table that the law does not leave open is refused at the
start, with its line and the norm.
"""

NUMBERS = """## Worked numbers

For a council of 70 members and the mayor, who chairs and votes (71 members in all). "Many recused": 36 of
them are. A question mark: the rule is not settled, the number is reckoned meanwhile and blocks nothing.
"""

SEATS = """
Majority of all members: {half}; two thirds of all members: {thirds}.

The number of members is `seats` of the body in `TOWN_FILE`; where that says nothing, the number of people
with a vote in the roster at the sitting's start, without those who stand in for another (`vertritt`). **If
seats are vacant, or the law counts members that are not in the list, name the seats in `TOWN_FILE`**;
`Mitglieder insgesamt` on the quorum card shows what is reckoned from.
"""

STOPS = """## What stops a command, and what is only said

Only a settled value stops anything. Where a value is `ungeklärt`, the chair is told so and decides.

| value | what happens |
|---|---|
| `quorum.needed_at_ballot`, `quorum.presumed` | where it is needed at every ballot, none opens without it and none that lost it is declared; where it is presumed, only after a member has doubted it and it was found to be missing. Opening the sitting is always possible and says so |
| `remote.*` = ausgeschlossen | only members in the room vote on this business; in a digital sitting, where everybody is remote, no ballot opens on it |
| `remote.*` = gesperrt | nobody votes on this business once a member has been connected, until the end of the sitting; it can be postponed or removed |
| `remote.*` = bedingt | a hint with the condition |
| `format.hybrid` | where the Land does not provide for hybrid sittings (or only in an emergency, and none is noted), members who are connected are guests: they count for no quorum and have no vote |
| `format.digital` | where the Land knows no digital sitting, the chair is told before the opening; nothing is stopped, for laws of an emergency come faster than rule sets |
| `recusal.excludes` | a press of the recused is refused, a vote already given is kept and marked |
| `secret.allowed`, `secret.enabled`, `secret.fewest` | no secret ballot opens where the law forbids it, where the town has not switched it on, or where fewer are entitled |
| `secret.precedes_roll_call` | where both are demanded, the roll call is refused |
| `majority.abstention` = nicht zugelassen | the ballot has two buttons, and an abstention is refused |
| `election.*` | whether an election may be open, and what follows a round that has not decided; a secret one is held on paper |
| `agenda.no_objection`, `agenda.no_objection_words` | `ohne widerspruch` is refused for every other item |
| `digital.*`, `format.local_basis`, `format.chair_in_room`, `format.approved_system` | the checklist says what of it is missing; it stops the opening only where `checklist.blocks` names it |

## What follows from the paragraphs

| norm | what the product does |
|---|---|
| § 20 SächsGemO | recusal is per person and item, covers debate and vote, takes the person out of the quorum; who declared it and when is recorded. Items dealt with together are still voted on one by one: whoever is biased on one of them votes on the others, and leaves the debate as the chair says |
| § 36 SächsGemO | convening is the town's; its dates are noted on the checklist and are hints unless the rule set makes them a condition |
| § 36a SächsGemO | a digital sitting needs a reason, notice to the authority (until 19 February 2022 its consent) and a public room; elections and the budget by-law are excluded |
| § 37 SächsGemO | public and closed part are kept apart: no word of a closed item stands in the meeting chat, on the public page or in the public copy |
| § 38 SächsGemO | the rules of procedure are passed with the majority of all members; the kind of majority is chosen per item, with no default for it in the code |
| § 39 Abs. 2, 3 SächsGemO | quorum is reckoned at every change and found at opening, at the opening and at the closing of each ballot; a second sitting has its own number |
| § 39 Abs. 6 SächsGemO | votes are open as a rule; a tie rejects; abstentions are recorded and do not count |
| § 39 Abs. 7 SächsGemO | elections have rules of their own: rounds, run-off and lot are reckoned by the rule set |
| § 40 SächsGemO | the signed paper is the minutes; what the product writes is a draft and says so |
"""  # noqa: E501 - rows of tables


def law_page() -> str:
    """The whole page: what is certain, the numbers, every rule of the code, every value of every set."""
    books = [book for name in ruleset_names() for book in ruleset_versions(name)]
    parts = [
        INTRODUCTION,
        NUMBERS + "\n" + _numbers(books),
        STOPS,
        _functions(),
        _meanings(),
        *map(_values, books),
    ]
    return "\n".join(parts)


def _numbers(books: Iterable[RuleBook]) -> str:
    rows = []
    for book in books:
        ordinary = book.quorum.settled and book.quorum_strict.settled
        numbers = (
            _number(quorum_required(book, MEMBERS, 0), settled=ordinary),
            _number(quorum_required(book, MEMBERS, 36), settled=book.quorum_recusal.settled),
            _number(quorum_required(book, MEMBERS, 0, second=True), settled=book.quorum_second.settled),
        )
        presumed = _said(book.quorum_presumed.value) if book.quorum_presumed.settled else UNSETTLED
        rows.append((_name(book), *numbers, presumed))
    table = _table(("Land", "quorum", "many recused", "second sitting", "presumed"), rows)
    return table + SEATS.format(half=more_than_half(MEMBERS), thirds=two_thirds(MEMBERS))


def _number(number: int, *, settled: bool) -> str:
    return str(number) if settled else f"{number} ?"


def _functions() -> str:
    """Every function of the council that cites its paragraph."""
    for module in iter_modules(council.__path__):
        import_module(f"council.{module.name}")
    ordered = sorted(LEGAL_BASES, key=lambda basis: (basis.function, basis.paragraph))
    rows = [
        (f"`{basis.function}`", basis.sentence, f"{basis.paragraph} {basis.law}", _paths(basis.paths))
        for basis in ordered
    ]
    head = "What the code does with these values; Saxony's paragraph stands for the norm."
    return f"## Rule functions\n\n{head}\n\n" + _table(("function", "rule", "norm", "values"), rows)


def _paths(paths: Iterable[str]) -> str:
    return ", ".join(f"`{path}`" for path in paths)


def _meanings() -> str:
    """What each value means, once for all Länder."""
    rows = [(f"`{path}`", say(f"law.{path}", "de"), say(f"law.{path}", "en")) for path in VALUES]
    return "## What each value means\n\n" + _table(("value", "Bedeutung", "meaning"), rows)


def _values(book: RuleBook) -> str:
    """One version of one set, value by value, in the words of the file."""
    data = parsed(book.text)
    rows = []
    for path, rule in book.rules.items():
        section, _, name = path.partition(".")
        table = data[section][name]
        said = _said(table["value"])
        if table["value"] == UNSETTLED and "reckoned" in table:
            said += f" (gerechnet wird mit: {_said(table['reckoned'])})"
        since, free = rule.valid_from.isoformat(), "open" if rule.open else ""
        rows.append((f"`{path}`", said, rule.norm, rule.source, rule.certainty.value, since, free))
    until = f" until {book.valid_until.isoformat()}" if book.valid_until else ""
    head = f"## {_name(book)}\n\n{book.title} (`{book.id}`), from {book.valid_from.isoformat()}{until}.\n\n"
    return head + _table(("value", "is", "norm", "source", "certainty", "valid from", "for the town"), rows)


def _name(book: RuleBook) -> str:
    """The Land, with the year where the version is no longer in force."""
    return f"{book.land} {book.valid_from.year}" if book.valid_until else book.land


def _said(value: Any) -> str:
    """A value as a clerk reads it."""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, list):
        return ", ".join(map(_said, value)) or "–"
    return str(value)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(_rows(head, rows)) + "\n"


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"


def main() -> None:
    """Write the page."""
    PAGE.write_text(law_page(), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Makes the published vectors by exact rational arithmetic and by trying every number.

Nothing of the product's rules is used for the arithmetic: a needed number is found by going up from
nought until the fraction is exceeded or reached. Only the names of the Länder's values come from the
rule sets' TOML, read as plain data. ``python tests/vectors/generate.py`` writes the files anew; a test
compares them with what is committed.
"""

import json
import tomllib
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RULESETS = HERE.parents[1] / "council" / "rulesets"
BASES = range(2001)
SEATS = (1, 2, 3, 5, 9, 12, 13, 20, 31, 44, 60, 70, 71, 101)
Row = list[Any]


def more_than(share: Fraction, base: int) -> int:
    """The smallest whole number n with n > share · base, found by trying; 1 at least."""
    return _first(lambda n: Fraction(n) > share * base, share * base)


def at_least(share: Fraction, base: int) -> int:
    """The smallest whole number n with n ≥ share · base, found by trying; 1 at least."""
    return _first(lambda n: Fraction(n) >= share * base, share * base)


def _first(holds: Callable[[int], bool], near: Fraction) -> int:
    """The smallest n from 1 on that holds, tried from a little below *near* on."""
    guess = max(1, int(near) - 3)
    while guess > 1 and holds(guess - 1):
        guess -= 1
    return next(n for n in range(guess, int(near) + 3) if holds(n))


# --- majorities ----------------------------------------------------------------------


def majorities() -> Iterator[Row]:
    """For every base: more than a half, at least two thirds, at least three quarters."""
    for base in BASES:
        yield [
            base,
            more_than(Fraction(1, 2), base),
            at_least(Fraction(2, 3), base),
            at_least(Fraction(3, 4), base),
        ]


def motions() -> Iterator[Row]:
    """Counts of small councils judged by every kind of majority, and ties that the chair's vote decides."""
    for yes, no, abstain in _tallies():
        present, members = yes + no + abstain, 9
        for kind, share, reckoned in _KINDS:
            for counted in _ABSTENTIONS:
                if counted == "nicht zugelassen" and abstain:
                    continue
                yield _motion(kind, share, reckoned, counted, (yes, no, abstain), present, members)
    for yes, no, abstain in ((4, 4, 1), (1, 1, 0), (0, 0, 9), (4, 3, 0), (3, 4, 0)):
        for chair in ("ja", "nein", "enthaltung", ""):
            yield _cast_by_chair(chair, (yes, no, abstain))


_KINDS = (
    ("einfach", "1/2", "abgegebene Stimmen"),
    ("anwesende", "1/2", "anwesende Stimmberechtigte"),
    ("mitglieder", "1/2", "alle Mitglieder"),
    ("zweidrittel", "2/3", "abgegebene Stimmen"),
    ("zweidrittel", "2/3", "alle Mitglieder"),
    ("dreiviertel", "3/4", "anwesende Stimmberechtigte"),
    ("anteil", "3/5", "anwesende Stimmberechtigte"),
    ("anteil", "1/3", "alle Mitglieder"),
)
_ABSTENTIONS = ("bleibt außer Betracht", "zählt als Nein", "nicht zugelassen")


def _tallies() -> Iterator[tuple[int, int, int]]:
    for yes in range(5):
        for no in range(5):
            for abstain in (0, 1, 4):
                yield yes, no, abstain


def _motion(
    kind: str,
    share: str,
    reckoned: str,
    counted: str,
    votes: tuple[int, int, int],
    present: int,
    members: int,
) -> Row:
    yes, no, abstain = votes
    cast = yes + no + (abstain if counted == "zählt als Nein" else 0)
    base = {"abgegebene Stimmen": cast, "anwesende Stimmberechtigte": present, "alle Mitglieder": members}
    fraction, of = Fraction(share), base[reckoned]
    strict = fraction <= Fraction(1, 2)
    reached = Fraction(yes) > fraction * of if strict else Fraction(yes) >= fraction * of
    return [
        kind,
        share,
        reckoned,
        counted,
        "abgelehnt",
        yes,
        no,
        abstain,
        present,
        members,
        "",
        reached and yes > 0,
    ]


def _cast_by_chair(chair: str, votes: tuple[int, int, int]) -> Row:
    """A count where the chair's vote decides a tie; nought to nought is decided by nobody."""
    yes, no, abstain = votes
    present = yes + no + abstain
    row = _motion("einfach", "1/2", "abgegebene Stimmen", "bleibt außer Betracht", votes, present, 9)
    carried = yes > no or (yes == no and yes > 0 and chair == "ja")
    return [*row[:4], "Stimme des Vorsitzes", *row[5:10], chair, carried]


def by_land() -> Iterator[Row]:
    """Counts judged by the plain words of every rule set: what its majorities are reckoned from."""
    for path in sorted(RULESETS.glob("*.toml")):
        said = tomllib.loads(path.read_text(encoding="utf-8"))["majority"]
        counted, tie = _said(said["abstention"]), _said(said["tie"])
        for kind, share in _OF_LAND.items():
            reckoned = _said(said[_TABLES[kind]])
            for votes in (
                (31, 21, 8),
                (30, 30, 0),
                (35, 0, 36),
                (36, 35, 0),
                (48, 23, 0),
                (54, 6, 0),
                (0, 0, 60),
            ):
                if counted == "nicht zugelassen" and votes[2]:
                    continue
                if tie != "abgelehnt":
                    raise ValueError(path.stem)
                row = _motion(kind, share, reckoned, counted, votes, sum(votes), 71)
                yield [path.stem, kind, *row[5:10], row[-1]]


_OF_LAND = {
    "einfach": "1/2",
    "anwesende": "1/2",
    "mitglieder": "1/2",
    "zweidrittel": "2/3",
    "dreiviertel": "3/4",
}
_TABLES = {
    "einfach": "simple",
    "anwesende": "of_present",
    "mitglieder": "of_members",
    "zweidrittel": "two_thirds",
    "dreiviertel": "three_quarters",
}


# --- quorum --------------------------------------------------------------------------


def quorums() -> Iterator[Row]:
    """For every rule set and size: ordinary, with so many recused, in a second sitting."""
    for path in sorted(RULESETS.glob("*.toml")):
        rules = tomllib.loads(path.read_text(encoding="utf-8"))
        for seats in SEATS:
            for recused in sorted({0, 1, seats // 2, seats // 2 + 1, seats - 1, seats}):
                for second in (False, True):
                    yield [path.stem, seats, recused, second, quorum(rules["quorum"], seats, recused, second)]


def quorum(rules: dict[str, dict[str, Any]], seats: int, recused: int, second: bool) -> int:
    """How many have to be there by the plain words of a rule set."""
    share, strict = Fraction(_said(rules["share"])), _said(rules["strict"])
    needed = [_need(share, seats, strict=strict)]
    if Fraction(recused) > Fraction(_said(rules["recusal_when"])) * seats:
        needed += _special(_said(rules["recusal"]), seats)
    if second:
        needed += _special(_said(rules["second_sitting"]), seats)
    return min(needed)


def _said(rule: dict[str, Any]) -> Any:
    return rule["reckoned"] if rule["value"] == "ungeklärt" else rule["value"]


def _special(value: Any, seats: int) -> list[int]:
    if value == "keine":
        return []
    if value == "beliebig":
        return [1]
    return [value] if isinstance(value, int) else [_need(Fraction(value), seats, strict=False)]


def _need(share: Fraction, seats: int, *, strict: bool) -> int:
    return next(
        n
        for n in range(seats + 2)
        if (Fraction(n) > share * seats if strict else Fraction(n) >= share * seats)
    )


# --- elections -----------------------------------------------------------------------


def elections() -> Iterator[Row]:
    """Rounds: base of the first round, round, counts of each candidate (or yes, no), abstentions, present.

    The answer: who is elected, what follows, and among whom.
    """
    for first in ("anwesende Stimmberechtigte", "gültige Stimmen", "alle Mitglieder"):
        for counts in _COUNTS:
            for abstain in (0, 3):
                yield _several(first, counts, abstain)
        for yes, no, abstain in (
            (6, 5, 0),
            (5, 4, 2),
            (5, 5, 1),
            (0, 0, 11),
            (6, 0, 5),
            (1, 0, 0),
            (0, 1, 0),
        ):
            yield _single(first, "erster Wahlgang", yes, no, abstain)
    for yes, no, abstain in ((5, 4, 2), (4, 4, 3), (1, 0, 10), (0, 0, 11)):
        yield _single("anwesende Stimmberechtigte", "zweiter Wahlgang", yes, no, abstain)
    for counts in ((6, 5), (5, 6), (5, 5), (0, 0), (1, 0)):
        yield _runoff(counts)


_COUNTS = (
    (6, 5),
    (5, 6),
    (5, 5),
    (7, 2, 2),
    (5, 3, 3),
    (4, 4, 3),
    (4, 3, 4),
    (4, 4, 4),
    (3, 3, 3, 2),
    (2, 2, 2, 2, 2, 1),
    (5, 2, 2, 2),
    (0, 0),
    (1, 0, 0),
    (0, 0, 0),
)


def _several(first: str, counts: tuple[int, ...], abstain: int) -> Row:
    present = sum(counts) + abstain
    base = {"anwesende Stimmberechtigte": present, "gültige Stimmen": sum(counts), "alle Mitglieder": 13}[
        first
    ]
    winners = [n for n, votes in enumerate(counts, 1) if Fraction(votes) > Fraction(base, 2) and votes]
    row: Row = [first, "erster Wahlgang", len(counts), list(counts), abstain, present, 13]
    if winners:
        return [*row, [winners[0]], "", []]
    if not any(counts):
        return [*row, [], "neue Wahl", []]
    if len(counts) == 2:
        return [*row, [], "Stichwahl", [1, 2]]
    return [*row, [], *_into_runoff(counts)]


def _into_runoff(counts: tuple[int, ...]) -> tuple[str, list[int]]:
    """Two places by votes; where the last of them is shared, the lot among those who share it."""
    places = sorted(range(1, len(counts) + 1), key=lambda n: (-counts[n - 1], n))
    second, third = counts[places[1] - 1], counts[places[2] - 1]
    if second > third:
        return "Stichwahl", places[:2]
    return "Los über die Stichwahl", [n for n in sorted(places) if counts[n - 1] == second]


def _runoff(counts: tuple[int, int]) -> Row:
    row: Row = ["anwesende Stimmberechtigte", "Stichwahl", 2, list(counts), 0, 11, 13]
    if counts[0] != counts[1]:
        return [*row, [1 if counts[0] > counts[1] else 2], "", []]
    return [*row, [], "Los", [1, 2]] if counts[0] else [*row, [], "neue Wahl", [1, 2]]


def _single(first: str, stage: str, yes: int, no: int, abstain: int) -> Row:
    present = yes + no + abstain
    base = {"anwesende Stimmberechtigte": present, "gültige Stimmen": yes + no, "alle Mitglieder": 13}[first]
    row: Row = [first, stage, 1, [yes, no], abstain, present, 13]
    won = Fraction(yes) > Fraction(base, 2) if stage == "erster Wahlgang" else yes > no
    if won:
        return [*row, [1], "", []]
    return [*row, [], "zweiter Wahlgang" if stage == "erster Wahlgang" else "neue Wahl", [1]]


# --- several places, and alternatives ------------------------------------------------


def places() -> Iterator[Row]:
    """Elections to several places on one paper: who is elected, what is left for the lot."""
    for first in ("anwesende Stimmberechtigte", "gültige Stimmen", "alle Mitglieder"):
        for seats, counts in _PAPERS:
            for abstain, invalid in ((0, 0), (1, 0), (0, 1), (2, 1)):
                yield _paper(first, seats, counts, abstain, invalid)


_PAPERS = (
    (2, (9, 8, 3)),
    (2, (9, 8, 7)),
    (2, (9, 7, 7)),
    (2, (8, 8, 8)),
    (2, (8, 8, 7, 7)),
    (3, (9, 8, 8, 8)),
    (3, (9, 9, 7, 7)),
    (2, (9, 5, 5)),
    (2, (5, 5, 5)),
    (2, (6, 6, 0)),
    (2, (0, 0, 0)),
)


def _paper(first: str, seats: int, counts: tuple[int, ...], abstain: int, invalid: int) -> Row:
    papers, members = 11, 13
    present = papers + abstain + invalid
    base = {"anwesende Stimmberechtigte": present, "gültige Stimmen": papers, "alle Mitglieder": members}[
        first
    ]
    enough = [n for n, votes in enumerate(counts, 1) if Fraction(votes) > Fraction(base, 2)]
    row: Row = [first, seats, list(counts), abstain, invalid, present, members]
    ranked = sorted(enough, key=lambda n: (-counts[n - 1], n))
    if len(ranked) <= seats:
        return [*row, ranked, "" if len(ranked) == seats else "neue Wahl", []]
    last = counts[ranked[seats - 1] - 1]
    clear = [n for n in ranked if counts[n - 1] > last]
    equal = [n for n in ranked if counts[n - 1] == last]
    if len(clear) + len(equal) == seats:
        return [*row, clear + equal, "", []]
    return [*row, clear, "Los", equal]


def alternatives() -> Iterator[Row]:
    """Choices among alternatives: which one has the majority, or between which there is another ballot."""
    for kind, share, reckoned in (_KINDS[0], _KINDS[1], _KINDS[2], _KINDS[3]):
        for stage in ("erster Wahlgang", "Stichwahl"):
            for counts in _CHOICES:
                for abstain in (0, 2):
                    yield _chosen(kind, share, reckoned, stage, counts, abstain)


_CHOICES = (
    (6, 5),
    (5, 6),
    (5, 5),
    (8, 0),
    (7, 3, 1),
    (5, 4, 2),
    (4, 4, 3),
    (5, 3, 3),
    (4, 3, 4, 0),
    (3, 3, 3),
    (5, 2, 2, 2),
    (5, 3, 3, 0),
    (1, 0, 0),
    (0, 0, 0),
    (0, 0),
)


def _chosen(kind: str, share: str, reckoned: str, stage: str, counts: tuple[int, ...], abstain: int) -> Row:
    present, members = sum(counts) + abstain, 13
    base = {
        "abgegebene Stimmen": sum(counts),
        "anwesende Stimmberechtigte": present,
        "alle Mitglieder": members,
    }
    fraction, of = Fraction(share), base[reckoned]
    strict = fraction <= Fraction(1, 2)
    row: Row = [kind, reckoned, stage, list(counts), abstain, present, members]
    for number, votes in enumerate(counts, 1):
        enough = Fraction(votes) > fraction * of if strict else Fraction(votes) >= fraction * of
        if enough and votes and votes == max(counts) and counts.index(votes) == number - 1:
            return [*row, [number], "", []]
    second = sorted(counts, reverse=True)[1]
    left = [n for n, votes in enumerate(counts, 1) if votes >= second]
    all_again = len(left) == len(counts) and len(counts) > 2
    if stage == "Stichwahl" or all_again or not any(counts):
        return [*row, [], "neue Wahl", []]
    return [*row, [], "Stichwahl", left]


# --- files ---------------------------------------------------------------------------

FILES: dict[str, tuple[list[str], Callable[[], Iterator[Row]]]] = {
    "majorities.json": (["base", "more than 1/2", "at least 2/3", "at least 3/4"], majorities),
    "motions.json": (
        [
            "mehrheit",
            "share",
            "base",
            "abstention",
            "tie",
            "yes",
            "no",
            "abstain",
            "present",
            "members",
            "chair's vote",
            "carried",
        ],
        motions,
    ),
    "by_land.json": (
        ["rule set", "mehrheit", "yes", "no", "abstain", "present", "members", "carried"],
        by_land,
    ),
    "quorum.json": (["rule set", "seats", "recused", "second sitting", "required"], quorums),
    "elections.json": (
        [
            "first round reckoned from",
            "round",
            "candidates",
            "votes",
            "abstentions",
            "present",
            "members",
            "elected",
            "following",
            "among",
        ],
        elections,
    ),
    "places.json": (
        [
            "reckoned from",
            "places",
            "votes",
            "abstentions",
            "invalid",
            "present",
            "members",
            "elected",
            "following",
            "among",
        ],
        places,
    ),
    "alternatives.json": (
        [
            "mehrheit",
            "base",
            "round",
            "votes",
            "abstentions",
            "present",
            "members",
            "chosen",
            "following",
            "among",
        ],
        alternatives,
    ),
}


def content(name: str) -> str:
    """A vector file's text: its columns, then one row a line."""
    columns, rows = FILES[name]
    lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows()]
    head = json.dumps(columns, ensure_ascii=False)
    return f'{{"columns": {head},\n"rows": [\n' + ",\n".join(lines) + "\n]}\n"


if __name__ == "__main__":
    for name in FILES:
        (HERE / name).write_text(content(name), encoding="utf-8")

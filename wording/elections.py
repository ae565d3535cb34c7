"""Counts and results of elections and of choices among alternatives, in words."""

from collections.abc import Iterable

from council.agenda import BallotForm
from council.ballots import Ballot, Choice, Following, Outcome, Round, Tally
from council.election import ElectionVerdict, ranking, votes_for
from council.rulebook import FirstRound, RuleBook
from wording.catalogue import say
from wording.listing import listing
from wording.terms import term

SHORT = 60
"""As many letters of an option's name stand in a line with others; the whole name stands on the card."""
MOST_IN_A_LINE = 10
"""As many options stand in a line with their votes; of more those with most votes, and how many others."""


def option_name(ballot: Ballot, number: int, language: str) -> str:
    """A candidate by name, an alternative in quotes; a long one is cut short."""
    option = ballot.option(number)
    name = option.name if option is not None else str(number)
    short = name if len(name) <= SHORT else f"{name[: SHORT - 1].rstrip()}…"
    return say("option.quoted", language, name=short) if ballot.form is BallotForm.ALTERNATIVES else short


def names_of(ballot: Ballot, numbers: Iterable[int], language: str) -> str:
    """Several options in one phrase: "Anna Alt und Bernd Berg"."""
    return listing([option_name(ballot, number, language) for number in numbers], language)


def choice_name(choice: Choice, ballot: Ballot, language: str) -> str:
    """What a member chose as a receipt names it: "Ja", or "2 (Bernd Berg)"."""
    if not choice.number:
        return term(choice, language)
    name = option_name(ballot, choice.number, language)
    return say("option.chosen", language, number=term(choice, language), name=name)


def election_counts(ballot: Ballot, tally: Tally, language: str) -> str:
    """The counts of an election: "Anna Alt 31, Bernd Berg 21, Enthaltungen 8"."""
    if len(ballot.options) == 1:
        only = ballot.options[0].number
        name = option_name(ballot, only, language)
        parts = [say("result.single", language, name=name, yes=tally.yes, no=tally.no)]
    else:
        parts = _by_option(ballot, tally, language)
    if tally.abstain or Choice.ABSTAIN in ballot.choices:
        parts.append(say("result.abstentions", language, abstain=tally.abstain))
    if tally.invalid:
        parts.append(say("result.invalid", language, invalid=tally.invalid))
    return ", ".join(parts)


def _by_option(ballot: Ballot, tally: Tally, language: str) -> list[str]:
    """The options with their votes, in the order of the ballot; of very many the foremost ones."""
    many = len(ballot.options) > MOST_IN_A_LINE
    numbers = ranking(ballot, tally)[:MOST_IN_A_LINE] if many else [o.number for o in ballot.options]
    parts = [
        say(
            "result.option",
            language,
            name=option_name(ballot, number, language),
            votes=votes_for(ballot, tally, number),
        )
        for number in numbers
    ]
    return [*parts, say("result.others", language, n=len(ballot.options) - len(numbers))] if many else parts


def long_counts(ballot: Ballot, tally: Tally) -> list[tuple[str, str]]:
    """All options with their votes, where there are too many for one line; else none."""
    if len(ballot.options) <= MOST_IN_A_LINE:
        return []
    return [(o.name, str(votes_for(ballot, tally, o.number))) for o in ballot.options]


def election_line(ballot: Ballot, tally: Tally, word: str, language: str) -> str:
    """The result in one line: the counts, and who is elected or what is chosen.

    Where there is more than one place, or a lot was drawn, that is said too.
    """
    family = ballot.form.name.lower()
    line = election_counts(ballot, tally, language)
    if not ballot.elected:
        undecided = ballot.outcome is Outcome.UNDECIDED
        return say(f"result.{family}.{'open' if undecided else 'none'}", language, counts=line)
    lot = any(lot.option in ballot.elected for lot in ballot.lots)
    said = say(
        f"result.{family}.chosen",
        language,
        counts=line,
        names=names_of(ballot, ballot.elected, language),
        n=len(ballot.elected),
        verdict=word,
    )
    return say("result.by_lot", language, line=said) if lot else said


def election_arithmetic(ballot: Ballot, language: str, rules: RuleBook | None) -> str:
    """Why a declared election came out as it did: what was needed, of how many, by which paragraph."""
    tally = ballot.tally or Tally()
    values: dict[str, object] = {
        "needed": ballot.needed,
        "base": _base(ballot, language, rules),
        "norm": ballot.norm,
        "yes": tally.yes,
        "no": tally.no,
    }
    if ballot.form is BallotForm.ALTERNATIVES:
        return say("result.needed.half", language, **values)
    if ballot.stage is Round.SECOND:
        return say("result.needed.second", language, **values)
    if ballot.stage is Round.RUNOFF and len(ballot.options) > 1:
        first, second = ranking(ballot, tally)[:2]
        votes = [votes_for(ballot, tally, number) for number in (first, second)]
        way = "tie" if votes[0] == votes[1] else "more"
        return say(f"result.runoff.{way}", language, **values, most=votes[0], next=votes[1])
    if ballot.places > 1:
        return say("result.needed.places", language, **values, places=ballot.places)
    return say("result.needed", language, **values)


def _base(ballot: Ballot, language: str, rules: RuleBook | None) -> str:
    """The base of a first round with what it is: "60 anwesenden Stimmberechtigten"."""
    first = rules.election_first.value if rules is not None else None
    if ballot.places > 1 and first is FirstRound.VALID:
        first = FirstRound.PRESENT
    if first is None or ballot.form is BallotForm.ALTERNATIVES:
        return str(ballot.base)
    return say(f"result.base.{first.name.lower()}", language, base=ballot.base)


def following_line(ballot: Ballot, language: str) -> str:
    """What has to come after a declared round; "" where it has settled everything."""
    return _followed(ballot, ballot.following, ballot.candidates, len(ballot.elected), language)


def follows(ballot: Ballot, judged: ElectionVerdict, language: str) -> str:
    """What would have to come after a round judged so; "" for nothing."""
    return _followed(ballot, judged.following, judged.candidates, len(judged.elected), language)


def _followed(
    ballot: Ballot, following: Following, candidates: tuple[int, ...], elected: int, language: str
) -> str:
    if following is Following.NOTHING:
        return ""
    if following is Following.ANEW:
        if ballot.form is BallotForm.ALTERNATIVES:
            return say("result.follows.none_chosen", language)
        left = ballot.places - elected
        return say("result.follows.places" if elected else "result.follows.anew", language, n=left)
    names = names_of(ballot, candidates, language)
    family = "choice." if ballot.form is BallotForm.ALTERNATIVES else ""
    return say(f"result.follows.{family}{following.name.lower()}", language, names=names)

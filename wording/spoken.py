"""What the chair reads aloud to declare a closed ballot."""

from council.agenda import Abstention, BallotForm
from council.ballots import Ballot, Outcome, Tally
from council.election import ElectionVerdict
from council.majority import Verdict
from wording.catalogue import say
from wording.elections import election_counts, follows, names_of
from wording.listing import listing
from wording.verdicts import verdict_word


def spoken(ballot: Ballot, verdict: Verdict | ElectionVerdict, language: str) -> str:
    """What the chair reads aloud to declare a closed ballot, as *verdict* judges it."""
    if isinstance(verdict, ElectionVerdict):
        return _election(ballot, verdict, language)
    tally = ballot.tally or Tally()
    said = _numbers(ballot, tally, language)
    word = verdict_word(ballot, verdict.outcome, language)
    if verdict.casting:
        said = f"{said} {say('spoken.casting', language)}"
    if ballot.block:
        items = listing(ballot.block, language)
        return f"{said} {say('spoken.decided.block', language, items=items, verdict=word)}"
    subject = "motion" if ballot.procedural else ballot.item_kind.name.lower()
    named = say(f"subject.{subject}", language)
    return f"{said} {say('spoken.decided', language, subject=named, verdict=word)}"


def _numbers(ballot: Ballot, tally: Tally, language: str) -> str:
    """The counts as they are read out; no abstentions where there can be none."""
    if ballot.abstention is Abstention.NOT_ALLOWED and not tally.abstain:
        return say("spoken.counts.two", language, yes=tally.yes, no=tally.no)
    return say("spoken.counts", language, yes=tally.yes, no=tally.no, n=tally.abstain)


def _election(ballot: Ballot, judged: ElectionVerdict, language: str) -> str:
    tally = ballot.tally or Tally()
    said = [say("spoken.votes", language, counts=election_counts(ballot, tally, language))]
    names = names_of(ballot, judged.elected, language)
    if not judged.elected:
        said.append(say("spoken.needed", language, n=judged.needed))
        if judged.outcome is Outcome.REJECTED and ballot.form is BallotForm.ELECTION:
            said.append(say("spoken.nobody", language))
    elif ballot.form is BallotForm.ALTERNATIVES:
        said.append(say("spoken.chosen", language, names=names))
    else:
        said.append(say("spoken.elected", language, names=names, n=len(judged.elected)))
    said.append(follows(ballot, judged, language))
    return " ".join(part for part in said if part)

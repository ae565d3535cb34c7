"""Why something is not done: each refusal carries the values its sentence needs.

The sentence itself lives in ``wording`` under the key ``refusal.<name>``. The tree::

    Refusal
    ├── NotYours          what this person may not do
    ├── WrongMoment       what cannot be done now
    ├── NotFound          what does not exist in this sitting
    ├── Implausible       what cannot be true
    └── Unlawful          what the rule set forbids
"""

import re
from datetime import datetime

Value = str | int | bool | datetime | tuple[str, ...] | None


class Refusal(Exception):
    """Something is not done, for a reason that can be told to a person.

    ``values`` are the plain values that the sentence names: member ids, item and
    ballot numbers, counts, times.
    """

    def __init__(self, **values: Value) -> None:
        super().__init__(self.key, values)
        self.values: dict[str, Value] = values

    @property
    def key(self) -> str:
        """The refusal's name for catalogues and logs: ``not_entitled`` for NotEntitled."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()


class NotYours(Refusal):
    """This person may not do this."""


class NotInRoster(NotYours):
    """The account belongs to nobody on this sitting's roster."""


class NotAdmitted(NotYours):
    """The person has not been admitted to the sitting."""


class NotEntitled(NotYours):
    """The person does not belong to this ballot's electorate (*ballot*)."""


class Recused(NotYours):
    """The person is biased on this item (*item*)."""


class MandateOver(NotYours):
    """The person's mandate has ended (*member*)."""


class RoleNeeded(NotYours):
    """The command belongs to people with another role (*roles*)."""


class ChairNeeded(NotYours):
    """Only the acting chair (*chair*), or whoever operates for them, may do this."""


class SecondPersonNeeded(NotYours):
    """Nobody confirms what they entered themselves (*case*)."""


class NotForOneself(NotYours):
    """Nobody admits, confirms or corrects themselves."""


class WrongMoment(Refusal):
    """This cannot be done at this moment."""


class NotPrepared(WrongMoment):
    """No sitting is bound to this meeting."""


class AlreadyPrepared(WrongMoment):
    """This sitting has been bound already (*title*)."""


class NotOpened(WrongMoment):
    """The sitting has not been opened yet."""


class AlreadyOpened(WrongMoment):
    """The sitting has been opened already (*at*)."""


class SittingIsOver(WrongMoment):
    """The sitting has ended (*at*)."""


class NotOver(WrongMoment):
    """The sitting has not ended."""


class TooLateToTakeBack(WrongMoment):
    """The end can be taken back only for a while (*minutes*)."""


class InBreak(WrongMoment):
    """The sitting is interrupted (*until*)."""


class DayNeeded(WrongMoment):
    """The sitting went on over several days, and the time does not say of which."""


class NotInBreak(WrongMoment):
    """The sitting is not interrupted."""


class BallotInTheWay(WrongMoment):
    """A ballot is open or undeclared; *step* ("close" or "declare") is missing (*ballot*)."""


class NoBallotOpen(WrongMoment):
    """There is no ballot in the state that this needs."""


class BallotNotOpen(WrongMoment):
    """This ballot is no longer open (*ballot*, *phase*)."""


class AlreadyVoted(WrongMoment):
    """The member has voted by card; a clerk's entry does not replace that (*member*)."""


class TakenByHands(WrongMoment):
    """This ballot is taken by hand or voice, not by card (*ballot*)."""


class HandsPending(WrongMoment):
    """The counts entered by hand wait for a second person (*case*)."""


class VoteIsFinal(WrongMoment):
    """The rule set allows no change of a vote (*choice*, *norm*)."""


class Outdated(WrongMoment):
    """The button was shown for a state that is no more."""


class TooFast(WrongMoment):
    """A second press of a step followed the first too quickly."""


class AdmissionNotOpen(WrongMoment):
    """Admission has not begun or is closed (*starts*)."""


class AlreadyPresent(WrongMoment):
    """The person is present already (*member*, *since*)."""


class NotPresent(WrongMoment):
    """The person is not present (*member*)."""


class LeftBefore(WrongMoment):
    """The person belongs to the ballot and is recorded as gone (*member*, *since*)."""


class SeatNeeded(WrongMoment):
    """A clerk has to say for which seat somebody is admitted (*name*)."""


class AnonymousHasNoSeat(WrongMoment):
    """Somebody without an account cannot be taken for a seat (*name*)."""


class AccountElsewhere(WrongMoment):
    """The account speaks for another seat already (*name*, *member*)."""


class RoomTaken(WrongMoment):
    """This online meeting is the other room of the same sitting already."""


class MeetingLeft(WrongMoment):
    """The sitting goes on in another online meeting than the one that was spoken or pressed in."""


class MeetingInUse(WrongMoment):
    """So many people (*count*) were admitted in this online meeting already."""


class ChatTaken(WrongMoment):
    """This chat belongs to another sitting (*title*)."""


class NotMoved(WrongMoment):
    """The sitting is held in the online meeting in which it began."""


class NotInClosedPart(WrongMoment):
    """The sitting is not in its closed part."""


class RulingUnfit(WrongMoment):
    """This cannot be decided about this doubt (*case*)."""


class NothingWaits(WrongMoment):
    """The case has been settled already (*case*)."""


class NoItemCalled(WrongMoment):
    """No item has been called."""


class NoItemLeft(WrongMoment):
    """Nothing is left on this part's agenda; *closed* counts pending closed items."""


class AlreadyInPart(WrongMoment):
    """The sitting is in that part already."""


class ItemIsClosed(WrongMoment):
    """The item belongs to the closed part (*item*)."""


class ItemIsPublic(WrongMoment):
    """The item belongs to the public part (*item*)."""


class ReasonNeeded(WrongMoment):
    """This needs a reason in words."""


class ObjectNeeded(WrongMoment):
    """A further ballot on the same item needs its object (*item*, *ballot*)."""


class NoChair(WrongMoment):
    """Nobody presides yet; the office names the chair first."""


class RulesNotInForce(WrongMoment):
    """No version of the rule set holds on the day of the sitting (*ruleset*, *day*)."""


class SecretByCardOnly(WrongMoment):
    """A secret vote is given on the card and by the member alone (*ballot*)."""


class BoxLost(WrongMoment):
    """The box of a secret ballot went with the process that held it; the ballot is repeated (*ballot*)."""


class SecretNeedsOneInstance(WrongMoment):
    """A secret ballot lives in one process; here several answer, each with a memory of its own."""


class NoWordForElection(WrongMoment):
    """The result of an election follows from its counts; no word declares another one (*ballot*)."""


class AlreadyDecided(WrongMoment):
    """The item has been decided; it is repeated, or taken up again first (*item*, *ballot*)."""


class NoRoundWaits(WrongMoment):
    """No election waits for another round (*item*)."""


class NoLotWaits(WrongMoment):
    """No election waits for the lot."""


class LotFirst(WrongMoment):
    """The lot has to be drawn first (*ballot*)."""


class NobodyDisturbed(WrongMoment):
    """Nobody whose vote is missing is reported as disturbed."""


class WentOnWithout(WrongMoment):
    """The chair went on without this person, who was reported as disturbed (*ballot*)."""


class NotInBlock(WrongMoment):
    """The open ballot does not contain this item (*item*)."""


class StillThere(WrongMoment):
    """The item is still on the agenda (*item*)."""


class HelpTakenOver(WrongMoment):
    """Somebody else takes care of this call for help already (*by*, *at*)."""


class HelpOver(WrongMoment):
    """This call for help is done (*by*, *at*)."""


class NothingToLift(WrongMoment):
    """The person is not recused on this item (*member*, *item*)."""


class NotFound(Refusal):
    """There is no such thing in this sitting."""


class UnknownHelp(NotFound):
    """There is no such call for help."""


class UnknownSitting(NotFound):
    """No sitting of this name is planned (*sitting*)."""


class UnknownItem(NotFound):
    """No item has this number (*item*)."""


class UnknownBallot(NotFound):
    """There is no such ballot here (*ballot*)."""


class UnknownMember(NotFound):
    """Nobody of that name is on the roster (*name*)."""


class UnknownCase(NotFound):
    """There is no such case (*case*)."""


class Implausible(Refusal):
    """This cannot be true."""


class TooManyVotes(Implausible):
    """More votes than people entitled (*votes*, *entitled*)."""


class CountsMissing(Implausible):
    """The counts do not say how many voted yes."""


class TimeOutside(Implausible):
    """The time lies in the future or before the person came (*at*)."""


class ItemExists(Implausible):
    """The number is taken (*item*)."""


class ItemIsOff(Implausible):
    """The item is no longer on the agenda (*item*, *status*)."""


class NotAMember(Implausible):
    """The person has no seat in this council (*member*)."""


class AlteredPress(Implausible):
    """The press does not name a choice and a round of this ballot."""


class WrongCounts(Implausible):
    """The counts do not fit the options of this ballot (*options*)."""


class TooFewCandidates(Implausible):
    """An election needs a candidate, a choice at least two alternatives (*least*)."""


class TooManyOptions(Implausible):
    """A card offers six at most (*most*)."""


class DoubledOption(Implausible):
    """The same name or text stands twice (*name*)."""


class BlockTooSmall(Implausible):
    """A ballot en bloc needs at least two items."""


class BlockMixed(Implausible):
    """The items of a block need the same majority and the same way of voting (*item*)."""


class NotSuchOption(Implausible):
    """This option does not stand for the lot (*name*)."""


class WitnessNeeded(Implausible):
    """The witness of the lot is another person, and one who is present (*member*)."""


class UnknownParticular(Implausible):
    """The checklist has no such entry (*name*)."""


class DayUnclear(Implausible):
    """This is no day (*given*)."""


class ImpossibleShare(Implausible):
    """A majority is a share between nothing and the whole (*given*)."""


class ResultDoubtful(Implausible):
    """The result cannot be true (*step* is the doubt; *ballot*, *votes*, *entitled*, *members*, *item*)."""


class Unlawful(Refusal):
    """The rule set forbids this."""


class NoQuorum(Unlawful):
    """The council is not quorate (*present*, *required*, *norm*)."""


class ExcludedDigital(Unlawful):
    """This business is not allowed in a digital sitting (*item*, *kind*, *norm*)."""


class ExcludedRemote(Unlawful):
    """This business is not possible once a member takes part remotely (*item*, *kind*, *norm*)."""


class SecretNotAllowed(Unlawful):
    """The rule set allows no secret ballot on this (*norm*)."""


class SecretNotEnabled(Unlawful):
    """The town has not switched secret ballots on (*norm*)."""


class SecretPrecedes(Unlawful):
    """Where a secret ballot is demanded it goes before a roll call (*norm*)."""


class TooFewForSecret(Unlawful):
    """So few vote that a secret ballot would not be one (*n*, *fewest*, *norm*)."""


class AbstentionNotAllowed(Unlawful):
    """The rule set allows no abstention (*norm*)."""


class OpenElectionNotAllowed(Unlawful):
    """The rule set allows no open election; it is held on paper (*item*, *norm*)."""


class ChecklistMissing(Unlawful):
    """Something is missing without which the sitting may not be opened (*missing*, *norm*)."""


class BiasInBlock(Unlawful):
    """Bias on one item of a block would take the vote on all of them (*item*, *members*, *norm*)."""


class NotInBlockAllowed(Unlawful):
    """This item cannot be decided en bloc (*item*, *kind*)."""


class ElectionByPaper(Unlawful):
    """An election is no ballot of Yes and No: it has a command of its own (*item*, *norm*)."""


class ObjectionNeedsBallot(Unlawful):
    """This kind of item is decided by ballot, not without objection (*item*, *norm*)."""


REFUSALS: tuple[type[Refusal], ...] = tuple(
    kind
    for kind in list(globals().values())
    if isinstance(kind, type) and issubclass(kind, Refusal) and kind.__subclasses__() == []
)
"""Every refusal that is raised: the leaves of the tree."""

"""The answer to a counted press as JSON on the wire: drawn once for each choice, filled in for each presser.

It is, letter for letter, what encoding the card of :func:`cards.ballots.ballot_card` gives. A whole
council presses within seconds, and drawing the same card for each of them takes longer than
counting their votes.
"""

import json
import re
import secrets

from cards.ballots import asked_for_votes, ballot_with
from cards.receipts import counted_line
from council.ballots import Ballot, Choice, Phase, Vote
from council.ids import MemberId
from council.sitting import Sitting
from wording.times import second

ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
"""How every answer to a press is written."""

MOST_DRAWN = 48
"""As many cards are kept: three choices in each of sixteen ballots that are open at once."""

_TIME, _RECEIPT, _REV = (
    f"Z{secrets.token_hex(8)}".encode(),
    f"B{secrets.token_hex(8)}".encode(),
    b"987654321987",
)
_PLACES = re.compile(rb'(%b|%b|(?<="rev":)%b)' % (_TIME, _RECEIPT, _REV))
"""Where the time, the receipt number and the number of the presser's votes go; no title can look so."""
_AS_IT_IS = re.compile(r"[0-9A-Za-z: -]+")
"""What stands on a card and in JSON as it is: times and receipt numbers."""

_Parts = tuple[bytes, ...]


def on_the_wire(answer: object) -> bytes:
    """An answer as JSON in UTF-8; half a character, which UTF-8 does not have, stands there as its number."""
    return ENCODER.encode(answer).encode(errors="backslashreplace")


def counted_answer(ballot: Ballot, sitting: Sitting, member: MemberId, vote: Vote) -> bytes:
    """The card with this receipt as JSON; nothing where it is more than a receipt above the buttons."""
    standing, time = ballot.vote_of(member), second(vote.at, sitting.timezone, sitting.language)
    if ballot.secret or ballot.by_hands or ballot.numbered or ballot.phase is not Phase.OPEN:
        return b""
    overtaken = standing is not None and standing.rev > vote.rev
    if overtaken or not _AS_IT_IS.fullmatch(time) or not _AS_IT_IS.fullmatch(vote.receipt):
        return b""
    filled = {_TIME: time.encode(), _RECEIPT: vote.receipt.encode(), _REV: b"%d" % ballot.rev_of(member)}
    return b"".join([filled.get(part, part) for part in _DRAWN.parts(ballot, sitting, vote.choice)])


class _Drawn:
    """The texts of the cards of the last few ballots, cut where something of the presser goes."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int, str], tuple[tuple[object, ...], _Parts]] = {}

    def parts(self, ballot: Ballot, sitting: Sitting, choice: Choice) -> _Parts:
        """The text for this choice, drawn anew where the ballot asks something else than before."""
        key, asked = (sitting.id, ballot.id, choice.value), asked_for_votes(ballot, sitting)
        says = (asked.fixed, asked.heard)
        known = self._kept.get(key)
        if known is not None and known[0] == says:
            return known[1]
        line = counted_line(choice, ballot, sitting, _TIME.decode(), _RECEIPT.decode())
        parts = tuple(_PLACES.split(on_the_wire(ballot_with(ballot, sitting, [line], int(_REV)))))
        while len(self._kept) >= MOST_DRAWN:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = (says, parts)
        return parts


_DRAWN = _Drawn()

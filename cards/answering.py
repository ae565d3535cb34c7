"""The answer to a counted press as JSON text: drawn once for a ballot, filled in for each presser.

It is, letter for letter, what encoding the card of :func:`cards.ballots.ballot_card` gives. A whole
council presses within seconds, and encoding the same card for each of them takes as long as
counting their votes.
"""

import json
import re
import secrets
from functools import lru_cache
from json.encoder import encode_basestring

from cards.ballots import Asked, asked_for_votes, ballot_with
from cards.escape import plain
from cards.receipts import receipts
from council.ballots import Ballot, Vote
from council.ids import MemberId
from council.sitting import Sitting

ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
"""How every answer to a press is written."""

_LINE = f"Beleg {secrets.token_hex(16)}"
_REV = 987654321987
_PLACES = re.compile(rf'("{_LINE}"|(?<="rev":){_REV})')
"""Where the receipt and the number of the presser's votes go; no title can look like either."""


def counted_answer(ballot: Ballot, sitting: Sitting, member: MemberId, vote: Vote) -> str:
    """The card with this receipt as JSON text; "" where it is more than a receipt above the buttons."""
    if ballot.secret or ballot.by_hands or ballot.numbered:
        return ""
    lines = receipts(ballot, sitting, member, vote, stale=False)
    if len(lines) != 1:
        return ""
    line, rev = encode_basestring(plain(lines[0])), str(ballot.rev_of(member))
    parts = list(_parts(asked_for_votes(ballot, sitting)))
    parts[1::2] = [rev if place == str(_REV) else line for place in parts[1::2]]
    return "".join(parts)


@lru_cache(maxsize=16)
def _parts(asked: Asked) -> tuple[str, ...]:
    """The text of the card, cut where something of the presser goes; every second part is such a place."""
    drawn = ballot_with(asked.ballot, asked.sitting, [_LINE], _REV)
    return tuple(_PLACES.split(ENCODER.encode(drawn)))

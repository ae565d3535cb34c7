"""Names against a list of seats, as a process of its own: `python -m bot.matching < names.json`.

For the benchmark, which knows nothing of the program. In: ``{"seats": [[id, first, last], …],
"names": […]}``; out: ``{"seconds": …, "proposed": [[id, …], …], "given": …}``: who is proposed first
for each name, and how many seats a name alone has given, which has to be none.
"""

import json
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from bot.likeness import NameBook
from council.ids import MemberId
from council.recognition import Account, AccountKind, Recognition, recognise_all
from council.roster import Member, Role, Roster


def matched(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Recognise every name as a guest's would be, and say how long that took."""
    people = [
        Member(id=MemberId(key), first=first, last=last, roles=(Role.MEMBER,))
        for key, first, last in asked["seats"]
    ]
    accounts = [
        Account(kind=AccountKind.GUEST, entra_id=f"{number}", name=name)
        for number, name in enumerate(asked["names"])
    ]
    began = time.perf_counter()
    roster = Roster(tuple(people))
    found = recognise_all(accounts, roster, NameBook(roster))
    seconds = time.perf_counter() - began
    given = sum(bool(one.certain) for one in found)
    return {"seconds": seconds, "proposed": [_first(one) for one in found], "given": given}


def _first(found: Recognition) -> Sequence[str]:
    """The seats that fit best, all of them where several fit equally well."""
    best = found.matches[0].score if found.matches else 0
    return [str(match.member) for match in found.matches if match.score == best]


if __name__ == "__main__":
    json.dump(matched(json.load(sys.stdin)), sys.stdout)

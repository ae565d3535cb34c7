"""Where the registry holds a person: told for the export, and what is left of it without them."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from bot.ledger import PACKED, packed, unpacked
from council import events as ev
from council.erasing import names, reduced
from council.record import Row
from council.roster import Member
from store.devices import CURRENT as EVERYBODY
from store.devices import TABLE as DEVICES
from store.folder import Documents
from store.links import LINKS
from store.planned import CURRENT, ROSTER

Document = Mapping[str, Any]
Change = tuple[str, str, Document | None]
"""The table and key of a document, and what takes its place: None where it goes."""

CHATS, WISHES, UNREACHED, OFFERS = "chats", "wishes", "unreached", "offers"
LINK_CODES, UPLOADS, OWED, SETUPS = "link_codes", "files_in", "owed", "meeting_setups"
OUTBOXES = ("outbox", "outbox_resting")
PERSON = "person:"
"""The bot's tables that hold people, and how it names somebody's own chat."""

LINES: Mapping[str, str] = {ROSTER: "members", DEVICES: "devices"}
"""Tables of one document with a line for each person, and where in it the lines stand."""
OF_A_SITTING = frozenset({*OUTBOXES, OFFERS, SETUPS})
"""What belongs to one sitting, and is of no use once that is over."""
OF_A_PERSON = frozenset({*LINES, LINKS, CHATS, WISHES, UNREACHED, LINK_CODES, UPLOADS, OWED})
"""What is kept for a person as long as they act."""
OF_AN_ACCOUNT = (CHATS, WISHES, UNREACHED)
"""Tables whose keys are somebody's account or their own chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as documents name them: their id, every account of theirs, and their chats with the bot."""

    member: str
    accounts: frozenset[str]
    conversations: frozenset[str] = frozenset()

    @property
    def chats(self) -> frozenset[str]:
        """By what an own chat of theirs is named."""
        return self.conversations.union(PERSON + account for account in self.accounts)

    @property
    def words(self) -> frozenset[str]:
        """Every word that means this person."""
        return self.chats.union(self.accounts, {self.member})


class Kept(NamedTuple):
    """A document of an account, and whether somebody who still acts has that account."""

    table: str
    key: str
    document: Document
    owned: bool


async def person_of(
    registry: Documents, records: Iterable[Sequence[Row]], listed: Sequence[Document], member: str
) -> Person:
    """Find every account that was ever noted as this person's, and the chats that go with them.

    One that is somebody else's by now is not theirs any more.
    """
    now = await _current(registry, listed)
    offers = (await registry.all(OFFERS)).values()
    ever = [
        *now,
        *(pair for rows in records for pair in noted(rows)),
        *((str(one.get("member", "")), str(one["entra_id"])) for one in offers),
    ]
    others = {account.lower() for who, account in now if who not in (member, "")}
    others -= {account.lower() for who, account in now if who == member}
    found = {account for who, account in ever if who == member and account.lower() not in others}
    accounts = frozenset(found | {account.lower() for account in found}) - {""}
    chats = await registry.all(CHATS)
    own = (str(chats.get(PERSON + account, {}).get("conversation", "")) for account in accounts)
    return Person(member=member, accounts=accounts, conversations=frozenset(own) - {""})


async def _current(registry: Documents, listed: Iterable[Document]) -> list[tuple[str, str]]:
    """Whose an account is by the roster, the links and the devices: pairs of an id and the account."""
    links = await registry.all(LINKS)
    return [
        *((str(one["id"]), str(one["contact"]["entra_id"])) for one in listed),
        *((key, str(one["account"])) for key, one in links.items()),
        *((str(one.get("member", "")), str(one["account"])) for one in await devices(registry)),
    ]


async def devices(registry: Documents) -> list[dict[str, Any]]:
    """Everybody's devices, as they are kept."""
    return list((await registry.get(DEVICES, EVERYBODY) or {}).get("devices", []))


def noted(rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """Whose account a record says an account is: pairs of a member's id and the account."""
    for row in rows:
        if row.data is None or row.type not in (ev.ContactRecorded.TYPE, ev.AccountLinked.TYPE):
            continue
        data = json.loads(row.data)
        account = data.get("entra_id") or data.get("contact", {}).get("entra_id")
        if account:
            yield str(data["member"]), str(account)


def enrolled(rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """Everybody who stands on the roster of a record, as it has them."""
    for row in rows:
        if row.type == ev.MemberEnrolled.TYPE and row.data is not None:
            yield json.loads(row.data)["member"]


def acting(listed: Iterable[Member], running: Iterable[Iterable[Row]], now: datetime) -> frozenset[str]:
    """Who still acts: on the town's roster with a mandate that is not over, or in a sitting that is not."""
    on_list = {str(one.id) for one in listed if one.until is None or now < one.until}
    return frozenset(on_list.union(str(one["id"]) for rows in running for one in enrolled(rows)))


async def told_of(registry: Documents, person: Person) -> dict[str, dict[str, Any]]:
    """Everything that the registry holds of a person, by table and key, whatever tables there are."""
    told: dict[str, dict[str, Any]] = {}
    for table in await registry.tables():
        for key, document in (await registry.all(table)).items():
            if (part := _part(table, key, document, person)) is not None:
                told.setdefault(table, {})[key] = part
    return told


def sitting_of(table: str, key: str, document: Document) -> str:
    """The sitting to which a document belongs, "" where it belongs to none."""
    if table not in OF_A_SITTING:
        return ""
    return str(document.get("sitting", "")) if table == OFFERS else key


def left_of(table: str, key: str, document: Document, person: Person) -> tuple[Document | None, int]:
    """What is left of a document without a person, None where nothing is, and how much of it was theirs."""
    if table in OUTBOXES:
        theirs = {name for name, slot in slots_of(document).items() if is_own(name, slot, person)}
        return without_slots(document, theirs), len(theirs)
    if (lines := LINES.get(table)) is not None:
        kept = [one for one in document[lines] if not _is_line(one, person)]
        return {**document, lines: kept}, len(document[lines]) - len(kept)
    theirs_whole = _part(table, key, document, person) is not None
    return (None, 1) if theirs_whole else (document, 0)


def slots_of(document: Document) -> dict[str, Document]:
    """The messages of a sitting by the name of their slot, also where they are kept packed."""
    return unpacked(str(document[PACKED])) if PACKED in document else dict(document.get("slots", {}))


def without_slots(document: Document, gone: Iterable[str]) -> Document | None:
    """The document without these slots, None where none is left."""
    left = {name: slot for name, slot in slots_of(document).items() if name not in set(gone)}
    if not left:
        return None
    return {PACKED: packed(left)} if PACKED in document else {**document, "slots": left}


def is_personal(name: str, slot: Document) -> bool:
    """Whether a slot stands in somebody's own chat."""
    return str(slot.get("chat", "")).startswith(PERSON) or f"@{PERSON}" in name


def is_own(name: str, slot: Document, person: Person) -> bool:
    """Whether a slot stands in this person's own chat, or is named after them."""
    named = name.startswith("aloud:") and name.split(":")[2] == person.member
    return named or str(slot.get("chat", "")) in person.chats or name.partition("@")[2] in person.chats


async def messages_of(registry: Documents, sittings: Collection[str]) -> tuple[list[Change], int]:
    """Take away what stands in anybody's own chat, and how the meeting was before; and how much it is."""
    changes: list[Change] = []
    count = 0
    for table in OUTBOXES:
        for key, document in (await registry.all(table)).items():
            gone = {name for name, slot in slots_of(document).items() if is_personal(name, slot)}
            if key in sittings and gone:
                changes.append((table, key, without_slots(document, gone)))
                count += len(gone)
    setups = [key for key in await registry.all(SETUPS) if key in sittings]
    return [*changes, *((SETUPS, key, None) for key in setups)], count + len(setups)


async def kept_of_accounts(
    registry: Documents, members: Collection[str], known: Iterable[tuple[str, str]]
) -> list[Kept]:
    """Every chat, wish, refusal and link, and whether one of *members* has its account.

    *known* are pairs of a member and their account, beside those that the registry has.
    """
    chats, links = await registry.all(CHATS), await registry.all(LINKS)
    listed = (await registry.get(ROSTER, CURRENT) or {}).get("members", [])
    pairs = [*known, *await _current(registry, listed)]
    accounts = {account.lower() for member, account in pairs if member in members}
    kept = [Kept(LINKS, key, document, key in members) for key, document in links.items()]
    for table in OF_AN_ACCOUNT:
        for key, document in (await registry.all(table)).items():
            account = _account_of(table, key, chats)
            if account is not None:
                kept.append(Kept(table, key, document, account in accounts))
    return kept


def _account_of(table: str, key: str, chats: Mapping[str, Document]) -> str | None:
    """Whose a document is, "" where nobody knows any more; None where it is nobody's own."""
    if table == WISHES:
        return key.lower()
    if key.startswith(PERSON):
        return key.removeprefix(PERSON).lower()
    if table == CHATS:
        return None
    own = (name for name, chat in chats.items() if chat.get("conversation") == key)
    return next((name.removeprefix(PERSON).lower() for name in own if name.startswith(PERSON)), "")


def _part(table: str, key: str, document: Document, person: Person) -> Any:
    """What of a document concerns a person, None where nothing does."""
    if table in OUTBOXES:
        own = {name: slot for name, slot in slots_of(document).items() if is_own(name, slot, person)}
        return {"slots": own} if own else None
    if (lines := LINES.get(table)) is not None:
        return [one for one in document[lines] if _is_line(one, person)] or None
    if key in person.words:
        return document
    return reduced(document, person.words) if names(document, person.words) else None


def _is_line(line: Document, person: Person) -> bool:
    return person.member in (line.get("id"), line.get("member")) or line.get("account") in person.accounts

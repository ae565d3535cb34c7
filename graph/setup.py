"""Sets an online meeting as a sitting needs it, and back again; nothing that is so already is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.client import Client, Json, require_object, text_of
from graph.meetings import Concern
from graph.sending import send

COORGANIZER = "coorganizer"
UNKNOWN_VALUES = {"Prefer": "include-unknown-enum-members"}
BAD_REQUEST = 400
TOUCHED = ("allowMeetingChat",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How the meeting ought to be: who passes the lobby by, and who leads it (Entra object ids)."""

    lobby: str = "invited"
    coorganizers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """What came of setting a meeting up.

    ``before`` is what can be put back, as Graph's own properties.
    """

    done: tuple[Concern, ...] = ()
    already: tuple[Concern, ...] = ()
    refused: tuple[tuple[Concern, str], ...] = ()
    before: Mapping[str, Any] | None = None


async def set_up(client: Client, organizer: str, meeting: str, wish: Wish) -> SetUp:
    """Set what is not so yet. Raises GraphUnavailable where nothing could be read or written at all.

    A setting that Graph does not take stops no other one.
    """

    async def question(service: Any) -> SetUp:
        builder = _builder(service, organizer, meeting)
        found = await send(service, builder, "GET", headers=UNKNOWN_VALUES)
        wanted = _wanted(wish, found)
        missing = _missing(wanted, found)
        done, refused = await _patched(service, builder, missing)
        if done:
            done, kept = _held(done, wanted, await send(service, builder, "GET", headers=UNKNOWN_VALUES))
            refused += kept
        return SetUp(
            done=tuple(done),
            already=tuple(concern for concern in wanted if concern not in missing),
            refused=tuple(refused),
            before=_before(done, missing, found),
        )

    return await client.ask("set_up_meeting", question)


async def restore(client: Client, organizer: str, meeting: str, before: Mapping[str, Any]) -> None:
    """Put back what was set, and only that. Raises GraphUnavailable.

    Attendees get their former roles one by one: whoever was invited meanwhile stays.
    """
    kept = {name: value for name, value in before.items() if value is not None}

    async def question(service: Any) -> None:
        if not kept:
            return
        builder = _builder(service, organizer, meeting)
        if "participants" in kept:
            found = await send(service, builder, "GET", headers=UNKNOWN_VALUES)
            kept["participants"] = {"attendees": _put_back(kept["participants"], found)}
        await send(service, builder, "PATCH", kept, UNKNOWN_VALUES)

    await client.ask("set_up_meeting", question)


async def touch(client: Client, organizer: str, meeting: str) -> None:
    """Write into a meeting what stands there already, to see that it may be done. Raises GraphUnavailable.

    It is a setting that nobody else here writes, so that nothing set at the same moment is undone.
    """

    async def question(service: Any) -> None:
        builder = _builder(service, organizer, meeting)
        found = await send(service, builder, "GET", headers=UNKNOWN_VALUES)
        same = {name: found[name] for name in TOUCHED if found.get(name) is not None}
        await send(service, builder, "PATCH", same, UNKNOWN_VALUES)

    await client.ask("set_up_meeting", question)


def _builder(service: Any, organizer: str, meeting: str) -> Any:
    return service.users.by_user_id(organizer).online_meetings.by_online_meeting_id(meeting)


def _wanted(wish: Wish, found: Json) -> dict[Concern, Json]:
    """Each concern with the properties that settle it; what is stricter already stays as it is."""
    lobby = require_object(found.get("lobbyBypassSettings"))
    scope = text_of(lobby.get("scope"))
    bypass = {
        "scope": scope if scope == "organizer" else wish.lobby,
        "isDialInBypassEnabled": False,
    }
    presenters = text_of(found.get("allowedPresenters"))
    wanted: dict[Concern, Json] = {
        Concern.LOBBY: {"lobbyBypassSettings": {**lobby, **bypass}},
        Concern.ADMITTERS: {"allowedLobbyAdmitters": "organizerAndCoOrganizers"},
        Concern.PRESENTERS: {
            "allowedPresenters": presenters if presenters == "organizer" else "roleIsPresenter"
        },
        Concern.NAMES: {"allowParticipantsToChangeName": False},
    }
    people = _attendees(wish.coorganizers, require_object(found.get("participants")))
    if people is not None:
        wanted[Concern.COORGANIZERS] = {"participants": {"attendees": people}}
    return wanted


def _missing(wanted: Mapping[Concern, Json], found: Json) -> dict[Concern, Json]:
    """What is not so yet; presenters by role are sent with all attendees, as Graph asks for."""
    missing = {concern: body for concern, body in wanted.items() if not _so(body, found)}
    if missing.get(Concern.PRESENTERS, {}).get("allowedPresenters") == "roleIsPresenter":
        people = wanted.get(Concern.COORGANIZERS, {}).get("participants")
        people = people or {"attendees": list(_there(require_object(found.get("participants"))))}
        missing[Concern.PRESENTERS] = {**missing[Concern.PRESENTERS], "participants": people}
    return missing


def _so(body: Any, found: Any) -> bool:
    """Whether everything that *body* says stands in *found*, which may say more."""
    if isinstance(body, dict):
        return isinstance(found, dict) and all(_so(value, found.get(name)) for name, value in body.items())
    if isinstance(body, list):
        there = {_account(one): one for one in found or ()}
        return all(_role(there.get(_account(one), {})) == _role(one) for one in body)
    return bool(body == found)


def _held(
    done: Sequence[Concern], wanted: Mapping[Concern, Json], found: Json
) -> tuple[list[Concern], list[tuple[Concern, str]]]:
    """What Graph has really kept of what it took, and what it took without keeping it."""
    kept = [concern for concern in done if _so(wanted[concern], found)]
    return kept, [(concern, "NotKept") for concern in done if concern not in kept]


def _before(done: Sequence[Concern], missing: Mapping[Concern, Json], found: Json) -> Json:
    """The former values of what was set; of attendees only those whose role was, "" for a new one."""
    names = {name for concern in done for name in missing[concern] if name != "participants"}
    before: Json = {name: found.get(name) for name in sorted(names)}
    if Concern.COORGANIZERS in done:
        former = {_account(one): one for one in _there(require_object(found.get("participants")))}
        people = missing[Concern.COORGANIZERS]["participants"]["attendees"]
        before["participants"] = {
            "attendees": [
                {"identity": {"user": {"id": _account(one)}}, "role": _role(former.get(_account(one), {}))}
                for one in people
                if _role(one) != _role(former.get(_account(one), {}))
            ]
        }
    return before


def _put_back(before: Json, found: Json) -> list[Json]:
    """The attendees of now with the roles that were changed as they were."""
    roles = {_account(one): _role(one) for one in _there(before)}
    people = []
    for one in _there(require_object(found.get("participants"))):
        role = roles.get(_account(one))
        if role is None or _role(one) != COORGANIZER:
            people.append(one)
        elif role:
            people.append({**one, "role": role})
    return people


def _there(participants: Json) -> list[Json]:
    return [require_object(one) for one in participants.get("attendees") or ()]


def _role(participant: Json) -> str:
    return text_of(participant.get("role"))


def _attendees(coorganizers: Sequence[str], found: Json) -> list[Json] | None:
    """The attendees with the co-organizers among them; everybody who was there stays."""
    organizer = _account(require_object(found.get("organizer")))
    attendees = _there(found)
    wanted = [account for account in dict.fromkeys(coorganizers) if account and account != organizer]
    if not wanted:
        return None
    kept = [one if _account(one) not in wanted else {**one, "role": COORGANIZER} for one in attendees]
    there = {_account(one) for one in attendees}
    added = [
        {"role": COORGANIZER, "identity": {"user": {"id": account}}}
        for account in wanted
        if account not in there
    ]
    return [*kept, *added]


def _account(participant: Json) -> str:
    user = require_object(require_object(participant.get("identity")).get("user"))
    return text_of(user.get("id")).lower()


async def _patched(
    service: Any, builder: Any, missing: Mapping[Concern, Json]
) -> tuple[list[Concern], list[tuple[Concern, str]]]:
    """Write everything at once; where Graph does not take that, one concern after the other.

    Once something is written nothing is raised any more, since what was written must be known.
    """
    if not missing:
        return [], []
    whole = {name: value for body in missing.values() for name, value in body.items()}
    if await _taken(service, builder, whole) == "":
        return list(missing), []
    done: list[Concern] = []
    refused: list[tuple[Concern, str]] = []
    for concern, body in missing.items():
        try:
            reason = await _taken(service, builder, body)
        except Exception as trouble:
            if not done:
                raise
            reason = type(trouble).__name__
        if reason:
            refused.append((concern, reason))
        else:
            done.append(concern)
    return done, refused


async def _taken(service: Any, builder: Any, body: Json) -> str:
    """Write one body; returns why Graph does not take it, "" where it does.

    Anything but a refused value is everybody's trouble: it is raised.
    """
    from msgraph.generated.models.o_data_errors.o_data_error import ODataError

    try:
        await send(service, builder, "PATCH", body, UNKNOWN_VALUES)
    except ODataError as error:
        if getattr(error, "response_status_code", None) != BAD_REQUEST:
            raise
        return str(getattr(error.error, "code", "") or "BadRequest")
    return ""

"""Sets an online meeting as a sitting needs it, and back again; nothing that is so already is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.client import Client, Json, require_object, text_of
from graph.meetings import Concern
from graph.sending import changed, send

COORGANIZER = "coorganizer"
UNKNOWN_VALUES = {"Prefer": "include-unknown-enum-members"}
BAD_REQUEST = 400


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
        missing = {concern: body for concern, body in wanted.items() if changed(body, found)}
        done, refused = await _patched(service, builder, missing)
        return SetUp(
            done=tuple(done),
            already=tuple(concern for concern in wanted if concern not in missing),
            refused=tuple(refused),
            before={name: found.get(name) for concern in done for name in missing[concern]},
        )

    return await client.ask("set_up_meeting", question)


async def restore(client: Client, organizer: str, meeting: str, before: Mapping[str, Any]) -> None:
    """Put back what was set. Raises GraphUnavailable."""
    kept = {name: value for name, value in before.items() if value is not None}

    async def question(service: Any) -> None:
        if kept:
            await send(service, _builder(service, organizer, meeting), "PATCH", kept, UNKNOWN_VALUES)

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
    people = _participants(wish.coorganizers, require_object(found.get("participants")))
    if people is not None:
        wanted[Concern.COORGANIZERS] = {"participants": people}
    return wanted


def _participants(coorganizers: Sequence[str], found: Json) -> Json | None:
    """The attendees with the co-organizers among them; everybody who was there stays."""
    organizer = _account(require_object(found.get("organizer")))
    attendees = [require_object(one) for one in found.get("attendees") or ()]
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
    return {**found, "attendees": [*kept, *added]}


def _account(participant: Json) -> str:
    user = require_object(require_object(participant.get("identity")).get("user"))
    return text_of(user.get("id")).lower()


async def _patched(
    service: Any, builder: Any, missing: Mapping[Concern, Json]
) -> tuple[list[Concern], list[tuple[Concern, str]]]:
    """Write everything at once; where Graph does not take that, one concern after the other."""
    if not missing:
        return [], []
    whole = {name: value for body in missing.values() for name, value in body.items()}
    if await _taken(service, builder, whole) == "":
        return list(missing), []
    done: list[Concern] = []
    refused: list[tuple[Concern, str]] = []
    for concern, body in missing.items():
        reason = await _taken(service, builder, body)
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

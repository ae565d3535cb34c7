"""What the minutes say about bias (Befangenheit): who was out, from when to when, on whose word."""

from __future__ import annotations

from collections.abc import Iterator

from council.recusal import RecusalEntry, recusal_spells
from council.sitting import Sitting
from reports.lines import Line
from reports.minutes_results import names
from wording import Voice, voice_of


def recusal_lines(sitting: Sitting, item: str) -> Iterator[Line]:
    """Who was biased on an item, and of each how long and on whose word."""
    voice = voice_of(sitting)
    entries = [
        entry for entry in sitting.recusal_log if entry.item == item and not _without_effect(sitting, entry)
    ]
    if not entries:
        return
    out = tuple(dict.fromkeys(entry.member for entry in entries if _stayed_out(sitting, entry)))
    if out:
        values = {"names": names(sitting, out, voice), "norm": sitting.rules.recusal.norm}
        yield Line("text", voice.say("report.minutes.recused", **values, n=len(out)))
    for entry in entries:
        yield Line("names", _told(sitting, entry, voice))


def lifted_sentence(sitting: Sitting, entry: RecusalEntry) -> str:
    """That a member takes part again, and why."""
    voice = voice_of(sitting)
    key = "reason" if entry.lifted_because else "plain"
    return voice.say(
        f"report.minutes.recusal.lifted.{key}",
        name=sitting.name(entry.member),
        item=entry.item,
        time=voice.clock(entry.lifted_at or entry.at),
        reason=entry.lifted_because,
    )


def _without_effect(sitting: Sitting, entry: RecusalEntry) -> bool:
    """Whether it was lifted before the item was called."""
    return entry.lifted_at is not None and not recusal_spells((entry,), sitting.calls, sitting.ended_at)


def _stayed_out(sitting: Sitting, entry: RecusalEntry) -> bool:
    """Whether it stood until the item was left; one that was lifted before has let the member back in.

    One that was declared when the item had been left kept nobody out of anything.
    """
    spells = recusal_spells((entry,), sitting.calls, sitting.ended_at)
    return bool(spells) and all(spell.until != entry.lifted_at for spell in spells if entry.lifted_at)


def _told(sitting: Sitting, entry: RecusalEntry, voice: Voice) -> str:
    """One member's recusal: from when to when, by whom declared, by whom confirmed."""
    spells = recusal_spells((entry,), sitting.calls, sitting.ended_at)
    parts = [", ".join(voice.span(spell.since, spell.until) for spell in spells)]
    if not entry.own:
        parts.append(voice.say("report.minutes.recusal.by_chair"))
    elif entry.confirmed_at is None:
        parts.append(voice.say("report.minutes.recusal.own"))
    else:
        key = "council" if entry.council else "confirmed"
        values = {"name": sitting.name(entry.confirmed_by), "time": voice.clock(entry.confirmed_at)}
        parts.append(voice.say(f"report.minutes.recusal.{key}", **values))
    told = "; ".join(part for part in parts if part)
    return voice.say("report.minutes.recusal", name=sitting.name(entry.member), told=told)

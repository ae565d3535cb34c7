"""Why a ballot is repeated or broken off, as buttons."""

from cards.build import Block, Card, card, heading, marked, press, rows
from council.sitting import Sitting
from wording.voice import voice_of

_REASONS = {
    "repeat": ("reasons.doubt", "reasons.disturbance", "reasons.object"),
    "cancel": ("reasons.disturbance", "reasons.object", "reasons.withdrawn"),
}


def reasons_card(sitting: Sitting, step: str) -> Card:
    """The usual reasons for ``repeat`` or ``cancel``; each button is the step with its reason."""
    voice = voice_of(sitting)
    data = {"sitting": str(sitting.id), "state": sitting.state, "step": step}
    named = [voice.say(key) for key in _REASONS[step]]
    buttons = [press(reason, "control.step", {**data, "reason": reason}) for reason in named]
    title = voice.say(f"reasons.title.{step}")
    body: list[Block] = [heading(title), *rows(buttons)]
    return card(marked(sitting, body), summary=title)

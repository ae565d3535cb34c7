"""Which of several sittings is meant, where a person takes part in more than one at a time."""

from collections.abc import Sequence

from cards.build import TWO_IN_A_ROW, Block, Card, card, press, row, text
from council.sitting import Sitting
from wording.voice import Voice


def which_sitting_card(voice: Voice, command: str, sittings: Sequence[Sitting]) -> Card:
    """One button for each sitting; pressed, the typed *command* is carried out in that one."""
    question = voice.say("which_sitting", command=command[:200])
    body: list[Block] = [text(question, bold=True)]
    for sitting in sittings:
        body.append(text(f"{sitting.title} · {voice.moment(sitting.starts)}", apart=True))
        title = sitting.body if len(sitting.body) <= TWO_IN_A_ROW else voice.say("which_sitting.this")
        body.append(row(press(title, "command.run", {"text": command, "sitting": str(sitting.id)})))
    return card(body, summary=question)

"""The quorum in words: how it stands, by which rule, and why it is this number."""

from fractions import Fraction

from cards.build import Block, Card, card, facts, heading, marked, text
from council.quorum import QuorumCount
from council.rule_values import Threshold
from council.rulebook import Counted, Seats
from council.sitting import Sitting
from wording.voice import Voice, voice_of

SPECIAL = {"quorum.recusal": "recusal", "quorum.second_sitting": "second"}
"""The values of a rule set that ask for fewer, with the names of their sentences."""

_SHARES = {
    Fraction(1, 2): "share.half",
    Fraction(1, 3): "share.third",
    Fraction(1, 4): "share.quarter",
    Fraction(1, 5): "share.fifth",
    Fraction(2, 3): "share.two_thirds",
}


def quorum_line(quorum: QuorumCount, voice: Voice) -> str:
    """Whether the council is quorate, and how many may still leave or are missing."""
    key = "quorum.met" if quorum.met else "quorum.lost"
    key = "quorum.just_met" if quorum.spare == 0 else key
    return voice.say(key, present=quorum.present, seats=quorum.seats, n=abs(quorum.spare))


def standing_lines(sitting: Sitting, quorum: QuorumCount) -> list[str]:
    """What is to be known beside the numbers: the presumption, a challenge, a rule that is not settled."""
    voice = voice_of(sitting)
    lines = []
    if quorum.met:
        lines.append(voice.say("quorum.falls", n=quorum.spare + 1))
    if quorum.presumed:
        key = "quorum.challenged" if sitting.challenged else "quorum.presumed"
        lines.append(voice.say(key, norm=sitting.rules.quorum_presumed.norm))
    if sitting.second:
        lines.append(voice.say("quorum.second", norm=sitting.rules.quorum_second.norm))
    if not quorum.settled:
        lines.append(voice.say("quorum.unsettled", norm=quorum.norm))
    return lines


def quorum_rule_words(sitting: Sitting, quorum: QuorumCount, voice: Voice) -> str:
    """The decisive rule in words: at least half, more than half, or one of the special ones."""
    rules = sitting.rules
    if quorum.path not in SPECIAL:
        counted = "present" if rules.quorum_counted.value is Counted.PRESENT else "entitled"
        how = "strict" if rules.quorum_strict.value else "share"
        return voice.say(
            f"quorum.rule.{how}",
            share=share_words(rules.quorum.value, voice),
            counted=voice.say(f"quorum.counted.{counted}"),
        )
    kind = SPECIAL[quorum.path]
    return voice.say(
        f"quorum.rule.{kind}",
        least=least_words(_threshold(sitting, quorum), voice),
        when=share_words(rules.quorum_recusal_when.value, voice),
    )


def quorum_why_card(sitting: Sitting) -> Card:
    """Why it is this number: the arithmetic, the norm with its source and certainty, the rule set."""
    voice = voice_of(sitting)
    quorum = sitting.quorum()
    rule = sitting.rules.rules[quorum.path]
    title = voice.say("quorum.why", n=quorum.required)
    body: list[Block] = [
        heading(title),
        text(arithmetic_of_quorum(sitting, quorum), bold=True),
        text(_members(sitting, quorum, voice)),
        *(text(line) for line in standing_lines(sitting, quorum)),
        *facts(
            [
                (voice.say("quorum.rule"), quorum_rule_words(sitting, quorum, voice)),
                (voice.say("norm"), voice.cited(rule.norm)),
                (voice.say("rule.source"), rule.source),
                (voice.say("rule.certainty"), voice.term(rule.certainty)),
                (voice.say("rule.fixed"), voice.say("rule.fixed.town" if rule.open else "rule.fixed.law")),
                (voice.say("checklist.rules"), f"{sitting.rules.title} ({sitting.rules.version})"),
            ]
        ),
        text(voice.say("rule.all"), subtle=True),
    ]
    return card(marked(sitting, body), summary=title)


def arithmetic_of_quorum(sitting: Sitting, quorum: QuorumCount) -> str:
    """How the number comes about: "36 = die Hälfte von 71 Mitgliedern, aufgerundet."."""
    voice = voice_of(sitting)
    values = {"required": quorum.required, "seats": quorum.seats, "recused": quorum.recused}
    if quorum.path not in SPECIAL:
        share = sitting.rules.quorum.value
        exact = (quorum.seats * share.numerator) % share.denominator == 0
        strict = sitting.rules.quorum_strict.value
        how = "strict" if strict else "exact" if exact else "rounded"
        return voice.say(f"quorum.reckoned.{how}", **values, share=share_words(share, voice))
    rule, kind = _threshold(sitting, quorum), SPECIAL[quorum.path]
    if rule.share is None:
        how = "any" if rule.count == 1 else "count"
        return voice.say(f"quorum.reckoned.{kind}.{how}", **values)
    rounded = (quorum.seats * rule.share.numerator) % rule.share.denominator
    how = "rounded" if rounded else "exact"
    return voice.say(f"quorum.reckoned.{kind}.{how}", **values, share=share_words(rule.share, voice))


def share_words(share: Fraction, voice: Voice) -> str:
    """A share in words: "die Hälfte"; a rare one as it is written, "3/7"."""
    known = _SHARES.get(share)
    return voice.say(known) if known else f"{share.numerator}/{share.denominator}"


def _threshold(sitting: Sitting, quorum: QuorumCount) -> Threshold:
    rules = sitting.rules
    return rules.quorum_recusal.value if quorum.path == "quorum.recusal" else rules.quorum_second.value


def least_words(rule: Threshold, voice: Voice) -> str:
    """How many a special rule asks for: "mindestens ein Viertel aller Mitglieder", "beliebig viele"."""
    if not rule.given:
        return voice.say("rule.none")
    if rule.share is not None:
        return voice.say("quorum.least.share", share=share_words(rule.share, voice))
    return voice.say("quorum.least.any" if rule.count == 1 else "quorum.least.count", n=rule.count or 0)


def _members(sitting: Sitting, quorum: QuorumCount, voice: Voice) -> str:
    """From how many members the law reckons, and whether that is settled."""
    rule = sitting.rules.seats
    key = "statutory" if rule.value is Seats.STATUTORY else "occupied"
    said = voice.say(f"quorum.members.{key}", n=quorum.seats)
    return said if rule.settled else f"{said} {voice.say('rule.unsettled', norm=rule.norm)}"

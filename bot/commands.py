"""From a typed line to a command with its arguments.

Nothing is ever done on a guess: a line is a command exactly as the grammar has it, or it is
answered with how to write it. What a word means in the state of the sitting is not decided
here: ``eröffnen`` is always ``open_sitting``, ``schließen`` always ``close_ballot``,
``weiter`` always ``next_item`` (in a break its handler resumes), ``abmelden`` always
``sign_off`` (before the opening it excuses).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.arguments import Args
from bot.grammar import COMMANDS, Command
from bot.plain import Word, clean, joined, words_of
from bot.readers import number_first

_LONGEST = 4_000
_ALIKE = 60.0
_SHORTEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A command that was understood, with its arguments and the cleaned line."""

    command: Command
    args: Args
    text: str

    @property
    def name(self) -> str:
        """The command's name, for example ``open_ballot``."""
        return self.command.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomplete:
    """A command whose word is known, while what follows does not fit.

    The answer shows how it is written (``command.key``). ``candidates`` are all commands with
    this word, in the order of the grammar; whoever answers shows those the person may use.
    """

    command: Command
    candidates: tuple[Command, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A line that is no command; ``nearest`` is one that can be offered as a button."""

    text: str
    nearest: str | None


@dataclass(frozen=True, slots=True)
class _Phrase:
    command: Command
    shown: str
    folded: tuple[str, ...]


def parse(
    text: str, *, bot_names: Collection[str] = (), roles: Collection[str] | None = None
) -> Parsed | Incomplete | Unknown:
    """Understand a typed line.

    ``bot_names`` are the names under which the bot was mentioned; ``roles`` limits what is
    suggested for an unknown line to commands that these roles may use (None: to all), it
    never changes what a line means.
    """
    line = clean(text[:_LONGEST], bot_names)
    words = words_of(line)
    matches = _matches(words)
    for phrase in matches:
        args = phrase.command.read(words[len(phrase.folded) :])
        if args is not None:
            return Parsed(command=phrase.command, args=args, text=line)
    if matches:
        candidates = tuple(dict.fromkeys(phrase.command for phrase in matches))
        return Incomplete(command=candidates[0], candidates=candidates, text=line)
    return Unknown(text=line, nearest=_nearest(words, roles))


def _folded(phrase: str) -> tuple[str, ...]:
    return tuple(word.folded for word in words_of(phrase))


_PHRASES = sorted(
    (_Phrase(command, shown, _folded(shown)) for command in COMMANDS for shown in command.phrases),
    key=lambda phrase: -len(phrase.folded),
)


def _matches(words: Sequence[Word]) -> list[_Phrase]:
    """Find the longest phrases that begin the line.

    A shorter word never takes what a longer one has missed: in ``leitung übernehmen jetzt``
    nobody is called "übernehmen jetzt".
    """
    typed = tuple(word.folded for word in words)
    fitting = [phrase for phrase in _PHRASES if typed[: len(phrase.folded)] == phrase.folded]
    return [phrase for phrase in fitting if len(phrase.folded) == len(fitting[0].folded)]


def _nearest(words: Sequence[Word], roles: Collection[str] | None) -> str | None:
    """Find the command line that looks most like this one, with its arguments if they fit."""
    held = None if roles is None else frozenset(roles)
    allowed = [p for p in _PHRASES if held is None or p.command.open_to(held)]
    number = number_first(words)
    if number and not number[2] and any(p.command.name == "call_item" for p in allowed):
        return f"top {number[0]}"
    best, score = None, _ALIKE
    for phrase in allowed:
        length = len(phrase.folded)
        typed = " ".join(word.folded for word in words[:length])
        if len(typed) < _SHORTEST:
            continue
        alike = fuzz.ratio(typed, " ".join(phrase.folded))
        if alike > score:
            best, score = phrase, alike
    if best is None:
        return None
    rest = words[len(best.folded) :]
    whole = f"{best.shown} {joined(rest)}".strip()
    return whole if isinstance(parse(whole), Parsed) else best.shown

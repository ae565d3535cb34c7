"""What people read: sentences, terms, times and numbers, in German and English.

Sentences stand in Babel catalogues (``wording/locales``) under symbolic keys such as
``ballot.please_vote``; the code names a key and gives plain values. Nothing else in the
product holds a sentence for a person.
"""

from wording.catalogue import LANGUAGES, keys, say
from wording.elections import choice_name, following_line, option_name
from wording.listing import listing
from wording.refusals import refusal_text
from wording.spoken import spoken
from wording.terms import term
from wording.times import clock, day, moment, second, span
from wording.verdicts import (
    arithmetic,
    counts,
    counts_of,
    majority_phrase,
    provisional,
    provisional_of,
    result_line,
    verdict_word,
)
from wording.voice import Voice, number, voice_of

__all__ = [
    "LANGUAGES",
    "Voice",
    "arithmetic",
    "choice_name",
    "clock",
    "counts",
    "counts_of",
    "day",
    "following_line",
    "keys",
    "listing",
    "majority_phrase",
    "moment",
    "number",
    "option_name",
    "provisional",
    "provisional_of",
    "refusal_text",
    "result_line",
    "say",
    "second",
    "span",
    "spoken",
    "term",
    "verdict_word",
    "voice_of",
]

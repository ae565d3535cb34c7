"""What people read: sentences, terms, times and numbers, in German and English.

Sentences stand in Babel catalogues (``wording/locales``) under symbolic keys such as
``ballot.please_vote``; the code names a key and gives plain values. Nothing else in the
product holds a sentence for a person.
"""

from wording.catalogue import LANGUAGES, keys, say
from wording.refusals import refusal_text
from wording.terms import term
from wording.times import clock, day, moment, second, span
from wording.verdicts import arithmetic, counts, provisional, result_line, spoken, verdict_word
from wording.voice import Voice, listing, number, voice_of

__all__ = [
    "LANGUAGES",
    "Voice",
    "arithmetic",
    "clock",
    "counts",
    "day",
    "keys",
    "listing",
    "moment",
    "number",
    "provisional",
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

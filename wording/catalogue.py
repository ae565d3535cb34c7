"""The catalogues: symbolic keys to sentences, read from their .po files at import."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path
from types import MappingProxyType
from typing import cast

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

LANGUAGES = ("de", "en")
_PLACE = Path(__file__).parent / "locales"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All sentences of one language; each has one text, or one for each plural form."""

    language: str
    texts: Mapping[str, tuple[str, ...]]
    form: Callable[[int], int]


def read_catalogue(language: str, place: Path = _PLACE) -> Catalogue:
    """Read the catalogue of *language*: ``de.po`` and, beside it, any ``*.de.po``.

    Raises ``ValueError`` where two files hold the same key or a sentence is missing.
    """
    texts: dict[str, tuple[str, ...]] = {}
    rule = "n != 1"
    for path in (place / f"{language}.po", *sorted(place.glob(f"*.{language}.po"))):
        with path.open("rb") as file:
            read = read_po(file, locale=language)
        rule = read.plural_expr
        for message in read:
            if message.id:
                key, forms = _entry(message)
                if key in texts or not all(forms):
                    raise ValueError(f"{path.name}: {key} is there twice or empty")
                texts[key] = forms
    return Catalogue(language=language, texts=MappingProxyType(texts), form=c2py(rule))


def _entry(message: Message) -> tuple[str, tuple[str, ...]]:
    key = message.id if isinstance(message.id, str) else message.id[0]
    forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return key, forms


_CATALOGUES = {language: read_catalogue(language) for language in LANGUAGES}


def say(key: str, language: str, /, **values: object) -> str:
    """The sentence of *key* with its named values put in.

    A sentence with plural forms chooses by the value ``n``. Raises ``KeyError`` for an
    unknown key, an unknown language, or a value that the sentence names and nobody gave.
    """
    catalogue = _CATALOGUES[language]
    forms = catalogue.texts[key]
    if "norm" in values:
        values["norm"] = cited(str(values["norm"]), language)
    if len(forms) == 1:
        return forms[0].format_map(values)
    return forms[catalogue.form(int(cast(int, values["n"])))].format_map(values)


def cited(norm: str, language: str) -> str:
    """A paragraph as it is quoted; only what stands in words instead of one is translated."""
    for key in _IN_WORDS:
        norm = norm.replace(_CATALOGUES["de"].texts[key][0], _CATALOGUES[language].texts[key][0])
    return norm


_IN_WORDS = ("norm.unverified", "norm.town", "norm.standing_orders", "norm.majority")


def known(key: str, language: str) -> bool:
    """Whether *language* has a sentence for *key*."""
    return key in _CATALOGUES[language].texts


def keys(language: str = "de") -> tuple[str, ...]:
    """All keys of *language*, in the order of the catalogue."""
    return tuple(_CATALOGUES[language].texts)


def forms_of(key: str, language: str) -> tuple[str, ...]:
    """The unfilled texts of *key*, one for each plural form."""
    return _CATALOGUES[language].texts[key]

"""Reading commands about the ways to a vote: wishes, and which ballot's delivery is meant."""

from collections.abc import Mapping

from bot.arguments import ItemArgs, WishArgs
from bot.readers import Words

_PERSONAL: Mapping[tuple[str, ...], str] = {
    ("immer",): "immer",
    ("always",): "immer",
    ("an",): "immer",
    ("wenn", "noetig"): "wenn nötig",
    ("when", "needed"): "wenn nötig",
    ("if", "needed"): "wenn nötig",
    ("aus",): "aus",
    ("nie",): "aus",
    ("never",): "aus",
    ("off",): "aus",
}
_SWITCH: Mapping[tuple[str, ...], str] = {
    ("an",): "an",
    ("ein",): "an",
    ("on",): "an",
    ("aus",): "aus",
    ("off",): "aus",
}
_LEADS = frozenset({"abstimmung", "ballot", "nr"})


def personal(words: Words) -> WishArgs | None:
    """Read when ballots should also come to one's own chat."""
    mode = _PERSONAL.get(tuple(word.folded for word in words))
    return WishArgs(mode=mode) if mode else None


def switch(words: Words) -> WishArgs | None:
    """Read on or off."""
    mode = _SWITCH.get(tuple(word.folded for word in words))
    return WishArgs(mode=mode) if mode else None


def ballot(words: Words) -> ItemArgs | None:
    """Read a ballot's number, as the cards show it, or the end of the line."""
    rest = words[1:] if words and words[0].folded in _LEADS else words
    if not rest:
        return None if words else ItemArgs()
    number = rest[0].bare
    fits = len(rest) == 1 and number.isascii() and number.isdecimal() and len(number) <= 4
    return ItemArgs(number=number) if fits else None

"""How heavy a card is on the wire."""

import json
from collections.abc import Mapping
from typing import Any


def weight(card: Mapping[str, Any]) -> int:
    """The bytes of a card as compact JSON in UTF-8."""
    return len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode())

"""The looks of a Teams client: what its host configuration tells a card renderer, and its buttons.

Light and dark follow the values that Microsoft's card designer (npm ``adaptivecards-designer``, MIT)
uses for Teams. For high contrast there is no published configuration: white and yellow on black.
"""

from dataclasses import dataclass
from typing import Any

WIDTHS = (280, 320, 375, 768, 1280)
"""The side pane of a meeting, a narrow phone, a phone, a tablet, a screen; in pixels."""
LETTERS = "Liberation Sans"
"""As wide as Arial, free, and the same on every machine that has it."""
FONT = f"'{LETTERS}', 'Segoe UI', Arial, sans-serif"
MOST = 726
"""No card is wider in a chat, however wide the window."""
_SPACING = {"small": 8, "default": 12, "medium": 16, "large": 20, "extraLarge": 24, "padding": 16}
_SIZES = {"small": 12, "default": 14, "medium": 14, "large": 18, "extraLarge": 24}


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One look: its colours, and the contrast that letters need in it."""

    name: str
    chat: str
    card: str
    text: str
    subtle: str
    line: str
    frame: str
    button: str
    label: str
    edge: str
    focus: str
    contrast: float = 4.5
    height: int = 32


LIGHT = Theme(
    name="light",
    chat="#F6F6F6",
    card="#FFFFFF",
    text="#FF252424",
    subtle="#BF252424",
    line="#EEEEEE",
    frame="#E1DFDD",
    button="#FFFFFF",
    label="#6264A7",
    edge="#BFC0DA",
    focus="#252424",
)
DARK = Theme(
    name="dark",
    chat="#201E1F",
    card="#2D2C2C",
    text="#FFFFFFFF",
    subtle="#BFFFFFFF",
    line="#484644",
    frame="#393738",
    button="transparent",
    label="#FFFFFF",
    edge="#6165A4",
    focus="#FFFFFF",
    height=34,
)
HIGH_CONTRAST = Theme(
    name="contrast",
    chat="#000000",
    card="#000000",
    text="#FFFFFFFF",
    subtle="#FFFFFFFF",
    line="#FFFFFF",
    frame="#FFFFFF",
    button="#000000",
    label="#FFFF01",
    edge="#FFFFFF",
    focus="#FFFF01",
    contrast=7.0,
)
THEMES = (LIGHT, DARK, HIGH_CONTRAST)


def host_config(theme: Theme) -> dict[str, Any]:
    """What the renderer is told of a theme."""
    colours = {"default": theme.text, "subtle": theme.subtle}
    said = ("default", "dark", "light", "accent", "good", "warning", "attention")
    style = {"backgroundColor": theme.card, "foregroundColors": dict.fromkeys(said, colours)}
    weights = {"lighter": 200, "default": 400, "bolder": 600}
    font = {"fontFamily": FONT, "fontSizes": _SIZES, "fontWeights": weights}
    fact = {"size": "default", "color": "default", "isSubtle": False, "wrap": True}
    return {
        "supportsInteractivity": True,
        "spacing": _SPACING,
        "separator": {"lineThickness": 1, "lineColor": theme.line},
        "fontTypes": {"default": font, "monospace": font},
        "textStyles": {"heading": {"size": "large", "weight": "bolder", "color": "default"}},
        "textBlock": {"headingLevel": 2},
        "containerStyles": {"default": style, "emphasis": style},
        "actions": {
            "maxActions": 6,
            "spacing": "default",
            "buttonSpacing": 8,
            "actionsOrientation": "horizontal",
            "actionAlignment": "left",
            "showCard": {"actionMode": "inline", "inlineTopMargin": 16},
        },
        "factSet": {
            "title": {**fact, "weight": "bolder"},
            "value": {**fact, "weight": "default"},
            "spacing": 16,
        },
    }


def card_css(theme: Theme) -> str:
    """The frame of a card and its buttons, in any chat."""
    return f"""
.ac-adaptiveCard {{ border: 1px solid {theme.frame}; border-radius: 4px; max-width: {MOST}px }}
.ac-adaptiveCard:focus-visible, .ac-pushButton:focus-visible {{
  outline: 2px solid {theme.focus}; outline-offset: 1px;
}}
.ac-pushButton {{
  font: 14px {FONT}; color: {theme.label}; background-color: {theme.button};
  border: 2px solid {theme.edge}; border-radius: 4px; height: {theme.height}px; padding: 4px 10px 5px;
  cursor: pointer; overflow: hidden; text-overflow: ellipsis;
}}
"""


def css(theme: Theme) -> str:
    """The chat around the cards, and the cards."""
    return f"""
* {{ box-sizing: border-box }}
body {{ margin: 0; background: {theme.chat}; color: {theme.text}; font-family: {FONT} }}
main {{ padding: 8px }}
main > h1, article > h2 {{
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}}
article {{ position: relative; margin: 0 0 8px }}
{card_css(theme)}"""

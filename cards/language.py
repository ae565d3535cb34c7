"""The language of our cards: what is allowed, and why the rest is not.

Teams draws Adaptive Cards with different programs on Windows, in browsers, on iOS and on Android.
Allowed is what all of them, and the independent renderers that we can run, draw alike. Every
exclusion has its reason here and in ``docs/cards.md``; the linter refuses whatever is not allowed.
"""

ALLOWED: dict[str, frozenset[str]] = {
    "AdaptiveCard": frozenset({"$schema", "type", "version", "fallbackText", "body", "actions"}),
    "TextBlock": frozenset(
        {"type", "text", "wrap", "weight", "size", "isSubtle", "separator", "spacing", "style"}
    ),
    "FactSet": frozenset({"type", "facts"}),
    "Fact": frozenset({"title", "value"}),
    "ActionSet": frozenset({"type", "actions"}),
    "Action.Execute": frozenset({"type", "title", "verb", "data"}),
    "Action.OpenUrl": frozenset({"type", "title", "url"}),
}
"""The elements with their properties."""

VALUES: dict[tuple[str, str], frozenset[object]] = {
    ("TextBlock", "weight"): frozenset({"Bolder"}),
    ("TextBlock", "size"): frozenset({"Default", "Medium", "Large", "ExtraLarge"}),
    ("TextBlock", "style"): frozenset({"heading"}),
    ("TextBlock", "isSubtle"): frozenset({True}),
    ("TextBlock", "separator"): frozenset({True}),
    ("TextBlock", "spacing"): frozenset({"Small"}),
}
"""The values of properties of which only some are drawn alike."""

DATA_KEYS = frozenset(
    "sitting ballot round choice rev case cases seat ruling state step text reason checked council "
    "upload help practice works".split()
)
"""What the data of a button may carry: never who presses, never an instruction to the client."""

EXCLUDED: dict[str, str] = {
    "msteams": "a wide card is wide on desktops only, and a mention calls somebody",
    "targetWidth": "some renderers ignore it, others take every card for wide",
    "Table": "some clients drop it in silence",
    "ColumnSet": "buttons in columns are dead on some phones, and narrow screens squeeze it",
    "Container": "buttons inside it are dead on some phones",
    "Image": "its address can be blocked, and it says nothing to a screen reader by itself",
    "ImageSet": "its addresses can be blocked, and it says nothing to a screen reader by itself",
    "Media": "Teams does not play it in cards",
    "CodeBlock": "it is drawn in browsers and on desktops only",
    "RichTextBlock": "its runs wrap differently from client to client",
    "Input.Text": "a press with inputs fails on iOS and Android",
    "Input.Number": "a press with inputs fails on iOS and Android",
    "Input.Date": "a press with inputs fails on iOS and Android",
    "Input.Time": "a press with inputs fails on iOS and Android",
    "Input.Toggle": "a press with inputs fails on iOS and Android",
    "Input.ChoiceSet": "a press with inputs fails on iOS and Android, and each client shows it differently",
    "Action.Submit": "its answer cannot be a receipt on the card",
    "Action.ShowCard": "what it hides is found by few, and it opens elsewhere on phones",
    "Action.ToggleVisibility": "what it hides is found by few",
    "Action.Popover": "it is unknown to phones",
    "isVisible": "what is hidden is found by few",
    "mode": "a secondary button hides behind a menu, on phones it is gone from a row in the body",
    "style": "colours of buttons are not drawn everywhere, and a colour must not carry meaning",
    "confirm": "no client asks back",
    "isEnabled": "phones do not honour it: the button looks dead and is not, or the reverse",
    "conditionallyEnabled": "phones do not honour it",
    "tooltip": "there is none on a phone",
    "iconUrl": "its picture is not loaded everywhere and takes the place of the word",
    "color": "a colour must not carry meaning, and some have too little contrast",
    "backgroundImage": "dark and high-contrast themes do not replace it",
    "selectAction": "a tap beside a button would be a press",
    "width": "a size in pixels does not fit a phone",
    "height": "a size in pixels does not fit a phone",
    "minHeight": "a size in pixels does not fit a phone",
    "pixelWidth": "a size in pixels does not fit a phone",
    "maxLines": "words would be cut without a sign",
    "fontType": "a fixed-width font runs out of narrow cards",
    "horizontalAlignment": "it turns in right-to-left clients",
    "refresh": "above 60 members of a chat it stops by itself, and an edit in it runs in circles",
    "authentication": "the sender is known by Teams' own signature",
    "speak": "only the immersive reader reads it",
    "lang": "it turns dates only, and our dates are written out",
    "rtl": "names written from right to left read right by themselves",
    "fallback": "what it replaces looks different on the client that needs it",
    "requires": "the client that lacks it shows something else",
    "associatedInputs": "there are no inputs",
    "verb": "without one no press reaches the bot",
    "text": "a text beside a card makes two messages of one, and neither can be edited any more",
    "textFormat": "there is no text",
    "speech": "there is no text",
    "entities": "a mention calls somebody",
    "importance": "it rings on every phone",
    "channelData": "it opens a web page over the meeting instead of a card",
    "suggestedActions": "they are shown in personal chats only and vanish",
    "attachmentLayout": "there is one card",
}
"""Elements and properties that are not allowed, each with the reason."""


def reason_against(name: str) -> str:
    """Why an element or a property is not part of the language."""
    return EXCLUDED.get(name, "nobody has looked at it on every client")

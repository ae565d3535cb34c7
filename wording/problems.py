"""What is wrong with a file, one sentence for each row."""

from collections.abc import Mapping

from wording.catalogue import known, say


def problem_text(
    key: str, values: Mapping[str, str], language: str, *, line: int = 0, column: str = ""
) -> str:
    """One reason with the place where it stands: "Zeile 5, Spalte „rolle“: …".

    Where the file's reader has a nearest word or a list of what is allowed, it is said too.
    """
    fuller = (f"{key}.{name}" for name in ("nearest", "allowed") if values.get(name))
    chosen = next((option for option in fuller if known(option, language)), key)
    sentence = say(chosen, language, **values)
    if not line and not column:
        return sentence
    place = "column" if line and column else "line" if line else "heading"
    shown = say(f"problem.place.{place}", language, line=line, column=column)
    return say("problem.at", language, place=shown, sentence=sentence)

"""The rule sets that come with the product, by name."""

from importlib.resources import files


class UnknownRuleSet(Exception):
    """There is no rule set of this name; ``known`` are the names there are."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


def ruleset_names() -> tuple[str, ...]:
    """The names of all rule sets, sorted."""
    folder = files("council") / "rulesets"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def ruleset_text(name: str) -> str:
    """The TOML text of a rule set; raises :class:`UnknownRuleSet`."""
    known = ruleset_names()
    if name not in known:
        raise UnknownRuleSet(name, known)
    return (files("council") / "rulesets" / f"{name}.toml").read_text(encoding="utf-8")

"""What may be done at all: by Land, by the form of the sitting, and by its day."""

from dataclasses import dataclass

from council.agenda import AgendaItem, BallotKind, ItemKind
from council.legal import legal_basis
from council.rulebook import Format, Provision, Remote, Rule, RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A business that the law keeps from people who are connected remotely, and how far."""

    path: str
    norm: str
    effect: Remote


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """A value of the rule set that is not settled and matters now: a hint to the chair."""

    path: str
    norm: str
    value: str = ""


@legal_basis("SächsGemO", "§ 36a", "format.hybrid", "format.digital")
def remote_counts(rules: RuleBook, held: Format, *, emergency: bool) -> bool:
    """Tell whether members who are connected remotely count for quorum and vote in this form of sitting.

    Never in a sitting in presence; in a hybrid one only where the Land provides for it (in an
    emergency only with its reason). What is not settled takes nobody's vote away. In a digital sitting
    all are remote: whether the Land knows such a sitting is for the chair to hear before the opening
    (:mod:`council.checklist`), for laws of an emergency come faster than rule sets.
    """
    if held is not Format.HYBRID:
        return held is Format.DIGITAL
    rule = rules.hybrid
    if rule.settled and rule.value is Provision.EMERGENCY:
        return emergency
    return not rule.settled or rule.value is not Provision.NONE


@legal_basis(
    "SächsGemO", "§ 36a", "remote.elections", "remote.budget_statute", "remote.by_law", "remote.secret"
)
def bars(rules: RuleBook, item: AgendaItem | None, kind: BallotKind, *, public: bool) -> tuple[Bar, ...]:
    """Name everything that the set keeps from remote people in a ballot of this sort on this item."""
    asked: list[tuple[str, Rule[Remote | None]]] = []
    if item is not None:
        business = rules.remote(item.kind)
        if business is not None:
            asked.append((_PATHS[item.kind], business))
    if kind is BallotKind.SECRET:
        asked.append(("remote.secret", rules.remote_secret))
    if not public:
        asked.append(("remote.secrecy", rules.remote_secrecy))
    barred = (Remote.EXCLUDED, Remote.BLOCKED)
    return tuple(
        Bar(path=path, norm=rule.norm, effect=rule.value)
        for path, rule in asked
        if rule.settled and rule.value is not None and rule.value in barred
    )


_PATHS = {
    ItemKind.ELECTION: "remote.elections",
    ItemKind.BUDGET: "remote.budget_statute",
    ItemKind.BY_LAW: "remote.by_law",
}


@legal_basis("SächsGemO", "§ 36a", "remote.elections", "remote.budget_statute")
def impossible(found: tuple[Bar, ...], held: Format, *, remote_seen: bool) -> Bar | None:
    """Find the bar that makes a ballot impossible for everybody; None where it may be held.

    In a digital sitting everybody is remote, so that every bar forbids it. In a hybrid one only a
    bar on the whole sitting does, from the first remote member on and for good.
    """
    if held is Format.PRESENCE:
        return None
    if held is Format.DIGITAL:
        return found[0] if found else None
    return next((bar for bar in found if remote_seen and bar.effect is Remote.BLOCKED), None)


@legal_basis("SächsGemO", "§ 36a", "remote.elections", "remote.secret")
def only_in_the_room(found: tuple[Bar, ...], held: Format) -> bool:
    """Tell whether only members in the room may vote: a hybrid sitting with a bar on remote people."""
    return held is Format.HYBRID and any(bar.effect is Remote.EXCLUDED for bar in found)


@legal_basis("SächsGemO", "§ 39 Abs. 6", "secret.allowed", "secret.enabled")
def secret_possible(rules: RuleBook) -> bool:
    """Tell whether secret ballots are possible here: the town switched them on, no law forbids them."""
    forbidden = rules.secret_allowed.settled and rules.secret_allowed.value is False
    return rules.secret_enabled.value and not forbidden


@legal_basis("SächsGemO", "§ 39 Abs. 6", "secret.precedes_roll_call")
def secret_first(rules: RuleBook, asked: BallotKind, planned: BallotKind) -> bool:
    """Tell whether a roll call has to give way because a secret ballot is demanded as well."""
    both = asked is BallotKind.ROLL_CALL and planned is BallotKind.SECRET
    return both and rules.secret_precedes.binds


def unsettled(rules: RuleBook, *paths: str) -> tuple[Unsettled, ...]:
    """Of the values at *paths*, those that are not settled, for a hint to the chair."""
    found = ((path, rules.rules[path]) for path in dict.fromkeys(paths))
    return tuple(
        Unsettled(path=path, norm=rule.norm, value=shown(rule.value))
        for path, rule in found
        if not rule.settled
    )


def shown(value: object) -> str:
    """A value in the words of the rule sets; "" for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in value)
    return str(value)

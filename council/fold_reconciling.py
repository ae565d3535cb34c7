"""Folds of what follows the end: comparison with Teams' reports, rulings, corrections."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from council import events as ev
from council.changing import having
from council.ids import NOBODY
from council.reconciling import Comparison, Correction, DifferenceRuling, Settled
from council.sitting import NO_DIFFERENCES, Case, CaseKind, Sitting


def _reported(sitting: Sitting, event: ev.AttendanceReported) -> Sitting:
    comparison = Comparison(
        at=event.at,
        reports=event.reports,
        covered=event.covered,
        attested=event.attested,
        strangers=event.strangers,
        compared=event.compared,
        agreeing=event.agreeing,
        tolerance=event.tolerance,
        named=sitting.comparison.named if sitting.comparison is not None else (),
    )
    found = dict(sitting.differences)
    for number in event.outdated:
        if number in found:
            found[number] = replace(found[number], ruling=DifferenceRuling.OUTDATED, at=event.at)
    cases = {number: _over(case, event) for number, case in sitting.cases.items()}
    for difference in event.differences:
        found[difference.case] = Settled(difference=difference)
        cases[difference.case] = Case(
            id=difference.case,
            kind=CaseKind.DIFFERENCE,
            member=difference.member,
            entered_by=NOBODY,
            at=event.at,
        )
    return replace(
        sitting,
        comparison=comparison,
        differences=MappingProxyType(found),
        cases=MappingProxyType(cases),
    )


def _over(case: Case, event: ev.AttendanceReported) -> Case:
    outdated = case.id in event.outdated
    return replace(case, settled=True, settled_at=event.at) if outdated else case


def _strangers(sitting: Sitting, event: ev.StrangersReported) -> Sitting:
    if sitting.comparison is None:
        return sitting
    return replace(sitting, comparison=replace(sitting.comparison, named=event.strangers))


def _settled(sitting: Sitting, event: ev.DifferenceSettled) -> Sitting:
    known, case = sitting.differences.get(event.case), sitting.cases.get(event.case)
    if known is None or case is None:
        return sitting
    ruled = replace(known, ruling=event.ruling, by=event.by, at=event.at)
    done = replace(case, settled=True, settled_by=event.by, settled_at=event.at)
    return replace(
        sitting,
        differences=having(sitting.differences, event.case, ruled),
        cases=having(sitting.cases, event.case, done),
    )


def _corrected(sitting: Sitting, event: ev.PresenceCorrected) -> Sitting:
    correction = Correction(
        number=event.correction,
        at=event.at,
        by=event.by,
        member=event.member,
        before=sitting.accounted(event.member).spells,
        after=event.spells,
        case=event.case,
        within=sitting.comparison.covered if sitting.comparison is not None and event.case is None else (),
    )
    return replace(sitting, corrections=(*sitting.corrections, correction))


def _explained(sitting: Sitting, event: ev.CorrectionExplained) -> Sitting:
    told = tuple(
        replace(one, reason=event.reason) if one.number == event.correction else one
        for one in sitting.corrections
    )
    return replace(sitting, corrections=told)


def begin_anew(sitting: Sitting) -> Sitting:
    """The sitting after its end was taken back: what was compared and corrected waits for a new end."""
    waiting = {number for number, settled in sitting.differences.items() if settled.ruling is None}
    cases = {n: replace(case, settled=True) if n in waiting else case for n, case in sitting.cases.items()}
    return replace(
        sitting,
        comparison=None,
        differences=NO_DIFFERENCES,
        corrections=tuple(replace(one, standing=False) for one in sitting.corrections),
        cases=MappingProxyType(cases),
    )


RECONCILING_FOLDS: dict[type[ev.Event], Callable[[Sitting, Any], Sitting]] = {
    ev.AttendanceReported: _reported,
    ev.StrangersReported: _strangers,
    ev.DifferenceSettled: _settled,
    ev.PresenceCorrected: _corrected,
    ev.CorrectionExplained: _explained,
}

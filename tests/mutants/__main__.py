"""``python -m tests.mutants [module …]``: every mutant of the rules against the tests by clause."""

import os
import sys
import time
from collections import Counter

from tests.mutants.judging import judged, reckoned
from tests.mutants.listing import RULES, Change, listed, shown
from tests.mutants.mutating import mutants_of


def main(modules: list[str]) -> int:
    """Print what survived; 0 where the page on mutants lists every one of it."""
    chosen = [m.removeprefix("council/").removesuffix(".py") for m in modules] or list(RULES)
    if set(chosen) - set(RULES):
        print(f"The rules are {', '.join(RULES)}.", file=sys.stderr)
        return 2
    began = time.monotonic()
    if [survived for _, survived in judged([None], 1)] != [True]:
        print("The tests fail without any mutant.", file=sys.stderr)
        return 2
    seconds = 4 * reckoned()
    known = set(listed())
    every: Counter[str] = Counter()
    survivors: dict[str, list[Change]] = {module: [] for module in chosen}
    every_one = (mutant for name in chosen for mutant in mutants_of(name))
    for mutant, survived in judged(every_one, os.cpu_count() or 1, seconds):
        if mutant is None:
            continue
        every[mutant.module] += 1
        if survived:
            survivors[mutant.module].append(mutant.change)
            if mutant.change not in known:
                print(f"\n{shown(mutant.change)}\n", flush=True)
        if sum(every.values()) % 100 == 0:
            print(f"{sum(every.values())} mutants, {time.monotonic() - began:.0f} s", flush=True)
    found = {change for changes in survivors.values() for change in changes}
    for module in chosen:
        lived = len(survivors[module])
        print(f"{module}: {every[module]} mutants, {every[module] - lived} noticed, {lived} survived")
    gone = [c for c in known if c.module in chosen and c not in found]
    print(
        f"{len(found - known)} not listed, {len(gone)} listed but noticed, {time.monotonic() - began:.0f} s"
    )
    for change in gone:
        print(f"\nlisted, but noticed by now:\n{shown(change)}")
    return 1 if found - known else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

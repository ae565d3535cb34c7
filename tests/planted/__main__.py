"""``python -m tests.planted [word …]``: takes one check after another away and says which go unnoticed."""

import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.planted.fault import ROOT, Fault
from tests.planted.judging import NotJudged, caught, copied, ran
from tests.planted.listing import FAULTS

CAUGHT, MISSED, UNKNOWN = "caught", "NOT CAUGHT", "NOT JUDGED"


def main(words: list[str], faults: Sequence[Fault] = FAULTS, root: Path = ROOT) -> int:
    """Print each fault with whether it was caught; 0 where every one was, 2 where one was not judged."""
    chosen = [f for f in faults if not words or any(word in f.name for word in words)]
    if not chosen:
        print("No fault has such a name.", file=sys.stderr)
        return 2
    began, found = time.monotonic(), Counter[str]()
    with copied(root) as tree:
        try:
            if not ran(tree, tuple(dict.fromkeys(test for f in chosen for test in f.tests))).passed:
                print("The tests fail without any fault.", file=sys.stderr)
                return 2
            for fault in chosen:
                verdict = _verdict(tree, fault)
                found[verdict] += 1
        except NotJudged as reason:
            print(f"The tests could not be run:\n{reason}", file=sys.stderr)
            return 2
    unknown = f", {found[UNKNOWN]} not judged" if found[UNKNOWN] else ""
    print(f"caught {found[CAUGHT]} of {len(chosen)}{unknown}, {time.monotonic() - began:.0f} s")
    return 1 if found[MISSED] else 2 if found[UNKNOWN] else 0


def _verdict(tree: Path, fault: Fault) -> str:
    """Say what became of one fault."""
    why = ""
    try:
        verdict = CAUGHT if caught(tree, fault) else MISSED
    except NotJudged as reason:
        verdict, why = UNKNOWN, f": {str(reason).strip()}"
    print(f"{verdict:10} {fault.name} ({fault.file}){why}", flush=True)
    return verdict


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

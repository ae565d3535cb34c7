"""``python -m tests.planted [word …]``: takes one check after another away and says which go unnoticed."""

import sys
import time

from tests.planted.judging import NotJudged, caught, copied, passes
from tests.planted.listing import FAULTS


def main(words: list[str]) -> int:
    """Print each fault with whether it was caught; 0 where every one was."""
    chosen = [f for f in FAULTS if not words or any(word in f.name for word in words)]
    if not chosen:
        print("No fault has such a name.", file=sys.stderr)
        return 2
    began, found = time.monotonic(), 0
    with copied() as tree:
        try:
            if not passes(tree, tuple(dict.fromkeys(test for f in chosen for test in f.tests))):
                print("The tests fail without any fault.", file=sys.stderr)
                return 2
            for fault in chosen:
                noticed = caught(tree, fault)
                found += noticed
                print(f"{'caught' if noticed else 'NOT CAUGHT':10} {fault.name} ({fault.file})", flush=True)
        except NotJudged as reason:
            print(f"The tests could not be run:\n{reason}", file=sys.stderr)
            return 2
    print(f"caught {found} of {len(chosen)}, {time.monotonic() - began:.0f} s")
    return 0 if found == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

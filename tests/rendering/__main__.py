"""Every card as people will see it, looked at and judged: ``make cards``."""

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from shutil import rmtree

from tests.cards.gallery import LANGUAGES, gallery
from tests.rendering import gallery_page, native, pictures, playground
from tests.rendering.browser import chromium
from tests.rendering.matrix import everything, in_native, in_playground
from tests.rendering.report import Report
from tests.rendering.themes import THEMES, WIDTHS

OUT = gallery_page.OUT
PROCESSES = 2


def main() -> int:
    """Draw, judge, write the gallery; 1 where anything is wrong or cannot be looked at."""
    if reason := playground.missing_playground() or native.missing_native():
        sys.stderr.write(f"make cards: {reason}\n")
        return 1
    began = time.monotonic()
    rmtree(OUT, ignore_errors=True)
    report = _judged()
    with chromium() as browser:
        now = dict(pictures.drawn(browser))
        if reason := pictures.missing_letters(browser):
            report.add("docs/pictures", "kept pictures", {"": [reason]}, 0)
        else:
            changed = pictures.changed(browser, now, keep=OUT / "pictures")
            report.add("docs/pictures", "kept pictures", changed, len(now))
        index = gallery_page.write(OUT, report.findings)
        page = gallery_page.wrong_with_page(browser, index)
        report.add("gallery", "the gallery itself", page, len(page))
    _tell(report, index, time.monotonic() - began)
    return 1 if report.findings else 0


def _judged() -> Report:
    """The reports of all jobs, two at a time."""
    report = Report()
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        longest_first = [
            *[pool.submit(in_playground, language, OUT / "playground") for language in LANGUAGES],
            *[pool.submit(everything, language) for language in LANGUAGES],
            *[pool.submit(in_native, language) for language in LANGUAGES],
        ]
        for job in longest_first:
            report.join(job.result())
    return report


def _tell(report: Report, index: Path, seconds: float) -> None:
    say = sys.stdout.write
    themes = ", ".join([theme.name for theme in THEMES])
    say(f"{len(gallery(LANGUAGES[0]))} cards · {', '.join(LANGUAGES)} · {themes}, forced colours\n")
    widths = ", ".join(map(str, WIDTHS))
    say(f"{widths} px, the Playground's window, phones by React Native · {seconds:.0f} s\n\n")
    for line in report.table():
        say(f"{line}\n")
    for finding in report.findings:
        say(f"\n{finding}")
    say(f"\n{len(report.findings)} findings · {index}\n")


if __name__ == "__main__":
    raise SystemExit(main())

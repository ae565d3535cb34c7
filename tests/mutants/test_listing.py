"""The page on mutants lists what still can be made of the rules, each with a reason."""

import re

import pytest

from tests.mutants.listing import HUNK, PAGE, ROOT, RULES, Change, listed, path_of, shown, source_of

TEXT = PAGE.read_text(encoding="utf-8")
CHANGE = Change(place="quorum.blocks", before="return False", after="return True")


def pins(name: str) -> dict[str, str]:
    """The pinned versions of one requirements file."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and line[0] not in "#-")


class TestPage:
    """Auftrag, Shows: survivors are listed in docs with the reason why none changes behaviour."""

    def test_lists_something(self) -> None:
        assert listed()

    def test_lists_nothing_twice(self) -> None:
        assert len(set(listed())) == len(listed())

    @pytest.mark.parametrize("change", listed(), ids=lambda c: f"{c.place}: {c.after}"[:60])
    def test_what_is_listed_stands_in_the_rules(self, change: Change) -> None:
        source = " ".join(source_of(change.module).split())
        name = change.place.rpartition(".")[2]

        assert change.module in RULES
        assert change.before in source
        assert change.before != change.after
        assert name == "-" or re.search(rf"\b(def|class) {name}\b", source)

    def test_every_listed_change_is_read(self) -> None:
        assert TEXT.count("\n@@ ") == len(listed())

    def test_every_group_has_its_reason(self) -> None:
        groups = re.split(r"^### ", TEXT, flags=re.MULTILINE)[1:]

        assert groups
        for group in groups:
            words = HUNK.sub("", group.split("\n", 1)[1].replace("```diff", "").replace("```", "")).split()
            assert len(words) > 8, group[:60]
            assert HUNK.search(group), group[:60]

    @pytest.mark.parametrize("module", RULES)
    def test_names_every_module(self, module: str) -> None:
        assert path_of(module).is_file()
        assert re.search(rf"^\| `council/{module}\.py` \| \d+ \| \d+ \| \d+ \|$", TEXT, re.MULTILINE)

    def test_counts_what_it_lists(self) -> None:
        for module in RULES:
            found = re.search(
                rf"^\| `council/{module}\.py` \| (\d+) \| (\d+) \| (\d+) \|$", TEXT, re.MULTILINE
            )
            assert found is not None
            every, noticed, left = map(int, found.groups())
            assert every == noticed + left
            assert bool(left) is any(change.module == module for change in listed())


class TestReading:
    """What is printed of a survivor can be put into the page as it is."""

    def test_what_is_shown_is_read_again(self) -> None:
        assert listed(f"Because.\n\n```diff\n{shown(CHANGE)}\n```\n") == [CHANGE]

    def test_words_around_it_are_none(self) -> None:
        assert listed("@@ quorum.blocks @@ and no change") == []


class TestPins:
    """The tool is pinned like everything else, and apart: only `make mutants` needs it."""

    def test_every_line_is_an_exact_pin(self) -> None:
        lines = (ROOT / "requirements-mutants.txt").read_text(encoding="utf-8").splitlines()
        rest = [line for line in lines if line and line[0] != "#" and line != "-r requirements-dev.txt"]

        assert [line for line in rest if not re.fullmatch(r"[a-z0-9-]+==[0-9][\w.]*", line)] == []

    def test_nothing_is_pinned_twice(self) -> None:
        own = pins("requirements-mutants.txt").keys()

        assert not own & (pins("requirements.txt").keys() | pins("requirements-dev.txt").keys())

    def test_the_target_sets_itself_up(self) -> None:
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

        assert re.search(r"^mutants: \$\(VENV\)/\.installed-mutants$", makefile, re.MULTILINE)
        assert re.search(
            r"^\$\(VENV\)/\.installed-mutants: requirements-mutants\.txt ", makefile, re.MULTILINE
        )

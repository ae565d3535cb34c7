"""Every experiment that the page of promises names is there."""

import pytest

from tests.planted.keeping import KEEPING
from tests.promises import NAMED, ROOT, ROWS
from tests.test_security import names_in


def has_test(name: str) -> bool:
    """Tell whether ``path::Class::test`` is there."""
    path, _, inside = name.partition("[")[0].partition("::")
    return inside in names_in(ROOT / path)


class TestThePage:
    """docs/guarantees.md: a promise without an experiment is none."""

    @pytest.mark.parametrize("name", NAMED)
    def test_a_named_experiment_exists(self, name: str) -> None:
        assert has_test(name)

    @pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
    def test_a_promise_has_an_experiment(self, row: str) -> None:
        assert "`tests/" in row.split("|")[3]

    def test_every_named_experiment_is_part_of_the_long_run(self, request: pytest.FixtureRequest) -> None:
        mine = [item for item in request.session.items if item.nodeid.partition("[")[0] in NAMED]

        assert all(item.get_closest_marker("experiment") for item in mine)

    def test_a_name_that_is_nowhere_would_be_noticed(self) -> None:
        assert not has_test("tests/test_guarantees.py::TestThePage::test_nothing")
        assert not has_test("tests/test_nowhere.py::TestThePage")

    def test_promises_are_numbered_through(self) -> None:
        assert [row.split("|")[1].strip() for row in ROWS] == [f"G{n + 1}" for n in range(len(ROWS))]
        assert len(KEEPING) >= 9

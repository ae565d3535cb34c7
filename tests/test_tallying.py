"""The table of the experiments says what was counted, and a dash where nothing was."""

from tests.tallying import Tallies


class TestTable:
    """What two processes counted stands in one line each."""

    def test_sums_what_all_processes_told_and_shows_what_is_not_counted(self) -> None:
        one, other = Tallies(), Tallies()
        one("votes").tally(runs=1, acknowledged=10, lost=0)
        other("votes").tally(runs=2, acknowledged=5, lost=1)
        other("damage").tally(runs=3)

        one.take(other.as_told())

        assert [line.split() for line in one.table()] == [
            ["experiment", "runs", "acknowledged", "lost"],
            ["damage", "3", "–", "–"],
            ["votes", "3", "15", "1"],
        ]

    def test_says_nothing_where_nothing_was_counted(self) -> None:
        assert Tallies().table() == []

"""What has changed on the agenda, in the order in which it changed."""

from council import commands as cmd
from council.sitting import AgendaChange
from tests.council.evening import CHAIR, Evening


def told(evening: Evening) -> list[tuple[str, tuple[str, ...], str, str]]:
    """The changes without their moments."""
    return [(c.kind, c.items, c.reason, c.after) for c in evening.sitting.agenda_log]


class TestAgendaLog:
    """SächsGemO § 40: the minutes tell how the agenda changed, also what was taken back since."""

    def test_every_change_is_there_in_order(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.PostponeItem, item="6", reason="Zeit")
        evening.does(CHAIR, cmd.ReopenItem, item="6")
        evening.does(CHAIR, cmd.ReferItem, item="6", reason="Bauausschuss")
        evening.does(CHAIR, cmd.JoinItems, items=("7", "8"))
        evening.does(CHAIR, cmd.MoveItem, item="11.2", anchor="2")
        evening.does(CHAIR, cmd.AddItem, item="12", title="Eilantrag")
        evening.does(CHAIR, cmd.WithdrawItem, item="12")
        evening.does(CHAIR, cmd.RemoveItem, item="2")

        assert told(evening) == [
            ("postponed", ("6",), "Zeit", ""),
            ("reopened", ("6",), "", ""),
            ("referred", ("6",), "Bauausschuss", ""),
            ("joined", ("7", "8"), "", ""),
            ("moved", ("11.2",), "", "2"),
            ("added", ("12",), "", ""),
            ("withdrawn", ("12",), "", ""),
            ("removed", ("2",), "", ""),
        ]

    def test_every_change_has_its_moment(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.PostponeItem, item="6")

        assert evening.sitting.agenda_log == (AgendaChange(at=evening.now, kind="postponed", items=("6",)),)

    def test_the_agenda_as_sent_out_is_no_change(self) -> None:
        assert Evening.opened().sitting.agenda_log == ()

    def test_is_the_same_after_replay(self) -> None:
        evening = Evening.opened()
        evening.does(CHAIR, cmd.AddItem, item="13", title="Eilantrag")
        evening.does(CHAIR, cmd.RemoveItem, item="13")

        assert evening.replayed() == evening.sitting

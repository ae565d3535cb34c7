"""Elections, blocks and secret ballots in the tables of a package, and in its check."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from council import commands as cmd
from council import events as ev
from council.agenda import AgendaItem, BallotKind, Base, MajorityKind
from council.ballots import Choice
from council.record import Row, check
from reports.checking import verify_package
from reports.elections import ELECTIONS, elections_csv
from reports.lists import agenda_csv
from reports.package import package_files
from reports.publishing import public_rows, restored
from reports.reading import ELECTIONS_FILE
from reports.recount import Recount
from reports.recount_tables import elections_remarks, results_remarks, votes_remarks
from reports.rejudging import misjudged
from reports.results import majority_word, results_csv, votes_csv
from tests.council.evening import CHAIR, Evening, in_presence, slips
from tests.reports import council_evening as k
from tests.reports.evening import SITTING, rows_of
from tests.reports.packages import DECODE, SIGNER, forged, put, seq_of

EVENING = k.every_kind()
STATE = EVENING.sitting
ROWS = rows_of(EVENING.events)
FILES = package_files(SITTING, ROWS, decode=DECODE, signer=SIGNER)
PUBLIC = package_files(SITTING, ROWS, decode=DECODE, signer=SIGNER, public=True)
PUBLIC_ROWS = tuple(public_rows(ROWS, DECODE))
READABLE = "\n".join(row.data for row in PUBLIC_ROWS if row.data)
CLEAN = Recount(ROWS)
JOURNALS = Path(__file__).parents[1] / "journals"


def lines_of(raw: bytes) -> list[dict[str, str]]:
    """The lines of a table by their columns."""
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))


RESULT = {int(line["abstimmung"]): line for line in lines_of(FILES["ergebnisse.csv"])}
ELECTED = lines_of(FILES[ELECTIONS_FILE])


class TestResults:
    """Contract § 7: ergebnisse.csv, with the kinds of ballot of issue 3."""

    @pytest.mark.parametrize(
        ("ballot", "column", "cell"),
        [
            pytest.param(k.BLOCK_WITH, "top", "2, 6, 11.2", id="all-items-of-a-block"),
            pytest.param(k.BLOCK, "top", "6, 11.2", id="without-the-one-pulled-out"),
            pytest.param(k.BLOCK, "ergebnis", "beschlossen", id="block"),
            pytest.param(k.FIRST, "art", "wahl", id="election"),
            pytest.param(k.FIRST, "mehrheit", "erster Wahlgang", id="first-round"),
            pytest.param(
                k.FIRST, "ergebnis",
                "ohne Entscheidung: Stichwahl Anna Alt, Bernd Berg "
                "(Anna Alt 5, Bernd Berg 3, Cora Chor 3, Enthaltungen 0)",
                id="what-follows",
            ),
            pytest.param(k.RUNOFF, "mehrheit", "Stichwahl", id="run-off"),
            pytest.param(
                k.RUNOFF, "ergebnis",
                "gewählt: Anna Alt durch Los (Anna Alt 5, Bernd Berg 5, Enthaltungen 1)", id="by-lot",
            ),
            pytest.param(k.RUNOFF, "ja", "", id="no-yes-where-numbers-are-pressed"),
            pytest.param(k.SECRET, "art", "geheim", id="secret"),
            pytest.param(k.SECRET, "nicht_abgegeben", "1", id="secret-counts-who-is-missing"),
            pytest.param(k.CHOICE, "art", "auswahl, namentlich", id="alternatives-by-name"),
            pytest.param(
                k.CHOICE, "ergebnis", "beschlossen: Süd (Nord 4, Süd 6, Enthaltungen 1)", id="alternatives"
            ),
            pytest.param(k.PAPER, "art", "wahl, geheim", id="election-on-paper"),
            pytest.param(
                k.PAPER, "ergebnis",
                "gewählt: Dora Dorn, Emil Erb (Dora Dorn 8, Emil Erb 7, Fred Fuchs 3, Gert Graf 2, "
                "Enthaltungen 1)",
                id="two-places",
            ),
            pytest.param(k.SHARE, "mehrheit", "3/5 mitglieder", id="share-and-base"),
            pytest.param(k.SHARE, "befangen", "1", id="recused-while-open"),
            pytest.param(k.SHARE, "nicht_abgegeben", "0", id="struck-are-not-missing"),
            pytest.param(k.VOID, "ersetzt_durch", str(k.AGAIN), id="a-lost-box-is-replaced"),
            pytest.param(
                k.CLOSED_ELECTION, "ergebnis",
                "gewählt: Kai Kanarienweg (Kai Kanarienweg 10 ja, 1 nein, Enthaltungen 0)", id="single",
            ),
        ],
    )  # fmt: skip
    def test_says(self, ballot: int, column: str, cell: str) -> None:
        assert RESULT[ballot][column] == cell

    def test_votes_are_none_of_secret_ballots(self) -> None:
        told = {int(line["abstimmung"]) for line in lines_of(FILES["stimmen.csv"])}

        assert told == {k.BLOCK, k.FIRST, k.RUNOFF, k.CHOICE, k.SHARE, k.CLOSED_ELECTION}

    def test_votes_for_options_are_their_numbers(self) -> None:
        given = [x["stimme"] for x in lines_of(FILES["stimmen.csv"]) if x["abstimmung"] == str(k.CHOICE)]

        assert (given.count("1"), given.count("2"), given.count("enthaltung")) == (4, 6, 1)

    def test_votes_of_those_who_lost_theirs_are_left_out(self) -> None:
        voters = {x["kennung"] for x in lines_of(FILES["stimmen.csv"]) if x["abstimmung"] == str(k.SHARE)}

        assert not voters & {k.LEAVER, k.DISTURBED, k.BIASED}

    @pytest.mark.parametrize(
        ("item", "words"),
        [
            (AgendaItem(number="1", title="x"), "einfach"),
            (AgendaItem(number="1", title="x", majority=MajorityKind.TWO_THIRDS, of=Base.CAST),
             "zweidrittel abgegebene"),
            (AgendaItem(number="1", title="x", majority=MajorityKind.SHARE, share="3/5", of=Base.PRESENT),
             "3/5 anwesende"),
        ],
        ids=["plain", "other-base", "share"],
    )  # fmt: skip
    def test_majorities_are_in_the_words_of_the_agenda(self, item: AgendaItem, words: str) -> None:
        assert majority_word(item) == words

    def test_agenda_tells_what_was_referred(self) -> None:
        (line,) = (x for x in lines_of(agenda_csv(STATE)) if x["nummer"] == "11.1.1")

        assert (line["stand"], line["grund"]) == ("verwiesen", "Bauausschuss")


class TestElections:
    """wahlen.csv: candidates, counts, round, elected, lot, witness."""

    def test_has_exactly_its_columns(self) -> None:
        assert FILES[ELECTIONS_FILE].decode("utf-8-sig").splitlines()[0] == ";".join(ELECTIONS)

    def test_has_a_line_for_each_option_of_each_round(self) -> None:
        assert [int(line["abstimmung"]) for line in ELECTED] == (
            [k.FIRST] * 3 + [k.RUNOFF] * 2 + [k.CHOICE] * 2 + [k.PAPER] * 4 + [k.CLOSED_ELECTION]
        )

    def test_names_the_lot_and_its_witness(self) -> None:
        (line,) = (x for x in ELECTED if x["abstimmung"] == str(k.RUNOFF) and x["los"])

        assert (line["name"], line["gewählt"], line["zeuge"]) == ("Anna Alt", "ja", "Vorname3 Nachname3")
        assert line["gezogen_von"] == "Vorname1 Nachname1"

    def test_says_what_follows(self) -> None:
        assert {x["folgt"] for x in ELECTED if x["abstimmung"] == str(k.FIRST)} == {"Stichwahl"}

    def test_has_votes_against_the_only_candidate(self) -> None:
        assert (ELECTED[-1]["stimmen"], ELECTED[-1]["nein"]) == ("10", "1")

    def test_is_not_there_without_an_election(self) -> None:
        evening = Evening.voting()

        assert elections_csv(evening.sitting) is None
        files = package_files(SITTING, rows_of(evening.events), decode=DECODE, signer=SIGNER)
        assert ELECTIONS_FILE not in files

    def test_before_closing_has_no_votes(self) -> None:
        evening = in_presence()
        evening.does(CHAIR, cmd.OpenElection, item="4", candidates=("Anna Alt", "Bernd Berg"))
        raw = elections_csv(evening.sitting)

        assert raw is not None
        assert [(x["stimmen"], x["gewählt"]) for x in lines_of(raw)] == [("", ""), ("", "")]
        assert elections_remarks(raw, Recount(rows_of(evening.events))) == []


class TestPublicCopy:
    """Contract § 1: no closed items, no single votes but those of roll calls; nobody's secret slip."""

    def test_says_nothing_of_the_closed_part(self) -> None:
        assert k.CANARY in "".join(row.data or "" for row in ROWS)
        assert [name for name, raw in PUBLIC.items() if k.CANARY in raw.decode()] == []

    def test_leaves_out_who_took_part_in_a_secret_ballot(self) -> None:
        slips_counted = [row for row in PUBLIC_ROWS if row.type == ev.SlipsCounted.TYPE]

        assert len(slips_counted) == 3
        assert all(row.data is None for row in slips_counted)
        assert '"handed_in"' not in READABLE

    def test_keeps_the_sums_of_a_secret_ballot(self) -> None:
        line = next(x for x in lines_of(PUBLIC["ergebnisse.csv"]) if x["abstimmung"] == str(k.SECRET))

        assert (line["ja"], line["nein"], line["nicht_abgegeben"]) == ("6", "3", "1")

    @pytest.mark.parametrize("word", ["Kein eigener Vorteil", "Ton fällt aus"])
    def test_leaves_out_personal_reasons(self, word: str) -> None:
        assert word not in READABLE

    def test_keeps_what_was_said_in_public(self) -> None:
        assert "weil die Schule gebaut wird" in READABLE

    def test_has_single_votes_of_roll_calls_only(self) -> None:
        assert {int(x["abstimmung"]) for x in lines_of(PUBLIC["stimmen.csv"])} == {k.CHOICE, k.SHARE}

    def test_has_the_elections_of_the_public_part(self) -> None:
        assert PUBLIC[ELECTIONS_FILE] == elections_csv(STATE, public=True)
        assert PUBLIC["ergebnisse.csv"] == results_csv(STATE, public=True)
        assert PUBLIC["stimmen.csv"] == votes_csv(STATE, public=True)

    def test_leaves_out_the_move_of_a_closed_item(self) -> None:
        moves = [json.loads(row.data) for row in PUBLIC_ROWS if row.data and row.type == ev.ItemMoved.TYPE]

        assert [move["item"] for move in moves] == ["5"]

    def test_makes_up_a_sitting(self) -> None:
        state = restored(PUBLIC_ROWS, DECODE)

        assert state is not None
        assert [i.number for i in state.agenda] == [i.number for i in STATE.agenda if i.public]


class TestSound:
    """Contract § 1: exit 0 for a sound package of every kind."""

    @pytest.mark.parametrize("files", [FILES, PUBLIC], ids=["whole", "public"])
    def test_by_the_product_and_by_its_own_verifier(self, files: dict[str, bytes], tmp_path: Path) -> None:
        folder = put(files, tmp_path / "x")
        status, said = verify_package(folder, decode=DECODE)
        alone = subprocess.run(
            [sys.executable, "-I", str(folder / "verify.py"), str(folder)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip

        assert (status, alone.returncode) == (0, 0), (said, alone.stdout)
        assert any("Geheime Abstimmungen: " in line for line in said)
        assert "Geheime Abstimmungen: " in alone.stdout

    def test_recount_finds_nothing_wrong(self) -> None:
        assert CLEAN.remarks == []
        assert (CLEAN.recounted, CLEAN.closed, CLEAN.secret) == (7, 7, 3)
        assert list(misjudged(ROWS, DECODE)) == []
        assert results_remarks(FILES["ergebnisse.csv"], CLEAN) == []
        assert votes_remarks(FILES["stimmen.csv"], CLEAN) == []

    def test_recount_says_of_the_public_copy_what_it_could_count(self) -> None:
        recount = Recount(PUBLIC_ROWS)

        assert recount.remarks == []
        assert (recount.recounted, recount.closed, recount.secret) == (3, 6, 2)


def wrong_of(rows: tuple[Row, ...], seq: int, **changes: Any) -> list[str]:
    """What is found wrong after one event was forged and the chain made whole again."""
    changed = forged(rows, seq, **changes)
    assert check(SITTING, changed).sound
    return [remark.key for remark in Recount(changed).remarks]


def tally_of(**changes: Any) -> dict[str, Any]:
    """Counts as they stand in the record."""
    return {"yes": 0, "no": 0, "abstain": 0, "options": [], "invalid": 0, **changes}


class TestForged:
    """A record whose chain is whole, but whose meaning is not."""

    @pytest.mark.parametrize(
        ("kind", "fields", "changes", "key"),
        [
            pytest.param(
                ev.BallotClosed, {"ballot": k.FIRST}, {"tally": tally_of(options=[6, 2, 3])},
                "recount_options", id="votes-moved-to-another",
            ),
            pytest.param(ev.VoteCast, {"ballot": k.FIRST}, {"choice": "4"}, "vote", id="no-such-option"),
            pytest.param(ev.VoteCast, {"ballot": k.FIRST}, {"choice": "ja"}, "vote", id="yes-to-options"),
            pytest.param(ev.VoteCast, {"ballot": k.BLOCK}, {"choice": "1"}, "vote", id="number-to-a-motion"),
            pytest.param(
                ev.BallotOpened, {"ballot": k.BLOCK}, {"kind": "geheim"}, "vote", id="vote-in-secret"
            ),
            pytest.param(
                ev.SlipsCounted, {"ballot": k.SECRET}, {"handed_in": ["m01", "m02"]}, "slips",
                id="fewer-slips-than-votes",
            ),
            pytest.param(
                ev.BallotClosed, {"ballot": k.SECRET}, {"tally": tally_of(yes=7, no=3, abstain=1)},
                "slips", id="more-votes-than-slips",
            ),
            pytest.param(ev.SlipsCounted, {"ballot": k.SECRET}, {"not_cast": []}, "slips", id="all-there"),
            pytest.param(ev.SlipsCounted, {"ballot": k.SECRET}, {"ballot": 77}, "slips", id="no-slips"),
            pytest.param(ev.LotDrawn, {"ballot": k.RUNOFF}, {"option": 3}, "lot", id="lot-for-nobody"),
            pytest.param(ev.LotDrawn, {"ballot": k.RUNOFF}, {"elected": [2]}, "lot", id="lot-for-another"),
            pytest.param(ev.LotDrawn, {"ballot": k.RUNOFF}, {"witness": "m01"}, "lot", id="own-witness"),
            pytest.param(
                ev.BallotDeclared, {"ballot": k.PAPER}, {"elected": [1, 3]}, "verdict", id="the-wrong-one"
            ),
            pytest.param(
                ev.BallotDeclared, {"ballot": k.FIRST}, {"outcome": "gewählt"}, "verdict", id="nobody-elected"
            ),
            pytest.param(
                ev.BallotDeclared, {"ballot": k.SHARE}, {"needed": 6}, "verdict", id="other-threshold"
            ),
            pytest.param(
                ev.HandsEntered, {"ballot": k.PAPER}, {"tally": tally_of(options=[8, 6, 4, 2], abstain=1)},
                "recount_options", id="papers-counted-otherwise",
            ),
            pytest.param(
                ev.DisturbanceRuled, {"ballot": k.SHARE, "ruling": "ohne weiter"}, {"members": []},
                "recount", id="not-struck",
            ),
        ],
    )  # fmt: skip
    def test_is_found(
        self, kind: type[ev.Event], fields: dict[str, Any], changes: dict[str, Any], key: str
    ) -> None:
        assert key in wrong_of(ROWS, seq_of(ROWS, kind, **fields), **changes)

    @pytest.mark.parametrize(
        ("ballot", "changes"),
        [
            pytest.param(k.SECRET, {"base": 10, "needed": 6}, id="other-base"),
            pytest.param(k.FIRST, {"candidates": [1, 3]}, id="other-candidates"),
            pytest.param(k.FIRST, {"following": "neue Wahl"}, id="other-round"),
        ],
    )
    def test_is_found_by_the_recorded_rules(self, ballot: int, changes: dict[str, Any]) -> None:
        seq = seq_of(ROWS, ev.BallotDeclared, ballot=ballot)

        assert list(misjudged(forged(ROWS, seq, **changes), DECODE)) == [ballot]

    def test_verdict_by_the_rules_is_damage_of_the_package(self, tmp_path: Path) -> None:
        seq = seq_of(ROWS, ev.BallotDeclared, ballot=k.SECRET)
        rows = forged(ROWS, seq, base=10)
        files = package_files(SITTING, rows, decode=DECODE, signer=SIGNER)

        status, said = verify_package(put(files, tmp_path / "x"), decode=DECODE)

        assert status == 1
        assert any("Nach den Regeln der Sitzung" in line for line in said)

    @pytest.mark.parametrize(
        "harm",
        [
            pytest.param(lambda raw: None, id="missing"),
            pytest.param(lambda raw: raw.replace(b";Anna Alt;5;", b";Anna Alt;6;"), id="votes"),
            pytest.param(lambda raw: raw.replace(b"Cora Chor", b"Cora Chormann"), id="name"),
            pytest.param(lambda raw: raw.replace(b";ja;", b";;", 1), id="elected"),
            pytest.param(lambda raw: raw.replace(b"Stichwahl\r\n", b"\r\n", 1), id="what-follows"),
            pytest.param(lambda raw: raw.replace(b";10;1;0;", b";10;0;0;", 1), id="votes-against"),
            pytest.param(lambda raw: raw.replace(b";geheim;", b";offen;", 1), id="how"),
            pytest.param(lambda raw: raw.replace(b";2;1;Dora", b";1;1;Dora", 1), id="places"),
            pytest.param(lambda raw: b"\n".join(raw.split(b"\n")[:-2]) + b"\n", id="a-line-less"),
        ],
    )
    def test_table_of_elections_is_found(self, harm: Callable[[bytes], bytes | None], tmp_path: Path) -> None:
        raw = harm(FILES[ELECTIONS_FILE])
        files = {name: content for name, content in FILES.items() if name != ELECTIONS_FILE}
        folder = put(files if raw is None else {**files, ELECTIONS_FILE: raw}, tmp_path / "x")

        assert verify_package(folder, decode=DECODE)[0] == 1
        assert [r.key for r in elections_remarks(raw, CLEAN)] == ["missing_file" if raw is None else "table"]

    def test_table_of_elections_that_nobody_held_is_found(self) -> None:
        none = Recount(rows_of(Evening.voting().events))

        assert [r.key for r in elections_remarks(FILES[ELECTIONS_FILE], none)] == ["table"]


class TestRules:
    """§ 39 Abs. 6 SächsGemO and other sets: what the recount knows of ties and abstentions."""

    @pytest.mark.parametrize(
        ("rules", "votes"),
        [
            pytest.param({"majority_tie": '"Stimme des Vorsitzes"'}, (5, 5, 1), id="casting-vote"),
            pytest.param({"majority_abstention": '"zählt als Nein"'}, (6, 3, 2), id="abstentions-as-no"),
            pytest.param({"majority_abstention": '"nicht zugelassen"'}, (6, 5, 0), id="no-abstention"),
        ],
    )
    def test_are_followed(self, rules: dict[str, str], votes: tuple[int, int, int]) -> None:
        evening = in_presence(11, 11, **rules)
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.votes(*votes)
        evening.declares()
        rows = rows_of(evening.events)

        assert Recount(rows).remarks == []
        assert list(misjudged(rows, DECODE)) == []

    def test_an_abstention_that_is_not_allowed_is_found(self) -> None:
        evening = in_presence(majority_abstention='"nicht zugelassen"')
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.votes(yes=3, no=2)
        rows = rows_of(evening.events)

        assert wrong_of(rows, seq_of(rows, ev.VoteCast, member="m02"), choice="enthaltung") == ["vote"]

    def test_a_casting_vote_without_a_tie_is_found(self) -> None:
        evening = in_presence(majority_tie='"Stimme des Vorsitzes"')
        evening.does(CHAIR, cmd.OpenBallot, item="6")
        evening.votes(yes=4, no=7)
        evening.declares()
        rows = rows_of(evening.events)
        changes = {"casting": True, "outcome": "angenommen"}

        assert "verdict" in wrong_of(rows, seq_of(rows, ev.BallotDeclared, ballot=1), **changes)

    def test_whoever_is_recused_before_handing_in_is_not_missing(self) -> None:
        evening = in_presence(secret_enabled="true")
        evening.does(CHAIR, cmd.OpenBallot, item="6", kind=BallotKind.SECRET)
        given = slips(evening, *[Choice.YES] * 6)
        late = evening.ballot.electorate[-1]
        evening.does(CHAIR, cmd.DeclareRecusal, member=late, item="6")
        evening.does(CHAIR, cmd.CloseBallot, slips=given)
        rows = rows_of(evening.events)
        recount = Recount(rows)

        assert recount.remarks == []
        assert recount.ballots[1].abstained_from() == 4
        assert late not in evening.ballot.not_cast


class TestEarlierReleases:
    """Records of this and earlier releases: still sound, still judged as they were."""

    @pytest.mark.parametrize("path", sorted(JOURNALS.glob("*/journal.jsonl")), ids=lambda p: p.parent.name)
    def test_are_sound(self, path: Path) -> None:
        status, said = verify_package(path, decode=DECODE)

        held_secretly = path.parent.name.endswith("-praesenz")

        assert status == 0, said
        assert any("Geheime" in line for line in said) is held_secretly

"""Faults in the keeping of votes: each lets something be lost, and the experiments have to see it."""

from tests.planted.fault import Fault


def _fault(name: str, file: str, old: str, new: str, test: str) -> Fault:
    return Fault(name=name, file=file, old=old, new=new, tests=(test,))


_POWER = "tests/store/test_power.py::"
_REGISTRY = "tests/store/test_registry_power.py::TestPowerCut::test_no_acknowledged_document_is_lost[short]"
_CUT = f"{_POWER}TestPowerCut::test_no_acknowledged_entry_is_lost_and_none_appears_that_nobody_wrote[short]"
_FAULTS = "tests/store/test_journal_faults.py::TestFailedCommit::"
_FAILED = f"{_POWER}TestAFailedSync::test_nothing_is_built_upon_pages_that_only_memory_knows"
_ADDED = "        added = sqlite.add(connection, sitting, after, new)\n"
_REPEATED = (
    "        try:\n"
    "            added = sqlite.add(connection, sitting, after, new)\n"
    "        except sqlite3.OperationalError:\n"
    "            added = sqlite.add(connection, sitting, after, new)\n"
)

KEEPING = (
    _fault(
        "fsync: the registry's file, by power cuts",
        "store/files.py",
        "        os.fsync(file)\n",
        "",
        _REGISTRY,
    ),
    _fault(
        "fsync: the registry's folder, by power cuts",
        "store/atomic.py",
        "            raise\n        sync_folder(self.path.parent)\n",
        "            raise\n",
        _REGISTRY,
    ),
    _fault(
        "fsync: synchronous=NORMAL, by power cuts",
        "store/sqlite.py",
        '"synchronous=FULL"',
        '"synchronous=NORMAL"',
        _CUT,
    ),
    _fault(
        "fsync: synchronous=OFF, by power cuts",
        "store/sqlite.py",
        '"synchronous=FULL"',
        '"synchronous=OFF"',
        _CUT,
    ),
    _fault(
        "keeping: acknowledged before the commit",
        "store/journal.py",
        _ADDED,
        "        self._thread.submit(time.sleep, 0.01)\n"
        "        self._thread.submit(sqlite.add, connection, sitting, after, new)\n"
        "        added = True\n",
        _CUT,
    ),
    _fault(
        "keeping: a commit that failed is acknowledged",
        "store/journal.py",
        "            raise self._unconfirmed(connection, sitting, after, new, fault) from fault\n",
        "            self._unconfirmed(connection, sitting, after, new, fault)\n",
        f"{_POWER}TestAFaultAtEveryCall::test_the_record_goes_on_at_what_was_acknowledged[EIO]",
    ),
    _fault(
        "keeping: a commit is repeated after EIO",
        "store/journal.py",
        _ADDED,
        _REPEATED,
        f"{_FAULTS}test_a_turn_that_was_not_written_is_not_confirmed_and_the_next_one_counts",
    ),
    _fault(
        "keeping: a commit is repeated after EIO, by failed syncs",
        "store/journal.py",
        _ADDED,
        _REPEATED,
        f"{_FAILED}[1 in a row]",
    ),
    _fault(
        "keeping: a failed sync is followed by no writing back",
        "store/journal.py",
        "        sqlite.write_back(connection)\n",
        "",
        f"{_FAILED}[2 in a row]",
    ),
    _fault(
        "keeping: a start is built upon what only memory knows",
        "store/journal.py",
        "        create_private(self._path)\n        self._begin()\n",
        "        create_private(self._path)\n        sqlite.prepare(self._open())\n",
        f"{_FAILED}[4 in a row]",
    ),
    _fault(
        "fsync: the name of the journal's log",
        "store/journal.py",
        "        sync_folder(self._path.parent)\n",
        "",
        f"{_FAILED}[of the folder]",
    ),
    _fault(
        "keeping: a turn is written behind any end of the record",
        "store/sqlite.py",
        'ORDER BY seq DESC LIMIT 1) IS (?, ?)",\n',
        'ORDER BY seq DESC LIMIT 1) IS (?, ?) OR TRUE",\n',
        f"{_FAULTS}test_nothing_is_written_behind_another_end[1]",
    ),
    _fault(
        "closing: without the lock of the sitting (PostgreSQL)",
        "store/postgres.py",
        "SELECT pg_advisory_xact_lock(%s #",
        "SELECT abs(%s #",
        "tests/desk/test_shared.py::TestACloseThatRacesWithVotes::"
        "test_every_acknowledged_vote_is_in_the_count_and_no_other[two]",
    ),
    _fault(
        "word: what another instance says of a sitting is not followed (PostgreSQL)",
        "bot/following.py",
        "            await self._desk.follow(sitting)\n",
        "            pass\n",
        "tests/evening/test_instances.py::TestTheWord::test_the_other_has_every_entry_though_it_never_looks",
    ),
    _fault(
        "keeping: the steps of the tables are no transaction (PostgreSQL)",
        "store/tables.py",
        "with engine.begin() as connection:",
        "with engine.connect().execution_options(isolation_level='AUTOCOMMIT') as connection:",
        "tests/store/test_database.py::TestAStepOfTheTables::"
        "test_that_fails_half_way_changes_nothing_nor_do_those_before_it",
    ),
    _fault(
        "keeping: a server that says nothing is waited for (PostgreSQL)",
        "store/connections.py",
        "if self._seconds is not None:",
        "if False:",
        "tests/crash/test_database.py::TestADatabaseThatHangs::"
        "test_a_press_is_answered_not_confirmed_and_what_was_acknowledged_is_there",
    ),
    _fault(
        "lead: relied on however long the server has said nothing",
        "store/wake.py",
        "return self._session is not None and time.monotonic() - self._answered < SURE_SECONDS",
        "return self._session is not None",
        "tests/store/test_database.py::TestTheLead::"
        "test_is_not_relied_on_long_after_the_servers_last_answer_and_begins_anew_with_the_next",
    ),
    _fault(
        "lead: what stands in the chats is written without it",
        "store/postgres_registry.py",
        "            if table in LED:\n",
        "            if False:\n",
        "tests/store/test_database.py::TestTheLead::"
        "test_who_has_not_noticed_its_end_writes_nothing_of_what_stands",
    ),
    _fault(
        "lead: what waits is sent while nobody is sure of it",
        "bot/lane.py",
        "self._waiting.values() if self._pays() else self.one_offs()",
        "self._waiting.values()",
        "tests/bot/test_leading.py::TestWhoPays::"
        "test_what_waits_while_nobody_is_sure_of_the_lead_is_not_sent_but_answers_are",
    ),
    _fault(
        "keeping: a shorter record is taken for the whole",
        "desk/desk.py",
        "        if room.locked:\n            raise SittingLocked",
        "        if False:\n            raise SittingLocked",
        "tests/crash/test_clock_and_put_back.py::TestPutBack::"
        "test_a_shorter_record_is_locked_and_takes_no_vote",
    ),
)

"""The planted faults: each takes one check away, and names the tests that have to notice it."""

from tests.planted.fault import Fault
from tests.planted.guarding import GUARDING
from tests.planted.keeping import KEEPING
from tests.planted.pacing import PACING

_TOKENS = "tests/bot/test_tokens.py::"
_BAD_TOKEN = f"{_TOKENS}TestBadTokens::test_is_refused_before_any_work"
_ACTIVITY = f"{_TOKENS}TestTrust::test_activity_that_does_not_fit_its_token_is_refused"
_WHO_MAY = "tests/council/test_authority.py::TestWhoMay::test_a_command_is_done_for_exactly_those_who_may"
_VOTES = "tests/council/test_votes_refused.py::TestWhoMayNot::"
_SYNCED = (
    "tests/store/test_atomic.py::TestOrder::"
    "test_the_new_version_is_synced_before_it_takes_the_place_and_the_folder_after"
)
_REQUIRED = 'options={"require": ["exp", "iss", "aud"], "strict_aud": True}'


def _token(name: str, old: str, new: str, *tests: str) -> Fault:
    return Fault(name=f"token: {name}", file="bot/tokens.py", old=old, new=new, tests=tests or (_BAD_TOKEN,))


FAULTS = (
    _token("signature", _REQUIRED, 'options={"verify_signature": False}'),
    _token("expiry", _REQUIRED, f'{_REQUIRED[:-1]}, "verify_exp": False}}'),
    _token("expiry may be missing", _REQUIRED, 'options={"require": ["iss", "aud"], "strict_aud": True}'),
    _token("audience", _REQUIRED, f'{_REQUIRED[:-1]}, "verify_aud": False}}'),
    _token("issuer", "                issuer=self._issuer,\n", ""),
    _token(
        "service address",
        "if not isinstance(service_url, str) or not same_service(service_url, caller.service_url):",
        "if not isinstance(service_url, str):",
        _ACTIVITY,
    ),
    _token(
        "trusted hosts",
        "if not self._hosts.allow(service_url):",
        "if not service_url:",
        f"{_TOKENS}TestTrust::test_signed_service_host_that_is_not_trusted_is_refused",
    ),
    _token(
        "endorsements",
        "channel not in caller.endorsements:",
        "not channel:",
        f"{_TOKENS}TestTrust::test_key_of_another_channel_does_not_sign_for_teams",
    ),
    _token(
        "tenant",
        "        _check_tenant(activity, self._tenant)",
        "        pass",
        f"{_TOKENS}TestTrust::test_only_the_own_tenant_is_served",
    ),
    Fault(
        name="body: size",
        file="bot/intake.py",
        old="            async for chunk in request.content.iter_any():\n"
        "                size += len(chunk)\n"
        "                if size > MOST_BYTES:",
        new="            async for chunk in request.content.iter_any():\n"
        "                size += len(chunk)\n"
        "                if size < 0:",
        tests=("tests/bot/test_intake.py::TestOverHttp::test_chunked_body_is_cut_at_the_same_size",),
    ),
    Fault(
        name="body: depth",
        file="bot/intake.py",
        old='raise NotTaken(400, "TooDeep")',
        new="return",
        tests=("tests/bot/test_intake.py::TestStrictJson::test_is_refused",),
    ),
    Fault(
        name="Graph's notices: publisher",
        file="bot/notice_tokens.py",
        old="if not said or any(one != PUBLISHER for one in said):",
        new="if not said:",
        tests=("tests/bot/test_notice_tokens.py::TestForged::test_is_refused",),
    ),
    Fault(
        name="files: trusted hosts",
        file="files/download.py",
        old="if not host or not trusted(url):",
        new="if not host:",
        tests=("tests/files/test_download.py::TestWhere::test_a_host_that_is_not_trusted_is_not_asked",),
    ),
    Fault(
        name="link code: good once",
        file="bot/link_codes.py",
        old="            await self._registry.remove(TABLE, key)\n            await self._plans.link",
        new="            await self._plans.link",
        tests=("tests/bot/test_link_codes.py::TestACode::test_is_good_once",),
    ),
    Fault(
        name="link code: tries",
        file="bot/link_codes.py",
        old="if len(own) >= MOST_TRIES or",
        new="if",
        tests=("tests/bot/test_link_codes.py::TestTries::test_the_sixth_within_an_hour_is_not_looked_at",),
    ),
    Fault(
        name="role",
        file="council/authority.py",
        old="if command.by and not asking(sitting, command).has(*roles):",
        new="if False:",
        tests=(_WHO_MAY,),
    ),
    Fault(
        name="role: the chair",
        file="council/authority.py",
        old="    raise ChairNeeded(chair=str(sitting.chair))",
        new="    return stamp(command, now)",
        tests=(_WHO_MAY,),
    ),
    Fault(
        name="state: in the electorate",
        file="council/decide_votes.py",
        old="if member.id not in ballot.electorate:",
        new="if False:",
        tests=(
            f"{_VOTES}test_people_without_a_vote_are_not_entitled",
            f"{_VOTES}test_a_member_never_admitted_is_told_so",
        ),
    ),
    Fault(
        name="state: recused",
        file="council/decide_votes.py",
        old="        raise Recused(item=ballot.item)\n\n\ndef require_choice",
        new="        return\n\n\ndef require_choice",
        tests=(f"{_VOTES}test_a_recused_member_is_told_so",),
    ),
    Fault(
        name="state: the round of the ballot",
        file="council/decide_votes.py",
        old="if command.round != ballot.round:",
        new="if False:",
        tests=(f"{_VOTES}test_a_press_with_another_round_is_altered",),
    ),
    Fault(
        name="closing",
        file="council/decide_votes.py",
        old="    if ballot.phase is not Phase.OPEN:\n"
        "        raise BallotNotOpen(ballot=ballot.id, phase=ballot.phase.value)\n"
        "    _require_place(ballot, member)",
        new="    _require_place(ballot, member)",
        tests=(f"{_VOTES}test_a_vote_after_closing_is_too_late",),
    ),
    Fault(
        name="data folder: its lock",
        file="store/lock.py",
        old="if not _try_lock(self._handle):",
        new="if False:",
        tests=(
            "tests/store/test_lock.py::TestServingLock::test_a_folder_that_another_process_serves_is_refused",
        ),
    ),
    Fault(
        name="fsync: the journal",
        file="store/sqlite.py",
        old='    "synchronous=FULL",',
        new='    "synchronous=OFF",',
        tests=("tests/store/test_journal.py::TestFile::test_every_commit_is_synced",),
    ),
    Fault(
        name="fsync: the registry",
        file="store/files.py",
        old="        os.fsync(file)\n",
        new="",
        tests=(_SYNCED,),
    ),
    Fault(
        name="fsync: the folder of the registry",
        file="store/files.py",
        old="        os.fsync(handle)",
        new="        pass",
        tests=(_SYNCED,),
    ),
    Fault(
        name="journal: whoever writes has to know its end",
        file="store/journal.py",
        old="        if found != after:\n"
        '            connection.execute("ROLLBACK")\n'
        "            raise HeadMoved(sitting, after, found)\n",
        new="",
        tests=("tests/store/test_journal.py::TestSqliteJournal",),
    ),
    Fault(
        name="tables: formulas",
        file="reports/tables.py",
        old='return f"\'{plain}" if starts_formula(plain) else plain',
        new="return plain",
        tests=("tests/reports/test_tables.py::TestFormulaInjection",),
    ),
    Fault(
        name="cards: markup",
        file="cards/escape.py",
        old=r'line = _ENTITY.sub(r"\\&", _MARKS.sub(r"\\\g<0>", line))',
        new="",
        tests=("tests/cards/test_escape.py::TestPlain",),
    ),
    Fault(
        name="public page: closed items",
        file="web/view.py",
        old="return ballot.public and (",
        new="return True or (",
        tests=("tests/web/test_view.py::TestClosedItems",),
    ),
    *KEEPING,
    *GUARDING,
    *PACING,
)

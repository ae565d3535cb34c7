"""Faults in what guards against the outside: files, addresses, odd bytes, changed packages."""

from tests.planted.fault import Fault


def _fault(name: str, file: str, old: str, new: str, *tests: str) -> Fault:
    return Fault(name=name, file=file, old=old, new=new, tests=tests)


_PACKAGE = "tests/reports/test_every_byte.py::"
_INTAKE = "tests/bot/test_intake.py::"
_SHEET = "tests/files/test_sheet.py::TestHostile::"
_LOGS = "tests/bot/test_logs.py::TestWhatOthersSay::"
_MARKUP = "tests/web/test_markup.py::"
_NEVER_READS = "tests/web/test_live.py::TestEvents::test_who_never_reads_is_hung_up_on_and_makes_room"
_VITALS = "tests/bot/test_vitals.py::"
_DOWNLOAD = "tests/files/test_download.py::TestWhere::"

GUARDING = (
    _fault(
        "secret ballot: who is missing is named while it is open",
        "council/ballots.py",
        "return self.boxed and self.phase is Phase.OPEN",
        "return False",
        "tests/cards/test_secret.py::TestOpen::test_nobody_is_named_before_the_closing",
        "tests/desk/test_secret_shuffled.py::TestOrderOfArrival::"
        "test_while_it_is_open_how_many_is_all_that_differs",
    ),
    _fault(
        "secret ballot: the public page has its names",
        "web/result_view.py",
        "if ballot.secret or _by_hands(ballot)",
        "if _by_hands(ballot)",
        "tests/web/test_view.py::TestSecretBallots::"
        "test_a_declared_one_has_its_sums_and_nobody_of_either_side[namen]",
    ),
    _fault(
        "package: the files beside the record are not compared",
        "reports/examining.py",
        "if name in found and found[name] != signed.get(name)]",
        "if name in found and name not in signed]",
        f"{_PACKAGE}TestAsItIsRun::test_a_changed_file_in_a_zip_is_named",
    ),
    _fault(
        "package: the digests are not signed",
        "council/headfile.py",
        '"files": dict(files), ',
        "",
        f"{_PACKAGE}TestForgedTogether::test_a_digest_made_to_fit_is_rejected",
    ),
    _fault(
        "package: a zip of another form",
        "reports/reading.py",
        "or _is_own(path, package.files):",
        "or package.files:",
        "tests/reports/test_packing.py::TestPackedAgain::test_is_to_be_unpacked[comment]",
    ),
    _fault(
        "package: the tables are not drawn once more",
        "reports/checking.py",
        "other = [name for name in TABLES if package.files.get(name) != drawn.get(name)]",
        "other: list[str] = []",
        "tests/reports/test_checking.py::TestForgery::test_of_a_time_of_leaving_is_found",
    ),
    _fault(
        "buttons: a choice of any kind",
        "bot/press.py",
        "not isinstance(choice, str) or ",
        "",
        "tests/evening/test_fuzzed_activities.py::TestAlteredButtons::"
        "test_each_field_with_each_kind_of_value_is_answered[ballot.cast-short]",
    ),
    _fault(
        "local mode: forwarded requests",
        "bot/tokens.py",
        "if any(FORWARDING.match(name) for name in request.headers):",
        "if False:",
        "tests/bot/test_tokens.py::TestLocalMode::test_forwarded_request_is_refused",
    ),
    _fault(
        "token: remembered for ever",
        "bot/tokens.py",
        "REMEMBER_SECONDS = 300.0",
        "REMEMBER_SECONDS = 1e9",
        "tests/bot/test_tokens.py::TestRemembering::test_memory_ends_after_five_minutes_or_with_the_token",
    ),
    _fault(
        "service address: redirects",
        "bot/connector.py",
        "allow_redirects=False",
        "allow_redirects=True",
        "tests/bot/test_connector.py::TestAnswers::test_redirect_is_not_followed",
    ),
    _fault(
        "body: packed",
        "bot/intake.py",
        'if request.headers.get(hdrs.CONTENT_ENCODING, "identity").lower() != "identity":',
        "if False:",
        f"{_INTAKE}TestOverHttp::test_packed_body_is_refused_before_it_is_unpacked",
    ),
    _fault(
        "body: NaN",
        "bot/intake.py",
        "    parse_constant=_refuse_constant,\n",
        "",
        f"{_INTAKE}TestStrictJson::test_is_refused",
    ),
    _fault(
        "files: private addresses by name",
        "files/download.py",
        "resolver = None if proxied else GuardedResolver(gate)",
        "resolver = None",
        f"{_DOWNLOAD}test_a_name_that_stands_for_a_private_address_is_refused",
    ),
    _fault(
        "files: redirects",
        "files/download.py",
        "allow_redirects=False",
        "allow_redirects=True",
        "tests/evening/test_files_hostile.py::TestAddress::test_a_redirect_is_not_followed",
    ),
    _fault(
        "workbook: a bomb",
        "files/sheet.py",
        "if unpacked > _MOST_UNPACKED or len(parts) > _MOST_PARTS:",
        "if False:",
        f"{_SHEET}test_a_bomb_is_refused_before_it_is_unpacked",
    ),
    _fault(
        "workbook: a document type",
        "files/parts.py",
        "    reader.StartDoctypeDeclHandler = part.has_type\n",
        "",
        f"{_SHEET}test_a_document_type_is_refused_wherever_it_stands",
    ),
    _fault(
        "tables: too many cells in a line",
        "files/table.py",
        "if len(line.cells) > _MOST_CELLS and ",
        "if False and ",
        "tests/files/test_table.py::TestCsv::test_what_is_no_table_is_refused",
    ),
    _fault(
        "answers: headers",
        "web/guarding.py",
        "        answer.headers.setdefault(name, value)\n",
        "        pass\n",
        "tests/web/test_guarding.py::TestEveryAnswer::"
        "test_has_the_headers_also_where_no_page_of_ours_answers",
    ),
    _fault(
        "Graph's echo: plain letters only",
        "bot/graph_hooks.py",
        "if len(tokens) != 1 or not _PLAIN.fullmatch(tokens[0]):",
        "if len(tokens) != 1:",
        "tests/bot/test_graph_hooks.py::TestEcho",
    ),
    _fault(
        "settings: misspelt names",
        "config_values.py",
        "if found and name.lower() not in settings}",
        "if found and not name}",
        "tests/test_config.py::TestMisspelt::test_is_named_with_what_was_meant",
    ),
    _fault(
        "private files: names that lead elsewhere",
        "store/private_files.py",
        "if not _NAME.fullmatch(name) or name.endswith(_TMP):",
        "if name.endswith(_TMP):",
        "tests/store/test_private_files.py::TestPrivateFiles::test_no_name_leads_elsewhere",
    ),
    _fault(
        "private files: for their owner only",
        "store/files.py",
        "0o600)",
        "0o644)",
        "tests/store/test_private_files.py::TestPrivateFiles::test_are_for_their_owner_only",
    ),
    _fault(
        "log: what exceptions say",
        "bot/logs.py",
        "form, of_others = (_place, _place_only) if",
        "form, of_others = (structlog.processors.format_exc_info, _place_only) if",
        f"{_LOGS}test_is_one_line_of_json_each_without_their_words",
    ),
    _fault(
        "log: what libraries say",
        "bot/logs.py",
        "foreign_pre_chain=[of_others, *first],",
        "foreign_pre_chain=[*first],",
        f"{_LOGS}test_is_one_line_of_json_each_without_their_words",
    ),
    _fault(
        "log: a line for each vote",
        "bot/measuring.py",
        "if isinstance(command, CastVote):",
        "if command is None:",
        "tests/rehearsal/test_demo.py::TestTheLog::test_holds_no_vote_and_no_receipt",
    ),
    _fault(
        "public page: listeners who never read",
        "web/live.py",
        "async with asyncio.timeout(self.patience):",
        "if True:",
        _NEVER_READS,
    ),
    _fault(
        "public page: what listeners do not read is kept",
        "web/live.py",
        "request.transport.abort()  # or",
        "pass  # or",
        _NEVER_READS,
    ),
    _fault(
        "public page: markup",
        "web/pages.py",
        "autoescape=True,",
        "autoescape=False,",
        f"{_MARKUP}TestTheSitting::test_every_page_has_the_elements_it_has_without",
        f"{_MARKUP}TestEveryText::test_is_no_markup_in_any_state",
    ),
    _fault(
        "public page: links of any kind",
        "web/agenda_view.py",
        'if parts.scheme in ("http", "https") and parts.hostname else ""',
        'if parts.scheme else ""',
        f"{_MARKUP}TestTheSitting::test_every_page_has_the_elements_it_has_without",
        f"{_MARKUP}TestTheSitting::test_json_and_events_hold_text_and_no_address_that_runs",
    ),
    _fault(
        "documents: signs that turn the direction of reading",
        "reports/tables.py",
        "\\u202a-\\u202e\\u2066-\\u2069]",
        "]",
        "tests/reports/test_minutes.py::TestTypedText::test_stands_there_as_it_was_typed",
        "tests/reports/test_attendance_xlsx.py::TestTypedText::test_nothing_in_it_turns_the_direction_of_reading",
        "tests/reports/test_tables.py::TestCsvFile::test_nor_is_any_sign_kept_that_turns_the_direction",
    ),
    _fault(
        "http: silence for bytes that are no request",
        "bot/listening.py",
        'REFUSED.labels(reason="NotHttp").inc()',
        "self.force_close()",
        "tests/web/test_fuzzed_requests.py::TestAnyRequest::test_of_bytes_alone_has_a_sound_answer",
    ),
    _fault(
        "files: addresses by number in another spelling",
        "files/fetch.py",
        'return ":" in host or host.replace(".", "").isdigit()',
        'return ":" in host',
        f"{_DOWNLOAD}test_a_private_address_by_number_is_refused_even_if_listed",
    ),
    _fault(
        "link code: a quick digest",
        "bot/link_codes.py",
        'hashlib.scrypt, code.encode("ascii"), salt=salt, n=2**14, r=8, p=1, dklen=32',
        'hashlib.pbkdf2_hmac, "sha256", code.encode("ascii"), salt, 1',
        "tests/bot/test_link_codes.py::TestACode::test_is_kept_as_a_digest_that_is_slow_to_compute",
    ),
    _fault(
        "names: letters that look like ours",
        "cards/doubts.py",
        "if not is_latin(case.label):",
        "if False:",
        "tests/cards/test_admission.py::TestDoubt::test_warns_of_letters_that_look_like_ours",
    ),
    _fault(
        "disk: nearly full",
        "bot/vitals.py",
        "enough=free >= LEAST_FREE",
        "enough=True",
        f"{_VITALS}TestRoom::test_too_little_is_a_fault_until_there_is_more",
    ),
    _fault(
        "clock: wrong",
        "bot/vitals.py",
        "right=abs(self._skew) <= MOST_SKEW",
        "right=True",
        f"{_VITALS}TestClock::test_is_compared_with_the_date_of_an_answer",
    ),
    _fault(
        "audit: not strict",
        "tests/audit.py",
        '"--strict", ',
        "",
        "tests/test_audit.py::TestTheCommand::test_the_tool_is_asked_to_be_strict",
    ),
)

"""Faults in what guards against the outside: files, addresses, odd bytes, changed packages."""

from tests.planted.fault import Fault


def _fault(name: str, file: str, old: str, new: str, *tests: str) -> Fault:
    return Fault(name=name, file=file, old=old, new=new, tests=tests)


_PACKAGE = "tests/reports/test_every_byte.py::"
_INTAKE = "tests/bot/test_intake.py::"
_SHEET = "tests/files/test_sheet.py::TestHostile::"
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
)

"""Every reason a file can be refused for, or something in it be pointed at.

The sentences stand in ``wording`` under these keys. Besides ``line`` and ``column`` each may
use the values named here.
"""

from collections.abc import Mapping

FILE: Mapping[str, tuple[str, ...]] = {
    "problem.too_large": ("megabytes",),
    "problem.encoding_unknown": ("encoding",),
    "problem.encoding_broken": ("byte",),
    "problem.encoding_mixed": ("sample",),
    "problem.not_a_table": (),
    "problem.old_excel": (),
    "problem.broken_sheet": (),
    "problem.sheet_too_large": (),
    "problem.unpacks_too_large": ("megabytes",),
    "problem.empty_file": (),
    "problem.no_rows": (),
    "problem.too_many_rows": ("most",),
    "problem.too_many_cells": ("most",),
    "problem.broken_row": (),
    "problem.broken_json": (),
}
"""The file as a whole, or the line at which it breaks."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "problem.unknown_column": ("nearest",),
    "problem.doubled_column": (),
    "problem.missing_column": (),
    "problem.cell_without_column": ("value",),
}
"""Headings; ``column`` is the heading as it was written. ``nearest`` may be empty."""

CELLS: Mapping[str, tuple[str, ...]] = {
    "problem.missing_value": (),
    "problem.formula_without_value": (),
    "problem.too_long": ("length", "longest"),
    "problem.hidden_sign": ("sign",),
    "problem.unknown_value": ("value", "nearest", "allowed"),
    "problem.bad_address": ("value",),
    "problem.bad_object_id": ("value",),
    "problem.bad_link": ("value",),
    "problem.bad_date": ("value",),
}
"""One cell."""

PEOPLE: Mapping[str, tuple[str, ...]] = {
    "problem.unknown_role": ("value", "nearest", "allowed"),
    "problem.bad_id": ("value",),
    "problem.no_identity": (),
    "problem.doubled_person": ("value", "first_line"),
    "problem.unknown_person": ("value",),
    "problem.ambiguous_person": ("value",),
    "problem.ends_before_start": (),
}
"""Rows of a roster."""

ITEMS: Mapping[str, tuple[str, ...]] = {
    "problem.bad_number": ("value",),
    "problem.number_is_date": ("value",),
    "problem.doubled_number": ("value", "first_line"),
    "problem.part_contradicts_number": (),
    "note.amendment_without_motion": ("number",),
}
"""Rows of an agenda."""

OPARL: Mapping[str, tuple[str, ...]] = {
    "problem.oparl_no_people": (),
    "problem.oparl_no_memberships": (),
    "problem.oparl_no_organizations": ("bodies",),
    "problem.oparl_several_bodies": ("bodies",),
    "problem.oparl_no_items": (),
    "problem.oparl_several_meetings": ("meetings",),
    "note.oparl_deleted": ("id",),
    "note.oparl_left_out": ("name",),
    "note.oparl_numbered": ("count",),
    "note.oparl_kinds_assumed": ("count",),
}
"""OParl objects."""

FETCHING: Mapping[str, tuple[str, ...]] = {
    "problem.fetch_not_https": ("url",),
    "problem.fetch_private": ("host",),
    "problem.fetch_untrusted": ("host",),
    "problem.fetch_unreachable": ("host",),
    "problem.fetch_slow": ("host",),
    "problem.fetch_over": ("host",),
    "problem.fetch_elsewhere": ("host",),
    "problem.fetch_redirects": ("host",),
    "problem.fetch_status": ("url", "status"),
    "problem.fetch_not_json": ("url",),
    "problem.fetch_too_many": ("most",),
}
"""OParl from a server, or a file from where Teams keeps it."""

REASONS: Mapping[str, tuple[str, ...]] = {
    **FILE,
    **COLUMNS,
    **CELLS,
    **PEOPLE,
    **ITEMS,
    **OPARL,
    **FETCHING,
}
"""All reasons with their values."""

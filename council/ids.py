"""Names of things that keep their name for ever."""

from typing import NewType

SittingId = NewType("SittingId", str)
"""A sitting, ``[a-z0-9-]+``, for example ``2026-12-09-ratsversammlung``."""

MemberId = NewType("MemberId", str)
"""A person of the roster (``kennung``), stable over sittings."""

BallotId = NewType("BallotId", int)
"""A ballot, numbered from 1 through the evening ("Abstimmung 23")."""

CaseId = NewType("CaseId", int)
"""Something that waits for a person's decision, numbered from 1 through the sitting."""

NOBODY = MemberId("")
"""The system itself, or nobody: an empty member id."""

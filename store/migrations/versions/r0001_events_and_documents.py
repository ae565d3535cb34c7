"""Two tables: the events of all sittings, and the documents of the registry."""

from alembic import op

revision = "0001"
down_revision = None

_EVENTS = """
CREATE TABLE events (
    sitting text   COLLATE "C" NOT NULL,
    seq     bigint NOT NULL,
    at      text   NOT NULL,
    type    text   NOT NULL,
    data    text,
    salt    text,
    digest  text   NOT NULL,
    prev    text   NOT NULL,
    hash    text   NOT NULL,
    PRIMARY KEY (sitting, seq)
)
"""
_FIRST = "CREATE INDEX events_first ON events (sitting) WHERE seq = 1"
_DOCUMENTS = """
CREATE TABLE documents (
    kind     text COLLATE "C" NOT NULL,
    key      text COLLATE "C" NOT NULL,
    document text NOT NULL,
    PRIMARY KEY (kind, key)
)
"""


def upgrade() -> None:
    """Make both."""
    for statement in (_EVENTS, _FIRST, _DOCUMENTS):
        op.execute(statement)

"""The journal and the registry in PostgreSQL: the same contracts as the embedded ones."""

import pytest

from store.connections import Connections
from store.postgres_journal import PostgresJournal
from store.postgres_registry import PostgresRegistry
from tests.store.contracts import JournalContract, RegistryContract
from tests.store.samples import CODEC


class TestPostgresJournal(JournalContract):
    """architecture.md, "Keeping": PostgreSQL keeps the contract of the embedded journal."""

    @pytest.fixture
    def journal(self, connections: Connections) -> PostgresJournal:
        return PostgresJournal(connections, codec=CODEC)


class TestPostgresRegistry(RegistryContract):
    """architecture.md, "Keeping": PostgreSQL keeps the contract of the embedded registry."""

    @pytest.fixture
    def registry(self, connections: Connections) -> PostgresRegistry:
        return PostgresRegistry(connections)

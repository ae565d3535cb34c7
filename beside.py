"""The data folder opened for a moment beside the bot, and what is wrong with it said in one sentence."""

import asyncio
import errno
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from config import Settings
from console import Refused, rules_sentence, sentence
from council.ids import SittingId
from council.sitting import Sitting
from desk.ports import JournalDamaged, NotConfirmed
from desk.rulesets import RuleSetBroken, check_rulesets, ruleset_names
from reports.publishing import restored
from reports.signing import NoIdentity, signer_of
from store import DatabaseUnfit, open_any_beside
from store.atomic import RegistryUnreadable
from store.codec import standard
from store.folder import JOURNAL_FILE, StoreBeside
from store.lock import AlreadyServed
from store.sqlite import OtherLayout
from town import TownFileRefused, require_readable, town_sentence

IDENTITY, OWN = "identity", "own"
"""Table and key of the key pair with which the installation signs."""

Answer = TypeVar("Answer")


def beside(settings: Settings, work: Callable[[StoreBeside], Coroutine[Any, Any, Answer]]) -> Answer:
    """Return what *work* answers with the data folder open beside a running bot."""

    async def opened() -> Answer:
        store = await open_any_beside(settings.data_dir, settings.database)
        try:
            return await work(store)
        finally:
            await store.close()

    with refused_folder(settings):
        return asyncio.run(opened())


@contextmanager
def refused_folder(settings: Settings) -> Iterator[None]:
    """Turn what is wrong with a data folder, or a port, into one sentence with what to do."""
    path, language = settings.data_dir, settings.language
    try:
        yield
    except NotConfirmed as refused:
        raise Refused(sentence("refused.write", language, reason=refused.reason)) from None
    except AlreadyServed:
        raise Refused(sentence("refused.served", language, path=path)) from None
    except DatabaseUnfit as refused:
        raise Refused(sentence(f"database.{refused.kind}", language, **refused.values)) from None
    except (RegistryUnreadable, OtherLayout, JournalDamaged, NoIdentity) as refused:
        raise Refused(sentence("refused.damaged", language, path=path, reason=refused)) from None
    except OSError as refused:
        if refused.errno not in {errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES} or refused.filename:
            raise
        place = {"host": settings.host, "port": settings.port}
        raise Refused(sentence("refused.port", language, **place)) from None


def signing_key(settings: Settings) -> str:
    """Return the public key that every package of this installation names, "" before the first export.

    Nothing is written, not even the tables of a database that is still empty.
    """

    async def work(store: StoreBeside) -> str:
        document = await store.registry.get(IDENTITY, OWN)
        return signer_of(document).public_key if document is not None else ""

    if settings.database:
        from store.tables import has_tables  # noqa: PLC0415  a tenth of a second for those who need it

        with refused_folder(settings):
            if not has_tables(settings.database):
                return ""
    return beside(settings, work)


async def stored_sitting(store: StoreBeside, sitting: SittingId) -> Sitting | None:
    """Return a stored sitting as it stands, None if there is nothing of it."""
    return restored(await store.journal.read(sitting), standard().event_of)


def refuse_real_sittings(settings: Settings) -> None:
    """Refuse to serve without sign-in where sittings were held with it.

    What is decided in such a folder must never stand beside what nobody signed in for.
    """

    async def work(store: StoreBeside) -> str:
        for name in await store.journal.sittings():
            state = await stored_sitting(store, name)
            if state is None or not state.probe:
                return name
        return ""

    kept = settings.database or (settings.data_dir / JOURNAL_FILE).exists()
    if kept and (real := beside(settings, work)):
        values = {"path": "DATABASE_URL" if settings.database else settings.data_dir, "id": real}
        raise Refused(sentence("refused.local_folder", settings.language, **values))


def refuse_bad_rules(settings: Settings) -> None:
    """Refuse to go on with a rule set that is none, naming file and line, or with an unknown one."""
    language = settings.language
    try:
        check_rulesets()
    except RuleSetBroken as fault:
        raise Refused(rules_sentence(language, f"council/rulesets/{fault.file}", fault.broken)) from None
    if settings.ruleset not in ruleset_names():
        values = {"ruleset": settings.ruleset, "known": ", ".join(ruleset_names())}
        raise Refused(sentence("refused.ruleset", language, **values))


def refuse_bad_town_file(settings: Settings) -> None:
    """Refuse to serve with a rule set, or a file of the town, that cannot be used, naming the place."""
    refuse_bad_rules(settings)
    try:
        require_readable(settings)
    except TownFileRefused as fault:
        raise Refused(town_sentence(settings, fault)) from None

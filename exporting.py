"""Evidence packages: written from the data folder, and checked wherever they are."""

from pathlib import Path

from beside import beside
from config import Settings
from console import Language, Refused, sentence
from council.ids import SittingId
from reports.checking import verify_package
from reports.package import write_package
from reports.signing import Signer, new_identity, signer_of
from store.codec import standard
from store.folder import StoreBeside

IDENTITY, OWN = "identity", "own"


def export_sitting(settings: Settings, name: str, out: Path, *, public: bool = False) -> str:
    """Write the evidence package of a sitting and return where it is."""

    async def work(store: StoreBeside) -> str:
        sitting = SittingId(name)
        rows = await store.journal.read(sitting)
        if not rows:
            raise Refused(sentence("sitting.not_stored", settings.language, id=name))
        signer = await _signer(store)
        decode = standard().event_of
        return str(write_package(name, rows, out, decode=decode, signer=signer, public=public))

    return beside(settings, work)


async def _signer(store: StoreBeside) -> Signer:
    """Return the installation's key pair, made at the first export."""
    document = await store.registry.get(IDENTITY, OWN)
    if document is None:
        document = new_identity()
        await store.registry.put(IDENTITY, OWN, document)
    return signer_of(document)


def verify_path(path: Path, head: str | None, language: Language) -> tuple[int, str]:
    """Check a package or journal; it needs no settings, for it is done anywhere."""
    status, lines = verify_package(path, head, decode=standard().event_of, language=language)
    return status, "\n".join(lines)

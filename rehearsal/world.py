"""The whole stand-in: tenant, Entra, Teams, Graph, files, and the bot's environment in it."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from rehearsal.activities import Activities
from rehearsal.client import Client
from rehearsal.delivery import Delivery
from rehearsal.entra import BOT_FRAMEWORK, CHANNEL_ISSUER, Entra
from rehearsal.faults import CALM, Faults
from rehearsal.files import Files
from rehearsal.graph import Graph
from rehearsal.people import TENANT_ID
from rehearsal.process import BotProcess, free_port
from rehearsal.registration import Registration
from rehearsal.teams import Teams
from rehearsal.tenant import Tenant


class World:
    """Everything around the bot, on loopback ports; used as an async context manager."""

    def __init__(
        self,
        folder: Path,
        *,
        speed: float = 1.0,
        faults: Faults = CALM,
        registration: Registration | None = None,
        seed: int = 1,
    ) -> None:
        """Prepare a town without people; files of the run go into the folder."""
        self.folder = folder
        self.speed = speed
        self.registration = registration or Registration()
        self.tenant = Tenant(self.registration.app_id, TENANT_ID)
        self.entra = Entra(self.registration)
        self.files = Files()
        self.graph = Graph(self.tenant, self.entra)
        self.teams = Teams(self.tenant, self.entra, speed=speed, faults=faults, seed=seed)
        self._faults = faults
        self._seed = seed
        self._client: Client | None = None
        self._bot: BotProcess | None = None

    @property
    def client(self) -> Client:
        """The people's side of Teams."""
        assert self._client is not None, "the world is started by `async with`"
        return self._client

    @property
    def bot(self) -> BotProcess:
        """The bot's process."""
        assert self._bot is not None, "start_bot() comes first"
        return self._bot

    @property
    def ca_file(self) -> Path:
        """The certificate authority that the bot has to trust."""
        return self.folder / "ca.pem"

    async def __aenter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        await self.entra.start(self.ca_file)
        await self.teams.start()
        await self.graph.start()
        await self.files.start()
        address = self.teams.service_url
        self._client = Client(
            self.tenant,
            self.files,
            Delivery(self.entra, address),
            Activities(self.tenant, address),
            faults=self._faults,
            speed=self.speed,
            seed=self._seed + 1,
        )
        await self._client.delivery.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bot is not None:
            await self._bot.stop()
        await self.client.delivery.stop()
        for service in (self.files, self.graph, self.teams, self.entra):
            await service.stop()

    def environment(self, **more: str) -> dict[str, str]:
        """Return the settings with which the bot lives here; what is named here goes on top."""
        registration = self.registration
        settings = {
            "APP_ID": registration.app_id,
            "APP_TENANTID": registration.tenant_id,
            "APP_TYPE": "SingleTenant",
            "HOST": "127.0.0.1",
            "PORT": str(free_port()),
            "DATA_DIR": str(self.folder / "data"),
            "TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL": self.entra.metadata_url,
            "TO_BOT_FROM_CHANNEL_TOKEN_ISSUER": CHANNEL_ISSUER,
            "TO_CHANNEL_FROM_BOT_LOGIN_URL": f"{self.entra.address}/{registration.tenant_id}",
            "TO_CHANNEL_FROM_BOT_OAUTH_SCOPE": f"{BOT_FRAMEWORK}/.default",
            "LOGIN_URL": self.entra.address,
            "GRAPH_URL": self.graph.url,
            "CA_BUNDLE": str(self.ca_file),
            "TRUSTED_SERVICE_HOSTS": "127.0.0.1",
            "TRUSTED_FILE_HOSTS": "127.0.0.1",
            "OUTBOX_SPEED": f"{self.speed:g}",
        }
        settings |= self._credentials()
        settings |= more
        settings.setdefault("PUBLIC_URL", f"http://127.0.0.1:{settings['PORT']}")
        return settings

    async def start_bot(self, **more: str) -> BotProcess:
        """Start the bot here and point the people's Teams at it."""
        self._bot = BotProcess(self.environment(**more), self.folder)
        self.client.delivery.endpoint = self._bot.endpoint
        await self._bot.start()
        return self._bot

    def _credentials(self) -> dict[str, str]:
        certificate = self.registration.certificate
        if certificate is None:
            return {"APP_PASSWORD": self.registration.secret}
        public, private = self.folder / "app.crt", self.folder / "app.key"
        public.write_text(certificate.public, encoding="ascii")
        private.write_text(certificate.private, encoding="ascii")
        return {"APP_CERTIFICATE_FILE": str(public), "APP_CERTIFICATE_KEY_FILE": str(private)}

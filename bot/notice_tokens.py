"""Whether it is Microsoft Graph that sends: every token of a notice is held against Entra's keys."""

from collections.abc import Sequence

import jwt

from bot.keys import Keys, KeysUnreachable, UnknownKey
from bot.tokens import LEEWAY_SECONDS
from config import Settings

PUBLISHER = "0bf30f3b-4a52-48df-9a82-234910c4a086"
"""The app in whose name Graph publishes notices; Microsoft names no other."""
LONGEST_TOKEN = 16 * 1024


class NotVouched(Exception):
    """A token is missing or is not Graph's own for this app; ``reason`` is for the log only."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoKeys(Exception):
    """Nothing can be checked: Entra's keys were never reached."""


class Publisher:
    """Tells Graph's notices from those of everybody else."""

    def __init__(self, keys: Keys, *, app_id: str, tenant: str, login_url: str) -> None:
        self._keys = keys
        self._app_id = app_id
        self._tenant = tenant.lower()
        self._issuers = [f"https://sts.windows.net/{tenant}/", f"{login_url}/{tenant}/v2.0"]

    async def vouch(self, tokens: Sequence[str]) -> None:
        """Return where there are tokens and every one is sound. Raises NotVouched or NoKeys."""
        if not tokens:
            raise NotVouched("no_token")
        for token in dict.fromkeys(tokens):
            await self._check(token)

    async def _check(self, token: str) -> None:
        if len(token) > LONGEST_TOKEN:
            raise NotVouched("too_long")
        try:
            header = jwt.get_unverified_header(token)
            kid = header.get("kid")
            if header.get("alg") != "RS256" or not isinstance(kid, str) or {"crit", "b64"} & set(header):
                raise NotVouched("algorithm_or_key_id")
            key = await self._keys.key(kid)
            claims = jwt.decode(
                token,
                key.public,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=self._issuers,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud"], "strict_aud": True},
            )
        except UnknownKey:
            raise NotVouched("unknown_key") from None
        except KeysUnreachable:
            raise NoKeys from None
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as refused:
            raise NotVouched(type(refused).__name__) from None
        said = [claims[name] for name in ("appid", "azp") if name in claims]
        if not said or any(one != PUBLISHER for one in said):
            raise NotVouched("publisher")
        if str(claims.get("tid", self._tenant)).lower() != self._tenant:
            raise NotVouched("tenant")


def entra_metadata(settings: Settings) -> str:
    """Where Entra describes the keys with which it signs for this tenant."""
    return f"{settings.login_url}/{settings.app_tenantid}/v2.0/.well-known/openid-configuration"

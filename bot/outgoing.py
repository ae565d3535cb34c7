"""The bot's way out: one HTTP client for everything it asks of others."""

import ssl
from urllib.request import getproxies, proxy_bypass

import aiohttp
import certifi
from yarl import URL

from config import Settings
from config_values import is_loopback


def trusted_authorities(settings: Settings) -> ssl.SSLContext:
    """Return whom the bot believes over TLS: the public authorities and those of ``CA_BUNDLE``."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    if settings.ca_bundle is not None:
        context.load_verify_locations(settings.ca_bundle)
    return context


def client_session(settings: Settings, *listening: aiohttp.TraceConfig) -> aiohttp.ClientSession:
    """Open the client: no cookies kept, no compression tricks, no more than 100 connections."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=100, ssl=trusted_authorities(settings)),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": "Ratssaal"},
        trace_configs=list(listening),
    )


def proxy_for(url: str) -> str | None:
    """Return the town hall's proxy for an address, none for this machine."""
    address = URL(url)
    host = address.host or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    return getproxies().get(address.scheme)

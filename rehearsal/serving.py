"""Serves an application on a loopback port of its own, plain or with TLS."""

from __future__ import annotations

import asyncio
import ssl

from aiohttp import web


class Served:
    """A running application and its address."""

    def __init__(self, runner: web.AppRunner, address: str) -> None:
        """Remember what has to be stopped."""
        self._runner = runner
        self.address = address

    async def stop(self) -> None:
        """Stop listening; a TLS connection whose other end does not say goodbye is cut off."""
        server = self._runner.server
        held = [one.transport for one in server.connections] if server is not None else []
        await self._runner.cleanup()
        if self.address.startswith("https"):
            await asyncio.sleep(0.05)
            for transport in held:
                if isinstance(transport, asyncio.WriteTransport):
                    transport.abort()
            await asyncio.sleep(0.01)


async def serve(app: web.Application, tls: ssl.SSLContext | None = None) -> Served:
    """Serve an application on 127.0.0.1 and return its address, without a slash at the end."""
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    port = runner.addresses[0][1]
    scheme = "https" if tls else "http"
    return Served(runner, f"{scheme}://127.0.0.1:{port}")

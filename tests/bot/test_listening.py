"""Opening and closing the door."""

import asyncio
import gc
import socket
import weakref
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.listening import Listening


async def slow(request: web.Request) -> web.Response:
    await asyncio.sleep(0.3)
    return web.Response(text="done")


def app() -> web.Application:
    app = web.Application()
    app.router.add_get("/slow", slow)
    return app


class TestOpening:
    """``python app.py`` listens where the settings say."""

    async def test_port_zero_takes_a_free_one(self) -> None:
        one, other = [await Listening.open(app(), "127.0.0.1", 0) for _ in range(2)]
        ports = {one.port, other.port}
        await one.close()
        await other.close()

        assert len(ports) == 2
        assert 0 not in ports

    async def test_taken_port_is_an_error_and_stops_the_application(self) -> None:
        stopped: list[bool] = []

        async def stop(_: web.Application) -> None:
            stopped.append(True)

        second = app()
        second.on_cleanup.append(stop)
        with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError):
            await Listening.open(second, "127.0.0.1", taken.getsockname()[1])

        assert stopped == [True]


class TestReading:
    """A body that is larger than what aiohttp takes at once is read to its end."""

    @pytest.mark.parametrize("kilobytes", [1, 200, 900])
    async def test_a_body_of_any_size_arrives_whole(self, kilobytes: int) -> None:
        async def size(request: web.Request) -> web.Response:
            await asyncio.sleep(0.02)  # so that reading has to be stopped and begun again
            total = 0
            async for chunk in request.content.iter_any():
                total += len(chunk)
            return web.Response(text=str(total))

        large = web.Application()
        large.router.add_post("/", size)
        listening = await Listening.open(large, "127.0.0.1", 0)
        async with aiohttp.ClientSession() as session:
            told = []
            for _ in range(2):
                body = b"x" * kilobytes * 1024
                async with session.post(f"http://127.0.0.1:{listening.port}/", data=body) as answer:
                    told.append(int(await answer.text()))
        await listening.close()

        assert told == [kilobytes * 1024] * 2


class TestForgetting:
    """A connection that has ended waits for no search for garbage: thousands of browsers come and go."""

    @pytest.mark.parametrize("politely", [True, False])
    async def test_a_connection_that_has_ended_is_gone(self, politely: bool) -> None:
        transports: list[weakref.ref[Any]] = []

        async def noted(request: web.Request) -> web.Response:
            transports.append(weakref.ref(request.transport))
            return web.Response(text="done", headers={"Connection": "close"} if politely else {})

        door = web.Application()
        door.router.add_get("/", noted)
        listening = await Listening.open(door, "127.0.0.1", 0)
        gc.collect()
        gc.disable()
        try:
            for _ in range(3):
                with socket.create_connection(("127.0.0.1", listening.port)) as client:
                    client.setblocking(False)
                    loop = asyncio.get_running_loop()
                    await loop.sock_sendall(client, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    assert b"200 OK" in await loop.sock_recv(client, 4096)
            async with asyncio.timeout(5):
                while any(one() is not None for one in transports):  # noqa: ASYNC110 - what goes tells nobody
                    await asyncio.sleep(0.01)
        finally:
            gc.enable()
            await listening.close()

        assert len(transports) == 3


class TestClosing:
    """Nobody who was being answered is cut off."""

    async def test_request_under_way_is_answered(self) -> None:
        listening = await Listening.open(app(), "127.0.0.1", 0)
        async with aiohttp.ClientSession() as session:
            asking = asyncio.create_task(session.get(f"http://127.0.0.1:{listening.port}/slow"))
            await asyncio.sleep(0.1)
            await listening.close()
            answer = await asking
            assert await answer.text() == "done"

    async def test_nothing_new_is_taken(self) -> None:
        listening = await Listening.open(app(), "127.0.0.1", 0)
        port = listening.port
        await listening.close()

        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)

    async def test_idle_connections_do_not_hold_up_the_end(self) -> None:
        listening = await Listening.open(app(), "127.0.0.1", 0)
        _, writer = await asyncio.open_connection("127.0.0.1", listening.port)
        async with asyncio.timeout(3):
            await listening.close()
        writer.close()

        assert writer.is_closing()

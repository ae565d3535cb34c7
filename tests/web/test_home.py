"""The page about the service itself, to which the Teams app's links lead."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from web.home import Home


@pytest.mark.parametrize("language", ["de", "en"])
async def test_says_whose_it_is_and_has_both_places_the_app_points_to(language: str) -> None:
    """manifest: website, privacy and terms of use."""
    app = web.Application()
    Home(body="Stadtrat <Musterstadt>", phone="0341 1", language=language).add_to(app)
    async with TestClient(TestServer(app)) as client:
        answer = await client.get("/")
        page = await answer.text()

    assert answer.status == 200
    assert 'id="datenschutz"' in page
    assert 'id="nutzung"' in page
    assert "Stadtrat &lt;Musterstadt&gt;" in page
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]

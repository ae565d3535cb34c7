"""An evening that goes on as people would hold it: everybody votes, the chair closes, declares and opens."""

from __future__ import annotations

from rehearsal.bench_client import Plan, burst
from rehearsal.bench_hall import Hall
from rehearsal.bench_load import NoResult

UNHURRIED = "3600"
"""``PERSONAL_AFTER`` while it is held: the speed divides it, and busy machines would send more cards."""


async def go_on(hall: Hall, ballots: int) -> None:
    """Let everybody vote in ballot after ballot until so many have been opened. Raises NoResult."""
    while hall.ballots < ballots:
        await vote(hall)
        await hall.renew()


async def over(hall: Hall, ballots: int) -> None:
    """The same, and then everybody votes in the last one and the sitting is closed."""
    await go_on(hall, ballots)
    await vote(hall)
    await hall.evening.close_ballot(hall.ballot)
    await hall.evening.declare()
    await hall.evening.end()


async def vote(hall: Hall) -> None:
    """Let every member press in a ballot in which nobody has voted yet. Raises NoResult."""
    world = hall.world
    token = world.entra.sign_channel(world.teams.service_url, jti=f"abend-{hall.ballots}")
    name = f"{hall.sitting}-{hall.ballots}"
    plan = Plan(url=world.bot.endpoint, tokens=(token,), presses=hall.templates(), run=name, before=0)
    score = await burst(plan)
    if score.bad:
        raise NoResult(f"Abstimmung {hall.ballots}: {score.bad} ohne Antwort 200")

"""Valkey's word on who still stands: shared by all who ask at once, never better than the database's, never needed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest_asyncio
from redis.asyncio import Redis

from aexy.kernel.ids import AccountId
from aexy.stack.children import Child
from aexy.stack.home import Home
from aexy.stack.valkey import Valkey
from aexy.store.standing import NOBODY_KNOWS, NoStandings, Standing, ValkeyStandings
from aexy.store.turnstile import SECONDS_OF_REST

ACCOUNT = AccountId(uuid4())


@pytest_asyncio.fixture
async def running(tmp_path: Path) -> AsyncIterator[tuple[Valkey, Child]]:
    home = Home(tmp_path / "home")
    home.prepare(guest=None)
    server = Valkey(home)
    child = await server.start()
    yield server, child
    await child.stop()


async def test_what_nobody_told_proves_nothing(running: tuple[Valkey, Child]) -> None:
    standings = ValkeyStandings(running[0].url)
    assert await standings.ask(uuid4(), ACCOUNT) == Standing(None, b"")
    await standings.close()


async def test_an_end_is_known_to_everybody_and_no_later_word_undoes_it(running: tuple[Valkey, Child]) -> None:
    here, there = ValkeyStandings(running[0].url), ValkeyStandings(running[0].url)
    session = uuid4()
    await here.keep(session)
    assert (await there.ask(session, ACCOUNT)).stands is True
    await here.end([session])
    # Somebody who asked the database just before the end tells what it said then.
    await there.keep(session)
    assert (await here.ask(session, ACCOUNT)).stands is False
    assert (await there.ask(session, ACCOUNT)).stands is False
    await here.close()
    await there.close()


async def test_a_change_of_an_account_is_another_word_for_everybody(running: tuple[Valkey, Child]) -> None:
    here, there = ValkeyStandings(running[0].url), ValkeyStandings(running[0].url)
    words = []
    for _ in range(3):
        words.append((await there.ask(uuid4(), ACCOUNT)).change)
        await here.change(ACCOUNT)
    assert len(set(words)) == 3
    await here.close()
    await there.close()


async def test_a_hundred_who_ask_at_once_share_two_journeys_at_most(running: tuple[Valkey, Child]) -> None:
    standings, looker = ValkeyStandings(running[0].url), Redis.from_url(running[0].url)
    sessions = [uuid4() for _ in range(100)]
    await standings.keep(sessions[7])
    before = (await looker.info("commandstats"))["cmdstat_mget"]["calls"] if await _has_asked(looker) else 0
    found = await asyncio.gather(*(standings.ask(session, ACCOUNT) for session in sessions))
    assert [place for place, standing in enumerate(found) if standing.stands] == [7]
    assert (await looker.info("commandstats"))["cmdstat_mget"]["calls"] - before <= 2
    await looker.aclose()
    await standings.close()


async def _has_asked(looker: "Redis") -> bool:
    return "cmdstat_mget" in await looker.info("commandstats")


async def test_one_who_stops_waiting_keeps_nobody_else_from_an_answer(running: tuple[Valkey, Child]) -> None:
    standings = ValkeyStandings(running[0].url)
    one = asyncio.create_task(standings.ask(uuid4(), ACCOUNT))
    other = asyncio.create_task(standings.ask(uuid4(), ACCOUNT))
    await asyncio.sleep(0)
    one.cancel()
    assert await other == Standing(None, b"")
    await standings.close()


async def test_when_it_does_not_answer_nobody_knows_and_nobody_waits_for_it_again(
    running: tuple[Valkey, Child],
) -> None:
    server, child = running
    hour = [0.0]
    standings = ValkeyStandings(server.url, clock=lambda: hour[0] + 100)
    session = uuid4()
    await standings.keep(session)
    await child.stop()
    assert await standings.ask(session, ACCOUNT) == NOBODY_KNOWS
    back = await server.start()
    assert await standings.ask(session, ACCOUNT) == NOBODY_KNOWS  # it is left in peace for a second
    hour[0] += SECONDS_OF_REST
    assert await standings.ask(session, ACCOUNT) == Standing(None, b"")  # and has forgotten what it knew
    await standings.close()
    await back.stop()


async def test_without_standings_nobody_knows() -> None:
    standings = NoStandings()
    await standings.keep(uuid4())
    await standings.end([uuid4()])
    await standings.change(ACCOUNT)
    assert await standings.ask(uuid4(), ACCOUNT) == NOBODY_KNOWS
    await standings.close()

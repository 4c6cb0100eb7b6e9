"""One journey to Valkey answers every question of a request, and without Valkey there is an answer too."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from aexy.kernel.allowances import Allowance, Count, Window, judge
from aexy.stack.children import Child
from aexy.stack.home import Home
from aexy.stack.valkey import Valkey
from aexy.store.turnstile import NoTurnstile, ValkeyTurnstile

TEN = Allowance(10, 60)
ADA, GRACE = Count("reading:account:ada", TEN), Count("reading:account:grace", TEN)


@pytest_asyncio.fixture(scope="module")
async def valkey(modules_place: Path) -> AsyncIterator[tuple[Valkey, Child]]:
    home = Home(modules_place / "home")
    home.prepare(guest=None)
    server = Valkey(home)
    child = await server.start()
    yield server, child
    await child.stop()


@pytest_asyncio.fixture
async def turnstile(valkey: tuple[Valkey, Child]) -> AsyncIterator[ValkeyTurnstile]:
    async with Redis.from_url(valkey[0].url) as client:
        await client.flushall()
    opened = ValkeyTurnstile(valkey[0].url)
    yield opened
    await opened.close()


async def test_each_is_counted_by_itself(turnstile: ValkeyTurnstile) -> None:
    told = [await turnstile.ask([ADA]) for _ in range(11)]
    assert [one.tallies[0].left for one in told] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0]
    assert [one.tallies[0].is_over for one in told] == [False] * 10 + [True]
    assert (await turnstile.ask([GRACE])).tallies[0].left == 9


async def test_two_processes_count_together(valkey: tuple[Valkey, Child], turnstile: ValkeyTurnstile) -> None:
    other = ValkeyTurnstile(valkey[0].url)
    for _ in range(5):
        await turnstile.ask([ADA])
        last = await other.ask([ADA])
    await other.close()
    assert last.tallies[0].left == 0


async def test_where_one_bound_is_over_the_others_are_not_used_up(turnstile: ValkeyTurnstile) -> None:
    wide = Count("reading:address:10.0.0.1", Allowance(40))
    for _ in range(15):
        await turnstile.ask([ADA, wide])
    assert (await turnstile.ask([wide])).tallies[0].left == 29


async def test_questions_asked_together_are_one_journey_and_count_exactly(
    valkey: tuple[Valkey, Child], turnstile: ValkeyTurnstile
) -> None:
    async with Redis.from_url(valkey[0].url) as client:
        await turnstile.ask([GRACE])
        await client.config_resetstat()
        told = await asyncio.gather(*(turnstile.ask([ADA], ["session:1"]) for _ in range(40)))
        journeys = (await client.info("commandstats"))["cmdstat_evalsha"]["calls"]
    assert journeys <= 2
    assert sum(not one.tallies[0].is_over for one in told) == 10


async def test_what_stands_under_a_name_comes_along(valkey: tuple[Valkey, Child], turnstile: ValkeyTurnstile) -> None:
    async with Redis.from_url(valkey[0].url) as client:
        await client.set("session:1", b"ended")
    told = await asyncio.gather(turnstile.ask([], ["session:1", "session:2"]), turnstile.ask([ADA], ["session:2"]))
    assert [one.found for one in told] == [[b"ended", None], [None]]


async def test_the_server_reckons_as_the_kernel_does(turnstile: ValkeyTurnstile, valkey: tuple[Valkey, Child]) -> None:
    async with Redis.from_url(valkey[0].url) as client:
        for now in (0, 1, 5, 9, 10, 14):
            for before in (0, 3, 10, 25):
                seconds, micros = await client.time()
                number = seconds // 60
                await client.set(f"aexy:limit:{ADA.key}", f"{number} {now} {before}")
                told = (await turnstile.ask([ADA])).tallies[0]
                expected = judge(Window(number, now, before), TEN, seconds + micros / 1e6)[1]
                assert told.is_over == expected.is_over
                assert told.left == pytest.approx(expected.left, abs=1)
                assert told.wait == pytest.approx(expected.wait, abs=0.5)


async def test_without_a_server_the_process_counts_and_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    turnstile = ValkeyTurnstile(f"unix://{tmp_path}/nobody")
    with caplog.at_level(logging.WARNING, "aexy.store.turnstile"):
        told = [await turnstile.ask([ADA], ["session:1"]) for _ in range(11)]
    assert [one.tallies[0].is_over for one in told] == [False] * 10 + [True]
    assert {one.found is None for one in told} == {True}
    assert len(caplog.records) == 1
    await turnstile.close()


async def test_a_server_that_hangs_holds_up_one_request_and_not_the_next(tmp_path: Path) -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1000):
            pass
        writer.close()

    server = await asyncio.start_unix_server(hang, tmp_path / "hung")
    turnstile = ValkeyTurnstile(f"unix://{tmp_path}/hung", rest=60)
    begun = asyncio.get_running_loop().time()
    for _ in range(50):
        await turnstile.ask([ADA])
    assert asyncio.get_running_loop().time() - begun < 2
    await turnstile.close()
    server.close()


async def test_a_server_that_comes_back_is_asked_again(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.prepare(guest=None)
    server = Valkey(home)
    turnstile = ValkeyTurnstile(server.url, rest=0)
    assert (await turnstile.ask([ADA], ["a"])).found is None
    child = await server.start()
    assert (await turnstile.ask([ADA], ["a"])).found == [None]
    await turnstile.close()
    await child.stop()


async def test_no_turnstile_lets_everybody_through() -> None:
    told = [(await NoTurnstile().count([ADA]))[0] for _ in range(20)]
    assert not any(one.is_over for one in told)

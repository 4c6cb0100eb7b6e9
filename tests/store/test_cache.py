"""Answers are kept per workspace, and a cache that is gone costs nobody more than time."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from aexy.kernel.ids import WorkspaceId
from aexy.stack.children import Child
from aexy.stack.home import Home
from aexy.stack.valkey import Valkey
from aexy.store.cache import NoCache, ValkeyCache

HERE, ELSEWHERE = WorkspaceId(uuid4()), WorkspaceId(uuid4())


@pytest_asyncio.fixture
async def running(tmp_path: Path) -> AsyncIterator[tuple[Valkey, Child]]:
    home = Home(tmp_path / "home")
    home.prepare(guest=None)
    server = Valkey(home)
    child = await server.start()
    yield server, child
    await child.stop()


async def test_an_answer_is_kept_for_its_workspace_alone(running: tuple[Valkey, Child]) -> None:
    cache = ValkeyCache(running[0].url)
    await cache.put(HERE, "census", b"\x00\xff", seconds=60)
    assert await cache.get(HERE, "census") == b"\x00\xff"
    assert await cache.get(ELSEWHERE, "census") is None
    await cache.close()


async def test_what_is_dropped_is_one_workspaces_and_all_of_it(running: tuple[Valkey, Child]) -> None:
    cache = ValkeyCache(running[0].url)
    for key in ("census", "guard"):
        for workspace in (HERE, ELSEWHERE):
            await cache.put(workspace, key, b"1", seconds=60)
    await cache.drop(HERE)
    assert [await cache.get(HERE, key) for key in ("census", "guard")] == [None, None]
    assert [await cache.get(ELSEWHERE, key) for key in ("census", "guard")] == [b"1", b"1"]
    await cache.close()


async def test_a_dead_cache_is_complained_about_once(
    running: tuple[Valkey, Child], caplog: pytest.LogCaptureFixture
) -> None:
    server, child = running
    cache = ValkeyCache(server.url)
    await cache.put(HERE, "census", b"1", seconds=60)
    await child.stop()
    with caplog.at_level(logging.WARNING, "aexy.store.cache"):
        for _ in range(3):
            await cache.put(HERE, "census", b"1", seconds=60)
            assert await cache.get(HERE, "census") is None
    assert len(caplog.records) == 1
    await cache.close()


async def test_a_cache_that_comes_back_is_used_again(running: tuple[Valkey, Child]) -> None:
    server, child = running
    cache = ValkeyCache(server.url)
    await child.stop()
    assert await cache.get(HERE, "census") is None
    back = await server.start()
    await cache.put(HERE, "census", b"1", seconds=60)
    assert await cache.get(HERE, "census") == b"1"
    await cache.close()
    await back.stop()


async def test_without_a_cache_nothing_is_kept() -> None:
    cache = NoCache()
    await cache.put(HERE, "census", b"1", seconds=60)
    assert await cache.get(HERE, "census") is None
    await cache.close()

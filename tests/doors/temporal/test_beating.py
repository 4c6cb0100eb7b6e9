"""A step that is over ends, whatever its heartbeat is doing."""

import asyncio

import pytest
from temporalio.testing import ActivityEnvironment

from aexy.temporal.steps import beating

LONG = 20.0


@pytest.mark.parametrize("turns", range(3))
async def test_a_step_ends_though_its_heartbeat_comes_back_in_that_very_moment(turns: int) -> None:
    spoke, answered = asyncio.Event(), asyncio.Event()

    async def say() -> None:
        spoke.set()
        await answered.wait()

    async def step() -> str:
        async with beating(say):
            await spoke.wait()
            answered.set()
            for _ in range(turns):  # of the event loop, so that the end comes in every moment of the answer
                await asyncio.sleep(0)
        return "over"

    async with asyncio.timeout(LONG) as limit:
        assert await ActivityEnvironment().run(step) == "over"
    assert not limit.expired()

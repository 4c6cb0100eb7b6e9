"""Questions that share an answer, and never one that is older than they are."""

import asyncio

import pytest

from aexy.api.together import Together


class Slow:
    """Finds how often it was asked, once it is let go."""

    def __init__(self) -> None:
        self.begun = 0
        self.gate = asyncio.Event()

    async def find(self) -> int:
        self.begun += 1
        mine = self.begun
        await self.gate.wait()
        return mine


async def _asked(together: Together[str, int], slow: Slow, times: int, key: str = "a") -> list["asyncio.Task[int]"]:
    tasks = [asyncio.create_task(together.ask(key, slow.find)) for _ in range(times)]
    for _ in range(5):
        await asyncio.sleep(0)
    return tasks


async def test_those_who_ask_at_once_share_an_answer_and_later_ones_share_the_next() -> None:
    together, slow = Together[str, int](), Slow()
    first = await _asked(together, slow, 3)
    later = await _asked(together, slow, 4)
    slow.gate.set()
    assert await asyncio.gather(*first) == [1, 1, 1]
    assert await asyncio.gather(*later) == [2, 2, 2, 2]
    assert slow.begun == 2


async def test_what_is_about_something_else_waits_for_nobody() -> None:
    together, slow, other = Together[str, int](), Slow(), Slow()
    waiting = await _asked(together, slow, 1)
    other.gate.set()
    assert await together.ask("b", other.find) == 1
    slow.gate.set()
    assert await waiting[0] == 1


async def test_whoever_goes_away_takes_nobody_along() -> None:
    together, slow = Together[str, int](), Slow()
    one, other = await _asked(together, slow, 2)
    one.cancel()
    await asyncio.sleep(0)
    slow.gate.set()
    assert await other == 1


async def test_a_failure_is_told_to_all_who_share_it_and_to_nobody_after() -> None:
    together = Together[str, int]()
    calls = 0

    async def fail_once() -> int:
        nonlocal calls
        calls += 1
        await asyncio.sleep(0)
        if calls == 1:
            raise LookupError("gone")
        return calls

    both = await asyncio.gather(*(together.ask("a", fail_once) for _ in range(2)), return_exceptions=True)
    assert [type(one) for one in both] == [LookupError, LookupError]
    assert await together.ask("a", fail_once) == 2
    with pytest.raises(LookupError):
        await Together[str, int]().ask("a", _fail)


async def _fail() -> int:
    raise LookupError("gone")

"""Orders carried out in the process that gives them."""

import asyncio
from uuid import UUID

from aexy.jobs.inline import InlineDispatcher
from aexy.jobs.job import GenerateSnapshots, Order
from aexy.kernel.ids import JobId, WorkspaceId


def an_order(number: int) -> GenerateSnapshots:
    return GenerateSnapshots(workspace_id=WorkspaceId(UUID(int=7)), job_id=JobId(UUID(int=number)))


async def test_an_order_is_carried_out() -> None:
    done: list[Order] = []

    async def run(order: Order) -> None:
        done.append(order)

    dispatcher = InlineDispatcher(run)
    await dispatcher.dispatch(an_order(1))
    await dispatcher.finish()
    assert done == [an_order(1)]


async def test_an_order_given_twice_while_it_is_under_way_is_carried_out_once() -> None:
    begun: list[Order] = []
    may_end = asyncio.Event()

    async def run(order: Order) -> None:
        begun.append(order)
        await may_end.wait()

    dispatcher = InlineDispatcher(run)
    await dispatcher.dispatch(an_order(1))
    await dispatcher.dispatch(an_order(1))
    await asyncio.sleep(0)
    may_end.set()
    await dispatcher.finish()
    assert begun == [an_order(1)]


async def test_what_an_order_orders_in_turn_is_waited_for_too() -> None:
    done: list[int] = []

    async def run(order: Order) -> None:
        if order == an_order(1):
            await dispatcher.dispatch(an_order(2))
        done.append(order.job_id.int)

    dispatcher = InlineDispatcher(run)
    await dispatcher.dispatch(an_order(1))
    await dispatcher.finish()
    assert done == [1, 2]


async def test_only_so_many_run_at_once() -> None:
    running, most = 0, 0

    async def run(_: Order) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1

    dispatcher = InlineDispatcher(run, at_once=2)
    for number in range(6):
        await dispatcher.dispatch(an_order(number))
    await dispatcher.finish()
    assert most == 2


async def test_cancelling_says_whether_there_was_anything_to_cancel() -> None:
    ended: list[str] = []

    async def run(_: Order) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    dispatcher = InlineDispatcher(run)
    await dispatcher.dispatch(an_order(1))
    await asyncio.sleep(0)
    assert await dispatcher.cancel(an_order(1).job_id)
    await dispatcher.finish()
    assert ended == ["cancelled"]
    assert not await dispatcher.cancel(an_order(1).job_id)

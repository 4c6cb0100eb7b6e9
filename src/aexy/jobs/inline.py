"""Orders carried out in this very process: for set-ups without a job server, and for tests of whoever orders."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aexy.jobs.job import Order
from aexy.kernel.ids import JobId

Runner = Callable[[Order], Awaitable[None]]


@dataclass(slots=True)
class InlineDispatcher:
    """Starts each order as a task of the running event loop and keeps at most `at_once` of them going.

    `run` carries an order out and writes the outcome, also the bad one, into the job's row. Orders die with the
    process: what was under way is ordered again by whoever starts next.
    """

    run: Runner
    at_once: int = 2
    _under_way: dict[JobId, asyncio.Task[None]] = field(default_factory=dict)
    _places: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.at_once)

    async def dispatch(self, order: Order) -> None:
        """Take the order; an order under way is not started twice."""
        if order.job_id in self._under_way:
            return
        task = asyncio.create_task(self._carry_out(order), name=f"job {order.job_id}")
        self._under_way[order.job_id] = task
        task.add_done_callback(lambda _: self._under_way.pop(order.job_id, None))

    async def cancel(self, job_id: JobId) -> bool:
        """Stop it where it stands; False when nothing of that name is under way."""
        task = self._under_way.get(job_id)
        return task is not None and task.cancel()

    async def finish(self) -> None:
        """Wait until everything ordered so far, and whatever that ordered in turn, is carried out."""
        while self._under_way:
            await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    async def close(self) -> None:
        """Stop everything that is under way."""
        for task in tuple(self._under_way.values()):
            task.cancel()
        await self.finish()

    async def _carry_out(self, order: Order) -> None:
        async with self._places:
            await self.run(order)

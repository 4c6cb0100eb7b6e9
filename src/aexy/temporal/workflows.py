"""What happens to an order, step by step. Code here is replayed after a worker died, so it only decides and waits."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception
from temporalio.workflow import ActivityCancellationType, ActivityConfig

with workflow.unsafe.imports_passed_through():
    from aexy.jobs.job import DrainInbox, EvaluateAlerts, SyncRepository
    from aexy.kernel.ids import JobId, WorkspaceId
    from aexy.temporal.steps import Ending, Steps

Answer = TypeVar("Answer")

# A worker that says nothing for so long is dead, and its step goes to another.
SILENCE = timedelta(seconds=15)
LONGEST_STEP = timedelta(hours=24)
UNTIL_IT_WORKS = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(seconds=30)
)
ACTIVITY = ActivityConfig(
    start_to_close_timeout=LONGEST_STEP,
    heartbeat_timeout=SILENCE,
    retry_policy=UNTIL_IT_WORKS,
    # A job is over when its steps have stopped, not when they were asked to.
    cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
)
# An inbox that stays empty so long is left alone; so many rounds make a history long enough.
IDLE = timedelta(seconds=10)
ROUNDS_A_RUN = 300
# How often the house is kept.
ROUND = timedelta(hours=1)
BROKEN_OFF = "The work was broken off. Start it again."


@workflow.defn(name="SyncRepository")
class SyncRepositoryWorkflow:
    """Open the repository, read its history in stretches, place what was read, recompute what it touches.

    What many merges change is read after that, and which lines were rewritten: it is long work, and next to no number
    rests on it.
    """

    @workflow.run
    async def run(self, order: SyncRepository) -> None:
        """Carry the order out; however it ends, the job's row says so."""
        try:
            await self._carry_out(order)
        except (ActivityError, asyncio.CancelledError) as error:
            await _bring_to_an_end(error, workspace_id=order.workspace_id, job_id=order.job_id)
            raise

    async def _carry_out(self, order: SyncRepository) -> None:
        opening = await _step(Steps.open, order)
        if opening.is_over:
            return
        if opening.has_news:
            await self._read(order, range(opening.chunks), opening.at_once)
            await _step(Steps.settle, order)
            await _step(Steps.recount, order)
        if opening.later:
            await self._read(order, range(opening.chunks, opening.chunks + opening.later), opening.at_once)
            await _step(Steps.settle_merges, order)
        if opening.has_lines:
            await _step(Steps.read_lines, order)

    async def _read(self, order: SyncRepository, numbers: range, at_once: int) -> None:
        places = asyncio.Semaphore(at_once)

        async def read(number: int) -> None:
            async with places:
                await _step(Steps.chunk, order, number)

        try:
            async with asyncio.TaskGroup() as group:
                for number in numbers:
                    group.create_task(read(number))
        except ExceptionGroup as failed:
            # The others were cancelled because one failed: that one is the reason.
            raise next((e for e in failed.exceptions if not is_cancelled_exception(e)), failed.exceptions[0]) from None


@workflow.defn(name="SingleStep")
class SingleStepWorkflow:
    """Any order that is carried out by one activity of the same name."""

    @workflow.run
    async def run(self, step: str, order: dict[str, Any]) -> None:
        """Carry it out; however it ends, the job's row says so."""
        try:
            await workflow.execute_activity(step, order, **ACTIVITY)
        except (ActivityError, asyncio.CancelledError) as error:
            await _bring_to_an_end(error, workspace_id=UUID(order["workspace_id"]), job_id=UUID(order["job_id"]))
            raise


@workflow.defn(name="DrainInbox")
class DrainInboxWorkflow:
    """A workspace's inbox, read by one at a time. Whoever puts something in signals, so nothing is overlooked."""

    def __init__(self) -> None:
        self._more = False

    @workflow.signal
    def more(self) -> None:
        """Something new may have come."""
        self._more = True

    @workflow.run
    async def run(self, order: DrainInbox) -> None:
        """Read until nothing is left and nothing comes for a while; what is to be tried again is waited for."""
        for _ in range(ROUNDS_A_RUN):
            self._more = False
            left = await _step(Steps.drain_inbox, order)
            if left.is_more:
                continue
            patience = IDLE if left.seconds is None else max(IDLE, timedelta(seconds=left.seconds))
            try:
                await workflow.wait_condition(lambda: self._more, timeout=patience)
            except TimeoutError:
                if left.seconds is None:
                    return
        workflow.continue_as_new(order)


@workflow.defn(name="EvaluateAlerts")
class EvaluateAlertsWorkflow:
    """A workspace's rules, judged by one at a time; what did not arrive is waited for while that is worth it."""

    def __init__(self) -> None:
        self._more = False

    @workflow.signal
    def more(self) -> None:
        """Something was counted meanwhile."""
        self._more = True

    @workflow.run
    async def run(self, order: EvaluateAlerts) -> None:
        """Judge and send; what is due later than housekeeping comes by is left to it."""
        for _ in range(ROUNDS_A_RUN):
            self._more = False
            seconds = await _step(Steps.evaluate_alerts, order)
            if seconds is not None and seconds <= ROUND.total_seconds():
                try:
                    await workflow.wait_condition(lambda: self._more, timeout=timedelta(seconds=max(1.0, seconds)))
                except TimeoutError:
                    continue
            if not self._more:
                return
        workflow.continue_as_new(order)


@workflow.defn(name="Housekeeping")
class HousekeepingWorkflow:
    """Every hour: order the snapshots of workspaces whose day began, and orders that got lost again."""

    @workflow.run
    async def run(self) -> None:
        """One round."""
        await _step(Steps.keep_house)


async def _step(method: Callable[..., Awaitable[Answer]], *arguments: object) -> Answer:
    return await workflow.execute_activity_method(method, args=arguments, **ACTIVITY)


async def _bring_to_an_end(error: BaseException, *, workspace_id: UUID, job_id: UUID) -> None:
    """Write into the job's row that it was cancelled, or the sentence that says why it failed."""
    cause = error.cause if isinstance(error, ActivityError) else None
    sentence = cause.message if isinstance(cause, ApplicationError) else BROKEN_OFF
    ending = Ending(
        workspace_id=WorkspaceId(workspace_id),
        job_id=JobId(job_id),
        # Whoever asked for it to stop gets that, also when a step fell silent while it stopped.
        error=None if workflow.cancellation_reason() is not None else sentence,
    )
    await _step(Steps.end, ending)


WORKFLOWS = (
    SyncRepositoryWorkflow,
    SingleStepWorkflow,
    DrainInboxWorkflow,
    EvaluateAlertsWorkflow,
    HousekeepingWorkflow,
)

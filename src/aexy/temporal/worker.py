"""The worker: one process that carries out what the job server has for any queue. `python -m aexy.temporal.worker`."""

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import PollerBehaviorSimpleMaximum, Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from aexy.context import Context
from aexy.features.ingest.readers import Readers
from aexy.jobs.job import Queue
from aexy.kernel.errors import AexyError, Unavailable
from aexy.logs import log_as_json
from aexy.settings import Settings
from aexy.stack.production import insist
from aexy.temporal import schedules
from aexy.temporal.dispatch import TemporalDispatcher
from aexy.temporal.steps import Steps
from aexy.temporal.watching import WatchedSteps, speak_as_lines, tracing
from aexy.temporal.workflows import WORKFLOWS
from aexy.watch import errors, traces
from aexy.watch.measures import count_errors
from aexy.watch.scrape import listen
from aexy.wiring import addresses, open_context

log = logging.getLogger("aexy.worker")
Answer = TypeVar("Answer")

# A step under way may finish before the worker goes; the job server gives a longer one to the next worker.
GRACE = timedelta(seconds=3)
_LONGEST_PAUSE = 10.0
_POLLERS = PollerBehaviorSimpleMaximum(maximum=2)
# Our own modules are free of side effects and are not loaded anew for each workflow.
_SANDBOX = SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules("aexy"))


def make_workers(client: Client, steps: Steps, *, at_once: int, threads: ThreadPoolExecutor) -> list[Worker]:
    """A worker per queue, each doing at most `at_once` steps at a time beside those that only wait."""
    return [
        Worker(
            client,
            task_queue=queue,
            workflows=WORKFLOWS,
            activities=steps.all(),
            workflow_runner=_SANDBOX,
            interceptors=[WatchedSteps()],
            workflow_task_executor=threads,
            max_cached_workflows=50,
            max_concurrent_workflow_tasks=4,
            max_concurrent_activities=at_once,
            workflow_task_poller_behavior=_POLLERS,
            activity_task_poller_behavior=_POLLERS,
            graceful_shutdown_timeout=GRACE,
            # A wish to cancel arrives with the answer to a heartbeat, so these must not be saved up for long.
            max_heartbeat_throttle_interval=timedelta(seconds=1),
        )
        for queue in Queue
    ]


async def serve(client: Client, context: Context, *, until: asyncio.Event) -> None:
    """Carry out orders until told to stop; then let steps under way finish within GRACE."""
    readers = Readers(context.settings.ingest_processes)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(readers.close)
        threads = stack.enter_context(ThreadPoolExecutor(4, thread_name_prefix="workflow"))
        at_once = context.settings.ingest_processes + 4
        workers = make_workers(client, Steps(context, readers), at_once=at_once, threads=threads)
        running = [asyncio.create_task(worker.run()) for worker in workers]
        stopping = asyncio.create_task(until.wait())
        await asyncio.wait([*running, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        await asyncio.gather(*(worker.shutdown() for worker in workers))
        await asyncio.gather(*running)


async def main(settings: Settings) -> None:
    """Wait for the database and the job server, then serve until SIGTERM or SIGINT."""
    until = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, until.set)
    client = await _patiently(lambda: _connect(settings), until)
    if client is None:
        return
    async with AsyncExitStack() as stack:
        context = await _patiently(
            # Made anew for each try: one that failed cannot be entered again.
            lambda: stack.enter_async_context(
                open_context(settings, dispatcher=TemporalDispatcher(client), now=datetime.now(UTC))
            ),
            until,
        )
        if context is None:
            return
        await _patiently(lambda: _register(client), until)
        log.info("ready", extra={"queues": [queue.value for queue in Queue]})
        await serve(client, context, until=until)
    log.info("stopped")


async def _connect(settings: Settings) -> Client:
    address = addresses(settings).temporal_address
    try:
        return await Client.connect(address, namespace=settings.temporal_namespace, interceptors=tracing())
    except RuntimeError as error:  # how the client says that nobody is there
        raise Unavailable(f"There is no job server at {address}.", next_step="Start it with `aexy up`.") from error


async def _register(client: Client) -> bool:
    try:
        await schedules.register(client)
    except RPCError as error:
        raise Unavailable(
            f"The job server refuses the schedule: {error.message}.",
            next_step="Look whether its namespace is the one in AEXY_TEMPORAL_NAMESPACE.",
        ) from error
    return True


async def _patiently(attempt: Callable[[], Awaitable[Answer]], until: asyncio.Event) -> Answer | None:
    """Try until it works, with longer and longer pauses; None when told to stop meanwhile."""
    pause = 0.1
    while not until.is_set():
        try:
            return await attempt()
        except Unavailable as error:
            log.warning("waiting: %s", error)
        pause = min(pause * 2, _LONGEST_PAUSE)
        try:
            await asyncio.wait_for(until.wait(), timeout=pause)
        except TimeoutError:
            continue
    return None


if __name__ == "__main__":
    settings = Settings()
    log_as_json(settings.log_level, "worker")
    speak_as_lines()
    traces.start(settings, "aexy-worker")
    errors.start(settings, "worker")
    count_errors()
    try:
        insist(settings)
        if settings.worker_metrics_port:
            listen(settings.worker_metrics_port)
        asyncio.run(main(settings))
    except AexyError as error:
        log.critical("%s", error)
        sys.exit(error.exit_code)
    finally:
        traces.stop()

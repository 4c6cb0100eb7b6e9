"""Orders given to the job server. The job's id is the workflow's, so the same order twice is one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from aexy.jobs.job import (
    AnalysePeople,
    ApplyRetention,
    DrainInbox,
    ErasePeople,
    EvaluateAlerts,
    GenerateSnapshots,
    ImportFile,
    MakeDemo,
    Order,
    Queue,
    ReplayPages,
    SyncConnection,
    SyncRepository,
)
from aexy.kernel.errors import Unavailable
from aexy.kernel.ids import JobId
from aexy.temporal.watching import tracing

_PATIENCE = timedelta(seconds=4)
_MOMENT = timedelta(seconds=1)
# A worker that waits for work asks again after a minute.
_A_POLL = timedelta(seconds=75)
_SINGLE_STEPS: dict[type[Order], str] = {
    GenerateSnapshots: "generate_snapshots",
    AnalysePeople: "analyse_people",
    MakeDemo: "make_demo",
    SyncConnection: "sync_connection",
    ReplayPages: "replay_pages",
    ImportFile: "import_file",
    ErasePeople: "erase_people",
    ApplyRetention: "apply_retention",
}


@dataclass(frozen=True, slots=True)
class TemporalDispatcher:
    """A Dispatcher that hands orders to the job server, which sees them carried out however often a worker dies."""

    client: Client

    @classmethod
    async def at(cls, address: str, namespace: str) -> Self:
        """Orders go to the server at `host:port`; it is first spoken to with the first order."""
        return cls(await Client.connect(address, namespace=namespace, lazy=True, interceptors=tracing()))

    async def dispatch(self, order: Order) -> None:
        """Start the order's workflow; where it is under way already, leave it alone. Unavailable without a server."""
        name, arguments = _workflow(order)
        async with _server_answers():
            await self.client.start_workflow(
                name,
                args=arguments,
                id=str(order.job_id),
                task_queue=order.queue,
                # A workflow that is over looks at the job's row first: if that is over too, it does nothing.
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                rpc_timeout=_PATIENCE,
                # One that is under way is told that there is more, so that it does not end just now.
                start_signal=_signal(order),
            )

    async def cancel(self, job_id: JobId) -> bool:
        """Ask the workflow to stop; False when none of that id is under way. Unavailable without a server."""
        async with _server_answers():
            try:
                await self.client.get_workflow_handle(str(job_id)).cancel(rpc_timeout=_PATIENCE)
            except RPCError as error:
                if error.status is RPCStatusCode.NOT_FOUND:
                    return False
                raise
        return True

    async def answers(self) -> bool:
        """Whether the server says that it serves, within a moment."""
        try:
            return await self.client.service_client.check_health(timeout=_MOMENT)
        except (RPCError, RuntimeError):
            return False

    async def has_worker(self) -> bool:
        """Whether somebody asked for work lately."""
        asked = DescribeTaskQueueRequest(
            namespace=self.client.namespace,
            task_queue=TaskQueue(name=Queue.OPERATIONS),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
        )
        try:
            said = await self.client.workflow_service.describe_task_queue(asked, timeout=_MOMENT)
        except (RPCError, RuntimeError):
            return False
        latest = max((one.last_access_time.ToDatetime(UTC) for one in said.pollers), default=None)
        return latest is not None and datetime.now(UTC) - latest < _A_POLL


def _workflow(order: Order) -> tuple[str, list[object]]:
    if isinstance(order, SyncRepository):
        return "SyncRepository", [order]
    if isinstance(order, DrainInbox):
        return "DrainInbox", [order]
    if isinstance(order, EvaluateAlerts):
        return "EvaluateAlerts", [order]
    return "SingleStep", [_SINGLE_STEPS[type(order)], order]


def _signal(order: Order) -> str | None:
    return "more" if isinstance(order, DrainInbox | EvaluateAlerts) else None


@asynccontextmanager
async def _server_answers() -> AsyncIterator[None]:
    try:
        yield
    except RPCError as error:
        raise Unavailable(
            f"The job server does not answer: {error.message}.", next_step="Run `aexy doctor` to see what is wrong."
        ) from error
    except RuntimeError as error:  # how the client says that it could not connect at all
        raise Unavailable(
            "The job server cannot be reached.", next_step="Run `aexy doctor` to see what is wrong."
        ) from error

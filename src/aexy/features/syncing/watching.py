"""Whoever watches a sync: the job's row says what is being read and what is waited for, the budgets what is left."""

from dataclasses import dataclass, field
from datetime import datetime

from aexy.context import Context
from aexy.features.ingest import service as ingest
from aexy.features.syncing import rows
from aexy.kernel.ids import ConnectionId, JobId, WorkspaceId
from aexy.sources.dialect import Budget


@dataclass(slots=True)
class Watching:
    """Writes down what an Http tells, and how far the streams are. `done` and `total` are streams."""

    context: Context
    workspace_id: WorkspaceId
    connection_id: ConnectionId
    job_id: JobId
    total: int = 0
    done: int = 0
    _last: dict[tuple[int, str], int | None] = field(default_factory=dict)
    _unwritten: dict[tuple[int, str], Budget] = field(default_factory=dict)

    async def budget(self, budget: Budget) -> None:
        """Write it down when it has run low by a twentieth, is spent or has been filled again."""
        key, left = (budget.token, budget.resource), budget.remaining
        before = self._last.get(key, -1)
        step = (budget.allowance or 0) // 20
        if before is not None and left is not None and left and 0 <= before - left <= step:
            self._unwritten[key] = budget
            return
        self._last[key] = left
        await self._write(budget)

    async def end(self) -> None:
        """Write down what is left after the last request."""
        for budget in list(self._unwritten.values()):
            await self._write(budget)

    async def _write(self, budget: Budget) -> None:
        self._unwritten.pop((budget.token, budget.resource), None)
        async with self.context.database.workspace(self.workspace_id) as connection:
            await rows.put_budget(
                connection, self.workspace_id, self.connection_id, budget, self.context.ticking().now()
            )

    async def waiting(self, until: datetime, why: str) -> None:
        """Say until when, and why, where people look: in the job and in the health of the connection."""
        await self.say(f"Waiting until {until:%H:%M:%S} UTC: {why}")
        async with self.context.database.workspace(self.workspace_id) as connection:
            await rows.mark_waiting(connection, self.workspace_id, self.connection_id, until)

    async def retrying(self, at: datetime, why: str) -> None:
        """Say what went wrong, and when it is tried again."""
        await self.say(f"No answer ({why}); asking again at {at:%H:%M:%S} UTC")

    async def say(self, stage: str) -> None:
        """What is being done now."""
        await ingest.show(
            self.context, self.workspace_id, self.job_id, stage=stage, done=self.done, total=self.total or None
        )

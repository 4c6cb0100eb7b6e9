"""What dashboards ask about records: how they stand, what came and ended, which promises were kept, what comes next.

Records are for managers of the whole workspace, as their list is: there are deals and people outside among them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aexy.context import Context
from aexy.features.policies import Role
from aexy.features.routing import Viewer
from aexy.features.work_records import counting_rows as rows
from aexy.features.work_records.counting_rows import Blocked, Edit, Ended, Heap, Promises, Week
from aexy.features.work_records.schemas import WorkRecord
from aexy.kernel.errors import Forbidden
from aexy.kernel.periods import Clock, Period

NOT_FOR_ALL = "Records are for managers: there are deals and people outside among them."
NOT_WITHIN_TEAMS = "Records concern the whole workspace; your role here reaches some teams only."


@dataclass(frozen=True, slots=True)
class Span:
    """Some whole local days."""

    since: datetime
    until: datetime
    zone: str

    @classmethod
    def of(cls, period: Period, clock: Clock) -> "Span":
        """These days by the workspace's clock."""
        return cls(clock.midnight(period.start), clock.midnight(period.end), clock.zone.key)

    @property
    def before(self) -> "Span":
        """As long a time before it."""
        return Span(self.since - (self.until - self.since), self.since, self.zone)


@dataclass(frozen=True, slots=True)
class Traffic:
    """What came and ended in a span: by week, in all, and how much came in the span before."""

    weeks: list[Week]
    opened: int
    opened_before: int
    ended: list[Ended]

    @property
    def closed(self) -> int:
        """How many ended."""
        return self.ended[0].records if self.ended else 0

    @property
    def median_hours(self) -> float | None:
        """How long those that ended were open."""
        return self.ended[0].median_hours if self.ended else None


def withheld(viewer: Viewer) -> str | None:
    """Why records are not for whoever asks; None when they are."""
    if not viewer.role.includes(Role.MANAGER):
        return NOT_FOR_ALL
    return NOT_WITHIN_TEAMS if viewer.teams is not None else None


def _check(viewer: Viewer) -> None:
    reason = withheld(viewer)
    if reason is not None:
        raise Forbidden(reason, next_step="Ask a manager or an admin of the whole workspace.")


async def heaps(context: Context, viewer: Viewer, kind: str) -> list[Heap]:
    """Open records of a kind, in heaps by stage, status and currency."""
    _check(viewer)
    async with context.database.reading(viewer.workspace_id) as connection:
        return await rows.heaps(connection, kind, now=context.now)


async def count(context: Context, viewer: Viewer, kind: str) -> int:
    """How many there are, open or not."""
    _check(viewer)
    async with context.database.reading(viewer.workspace_id) as connection:
        return await rows.count(connection, kind)


async def has_any(context: Context, viewer: Viewer, kind: str) -> bool:
    """Whether there is one, open or not."""
    _check(viewer)
    async with context.database.reading(viewer.workspace_id) as connection:
        return await rows.has_any(connection, kind)


async def traffic(context: Context, viewer: Viewer, kind: str, span: Span) -> Traffic:
    """What came and ended."""
    _check(viewer)
    async with context.database.reading(viewer.workspace_id) as connection:
        return Traffic(
            await rows.weeks(connection, kind, span.since, span.until, span.zone),
            await rows.opened(connection, kind, span.since, span.until),
            await rows.opened(connection, kind, span.before.since, span.before.until),
            await rows.ended(connection, kind, span.since, span.until),
        )


async def open_by(context: Context, viewer: Viewer, kind: str, attribute: str) -> dict[str | None, int]:
    """Open ones by what an attribute says; None: it says nothing."""
    _check(viewer)
    async with context.database.reading(viewer.workspace_id) as connection:
        return await rows.by_attribute(connection, kind, attribute)


async def opened_by(context: Context, viewer: Viewer, kind: str, attribute: str, span: Span) -> dict[str | None, int]:
    """Those that came in a span by what an attribute says."""
    _check(viewer)
    async with context.database.reading(viewer.workspace_id) as connection:
        return await rows.opened_by_attribute(connection, kind, attribute, span.since, span.until)


async def promises(context: Context, viewer: Viewer, kind: str, span: Span) -> Promises:
    """What became of the promises recorded with what came in a span; what has none is in none of the numbers."""
    _check(viewer)
    async with context.database.reading(viewer.workspace_id) as connection:
        return await rows.promises(connection, kind, span.since, span.until, now=context.now)


async def latest(context: Context, viewer: Viewer, kind: str, *, limit: int) -> list[WorkRecord]:
    """Those that were opened last."""
    _check(viewer)
    async with context.database.reading(viewer.workspace_id) as connection:
        return await rows.latest(connection, kind, now=context.now, limit=limit)


async def still_open(context: Context, viewer: Viewer, kind: str, *, limit: int) -> list[WorkRecord]:
    """Open ones, those that came last first."""
    _check(viewer)
    async with context.database.reading(viewer.workspace_id) as connection:
        return await rows.still_open(connection, kind, limit=limit)


async def due(
    context: Context, viewer: Viewer, kinds: tuple[str, ...], *, back: timedelta, ahead: timedelta, limit: int
) -> tuple[list[WorkRecord], int]:
    """Open ones due from so long ago to so long from now, soonest first, and how many there are."""
    _check(viewer)
    since, until = context.now - back, context.now + ahead
    async with context.database.reading(viewer.workspace_id) as connection:
        return await rows.due(connection, kinds, since, until, limit=limit)


async def blocked(context: Context, viewer: Viewer, *, limit: int) -> list[Blocked]:
    """Open ones that say what they wait for, those that wait longest first; each with how many there are in all."""
    _check(viewer)
    async with context.database.reading(viewer.workspace_id) as connection:
        return await rows.blocked(connection, limit=limit)


async def edits(
    context: Context, viewer: Viewer, kind: str, *, limit: int
) -> tuple[list[Edit], list[tuple[Edit, WorkRecord]]]:
    """When open ones last changed, and the records of the latest so many."""
    _check(viewer)
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await rows.edits(connection, kind)
        known = await rows.by_keys(connection, [edit.key for edit in found[:limit]])
    return found, [(edit, known[edit.key]) for edit in found[:limit]]

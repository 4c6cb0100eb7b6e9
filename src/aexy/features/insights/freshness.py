"""How fresh the numbers are: the snapshots, the repositories they rest on, and every provider that is read."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field

from aexy.context import Context
from aexy.features.insights import other_rows, rows, settings
from aexy.features.paging import Shape
from aexy.features.routing import Role, Viewer
from aexy.features.syncing import health
from aexy.features.syncing.schemas import Condition, ConnectionHealth
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.periods import Clock
from aexy.store.postgres import Connection
from aexy.store.snapshots import catalogue_version

STATE = """
select w.time_zone,
       s.counted_until,
       s.counted_at,
       s.catalogue,
       coalesce(s.is_stale, false) as is_stale,
       coalesce(s.is_team_stale, false) as is_team_stale,
       (select count(distinct d.day) from dirty_days d where d.workspace_id = w.id) as dirty_days,
       (select min(d.day) from dirty_days d where d.workspace_id = w.id) as first_dirty_day
from workspaces w
left join snapshot_state s on s.workspace_id = w.id
where w.id = $1"""


class SnapshotFreshness(Shape):
    """How far stored numbers can be trusted; what is newer is counted from the facts as it is asked for."""

    counted_until: date | None = Field(description="Periods that end by this day are stored; null: never counted.")
    counted_at: datetime | None
    dirty_days: int = Field(description="Days something touched since; their periods are counted from the facts.")
    first_dirty_day: date | None
    is_catalogue_current: bool = Field(description="Whether they were counted with the metrics there are now.")
    is_stale: bool = Field(description="Whether the workspace's clock or hours have changed since.")
    is_team_stale: bool = Field(description="Whether who is in which team has changed since.")
    next_midnight: datetime = Field(description="When the workspace's day ends.")
    auto: bool = Field(description="Whether they are counted again then without being asked.")
    sentence: str


class RepositoryFreshness(Shape):
    """The repositories numbers rest on."""

    repositories: int
    syncing: int
    failed: int = Field(description="Whose latest sync failed.")
    last_synced_at: datetime | None


class SourceFreshness(Shape):
    """One provider that is read."""

    connection_id: UUID
    name: str
    provider: str
    condition: Condition
    sentence: str | None = Field(description="With a next step; for members.")
    last_synced_at: datetime | None
    open_gaps: int


class SyncStatus(Shape):
    """How fresh everything is."""

    as_of: datetime
    snapshots: SnapshotFreshness
    repositories: RepositoryFreshness
    sources: list[SourceFreshness]


async def sync_status(context: Context, viewer: Viewer) -> SyncStatus:
    """Snapshots, repositories and providers in one answer."""
    workspace_id = viewer.workspace_id
    auto = (await settings.decided(context, workspace_id)).auto_snapshots
    async with context.database.reading(workspace_id) as connection:
        state = dict(await connection.fetchrow(STATE, workspace_id))
        repositories = await _repositories(connection, workspace_id)
    sources = await health.all_health(context, workspace_id)
    is_member = viewer.role.includes(Role.MEMBER)
    return SyncStatus(
        as_of=context.now,
        snapshots=_snapshots(state, context.now, auto=auto),
        repositories=repositories,
        sources=[_source(one, is_member=is_member) for one in sources],
    )


async def _repositories(connection: Connection, workspace_id: WorkspaceId) -> RepositoryFreshness:
    known = await rows.freshness(connection, workspace_id, None)
    failed = await other_rows.failed_syncs(connection, workspace_id, None)
    return RepositoryFreshness(
        repositories=known.repositories,
        syncing=known.repositories_syncing,
        failed=failed["failed"],
        last_synced_at=known.last_synced_at,
    )


def _snapshots(state: Mapping[str, Any], now: datetime, *, auto: bool) -> SnapshotFreshness:
    clock = Clock(now, ZoneInfo(state["time_zone"]))
    is_current = state["catalogue"] == catalogue_version()
    found = SnapshotFreshness(
        counted_until=state["counted_until"],
        counted_at=state["counted_at"],
        dirty_days=state["dirty_days"],
        first_dirty_day=state["first_dirty_day"],
        is_catalogue_current=is_current,
        is_stale=state["is_stale"],
        is_team_stale=state["is_team_stale"],
        next_midnight=clock.midnight(clock.today + timedelta(days=1)),
        auto=auto,
        sentence="",
    )
    return found.model_copy(update={"sentence": _sentence(found)})


def _sentence(found: SnapshotFreshness) -> str:
    again = "`aexy snapshots generate` counts them again; until then numbers come from the facts."
    if found.counted_until is None:
        return f"Nothing was stored yet. {again}"
    if not found.is_catalogue_current:
        return f"Counted with other metrics than there are now. {again}"
    if found.is_stale:
        return f"The workspace's clock or hours have changed. {again}"
    if found.dirty_days:
        days = "1 day was" if found.dirty_days == 1 else f"{found.dirty_days} days were"
        return f"{days} touched since. {again}"
    if found.is_team_stale:
        return f"Who is in which team has changed. {again}"
    return f"Stored for all periods that ended by {found.counted_until}; open periods come from the facts."


def _source(one: ConnectionHealth, *, is_member: bool) -> SourceFreshness:
    return SourceFreshness(
        connection_id=one.connection_id,
        name=one.name,
        provider=one.provider,
        condition=one.condition,
        sentence=one.sentence if is_member else None,
        last_synced_at=one.last_synced_at,
        open_gaps=sum(gap.repaired_at is None for gap in one.gaps),
    )


__all__ = ["RepositoryFreshness", "SnapshotFreshness", "SourceFreshness", "SyncStatus", "sync_status"]

"""What a workspace decided about its people's data, as it is kept, and the statements that apply it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

FIND = """
select s.llm, a.name as llm_by, s.llm_at, s.raw_pages_days, s.deliveries_days, s.access_log_days, s.job_logs_days,
       s.time_series_days, s.updated_at
from privacy_settings s
left join accounts a on a.id = s.llm_by
where s.workspace_id = $1"""

PUT = """
insert into privacy_settings as s (
    workspace_id, llm, llm_by, llm_at, raw_pages_days, deliveries_days, access_log_days, job_logs_days,
    time_series_days, updated_at
)
values ($1, $2, case when $2 then $9::uuid end, case when $2 then $8::timestamptz end, $3, $4, $5, $6, $7, $8)
on conflict (workspace_id) do update
set llm = excluded.llm,
    llm_by = case when excluded.llm and s.llm then s.llm_by else excluded.llm_by end,
    llm_at = case when excluded.llm and s.llm then s.llm_at else excluded.llm_at end,
    raw_pages_days = excluded.raw_pages_days,
    deliveries_days = excluded.deliveries_days,
    access_log_days = excluded.access_log_days,
    job_logs_days = excluded.job_logs_days,
    time_series_days = excluded.time_series_days,
    updated_at = excluded.updated_at"""

REFUSALS = """
select count(*)
from llm_refusals
where workspace_id = $1"""

REFUSED_OF = """
select r.developer_id, r.refused_at
from llm_refusals r
join developers d on d.id = r.developer_id
where r.workspace_id = $1
  and coalesce(d.merged_into, d.id) = any(
      select coalesce(o.merged_into, o.id)
      from developers o
      where o.id = any($2::uuid[])
  )"""

# What is older than it is kept: which rows of which table, before which instant ($2).
_JOBS_OVER = "finished_at < $2 and state in ('done', 'failed', 'cancelled')"
EXPIRED = {
    "raw_pages": ("raw_pages", "fetched_at < $2"),
    "deliveries": ("webhook_inbox", "received_at < $2 and state <> 'received'"),
    "access_log": ("access_log", "last_at < $2"),
    "job_logs": ("jobs", _JOBS_OVER),
}
# The series lie where nobody may enter, in several tables: functions look and delete there, for the workspace at work.
SERIES = "time_series"
KEPT_FOR = (*EXPIRED, SERIES)


@dataclass(frozen=True, slots=True)
class Decided:
    """The settings; what nobody has changed is as it comes."""

    llm: bool = False
    llm_by: str | None = None
    llm_at: datetime | None = None
    raw_pages_days: int | None = None
    deliveries_days: int | None = 14
    access_log_days: int | None = 365
    job_logs_days: int | None = None
    time_series_days: int | None = None
    updated_at: datetime | None = None

    def days_of(self, what: str) -> int | None:
        """How long something of `KEPT_FOR` is kept; None: for ever."""
        found: int | None = getattr(self, f"{what}_days")
        return found


async def find(connection: Connection, workspace_id: WorkspaceId) -> Decided:
    """What was decided so far."""
    row = await connection.fetchrow(FIND, workspace_id)
    return Decided(**row) if row else Decided()


async def put(
    connection: Connection, workspace_id: WorkspaceId, wanted: Decided, account_id: AccountId, now: datetime
) -> None:
    """Keep what was decided."""
    days = [wanted.days_of(what) for what in KEPT_FOR]
    await connection.execute(PUT, workspace_id, wanted.llm, *days, now, account_id)


async def refusals(connection: Connection, workspace_id: WorkspaceId) -> int:
    """How many people refuse language models."""
    found: int = await connection.fetchval(REFUSALS, workspace_id)
    return found


async def refused_of(
    connection: Connection, workspace_id: WorkspaceId, people: Collection[UUID]
) -> dict[UUID, datetime]:
    """Who of these refuses, and since when."""
    return dict(await connection.fetch(REFUSED_OF, workspace_id, list(people)))


async def refuse(connection: Connection, workspace_id: WorkspaceId, developer_id: UUID, now: datetime) -> None:
    """Somebody says no."""
    await connection.execute(
        "insert into llm_refusals (workspace_id, developer_id, refused_at) values ($1, $2, $3) on conflict do nothing",
        workspace_id,
        developer_id,
        now,
    )


async def allow(connection: Connection, workspace_id: WorkspaceId, developer_id: UUID) -> None:
    """Somebody takes their no back."""
    await connection.execute(
        "delete from llm_refusals where workspace_id = $1 and developer_id = $2", workspace_id, developer_id
    )


async def count_expired(connection: Connection, workspace_id: WorkspaceId, what: str, before: datetime) -> int:
    """How many rows are older."""
    if what == SERIES:
        return int(await connection.fetchval("select older_in_series($1)", before))
    table, condition = EXPIRED[what]
    found: int = await connection.fetchval(
        f"select count(*) from {table} where workspace_id = $1 and {condition}",  # noqa: S608 - the words above
        workspace_id,
        before,
    )
    return found


async def delete_expired(connection: Connection, workspace_id: WorkspaceId, what: str, before: datetime) -> int:
    """Delete them; how many there were."""
    if what == SERIES:
        return int(await connection.fetchval("select shorten_series($1)", before))
    table, condition = EXPIRED[what]
    status: str = await connection.execute(
        f"delete from {table} where workspace_id = $1 and {condition}",  # noqa: S608 - likewise
        workspace_id,
        before,
    )
    return int(status.rpartition(" ")[2])


async def due(connection: Connection, now: datetime) -> list[WorkspaceId]:
    """Workspaces in which nothing was looked through today."""
    return [WorkspaceId(row[0]) for row in await connection.fetch("select workspaces_with_retention_due($1)", now)]

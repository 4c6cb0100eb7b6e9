"""The access log as it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

ADD = """
insert into access_log as a (workspace_id, developer_id, account_id, kind, hour, role, looks, last_at)
select $1, coalesce(d.merged_into, d.id), n.account_id, n.kind, n.hour, max(n.role), sum(n.looks), max(n.last_at)
from unnest($2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[], $7::integer[], $8::timestamptz[])
    as n (developer_id, account_id, kind, hour, role, looks, last_at)
join developers d on d.workspace_id = $1 and d.id = n.developer_id
group by 2, 3, 4, 5
order by 2, 3, 4, 5
on conflict (workspace_id, developer_id, account_id, kind, hour) do update
set looks = a.looks + excluded.looks,
    role = excluded.role,
    last_at = greatest(a.last_at, excluded.last_at)"""

LIST = """
select a.account_id, c.name, c.email, a.role, a.kind, a.hour, a.looks, a.last_at
from access_log a
left join accounts c on c.id = a.account_id
where a.workspace_id = $1
  and a.developer_id in (
      select d.id
      from developers d
      where d.id = $2
        or d.merged_into = $2
  )
  and ($3::timestamptz is null or (a.last_at, a.account_id, a.kind) < ($3, $4::uuid, $5))
order by a.last_at desc, a.account_id desc, a.kind desc
limit $6"""


@dataclass(frozen=True, slots=True)
class Kept:
    """Looks of one account of one kind in one hour."""

    account_id: UUID
    name: str | None
    email: str | None
    role: str
    kind: str
    hour: datetime
    looks: int
    last_at: datetime


async def add(connection: Connection, workspace_id: WorkspaceId, rows: Sequence[tuple[object, ...]]) -> None:
    """Add looks: whom at, who, kind, hour, role, how often, when last. Ids that are nobody's are left out."""
    if rows:
        await connection.execute(ADD, workspace_id, *map(list, zip(*rows, strict=True)))


async def latest(
    connection: Connection,
    workspace_id: WorkspaceId,
    developer_id: UUID,
    *,
    after: tuple[datetime, UUID, str] | None,
    limit: int,
) -> list[Kept]:
    """Who looked at somebody, the latest first."""
    place = after or (None, None, None)
    rows = await connection.fetch(LIST, workspace_id, developer_id, *place, limit)
    return [Kept(**row) for row in rows]


async def canonical(connection: Connection, workspace_id: WorkspaceId, developer_id: UUID) -> UUID | None:
    """Whom an id stands for, merged or not."""
    found: UUID | None = await connection.fetchval(
        "select coalesce(merged_into, id) from developers where workspace_id = $1 and id = $2",
        workspace_id,
        developer_id,
    )
    return found

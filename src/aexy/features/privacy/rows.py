"""Erasures as they are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from aexy.features.privacy.schemas import ErasureState
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection, Record

_COLUMNS = """
    e.id, e.developer_id, e.token, e.state, asked.name as asked_by, e.asked_at, decided.name as decided_by,
    e.decided_at, e.done_at, e.erased"""
_FROM = """
from erasures e
left join accounts asked on asked.id = e.asked_by
left join accounts decided on decided.id = e.decided_by"""

ADD = """
insert into erasures (workspace_id, developer_id, token, state, asked_by, asked_at, decided_by, decided_at)
values ($1, $2, 'erased-' || substr(md5(gen_random_uuid()::text), 1, 8), $3, $4, $5,
    case when $3 = 'confirmed' then $4::uuid end, case when $3 = 'confirmed' then $5::timestamptz end)
on conflict (workspace_id, developer_id) where state in ('asked', 'confirmed') do update
set state = case when excluded.state = 'confirmed' then 'confirmed' else erasures.state end,
    decided_by = coalesce(excluded.decided_by, erasures.decided_by),
    decided_at = coalesce(excluded.decided_at, erasures.decided_at)
returning id"""

DECIDE = """
update erasures
set state = $3, decided_by = $4, decided_at = $5
where workspace_id = $1
  and id = $2
  and state = 'asked'
returning id"""

BRING_BACK = """
insert into erasures (id, workspace_id, developer_id, token, state, asked_at, decided_at)
values ($2, $1, $3, $4, 'confirmed', $5, $5)
on conflict do nothing
returning id"""

DONE = """
update erasures
set state = 'done', done_at = $3, erased = $4::jsonb
where workspace_id = $1
  and id = $2"""


@dataclass(frozen=True, slots=True)
class Kept:
    """An erasure as it is kept."""

    id: UUID
    developer_id: UUID
    token: str
    state: ErasureState
    asked_by: str | None
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    done_at: datetime | None
    erased: Mapping[str, int]


async def developer(connection: Connection, workspace_id: WorkspaceId, developer_id: UUID) -> tuple[UUID, str] | None:
    """Whom an id stands for, merged or not, and their kind; None where there is nobody, or nobody any more."""
    row = await connection.fetchrow(
        """
        select d.id, d.kind
        from developers d
        where d.workspace_id = $1
          and d.id = (select coalesce(m.merged_into, m.id) from developers m where m.id = $2)
          and d.erased_at is null
        """,
        workspace_id,
        developer_id,
    )
    return (row["id"], row["kind"]) if row else None


async def add(
    connection: Connection,
    workspace_id: WorkspaceId,
    developer_id: UUID,
    state: ErasureState,
    account_id: AccountId,
    now: datetime,
) -> UUID:
    """Write the wish down; one that is open already goes on, confirmed if this one is."""
    made: UUID = await connection.fetchval(ADD, workspace_id, developer_id, state.value, account_id, now)
    return made


async def decide(
    connection: Connection,
    workspace_id: WorkspaceId,
    erasure_id: UUID,
    state: ErasureState,
    account_id: AccountId,
    now: datetime,
) -> bool:
    """Confirm or refuse; False when it does not wait for that."""
    return (await connection.fetchval(DECIDE, workspace_id, erasure_id, state.value, account_id, now)) is not None


async def find(connection: Connection, workspace_id: WorkspaceId, erasure_id: UUID) -> Kept | None:
    """One of them."""
    row = await connection.fetchrow(
        f"select {_COLUMNS} {_FROM} where e.workspace_id = $1 and e.id = $2",
        workspace_id,
        erasure_id,
    )
    return _kept(row) if row else None


async def latest(connection: Connection, workspace_id: WorkspaceId) -> list[Kept]:
    """All of them, the latest first."""
    rows = await connection.fetch(
        f"select {_COLUMNS} {_FROM} where e.workspace_id = $1 order by e.asked_at desc, e.id limit 200",
        workspace_id,
    )
    return [_kept(row) for row in rows]


async def confirmed(connection: Connection, workspace_id: WorkspaceId) -> list[UUID]:
    """Those that are to be carried out, in the order they were asked for."""
    rows = await connection.fetch(
        "select id from erasures where workspace_id = $1 and state = 'confirmed' order by asked_at, id", workspace_id
    )
    return [row["id"] for row in rows]


async def bring_back(
    connection: Connection,
    workspace_id: WorkspaceId,
    erasure_id: UUID,
    developer_id: UUID,
    token: str,
    asked_at: datetime,
) -> bool:
    """Write an erasure down again that a restored copy knows nothing of; False when it is there."""
    return (await connection.fetchval(BRING_BACK, workspace_id, erasure_id, developer_id, token, asked_at)) is not None


async def put_key(connection: Connection, workspace_id: WorkspaceId, key: bytes) -> None:
    """The key a restored copy has to hash with."""
    await connection.execute(
        """
        insert into privacy_keys (workspace_id, key)
        values ($1, $2)
        on conflict (workspace_id) do update
        set key = excluded.key
        """,
        workspace_id,
        key,
    )


async def workspace_exists(connection: Connection, workspace_id: WorkspaceId) -> bool:
    """Whether there is such a workspace."""
    return bool(await connection.fetchval("select exists (select from workspaces where id = $1)", workspace_id))


async def done(
    connection: Connection, workspace_id: WorkspaceId, erasure_id: UUID, erased: Mapping[str, int], now: datetime
) -> None:
    """It is carried out."""
    await connection.execute(DONE, workspace_id, erasure_id, now, orjson.dumps(dict(erased)).decode())


def _kept(row: Record) -> Kept:
    return Kept(**{**row, "state": ErasureState(row["state"]), "erased": orjson.loads(row["erased"])})

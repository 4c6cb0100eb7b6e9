"""What CI's answers need beside the runs: names, addresses, the price of a minute."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection, Record

PRICE = """
select p.per_minute, p.currency, a.name as set_by, p.set_at
from ci_prices p
left join accounts a on a.id = p.set_by
where p.workspace_id = $1"""

PUT_PRICE = """
insert into ci_prices (workspace_id, per_minute, currency, set_by, set_at)
values ($1, $2, $3, $4, $5)
on conflict (workspace_id) do update
set per_minute = excluded.per_minute,
    currency = excluded.currency,
    set_by = excluded.set_by,
    set_at = excluded.set_at"""

FORGET_PRICE = "delete from ci_prices where workspace_id = $1"

REPOSITORIES = """
select r.key,
       r.id,
       coalesce(r.owner || '/', '') || r.name as name,
       r.web_url || case when r.provider = 'gitlab' then '/-/commit/' else '/commit/' end as commits
from repositories r
where r.workspace_id = $1
    and r.key = any($2::int[])"""

RUNS = """
select p.key, p.external_id as id, p.url, p.attempt, p.event, p.ref, p.created_at, p.finished_at
from pipelines p
where p.workspace_id = $1
    and p.key = any($2::bigint[])"""

SERVICE = "select key, name from services where workspace_id = $1 and id = $2"


@dataclass(frozen=True, slots=True)
class Price:
    """What a minute costs; None: nobody has said so."""

    per_minute: Decimal | None = None
    currency: str | None = None
    set_by: str | None = None
    set_at: datetime | None = None


async def price(connection: Connection, workspace_id: WorkspaceId) -> Price:
    """What was said a minute costs."""
    row = await connection.fetchrow(PRICE, workspace_id)
    return Price(**dict(row)) if row else Price()


async def put_price(
    connection: Connection,
    workspace_id: WorkspaceId,
    per_minute: Decimal | None,
    currency: str | None,
    account_id: AccountId,
    now: datetime,
) -> None:
    """Say what a minute costs, or that nobody knows."""
    if per_minute is None:
        await connection.execute(FORGET_PRICE, workspace_id)
    else:
        await connection.execute(PUT_PRICE, workspace_id, per_minute, currency, account_id, now)


async def repositories(connection: Connection, workspace_id: WorkspaceId, keys: Collection[int]) -> dict[int, Record]:
    """Id, name and where commits are looked at, by key."""
    return {row["key"]: row for row in await connection.fetch(REPOSITORIES, workspace_id, list(keys))}


async def runs(connection: Connection, workspace_id: WorkspaceId, keys: Sequence[int]) -> dict[int, Record]:
    """Runs as they are shown, by key."""
    return {row["key"]: row for row in await connection.fetch(RUNS, workspace_id, list(keys))}


async def service(connection: Connection, workspace_id: WorkspaceId, service_id: UUID) -> tuple[int, str] | None:
    """The key and name of something that is deployed; None when the workspace has none of that id."""
    row = await connection.fetchrow(SERVICE, workspace_id, service_id)
    return (row["key"], row["name"]) if row else None

"""Rules in their versions, corrections, and months that are written down."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
import polars as pl

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection, Record
from aexy.store.session import Session

_RULES = """
select r.version, r.document, r.made_at, a.name as made_by, r.note
from (select $1::uuid as workspace_id) w
left join investment_rules r on r.workspace_id = w.workspace_id
left join accounts a on a.id = r.made_by
order by r.version desc nulls last
limit 1"""
_ADD_RULES = """
insert into investment_rules (workspace_id, version, document, note, made_by, made_at)
values (current_workspace(), $1, $2, $3, $4, $5)"""
_LOCK = "select pg_advisory_xact_lock(hashtextextended($1, 0))"
# Another text whenever something was decided.
_STAMP = """
select concat_ws(
    '/',
    (select max(r.version) from investment_rules r where r.workspace_id = $1),
    (select count(*) || ' ' || max(c.made_at) from investment_corrections c where c.workspace_id = $1),
    (select count(*) || ' ' || max(m.changed_at) from investment_months m where m.workspace_id = $1)
)"""
_CORRECT = """
insert into investment_corrections (pull_key, workspace_id, category, note, made_by, made_at)
values ($1, current_workspace(), $2, $3, $4, $5)
on conflict (pull_key) do update
set category = excluded.category,
    note = excluded.note,
    made_by = excluded.made_by,
    made_at = excluded.made_at
returning category, note, made_at, made_by"""
_UNCORRECT = "delete from investment_corrections where workspace_id = $1 and pull_key = $2 returning category"
_MERGED_PULL = """
select p.key, p.merged_at
from pull_requests p
join repositories r on r.key = p.repository_key
where r.id = $1
    and p.number = $2
    and p.gone_at is null"""
_NAMES = """
select p.key, r.id as repository_id, r.name as repository, p.number, p.title, p.url
from pull_requests p
join repositories r on r.key = p.repository_key
where p.key = any($1::bigint[])"""
_MONTHS = """
select m.month, m.is_frozen, m.rules_version, m.changed_at, m.reason
from investment_months m
where m.workspace_id = $1
    and m.month >= $2
    and m.month < $3
order by m.month"""
_PUT_MONTH = """
insert into investment_months (workspace_id, month, is_frozen, rules_version, changed_at, changed_by, reason)
values (current_workspace(), $1, $2, $3, $4, $5, $6)
on conflict (workspace_id, month) do update
set is_frozen = excluded.is_frozen,
    rules_version = excluded.rules_version,
    changed_at = excluded.changed_at,
    changed_by = excluded.changed_by,
    reason = excluded.reason
returning month, is_frozen, rules_version, changed_at, reason"""
_DROP_SHARES = "delete from investment_shares where workspace_id = $1 and month = $2"
_ADD_SHARES = """
insert into investment_shares (workspace_id, month, pull_key, category, how, why, lines)
select current_workspace(), $1, s.pull_key, s.category, s.how, s.why, s.lines
from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[])
    as s (pull_key, category, how, why, lines)"""
_CORRECTIONS = """
select c.pull_key as pull, c.category as corrected
from investment_corrections c"""
_SHARES = """
select s.month, s.pull_key as pull, s.category as frozen, s.how as frozen_how, s.why as frozen_why,
       s.lines as frozen_lines
from investment_shares s
join investment_months m on m.workspace_id = s.workspace_id and m.month = s.month and m.is_frozen
where s.month >= $1::text::date
    and s.month < $2::text::date"""

SHARES: Mapping[str, pl.DataType] = {
    "month": pl.Date(), "pull": pl.Int64(), "frozen": pl.String(), "frozen_how": pl.String(), "frozen_why": pl.String(),
    "frozen_lines": pl.Int64(),
}  # fmt: skip


async def rules(connection: Connection, workspace_id: WorkspaceId) -> Record:
    """The latest rules; its columns are null where nobody made any."""
    found: Record = await connection.fetchrow(_RULES, workspace_id)
    return found


async def wait(connection: Connection, workspace_id: WorkspaceId) -> None:
    """Let nobody else make rules or write a month down meanwhile."""
    await connection.execute(_LOCK, f"aexy investment {workspace_id}")


async def add_rules(
    connection: Connection,
    number: int,
    document: Mapping[str, Any],
    *,
    note: str | None,
    by: AccountId,
    now: datetime,
) -> None:
    """Keep a version."""
    await connection.execute(_ADD_RULES, number, orjson.dumps(document).decode(), note, by, now)


async def stamp(connection: Connection, workspace_id: WorkspaceId) -> str:
    """Another text whenever rules, corrections or months have changed."""
    found: str = await connection.fetchval(_STAMP, workspace_id)
    return found


async def merged_pull(connection: Connection, repository_id: UUID, number: int) -> Record | None:
    """A pull request of a repository; `merged_at` is null where it was not merged."""
    found: Record | None = await connection.fetchrow(_MERGED_PULL, repository_id, number)
    return found


async def correct(
    connection: Connection, pull: int, category: str, *, note: str | None, by: AccountId, now: datetime
) -> Record:
    """It is this, whatever rules say."""
    found: Record = await connection.fetchrow(_CORRECT, pull, category, note, by, now)
    return found


async def uncorrect(connection: Connection, workspace_id: WorkspaceId, pull: int) -> str | None:
    """It is what rules say again; what it was corrected to, None where nobody had."""
    found: str | None = await connection.fetchval(_UNCORRECT, workspace_id, pull)
    return found


async def names(connection: Connection, pulls: Sequence[int]) -> dict[int, Record]:
    """What pull requests are called, by key."""
    return {row["key"]: row for row in await connection.fetch(_NAMES, pulls)}


async def months(connection: Connection, workspace_id: WorkspaceId, start: date, end: date) -> dict[date, Record]:
    """Months somebody or housekeeping decided about."""
    return {row["month"]: row for row in await connection.fetch(_MONTHS, workspace_id, start, end)}


async def put_month(
    connection: Connection,
    month: date,
    *,
    is_frozen: bool,
    version: int,
    by: UUID | None,
    now: datetime,
    reason: str | None = None,
) -> Record:
    """A month is frozen, or open again."""
    found: Record = await connection.fetchrow(_PUT_MONTH, month, is_frozen, version, now, by, reason)
    return found


async def put_shares(connection: Connection, workspace_id: WorkspaceId, month: date, found: pl.DataFrame) -> None:
    """Write a month's pull requests down, in place of what was."""
    await connection.execute(_DROP_SHARES, workspace_id, month)
    columns = ("pull", "category", "how", "why", "lines")
    await connection.execute(_ADD_SHARES, month, *(found[name].to_list() for name in columns))


def read_corrections(session: Session) -> pl.DataFrame:
    """`pull`, `corrected`."""
    return session.frame(_CORRECTIONS).with_columns(pl.col("pull").cast(pl.Int64), pl.col("corrected").cast(pl.String))


def read_shares(session: Session, start: date, end: date) -> pl.DataFrame:
    """What frozen months have."""
    return session.frame(_SHARES, (start.isoformat(), end.isoformat())).cast(pl.Schema(SHARES))

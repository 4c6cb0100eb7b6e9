"""How many records there are, by what dashboards ask. `current_workspace()` keeps each to its own."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final, NamedTuple

from aexy.features.work_records.rows import read
from aexy.features.work_records.schemas import WorkRecord
from aexy.store.postgres import Connection

# An instant somebody wrote into an attribute, if it is one with a zone; attributes hold whatever was sent.
_INSTANT: Final = """case
    when ({0} like '____-__-__T__:__%Z' or {0} like '____-__-__T__:__%+__:__' or {0} like '____-__-__T__:__%-__:__')
        and pg_input_is_valid({0}, 'timestamptz')
    then ({0})::timestamptz
end"""
ANSWERED: Final = _INSTANT.format("answered_text")
ANSWER_DUE: Final = _INSTANT.format("due_text")
BLOCKED_SINCE: Final = _INSTANT.format("attributes ->> 'blocked_since'")
EDITED: Final = _INSTANT.format("attributes ->> 'edited_at'")

HEAPS: Final = """
select stage, status, currency, count(*)::integer as records, sum(amount) as amount,
       (count(*) filter (where due_at < $2))::integer as overdue
from work_records
where workspace_id = current_workspace()
    and kind = $1
    and gone_at is null
    and closed_at is null
group by stage, status, currency
order by stage, status, currency"""

COUNT: Final = """
select count(*)::integer
from work_records
where workspace_id = current_workspace()
    and kind = $1
    and gone_at is null"""

ANY: Final = """
select exists (
    select
    from work_records
    where workspace_id = current_workspace()
        and kind = $1
        and gone_at is null
)"""

STAGES: Final = """
select stage, count(*)::integer
from work_records
where workspace_id = current_workspace()
    and kind = $1
    and gone_at is null
group by stage"""

STATUSES: Final = """
select status, count(*)::integer
from work_records
where workspace_id = current_workspace()
    and kind = $1
    and gone_at is null
group by status"""

WEEKS: Final = """
select week, sum(opened)::integer as opened, sum(closed)::integer as closed
from (
    select date_trunc('week', opened_at at time zone $4)::date as week, count(*) as opened, 0 as closed
    from work_records
    where workspace_id = current_workspace()
        and kind = $1
        and gone_at is null
        and opened_at >= $2
        and opened_at < $3
    group by 1
    union all
    select date_trunc('week', closed_at at time zone $4)::date, 0, count(*)
    from work_records
    where workspace_id = current_workspace()
        and kind = $1
        and gone_at is null
        and closed_at >= $2
        and closed_at < $3
    group by 1
) each
group by week
order by week"""

ENDED: Final = """
select stage, status, currency, count(*)::integer as records, sum(amount) as amount,
       (percentile_cont(0.5) within group (order by extract(epoch from closed_at - opened_at)) / 3600)::float8
           as median_hours
from work_records
where workspace_id = current_workspace()
    and kind = $1
    and gone_at is null
    and closed_at >= $2
    and closed_at < $3
group by grouping sets ((stage, status, currency), ())
order by grouping(stage) desc, stage, status, currency"""

OPENED: Final = """
select count(*)::integer
from work_records
where workspace_id = current_workspace()
    and kind = $1
    and gone_at is null
    and opened_at >= $2
    and opened_at < $3"""

BY_ATTRIBUTE: Final = """
select attributes ->> $2 as word, count(*)::integer as records
from work_records
where workspace_id = current_workspace()
    and kind = $1
    and gone_at is null
    and closed_at is null
group by 1"""

OPENED_BY_ATTRIBUTE: Final = """
select attributes ->> $2 as word, count(*)::integer as records
from work_records
where workspace_id = current_workspace()
    and kind = $1
    and gone_at is null
    and opened_at >= $3
    and opened_at < $4
group by 1"""

PROMISES: Final = f"""
select count(*)::integer as records,
       (count(*) filter (where due_at is not null and coalesce(closed_at, $4) > due_at))::integer as broken,
       (count(*) filter (where due_at is not null and closed_at <= due_at))::integer as kept,
       (count(*) filter (where due_at is not null and closed_at is null and due_at >= $4))::integer as running,
       (count(*) filter (where answer_due is not null and coalesce(answered, $4) > answer_due))::integer
           as answers_broken,
       (count(*) filter (where answer_due is not null and answered <= answer_due))::integer as answers_kept,
       (count(*) filter (where answered >= opened_at))::integer as answered,
       (percentile_cont(0.5) within group (order by extract(epoch from answered - opened_at))
           filter (where answered >= opened_at) / 3600)::float8 as median_answer_hours
from (
    select opened_at, closed_at, due_at, {ANSWERED} as answered, {ANSWER_DUE} as answer_due
    from (
        select opened_at, closed_at, due_at, attributes ->> 'first_response_at' as answered_text,
               attributes ->> 'first_response_due_at' as due_text
        from work_records
        where workspace_id = current_workspace()
            and kind = $1
            and gone_at is null
            and opened_at >= $2
            and opened_at < $3
        offset 0
    ) written
    offset 0
) told"""  # noqa: S608 - joined from this module's own constants

_RECORD: Final = """
select w.key, w.id, w.kind, w.external_id, w.origin as source, w.title, w.status, w.stage, w.amount, w.currency, w.url,
       w.opened_at, w.due_at, w.closed_at, w.attributes, w.version as updated_at, w.owner_key,
       i.developer_id as owner_id, coalesce(d.name, i.name, i.username, i.email) as owner_name
from work_records w
left join developer_identities i on i.key = w.owner_key
left join developers d on d.id = i.developer_id
where w.workspace_id = current_workspace()
    and w.gone_at is null"""

LATEST: Final = f"""{_RECORD}
    and w.kind = $1
    and w.opened_at <= $2
order by w.opened_at desc, w.key desc
limit $3"""

OPEN: Final = f"""{_RECORD}
    and w.kind = $1
    and w.closed_at is null
order by w.key desc
limit $2"""

DUE: Final = f"""{_RECORD}
    and w.closed_at is null
    and w.kind = any($1::text[])
    and w.due_at >= $2
    and w.due_at < $3
order by w.due_at, w.key
limit $4"""

DUE_COUNT: Final = """
select count(*)::integer
from work_records
where workspace_id = current_workspace()
    and gone_at is null
    and closed_at is null
    and kind = any($1::text[])
    and due_at >= $2
    and due_at < $3"""

BLOCKED: Final = f"""
select *, count(*) over ()::integer as total
from (
    select external_id, title, attributes ->> 'blocked_by' as blocked_by, {BLOCKED_SINCE} as since, opened_at, kind
    from work_records
    where workspace_id = current_workspace()
        and gone_at is null
        and closed_at is null
        and attributes ? 'blocked_by'
) told
order by since nulls last, external_id
limit $1"""  # noqa: S608 - joined from this module's own constants

EDITS: Final = f"""
select key, edited, opened_at
from (
    select key, opened_at, coalesce({EDITED}, opened_at) as edited
    from work_records
    where workspace_id = current_workspace()
        and gone_at is null
        and closed_at is null
        and kind = $1
    offset 0
) told
where edited is not null
order by edited desc, key desc"""  # noqa: S608 - likewise

BY_KEYS: Final = f"{_RECORD}\n    and w.key = any($1::bigint[])"


class Heap(NamedTuple):
    """Open records alike in stage, status and currency: how many, worth how much, how many past their day."""

    stage: str | None
    status: str | None
    currency: str | None
    records: int
    amount: Decimal | None
    overdue: int


class Week(NamedTuple):
    """How many were opened and closed in a local week."""

    week: date
    opened: int
    closed: int


class Ended(NamedTuple):
    """What was closed in some days; the first of a list is of all of them together."""

    stage: str | None
    status: str | None
    currency: str | None
    records: int
    amount: Decimal | None
    median_hours: float | None


class Promises(NamedTuple):
    """What became of the promises recorded with what was opened in some days."""

    records: int
    broken: int
    kept: int
    running: int
    answers_broken: int
    answers_kept: int
    answered: int
    median_answer_hours: float | None


class Blocked(NamedTuple):
    """A record that waits for something."""

    external_id: str
    title: str
    blocked_by: str | None
    since: datetime | None
    opened_at: datetime | None
    kind: str
    total: int


class Edit(NamedTuple):
    """When an open record's text last changed, as far as anybody said."""

    key: int
    edited: datetime
    opened_at: datetime | None


async def heaps(connection: Connection, kind: str, *, now: datetime) -> list[Heap]:
    """Open records of a kind in heaps."""
    return [Heap(*row) for row in await connection.fetch(HEAPS, kind, now)]


async def count(connection: Connection, kind: str) -> int:
    """How many there are, open or not."""
    found: int = await connection.fetchval(COUNT, kind)
    return found


async def has_any(connection: Connection, kind: str) -> bool:
    """Whether there is one."""
    return bool(await connection.fetchval(ANY, kind))


async def stages(connection: Connection, kind: str) -> dict[str | None, int]:
    """How many have each stage."""
    return {row[0]: row[1] for row in await connection.fetch(STAGES, kind)}


async def statuses(connection: Connection, kind: str) -> dict[str | None, int]:
    """How many have each status."""
    return {row[0]: row[1] for row in await connection.fetch(STATUSES, kind)}


async def weeks(connection: Connection, kind: str, since: datetime, until: datetime, zone: str) -> list[Week]:
    """Those weeks in which anything came or ended."""
    return [Week(*row) for row in await connection.fetch(WEEKS, kind, since, until, zone)]


async def ended(connection: Connection, kind: str, since: datetime, until: datetime) -> list[Ended]:
    """All that ended then, and by stage, status and currency."""
    return [Ended(*row) for row in await connection.fetch(ENDED, kind, since, until)]


async def opened(connection: Connection, kind: str, since: datetime, until: datetime) -> int:
    """How many came then."""
    found: int = await connection.fetchval(OPENED, kind, since, until)
    return found


async def by_attribute(connection: Connection, kind: str, name: str) -> dict[str | None, int]:
    """Open ones by what an attribute says."""
    return {row["word"]: row["records"] for row in await connection.fetch(BY_ATTRIBUTE, kind, name)}


async def opened_by_attribute(
    connection: Connection, kind: str, name: str, since: datetime, until: datetime
) -> dict[str | None, int]:
    """Those that came then by what an attribute says."""
    found = await connection.fetch(OPENED_BY_ATTRIBUTE, kind, name, since, until)
    return {row["word"]: row["records"] for row in found}


async def promises(connection: Connection, kind: str, since: datetime, until: datetime, *, now: datetime) -> Promises:
    """What became of the promises made then."""
    row = await connection.fetchrow(PROMISES, kind, since, until, now)
    return Promises(*row) if row else Promises(0, 0, 0, 0, 0, 0, 0, None)


async def latest(connection: Connection, kind: str, *, now: datetime, limit: int) -> list[WorkRecord]:
    """Those that were opened last."""
    return [read(row) for row in await connection.fetch(LATEST, kind, now, limit)]


async def still_open(connection: Connection, kind: str, *, limit: int) -> list[WorkRecord]:
    """Open ones, those that came last first."""
    return [read(row) for row in await connection.fetch(OPEN, kind, limit)]


async def due(
    connection: Connection, kinds: Sequence[str], since: datetime, until: datetime, *, limit: int
) -> tuple[list[WorkRecord], int]:
    """Open ones that are due then, soonest first, and how many there are."""
    found = [read(row) for row in await connection.fetch(DUE, kinds, since, until, limit)]
    total: int = await connection.fetchval(DUE_COUNT, kinds, since, until)
    return found, total


async def blocked(connection: Connection, *, limit: int) -> list[Blocked]:
    """Open ones that say what they wait for, longest first."""
    return [Blocked(*row) for row in await connection.fetch(BLOCKED, limit)]


async def edits(connection: Connection, kind: str) -> list[Edit]:
    """Open ones by when they last changed, latest first."""
    return [Edit(*row) for row in await connection.fetch(EDITS, kind)]


async def by_keys(connection: Connection, keys: Sequence[int]) -> dict[int, WorkRecord]:
    """These records."""
    return {row["key"]: read(row) for row in await connection.fetch(BY_KEYS, keys)}

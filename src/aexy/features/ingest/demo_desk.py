"""The demo's desk: work records beside the story, as an import would bring them, and a few issues that are blocked.

It moves no number of people and repositories: records are counted by dashboards alone, and what blocks an issue is a
word beside it.
"""

from datetime import datetime
from typing import Final

from aexy.features.ingest.demo_facts import Unpacked, Workspaces
from aexy.kernel.activity import Who, WorkRecord
from aexy.kernel.ids import WorkspaceId
from aexy.sources.demo.desk import Row, desk_rows
from aexy.sources.demo.organization import Organization
from aexy.sources.demo.reading import ORIGIN, PROVIDER
from aexy.store.activity import Place, load
from aexy.store.pages import put
from aexy.store.postgres import Connection

# Pages of its own: those of the organization are told apart by their source, and replaced as a whole.
_PAGES: Final = Place("demo desk", ORIGIN)
_INSTANTS: Final = ("opened_at", "due_at", "closed_at")

_FORGET: Final = """
delete from work_records
where workspace_id = $1
    and origin = 'demo'
    and (kind, external_id) not in (select * from unnest($2::text[], $3::text[]))"""

# Those in work that began last, a few of them; the same ones however often it is said.
_BLOCK: Final = """
with chosen as (
    select i.key, row_number() over (order by md5(i.external_id)) as place
    from issues i
    where i.workspace_id = $1
        and i.origin = 'demo'
        and i.status_category = 'in_progress'
        and i.closed_at is null
        and i.gone_at is null
    order by place
    limit 7
)
update issues i
set labels = case when c.place % 2 = 0 then array_append(i.labels, 'blocked') else i.labels end,
    status = case when c.place % 2 = 1 then 'Blocked' else i.status end
from chosen c
where i.key = c.key
    and not exists (
        select
        from issues o
        where o.workspace_id = $1
            and o.origin = 'demo'
            and (o.status = 'Blocked' or o.labels @> '{blocked}')
    )"""

_SINCE: Final = """
insert into issue_transitions
    (workspace_id, issue_key, external_id, at, field, from_value, to_value, from_category, to_category)
select $1, i.key, 'blocked', $2::timestamptz - (2 + i.key % 5) * interval '1 day', 'status', 'In Progress', 'Blocked',
       'in_progress', 'in_progress'
from issues i
where i.workspace_id = $1
    and i.origin = 'demo'
    and i.status = 'Blocked'
on conflict do nothing"""


# Half of the issues anybody took up have a note of how long they took; no number but that of notes rests on them.
_LOG: Final = """
insert into work_logs (workspace_id, issue_key, external_id, version, author_key, started_at, seconds)
select $1, i.key, 'desk', i.started_at, i.assignee_key, i.started_at, 900 * (2 + get_byte(i.dice, 1) % 19)
from (
    select key, started_at, assignee_key, decode(md5(external_id), 'hex') as dice
    from issues
    where workspace_id = $1
        and origin = 'demo'
        and started_at is not null
        and assignee_key is not null
        and gone_at is null
) i
where get_byte(i.dice, 0) % 2 = 0
on conflict do nothing"""


async def tell_desk(
    database: Workspaces, workspace_id: WorkspaceId, organization: Organization, *, now: datetime
) -> None:
    """Its records, in place of those of an earlier demo; the same again change nothing. The people must be there."""
    rows = desk_rows(organization)
    end = datetime.fromisoformat(f"{organization.size.ends_on}T00:00:00+00:00")
    async with database.workspace(workspace_id) as connection:
        page = Unpacked("work_records", "desk", rows)
        if await put(connection, workspace_id, _PAGES, page, now=now):
            kept = [(row["kind"], row["id"]) for row in rows]
            await connection.execute(_FORGET, workspace_id, *([one[at] for one in kept] for at in range(2)))
            records = [_read(row, end) for row in rows]
            await load(connection, workspace_id, Place(PROVIDER, ORIGIN), records, now=now)
        await connection.execute(_LOG, workspace_id)
        await _block(connection, workspace_id, end)


async def _block(connection: Connection, workspace_id: WorkspaceId, end: datetime) -> None:
    if (await connection.execute(_BLOCK, workspace_id)) != "UPDATE 0":
        await connection.execute(_SINCE, workspace_id, end)


def _read(row: Row, told_at: datetime) -> WorkRecord:
    instants = {name: datetime.fromisoformat(row[name]) for name in _INSTANTS if name in row}
    return WorkRecord(
        kind=row["kind"],
        external_id=row["id"],
        version=told_at,
        title=row["title"],
        status=row.get("status"),
        stage=row.get("stage"),
        owner=Who(PROVIDER, row["owner"], username=row["owner"]) if "owner" in row else None,
        amount=row.get("amount"),
        currency=row.get("currency"),
        opened_at=instants.get("opened_at"),
        due_at=instants.get("due_at"),
        closed_at=instants.get("closed_at"),
        attributes=row.get("attributes"),
    )

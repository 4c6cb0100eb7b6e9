"""Work records as they are kept, newest first."""

import orjson

from aexy.features.work_records.schemas import Owner, WorkRecord, WorkRecordKind
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection, Record

LIST = """
select w.key, w.id, w.kind, w.external_id, w.origin as source, w.title, w.status, w.stage, w.amount, w.currency, w.url,
       w.opened_at, w.due_at, w.closed_at, w.attributes, w.version as updated_at, w.owner_key,
       i.developer_id as owner_id, coalesce(d.name, i.name, i.username, i.email) as owner_name
from work_records w
left join developer_identities i on i.key = w.owner_key
left join developers d on d.id = i.developer_id
where w.workspace_id = $1
  and w.gone_at is null
  and ($2::text is null or w.kind = $2)
  and ($3::text is null or w.status = $3)
  and ($4::boolean is null or (w.closed_at is null) = $4)
  and ($5::text is null or w.external_id = $5)
  and ($6::bigint is null or w.key < $6)
order by w.key desc
limit $7
"""
KINDS = """
select kind, count(*) as records, count(*) filter (where closed_at is null) as open
from work_records
where workspace_id = $1
  and gone_at is null
group by kind
order by kind
"""


async def newest(
    connection: Connection, workspace_id: WorkspaceId, *, kind: str | None, status: str | None, is_open: bool | None,
    external_id: str | None, before: int | None, limit: int,
) -> list[tuple[int, WorkRecord]]:  # fmt: skip
    """At most `limit` of them, older than the key `before`, each with its key."""
    found = await connection.fetch(LIST, workspace_id, kind, status, is_open, external_id, before, limit)
    return [(row["key"], _read(row)) for row in found]


async def count_kinds(connection: Connection, workspace_id: WorkspaceId) -> list[WorkRecordKind]:
    """What there is."""
    return [WorkRecordKind(**dict(row)) for row in await connection.fetch(KINDS, workspace_id)]


def _read(row: Record) -> WorkRecord:
    owner = Owner(developer_id=row["owner_id"], name=row["owner_name"]) if row["owner_key"] is not None else None
    attributes = orjson.loads(row["attributes"]) if row["attributes"] else {}
    return WorkRecord(**{**row, "owner": owner, "attributes": attributes})

"""Work records as they are kept, newest first."""

import re

import orjson

from aexy.features.work_records.schemas import Owner, Wanted, WorkRecord, WorkRecordKind
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection, Record

# So many of those with the words are looked through for what else is asked.
LOOKED_THROUGH = 5_000
TITLED = "select array(select records_titled(to_tsquery('simple', $1), $2, $3, $4))"
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
  and ($8::text is null or w.stage = $8)
  and ($9::uuid is null or i.developer_id = $9)
  and ($10::bigint[] is null or w.key = any($10))
  and ($11::timestamptz is null or (w.due_at < $11 and w.closed_at is null))
order by w.key desc
limit $7
"""
KINDS = """
with every as (
    select kind, count(*) as records
    from work_records
    where workspace_id = $1
      and gone_at is null
    group by kind
),
still as (
    select kind, count(*) as open
    from work_records
    where workspace_id = $1
      and gone_at is null
      and closed_at is null
    group by kind
)
select e.kind, e.records, coalesce(s.open, 0) as open
from every e
left join still s on s.kind = e.kind
order by e.kind
"""


async def newest(
    connection: Connection, workspace_id: WorkspaceId, wanted: Wanted, *, before: int | None, limit: int
) -> list[tuple[int, WorkRecord]]:
    """At most `limit` of them, older than the key `before`, each with its key."""
    words, keys = _words(wanted.words), None
    if words is not None:
        keys = await connection.fetchval(TITLED, words, wanted.kind, before, LOOKED_THROUGH)
    found = await connection.fetch(
        LIST, workspace_id, wanted.kind, wanted.status, wanted.is_open, wanted.external_id, before, limit,
        wanted.stage, wanted.owner, keys, wanted.due_before,
    )  # fmt: skip
    return [(row["key"], read(row)) for row in found]


async def count_kinds(connection: Connection, workspace_id: WorkspaceId) -> list[WorkRecordKind]:
    """What there is."""
    return [WorkRecordKind(**dict(row)) for row in await connection.fetch(KINDS, workspace_id)]


def _words(text: str | None) -> str | None:
    """Beginnings of words, all of which a title has; None where there is none."""
    words = re.findall(r"\w+", text or "")
    return " & ".join(f"{word}:*" for word in words) or None


def read(row: Record) -> WorkRecord:
    """A row as it goes out."""
    owner = Owner(developer_id=row["owner_id"], name=row["owner_name"]) if row["owner_key"] is not None else None
    attributes = orjson.loads(row["attributes"]) if row["attributes"] else {}
    return WorkRecord(**{**row, "owner": owner, "attributes": attributes})

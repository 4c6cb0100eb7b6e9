"""What a provider said is gone: noted for good, so that an older page does not bring it back."""

from aexy.kernel.activity import Gone
from aexy.store.activity import fitting
from aexy.store.activity.columns import Parent, Table
from aexy.store.activity.tables import PULL_REQUESTS, TABLES
from aexy.store.postgres import Connection

CREATE = """
create temp table if not exists incoming_gone (
    kind text, external_id text, number integer, gone_at timestamptz
) on commit delete rows;
"""
_MOST = 2**31
_BY_ORIGIN = sorted({table.gone for table in TABLES if table.gone and table.parent is Parent.ORIGIN})

_NOTE = """
insert into gone_records as g (workspace_id, origin, repository_key, kind, external_id, gone_at)
select $1, $3, case when kind = any($5::text[]) then 0 else coalesce($4::integer, 0) end,
       kind, external_id, max(gone_at)
from (
    select kind, external_id, gone_at from incoming_gone
    union all
    select kind, '#' || number, gone_at from incoming_gone where kind = 'pull_request' and number is not null
) x
cross join (select $2::text) as place
group by kind, external_id
order by kind, external_id
on conflict (workspace_id, origin, repository_key, kind, external_id) do update
set gone_at = excluded.gone_at
where g.gone_at < excluded.gone_at
"""
_PLACES = """
update {table} t
set gone_at = g.gone_at
from incoming_gone g
where t.workspace_id = $1
  and t.provider = $2
  and t.external_id = g.external_id
  and g.kind = $3
  and t.gone_at is null
"""

# Whatever is counted of it, or of what was done about it, is counted no more.
_TOUCHED = {
    "pull_request": ", noted as (insert into touched_pull select key from changed)",
    "issue": ", noted as (insert into touched_issue select key from changed)",
}


async def note(connection: Connection, place: tuple[object, ...], gone: list[Gone]) -> int:
    """Write down what is gone, and say so of rows that are here; how many rows that changed."""
    if not gone:
        return 0
    rows = [(one.kind, fitting.name(one.external_id), _number(one), fitting.instant(one.at)) for one in gone]
    await connection.copy_records_to_table("incoming_gone", records=rows)
    await connection.execute(_NOTE, *place, _BY_ORIGIN)
    kinds = {one.kind for one in gone}
    changed = 0
    for table in TABLES:
        if table.gone in kinds:
            changed += await connection.fetchval(_mark(table) if table.marks_gone else _delete(table), *place)
    for kind, name in (("repository", "repositories"), ("project", "tracker_projects")):
        if kind in kinds:
            changed += _count(await connection.execute(_PLACES.format(table=name), *place[:2], kind))
    return changed


def _number(gone: Gone) -> int | None:
    return gone.number if gone.number is not None and abs(gone.number) < _MOST else None


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])


def _mark(table: Table) -> str:
    names = "(g.external_id = t.external_id or g.number = t.number)"
    same = names if table is PULL_REQUESTS else "g.external_id = t.external_id"
    scope = "t.origin = $3" if table.parent is Parent.ORIGIN else "t.repository_key = $4"
    days = ", ".join(f"new.{day}" for day in table.days)
    touched = _TOUCHED.get(table.gone or "", "")
    return f"""
    with changed as (
        update {table.stored} t
        set gone_at = g.gone_at
        from (select kind, external_id, number, max(gone_at) as gone_at from incoming_gone group by 1, 2, 3) g
        cross join (select $2::text, $3::text, $4::integer) as place
        where t.workspace_id = $1
          and {scope}
          and g.kind = '{table.gone}'
          and {same}
          and g.gone_at >= t.version
          and g.gone_at > coalesce(t.gone_at, '-infinity')
        returning {"t.key," if touched else ""} array[{days or "null"}]::timestamptz[] as instants
    ){touched},
    dated as (
        insert into touched_instants
        select distinct u.at, false from changed, unnest(instants) u (at) where isfinite(u.at)
    )
    select count(*) from changed
    """  # noqa: S608 - made of declared names


def _delete(table: Table) -> str:
    key, touched = ("pull_key", "touched_pull") if table.parent is Parent.PULL else ("issue_key", "touched_issue")
    parent = "pull_requests" if table.parent is Parent.PULL else "issues"
    scope = "q.repository_key = $4" if table.parent is Parent.PULL else "q.origin = $3"
    days = ", ".join(f"old.{day}" for day in table.days)
    return f"""
    with changed as (
        delete from {table.stored} t
        using incoming_gone g
        cross join (select $2::text, $3::text, $4::integer) as place
        where t.workspace_id = $1
          and t.external_id = g.external_id
          and g.kind = '{table.gone}'
          and g.gone_at >= t.version
          and t.{key} in (
              select q.key from {parent} q where q.workspace_id = $1 and {scope}
              union all
              select q.key from expected_{parent} q where q.workspace_id = $1 and {scope}
          )
        returning t.{key} as parent_key, array[{days}]::timestamptz[] as instants
    ),
    noted as (insert into {touched} select distinct parent_key from changed),
    dated as (
        insert into touched_instants
        select distinct u.at, {table.child == "reviews"} from changed, unnest(instants) u (at) where isfinite(u.at)
    )
    select count(*) from changed
    """  # noqa: S608 - made of declared names

"""The statements that merge a batch with what is stored, one per table whatever the number of rows.

In them `i` is a row that came, `o` the row as stored (or nothing), `p` its parent, `place` where the batch comes from.
$1 … $4 are workspace, provider, origin and the repository's key.
"""

from functools import cache

from aexy.store.activity.columns import Column, Kind, Parent, Rule, Table
from aexy.store.activity.merging import NEVER

_PLACE = "(select $1::uuid as workspace_id, $2::text as provider, $3::text as origin, $4::integer as repository_key)"
_PARENT_KEY = {Parent.PULL: "pull_key", Parent.ISSUE: "issue_key"}
_PARENT_NAME = {Parent.PULL: "number", Parent.ISSUE: "issue"}
_SCOPE = {
    Parent.PULL: ("pull_key",),
    Parent.ISSUE: ("issue_key",),
    Parent.REPOSITORY: ("repository_key",),
    Parent.ORIGIN: ("workspace_id", "origin"),
}


@cache
def create(table: Table) -> str:
    """The temporary table its rows are copied to."""
    columns = ", ".join(f"{column.name} {_copied(column.type)}" for column in (*table.read, *table.extra))
    return f"create temp table if not exists {table.incoming} ({columns}) on commit delete rows;"


def _copied(kind: str) -> str:
    return "text" if kind == "numeric" else kind


@cache
def upsert(table: Table) -> str:
    """Insert and update what differs, note whose days are touched, and say how many rows that were."""
    written = _written(table)
    differs = f"(o.{', o.'.join(written)}) is distinct from ({', '.join(written.values())})"
    conflict = f"({', '.join((*_SCOPE[table.parent], *(key.name for key in table.keys)))})"
    return f"""
    with changed as (
        insert into {table.stored} as t (workspace_id, {", ".join(_found_by(table))}, {", ".join(written)})
        select place.workspace_id, {", ".join(_found_by(table).values())},
               {", ".join(written.values())}
        from {table.incoming} i
        cross join {_PLACE} as place
        {_parents(table)}
        left join {table.stored} o on {_match(table)}
        {_weighed(table)}
        where (o.workspace_id is null or {differs})
          {_accepted(table)}
        on conflict {conflict} {f"where {table.only}" if table.only else ""} do update
        set {", ".join(f"{name} = excluded.{name}" for name in written)}
        returning {_touching(table)}
    )
    {_noting(table)}
    select count(*) from changed
    """  # noqa: S608 - made of declared names


@cache
def delete_unlisted(table: Table) -> str:
    """Delete children that were not among the newest `Whole`, unless they are newer than it."""
    child, key, name = f"{table.child}_as_of", _PARENT_KEY[table.parent], _PARENT_NAME[table.parent]
    same = " and ".join(f"i.{one.name} = t.{one.name}" for one in table.keys)
    return f"""
    with changed as (
        delete from {table.stored} t
        using {parents(table.parent)} p
        where t.workspace_id = $1
          and t.{key} = p.key
          and not p.is_new
          and p.whole_{child} >= coalesce(p.{child}, '-infinity')
          {f"and t.{table.own} <= p.whole_{child}" if table.own else ""}
          and not exists (
              select from {table.incoming} i where i.{name} = p.{name} and {same} and i.whole_at is not null
          )
        returning {_touching(table)}
    )
    {_noting(table)}
    select count(*) from changed
    """  # noqa: S608 - made of declared names


def parents(parent: Parent) -> str:
    """The temporary table of the pull requests or issues a batch speaks of."""
    return f"{parent}_parents"


def _found_by(table: Table) -> dict[str, str]:
    """The columns a row is found by, which never change."""
    scope = {
        Parent.PULL: {"pull_key": "p.key"},
        Parent.ISSUE: {"issue_key": "p.key"},
        Parent.REPOSITORY: {"repository_key": "place.repository_key"},
        Parent.ORIGIN: {"origin": "place.origin"},
    }[table.parent]
    own = {"key": "p.key"} if table.as_of else {}
    return own | scope | {key.name: f"i.{key.name}" for key in table.keys}


def _written(table: Table) -> dict[str, str]:
    """Every column that may change, and the value that stands."""
    written = {name: f"greatest(place.{name}, o.{name})" for name in table.place if name != "provider"}
    if "provider" in table.place:
        written["provider"] = "place.provider"
    if table.is_versioned:
        written["version"] = "greatest(i.version, o.version)"
    for column in table.columns:
        written[column.name] = _value(column)
    for name in table.as_of:
        also = "" if name == "fields_as_of" else f", p.{name}"
        written[name] = f"greatest(i.{name}, o.{name}{also})"
    if table.derived:
        name = table.derived[0]
        written[name] = f"case when o.workspace_id is null then i.{name} else o.{name} end"
    if table.tells_when:
        written["said_at"] = _said_at(table)
    if table.marks_gone:
        written["gone_at"] = f"case when {_gone(table)} >= greatest(i.version, o.version) then {_gone(table)} end"
    return written


def _value(column: Column) -> str:
    mine, theirs = f"{_cast(column)}", f"o.{column.name}"
    if column.rule is Rule.LEAST:
        return f"least({mine}, {theirs})"
    if column.rule is Rule.MOST:
        return _tie(column, mine, theirs)
    if column.rule is Rule.ALWAYS:
        return (
            f"case when o.version is null or i.version > o.version then {mine} when i.version < o.version then {theirs}"
            f" else {_tie(column, mine, theirs)} end"
        )
    i_said, o_said = f"w.i_{column.name}", f"w.o_{column.name}"
    return (
        f"case when o.version is null or {i_said} > {o_said} then {mine} when {i_said} < {o_said} then {theirs}"
        f" else {_tie(column, mine, theirs)} end"
    )


def _cast(column: Column) -> str:
    return f"i.{column.name}::{column.type}" if column.type == "numeric" else f"i.{column.name}"


def _tie(column: Column, mine: str, theirs: str) -> str:
    """Said at the same instant: the larger, by what it means and not by a key that anybody else would have got."""
    if column.kind is Kind.WHO:
        return _by_name("developer_identities", 'n.provider collate "C" desc, n.external_id', mine, theirs)
    if column.kind is Kind.PROJECT:
        return _by_name("tracker_projects", "n.external_id", mine, theirs)
    if column.type.startswith("text"):
        return f'greatest({mine} collate "C", {theirs} collate "C")'
    return f"greatest({mine}, {theirs})"


def _by_name(named: str, order: str, mine: str, theirs: str) -> str:
    return (
        f"case when {theirs} is null or {mine} = {theirs} then {mine} when {mine} is null then {theirs} else"  # noqa: S608
        f" (select n.key from {named} n where n.key in ({mine}, {theirs})"
        f' order by {order} collate "C" desc limit 1) end'
    )


def _said_columns(table: Table) -> list[Column]:
    return [column for column in table.columns if column.rule is Rule.SAID] if table.is_versioned else []


def _weighed(table: Table) -> str:
    """When each side last said each column that need not be said, as `w.i_…` and `w.o_…`."""
    columns = _said_columns(table)
    if not columns:
        return ""
    sides = ", ".join(
        f"{_when(table, side, column)} as {side}_{column.name}" for column in columns for side in ("i", "o")
    )
    return f"cross join lateral (select {sides}) w"


def _when(table: Table, side: str, column: Column) -> str:
    never = f"({NEVER})::bigint"
    empty = f"coalesce(microseconds({side}.fields_as_of), {never})" if table.has_fields else never
    name = column.name
    return f"case when {side}.{name} is null then {empty} else said({side}.said_at, '{name}', {side}.version) end"


def _said_at(table: Table) -> str:
    older = ", ".join(
        f"'{name}', case when ({_value(column)}) is not null"
        f" and greatest(w.i_{name}, w.o_{name}) < microseconds(greatest(i.version, o.version))"
        f" then greatest(w.i_{name}, w.o_{name}) end"
        for column in _said_columns(table)
        for name in (column.name,)
    )
    return f"case when o.version is null then i.said_at else jsonb_strip_nulls(jsonb_build_object({older})) end"


def _gone(table: Table) -> str:
    names = "i.external_id"
    if table.parent is Parent.REPOSITORY and table.keys[0].name == "number":
        names = "i.external_id, '#' || i.number"
    scope = "0" if table.parent is Parent.ORIGIN else "coalesce(place.repository_key, 0)"
    return (
        "(select max(g.gone_at) from gone_records g where g.workspace_id = place.workspace_id"  # noqa: S608
        f" and g.origin = place.origin and g.repository_key = {scope} and g.kind = '{table.gone}'"
        f" and g.external_id in ({names}))"
    )


def _parents(table: Table) -> str:
    if table.parent in _PARENT_KEY:
        name = _PARENT_NAME[table.parent]
        return f"join {parents(table.parent)} p on p.{name} = i.{name}"
    if table.as_of:
        of = Parent.PULL if table.parent is Parent.REPOSITORY else Parent.ISSUE
        return f"join {parents(of)} p on p.{_PARENT_NAME[of]} = i.{table.keys[0].name}"
    return ""


def _match(table: Table) -> str:
    scope = {
        Parent.PULL: "o.pull_key = p.key",
        Parent.ISSUE: "o.issue_key = p.key",
        Parent.REPOSITORY: "o.repository_key = place.repository_key",
        Parent.ORIGIN: "o.workspace_id = place.workspace_id and o.origin = place.origin",
    }[table.parent]
    return " and ".join((scope, *(f"o.{key.name} = i.{key.name}" for key in table.keys)))


def _accepted(table: Table) -> str:
    """A child that is older than the newest listing, and was not in it, is gone already."""
    lines = []
    if table.child:
        as_of = f"p.{table.child}_as_of"
        own = f" or i.{table.own} > {as_of}" if table.own else ""
        lines.append(f"and (o.workspace_id is not null or {as_of} is null or i.whole_at > {as_of}{own})")
    if table.gone and not table.marks_gone:
        lines.append(f"and not coalesce({_gone(table)} >= i.version, false)")
    return "\n".join(lines)


def _touching(table: Table) -> str:
    key = f"t.{_PARENT_KEY[table.parent]}" if table.parent in _PARENT_KEY else "0::bigint"
    days = ", ".join(f"old.{day}, new.{day}" for day in table.days)
    return f"{key} as parent_key, array[{days or 'null'}]::timestamptz[] as instants"


def _noting(table: Table) -> str:
    notes = ""
    if table.parent in _PARENT_KEY:
        notes += f", noted as (insert into touched_{table.parent} select distinct parent_key from changed)"  # noqa: S608
    if table.days:
        notes += (
            ", dated as (insert into touched_instants select distinct date_bin('15 minutes', u.at, timestamptz 'epoch')"
            " from changed, unnest(instants) u (at) where isfinite(u.at))"
        )
    return notes

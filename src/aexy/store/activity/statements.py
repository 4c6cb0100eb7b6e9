"""The statements that merge a batch with what is stored, two a table whatever the number of rows.

In them `i` is a row that came, `o` the row as stored (or nothing), `p` its parent, `place` where the batch comes from.
$1 … $4 are workspace, provider, origin and the repository's key.
"""

from collections.abc import Iterable
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
def insert(table: Table) -> str:
    """Insert what is not there yet, note whose days are touched, and say how many rows that were."""
    found, fresh = _found_by(table), _fresh(table)
    return f"""
    with changed as (
        insert into {table.stored} as t (workspace_id, {", ".join(found)}, {", ".join(fresh)})
        select place.workspace_id, {", ".join(found.values())}, {", ".join(fresh.values())}
        from {table.incoming} i
        cross join {_PLACE} as place
        {_parents(table)}
        {_accepted(table)}
        on conflict do nothing
        returning {_touching(table, ("new",))}
    )
    {_noting(table)}{_arriving(table)}
    select count(*) from changed
    """  # noqa: S608 - made of declared names


@cache
def update(table: Table) -> str:
    """Bring what was there in line with what came, likewise.

    `w` has both sides and when each said what it need not say, `v` what stands, `m` also since when it was said.
    """
    values = _values(table)
    found = [name for name in _found_by(table) if name != "key"]
    at = [f"greatest(w.i_at_{one.name}, w.o_at_{one.name}) as at_{one.name}" for one in _said_columns(table)]
    return f"""
    with changed as (
        update {table.stored} t
        set {", ".join(f"{name} = m.{name}" for name in (*values, *_when_said(table)))}
        from (
            select v.*{"".join(f", {value} as {name}" for name, value in _when_said(table).items())}
            from (
                select {_of("w", found)},
                       {", ".join((f"{value} as {name}" for name, value in values.items()))}
                       {"".join(f", {one}" for one in at)}
                from ({_sides(table)} offset 0) w
                offset 0
            ) v
        ) m
        where t.workspace_id = $1
          and {" and ".join(f"t.{name} = m.{name}" for name in found)}
          and ({_of("t", values)}{"".join(f", t.{name}" for name in _when_said(table))})
              is distinct from ({_of("m", values)}{"".join(f", m.{name}" for name in _when_said(table))})
        returning {_touching(table, ("old", "new"))}
    )
    {_noting(table)}
    select count(*) from changed
    """  # noqa: S608 - made of declared names


def _of(alias: str, names: Iterable[str]) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)


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
        returning {_touching(table, ("old",))}
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


def _fresh(table: Table) -> dict[str, str]:
    """The columns of a new row."""
    fresh = {name: f"place.{name}" for name in table.place}
    if table.is_versioned:
        fresh["version"] = "i.version"
    fresh |= {column.name: _cast(column) for column in table.columns}
    for name in table.as_of:
        fresh[name] = f"i.{name}" if name == "fields_as_of" else f"greatest(i.{name}, p.{name})"
    if table.derived:
        fresh[table.derived[0]] = f"i.{table.derived[0]}"
    if table.tells_when:
        fresh["said_at"] = "i.said_at"
    if table.marks_gone:
        fresh["gone_at"] = f"case when {_gone(table)} >= i.version then {_gone(table)} end"
    return fresh


def _sides(table: Table) -> str:
    """What came and what is stored, side by side: `i_…` and `o_…`."""
    names = [*(["version"] if table.is_versioned else []), *table.as_of, *(one.name for one in table.columns)]
    place = [name for name in table.place if name != "provider"]
    sides = [
        *(f"o.{name}" for name in _found_by(table) if name != "key"),
        *(f"{_cast(column)} as i_{column.name}" for column in table.columns),
        *(f"i.{name} as i_{name}" for name in names[: len(names) - len(table.columns)]),
        *(f"place.{name} as i_{name}" for name in place),
        *(f"o.{name} as o_{name}" for name in (*names, *place)),
        *(f"{_when(table, side, one)} as {side}_at_{one.name}" for one in _said_columns(table) for side in ("i", "o")),
        *([f"{_gone(table)} as went_at"] if table.marks_gone else []),
    ]
    return f"""
    select {", ".join(sides)}
    from {table.incoming} i
    cross join {_PLACE} as place
    {_parents(table)}
    join {table.stored} o on {_match(table)}
    {_not_gone(table)}
    """  # noqa: S608 - made of declared names


def _values(table: Table) -> dict[str, str]:
    """Every column that may change, and the value that stands."""
    values = {name: f"greatest(w.i_{name}, w.o_{name})" for name in table.place if name != "provider"}
    if table.is_versioned:
        values["version"] = "greatest(w.i_version, w.o_version)"
    values |= {column.name: _value(column) for column in table.columns}
    values |= {name: f"greatest(w.i_{name}, w.o_{name})" for name in table.as_of}
    if table.marks_gone:
        values["gone_at"] = "case when w.went_at >= greatest(w.i_version, w.o_version) then w.went_at end"
    return values


def _when_said(table: Table) -> dict[str, str]:
    """Since when columns are known that were not said by the newest version."""
    older = ", ".join(
        f"'{one.name}', case when v.{one.name} is not null and v.at_{one.name} < microseconds(v.version)"
        f" then v.at_{one.name} end"
        for one in _said_columns(table)
    )
    return {"said_at": f"jsonb_strip_nulls(jsonb_build_object({older}))"} if table.tells_when else {}


def _value(column: Column) -> str:
    name = column.name
    mine, theirs = f"w.i_{name}", f"w.o_{name}"
    if column.rule is Rule.LEAST:
        return f"least({mine}, {theirs})"
    tie = _tie(column, mine, theirs)
    if column.rule is Rule.MOST:
        return tie
    said = ("w.i_version", "w.o_version") if column.rule is Rule.ALWAYS else (f"w.i_at_{name}", f"w.o_at_{name}")
    return f"case when {said[0]} > {said[1]} then {mine} when {said[0]} < {said[1]} then {theirs} else {tie} end"


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
        f"case when {theirs} is null or {mine} = {theirs} then {mine} when {mine} is null then {theirs} else"  # noqa: S608 - made of declared names
        f" (select n.key from {named} n where n.key in ({mine}, {theirs})"
        f' order by {order} collate "C" desc limit 1) end'
    )


def _said_columns(table: Table) -> list[Column]:
    return [column for column in table.columns if column.rule is Rule.SAID] if table.is_versioned else []


def _when(table: Table, side: str, column: Column) -> str:
    never = f"({NEVER})::bigint"
    empty = f"coalesce(microseconds({side}.fields_as_of), {never})" if table.has_fields else never
    name = column.name
    return f"case when {side}.{name} is null then {empty} else said({side}.said_at, '{name}', {side}.version) end"


def _gone(table: Table) -> str:
    names = "i.external_id"
    if table.parent is Parent.REPOSITORY and table.keys[0].name == "number":
        names = "i.external_id, '#' || i.number"
    scope = "0" if table.parent is Parent.ORIGIN else "coalesce(place.repository_key, 0)"
    return (
        "(select max(g.gone_at) from gone_records g where g.workspace_id = place.workspace_id"  # noqa: S608 - made of declared names
        f" and g.origin = place.origin and g.repository_key = {scope} and g.kind = '{table.gone}'"
        f" and g.external_id in ({names}))"
    )


def _parents(table: Table) -> str:
    if table.parent in _PARENT_KEY:
        name = _PARENT_NAME[table.parent]
        return f"join {parents(table.parent)} p on p.{name} = i.{name}"
    if table.as_of and (of := _family(table)):
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
    if not table.child:
        return _not_gone(table)
    as_of = f"p.{table.child}_as_of"
    own = f" or i.{table.own} > {as_of}" if table.own else ""
    gone = _not_gone(table).replace("where", "and", 1)
    return f"where ({as_of} is null or i.whole_at > {as_of}{own}) {gone}"


def _not_gone(table: Table) -> str:
    if table.marks_gone or not table.gone:
        return ""
    return f"where not coalesce({_gone(table)} >= i.version, false)"


def _touching(table: Table, sides: tuple[str, ...]) -> str:
    key = f"t.{_PARENT_KEY[table.parent]}" if table.parent in _PARENT_KEY else "t.key" if table.as_of else "0::bigint"
    days = ", ".join(f"{side}.{day}" for day in table.days for side in sides)
    return f"{key} as parent_key, array[{days or 'null'}]::timestamptz[] as instants"


def _noting(table: Table) -> str:
    notes = ""
    if family := _family(table):
        # All days of a parent that is new are among the instants already.
        notes += (
            f", noted as (insert into touched_{family} select p.key from {parents(family)} p"  # noqa: S608 - made of declared names
            " where not p.is_new and p.key in (select parent_key from changed))"
        )
    if table.days:
        # Reviews make somebody at home in a repository for a time to come.
        reaches = table.child == "reviews"
        notes += (
            ", dated as (insert into touched_instants"  # noqa: S608 - made of declared names
            f" select distinct date_bin('15 minutes', u.at, timestamptz 'epoch'), {reaches}"
            " from changed, unnest(instants) u (at) where isfinite(u.at))"
        )
    return notes


def _arriving(table: Table) -> str:
    """What was done about something before it came itself was not counted until now."""
    family = _family(table)
    if not table.as_of or not family:
        return ""
    key, arrived = _PARENT_KEY[family], "not p.is_new and p.key in (select parent_key from changed)"
    waited = f"join {parents(family)} p on p.key = c.{key} where {arrived}"
    said = f"select c.commented_at, false from conversation_comments c {waited}"  # noqa: S608 - made of declared names
    reviewed = f" union all select c.submitted_at, true from reviews c {waited}" if family is Parent.PULL else ""  # noqa: S608 - made of declared names
    return f", arrived as (insert into touched_instants {said}{reviewed})"


def _family(table: Table) -> Parent | None:
    """Which parents a table is of, or is the children of."""
    if table.parent in _PARENT_KEY:
        return table.parent
    if not table.as_of:
        return None
    return Parent.PULL if table.parent is Parent.REPOSITORY else Parent.ISSUE

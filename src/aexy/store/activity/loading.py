"""One batch of records, merged with what is stored inside the caller's transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from aexy.kernel.activity import Record
from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import deriving, marking, parents, people, projects, statements, teams, vanishing
from aexy.store.activity.batch import Batch
from aexy.store.activity.columns import Kind, Table
from aexy.store.activity.merging import SAID, Row, is_text
from aexy.store.activity.tables import TABLES
from aexy.store.postgres import Connection


class Place(NamedTuple):
    """Where records come from: `origin` is the installation, the keys are those of the repository or project.

    `external_id` is the provider's for that repository or project.
    """

    provider: str
    origin: str
    repository_key: int | None = None
    project_key: int | None = None
    connection_id: UUID | None = None
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of which table are new, different or gone; empty when everything was known."""

    rows: Mapping[str, int] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        """Whether anything is different now."""
        return bool(self.rows)

    def __add__(self, other: "Loaded") -> "Loaded":
        both = {*self.rows, *other.rows}
        return Loaded({name: self.rows.get(name, 0) + other.rows.get(name, 0) for name in sorted(both)})


async def load(
    connection: Connection, workspace_id: WorkspaceId, place: Place, records: Iterable[Record], *, now: datetime
) -> Loaded:
    """Merge them, whole or not at all; `now` is when the page they stand in was fetched.

    Give the records of a page's row together, as `read` yields them. One load of an origin's repository runs at a
    time; others wait. Load once a transaction: people are written in one order, so that loads of several repositories
    wait for each other briefly and never in a circle.
    """
    batch = Batch(records)
    where = (workspace_id, place.provider, place.origin, place.repository_key)
    await _begin(connection, where, batch)
    keys, named = await people.identity_keys(connection, workspace_id, batch.people, now=now)
    linked = await people.link(connection, workspace_id, place.provider, batch.same, keys)
    tracked, listed = await projects.project_keys(connection, where, batch)
    joined = await teams.put_teams(connection, workspace_id, place.provider, batch.teams, keys, now=now)
    gone = await vanishing.note(connection, where, batch.gone)
    known: Mapping[Kind, Mapping[Any, int]] = {Kind.WHO: keys, Kind.PROJECT: tracked}
    merged = await _merge(connection, where, batch, known)
    rows = {
        "developer_identities": named, "identity_links": linked, "tracker_projects": listed, "teams": joined,
        "gone": gone, **merged,
    }  # fmt: skip
    loaded = Loaded({name: count for name, count in rows.items() if count})
    if loaded.changed:
        await marking.mark(connection, workspace_id)
    return loaded


async def _begin(connection: Connection, where: tuple[object, ...], batch: Batch) -> None:
    """Wait for whoever loads the same, and have the temporary tables this batch needs, empty.

    A transaction that ends empties every temporary table of its connection, so none is made before it is needed.
    """
    lock = ":".join(str(one) for one in where)
    there = await connection.fetchval(_ENTER, lock)
    listed = {child for child, _ in batch.listings()}
    needed = {name: statement for name, statement in _ALWAYS.items() if name not in there}
    for table in TABLES:
        if (table in batch.tables or table.child in listed) and table.incoming not in there:
            needed[table.incoming] = statements.create(table)
    if needed:
        await connection.execute("".join(needed.values()))
    if "batches" in there and await connection.fetchval("select exists (select from batches)"):
        await connection.execute(f"truncate {', '.join(there)}")
    await connection.execute("insert into batches values (1)")


async def _merge(
    connection: Connection, where: tuple[object, ...], batch: Batch, known: Mapping[Kind, Mapping[Any, int]]
) -> dict[str, int]:
    kept = {table: batch.merged(table) for table in TABLES if table in batch.tables}
    derived = deriving.derivations(batch, kept)
    families = [one for one in parents.FAMILIES if await parents.find(connection, one, batch, where)]
    changed: dict[str, int] = {}
    for table, rows in kept.items():
        values = [_values(table, batch, row, whole, known, derived.get(table)) for row, whole in rows]
        await connection.copy_records_to_table(table.incoming, records=values)
        changed[table.name] = await connection.fetchval(statements.insert(table), *where)
        if changed[table.name] < len(values):
            changed[table.name] += await connection.fetchval(statements.update(table), *where)
    listed = {child for child, _ in batch.listings()}
    for family in families:
        for table in TABLES:
            if table.parent is family.parent and table.child in listed:
                count = await connection.fetchval(statements.delete_unlisted(table), where[0])
                changed[table.name] = changed.get(table.name, 0) + count
        await parents.settle(connection, family, where)
    for family, following in zip(parents.FAMILIES, (_OF_PULLS, _OF_ISSUES), strict=True):
        if family in families:
            for statement in following:
                await connection.execute(statement, where[0])
    return changed


def _values(
    table: Table,
    batch: Batch,
    row: Row,
    whole: datetime | None,
    known: Mapping[Kind, Mapping[Any, int]],
    derive: Any,  # noqa: ANN401 - a function of the row, or None
) -> list[Any]:
    """A row as it is copied: people and projects by their keys, text without NULs, and what the batch adds."""
    values = row[:-3]
    for place, column in enumerate(table.read):
        value = values[place]
        if value is None:
            continue
        if column.kind in known:
            values[place] = known[column.kind][value]
        elif is_text(table, place):
            values[place] = _clean(value)
    values.extend(
        row[-3] if name == "fields_as_of" else batch.listed(name.removesuffix("_as_of"), row[0]) for name in table.as_of
    )
    if derive:
        values.append(derive(row))
    if table.tells_when:
        values.append(orjson.dumps(row[SAID]).decode() if row[SAID] else "{}")
    if table.child:
        values.append(whole)
    return values


def _clean(value: Any) -> Any:  # noqa: ANN401 - text, or several
    if isinstance(value, tuple):
        return [_clean(one) for one in value]
    return value.replace("\0", "").replace("\\u0000", "") if "\0" in value or "\\u0000" in value else value


_OF_PULLS = (deriving.READY, deriving.REMARKS)
_OF_ISSUES = (deriving.STARTED,)
_ENTER = """
select coalesce(array_agg(c.relname::text) filter (where c.relkind = 'r'), '{}')
from (select pg_advisory_xact_lock(hashtextextended($1, 11))) waited
left join pg_class c on c.relnamespace = pg_my_temp_schema()
                     and c.relname ~ '^(incoming_(?!commits|files|coauthors)|touched_|spoken_|batches$|.*_parents$)'
"""
_ALWAYS = {
    "batches": "create temp table batches (number integer) on commit delete rows;",
    "incoming_people": people.CREATE,
    "incoming_gone": vanishing.CREATE,
    "touched_instants": marking.CREATE,
    **{f"spoken_{family.parent}": parents.create(family) for family in parents.FAMILIES},
}

"""One batch of records, merged with what is stored inside the caller's transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from aexy.kernel.activity import Record
from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import deriving, marking, parents, people, projects, statements, teams, vanishing
from aexy.store.activity.batch import Batch, Rows
from aexy.store.activity.columns import Kind, Table
from aexy.store.activity.persons import Person
from aexy.store.activity.scrubbing import scrub, silence
from aexy.store.activity.tables import REVIEW_COMMENTS, TABLES
from aexy.store.postgres import Connection
from aexy.store.tombstones import read_tombstones


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
    """How many rows of which table are new, different or gone; empty when everything was known.

    `lost` are rows that could not be kept, since what they are found by makes no sense (a number beyond all numbers).
    """

    rows: Mapping[str, int] = field(default_factory=dict)
    lost: Mapping[str, int] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        """Whether anything is different now."""
        return bool(self.rows)

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(_sum(self.rows, other.rows), _sum(self.lost, other.lost))


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in sorted({*one, *other})}


async def load(
    connection: Connection, workspace_id: WorkspaceId, place: Place, records: Iterable[Record], *, now: datetime
) -> Loaded:
    """Merge what a page says, whole or not at all; `now` is when it was fetched.

    Give the records of a page's row together, as `read` yields them. One load of an origin's repository runs at a
    time; others wait. Load once a transaction: people are written in one order, so that loads of several repositories
    wait for each other briefly and never in a circle.
    """
    return await load_batch(connection, workspace_id, place, Batch([(now, records)]))


async def load_batch(connection: Connection, workspace_id: WorkspaceId, place: Place, batch: Batch) -> Loaded:
    """The same for many pages of a place at once, each with when it was fetched: a load costs much, a row little."""
    where = (workspace_id, place.provider, place.origin, place.repository_key)
    await _begin(connection, where, batch)
    tombstones = await read_tombstones(connection, workspace_id)
    if tombstones:
        scrub(batch, tombstones, people.stand_ins(batch.persons, tombstones))
    keys, named = await people.identity_keys(connection, workspace_id, batch.persons, tombstones)
    linked = await people.link(connection, workspace_id, place.provider, batch.same, keys)
    tracked, listed = await projects.project_keys(connection, where, batch)
    joined = await teams.put_teams(connection, workspace_id, place.provider, batch.teams, keys)
    gone = await vanishing.note(connection, where, batch.gone)
    known: Mapping[Kind, Mapping[Any, int | None]] = {Kind.WHO: _Keys(keys), Kind.PROJECT: {None: None, **tracked}}
    merged = await _merge(connection, where, batch, known)
    if tombstones:
        await silence(connection, workspace_id, keys.values())
    rows = {
        "developer_identities": named, "identity_links": linked, "tracker_projects": listed, "teams": joined,
        "gone": gone, **merged,
    }  # fmt: skip
    loaded = Loaded({name: count for name, count in rows.items() if count}, batch.lost)
    if loaded.changed:
        await marking.mark(connection, workspace_id, place.repository_key)
    return loaded


class _Keys(dict[Any, int | None]):
    """Identities' keys by whatever names somebody; nobody has none."""

    def __init__(self, keys: Mapping[Person, int]) -> None:
        super().__init__(keys)
        self[None] = None

    def __missing__(self, who: tuple[str, ...]) -> int | None:
        if len(who) == len(_PERSON):
            raise KeyError(who)
        key = self[who] = self[who[:2]]
        return key


async def _begin(connection: Connection, where: tuple[object, ...], batch: Batch) -> None:
    """Wait for whoever loads the same, and have the temporary tables this batch needs, empty.

    A transaction that ends empties every temporary table of its connection, so none is made before it is needed.
    """
    lock = ":".join(str(one) for one in where)
    there = await connection.fetchval(_ENTER, lock)
    listed = batch.children
    needed = {name: statement for name, statement in _ALWAYS.items() if name not in there}
    for table in TABLES:
        if (table in batch.rows or table.child in listed) and table.incoming not in there:
            needed[table.incoming] = statements.create(table)
    if needed:
        await connection.execute("".join(needed.values()))
    if "batches" in there and await connection.fetchval("select exists (select from batches)"):
        await connection.execute(f"truncate {', '.join(there)}")
    await connection.execute("insert into batches values (1)")


async def _merge(
    connection: Connection, where: tuple[object, ...], batch: Batch, known: Mapping[Kind, Mapping[Any, int | None]]
) -> dict[str, int]:
    families = [one for one in parents.FAMILIES if await parents.find(connection, one, batch, where)]
    changed: dict[str, int] = {}
    not_new: set[Table] = set()
    for table, rows in batch.rows.items():
        values = zip(*_columns(table, batch, rows, known), strict=True)
        await connection.copy_records_to_table(table.incoming, records=values)
        changed[table.name] = await connection.fetchval(statements.insert(table), *where)
        if changed[table.name] < len(rows):
            not_new.add(table)
            changed[table.name] += await connection.fetchval(statements.update(table), *where)
    for family in families:
        for table in TABLES:
            if table.parent is family.parent and table.child in batch.children:
                count = await connection.fetchval(statements.delete_unlisted(table), where[0])
                changed[table.name] = changed.get(table.name, 0) + count
        await parents.settle(connection, family, where)
    if parents.PULLS in families:
        await connection.execute(deriving.READY, where[0])
    if parents.PULLS in families or batch.gone:
        await connection.execute(deriving.REMARKS, where[0], REVIEW_COMMENTS in not_new)
    if parents.TRACKED in families:
        await connection.execute(deriving.STARTED, where[0])
    return changed


def _columns(
    table: Table, batch: Batch, rows: Rows, known: Mapping[Kind, Mapping[Any, int | None]]
) -> Iterable[Iterable[Any]]:
    """Columns as they are copied: people and projects by their keys, and what the batch adds."""
    for column, values in zip(table.read, rows.columns, strict=True):
        yield map(known[column.kind].__getitem__, values) if column.kind in known else values
    for name in table.as_of:
        listed = batch.listed(name.removesuffix("_as_of"))
        yield (
            rows.fields
            if name == "fields_as_of"
            else [whole[0] if (whole := listed.get(one)) else None for one in rows.columns[0]]
        )
    if table.derived:
        yield deriving.derived(batch, table)
    if table.tells_when:
        yield rows.said
    if table.child:
        yield rows.wholes


_PERSON = ("provider", "external_id")
# Nobody has statistics of tables that were filled a moment ago. So tables are joined in the order they are written in:
# what came with its parent first, then by its whole key with what is stored, and never by half a key.
_ENTER = """
select coalesce(array_agg(c.relname::text) filter (where c.relkind = 'r'), '{}')
from (select pg_advisory_xact_lock(hashtextextended($1, 11)), set_config('join_collapse_limit', '1', true)) waited
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

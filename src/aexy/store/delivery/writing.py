"""What rules made of the facts, written where it differs from what is stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import md5
from typing import Any
from uuid import UUID

from aexy.kernel.delivery.chaining import Counted
from aexy.kernel.delivery.failing import Incident
from aexy.kernel.delivery.judging import Suspect
from aexy.kernel.delivery.linking import Linked, Told
from aexy.kernel.delivery.rules import Service
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

Row = tuple[Any, ...]
_DEPLOYMENT = {
    "service_key": "integer", "source": "text", "source_id": "text", "environment": "text", "repository_key": "integer",
    "sha": "bytea", "commit_key": "bigint", "component": "text", "is_production": "boolean", "title": "text",
    "url": "text", "status": "text", "created_at": "timestamptz", "started_at": "timestamptz",
    "finished_at": "timestamptz", "deployed_by_key": "integer", "previous_key": "bigint", "is_first": "boolean",
    "is_rollback": "boolean", "is_unplanned": "boolean", "commits": "integer", "failed_by": "text",
    "restored_at": "timestamptz",
}  # fmt: skip
_NAMED = 4  # the columns above that say which deployment it is
_INCIDENT = {
    "source": "text", "source_id": "text", "service_key": "integer", "title": "text", "url": "text", "severity": "text",
    "started_at": "timestamptz", "resolved_at": "timestamptz", "is_backwards": "boolean", "deployment_key": "bigint",
    "evidence": "text", "digest": "uuid",
}  # fmt: skip
_DELIVERY = {"service_key": "integer", "pull_key": "bigint", "commit_key": "bigint", "deployment_key": "bigint"}
_FINISHED, _IS_FIRST, _STATUS = (list(_DEPLOYMENT).index(name) for name in ("finished_at", "is_first", "status"))


def _unnested(columns: Mapping[str, str], start: int) -> str:
    return ", ".join(f"${number}::{kind}[]" for number, kind in enumerate(columns.values(), start))


def _put(table: str, columns: Mapping[str, str], *, is_keyed: bool) -> str:
    """Insert rows; of a keyed table, under the keys given."""
    given = {"key": "bigint", **columns} if is_keyed else columns
    names = ", ".join(given)
    return f"""
    insert into {table} (workspace_id, {names})
    select $1, {names}
    from unnest({_unnested(given, 2)}) as n ({names})
    """  # noqa: S608 - made of names of our own


def _change(table: str, columns: Mapping[str, str]) -> str:
    given = {"key": "bigint", **columns}
    return f"""
    update {table} t
    set {", ".join(f"{name} = n.{name}" for name in columns)}
    from unnest({_unnested(given, 1)}) as n ({", ".join(given)})
    where t.key = n.key
    """  # noqa: S608 - likewise


_READ_DEPLOYMENTS = (
    f"select key, {', '.join(_DEPLOYMENT)} from counted_deployments where service_key = any($1::integer[])"  # noqa: S608 - likewise
)
# Those of these services ($3: and of none), and those that are to be theirs.
_READ_INCIDENTS = f"""
select key, {", ".join(_INCIDENT)}
from counted_incidents
where workspace_id = $1
  and (service_key = any($2::integer[])
       or ($3 and service_key is null)
       or (source, source_id) in (select * from unnest($4::text[], $5::text[])))
"""  # noqa: S608 - likewise
_READ_DELIVERIES = """
select coalesce(array_agg(service_key), '{}'), coalesce(array_agg(pull_key), '{}'),
       coalesce(array_agg(commit_key), '{}'), coalesce(array_agg(deployment_key), '{}')
from deliveries
where service_key = any($1::integer[])
"""
_DRAW = """
select coalesce(array_agg(nextval(pg_get_serial_sequence('counted_deployments', 'key'))), '{}')
from generate_series(1, $1)
"""
_DROP = "delete from {} where key = any($1::bigint[])"
_DROP_DELIVERIES = """
delete from deliveries d
using unnest($1::integer[], $2::bigint[], $3::bigint[]) as n (service_key, pull_key, commit_key)
where d.service_key = n.service_key
  and (d.pull_key = n.pull_key or d.commit_key = n.commit_key)
"""
_MARK = """
insert into dirty_days (workspace_id, day, reaches)
select distinct w.id, (u.at at time zone w.time_zone)::date, false
from workspaces w
cross join unnest($2::timestamptz[]) u (at)
where w.id = $1
  and isfinite(u.at)
order by 2
on conflict do nothing
"""


@dataclass(slots=True)
class Written:
    """How many rows of which table came, went or changed; which pull requests moved, and when they had been live."""

    rows: dict[str, int] = field(default_factory=dict)
    pulls: set[int] = field(default_factory=set)
    instants: set[datetime] = field(default_factory=set)

    def note(self, table: str, count: int) -> None:
        """Add rows of a table."""
        if count:
            self.rows[table] = self.rows.get(table, 0) + count


Keyed = Mapping[Row, Row]


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows by what they are called: those that are gone by their keys, those that came, those that changed."""

    gone: list[int]
    new: list[Row]
    changed: list[tuple[int, Row]]

    @property
    def count(self) -> int:
        """How many rows that is."""
        return len(self.gone) + len(self.new) + len(self.changed)


def difference(stored: Mapping[Row, tuple[int, Row]], wanted: Keyed) -> Difference:
    """What has to be done for the stored rows to be the wanted ones."""
    return Difference(
        [key for name, (key, _) in stored.items() if name not in wanted],
        [row for name, row in wanted.items() if name not in stored],
        [(stored[name][0], row) for name, row in wanted.items() if name in stored and stored[name][1] != row],
    )


async def write(
    connection: Connection,
    workspace_id: WorkspaceId,
    linked: Sequence[tuple[Service, Linked]],
    keys: Mapping[UUID, int],
    told: Mapping[int, Told],
    written: Written,
) -> dict[Counted, int]:
    """Bring counted deployments and deliveries of these services in line; the keys of the deployments."""
    services = [keys[service.id] for service, _ in linked]
    stored = {
        tuple(row)[1 : _NAMED + 1]: (row[0], tuple(row)[1:])
        for row in await connection.fetch(_READ_DEPLOYMENTS, services)
    }
    named = {
        (keys[service.id], each.candidate.source, each.candidate.source_id, each.environment): each
        for service, one in linked
        for each in one.counted
    }
    fresh = [name for name in named if name not in stored]
    drawn = dict(zip(fresh, await connection.fetchval(_DRAW, len(fresh)) if fresh else (), strict=True))
    placed = {each: drawn[name] if name in drawn else stored[name][0] for name, each in named.items()}
    wanted = {name: (*name, *_deployment(each, placed, told)) for name, each in named.items()}
    difference_ = difference(stored, wanted)
    deliveries = _deliveries(linked, keys, placed)
    before, gone = await _drop_deliveries(connection, services, deliveries)
    moved = _moved(stored, wanted)
    await _write_deployments(connection, workspace_id, difference_, drawn)
    new = {name: key for name, key in deliveries.items() if name not in before or name in gone}
    if new:
        rows = [(*name, key) for name, key in new.items()]
        await connection.execute(_put("deliveries", _DELIVERY, is_keyed=False), workspace_id, *_columns(rows))
    written.note("counted_deployments", difference_.count)
    written.note("deliveries", len(new) + len(gone - new.keys()))
    _note_pulls(written, before, deliveries, moved, dict(stored.values()))
    return placed


def _deployment(each: Counted, placed: Mapping[Counted, int], told: Mapping[int, Told]) -> Row:
    one = each.candidate
    commit = None if each.place is None else told[one.repository or 0].history.keys[each.place]
    return (
        one.repository, one.sha, commit, one.component, each.is_production, one.title, one.url, each.status,
        one.created_at, each.started_at, each.finished_at, one.deployed_by,
        None if each.previous is None else placed[each.previous], each.is_first, each.is_rollback, each.is_unplanned,
        each.commits, each.failed_by, each.restored_at,
    )  # fmt: skip


def _deliveries(
    linked: Iterable[tuple[Service, Linked]], keys: Mapping[UUID, int], placed: Mapping[Counted, int]
) -> dict[Row, int | None]:
    return {
        (keys[service.id], each.pull, each.commit): None if each.deployment is None else placed[each.deployment]
        for service, one in linked
        for each in one.delivered
    }


async def _drop_deliveries(
    connection: Connection, services: list[int], wanted: Mapping[Row, int | None]
) -> tuple[dict[Row, int | None], set[Row]]:
    """What is stored, and what of that is no longer so, and gone."""
    columns = await connection.fetchrow(_READ_DELIVERIES, services)
    stored = {name: key for *name_, key in zip(*columns, strict=True) for name in (tuple(name_),)}
    gone = {name for name, key in stored.items() if name not in wanted or wanted[name] != key}
    if gone:
        await connection.execute(_DROP_DELIVERIES, *_columns(gone))
    return stored, gone


async def _write_deployments(
    connection: Connection, workspace_id: WorkspaceId, change: Difference, drawn: Mapping[Row, int]
) -> None:
    if change.gone:
        await connection.execute(_DROP.format("counted_deployments"), change.gone)
    if change.new:
        rows = [(drawn[row[:_NAMED]], *row) for row in change.new]
        await connection.execute(_put("counted_deployments", _DEPLOYMENT, is_keyed=True), workspace_id, *_columns(rows))
    if change.changed:
        rows = [(key, *row) for key, row in change.changed]
        await connection.execute(_change("counted_deployments", _DEPLOYMENT), *_columns(rows))


def _moved(stored: Mapping[Row, tuple[int, Row]], wanted: Keyed) -> set[int]:
    """Deployments of which it changed when, or whether, what they brought went live."""
    told = (_FINISHED, _IS_FIRST, _STATUS)
    return {
        key
        for name, (key, row) in stored.items()
        if name not in wanted or any(row[column] != wanted[name][column] for column in told)
    }


def _note_pulls(
    written: Written,
    before: Mapping[Row, int | None],
    after: Mapping[Row, int | None],
    moved: set[int],
    stored: Mapping[int, Row],
) -> None:
    """Pull requests that went live at another time now, and when they had before."""
    for name in before.keys() | after.keys():
        pull, was, now = name[1], before.get(name), after.get(name)
        if pull is None or (was == now and was not in moved):
            continue
        written.pulls.add(pull)
        ended = None if was is None or was not in stored else stored[was][_FINISHED]
        if ended is not None:
            written.instants.add(ended)


async def write_incidents(
    connection: Connection,
    workspace_id: WorkspaceId,
    found: Sequence[tuple[int | None, Incident]],
    placed: Mapping[Counted, int],
    services: set[int | None],
    written: Written,
) -> None:
    """Bring the counted incidents of these services, and those of none, in line."""
    wanted = {(row[0], row[1]): row for row in (_incident(service, each, placed) for service, each in found)}
    named = [list(column) for column in zip(*wanted, strict=True)] if wanted else [[], []]
    of_these = [key for key in services if key is not None]
    rows = await connection.fetch(_READ_INCIDENTS, workspace_id, of_these, None in services, *named)
    stored = {(row["source"], row["source_id"]): (row["key"], tuple(row)[1:]) for row in rows}
    change = difference(stored, wanted)
    if change.gone:
        await connection.execute(_DROP.format("counted_incidents"), change.gone)
    if change.new:
        statement = _put("counted_incidents", _INCIDENT, is_keyed=False)
        await connection.execute(statement, workspace_id, *_columns(change.new))
    if change.changed:
        rows = [(key, *row) for key, row in change.changed]
        await connection.execute(_change("counted_incidents", _INCIDENT), *_columns(rows))
    written.note("counted_incidents", change.count)


def _incident(service: int | None, each: Incident, placed: Mapping[Counted, int]) -> Row:
    one = each.suspect
    return (
        one.source, one.source_id, service, one.title, one.url, one.severity, each.started_at, each.resolved_at,
        each.is_backwards, None if each.deployment is None else placed[each.deployment], each.evidence,
        digest_of(one),
    )  # fmt: skip


def digest_of(suspect: Suspect) -> UUID:
    """A fact as it was told, in few bytes."""
    return UUID(bytes=md5(repr(suspect).encode(), usedforsecurity=False).digest())


async def mark(connection: Connection, workspace_id: WorkspaceId, written: Written) -> None:
    """Note the days on which what moved is counted, and was."""
    if written.pulls:
        await connection.execute("select mark_pulls($1)", sorted(written.pulls))
    if written.instants:
        await connection.execute(_MARK, workspace_id, sorted(written.instants))


def _columns(rows: Iterable[Row]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]

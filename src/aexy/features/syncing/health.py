"""How the reading of a connection is, from its cursors, gaps, budgets and web hooks: one condition, one sentence."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from aexy.context import Context
from aexy.features.connections import service as connections
from aexy.features.connections.service import Followed
from aexy.features.jobs import service as jobs
from aexy.features.jobs.schemas import Job
from aexy.features.syncing import rows
from aexy.features.syncing.keeping import scope_of
from aexy.features.syncing.schemas import (
    BudgetLeft,
    Condition,
    ConnectionHealth,
    Gap,
    Inbox,
    ScopeHealth,
    StreamHealth,
)
from aexy.kernel.ids import ConnectionId, JobId, WorkspaceId
from aexy.sources.contract import Stream
from aexy.sources.providers import SOURCES
from aexy.store.postgres import Record

MOST_GAPS = 200
MOST_CONNECTIONS = 200
# Twice the pause between two rounds: one may be missed without a word.
STALE_AFTER = timedelta(hours=2, minutes=15)
_LISTENS = "It tells by its web hook; nothing is asked of it."
_WORST_FIRST = (
    Condition.PAUSED, Condition.FAILING, Condition.HAS_GAPS, Condition.NEVER_READ, Condition.STALE, Condition.READING,
    Condition.FRESH,
)  # fmt: skip


async def health(context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId) -> ConnectionHealth:
    """Everything about one connection's reading, in a fixed number of statements."""
    found = await connections.get_connection(context, workspace_id, connection_id)
    followed = await connections.scopes(context, workspace_id, connection_id)
    async with context.database.reading(workspace_id) as connection:
        cursors = await rows.list_cursors(connection, connection_id)
        gaps = await rows.list_gaps(connection, connection_id, most=MOST_GAPS)
        budgets = await rows.list_budgets(connection, connection_id)
        inbox = await rows.inbox(connection, connection_id)
        job_id = await rows.active_job(connection, connection_id)
    job = await jobs.get_job(context, workspace_id, JobId(job_id)) if job_id else None
    by_place = {(one["scope"], one["stream"]): one for one in cursors}
    streams, names = SOURCES[found.provider].streams, {scope_of(one.place): one.scope.name for one in followed}
    scopes = [_scope(each, streams, by_place, context.now) for each in followed]
    condition = _condition(found.state, scopes, job)
    return ConnectionHealth(
        connection_id=found.id, name=found.name, provider=found.provider, condition=condition,
        sentence=_LISTENS if found.auth_kind == "hook" and condition is Condition.FRESH
        else _sentence(condition, found.error, found.name, scopes, len(gaps), budgets, context.now),
        last_synced_at=found.last_synced_at, active_job=job, scopes=scopes,
        budgets=[BudgetLeft(**dict(one)) for one in budgets],
        gaps=[Gap(**{**dict(one), "scope": names.get(one["scope"], one["scope"])}) for one in gaps],
        inbox=Inbox(**dict(inbox)),
    )  # fmt: skip


async def all_health(context: Context, workspace_id: WorkspaceId) -> list[ConnectionHealth]:
    """The same of every connection of the workspace."""
    return [
        await health(context, workspace_id, ConnectionId(one.id))
        for one in (
            await connections.list_connections(context, workspace_id, cursor=None, limit=MOST_CONNECTIONS)
        ).items
    ]


def _scope(
    followed: Followed, streams: Sequence[Stream], cursors: Mapping[tuple[str, str], Record], now: datetime
) -> ScopeHealth:
    scope = scope_of(followed.place)
    found = [
        _stream(each, cursors.get((scope, each.name)), now) for each in streams if each.level == followed.scope.level
    ]
    needed = [one for one in found if not one.is_optional or one.open_gaps or one.condition not in _REFUSED]
    ends = [one.read_until for one in needed]
    return ScopeHealth(
        scope=followed.scope.level.value,
        id=followed.repository_id,
        name=followed.scope.name,
        condition=_worst([one.condition for one in needed]),
        read_until=None if None in ends else min((end for end in ends if end), default=None),
        streams=found,
    )


# What is optional and nobody may read is no trouble; what could not be read leaves a gap.
_REFUSED = frozenset({Condition.FAILING, Condition.NEVER_READ})


def _stream(stream: Stream, cursor: Record | None, now: datetime) -> StreamHealth:
    if cursor is None:
        return StreamHealth(
            stream=stream.name, title=stream.title, condition=Condition.NEVER_READ, read_until=None, last_read_at=None,
            rows=0, pages=0, open_gaps=0, error=None, error_at=None, is_optional=stream.is_optional,
        )  # fmt: skip
    condition = Condition.FRESH
    if cursor["error"]:
        condition = Condition.FAILING
    elif cursor["open_gaps"]:
        condition = Condition.HAS_GAPS
    elif cursor["read_until"] is None:
        condition = Condition.READING
    elif now - cursor["read_until"] > STALE_AFTER:
        condition = Condition.STALE
    kept = {key: value for key, value in dict(cursor).items() if key not in {"scope", "is_whole", "stream"}}
    return StreamHealth(
        stream=stream.name, title=stream.title, condition=condition, is_optional=stream.is_optional, **kept
    )


def _worst(found: Sequence[Condition]) -> Condition:
    return min(found, key=_WORST_FIRST.index, default=Condition.FRESH)


def _condition(state: str, scopes: Sequence[ScopeHealth], job: Job | None) -> Condition:
    if state == "paused":
        return Condition.PAUSED
    if state in {"failing", "revoked"}:
        return Condition.FAILING
    worst = _worst([one.condition for one in scopes])
    return Condition.READING if job and worst in {Condition.NEVER_READ, Condition.STALE} else worst


def _sentence(
    condition: Condition, error: str | None, name: str, scopes: Sequence[ScopeHealth], gaps: int,
    budgets: Sequence[Record], now: datetime,
) -> str:  # fmt: skip
    waits = [one["waits_until"] for one in budgets if one["waits_until"] and one["waits_until"] > now]
    if waits:
        return f"Waiting until {min(waits):%H:%M} UTC, when the provider allows more requests."
    ends = [one.read_until for one in scopes if one.read_until]
    since = f" since {min(ends):%d %B %H:%M} UTC" if ends else ""
    things = "thing is" if gaps == 1 else "things are"
    return {
        Condition.PAUSED: f"Paused. `aexy connections resume {name}` goes on.",
        Condition.FAILING: error or "The last sync could not read everything; the streams below say what and why.",
        Condition.HAS_GAPS: f"{gaps} {things} known to be missing; the gaps below say what and why.",
        Condition.NEVER_READ: f"Never read to the end. `aexy sync {name}` reads it.",
        Condition.READING: "Being read.",
        Condition.STALE: f"Nothing was read{since}. `aexy sync {name}` reads what is new.",
        Condition.FRESH: "Every stream was read to its end.",
    }[condition]

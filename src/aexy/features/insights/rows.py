"""What a question about numbers needs to know, and the snapshots that answer it, as they are kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from aexy.features.insights.schemas import Number, Subject
from aexy.kernel.ids import DeveloperId, TeamId, WorkspaceId
from aexy.kernel.metric import WORKSPACE_KEY, Level, Metric
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.periods import Clock, PeriodType
from aexy.kernel.privacy import Scope
from aexy.store.postgres import Connection, Record
from aexy.store.snapshots import catalogue_version, columns_of

STANDING = """
select w.id,
       w.name,
       w.time_zone,
       w.working_days,
       w.late_from,
       w.late_until,
       w.data_version,
       s.counted_until,
       s.catalogue,
       s.is_stale,
       s.is_team_stale,
       (select min(d.day) from dirty_days d where d.workspace_id = w.id) as first_dirty
from workspaces w
left join snapshot_state s on s.workspace_id = w.id
where w.id = $1"""

SUBJECTS = {
    Level.DEVELOPER: "select key, id, coalesce(name, email, 'Nobody knows') as name from developers where id = $1",
    Level.TEAM: "select key, id, name from teams where id = $1",
    Level.REPOSITORY: "select key, id, name from repositories where id = $1",
    Level.PROJECT: "select key, id, name from projects where id = $1",
}

NAMES = {
    Level.DEVELOPER: """
select d.key,
       d.id,
       coalesce(d.name, d.email, 'Nobody knows') as name,
       (
           select string_agg(t.name, ', ' order by t.name)
           from team_members m
           join teams t on t.id = m.team_id
           where m.developer_id = d.id
               and m.joined_at <= $2
               and (m.left_at is null or m.left_at > $2)
       ) as detail
from developers d
where d.key = any($1)""",
    Level.TEAM: """
select t.key, t.id, t.name, t.description as detail
from teams t
where t.key = any($1) and $2::timestamptz is not null""",
    Level.REPOSITORY: """
select r.key, r.id, r.name, r.owner as detail
from repositories r
where r.key = any($1) and $2::timestamptz is not null""",
    Level.PROJECT: """
select o.key, o.id, o.name, o.description as detail
from projects o
where o.key = any($1) and $2::timestamptz is not null""",
}

# A repository's pull requests are numbered in their order; looking for its earliest would look at all of them.
COVERED_FROM = """
select (
           select c.placed_at
           from commits c
           where c.workspace_id = $1
               and c.standing = 'counted'
               and ($2::int is null or c.repository_key = $2)
           order by c.placed_at
           limit 1
       ) as commits,
       case
           when $2::int is null then (
               select p.opened_at
               from pull_requests p
               where p.workspace_id = $1
               order by p.opened_at
               limit 1
           )
           else (
               select p.opened_at
               from pull_requests p
               where p.repository_key = $2
               order by p.number
               limit 1
           )
       end as pulls"""

FRESH = """
select max(r.last_synced_at) as last_synced_at,
       count(*) as repositories,
       count(*) filter (
           where exists (select from jobs j where j.repository_id = r.id and j.state in ('queued', 'running'))
       ) as repositories_syncing
from repositories r
where r.workspace_id = $1
    and ($2::int is null or r.key = $2)"""

ONLOOKER = """
select d.key,
       array(
           select distinct o.key
           from team_members mine
           join team_members theirs on theirs.team_id = mine.team_id
           join developers o on o.id = theirs.developer_id
           where mine.developer_id = d.id
               and mine.joined_at <= $2 and (mine.left_at is null or mine.left_at > $2)
               and theirs.joined_at <= $2 and (theirs.left_at is null or theirs.left_at > $2)
       ) as teammates
from developers d
where d.id = $1"""

SCOPE_TEAMS = """
select array_agg(t.key)
from teams t
where t.id = any($1::uuid[])"""

SCOPE_PEOPLE = """
select array_agg(d.key)
from developers d
where is_in_teams(d.id, $1::uuid[], $2)"""

SNAPSHOTS = """
select s.period_start, s.as_of, s.people, {columns}
from metric_snapshots s
where s.workspace_id = $1
    and s.period_type = $2
    and s.subject_kind = $3
    and s.subject_key = $4
    and s.period_start >= $5
    and s.period_start < $6
order by s.period_start desc
limit $7"""

COMMITS = """
select c.key,
       encode(c.sha, 'hex') as sha,
       c.subject,
       r.name as repository,
       coalesce(d.name, d.email) as author
from commits c
join repositories r on r.key = c.repository_key
join developer_identities i on i.key = c.author_key
join developers d on d.id = i.developer_id
where c.key = any($1)"""


PULLS = """
select p.key, p.number, p.title, p.url, r.name as repository
from pull_requests p
join repositories r on r.key = p.repository_key
where p.key = any($1)"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A workspace's clock, the version of its facts, and until when its snapshots can be trusted (None: not at all)."""

    name: str
    clock: Clock
    data_version: int
    kept_until: date | None
    team_kept_until: date | None


@dataclass(frozen=True, slots=True)
class Freshness:
    """When the facts were last brought up to date, and what is being read now."""

    last_synced_at: datetime | None
    repositories: int
    repositories_syncing: int


@dataclass(frozen=True, slots=True)
class Period:
    """A stored snapshot."""

    start: date
    as_of: datetime
    people: int
    numbers: Mapping[str, Number]


async def standing(connection: Connection, workspace_id: WorkspaceId, now: datetime) -> Standing:
    """The workspace as it stands. A day that waits to be counted again also casts doubt on streaks after it."""
    row = await connection.fetchrow(STANDING, workspace_id)
    clock = Clock(now, ZoneInfo(row["time_zone"]), frozenset(row["working_days"]), row["late_from"], row["late_until"])
    is_kept = row["counted_until"] and not row["is_stale"] and row["catalogue"] == catalogue_version()
    until = min(row["counted_until"], row["first_dirty"] or date.max) if is_kept else None
    return Standing(row["name"], clock, row["data_version"], until, None if row["is_team_stale"] else until)


async def subject(
    connection: Connection, workspace: tuple[WorkspaceId, str], level: Level, id_: UUID | None
) -> Subject | None:
    """Whose numbers; None when the workspace has nobody and nothing of that id."""
    if level is Level.WORKSPACE:
        return Subject(level, WORKSPACE_KEY, workspace[0], workspace[1])
    row = await connection.fetchrow(SUBJECTS[level], id_)
    return Subject(level, row["key"], row["id"], row["name"]) if row else None


async def names(connection: Connection, level: Level, keys: Sequence[int], now: datetime) -> dict[int, Record]:
    """Id, name and detail of many, by key."""
    return {row["key"]: row for row in await connection.fetch(NAMES[level], keys, now)}


async def covered_from(
    connection: Connection, workspace_id: WorkspaceId, repository: int | None
) -> dict[str, datetime | None]:
    """The first instants there are commits and pull requests of; None without any."""
    return dict(await connection.fetchrow(COVERED_FROM, workspace_id, repository))


async def freshness(connection: Connection, workspace_id: WorkspaceId, repository: int | None) -> Freshness:
    """How fresh the facts of the workspace or of one repository are."""
    return Freshness(**await connection.fetchrow(FRESH, workspace_id, repository))


async def onlooker(connection: Connection, developer: DeveloperId, now: datetime) -> tuple[int, frozenset[int]] | None:
    """The developer's key and those of whoever shares a team with them now."""
    row = await connection.fetchrow(ONLOOKER, developer, now)
    return (row["key"], frozenset(row["teammates"])) if row else None


async def scope(connection: Connection, teams: Collection[TeamId], now: datetime) -> Scope:
    """These teams and who is in them now."""
    keys = await connection.fetchval(SCOPE_TEAMS, list(teams))
    people = await connection.fetchval(SCOPE_PEOPLE, list(teams), now)
    return Scope(frozenset(keys or ()), frozenset(people or ()))


async def snapshots(
    connection: Connection,
    workspace_id: WorkspaceId,
    whose: Subject,
    kind: PeriodType,
    span: tuple[date, date],
    *,
    among: Sequence[Metric] = CATALOGUE,
    limit: int = 100_000,
) -> list[Period]:
    """Stored numbers of one subject, latest period first; of a few metrics much quicker than of all."""
    metrics = [metric for metric in among if whose.level in metric.levels]
    statement = SNAPSHOTS.format(columns=columns_of(metrics))  # the catalogue's own words
    found = await connection.fetch(statement, workspace_id, kind.value, whose.level.value, whose.key, *span, limit)
    return [Period(row["period_start"], row["as_of"], row["people"], _numbers(row, metrics)) for row in found]


async def commits(connection: Connection, keys: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What a person recognises a commit by."""
    return {row["key"]: dict(row) for row in await connection.fetch(COMMITS, list(keys))}


async def pulls(connection: Connection, keys: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What a person recognises a pull request by."""
    return {row["key"]: dict(row) for row in await connection.fetch(PULLS, list(keys))}


def _numbers(row: Record, metrics: Sequence[Metric]) -> dict[str, Number]:
    return {
        metric.key: Number(
            row[metric.key],
            row[f"{metric.key}_n"] or 0,
            *(row[name] for name in metric.stored_keys if name not in {metric.key, f"{metric.key}_n"}),
        )
        for metric in metrics
    }

"""Issues as dashboards ask for them: how they stand, what is blocked, what is due, and time written down for them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from aexy.kernel.ids import DeveloperId
from aexy.store.postgres import Connection

# Whose: everybody's, or only what is assigned to people who are in one of these teams now.
_OF_TEAMS: Final = """
    and i.gone_at is null
    and ($1::uuid[] is null or exists (
        select
        from developer_identities n
        join team_members m on m.developer_id = n.developer_id
        where n.key = i.assignee_key
            and m.team_id = any($1)
            and m.joined_at <= $2
            and (m.left_at is null or m.left_at > $2)
    ))"""

STANDING: Final = f"""
select i.kind, i.status_category = 'in_progress' as is_begun, count(*)::integer as issues,
       (count(*) filter (where i.assignee_key is null))::integer as unassigned
from issues i
where i.closed_at is null
    and i.status_category in ('todo', 'in_progress'){_OF_TEAMS}
group by 1, 2"""  # noqa: S608 - joined from this module's own constants

TRAFFIC: Final = f"""
select (select count(*)::integer from issues i where i.opened_at >= $3 and i.opened_at < $4{_OF_TEAMS}) as opened,
       (select count(*)::integer
        from issues i
        where i.closed_at >= $3 and i.closed_at < $4 and i.status_category = 'done'{_OF_TEAMS}) as done,
       (select count(*)::integer
        from issues i
        where i.closed_at >= $5 and i.closed_at < $3 and i.status_category = 'done'{_OF_TEAMS}) as done_before"""  # noqa: S608 - likewise

PEOPLE: Final = """
select count(distinct coalesce(n.developer_id::text, i.assignee_key::text))::integer
from issues i
left join developer_identities n on n.key = i.assignee_key
where i.gone_at is null
    and i.assignee_key is not null
    and (i.closed_at is null or i.closed_at >= $1)"""

# A status tells since when; a label does not, for trackers do not say when one was set.
BLOCKED: Final = f"""
select md5('issue ' || i.key)::uuid as id, i.issue_key, i.title, i.status, i.opened_at,
       case when i.status ~* $3 then (
           select max(t.at)
           from issue_transitions t
           where t.issue_key = i.key
               and t.field = 'status'
               and t.to_value = i.status
       ) end as since,
       (select min(label) from unnest(i.labels) label where label ~* $3) as label
from issues i
where i.closed_at is null
    and i.status_category in ('todo', 'in_progress')
    and (i.status ~* $3 or exists (select from unnest(i.labels) label where label ~* $3)){_OF_TEAMS}
order by since nulls last, i.opened_at, i.issue_key"""  # noqa: S608 - likewise

DUE: Final = f"""
select md5('issue ' || i.key)::uuid as id, i.issue_key, i.title, i.due_at, count(*) over ()::integer as total
from issues i
where i.closed_at is null
    and i.due_at >= $3
    and i.due_at < $4{_OF_TEAMS}
order by i.due_at, i.issue_key
limit $5"""  # noqa: S608 - likewise

LOGGED: Final = """
select date_trunc('week', l.started_at at time zone $3)::date as week,
       count(distinct coalesce(n.developer_id::text, l.author_key::text))::integer as people,
       count(*)::integer as logs,
       sum(l.seconds)::float8 / 3600 as hours
from work_logs l
left join developer_identities n on n.key = l.author_key
where l.workspace_id = current_workspace()
    and l.started_at >= $1
    and l.started_at < $2
group by 1
order by 1"""

OWN: Final = """
select coalesce(sum(l.seconds)::float8 / 3600, 0) as hours, count(*)::integer as logs
from work_logs l
join developer_identities n on n.key = l.author_key
where l.workspace_id = current_workspace()
    and n.developer_id = $1
    and l.started_at >= $2
    and l.started_at < $3"""


class Standing(NamedTuple):
    """Open issues of a kind, in work or not."""

    kind: str
    is_begun: bool
    issues: int
    unassigned: int


class Traffic(NamedTuple):
    """How many came, were done, and were done in the days before."""

    opened: int
    done: int
    done_before: int


class BlockedIssue(NamedTuple):
    """An open issue whose status or label says it is blocked."""

    id: UUID
    issue_key: str
    title: str
    status: str
    opened_at: datetime
    since: datetime | None
    label: str | None


class DueIssue(NamedTuple):
    """An open issue with a day; `total` is how many there are."""

    id: UUID
    issue_key: str
    title: str
    due_at: datetime
    total: int


class LoggedWeek(NamedTuple):
    """What was written down for work that began in a local week, and by how many."""

    week: date
    people: int
    logs: int
    hours: float


async def standing(connection: Connection, teams: Sequence[UUID] | None, now: datetime) -> list[Standing]:
    """How open issues stand."""
    return [Standing(*row) for row in await connection.fetch(STANDING, teams, now)]


async def traffic(connection: Connection, teams: Sequence[UUID] | None, now: datetime, *days: datetime) -> Traffic:
    """What came and was done from the first of `days` to the second; done before, since the third."""
    row = await connection.fetchrow(TRAFFIC, teams, now, *days)
    return Traffic(*row) if row else Traffic(0, 0, 0)


async def count_people(connection: Connection, since: datetime) -> int:
    """How many people had issues since then."""
    found: int = await connection.fetchval(PEOPLE, since)
    return found


async def blocked(
    connection: Connection, teams: Sequence[UUID] | None, now: datetime, pattern: str
) -> list[BlockedIssue]:
    """Open issues a word of whose status or labels fits the pattern, longest known first."""
    return [BlockedIssue(*row) for row in await connection.fetch(BLOCKED, teams, now, pattern)]


async def due(
    connection: Connection, teams: Sequence[UUID] | None, now: datetime, *days: datetime, limit: int
) -> list[DueIssue]:
    """Open issues due from the first of `days` to the second, soonest first."""
    return [DueIssue(*row) for row in await connection.fetch(DUE, teams, now, *days, limit)]


async def logged(connection: Connection, since: datetime, until: datetime, zone: str) -> list[LoggedWeek]:
    """Time written down, week by week."""
    return [LoggedWeek(*row) for row in await connection.fetch(LOGGED, since, until, zone)]


async def own(connection: Connection, developer_id: DeveloperId, since: datetime, until: datetime) -> tuple[float, int]:
    """Hours one person wrote down, and in how many notes."""
    row = await connection.fetchrow(OWN, developer_id, since, until)
    return (row["hours"], row["logs"]) if row else (0.0, 0)

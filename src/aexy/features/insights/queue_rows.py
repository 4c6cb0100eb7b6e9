"""Open pull requests and requests for review that wait, as they stand at an instant."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aexy.kernel.ids import WorkspaceId
from aexy.store.flow_facts import MOVED
from aexy.store.postgres import Connection

# Only whoever is a person counts. In which stage it is, and since when, is told from what happened (kernel/delivery).
_OPEN = """
with theirs as materialized (
    select d.key as developer, d.id, coalesce(d.name, d.email) as name, i.key as identity
    from teams t
    join team_members m on m.team_id = t.id
    join developers d on d.id = m.developer_id and d.kind = 'human'
    join developer_identities i on i.developer_id = d.id
    where t.key = $2
        and m.joined_at <= $3
        and (m.left_at is null or m.left_at > $3)
),
standing as materialized (
    select p.key, p.repository_key, p.number, p.title, p.url, p.opened_at, p.ready_at,
           o.developer, o.id as developer_id, o.name
    from pull_requests p
    join theirs o on o.identity = p.author_key
    where p.workspace_id = $1
        and p.merged_at is null
        and p.closed_at is null
        and p.gone_at is null
        and p.opened_at <= $3
)
select p.key, p.number, p.title, p.url, p.developer, p.developer_id, p.name,
       case when r.owner is null then r.name else r.owner || '/' || r.name end as repository,
       {moved} as moved_at
from standing p
join repositories r on r.key = p.repository_key
order by p.opened_at, p.key"""
OPEN = _OPEN.format(moved=MOVED.format(until="$3"))

# Who was asked for a review of what is open and not a draft, and has not given one since; nobody waits for themselves.
WAITING = """
select p.key, p.number, p.title, p.url,
       case when r.owner is null then r.name else r.owner || '/' || r.name end as repository,
       d.key as developer,
       min(q.requested_at) as requested_at
from teams t
join team_members m on m.team_id = t.id
join developers d on d.id = m.developer_id and d.kind = 'human'
join developer_identities i on i.developer_id = d.id
join review_requests q on q.reviewer_key = i.key
join pull_requests p on p.key = q.pull_key
join repositories r on r.key = p.repository_key
left join developer_identities a on a.key = p.author_key
where t.key = $2
    and m.joined_at <= $3
    and (m.left_at is null or m.left_at > $3)
    and a.developer_id is distinct from d.id
    and p.workspace_id = $1
    and p.merged_at is null
    and p.closed_at is null
    and p.gone_at is null
    and not p.is_draft
    and q.removed_at is null
    and q.requested_at <= $3
    and not exists (
        select
        from reviews v
        join developer_identities o on o.key = v.reviewer_key
        where v.pull_key = p.key
            and o.developer_id = d.id
            and v.state <> 'pending'
            and v.submitted_at >= q.requested_at
    )
group by p.key, r.owner, r.name, d.key
order by min(q.requested_at), p.key, d.key"""

# How often each was asked in a stretch of time; what was taken back was asked all the same.
ASKED = """
select d.key, count(distinct q.pull_key) as pulls
from teams t
join team_members m on m.team_id = t.id
join developers d on d.id = m.developer_id and d.kind = 'human'
join developer_identities i on i.developer_id = d.id
join review_requests q on q.reviewer_key = i.key
join pull_requests p on p.key = q.pull_key
left join developer_identities a on a.key = p.author_key
where t.key = $2
    and a.developer_id is distinct from d.id
    and m.joined_at <= q.requested_at
    and (m.left_at is null or m.left_at > q.requested_at)
    and p.workspace_id = $1
    and p.gone_at is null
    and q.requested_at >= $3
    and q.requested_at < $4
group by d.key"""

MEMBERS = """
select d.key, d.id, coalesce(d.name, d.email) as name
from teams t
join team_members m on m.team_id = t.id
join developers d on d.id = m.developer_id and d.kind = 'human'
where t.workspace_id = $1
    and t.key = $2
    and m.joined_at <= $3
    and (m.left_at is null or m.left_at > $3)
group by d.key, d.id
order by lower(coalesce(d.name, d.email)), d.key"""


@dataclass(frozen=True, slots=True)
class OpenPull:
    """A pull request that is open, of somebody who is in the team now."""

    key: int
    number: int
    title: str
    url: str | None
    developer: int
    developer_id: UUID
    name: str | None
    repository: str
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request for review nobody has answered, of somebody who is in the team now."""

    key: int
    number: int
    title: str
    url: str | None
    repository: str
    developer: int
    requested_at: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A person in the team now."""

    key: int
    id: UUID
    name: str | None


async def open_pulls(connection: Connection, workspace_id: WorkspaceId, team: int, now: datetime) -> list[OpenPull]:
    """What the team's people have open, oldest first."""
    return [OpenPull(**row) for row in await connection.fetch(OPEN, workspace_id, team, now)]


async def waiting(connection: Connection, workspace_id: WorkspaceId, team: int, now: datetime) -> list[Waiting]:
    """What waits for the team's people, longest first."""
    return [Waiting(**row) for row in await connection.fetch(WAITING, workspace_id, team, now)]


async def asked(
    connection: Connection, workspace_id: WorkspaceId, team: int, since: datetime, until: datetime
) -> dict[int, int]:
    """By developer: of how many pull requests they were asked for a review, while in the team."""
    found = await connection.fetch(ASKED, workspace_id, team, since, until)
    return {row["key"]: row["pulls"] for row in found}


async def members(connection: Connection, workspace_id: WorkspaceId, team: int, now: datetime) -> list[Member]:
    """The people in the team now, by name."""
    return [Member(**row) for row in await connection.fetch(MEMBERS, workspace_id, team, now)]

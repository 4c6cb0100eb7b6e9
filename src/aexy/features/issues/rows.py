"""Issues as they are kept: open ones with what tells whether they move, and one with all that happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from aexy.store.postgres import Connection, Record

# Of an issue whose changes were read: since when it is in its status, and when anything last changed.
_SEEN: Final = """
select i.key, i.issue_key, i.title, i.url, i.kind, i.status, i.status_category, i.priority, i.labels,
       i.story_points as points, i.opened_at, i.closed_at, i.due_at, i.is_complete, i.project_key, i.repository_key,
       i.assignee_key, d.key as person, d.id as person_id, d.name as person_name,
       case when i.is_complete then coalesce(m.since, i.opened_at) end as since,
       case when i.is_complete then coalesce(m.touched_at, i.opened_at) end as touched_at,
       i.closed_at is null and i.status_category in ('todo', 'in_progress') as is_open,
       i.status ~* $3 or exists (select from unnest(i.labels) label where label ~* $3) as says_blocked,
       i.due_at < $2 as is_late
from issues i
left join developer_identities n on n.key = i.assignee_key
left join developers d on d.id = n.developer_id
left join lateral (
    select max(t.at) as touched_at, max(t.at) filter (where t.field = 'status') as since
    from issue_transitions t
    where t.issue_key = i.key
) m on i.is_complete
where i.gone_at is null
    and ($1::uuid[] is null or exists (
        select
        from team_members tm
        where tm.developer_id = n.developer_id
            and tm.team_id = any($1)
            and tm.joined_at <= $2
            and (tm.left_at is null or tm.left_at > $2)
    ))"""
_JUDGED: Final = f"""
with judged as (
    select s.*,
           s.is_open and s.says_blocked as is_blocked,
           s.is_open and s.status_category = 'in_progress' and s.touched_at < $4 as is_quiet,
           s.is_open and coalesce(s.is_late, false) as is_overdue
    from ({_SEEN}) s
    where $5::text is null
        or s.is_open and ($5 = 'open' or s.status_category = $5)
        or s.status_category = $5 and $5 in ('done', 'cancelled')
)"""  # noqa: S608 - joined from this module's own constants

STANDING: Final = f"""{_JUDGED}
select j.status_category, j.opened_at, j.is_complete, j.assignee_key, j.person, j.person_id, j.person_name,
       j.is_blocked, j.is_quiet, j.is_overdue
from judged j"""  # noqa: S608 - likewise

_FITTING: Final = """
from judged j
where ($6::text is null or j.kind = $6)
    and ($7::text is null or j.issue_key ilike $7 or j.title ilike $7)
    and ($8::uuid is null or j.person_id = $8)
    and (not $9::boolean or j.assignee_key is null)
    and ($10::timestamptz is null or j.opened_at <= $10)
    and ($11::timestamptz is null or j.opened_at > $11)
    and ($12::text is null
         or $12 = 'any' and (j.is_blocked or j.is_quiet or j.is_overdue)
         or $12 = 'blocked' and j.is_blocked
         or $12 = 'quiet' and j.is_quiet
         or $12 = 'overdue' and j.is_overdue)"""
COUNT: Final = f"{_JUDGED} select count(*)::integer {_FITTING}"
# What has no such instant comes last, whichever way the rest is.
LIST: Final = f"""{_JUDGED},
placed as (
    select j.*,
           case $13
               when 'oldest' then extract(epoch from j.opened_at)
               when 'newest' then -extract(epoch from j.opened_at)
               when 'quiet' then coalesce(extract(epoch from j.touched_at), 1e11)
               when 'due' then coalesce(extract(epoch from j.due_at), 1e11)
               else coalesce(-extract(epoch from j.closed_at), 1e11)
           end::float8 as place
    {_FITTING}
)
select p.*, md5('issue ' || p.key)::uuid as id, coalesce(t.name, r.name) as at_place,
       (select count(distinct l.pull_key)::integer from pull_request_issues l where l.issue_key = p.key) as pulls
from placed p
left join tracker_projects t on t.key = p.project_key
left join repositories r on r.key = p.repository_key
where $14::float8 is null or (p.place, p.key) > ($14, $15)
order by p.place, p.key
limit $16"""  # noqa: S608 - likewise

ONE: Final = f"""{_JUDGED}
select j.*, md5('issue ' || j.key)::uuid as id, coalesce(t.name, r.name) as at_place,
       (select count(distinct l.pull_key)::integer from pull_request_issues l where l.issue_key = j.key) as pulls
from judged j
left join tracker_projects t on t.key = j.project_key
left join repositories r on r.key = j.repository_key
where j.key = (select i.key from issues i where md5('issue ' || i.key)::uuid = $6)"""  # noqa: S608 - likewise
CHANGES: Final = """
select t.at, t.field, t.from_value, t.to_value, t.from_category, t.to_category,
       d.key as person, d.id as person_id, d.name as person_name
from issue_transitions t
left join developer_identities n on n.key = t.actor_key
left join developers d on d.id = n.developer_id
where t.issue_key = $1
order by t.at, t.external_id, t.field"""
PULLS: Final = """
select md5('pull request ' || p.key)::uuid as id, concat_ws('/', r.owner, r.name) as repository, p.number, p.title,
       p.url, p.opened_at, p.merged_at, p.closed_at, array_agg(l.evidence order by l.evidence) as evidence,
       d.key as person, d.id as person_id, d.name as person_name
from pull_request_issues l
join pull_requests p on p.key = l.pull_key and p.gone_at is null
join repositories r on r.key = p.repository_key
left join developer_identities n on n.key = p.author_key
left join developers d on d.id = n.developer_id
where l.issue_key = $1
group by p.key, r.owner, r.name, d.key, d.id, d.name
order by p.opened_at, p.key"""
SPRINTS: Final = """
select md5('sprint ' || s.key)::uuid as id, s.name, c.added_at, c.removed_at
from issue_sprints c
join issues i on i.key = c.issue_key
join sprints s on s.workspace_id = c.workspace_id and s.origin = i.origin and s.external_id = c.sprint_external_id
where c.issue_key = $1
    and s.gone_at is null
order by c.added_at nulls first, s.key"""
BY_KEY: Final = """
select md5('issue ' || i.key)::uuid as id, i.issue_key, i.title
from issues i
where i.gone_at is null
    and i.issue_key ilike $3
    and ($1::uuid[] is null or exists (
        select
        from developer_identities n
        join team_members tm on tm.developer_id = n.developer_id
        where n.key = i.assignee_key
            and tm.team_id = any($1)
            and tm.joined_at <= $2
            and (tm.left_at is null or tm.left_at > $2)
    ))
order by length(i.issue_key), i.issue_key, i.key
limit $4"""
PERSON: Final = "select d.key from developers d where d.id = $1 and d.merged_into is null"
HAS_ANY: Final = "select exists (select from issues i where i.gone_at is null)"


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose issues, at which instant, what counts as blocked, and from when on silence is one."""

    teams: Sequence[UUID] | None
    now: datetime
    blocked: str
    quiet_before: datetime

    @property
    def parameters(self) -> tuple[object, ...]:
        """$1 to $4."""
        return self.teams, self.now, self.blocked, self.quiet_before


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which of them."""

    kind: str | None = None
    text: str | None = None
    assignee: UUID | None = None
    is_nobodys: bool = False
    opened_until: datetime | None = None
    opened_after: datetime | None = None
    stuck: str | None = None

    @property
    def parameters(self) -> tuple[object, ...]:
        """$6 to $12."""
        text = f"%{_literally(self.text)}%" if self.text else None
        return (
            self.kind, text, self.assignee, self.is_nobodys, self.opened_until, self.opened_after, self.stuck,
        )  # fmt: skip


def _literally(text: str) -> str:
    """For a pattern: as it is written, whatever it has in it."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def by_key(
    connection: Connection, teams: Sequence[UUID] | None, now: datetime, beginning: str, limit: int
) -> list[Record]:
    """Issues whose key begins so, the shortest first."""
    return list(await connection.fetch(BY_KEY, teams, now, f"{_literally(beginning)}%", limit))


async def standing(connection: Connection, seen: Seen) -> list[Record]:
    """Every open issue, with no more than is counted."""
    return list(await connection.fetch(STANDING, *seen.parameters, "open"))


async def count(connection: Connection, seen: Seen, state: str, sieve: Sieve) -> int:
    """How many fit."""
    found: int = await connection.fetchval(COUNT, *seen.parameters, state, *sieve.parameters)
    return found


async def listed(
    connection: Connection, seen: Seen, state: str, sieve: Sieve, *, order: str, after: tuple[float, int] | None,
    limit: int,
) -> list[Record]:  # fmt: skip
    """At most `limit` of those that fit."""
    place = after or (None, None)
    return list(await connection.fetch(LIST, *seen.parameters, state, *sieve.parameters, order, *place, limit))


async def one(connection: Connection, seen: Seen, issue_id: UUID) -> Record | None:
    """One issue, as the list shows it."""
    found: Record | None = await connection.fetchrow(ONE, *seen.parameters, None, issue_id)
    return found


async def changes(connection: Connection, key: int) -> list[Record]:
    """What changed about an issue, first to last."""
    return list(await connection.fetch(CHANGES, key))


async def pulls(connection: Connection, key: int) -> list[Record]:
    """Its pull requests."""
    return list(await connection.fetch(PULLS, key))


async def sprints(connection: Connection, key: int) -> list[Record]:
    """The sprints it is or was in."""
    return list(await connection.fetch(SPRINTS, key))


async def person_key(connection: Connection, developer: UUID) -> int | None:
    """Somebody's key in facts."""
    found: int | None = await connection.fetchval(PERSON, developer)
    return found


async def has_any(connection: Connection) -> bool:
    """Whether there are issues at all."""
    found: bool = await connection.fetchval(HAS_ANY)
    return found

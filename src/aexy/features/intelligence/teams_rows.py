"""What is read about teams beside the facts of the analyses: what they own, who worked there in what, their sprints."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import polars as pl

from aexy.kernel.analyses.gaps import WORK_DAYS
from aexy.store.analysis_facts.packages import read_framework_work
from aexy.store.postgres import Connection, Record
from aexy.store.scopes import keys
from aexy.store.session import Session

# `$1` the team's id, `$2` now.
OWNED = """
select r.key, r.id, concat_ws('/', r.owner, r.name) as name
from repository_teams o
join repositories r on r.id = o.repository_id
where o.team_id = $1
    and o.since <= $2
    and (o.until is null or o.until > $2)
    and r.gone_at is null
order by name, r.key"""

# Who worked in what on which day in these repositories ($1, keys) from $2 on; by the author's own day.
WORKED = """
with chosen as materialized (
    select c.key,
           c.author_key,
           c.repository_key,
           ((c.placed_at at time zone 'UTC') + make_interval(mins => c.author_offset_minutes))::date as day
    from commits c
    where c.standing = 'counted'
        and not c.is_merge
        and c.repository_key = any($1::text::integer[])
        and c.placed_at >= $2::text::timestamptz
)
select distinct
       p.language as skill,
       c.repository_key as repository,
       d.key as developer,
       c.day
from chosen c
join commit_files f on f.commit_key = c.key
join paths p on p.key = f.path_key
join developer_identities i on i.key = c.author_key
join developers d on d.id = i.developer_id and d.kind = 'human'
where p.language is not null
    and p.class not in ('generated', 'vendored', 'lock')"""

# Issues of the team's people in sprints that ended after $3 or run still. Done is what was by the sprint's end.
SPRINTS = """
with ours as (
    select i.key as identity, d.key as developer
    from team_members m
    join developers d on d.id = m.developer_id and d.kind = 'human'
    join developer_identities i on i.developer_id = d.id
    where m.team_id = $1
        and m.joined_at <= $2
        and (m.left_at is null or m.left_at > $2)
),
held as (
    select s.key,
           x.issue_key,
           o.developer,
           n.story_points,
           n.status_category = 'done' and n.closed_at < coalesce(s.completed_at, s.ends_at, 'infinity') as is_done
    from sprints s
    join issue_sprints x on x.sprint_external_id = s.external_id
    join issues n on n.key = x.issue_key and n.origin = s.origin and n.gone_at is null
    join ours o on o.identity = n.assignee_key
    where s.gone_at is null
        and s.state in ('active', 'closed')
        and coalesce(s.completed_at, s.ends_at, 'infinity') >= $3
        and s.starts_at < $4
        and (x.removed_at is null or x.removed_at >= coalesce(s.completed_at, s.ends_at, 'infinity'))
)
select s.name,
       s.board,
       s.state,
       s.starts_at as start,
       coalesce(s.completed_at, s.ends_at) as end,
       count(*)::integer as n,
       array_agg(distinct h.developer) as developers,
       (count(*) filter (where h.is_done))::integer as done,
       sum(h.story_points) as points,
       case
           when sum(h.story_points) is not null then coalesce(sum(h.story_points) filter (where h.is_done), 0)
       end as points_done
from held h
join sprints s on s.key = h.key
group by s.key
order by s.starts_at desc nulls last, count(*) desc, s.key desc
limit 50"""


@dataclass(frozen=True, slots=True)
class OwnRepository:
    """A repository a team owns: its key in facts, its id and name outside."""

    key: int
    id: UUID
    name: str


async def owned(connection: Connection, team: UUID, now: datetime) -> list[OwnRepository]:
    """The repositories a team owns now, by name."""
    return [OwnRepository(**row) for row in await connection.fetch(OWNED, team, now)]


def worked(session: Session, repositories: Iterable[int], since: datetime) -> pl.DataFrame:
    """Who worked there in what language, framework and library, as `kernel.analyses.gaps` wants it."""
    chosen = sorted(repositories)
    languages = session.frame(WORKED, (keys(chosen), since.isoformat())).cast(pl.Schema(WORK_DAYS))
    return pl.concat([languages, read_framework_work(session, chosen, since)])


async def sprints(
    connection: Connection, team: UUID, now: datetime, span: tuple[datetime, datetime]
) -> Sequence[Record]:
    """What the people now in the team had in each sprint of the time, latest first."""
    found: Sequence[Record] = await connection.fetch(SPRINTS, team, now, *span)
    return found

"""What task matching reads of the past and keeps: issues, similar work, files that were touched, wishes and answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import polars as pl

from aexy.store.postgres import Connection, Record
from aexy.store.session import Session

# Who of the humans did anything since $1: wrote a counted commit, reviewed, or opened a pull request.
ACTIVE = """
select d.key
from developers d
where d.kind = 'human'
    and exists (
        select
        from developer_identities i
        where i.developer_id = d.id
            and (
                exists (
                    select from commits c
                    where c.author_key = i.key and c.placed_at >= $1 and c.standing = 'counted'
                )
                or exists (select from reviews r where r.reviewer_key = i.key and r.submitted_at >= $1)
                or exists (select from pull_requests p where p.author_key = i.key and p.opened_at >= $1)
            )
    )"""

# The folders there are, each name once per repository, and how many files lie in or below it.
FOLDERS = """
select p.repository_key as repository, f.name as folder, count(distinct p.key)::bigint as files
from paths p
cross join lateral unnest(
    string_to_array(nullif(regexp_replace(p.path, '/?[^/]*$', ''), ''), '/')
) f (name)
where p.class not in ('generated', 'vendored', 'lock')
    and length(f.name) between 3 and 60
group by p.repository_key, f.name"""

LANGUAGES = """
select distinct p.language as skill
from paths p
where p.language is not null
    and p.class not in ('generated', 'vendored', 'lock')"""

# Frameworks and libraries that a file imports or a manifest names.
FRAMEWORKS = """
select k.skill
from packages k
where k.skill is not null
    and k.domain <> 'language'
    and (
        exists (select from path_packages u where u.package_key = k.key and u.until is null)
        or exists (
            select from package_versions v
            where v.package_key = k.key and v.until_key is null and v.is_direct
        )
    )"""

# Those that these files import now.
IMPORTED = """
select distinct u.path_key, k.skill
from path_packages u
join packages k on k.key = u.package_key and k.skill is not null and k.domain <> 'language'
where u.path_key = any($1::integer[])
    and u.until is null"""

REPOSITORIES = """
select r.key, r.id, r.name, concat_ws('/', r.owner, r.name) as full_name
from repositories r
where r.gone_at is null
order by r.key"""

ISSUE = """
select i.key, i.title, i.body, i.labels, i.repository_key
from issues i
where i.issue_key = $1
    and i.gone_at is null
order by i.opened_at desc, i.key desc
limit 2"""

# The latest open issues nobody has, how many there are, and to how many of the latest pull requests and issues of one
# person ($2; null: nobody) each is alike: at least two thirds of the words of its title, as the search reduces them,
# are in theirs, of the same repository where both have one. Epics and incidents are no work one takes.
UNASSIGNED = """
with idle as materialized (
    select i.key,
           i.issue_key,
           i.title,
           i.url,
           i.labels,
           i.story_points,
           i.opened_at,
           i.repository_key,
           tsvector_to_array(to_tsvector('english', i.title)) as words,
           count(*) over ()::integer as total
    from issues i
    where i.workspace_id = current_workspace()
        and i.assignee_key is null
        and i.closed_at is null
        and i.gone_at is null
        and i.status_category in ('todo', 'in_progress')
        and i.kind not in ('epic', 'incident')
    order by i.opened_at desc, i.key desc
    limit $1
),
whose as materialized (
    select n.key from developer_identities n where n.developer_id = $2::uuid
),
theirs as materialized (
    (select p.title, p.repository_key
     from pull_requests p
     where p.author_key in (select key from whose)
         and p.gone_at is null
     order by p.opened_at desc
     limit $3)
    union all
    (select i.title, i.repository_key
     from issues i
     where i.assignee_key in (select key from whose)
         and i.gone_at is null
     order by i.opened_at desc
     limit $3)
),
known as materialized (
    select tsvector_to_array(to_tsvector('english', t.title)) as words, t.repository_key from theirs t
)
select i.issue_key,
       i.title,
       i.url,
       i.labels,
       i.story_points,
       i.opened_at,
       i.total,
       nullif(concat_ws('/', r.owner, r.name), '') as repository,
       (
           select count(*)::integer
           from known k
           where i.words && k.words
               and (i.repository_key is null or coalesce(k.repository_key, i.repository_key) = i.repository_key)
               and 3 * (select count(*) from unnest(i.words) w where w = any(k.words)) >= 2 * cardinality(i.words)
       ) as alike
from idle i
left join repositories r on r.key = i.repository_key
order by i.opened_at desc, i.key desc"""

# Past work by its title, with who did it: the author of a pull request, whoever an issue is assigned to.
SIMILAR = """
select s.kind,
       s.key,
       s.score,
       s.shared,
       coalesce(i.title, p.title) as title,
       coalesce(i.url, p.url) as url,
       coalesce(i.issue_key, concat_ws('/', r.owner, r.name) || '#' || p.number) as name,
       d.key as developer
from similar_titles($1, $2) s
left join issues i on s.kind = 'issue' and i.key = s.key
left join pull_requests p on s.kind = 'pull_request' and p.key = s.key
left join repositories r on r.key = p.repository_key
left join developer_identities n on n.key = coalesce(i.assignee_key, p.author_key)
left join developers d on d.id = n.developer_id and d.kind = 'human'
where s.key is distinct from $3
    and s.score >= $4
order by s.score desc, s.kind, s.key desc"""

# Files of pull requests, those linked to issues among them; a file as much as the most similar thing that touched it.
TOUCHED = """
with pulls as (
    select x.pull_key, max(x.weight) as weight
    from (
        select * from unnest($1::bigint[], $2::double precision[]) q (pull_key, weight)
        union all
        select l.pull_key, n.weight
        from unnest($3::bigint[], $4::double precision[]) n (issue_key, weight)
        join pull_request_issues l on l.issue_key = n.issue_key
    ) x
    group by x.pull_key
)
select p.key, p.path, p.language, p.repository_key, max(u.weight) as weight
from pulls u
join commit_pull_requests c on c.pull_key = u.pull_key
join commit_files f on f.commit_key = c.commit_key
join paths p on p.key = f.path_key
where p.class not in ('generated', 'vendored', 'lock')
group by p.key
order by weight desc, p.key desc
limit $5"""

# Files that are, or lie below, what somebody named; in these repositories or (null) in all.
GIVEN = """
select p.key, p.path, p.language, p.repository_key, 1.0::double precision as weight
from paths p
where (
        p.path = any($1::text[])
        or exists (select from unnest($1::text[]) w (path) where starts_with(p.path, w.path || '/'))
    )
    and p.class not in ('generated', 'vendored', 'lock')
order by p.key desc
limit $2"""

# Files within a folder of this name, in these repositories.
WITHIN = """
select p.key, p.path, p.language, p.repository_key, 1.0::double precision as weight
from unnest($1::integer[], $2::text[]) w (repository, folder)
join paths p on p.repository_key = w.repository
    and strpos('/' || p.path, '/' || w.folder || '/') > 0
    and p.class not in ('generated', 'vendored', 'lock')
order by p.key desc
limit $3"""

WISHES = """
select g.developer, g.skills
from growth_wishes_in_force g"""

# Tasks somebody took in the last days, as was said here: work that may be in hand and not to be seen yet.
TAKEN = """
select d.key, count(*)::integer as taken
from match_candidates c
join developers m on m.id = c.developer_id
join developers d on d.id = coalesce(m.merged_into, m.id)
where c.verdict = 'accepted'
    and c.said_at >= $1
group by d.key"""

ADD = """
insert into matches (workspace_id, asked_by, asked_at, question, weights)
values (current_workspace(), $1, $2, $3::jsonb, $4::jsonb)
returning id"""

ADD_CANDIDATES = """
insert into match_candidates (workspace_id, match_id, developer_id, place, score)
select current_workspace(), $1, c.developer_id, c.place, c.score
from unnest($2::uuid[], $3::integer[], $4::double precision[]) c (developer_id, place, score)"""

DECIDE = """
update match_candidates c
set verdict = $3,
    said_by = case when $3::text is null then null else $4::uuid end,
    said_at = case when $3::text is null then null else $5::timestamptz end
where c.match_id = $1
    and c.developer_id = $2
returning c.place, c.score, c.verdict, c.said_at"""

CANDIDATE = """
select c.developer_id, d.key, coalesce(d.name, d.email, 'Nobody knows') as name
from match_candidates c
join developers d on d.id = c.developer_id
where c.match_id = $1
    and c.developer_id = $2"""

GROWTH = """
select g.developer_id, g.skills, g.updated_at
from growth_wishes_in_force g
where g.developer_id = $1"""

PUT_GROWTH = """
insert into growth_wishes (developer_id, workspace_id, skills, updated_at)
values ($1, current_workspace(), $2, $3)
on conflict (developer_id) do update set skills = excluded.skills, updated_at = excluded.updated_at"""


async def active(connection: Connection, since: datetime) -> set[int]:
    """Keys of the humans who did anything since then."""
    return {row["key"] for row in await connection.fetch(ACTIVE, since)}


def folders(session: Session) -> pl.DataFrame:
    """`repository`, `folder`, `files`: the folders of every repository, by name."""
    return session.frame(FOLDERS)


def languages(session: Session) -> pl.DataFrame:
    """`skill`: every language there is a file of."""
    return session.frame(LANGUAGES)


def frameworks(session: Session) -> pl.DataFrame:
    """`skill`: every framework and library in use that is worth naming."""
    return session.frame(FRAMEWORKS).unique()


async def imported(connection: Connection, paths: Sequence[int]) -> list[Record]:
    """`path_key`, `skill`: the frameworks and libraries that these files import."""
    found: list[Record] = await connection.fetch(IMPORTED, list(paths))
    return found


async def repositories(connection: Connection) -> list[Record]:
    """`key`, `id`, `name`, `full_name` of all that are still there."""
    found: list[Record] = await connection.fetch(REPOSITORIES)
    return found


async def issues(connection: Connection, key: str) -> list[Record]:
    """Those people call so, at most two: the latest first."""
    found: list[Record] = await connection.fetch(ISSUE, key)
    return found


async def unassigned(connection: Connection, most: int, *, like: UUID | None, lately: int) -> list[Record]:
    """Open issues nobody has, the latest first: `total` of all, each with what of somebody's latest is `alike`."""
    found: list[Record] = await connection.fetch(UNASSIGNED, most, like, lately)
    return found


async def similar(connection: Connection, said: str, *, most: int, without: int | None, least: float) -> list[Record]:
    """Past work whose titles share words with this, the most alike first."""
    found: list[Record] = await connection.fetch(SIMILAR, said, most, without, least)
    return found


async def touched(
    connection: Connection, pulls: Mapping[int, float], issue_keys: Mapping[int, float], most: int
) -> list[Record]:
    """Files of these pull requests and of those linked to these issues, each with its weight."""
    found: list[Record] = await connection.fetch(
        TOUCHED, list(pulls), list(pulls.values()), list(issue_keys), list(issue_keys.values()), most
    )
    return found


async def given(connection: Connection, paths: Sequence[str], most: int) -> list[Record]:
    """Files that are these, or lie below them."""
    found: list[Record] = await connection.fetch(GIVEN, list(paths), most)
    return found


async def within(connection: Connection, places: Sequence[tuple[int, str]], most: int) -> list[Record]:
    """Files in folders: (repository, name of the folder)."""
    found: list[Record] = await connection.fetch(WITHIN, [key for key, _ in places], [name for _, name in places], most)
    return found


async def wishes(connection: Connection) -> dict[int, list[str]]:
    """What people wish to learn, by key."""
    return {row["developer"]: row["skills"] for row in await connection.fetch(WISHES)}


async def taken(connection: Connection, since: datetime) -> dict[int, int]:
    """How many tasks somebody took since then, as was said here."""
    return {row["key"]: row["taken"] for row in await connection.fetch(TAKEN, since)}


async def keep(
    connection: Connection,
    *,
    by: UUID,
    now: datetime,
    question: Mapping[str, Any],
    weights: Mapping[str, float],
    candidates: Sequence[tuple[UUID, int, float]],
) -> UUID:
    """Keep an answer; its id."""
    made: UUID = await connection.fetchval(
        ADD, by, now, orjson.dumps(question).decode(), orjson.dumps(weights).decode()
    )
    await connection.execute(ADD_CANDIDATES, made, *([one[at] for one in candidates] for at in range(3)))
    return made


async def candidate(connection: Connection, match_id: UUID, developer_id: UUID) -> Record | None:
    """Who it is, of one candidate of a kept answer."""
    found: Record | None = await connection.fetchrow(CANDIDATE, match_id, developer_id)
    return found


async def decide(
    connection: Connection, match_id: UUID, developer_id: UUID, *, verdict: str | None, by: UUID, now: datetime
) -> Record:
    """Write down what was decided."""
    return await connection.fetchrow(DECIDE, match_id, developer_id, verdict, by, now)


async def growth(connection: Connection, developer_id: UUID) -> Record | None:
    """What somebody wishes to learn; None when they never said."""
    found: Record | None = await connection.fetchrow(GROWTH, developer_id)
    return found


async def put_growth(connection: Connection, developer_id: UUID, skills: Sequence[str], now: datetime) -> None:
    """They wish this from now on."""
    await connection.execute(PUT_GROWTH, developer_id, list(skills), now)

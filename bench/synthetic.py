"""A large made-up workspace, written by the server itself: people, teams, commits, pull requests, reviews.

Of so many events three in four are commits; for every thirty there is a pull request with two commits of its own, two
reviews, two remarks and a request.
"""

from uuid import UUID

import asyncpg

from aexy.kernel.ids import WorkspaceId

WEEKS = 104
PEOPLE = """
with person as (
    insert into developers (workspace_id, name)
    select $1, 'Developer ' || n from generate_series(1, $2::int) n
    returning id, name
)
insert into developer_identities (workspace_id, developer_id, provider, external_id, name)
select $1, id, 'git', name || ' <' || id || '@example.org>', name from person"""
REPOSITORIES = """
insert into repositories (workspace_id, name, provider, provider_id, url, is_local)
select $1, 'repository-' || n, 'git', 'made-up-' || n, 'https://example.org/' || n, false
from generate_series(1, 200) n"""
TEAMS = """
with team as (
    insert into teams (workspace_id, slug, name)
    select $1, 'team-' || n, 'Team ' || n from generate_series(1, 100) n
    returning id, substr(slug, 6)::int as place
)
insert into team_members (workspace_id, team_id, developer_id, joined_at)
select $1, t.id, d.id, '-infinity'
from (select id, row_number() over () % 100 + 1 as place from developers where workspace_id = $1) d
join team t on t.place = d.place"""
# Working hours around 14:00 with a tail into the night, fewer on weekends; five repositories a person; skewed sizes.
COMMITS = """
with person as materialized (
    select array_agg(key order by key) as keys from developer_identities where workspace_id = $1
), place as materialized (
    select array_agg(key order by key) as keys from repositories where workspace_id = $1
), drawn as (
    select n, random() as a, random_normal() as h, random() as w, random() as r, random_normal(3, 1.5) as size,
           (random() * 7 * $3::int)::int as day
    from generate_series(1, $2::int) n
), placed as (
    select d.*,
           1 + floor(d.a * cardinality(p.keys))::int as person,
           timestamptz '2024-01-01 00:00+00'
               + make_interval(days => least(case when extract(isodow from date '2024-01-01' + d.day) > 5 and d.w < 0.8
                                                  then d.day - 2 else d.day end, 7 * $3::int - 1))
               + make_interval(secs => 50400 + d.h * 14400) as at
    from drawn d, person p
)
insert into commits (workspace_id, repository_key, sha, authored_at, author_offset_minutes, committed_at, placed_at,
                     hour_is_known, author_key, committer_key, is_merge, ai_agent, additions, deletions, files_changed,
                     lines_added, lines_removed, subject, standing)
select $1,
       r.keys[1 + (person + floor(d.r * d.r * 5)::int) % cardinality(r.keys)],
       decode(lpad(to_hex(d.n), 40, '0'), 'hex'),
       at, (array[0, 60, 330, -480])[1 + person % 4], at, at,
       d.w < 0.97, p.keys[person], p.keys[person], d.r < 0.05, case when d.w > 0.9 then 'claude' end,
       x.lines, x.lines / 3, 2, x.lines, x.lines / 3, 'Change ' || d.n, 'counted'
from placed d, person p, place r, lateral (select exp(least(d.size, 9))::int as lines) x
order by at"""
CO_AUTHORS = """
insert into commit_coauthors (workspace_id, commit_key, identity_key)
select $1, c.key, i.keys[1 + c.key % cardinality(i.keys)]
from commits c, (select array_agg(key) as keys from developer_identities where workspace_id = $1) i
where c.workspace_id = $1 and c.key % 50 = 0"""


# A fifth never merged, a fifth without a known author's approval; opened by people where they commit.
PULLS = """
with person as materialized (
    select array_agg(key order by key) as keys from developer_identities where workspace_id = $1
), drawn as (
    select c.author_key, c.repository_key, c.placed_at as at, c.lines_added,
           row_number() over (order by c.placed_at) as n,
           random() as w, random_normal() as h
    from commits c
    where c.workspace_id = $1 and c.key % $2 = 0
)
insert into pull_requests (workspace_id, repository_key, number, external_id, version, title, author_key, opened_at,
                           ready_at, closed_at, merged_at, merged_by_key, additions, deletions, commits_count,
                           events_as_of, commits_as_of, reviews_as_of)
select $1, d.repository_key, d.n, 'P' || d.n, at, 'Change ' || d.n, d.author_key, at, at, x.ended,
       case when d.w > 0.2 then x.ended end,
       case when d.w > 0.2 then p.keys[1 + d.n % cardinality(p.keys)] end,
       d.lines_added, 3, 2, x.ended, x.ended, x.ended
from drawn d, person p, lateral (select d.at + make_interval(hours => 2 + (exp(least(2 + d.h, 6)))::int) as ended) x"""
PULL_COMMITS = """
insert into pull_request_commits (workspace_id, pull_key, sha, position, authored_at, author_offset_minutes,
                                  committed_at, author_key)
select $1, p.key, sha256((p.key || ' ' || n)::text::bytea), n, p.opened_at - make_interval(hours => n * 3),
       0, p.opened_at + make_interval(hours => n * 5 - 6), p.author_key
from pull_requests p, generate_series(1, 2) n
where p.workspace_id = $1"""
AT_HOME = """
create temp table at_home as
select repository_key, array_agg(distinct author_key) as keys
from commits
where workspace_id = $1
group by 1"""
_NEAR = """
from pull_requests p
join at_home h on h.repository_key = p.repository_key
cross join generate_series(1, {times}) n
cross join lateral (select h.keys[1 + (p.key * 7 + n * 13) % cardinality(h.keys)] as who) x
where p.workspace_id = $1"""
REVIEWS = """
insert into reviews (workspace_id, pull_key, external_id, version, reviewer_key, state, submitted_at, comments_count)
select $1, p.key, 'R' || n, p.opened_at, x.who,
       case when (p.key + n) % 3 = 0 then 'commented' else 'approved' end,
       p.opened_at + make_interval(hours => n * 3 + (p.key % 20)::int), (p.key % 4)::int""" + _NEAR.format(times=2)
REMARKS = """
insert into review_comments (workspace_id, pull_key, external_id, version, author_key, commented_at)
select $1, p.key, 'C' || n, p.opened_at, x.who, p.opened_at + make_interval(hours => n * 2)""" + _NEAR.format(times=2)
REQUESTS = """
insert into review_requests (workspace_id, pull_key, external_id, requested_at, reviewer_key)
select $1, p.key, 'Q' || n, p.opened_at, x.who""" + _NEAR.format(times=1)
OF_THIRTY = 22  # commits among thirty events; the rest come with the pull request


async def make_workspace(
    owner_url: str, *, developers: int, events: int, weeks: int = WEEKS, commits_a_pull: int = OF_THIRTY
) -> WorkspaceId:
    """The same every time for the same size; some minutes for millions."""
    owner = await asyncpg.connect(owner_url, command_timeout=3600)
    try:
        slug = f"bench-{developers}-{events}-{weeks}" + (f"-{commits_a_pull}" if commits_a_pull != OF_THIRTY else "")
        known: UUID | None = await owner.fetchval("select id from workspaces where slug = $1", slug)
        if known is not None:
            return WorkspaceId(known)
        async with owner.transaction():
            made = await owner.fetchval("insert into workspaces (slug, name) values ($1, $1) returning id", slug)
            await owner.execute("select setseed(0.5)")
            await owner.execute(PEOPLE, made, developers)
            await owner.execute(REPOSITORIES, made)
            await owner.execute(TEAMS, made)
            await owner.execute(COMMITS, made, events * OF_THIRTY // 30, weeks)
            await owner.execute(CO_AUTHORS, made)
            await owner.execute(PULLS, made, commits_a_pull)
            await owner.execute(PULL_COMMITS, made)
            await owner.execute(AT_HOME, made)
            for statement in (REVIEWS, REMARKS, REQUESTS):
                await owner.execute(statement, made)
            await owner.execute("drop table at_home")
        await owner.execute(
            "vacuum analyze commits, commit_coauthors, developers, developer_identities, pull_requests,"
            " pull_request_commits, reviews, review_comments, review_requests"
        )
        return WorkspaceId(made)
    finally:
        await owner.close()

"""People, teams and repositories as questions about knowledge need them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aexy.store.postgres import Connection

PEOPLE = """
select d.key, d.id, coalesce(d.name, d.email, 'Nobody knows') as name, d.last_activity_at as last_active_at
from developers d
where d.key = any($1::integer[])"""
MEMBERS = """
select d.key
from team_members m
join teams t on t.id = m.team_id
join developers d on d.id = m.developer_id and d.kind = 'human'
where t.key = $1
    and m.joined_at <= $2
    and (m.left_at is null or m.left_at > $2)
order by d.key"""
REPOSITORIES = """
select r.key, r.id, case when r.owner is null then r.name else r.owner || '/' || r.name end as name, r.url
from repositories r
order by lower(r.name), r.key"""
# One look into an index for each, which is quicker than all their commits.
WORKED_IN = """
select r.key
from repositories r
where exists (
    select
    from developers d
    join developer_identities i on i.developer_id = d.id
    join commits c on c.author_key = i.key and c.repository_key = r.key and c.standing in ('counted', 'duplicate')
    where d.key = any($1::integer[])
)
order by r.key"""
HAVE_PATH = """
select distinct p.repository_key as key
from paths p
where p.path = $1
    or starts_with(p.path, $1 || '/')
order by 1
limit $2"""
HAS_TREES = """
select exists (select from tree_readings t where t.repository_key = $1)"""
# One look into an index for each.
NEWEST = """
select r.id
from repositories r
cross join lateral (
    select c.placed_at
    from commits c
    where c.repository_key = r.key
        and c.standing = 'counted'
        and not c.is_merge
    order by c.placed_at desc
    limit 1
) c
order by c.placed_at desc, r.key
limit $1"""
DEVELOPER = """
select d.key
from developers d
where d.id = $1
    and d.kind = 'human'"""


@dataclass(frozen=True, slots=True)
class Human:
    """Somebody: their key in facts, and what is said of them outside."""

    key: int
    id: UUID
    name: str
    last_active_at: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """A repository: its key in facts, its id, its name with its owner's, and where it is."""

    key: int
    id: UUID
    name: str
    url: str


async def people(connection: Connection, keys: Iterable[int]) -> dict[int, Human]:
    """These people, by key."""
    return {row["key"]: Human(**row) for row in await connection.fetch(PEOPLE, sorted(set(keys)))}


async def members(connection: Connection, team: int, now: datetime) -> list[int]:
    """The keys of those who are in a team now."""
    return [row["key"] for row in await connection.fetch(MEMBERS, team, now)]


async def repositories(connection: Connection) -> list[Place]:
    """Every repository, by name."""
    return [Place(**row) for row in await connection.fetch(REPOSITORIES)]


async def worked_in(connection: Connection, people_keys: Iterable[int]) -> list[int]:
    """The keys of the repositories in which one of these people has a commit."""
    return [row["key"] for row in await connection.fetch(WORKED_IN, sorted(people_keys))]


async def with_path(connection: Connection, path: str, limit: int) -> list[int]:
    """The keys of repositories that have or had a file or folder of that path."""
    return [row["key"] for row in await connection.fetch(HAVE_PATH, path, limit)]


async def developer_key(connection: Connection, developer_id: UUID) -> int | None:
    """A person's key in facts; None when there is no such person, or it is a program."""
    key: int | None = await connection.fetchval(DEVELOPER, developer_id)
    return key


async def has_trees(connection: Connection, repository: int) -> bool:
    """Whether it is known which files stand, and not only which were changed."""
    found: bool = await connection.fetchval(HAS_TREES, repository)
    return found


async def newest(connection: Connection, limit: int) -> list[UUID]:
    """The ids of repositories, those with the newest work first."""
    return [row["id"] for row in await connection.fetch(NEWEST, limit)]

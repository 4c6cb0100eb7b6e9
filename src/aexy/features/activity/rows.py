"""What happened, newest first, in two statements: what has an instant, and what has a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from aexy.features.activity.schemas import ActivityKind
from aexy.features.activity.sources import SOURCES, Source
from aexy.features.routing import Viewer
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection, Record

ORDER = tuple(ActivityKind)
# So many commits of one person to one repository on one day are a push to tell of.
MANY = 5

_OWNED = """exists (
                select
                from repository_teams t
                where t.repository_id = r.id
                    and t.team_id = any({teams})
                    and t.since <= $6::timestamptz
                    and (t.until is null or t.until > $6::timestamptz)
            )"""
SIEVE = f"""
select array(
        select i.key
        from developer_identities i
        join developers d on d.id = i.developer_id
        where d.kind <> 'human'
    ) as bots,
    case when coalesce($1::uuid, $3::uuid) is not null or $4::uuid[] is not null then array(
        select i.key
        from developer_identities i
        where ($1::uuid is null or is_in_teams(i.developer_id, array[$1::uuid], $6::timestamptz))
            and ($3::uuid is null or i.developer_id = $3::uuid)
            and (i.developer_id = $5::uuid or is_in_teams(i.developer_id, $4::uuid[], $6::timestamptz))
    ) end as people,
    case when $2::uuid is not null then array(select r.key from repositories r where r.id = $2::uuid) end as named,
    case when coalesce($1::uuid, $2::uuid) is not null or $4::uuid[] is not null then array(
        select r.key
        from repositories r
        where ($2::uuid is null or r.id = $2::uuid)
            and ($1::uuid is null or {_OWNED.format(teams="array[$1::uuid]")})
            and ($4::uuid[] is null or {_OWNED.format(teams="$4::uuid[]")})
    ) end as owned,
    array_remove(array[
        case when not exists (select from teams where id = $1::uuid) and $1::uuid is not null then 'team_id' end,
        case when not exists (select from repositories where id = $2::uuid) and $2::uuid is not null
            then 'repository_id' end,
        case when not exists (select from developers where id = $3::uuid) and $3::uuid is not null
            then 'developer_id' end
    ], null) as missing"""  # noqa: S608 - joined from this module's own constants

# What narrows is written into a branch only where it is asked for, so that an index on a person is of use.
_BRANCH = """(
        select {number} as kind, {s.at} as at, {s.key} collate "C" as key, {by} as person_key,
            {s.repository} as repository_key, {s.number} as number, {s.title} as title, {s.detail} as detail,
            {s.outcome} as outcome, {s.url} as url, {s.object_id} as object_id
        from {s.tables}
        where {s.where}
            and {s.at} >= $5
            and {s.at} <= $2
            and ({s.at}, {number}, {s.key} collate "C") < ($2, $3, $4){narrow}
        order by {order} desc, {s.key} collate "C" desc
        limit $10
    )"""
_EVENTS = """
with given as (
    select $6::integer[] as people, $7::integer[] as bots, $8::integer[] as named, $9::integer[] as owned
)
select u.kind, u.at, u.key, u.number, u.title, u.detail, u.outcome, u.url, u.object_id, null::bigint as commits,
    d.id as person_id, d.name as person, d.kind as person_kind,
    r.id as repository_id, concat_ws('/', r.owner, r.name) as repository
from (
    {branches}
    order by at desc, kind desc, key desc
    limit $10
) u
left join developer_identities i on i.key = u.person_key
left join developers d on d.id = i.developer_id
left join repositories r on r.key = u.repository_key
order by u.at desc, u.kind desc, u.key desc"""

# Day by day backwards, and no further than the page needs.
_PUSHES = """
with given as (select $6::integer[] as people, $7::integer[] as bots, $8::integer[] as named)
select {number} as kind, p.at, p.key, null::text as number, null::text as title, null::text as detail,
    null::text as outcome, r.web_url as url, null::uuid as object_id, p.commits,
    p.person_id, p.person, p.person_kind, r.id as repository_id, concat_ws('/', r.owner, r.name) as repository
from (
    select y.at, o.*
    from (
        select g as day, (g at time zone $11) as at, ((g + interval '1 day') at time zone $11) as until
        from generate_series($10::date::timestamp, greatest($9::date, (
            select (min(c.placed_at) at time zone $11)::date
            from commits c
            where c.workspace_id = $1
                and c.standing = 'counted'
        ))::timestamp, interval '-1 day') g
        order by g desc
    ) y
    cross join lateral (
        select (d.id || '/' || c.repository_key) collate "C" as key, c.repository_key, d.id as person_id,
            d.name as person, d.kind as person_kind, count(*) as commits
        from commits c
        join developer_identities i on i.key = c.author_key
        join developers d on d.id = i.developer_id
        where c.workspace_id = $1
            and c.standing = 'counted'
            and not c.is_merge
            and c.placed_at >= y.at
            and c.placed_at < least(y.until, $5){narrow}
        group by d.id, c.repository_key
        having count(*) >= {many}
    ) o
    where (y.at, {number}, o.key) < ($2, $3, $4)
    order by y.day desc, o.key desc
    limit $12
) p
join repositories r on r.key = p.repository_key
order by p.at desc, p.key desc"""


class Place(NamedTuple):
    """Where to go on from: everything comes before it."""

    at: datetime
    kind: int
    key: str


@dataclass(frozen=True, slots=True)
class Sieve:
    """Keys of identities and repositories: None where nothing is narrowed."""

    workspace_id: WorkspaceId
    bots: list[int] | None
    people: list[int] | None
    named: list[int] | None
    owned: list[int] | None
    missing: list[str]
    is_of_person: bool

    def branch(self, source: Source, number: int) -> str | None:
        """A kind's part of the statement; None where nothing of it can be meant."""
        if source.by is None and self.is_of_person:
            return None
        narrow = self.of_people(source.by, source.repository) if source.by else self._of_places(source)
        # One person's rows are fetched by who did it and sorted: the index on time might be walked to its end for them.
        order = f"{source.at} + interval '0'" if self.is_of_person else source.at
        return _BRANCH.format(s=source, number=number, by=source.by or "null::integer", narrow=narrow, order=order)

    def of_people(self, by: str, repository: str) -> str:
        """Narrowed to these people, to those that are no bots, and to a repository."""
        said = [
            f"\n            and {by} = any($6)" if self.people is not None else "",
            f"\n            and ({by} is null or {by} <> all($7))" if self.bots else "",
            f"\n            and {repository} = any($8)" if self.named is not None else "",
        ]
        return "".join(said)

    def _of_places(self, source: Source) -> str:
        if self.owned is None:
            return ""
        within = source.within or f"{source.repository} = any({{list}})"
        return "\n            and " + within.format(list="$9")


async def sieve(
    connection: Connection, viewer: Viewer, sought: tuple[UUID | None, UUID | None, UUID | None], *,
    with_bots: bool, now: datetime,
) -> Sieve:  # fmt: skip
    """Whose rows, and of which repositories, are to be told of; `sought` is a team, a repository, a person."""
    teams = None if viewer.teams is None else list(viewer.teams)
    row = await connection.fetchrow(SIEVE, *sought, teams, viewer.developer_id, now)
    return Sieve(
        viewer.workspace_id, None if with_bots else row["bots"], row["people"], row["named"], row["owned"],
        row["missing"], is_of_person=sought[2] is not None,
    )  # fmt: skip


async def events(
    connection: Connection, narrowed: Sieve, kinds: Sequence[ActivityKind], place: Place, *, since: datetime, limit: int
) -> list[Record]:
    """What happened at an instant before the place, of these kinds, newest first."""
    branches = [narrowed.branch(SOURCES[kind], ORDER.index(kind)) for kind in kinds]
    written = "\n    union all\n    ".join(branch for branch in branches if branch is not None)
    if not written:
        return []
    found: list[Record] = await connection.fetch(
        _EVENTS.format(branches=written), narrowed.workspace_id, *place, since, narrowed.people, narrowed.bots,
        narrowed.named, narrowed.owned, limit,
    )  # fmt: skip
    return found


async def pushes(
    connection: Connection, narrowed: Sieve, place: Place, days: tuple[date, date, str], *, now: datetime, limit: int
) -> list[Record]:
    """Many commits of one person to one repository on one day; the days from the last to the first, in a time zone."""
    number = ORDER.index(ActivityKind.PUSH)
    first, last, zone = days
    written = _PUSHES.format(number=number, many=MANY, narrow=narrowed.of_people("c.author_key", "c.repository_key"))
    found: list[Record] = await connection.fetch(
        written, narrowed.workspace_id, *place, now, narrowed.people, narrowed.bots, narrowed.named, first, last, zone,
        limit,
    )  # fmt: skip
    return found

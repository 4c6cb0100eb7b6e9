"""Counted commits as columns, joined to the people behind them: all of them, or some time's, or one subject's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl

from aexy.kernel.facts import Facts
from aexy.kernel.metric import Level
from aexy.kernel.periods import Clock, Period
from aexy.store.packed import PACKED, unpacked
from aexy.store.session import Session

Span = tuple[datetime, datetime]

# Who is who is joined outside: the planner cannot know that nearly every author is one of ours, and walks an index
# of authors through the whole table instead of reading it once (9 s instead of 1 for three million commits).
_PEOPLE = """
select i.key as identity,
       d.key as developer,
       d.kind
from developer_identities i
join developers d on d.id = i.developer_id"""
_ALSO_UNCOUNTED = """,
       c.is_merge,
       c.is_revert,
       c.additions,
       c.deletions"""
_CO_AUTHORS = """
select o.commit_key as commit,
       o.identity_key as identity"""
_OWN_DAYS = """
select distinct
       c.author_key as identity,
       ((c.placed_at at time zone 'UTC') + make_interval(mins => c.author_offset_minutes))::date as own_day"""
_RUN_UP = """
select d.key as author,
       c.own_day,
       c.day,
       s.longest_streak_days::integer as streak
from (
    select distinct
           c.author_key,
           ((c.placed_at at time zone 'UTC') + make_interval(mins => c.author_offset_minutes))::date as own_day,
           (c.placed_at at time zone $3)::date as day
    from unnest($1::text::timestamptz[], $2::text::timestamptz[]) s (since, until)
    join commits c on c.placed_at >= s.since and c.placed_at < s.until
    where c.standing = 'counted'
        and not c.is_merge
) c
join developer_identities i on i.key = c.author_key
join developers d on d.id = i.developer_id and d.kind = 'human'
left join metric_snapshots s
    on s.workspace_id = d.workspace_id
    and s.period_type = 'daily'
    and s.subject_kind = 'developer'
    and s.period_start = c.day
    and s.period_start = any($4::text::date[])
    and s.subject_key = d.key"""
_PRESENCE = """
select distinct
       c.author_key as identity,
       c.repository_key as repository,
       (c.placed_at at time zone $3)::date as day
from unnest($1::text::timestamptz[], $2::text::timestamptz[]) s (since, until)
join commits c on c.placed_at >= s.since and c.placed_at < s.until
where c.standing = 'counted'
    and not c.is_merge"""
_ALL_TIME = """
from commits c"""
_SOME_TIME = """
from unnest($1::text::timestamptz[], $2::text::timestamptz[]) s (since, until)
join commits c on c.placed_at >= s.since and c.placed_at < s.until"""
_NAMED = """
join commit_coauthors o on o.commit_key = c.key"""
_NAMED_ON = """
from commit_coauthors o
where o.commit_key = any($1::text::bigint[])"""
_FEW = 200_000
_COUNTED = """
where c.standing = 'counted'"""
_NO_MERGES = """
    and not c.is_merge"""
_IN_REPOSITORY = """
    and c.repository_key = $3::int"""
# What these people wrote, and what they are named on as co-authors.
_BY_DEVELOPER = """
    and c.key in (
        select a.key
        from developers p
        join developer_identities b on b.developer_id = p.id
        join commits a on a.author_key = b.key
        where p.key = $3::int
        union all
        select a.commit_key
        from developers p
        join developer_identities b on b.developer_id = p.id
        join commit_coauthors a on a.identity_key = b.key
        where p.key = $3::int
    )"""
_BY_TEAM = """
    and (
        c.author_key in (
            select b.key
            from teams t
            join team_members m on m.team_id = t.id
            join developer_identities b on b.developer_id = m.developer_id
            where t.key = $3::int
        )
        or c.key in (
            select a.commit_key
            from teams t
            join team_members m on m.team_id = t.id
            join developer_identities b on b.developer_id = m.developer_id
            join commit_coauthors a on a.identity_key = b.key
            where t.key = $3::int
        )
    )"""
_OF = {
    Level.DEVELOPER: _BY_DEVELOPER,
    Level.TEAM: _BY_TEAM,
    Level.REPOSITORY: _IN_REPOSITORY,
    Level.WORKSPACE: "",
}
_MEMBERSHIPS = """
select d.key as developer,
       t.key as team,
       nullif(m.joined_at, '-infinity') as joined,
       m.left_at as left
from team_members m
join developers d on d.id = m.developer_id
join teams t on t.id = m.team_id"""
# Whoever has no commit in so many days has no run, whatever clocks they and the workspace go by.
_RUN_UP_DAYS = timedelta(days=4)
_EVER = (datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose facts, and from when until when; no spans means all time. A workspace needs no key."""

    level: Level = Level.WORKSPACE
    key: int = 0
    spans: tuple[Span, ...] = ()

    @property
    def tables(self) -> str:
        """Where rows come from."""
        return _SOME_TIME if self.spans or self.level is not Level.WORKSPACE else _ALL_TIME

    @property
    def parameters(self) -> tuple[object, ...]:
        """What fills the statement's places; nothing at all for everything, which is read faster so."""
        if not self.spans and self.level is Level.WORKSPACE:
            return ()
        spans = self.spans or (_EVER,)
        key = () if self.level is Level.WORKSPACE else (self.key,)
        return (_array(since for since, _ in spans), _array(until for _, until in spans), *key)


EVERYTHING = Scope()


def read_people(session: Session) -> pl.DataFrame:
    """Who is behind which identity: `identity`, `developer`, `kind`."""
    return session.frame(_PEOPLE)


def read_facts(
    session: Session, scope: Scope, people: pl.DataFrame, *, has_teams: bool = True, only_counted: bool = True
) -> Facts:
    """The facts numbers are counted from; with `only_counted` off, merges and commits by bots and agents as well."""
    which = _COUNTED + (_NO_MERGES if only_counted else "") + _OF[scope.level]
    columns = PACKED if only_counted else PACKED + _ALSO_UNCOUNTED
    commits = unpacked(session.frame(columns + scope.tables + which, scope.parameters))
    named = _co_authors(session, scope, which, commits["commit"])
    teams = read_memberships(session) if has_teams else Facts().memberships
    humans = people.filter(pl.col("kind") == "human")
    return Facts.of(
        commits=_by_developer(commits, humans if only_counted else people, "author"),
        co_authors=_by_developer(named, humans, "developer").unique(),
        developers=people.select("developer", "kind").filter(pl.col("kind") != "human").unique(),
        memberships=teams,
    )


def _co_authors(session: Session, scope: Scope, which: str, commits: pl.Series) -> pl.DataFrame:
    if scope == EVERYTHING:
        return session.frame(_CO_AUTHORS + "\nfrom commit_coauthors o")
    if commits.len() <= _FEW:
        # The planner cannot know how short a time is, and would look up the commit of every co-author there is.
        return session.frame(_CO_AUTHORS + _NAMED_ON, ("{" + ",".join(map(str, commits)) + "}",))
    return session.frame(_CO_AUTHORS + scope.tables + _NAMED + which, scope.parameters)


def _by_developer(rows: pl.DataFrame, people: pl.DataFrame, column: str) -> pl.DataFrame:
    """The person in place of one of their identities."""
    return rows.join(people.select("identity", pl.col("developer").alias(column)), on="identity").drop("identity")


def read_days_before(session: Session, stretches: Sequence[Period], clock: Clock) -> pl.DataFrame:
    """Days of the runs that lead up to each stretch of days: `author`, `own_day`.

    How long a run had become is read from the daily snapshots just before, so it costs the same however long it is.
    """
    days = [Period(stretch.start - _RUN_UP_DAYS, stretch.start) for stretch in stretches]
    dates = "{" + ",".join(str(day) for stretch in days for day in stretch.days()) + "}"
    found = session.frame(_RUN_UP, (*_instants(days, clock), clock.zone.key, dates)).with_columns(
        pl.col("author").cast(pl.Int32)
    )
    in_stretch = pl.any_horizontal(pl.col("day").is_between(s.start, s.end, closed="left") for s in stretches)
    runs = found.filter(~in_stretch).group_by("author", "day").agg(pl.col("own_day", "streak").max()).drop_nulls()
    first = pl.col("own_day") - pl.duration(days=pl.col("streak") - 1)
    earlier = runs.select("author", pl.date_ranges(first.cast(pl.Date), "own_day").alias("own_day")).explode("own_day")
    return pl.concat([found.select("author", "own_day"), earlier]).unique()


def read_days(session: Session, scope: Scope, people: pl.DataFrame) -> pl.DataFrame:
    """On which days, by their own clock, people have a commit: `author`, `own_day`."""
    which = _COUNTED + _NO_MERGES + _OF[scope.level]
    days = session.frame(_OWN_DAYS + scope.tables + which, scope.parameters)
    humans = people.filter(pl.col("kind") == "human")
    return _by_developer(days, humans, "author").select("author", "own_day").unique()


def read_presence(session: Session, period: Period, clock: Clock, people: pl.DataFrame) -> pl.DataFrame:
    """Who was active where on which of the workspace's days: `author`, `repository`, `day`."""
    found = session.frame(_PRESENCE, (*_instants([period], clock), clock.zone.key))
    return _by_developer(found, people.filter(pl.col("kind") == "human"), "author").unique()


def read_memberships(session: Session) -> pl.DataFrame:
    """Who was in which team from when until when."""
    return session.frame(_MEMBERSHIPS)


def _instants(stretches: Iterable[Period], clock: Clock) -> tuple[str, str]:
    spans = [(clock.midnight(stretch.start), clock.midnight(stretch.end)) for stretch in stretches]
    return _array(since for since, _ in spans), _array(until for _, until in spans)


def _array(instants: Iterable[datetime]) -> str:
    return "{" + ",".join(instant.isoformat() for instant in instants) + "}"

"""Counted commits as columns, joined to the people behind them: all of them, or some time's, or one subject's."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import polars as pl

from aexy.kernel.facts import Facts
from aexy.kernel.metric import Level
from aexy.kernel.periods import Clock, Period
from aexy.store.activity_facts import known, presence, read_around, tables
from aexy.store.around import Kind
from aexy.store.calendar_facts import calendars
from aexy.store.ownership_facts import read_owned
from aexy.store.packed import PACKED, unpacked
from aexy.store.pull_facts import read_pulls, whose
from aexy.store.scopes import EVERYTHING, Scope, Span, array
from aexy.store.session import Session

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
_COUNTED = """
where c.standing = 'counted'"""
_NO_MERGES = """
    and not c.is_merge"""
_IN_REPOSITORY = """
    and c.repository_key = $3::int"""
_IN_PROJECT = """
    and c.repository_key in (
        select r.key
        from projects o
        join project_repositories h on h.project_id = o.id
        join repositories r on r.id = h.repository_id
        where o.key = $3::int
    )"""
_OF = {
    Level.REPOSITORY: _IN_REPOSITORY,
    Level.PROJECT: _IN_PROJECT,
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


def read_people(session: Session) -> pl.DataFrame:
    """Who is behind which identity: `identity`, `developer`, `kind`."""
    return session.frame(_PEOPLE)


def read_facts(
    session: Session,
    scope: Scope,
    people: pl.DataFrame,
    *,
    has_teams: bool = True,
    has_owned: bool = True,
    only_counted: bool = True,
) -> Facts:
    """The facts numbers are counted from; with `only_counted` off, merges and commits by bots and agents as well.

    `has_teams`: who was where when, and what they own; `has_owned`: whether reviewers know what they review, which
    takes longer than all the rest where changes touch many files.
    """
    columns = PACKED if only_counted else PACKED + _ALSO_UNCOUNTED
    commits = unpacked(_read_commits(session, scope, columns, _NO_MERGES if only_counted else ""))
    pulls = read_pulls(session, scope, commits["repository"].unique().to_list())
    around = read_around(session, scope, commits["commit"], pulls, has_teams=has_teams)
    humans = people.filter(pl.col("kind") == "human")
    named = around.of(Kind.CO_AUTHOR, commit="thing", developer="identity")
    written = known(commits.rename({"identity": "author"}), humans if only_counted else people, "author")
    rest = tables(around, pulls, people)
    acts = [written if only_counted else _counted(written, humans), _reviewed(rest["reviews"], rest["pulls"])]
    instants = (written["at"], pulls["opened"], pulls["closed"], rest["reviews"]["at"])
    facts = Facts.of(
        commits=written,
        co_authors=known(named, humans, "developer").unique(),
        developers=people.select("developer", "kind").filter(pl.col("kind") != "human").unique(),
        memberships=around.of(Kind.MEMBERSHIP, team="thing", developer="other", joined="at", left="until"),
        presence=presence(around, pulls, acts, humans),
        **rest,
        **calendars(around, scope.spans, *instants),
    )
    if not has_owned:
        return facts
    return replace(facts, owned=read_owned(session, scope, facts, pulls.select("pull", "became"), humans))


def _counted(commits: pl.DataFrame, humans: pl.DataFrame) -> pl.DataFrame:
    """Those that make somebody present."""
    people = humans.select(author="developer").unique()
    return commits.filter(~pl.col("is_merge")).join(people, on="author", how="semi")


def _reviewed(reviews: pl.DataFrame, pulls: pl.DataFrame) -> pl.DataFrame:
    """Who reviewed where: `author`, `repository`, `at`."""
    return reviews.join(pulls.select("pull", "repository"), on="pull").select("repository", "at", author="reviewer")


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
    days = _read_commits(session, scope, _OWN_DAYS, _NO_MERGES)
    humans = people.filter(pl.col("kind") == "human")
    return known(days.rename({"identity": "author"}), humans, "author").select("author", "own_day").unique()


def read_presence(session: Session, period: Period, clock: Clock, people: pl.DataFrame) -> pl.DataFrame:
    """Who was active where on which of the workspace's days: `author`, `repository`, `day`."""
    found = session.frame(_PRESENCE, (*_instants([period], clock), clock.zone.key))
    humans = people.filter(pl.col("kind") == "human")
    return known(found.rename({"identity": "author"}), humans, "author").unique()


def read_memberships(session: Session) -> pl.DataFrame:
    """Who was in which team from when until when."""
    return session.frame(_MEMBERSHIPS)


def _read_commits(session: Session, scope: Scope, columns: str, also: str) -> pl.DataFrame:
    if identities := whose(scope):
        return session.frame(columns + _ALL_TIME + _COUNTED + also + _by_people(scope, identities))
    tables = _ALL_TIME if scope.is_everything else _SOME_TIME
    return session.frame(columns + tables + _COUNTED + also + _OF[scope.level], scope.parameters)


def _by_people(scope: Scope, identities: str) -> str:
    """What these people wrote in the scope's times, and what they are named on as co-authors.

    As arrays, each is found by an index of its own; as a join the planner walks through everybody's commits.
    """
    return f"""
    and {scope.during("c.placed_at")}
    and (
        c.author_key = any(array({identities}))
        or c.key = any(array(
            select a.commit_key
            from commit_coauthors a
            where a.identity_key in ({identities})
        ))
    )"""  # noqa: S608 - made of snippets of our own


def _instants(stretches: Iterable[Period], clock: Clock) -> tuple[str, str]:
    spans = [(clock.midnight(stretch.start), clock.midnight(stretch.end)) for stretch in stretches]
    return array(since for since, _ in spans), array(until for _, until in spans)


__all__ = [
    "EVERYTHING",
    "Scope",
    "Span",
    "read_days",
    "read_days_before",
    "read_facts",
    "read_memberships",
    "read_people",
    "read_presence",
]

"""What is known of assistance: which commits name an assistant, which pull requests came of them, and telemetry."""

from collections.abc import Collection
from datetime import date

import polars as pl

from aexy.store.scopes import Span
from aexy.store.session import Session

_NAMING = """
select c.key as commit
from commits c
where c.ai_agent is not null
    and c.standing = 'counted'
    and c.placed_at >= $1::text::timestamptz
    and c.placed_at < $2::text::timestamptz"""
_LINKED = """
select distinct l.pull_key as pull, l.commit_key as commit, c.ai_agent is not null as ai
from commit_pull_requests l
join commits c on c.key = l.commit_key
where l.pull_key = any($1::text::bigint[])
    and l.evidence <> 'cherry_pick'"""
_TITLES = """
select p.key as pull, p.title as subject
from pull_requests p
where p.key = any($1::text::bigint[])"""
_USAGE = """
select u.assistant,
       u.day,
       (count(*) filter (where u.who <> ''))::bigint as people,
       max(u.engaged_people) filter (where u.who = '')::bigint as engaged,
       max(u.active_people) filter (where u.who = '')::bigint as active,
       coalesce(sum(u.suggestions) filter (where u.who = ''), sum(u.suggestions))::bigint as suggestions,
       coalesce(sum(u.acceptances) filter (where u.who = ''), sum(u.acceptances))::bigint as acceptances,
       coalesce(sum(u.lines_accepted) filter (where u.who = ''), sum(u.lines_accepted))::bigint as lines_accepted
from assistant_usage u
where u.day >= $1::text::date
    and u.day < $2::text::date
group by u.assistant, u.day
order by u.assistant, u.day"""
_AGENTS = """
select d.key as developer
from developers d
where d.kind = 'agent'"""


def read_agents(session: Session) -> pl.Series:
    """The keys of AI agents that commit under their own names."""
    return session.frame(_AGENTS)["developer"].cast(pl.Int32)


def read_naming(session: Session, span: Span) -> pl.Series:
    """The commits of these times whose message names an assistant."""
    return session.frame(_NAMING, tuple(instant.isoformat() for instant in span))["commit"]


def read_linked(session: Session, pulls: Collection[int]) -> pl.DataFrame:
    """The commits of pull requests, by what is certain: `pull`, `commit`, `ai`."""
    return session.frame(_LINKED, (_array(pulls),))


def read_titles(session: Session, pulls: Collection[int]) -> pl.DataFrame:
    """`pull`, `subject`."""
    return session.frame(_TITLES, (_array(pulls),))


def read_usage(session: Session, start: date, end: date) -> pl.DataFrame:
    """What assistants count of their own use, by day: of everybody together, else of all they tell of (`people`)."""
    return session.frame(_USAGE, (start.isoformat(), end.isoformat()))


def _array(keys: Collection[int]) -> str:
    return "{" + ",".join(map(str, keys)) + "}"

"""Who worked with which framework or library, on which day and in which repository: evidence, never words.

A day of work with something is one on which somebody changed a source file that imports it, brought or changed its
entry in a manifest, or wrote a file that is made for it (a Dockerfile, a Terraform module, a workflow).
"""

from collections.abc import Iterable
from datetime import datetime

import polars as pl

from aexy.kernel.analyses.gaps import WORK_DAYS
from aexy.store.analysis_facts.reading import Reading
from aexy.store.repository_names import CALLED
from aexy.store.scopes import keys
from aexy.store.session import Session

# $1: whose, empty for everybody. Commits by their authors, merges and bots left out; the day is the author's own.
# Nothing is put aside on the way: of a list without an index the planner thinks that it is short, and reads it for each
# file.
_WRITTEN = """
    from developers d
    join developer_identities i on i.developer_id = d.id
    join commits c on c.author_key = i.key and c.standing = 'counted' and not c.is_merge"""
_WHOSE = """
    where d.kind = 'human'
        and d.merged_into is null
        and ($1::text = '' or d.key = any(nullif($1::text, '')::integer[])){within}"""
_OF = """d.key as developer, c.repository_key,
           (c.placed_at at time zone 'UTC' + make_interval(mins => c.author_offset_minutes))::date as day, c.key"""
_EVIDENCE = f"""
with evidence as (
    select {_OF}, k.skill, k.domain, k.ecosystem, coalesce(f.additions, 0) as lines
    {_WRITTEN}
    join commit_files f on f.commit_key = c.key
    join path_packages u on u.path_key = f.path_key and u.since <= c.placed_at
        and (u.until is null or c.placed_at <= u.until)
    join packages k on k.key = u.package_key and k.skill is not null
    {_WHOSE}
    union all
    select {_OF}, k.skill, k.domain, k.ecosystem, 1
    {_WRITTEN}
    join package_versions v on v.since_key = c.key and not v.is_locked and v.is_direct
    join packages k on k.key = v.package_key and k.skill is not null and k.ecosystem <> 'runtime'
    {_WHOSE}
    union all
    select {_OF}, m.skill, 'infrastructure', lower(m.skill), coalesce(f.additions, 0)
    {_WRITTEN}
    join commit_files f on f.commit_key = c.key
    join manifests m on m.path_key = f.path_key and m.skill is not null
    {_WHOSE}
)
"""
_DAYS = f"""{_EVIDENCE}
select e.developer, e.skill, min(e.ecosystem) as ecosystem, r.context, e.day,
       count(distinct e.key)::integer as commits, sum(e.lines)::bigint as lines
from evidence e
join repositories r on r.key = e.repository_key
group by e.developer, e.skill, r.context, e.day
"""  # noqa: S608 - made of words of our own
_PLACES = f"""{_EVIDENCE}
select developer, repository_key as repository, skill, min(domain) as domain, count(distinct key)::integer as commits,
       count(distinct day)::integer as days, max(day) as last_day
from evidence
where day > $2::text::date
group by developer, repository_key, skill
"""  # noqa: S608 - likewise
_WITHIN = """
        and c.repository_key = any($2::text::integer[])
        and c.placed_at >= $3::text::timestamptz"""
_WORK = f"""{_EVIDENCE}
select distinct e.developer, e.skill, e.repository_key as repository, e.day
from evidence e
where e.domain <> 'language'
"""  # noqa: S608 - likewise
# What is called like a language of a file here (GraphQL) is the language, whoever is asked about.
_LANGUAGES = """
select distinct p.language as skill
from paths p
where p.language is not null"""
_NAMES = """
select distinct k.skill
from packages k
where k.domain = 'language'"""


def read_package_days(reading: Reading) -> pl.DataFrame:
    """A row for each person, skill (as people call it: Django), context of the repository, and local day.

    Columns: developer (Int32), skill, ecosystem, context, day (Date), commits (Int32), lines (Int64, added to those
    files).
    """
    return reading.session.frame(_DAYS.format(within=""), (_whose(reading),))


def framework_days(session: Session, chosen: str | None) -> pl.DataFrame:
    """The same of these people, or of everybody, without what is a language."""
    return _no_languages(session, session.frame(_DAYS.format(within=""), (chosen or "",)))


def read_framework_work(session: Session, repositories: Iterable[int], since: datetime) -> pl.DataFrame:
    """Who worked in these repositories with what since then: `kernel.analyses.gaps.WORK_DAYS`, without languages."""
    found = session.frame(_WORK.format(within=_WITHIN), ("", keys(sorted(repositories)), since.isoformat()))
    return _no_languages(session, found).select(pl.col(name).cast(of) for name, of in WORK_DAYS.items())


def _no_languages(session: Session, found: pl.DataFrame) -> pl.DataFrame:
    for names in (session.frame(_LANGUAGES), session.frame(_NAMES)):
        found = found.join(names, on="skill", how="anti")
    return found


def read_package_places(reading: Reading) -> pl.DataFrame:
    """The same of the last 365 days, for each person, repository and skill instead of each day.

    Columns: developer, repository (keys, Int32), skill, domain, commits, days (Int32), last_day (Date).
    """
    since = reading.clock.today.toordinal() - 365
    return reading.session.frame(
        _PLACES.format(within=""), (_whose(reading), type(reading.clock.today).fromordinal(since).isoformat())
    )


_VERSIONS = f"""
select v.repository_key as repository, r.id::text as repository_id, r.name as repository_name, p.path,
       k.skill, k.domain, k.ecosystem, v.version, v.is_locked, v.scope,
       v.since::date as since
from package_versions v
join packages k on k.key = v.package_key and k.skill is not null
join manifests m on m.path_key = v.path_key and not m.is_gone
join paths p on p.key = v.path_key
join ({CALLED}) r on r.key = v.repository_key
where v.until_key is null
    and v.is_direct
    and (
        $1::text = ''
        or v.repository_key in (
            select distinct c.repository_key
            from developers d
            join developer_identities i on i.developer_id = d.id
            join commits c on c.author_key = i.key and c.placed_at >= $2::text::timestamptz - interval '366 days'
            where d.key = any(nullif($1::text, '')::integer[])
        )
    )
"""  # noqa: S608 - made of words of our own


def read_versions_in_use(reading: Reading) -> pl.DataFrame:
    """What stands in the manifests of the repositories these people worked in, of packages that are worth naming.

    Columns: repository (Int32), repository_id, repository_name, path, skill, domain, ecosystem, version, is_locked,
    scope, since (Date).
    """
    return reading.session.frame(_VERSIONS, (_whose(reading), reading.now.isoformat()))


def _whose(reading: Reading) -> str:
    """The driver takes no null beside other parameters."""
    return reading.chosen or ""

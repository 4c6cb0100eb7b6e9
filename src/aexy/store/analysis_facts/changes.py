"""Pull requests as changes: what they say of themselves, the files they touched, and what reviewing them took.

The files are those of the commit a pull request became (a merge's first-parent diff,
a squash); else of its rebased or own commits, where all of them are here.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from aexy.kernel.analyses.change_kinds import prefix_of
from aexy.kernel.analyses.complexity import CHANGES, FILES, REVIEWS, SUBJECTS
from aexy.store.analysis_facts.reading import Reading
from aexy.store.scopes import Span, keys
from aexy.store.session import Session

USUAL_DAYS = timedelta(days=730)

_CHOSEN = """
with chosen as materialized (
    select p.key, p.repository_key, p.author_key, p.number, p.title, p.labels, p.opened_at, p.merged_at, p.additions,
           p.deletions, p.changed_files, p.commits_count
    from pull_requests p
    where p.gone_at is null
        and {which}
)"""
_OPENED = """p.opened_at >= $1::text::timestamptz
        and p.opened_at < $2::text::timestamptz"""
_BY_THEM = """
        and p.author_key in (
            select i.key
            from developers d
            join developer_identities i on i.developer_id = d.id
            where d.key = any($3::text::integer[])
        )"""
_THESE = "p.key = any($1::text::bigint[])"
_CHANGES = """
select c.key as pull, d.key as developer, r.name as repository, c.number, c.title, c.labels, c.opened_at as opened,
       c.merged_at as merged, (c.additions::bigint + c.deletions) as provider_lines,
       c.changed_files::bigint as provider_files
from chosen c
left join developer_identities i on i.key = c.author_key
left join developers d on d.id = i.developer_id and d.kind = 'human'
join repositories r on r.key = c.repository_key
order by c.key"""
_FILES = """,
linked as (
    select l.pull_key,
           l.commit_key,
           case l.evidence when 'member' then 3 when 'rebase' then 2 else 1 end as how
    from chosen c
    join commit_pull_requests l on l.pull_key = c.key
),
became as (
    select l.pull_key, l.how, count(*) as commits
    from linked l
    group by l.pull_key, l.how
),
whole as (
    select b.pull_key, min(b.how) as how
    from became b
    join chosen c on c.key = b.pull_key
    where b.how = 1 or b.commits >= c.commits_count
    group by b.pull_key
)
select l.pull_key as pull,
       f.path_key as path,
       sum(coalesce(f.additions, 0) + coalesce(f.deletions, 0))::bigint as lines
from whole w
join linked l on l.pull_key = w.pull_key and l.how = w.how
join commits c on c.key = l.commit_key and (l.how = 1 or not c.is_merge)
join commit_files f on f.commit_key = l.commit_key
group by l.pull_key, f.path_key"""
_PATHS = """
select p.key, p.path, p.class
from paths p"""
_SOME_PATHS = """
where p.key = any($1::text::integer[])"""
_SUBJECTS = """
select m.pull_key as pull, m.subject
from chosen c
join pull_request_commits m on m.pull_key = c.key
where m.subject is not null"""
_REVIEWS = """,
looked as (
    select r.pull_key,
           count(*) as reviews,
           count(*) - count(distinct o.id) as second_looks,
           extract(epoch from max(r.submitted_at) - min(r.submitted_at)) / 3600 as hours,
           count(*) filter (where btrim(coalesce(r.body, '')) <> '') as said
    from chosen c
    join reviews r on r.pull_key = c.key and r.submitted_at is not null and r.state <> 'pending'
    join developer_identities n on n.key = r.reviewer_key
    join developers o on o.id = n.developer_id and o.kind = 'human'
    left join developer_identities i on i.key = c.author_key
    where i.developer_id is distinct from o.id
    group by r.pull_key
),
remarked as (
    select m.pull_key, count(*) as remarks
    from chosen c
    join review_comments m on m.pull_key = c.key
    join developer_identities n on n.key = m.author_key
    join developers o on o.id = n.developer_id and o.kind = 'human'
    left join developer_identities i on i.key = c.author_key
    where i.developer_id is distinct from o.id
    group by m.pull_key
)
select l.pull_key as pull,
       l.reviews,
       (l.said + coalesce(m.remarks, 0))::bigint as remarks,
       l.second_looks,
       l.hours::double precision as hours
from looked l
left join remarked m on m.pull_key = l.pull_key"""

_FIT = """
select f.uses_model, f.times, f.reviewed, f.held_out, f.rank_model, f.rank_size, f.better_in, f.says
from complexity_fits f"""


@dataclass(frozen=True, slots=True)
class Which:
    """Which pull requests: a condition and what fills its places. `narrow`: few enough to name their paths."""

    condition: str
    parameters: tuple[object, ...]
    narrow: bool

    @classmethod
    def opened(cls, span: Span, whose: Collection[int] | None = None) -> "Which":
        """Those opened in a stretch of time, by these people."""
        instants = (span[0].isoformat(), span[1].isoformat())
        if whose is None:
            return cls(_OPENED, instants, narrow=False)
        return cls(_OPENED + _BY_THEM, (*instants, keys(sorted(whose))), narrow=True)

    @classmethod
    def these(cls, pulls: Collection[int]) -> "Which":
        """These, whoever opened them and when."""
        return cls(_THESE, (keys(sorted(pulls)),), narrow=True)

    @classmethod
    def usual(cls, reading: Reading) -> "Which":
        """What an analysis of people looks at: from the beginning of a day, so that a count holds all day."""
        since = (reading.now - USUAL_DAYS).replace(hour=0, minute=0, second=0, microsecond=0)
        return cls.opened((since, reading.now), reading.whose)


def changes(session: Session, which: Which) -> pl.DataFrame:
    """Pull requests as `CHANGES`; `developer` is null for those of no human."""
    return _read(session, which, _CHANGES).cast(CHANGES)


def change_files(session: Session, which: Which) -> pl.DataFrame:
    """The files of these, as `FILES`; those of a pull request whose commits are not here are not known."""
    found = _read(session, which, _FILES)
    if which.narrow:
        paths = session.frame(_PATHS + _SOME_PATHS, (keys(found["path"].unique().sort()),))
    else:
        paths = session.frame(_PATHS)
    named = found.rename({"path": "key"}).join(paths, on="key", maintain_order="left")
    return named.select(list(FILES)).cast(FILES)


def change_subjects(session: Session, which: Which) -> pl.DataFrame:
    """How many of their commits begin with a prefix of which category, as `SUBJECTS`."""
    found = _read(session, which, _SUBJECTS)
    named = found.select("pull", prefix_of(pl.col("subject")).alias("category"))
    of = named.group_by("pull").agg(pl.len().cast(pl.Int64).alias("of"))
    many = named.drop_nulls().group_by("pull", "category").agg(pl.len().cast(pl.Int64).alias("commits"))
    return many.join(of, on="pull").select(list(SUBJECTS)).cast(SUBJECTS).sort("pull", "category")


def change_reviews(session: Session, which: Which) -> pl.DataFrame:
    """What reviewing them took, as `REVIEWS`; without a row: nobody else reviewed it."""
    return _read(session, which, _REVIEWS).select(list(REVIEWS)).cast(REVIEWS)


def read_changes(reading: Reading) -> pl.DataFrame:
    """Pull requests these people opened in the last two years."""
    return changes(reading.session, Which.usual(reading)).drop_nulls("developer")


def read_change_files(reading: Reading) -> pl.DataFrame:
    """The files of these."""
    return change_files(reading.session, Which.usual(reading))


def read_change_subjects(reading: Reading) -> pl.DataFrame:
    """What their commits begin with."""
    return change_subjects(reading.session, Which.usual(reading))


def read_change_reviews(reading: Reading) -> pl.DataFrame:
    """What reviewing them took."""
    return change_reviews(reading.session, Which.usual(reading))


def read_fit(reading: Reading) -> pl.DataFrame:
    """What was learnt of review effort here, one row or none."""
    return reading.session.frame(_FIT)


def _read(session: Session, which: Which, statement: str) -> pl.DataFrame:
    return session.frame(_CHOSEN.format(which=which.condition) + statement, which.parameters)

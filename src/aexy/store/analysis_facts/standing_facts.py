"""What seniority is read from besides skills, complexity and files of one's own: days of work, reviews given.

Each is of all time or of the two years before the instant of the reading, and the same whether one person is asked for
or everybody.
"""

from datetime import timedelta

import polars as pl

from aexy.kernel.analyses.seniority import GIVEN, RECENT_DAYS
from aexy.store.analysis_facts.persons import read_persons
from aexy.store.analysis_facts.reading import Reading

_THEIRS = """(
        select i.key
        from developer_identities i
        join developers d on d.id = i.developer_id
        where d.key = any($1::text::integer[])
    )"""
# Who is who is joined outside: the planner cannot know that nearly every author is one of ours (store/facts.py).
_DAYS = """
select distinct
       c.author_key as identity,
       ((c.placed_at at time zone 'UTC') + make_interval(mins => c.author_offset_minutes))::date as day
from commits c
where c.standing = 'counted'
    and not c.is_merge{whose}"""
_REVIEWS = """
select v.reviewer_key as identity,
       p.author_key as author,
       v.submitted_at as at,
       coalesce(
           v.comments_count,
           (
               select count(*)
               from review_comments o
               where o.pull_key = v.pull_key
                   and o.review_external_id = v.external_id
           )
       )::bigint as remarks
from reviews v
join pull_requests p on p.key = v.pull_key and p.gone_at is null
where v.state <> 'pending'
    and v.submitted_at <= '{now}'{whose}"""
_KNOWN = """
select exists (select from pull_requests) as pulls"""


def read_work_days(reading: Reading) -> pl.DataFrame:
    """On which days of theirs people have a commit: `developer`, `day`."""
    found = _frame(reading, _DAYS, "c.author_key")
    return _persons(reading, found).select("developer", "day").unique()


def read_reviews_given(reading: Reading) -> pl.DataFrame:
    """Reviews of others' pull requests: `kernel.analyses.seniority.GIVEN`."""
    found = _persons(reading, _frame(reading, _REVIEWS, "v.reviewer_key"))
    authors = reading.shared(read_persons).select(author="identity", other="developer", author_since="since")
    given = found.join(authors, on="author").filter(pl.col("developer") != pl.col("other"))
    return given.select(
        "developer", pl.col("other").alias("author"), "at", "remarks", "author_since"
    ).cast(pl.Schema(GIVEN))  # fmt: skip


def read_knows_pulls(reading: Reading) -> pl.DataFrame:
    """Whether pull requests are known at all, so that none of somebody means none: `pulls`, one row."""
    return reading.session.frame(_KNOWN)


def _frame(reading: Reading, statement: str, column: str) -> pl.DataFrame:
    chosen = reading.chosen
    whose = "" if chosen is None else f"\n    and {column} = any(array{_THEIRS})"
    filled = statement.format(whose=whose, since=_since(reading), now=reading.now.isoformat())
    return reading.session.frame(filled, () if chosen is None else (chosen,))


def _persons(reading: Reading, found: pl.DataFrame) -> pl.DataFrame:
    return found.join(reading.shared(read_persons).select("identity", "developer"), on="identity")


def _since(reading: Reading) -> str:
    return (reading.now - timedelta(days=RECENT_DAYS)).isoformat()

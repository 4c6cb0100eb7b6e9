"""Who met whom over a review or a commit, as `kernel.analyses.network` wants it: of everybody, or of some.

The one definition of a meeting: the analysis of a person, the network of a group and how reviews lie on people read it
here.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

import polars as pl

from aexy.kernel.analyses.network import MEETINGS
from aexy.kernel.periods import Clock
from aexy.store.analysis_facts.reading import Reading
from aexy.store.facts import read_people
from aexy.store.scopes import Span
from aexy.store.session import Session

# Four half-lives of the usual length: what lies further back counts a sixteenth and less.
USUAL_DAYS = timedelta(days=720)

HUMANS = """
select d.key as developer
from developers d
where d.kind = 'human'"""
_IDS = """
select d.key as developer, d.id::text as id
from developers d
where d.kind = 'human'"""
# As the metrics count them: submitted by a human, and not of their own pull request. Who is behind an identity is
# joined outside, for the planner cannot know that nearly every one is one of ours (store/facts.py).
_REVIEWS = """
select r.reviewer_key as reviewer_identity, p.author_key as author_identity, r.submitted_at as at
from reviews r
join pull_requests p on p.key = r.pull_key and p.gone_at is null
where r.submitted_at >= $1::text::timestamptz
    and r.submitted_at < $2::text::timestamptz
    and r.state <> 'pending'
    and r.reviewer_key is not null"""
# Given and received each by the index that knows.
_THEIRS = """
with theirs as materialized (
    select i.key
    from developers d
    join developer_identities i on i.developer_id = d.id
    where d.key = any($3::text::integer[])
),
found as materialized (
    select r.key
    from reviews r
    where r.reviewer_key in (select key from theirs)
    union
    select r.key
    from reviews r
    where r.author_key in (select key from theirs)
        and r.reviewer_key is not null
        and r.state <> 'pending'
)"""
_AMONG_FOUND = """
    and r.key = any(array(select key from found))"""
# Everybody a commit names, beside everybody else it names; few commits name anybody, so these come first.
_SHARED = """
with named as materialized (
    select distinct a.commit_key
    from commit_coauthors a{theirs}
),
chosen as materialized (
    select c.key, c.author_key, c.placed_at
    from named n
    join commits c on c.key = n.commit_key
    where c.standing = 'counted'
        and not c.is_merge
        and c.placed_at >= $1::text::timestamptz
        and c.placed_at < $2::text::timestamptz
        and c.author_key in (
            select i.key from developer_identities i join developers d on d.id = i.developer_id where d.kind = 'human'
        )
),
hands as materialized (
    select c.key, c.placed_at, d.key as developer
    from (
        select c.key, c.placed_at, c.author_key as identity_key
        from chosen c
        union all
        select c.key, c.placed_at, a.identity_key
        from chosen c
        join commit_coauthors a on a.commit_key = c.key
    ) c
    join developer_identities i on i.key = c.identity_key
    join developers d on d.id = i.developer_id and d.kind = 'human'
    group by c.key, c.placed_at, d.key
)
select one.developer as source, other.developer as target, one.placed_at as at
from hands one
join hands other on other.key = one.key and other.developer <> one.developer"""
_OF_COMMITS_OF_THEIRS = """
    where a.commit_key in (
        select n.commit_key
        from commit_coauthors n
        join developer_identities i on i.key = n.author_key
        join developers d on d.id = i.developer_id
        where d.key = any($3::text::integer[])
        union
        select n.commit_key
        from commit_coauthors n
        join developer_identities i on i.key = n.identity_key
        join developers d on d.id = i.developer_id
        where d.key = any($3::text::integer[])
    )"""


def usual_span(now: datetime, clock: Clock) -> Span:
    """From when until when meetings count where nobody says: to the end of the day, so that a count holds all day."""
    return clock.midnight(now.date() - USUAL_DAYS), clock.midnight(clock.today + timedelta(days=1))


def reviews_within(session: Session, span: Span, whose: Collection[int] | None = None) -> pl.DataFrame:
    """Reviews submitted in a stretch of time: `reviewer`, `author` (null: nobody knows), `at`.

    With `whose` those given or received by these people.
    """
    if whose is None:
        found = session.frame(_REVIEWS, instants(span))
    else:
        found = session.frame(_THEIRS + _REVIEWS + _AMONG_FOUND, (*instants(span), _keys(whose)))
    people = read_people(session)
    humans = people.filter(pl.col("kind") == "human")
    known = found.join(humans.select(reviewer_identity="identity", reviewer="developer"), on="reviewer_identity").join(
        people.select(author_identity="identity", author="developer"), on="author_identity", how="left"
    )
    others = known.filter(pl.col("author").is_null() | (pl.col("author") != pl.col("reviewer")))
    return others.select("reviewer", "author", "at")


def meetings(session: Session, span: Span, whose: Collection[int] | None = None) -> pl.DataFrame:
    """Meetings as `MEETINGS`; with `whose` those that these people took part in."""
    humans = session.frame(HUMANS)["developer"]
    reviews = reviews_within(session, span, whose).filter(pl.col("author").is_in(humans.implode()))
    theirs = "" if whose is None else _OF_COMMITS_OF_THEIRS
    parameters = instants(span) if whose is None else (*instants(span), _keys(whose))
    shared = session.frame(_SHARED.format(theirs=theirs), parameters)
    return pl.concat(
        [
            reviews.select(source="reviewer", target="author", at="at", is_review=pl.lit(value=True)),
            shared.select("source", "target", "at", is_review=pl.lit(value=False)),
        ]
    ).cast(pl.Schema(MEETINGS))


def read_meetings(reading: Reading) -> pl.DataFrame:
    """Meetings of these people in the usual stretch of time."""
    return meetings(reading.session, usual_span(reading.now, reading.clock), reading.whose)


def read_ids(reading: Reading) -> pl.DataFrame:
    """What everybody is called outside of facts: `developer`, `id` as text."""
    return reading.session.frame(_IDS)


def instants(span: Span) -> tuple[str, str]:
    """The two places a statement has for a stretch of time."""
    return span[0].isoformat(), span[1].isoformat()


def _keys(whose: Collection[int]) -> str:
    return "{" + ",".join(map(str, sorted(whose))) + "}"

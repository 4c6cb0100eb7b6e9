"""Who is two steps away from one person: of everybody one pair that leads there, and no more is read than says so.

Whoever has sixty colleagues has ten thousands of meetings two steps away. So it is asked the other way round: of each
who is no colleague whether they share a commit with one, which the first commit found answers; and of whoever is left
then, walking from pair to pair, past all reviews of a pair at once. Both rest on who wrote what was reviewed, and where
somebody is named, standing beside it (migration 0085).
"""

from collections.abc import Collection

import polars as pl

from aexy.store.analysis_facts.meetings import instants, meetings, usual_span
from aexy.store.analysis_facts.reading import Reading
from aexy.store.facts import read_people
from aexy.store.scopes import Span, keys
from aexy.store.session import Session

ACQUAINTED = pl.Schema({"one": pl.Int32(), "other": pl.Int32()})
# Of more people at a time everything their colleagues know is read at once.
_FEW = 4

_COUNTS = """
        join commits c on c.key = a.commit_key
            and c.standing = 'counted'
            and not c.is_merge
            and c.placed_at >= $1::text::timestamptz
            and c.placed_at < $2::text::timestamptz"""
# Of each of $4 one of $3 they share a commit with; of both being named, by one of $5.
_SHARED = f"""
select w.key as one, x.other
from unnest($4::text::integer[]) w (key)
cross join lateral (
    (
        select a.identity_key as other
        from commit_coauthors a{_COUNTS}
        where a.author_key = w.key
            and a.identity_key = any($3::text::integer[])
        limit 1
    )
    union all
    (
        select a.author_key
        from commit_coauthors a{_COUNTS}
        where a.identity_key = w.key
            and a.author_key = any($3::text::integer[])
        limit 1
    )
    union all
    (
        select b.identity_key
        from commit_coauthors a
        join commit_coauthors b on b.commit_key = a.commit_key and b.identity_key = any($3::text::integer[]){_COUNTS}
        where a.identity_key = w.key
            and a.author_key = any($5::text::integer[])
        limit 1
    )
    limit 1
) x"""  # noqa: S608 - put together from what stands above
# Of each of $3 everybody of $4 they reviewed something of, or who did of theirs: from the lowest key to the next.
_REVIEWED = """
with recursive given as (
    select w.key as one, (
        select min(r.author_key)
        from reviews r
        where r.reviewer_key = w.key and r.author_key is not null and r.state <> 'pending'
    ) as other
    from unnest($3::text::integer[]) w (key)
    union all
    select g.one, (
        select min(r.author_key)
        from reviews r
        where r.reviewer_key = g.one and r.author_key > g.other and r.state <> 'pending'
    )
    from given g
    where g.other is not null
),
received as (
    select w.key as one, (
        select min(r.reviewer_key)
        from reviews r
        where r.author_key = w.key and r.reviewer_key is not null and r.state <> 'pending'
    ) as other
    from unnest($3::text::integer[]) w (key)
    union all
    select g.one, (
        select min(r.reviewer_key)
        from reviews r
        where r.author_key = g.one and r.reviewer_key > g.other and r.state <> 'pending'
    )
    from received g
    where g.other is not null
),
either as (
    select one, other, one as reviewer, other as author from given where other = any($4::text::integer[])
    union all
    select one, other, other, one from received where other = any($4::text::integer[])
)
select e.one, e.other
from either e
where exists (
    select
    from reviews r
    where r.reviewer_key = e.reviewer
        and r.author_key = e.author
        and r.state <> 'pending'
        and r.submitted_at >= $1::text::timestamptz
        and r.submitted_at < $2::text::timestamptz
)"""


def read_acquaintances(reading: Reading, own: pl.DataFrame) -> pl.DataFrame:
    """Who met whom (`one`, `other`, from both ends) among whom the colleagues of the people read know.

    `own` are the meetings of these people. Nothing is left out that leads to somebody two steps away.
    """
    pairs = pl.concat([own.select("source", "target"), own.select(source="target", target="source")]).unique()
    met = pairs.filter(pl.col("source") != pl.col("target"))
    whose = reading.whose or frozenset()
    if len(whose) > _FEW:
        return _all_of(reading, set(met["source"]))
    found = [read_reached(reading, who, set(met.filter(pl.col("source") == who)["target"])) for who in sorted(whose)]
    return pl.concat([ACQUAINTED.to_frame(), *found]).unique().sort("one", "other")


def _all_of(reading: Reading, near: Collection[int]) -> pl.DataFrame:
    """Everybody these people met: of many it takes less than to ask for each who is two steps away."""
    found = meetings(reading.session, usual_span(reading.now, reading.clock), near)
    ends = [found.select(one="source", other="target"), found.select(one="target", other="source")]
    return pl.concat(ends).filter(pl.col("one") != pl.col("other")).unique().sort("one", "other").cast(ACQUAINTED)


def read_reached(reading: Reading, who: int, near: Collection[int]) -> pl.DataFrame:
    """Of everybody two steps away from somebody who met these people: one of those they met, from both ends.

    `one` and `other`, as all acquaintances there are would be given; of somebody who met several of them only as many
    pairs as were come by.
    """
    humans = read_people(reading.session).filter(pl.col("kind") == "human")
    others = humans.filter(pl.col("developer") != who)
    between = others.filter(pl.col("developer").is_in(list(near)))
    left = others.join(between, on="developer", how="anti")
    span = usual_span(reading.now, reading.clock)
    found = []
    for ask in (_shared, _reviewed):
        if left.is_empty() or between.is_empty():
            break
        pairs = _of_people(ask(reading.session, span, between, left, humans), humans)
        left = left.join(pairs, left_on="developer", right_on="one", how="anti")
        found.append(pairs)
    return pl.concat([ACQUAINTED.to_frame(), *found]).unique().sort("one", "other")


def _shared(
    session: Session, span: Span, between: pl.DataFrame, left: pl.DataFrame, humans: pl.DataFrame
) -> pl.DataFrame:
    return session.frame(_SHARED, (*instants(span), *map(_identities, (between, left, humans))))


def _reviewed(
    session: Session, span: Span, between: pl.DataFrame, left: pl.DataFrame, humans: pl.DataFrame
) -> pl.DataFrame:
    """Pairs are the same from either end, so it is walked from where there are fewer."""
    del humans
    ends = sorted((between, left), key=len)
    return session.frame(_REVIEWED, (*instants(span), *map(_identities, ends)))


def _of_people(pairs: pl.DataFrame, humans: pl.DataFrame) -> pl.DataFrame:
    """Pairs of identities as pairs of the people behind them, from both ends."""
    named = (
        pairs.cast(pl.Schema({"one": pl.Int32(), "other": pl.Int32()}))
        .join(humans.select(one="identity", a="developer"), on="one")
        .join(humans.select(other="identity", b="developer"), on="other")
    )
    both = pl.concat([named.select(one="a", other="b"), named.select(one="b", other="a")])
    return both.cast(ACQUAINTED)


def _identities(people: pl.DataFrame) -> str:
    return keys(people["identity"])

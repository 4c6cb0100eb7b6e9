"""Whether reviewers are main authors of what they review: from the files of a change, and who had touched these before.

A change's files are those of what it became, as its lines are counted; where that is not known, nothing is said. Nor is
anything said of a change that touches only files nobody writes by hand.
"""

import polars as pl

from aexy.kernel.facts import Facts
from aexy.kernel.metric import Level
from aexy.kernel.owning import REMEMBERED, owning
from aexy.store.scopes import Scope, keys, within
from aexy.store.session import Session

_FILES = """
with asked as materialized (
    select distinct k.review, f.path_key as path
    from unnest('{reviews}'::bigint[], '{pulls}'::bigint[], '{became}'::smallint[]) k (review, pull, became)
    join commit_pull_requests l on l.pull_key = k.pull
    join commits c on c.key = l.commit_key
    join commit_files f on f.commit_key = l.commit_key
    join paths p on p.key = f.path_key
    where p.class not in ('generated', 'vendored', 'lock')
        and case k.became
            when 1 then l.evidence in ('merge', 'squash')
            when 2 then l.evidence = 'rebase'
            else l.evidence = 'member' and not c.is_merge
        end
)
select a.review,
       a.path,
       null::integer as author,
       null::timestamptz as at
from asked a
union all
select null, f.path_key, c.author_key, c.placed_at
from (select distinct path from asked) a
join commit_files f on f.path_key = a.path
join commits c on c.key = f.commit_key
where c.standing = 'counted'
    and not c.is_merge
    and c.placed_at >= '{first}'
    and c.placed_at < '{last}'"""


def read_owned(
    session: Session, scope: Scope, facts: Facts, became: pl.DataFrame, humans: pl.DataFrame
) -> pl.DataFrame:
    """Reviews of the scope's people in its times and whether they own what they reviewed: `review`, `owns`.

    `became` says of pull requests (`pull`) which of their commits they are (`became`; 0: not known).
    """
    given = _given(scope, facts).join(became.filter(pl.col("became") > 0), on="pull")
    if given.is_empty():
        return Facts().owned
    ((first, last),) = given.select(pl.col("at").min() - REMEMBERED, pl.col("at").max().alias("last")).rows()
    reviews, pulls, kinds = (keys(given[name]) for name in ("review", "pull", "became"))
    found = session.frame(_FILES.format(reviews=reviews, pulls=pulls, became=kinds, first=first, last=last))
    asked = found.filter(pl.col("review").is_not_null()).select("review", "path")
    touches = found.filter(pl.col("review").is_null()).drop("review")
    authors = humans.select("developer", pl.col("identity").cast(pl.Int32).alias("author"))
    return owning(
        asked.join(given.select("review", "reviewer", "at"), on="review"),
        touches.join(authors, on="author").select("path", "at", author="developer"),
    )


def _given(scope: Scope, facts: Facts) -> pl.DataFrame:
    """The reviews that somebody's number may rest on."""
    reviews = facts.reviews.filter(within(scope.spans, "at"))
    if scope.level is Level.DEVELOPER:
        return reviews.filter(reviewer=scope.key)
    if scope.level is Level.TEAM and facts.memberships.height:
        members = facts.memberships.filter(team=scope.key)["developer"]
        return reviews.filter(pl.col("reviewer").is_in(members.implode()))
    return reviews

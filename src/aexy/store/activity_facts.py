"""What belongs to the commits and pull requests that were read: one statement, parted here into its tables."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

import polars as pl

from aexy.kernel.facts import STATE
from aexy.kernel.reaching import AT_HOME
from aexy.store.around import Around, Kind, read
from aexy.store.calendar_facts import CALENDAR
from aexy.store.pull_facts import where, whose
from aexy.store.scopes import Scope, keys, within
from aexy.store.session import Session

_FEW = 200_000  # of more, everything is read and what was not asked for is left out here
_UNKNOWN = -1
_STATES = 8  # more than there are states of a review
_STRETCH = timedelta(days=50) // timedelta(microseconds=1)


REVIEWS = f"""
select {Kind.REVIEW}, r.pull_key, r.key, r.reviewer_key, r.submitted_at, null,
       coalesce(r.comments_count, {_UNKNOWN}) * {_STATES}
           + array_position(array{STATE.categories.to_list()}, r.state), null
from reviews r
where r.submitted_at is not null
    and r.reviewer_key is not null
    and r.state <> 'pending'"""  # noqa: S608 - made of declared names
ON_LINES = f"""
select {Kind.ON_LINES}, c.pull_key, null, c.author_key, c.commented_at, null, null, null
from review_comments c
where c.author_key is not null"""  # noqa: S608 - likewise
_REQUESTS = f"""
select {Kind.REQUEST}, q.pull_key, null, q.reviewer_key, q.requested_at, q.removed_at, null, null
from review_requests q
where q.reviewer_key is not null"""  # noqa: S608 - likewise
_PULL_COMMITS = f"""
select {Kind.PULL_COMMIT}, m.pull_key, null, null, m.authored_at, m.committed_at, null, null
from pull_request_commits m
where true"""  # noqa: S608 - likewise
# What is said of something that is gone, or was never read itself, is not counted.
_REMARKS = f"""
select {Kind.REMARK}, c.pull_key, null, c.author_key, c.commented_at, null, null, null
from conversation_comments c
left join pull_requests p on p.key = c.pull_key
left join issues i on i.key = c.issue_key
where c.author_key is not null
    and coalesce(p.key, i.key) is not null
    and p.gone_at is null
    and i.gone_at is null"""  # noqa: S608 - likewise
_CO_AUTHORS = f"""
select {Kind.CO_AUTHOR}, o.commit_key, null, o.identity_key, null, null, null, null
from commit_coauthors o
where true"""  # noqa: S608 - likewise
MEMBERSHIPS = f"""
select {Kind.MEMBERSHIP}, t.key, d.key, null, nullif(m.joined_at, '-infinity'), m.left_at, null, null
from team_members m
join developers d on d.id = m.developer_id
join teams t on t.id = m.team_id"""  # noqa: S608 - likewise
OWNERS = f"""
select {Kind.OWNER}, r.key, t.key, null, nullif(o.since, '-infinity'), o.until, null, null
from repository_teams o
join repositories r on r.id = o.repository_id
join teams t on t.id = o.team_id"""  # noqa: S608 - likewise
HOLDINGS = f"""
select {Kind.HOLDING}, o.key, r.key, null, null, null, null, null
from project_repositories h
join projects o on o.id = h.project_id
join repositories r on r.id = h.repository_id"""  # noqa: S608 - likewise
# The same whatever times are asked for: the first of all, not the first that was read.
_COVERAGE = f"""
select {Kind.COVERAGE}, r.key, null, null, c.placed_at, p.opened_at, null, null
from repositories r
left join lateral (
    select c.placed_at
    from commits c
    where c.repository_key = r.key
        and c.standing = 'counted'
        and not c.is_merge
    order by c.placed_at
    limit 1
) c on true
left join lateral (
    select p.opened_at
    from pull_requests p
    where p.repository_key = r.key
        and p.gone_at is null
    order by p.number
    limit 1
) p on true
where c.placed_at is not null
    or p.opened_at is not null"""  # noqa: S608 - likewise


def read_around(session: Session, scope: Scope, commits: pl.Series, pulls: pl.DataFrame, *, has_teams: bool) -> Around:
    """Read what belongs to these commits and these pull requests (`pull`, `repository`, `is_near`)."""
    full = pulls.filter(~pl.col("is_near"))["pull"]
    opened = pulls.filter(within(scope.spans, "opened"))["repository"].unique()
    arms = [*_said(scope, full), *_named(scope, commits), *_before(scope, opened), _COVERAGE, *CALENDAR]
    if has_teams:
        arms += [MEMBERSHIPS, OWNERS, HOLDINGS]
    return read(session, arms)


def _said(scope: Scope, pulls: pl.Series) -> list[str]:
    """What was done about pull requests, and what else was said."""
    arms = {"r": REVIEWS, "c": ON_LINES, "q": _REQUESTS, "m": _PULL_COMMITS}
    if scope.is_everything or pulls.len() > _FEW:
        return [*arms.values(), _REMARKS]
    elsewhere = f"{_REMARKS}\n    and {scope.during('c.commented_at')}"
    if identities := whose(scope):
        elsewhere += f"\n    and c.author_key in ({identities}\n    )"
    elif among := where(scope):
        elsewhere += f"\n    and coalesce(p.repository_key, i.repository_key) in ({among}\n    )"
    if pulls.is_empty():
        return [elsewhere]
    wanted = f"any('{keys(pulls)}'::bigint[])"
    return [
        *(f"{arm}\n    and {name}.pull_key = {wanted}" for name, arm in arms.items()),
        f"{_REMARKS}\n    and c.pull_key = {wanted}",
        f"{elsewhere}\n    and (c.pull_key is null or not c.pull_key = {wanted})",
    ]


def _named(scope: Scope, commits: pl.Series) -> list[str]:
    if scope.is_everything or commits.len() > _FEW:
        return [_CO_AUTHORS]
    # The planner cannot know how short a time is, and would look up the commit of every co-author there is.
    return [f"{_CO_AUTHORS}\n    and o.commit_key = any('{keys(commits)}'::bigint[])"] if commits.len() else []


def _before(scope: Scope, repositories: pl.Series) -> list[str]:
    """Of what was done before the times asked for, the last: if it is too long ago, so is the rest."""
    if scope.is_everything or repositories.is_empty():
        return []
    here = f"any('{keys(repositories)}'::integer[])"
    identities = whose(scope)
    authors = f"\n        and c.author_key in ({identities}\n        )" if identities else ""
    reviewers = f"\n            and r.reviewer_key in ({identities}\n            )" if identities else ""
    return [_last_before(since, here, authors, reviewers) for since, _ in scope.spans]


def _last_before(since: datetime, here: str, authors: str, reviewers: str) -> str:
    begun = since - min(AT_HOME, since - datetime.min.replace(tzinfo=UTC))
    return f"""
select {Kind.BEFORE}, x.repository_key, null, x.identity_key, max(x.at), null, null, null
from (
    with given as materialized (
        select r.pull_key, r.reviewer_key, max(r.submitted_at) as at
        from reviews r
        where r.submitted_at >= '{begun}'
            and r.submitted_at < '{since}'
            and r.reviewer_key is not null
            and r.state <> 'pending'{reviewers}
        group by 1, 2
    )
    select c.repository_key, c.author_key as identity_key, max(c.placed_at) as at
    from commits c
    where c.placed_at >= '{begun}'
        and c.placed_at < '{since}'
        and c.standing = 'counted'
        and not c.is_merge
        and c.repository_key = {here}{authors}
    group by 1, 2
    union all
    select p.repository_key, r.reviewer_key, r.at
    from given r
    join pull_requests p on p.key = r.pull_key
    where p.key = any(array(select pull_key from given))
        and p.gone_at is null
        and p.repository_key = {here}
) x
group by x.repository_key, x.identity_key"""  # noqa: S608 - likewise


def tables(around: Around, pulls: pl.DataFrame, people: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Tables of facts with people in place of identities; of reviews, remarks and requests only those of persons.

    A pull request keeps whoever opened it, also a bot: what people do about it counts as theirs.
    """
    humans = people.filter(pl.col("kind") == "human")
    full = pulls.filter(~pl.col("is_near")).select("pull")
    code = pl.col("number") & (_STATES - 1)
    comments = pl.col("number") // _STATES
    reviews = around.of(
        Kind.REVIEW,
        review="other",
        pull="thing",
        reviewer="identity",
        at="at",
        state=(code - 1).cast(pl.UInt8).replace_strict(dict(enumerate(STATE.categories)), return_dtype=STATE),
        comments=pl.when(comments != _UNKNOWN).then(comments),
    )
    on_lines = around.of(Kind.ON_LINES, pull="thing", author="identity", at="at", on_lines=pl.lit(value=True))
    remarks = around.of(Kind.REMARK, pull="thing", author="identity", at="at", on_lines=pl.lit(value=False))
    requests = around.of(Kind.REQUEST, pull="thing", reviewer="identity", at="at", withdrawn="until")
    commits = around.of(Kind.PULL_COMMIT, pull="thing", authored="at", committed="until")
    return {
        "pulls": known(known(pulls, people, "author", how="left"), people, "merged_by", how="left"),
        "reviews": known(reviews.join(full, on="pull", how="semi"), humans, "reviewer"),
        "remarks": known(pl.concat([on_lines.join(full, on="pull", how="semi"), remarks]), humans, "author"),
        "requests": known(requests.join(full, on="pull", how="semi"), humans, "reviewer"),
        "pull_commits": commits.join(full, on="pull", how="semi"),
        "owners": around.of(Kind.OWNER, repository="thing", team="other", since="at", until="until"),
        "holdings": around.of(Kind.HOLDING, project="thing", repository="other"),
        "coverage": around.of(Kind.COVERAGE, repository="thing", commits="at", pulls="until"),
    }


def presence(around: Around, pulls: pl.DataFrame, acts: Sequence[pl.DataFrame], people: pl.DataFrame) -> pl.DataFrame:
    """Who was at home where: of any stretch of some weeks the first and the last act (`author`, `repository`, `at`).

    Whether there was one in the ninety days before an instant is the same as if all were there: such ninety days hold
    a stretch whole, and then its first, or begin within one, and then its last counts, or end within one, and then
    its first. They never begin and end within the same.
    """
    repositories = pulls.select("repository").unique()
    before = known(around.of(Kind.BEFORE, repository="thing", author="identity", at="at"), people, "author")
    columns = (pl.col("author").cast(pl.Int32), pl.col("repository").cast(pl.Int32), "at")
    found = pl.concat(one.select(columns) for one in (before, *acts)).join(
        repositories.select(pl.col("repository").cast(pl.Int32)), on="repository", how="semi"
    )
    stretch = (pl.col("at").to_physical() // _STRETCH).alias("stretch")
    bounds = found.group_by("author", "repository", stretch).agg(
        pl.col("at").min().alias("first"), pl.col("at").max().alias("last")
    )
    ends = [bounds.select("author", "repository", pl.col(name).alias("at")) for name in ("first", "last")]
    return pl.concat(ends).unique()


def known(
    rows: pl.DataFrame, people: pl.DataFrame, column: str, *, how: Literal["inner", "left"] = "inner"
) -> pl.DataFrame:
    """The same with the person in place of the identity in `column`."""
    found = people.select(pl.col("identity").cast(rows.schema[column]).alias(column), who="developer")
    return rows.join(found, on=column, how=how).drop(column).rename({"who": column})

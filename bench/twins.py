"""The same numbers by others: the statements PostgreSQL and DuckDB are given, over tables and over frames."""

from pathlib import Path

import polars as pl

from aexy.kernel.facts import Facts

HERE = Path(__file__).parent
_DURATIONS = ("cycle", "first_commit", "coding", "pickup", "reviewing", "merging")
_SHARES = {"median": 0.5, "p75": 0.75, "p90": 0.9}
_TABLES = """
with person as (
    select i.key as identity, d.key as who
    from developer_identities i
    join developers d on d.id = i.developer_id and d.kind = 'human'
    where d.workspace_id = $1
),
c as (
    select x.key as commit, h.who, x.repository_key as repository, x.placed_at at time zone 'UTC' as t,
           (x.placed_at at time zone 'UTC') + make_interval(mins => x.author_offset_minutes) as own,
           x.hour_is_known as hour_known
    from commits x
    join person h on h.identity = x.author_key
    where x.workspace_id = $1 and x.standing = 'counted' and not x.is_merge
),
o as (
    select x.commit_key as commit, h.who
    from commit_coauthors x join person h on h.identity = x.identity_key where x.workspace_id = $1
),
p as (
    select x.key as pull, x.repository_key as repository, a.who as author, x.opened_at at time zone 'UTC' as opened,
           x.ready_at at time zone 'UTC' as ready, x.closed_at at time zone 'UTC' as closed,
           x.merged_at at time zone 'UTC' as merged, b.who as merged_by, x.additions + x.deletions as provider_lines
    from pull_requests x
    left join person a on a.identity = x.author_key
    left join person b on b.identity = x.merged_by_key
    where x.workspace_id = $1
),
r as (
    select x.pull_key as pull, h.who as reviewer, x.submitted_at at time zone 'UTC' as t, x.state,
           x.comments_count as comments
    from reviews x join person h on h.identity = x.reviewer_key where x.workspace_id = $1
),
m as (
    select x.pull_key as pull, h.who as author, x.commented_at at time zone 'UTC' as t
    from review_comments x join person h on h.identity = x.author_key where x.workspace_id = $1
),
q as (
    select x.pull_key as pull, h.who as reviewer, x.requested_at at time zone 'UTC' as t
    from review_requests x join person h on h.identity = x.reviewer_key where x.workspace_id = $1
),
k as (
    select x.pull_key as pull, x.authored_at at time zone 'UTC' as authored,
           x.committed_at at time zone 'UTC' as committed
    from pull_request_commits x where x.workspace_id = $1
),
"""


def _body() -> str:
    def spread(name: str) -> str:
        quantiles = (f"percentile_cont({s}) within group (order by {name}) as {name}_{q}" for q, s in _SHARES.items())
        return ",\n           ".join(quantiles)

    both = ",\n           ".join(f"avg({name}) as {name},\n           {spread(name)}" for name in _DURATIONS)
    text = (HERE / "pulls.sql").read_text(encoding="utf-8")
    return text.replace("{spread}", both).replace("{wait}", spread("wait")).replace("{took}", spread("took"))


def for_postgres() -> str:
    """Over the product's tables; $1 is the workspace."""
    return _TABLES + _body()


def for_duckdb() -> str:
    """Over tables of the frames `frames` gives."""
    return "with " + _body()


def frames(facts: Facts) -> dict[str, pl.DataFrame]:
    """What DuckDB is given: the kernel's own facts, instants without a zone."""
    own = (pl.col("at") + pl.duration(minutes="offset_minutes")).alias("own")
    found = {
        "c": facts.commits.select("commit", "repository", "at", own, "hour_known", who="author"),
        "o": facts.co_authors.rename({"developer": "who"}),
        "p": facts.pulls,
        "r": facts.reviews.with_columns(pl.col("state").cast(pl.String)),
        "m": facts.remarks.filter("on_lines"),
        "q": facts.requests,
        "k": facts.pull_commits,
    }
    zoned = pl.selectors.datetime(time_zone="*")
    return {
        name: frame.with_columns(zoned.dt.replace_time_zone(None)).rename({"at": "t"}, strict=False)
        for name, frame in found.items()
    }

"""How much is changed, and how steadily."""

import polars as pl

from aexy.kernel.facts import Fact
from aexy.kernel.metric import GROUPS, Audience, Better, Family, Metric, Spread, Unit

_LINES_KNOWN = pl.col("size").is_not_null()
_SIZES = Spread(pl.col("size"))


def _sum(column: str) -> pl.Expr:
    """A sum of nothing is nothing, not 0."""
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum())


COMMITS_COUNT = Metric(
    key="commits_count",
    family=Family.VELOCITY,
    name="Commits",
    facts=Fact.COMMITS,
    value=pl.len(),
    n=pl.len(),
    unit=Unit.COUNT,
    better=Better.NEITHER,
    says="Commits on the default branch, placed by when they were written, without merges and without bots.",
    formula="count of commits",
    caution="Counts habits as much as work: one person's single commit is another's ten.",
    is_whole=True,
    is_zero_without_rows=True,
)
LINES_ADDED = Metric(
    key="lines_added",
    family=Family.VELOCITY,
    name="Lines added",
    facts=Fact.COMMITS,
    where=_LINES_KNOWN,
    value=_sum("added"),
    n=pl.col("size").count(),
    spread=Spread(pl.col("added")),
    unit=Unit.LINES,
    better=Better.NEITHER,
    says="Lines the counted commits added, without generated, vendored and lock files; a rename adds nothing.",
    formula="Σ lines added",
    caution="More code is not more value.",
    is_whole=True,
    is_zero_without_rows=True,
)
LINES_REMOVED = Metric(
    key="lines_removed",
    family=Family.VELOCITY,
    name="Lines removed",
    facts=Fact.COMMITS,
    where=_LINES_KNOWN,
    value=_sum("removed"),
    n=pl.col("size").count(),
    spread=Spread(pl.col("removed")),
    unit=Unit.LINES,
    better=Better.NEITHER,
    says="Lines the counted commits removed, without generated, vendored and lock files.",
    formula="Σ lines removed",
    is_whole=True,
    is_zero_without_rows=True,
)
NET_LINES = Metric(
    key="net_lines",
    family=Family.VELOCITY,
    name="Net lines",
    facts=Fact.COMMITS,
    where=_LINES_KNOWN,
    value=_sum("added") - _sum("removed"),
    n=pl.col("size").count(),
    spread=None,
    unit=Unit.LINES,
    better=Better.NEITHER,
    says="Lines added less lines removed: how much the code grew.",
    formula="Σ lines added less Σ lines removed",
    caution="Shrinking code is often the better work.",
    is_whole=True,
    is_zero_without_rows=True,
)
COMMIT_FREQUENCY = Metric(
    key="commit_frequency",
    family=Family.VELOCITY,
    name="Commits per working day",
    facts=Fact.COMMITS,
    value=pl.len(),
    n=pl.len(),
    unit=Unit.PER_WORKING_DAY,
    better=Better.NEITHER,
    says="Commits divided by the days of the period that have begun and that the person works: their week, less "
    "holidays and leave. Above one person: by the workspace's working days.",
    formula="commits ÷ working days",
    caution="Holidays and leave count only where somebody said so (`aexy schedule`). Today counts as a whole day.",
    is_zero_without_rows=True,
    version=2,
)
AVG_COMMIT_SIZE = Metric(
    key="avg_commit_size",
    family=Family.VELOCITY,
    name="Average commit size",
    facts=Fact.COMMITS,
    where=_LINES_KNOWN,
    value=pl.col("size").mean(),
    n=pl.col("size").count(),
    spread=_SIZES,
    unit=Unit.LINES,
    better=Better.NEITHER,
    says="Mean of lines added and removed per commit, without generated, vendored and lock files.",
    formula="mean of (added + removed)",
    caution="A few very large commits move the mean; read it beside the median.",
)
MEDIAN_COMMIT_SIZE = Metric(
    key="median_commit_size",
    family=Family.VELOCITY,
    name="Median commit size",
    facts=Fact.COMMITS,
    where=_LINES_KNOWN,
    value=pl.col("size").median(),
    n=pl.col("size").count(),
    spread=_SIZES,
    unit=Unit.LINES,
    better=Better.NEITHER,
    says="Half of the commits change fewer lines than this, half change more.",
    formula="median of (added + removed)",
)
ACTIVE_DAYS = Metric(
    key="active_days",
    family=Family.VELOCITY,
    name="Active days",
    facts=Fact.COMMITS,
    value=pl.col("day").n_unique(),
    n=pl.len(),
    unit=Unit.DAYS,
    better=Better.NEITHER,
    says="Days, by the workspace's clock, with at least one commit.",
    formula="distinct days of commits",
    caution="Days of reviewing, thinking and talking leave no commit.",
    is_whole=True,
    is_zero_without_rows=True,
)
ACTIVE_DEVELOPERS = Metric(
    key="active_developers",
    family=Family.VELOCITY,
    name="Active developers",
    facts=Fact.COMMITS,
    value=pl.col("author").n_unique(),
    n=pl.len(),
    unit=Unit.COUNT,
    better=Better.NEITHER,
    says="Distinct people who wrote at least one counted commit.",
    formula="distinct authors",
    levels=GROUPS,
    is_whole=True,
    is_zero_without_rows=True,
)
AI_ASSISTED_SHARE = Metric(
    key="ai_assisted_share",
    family=Family.VELOCITY,
    name="AI-assisted share",
    facts=Fact.COMMITS,
    value=pl.col("ai").mean(),
    n=pl.len(),
    unit=Unit.SHARE,
    better=Better.NEITHER,
    says="Share of commits whose message names an AI assistant in a trailer.",
    formula="commits naming an assistant ÷ commits",
    caution="Only what is declared is seen: assistance without a trailer counts as none.",
    audience=Audience.TEAM,
)

PRS_MERGED = Metric(
    key="prs_merged",
    family=Family.VELOCITY,
    name="Merged pull requests",
    facts=Fact.MERGED,
    value=pl.len(),
    n=pl.len(),
    unit=Unit.COUNT,
    better=Better.NEITHER,
    says="Pull requests that were merged, placed by the merge, counted for their author; without bots.",
    formula="count of merged pull requests",
    caution="Counts habits as much as work: small pull requests make many.",
    is_whole=True,
    is_zero_without_rows=True,
)
PR_THROUGHPUT = Metric(
    key="pr_throughput",
    family=Family.VELOCITY,
    name="Merged pull requests per week",
    facts=Fact.MERGED,
    value=pl.len(),
    n=pl.len(),
    unit=Unit.PER_WEEK,
    better=Better.NEITHER,
    says="Merged pull requests divided by the weeks of the period that have begun; none for less than a week.",
    formula="merged pull requests ÷ (days ÷ 7)",
    caution="A rate of deliveries, not of value.",
    is_zero_without_rows=True,
)

VELOCITY = (
    COMMITS_COUNT,
    PRS_MERGED,
    PR_THROUGHPUT,
    LINES_ADDED,
    LINES_REMOVED,
    NET_LINES,
    COMMIT_FREQUENCY,
    AVG_COMMIT_SIZE,
    MEDIAN_COMMIT_SIZE,
    ACTIVE_DAYS,
    ACTIVE_DEVELOPERS,
    AI_ASSISTED_SHARE,
)

"""How long a change takes, and how often it has to be done again."""

import polars as pl

from aexy.kernel.aggregates import Aggregate, known, mean, rows
from aexy.kernel.facts import Fact
from aexy.kernel.metric import Audience, Better, Family, Metric, Spread, Unit


def _duration(column: str) -> tuple[Aggregate, Aggregate, pl.Expr, Spread]:
    """Mean, sample, which rows it rests on, and what is behind it."""
    return mean(column), known(column), pl.col(column).is_not_null(), Spread(column)


_CYCLE, _CYCLES, _HAS_CYCLE, _BEHIND_CYCLE = _duration("cycle_hours")
_RESPONSE, _RESPONSES, _HAS_RESPONSE, _BEHIND_RESPONSE = _duration("response_hours")
_FIRST, _FIRSTS, _HAS_FIRST, _BEHIND_FIRST = _duration("first_commit_hours")

AVG_PR_CYCLE_TIME_HOURS = Metric(
    key="avg_pr_cycle_time_hours",
    family=Family.EFFICIENCY,
    name="Cycle time",
    facts=Fact.MERGED,
    value=_CYCLE,
    n=_CYCLES,
    where=_HAS_CYCLE,
    lacks="Dated as merged before they were ready",
    spread=_BEHIND_CYCLE,
    unit=Unit.HOURS,
    better=Better.LOWER,
    says="From when a pull request was opened, or ready for review if that was later, until it was merged; placed by "
    "the merge, counted for its author.",
    formula="mean of (merged less the later of opened and ready)",
    caution="Plain hours: nights and weekends are in it. A few long ones move the mean; read it beside the median.",
    audience=Audience.TEAM,
)
AVG_TIME_TO_FIRST_REVIEW_HOURS = Metric(
    key="avg_time_to_first_review_hours",
    family=Family.EFFICIENCY,
    name="Time to first review",
    facts=Fact.RESPONDED,
    value=_RESPONSE,
    n=_RESPONSES,
    where=_HAS_RESPONSE,
    lacks="Reviewed before they were ready, or it is not known when they were",
    spread=_BEHIND_RESPONSE,
    unit=Unit.HOURS,
    better=Better.LOWER,
    says="From ready for review until somebody else, not a bot, first reviewed it or remarked on its lines; placed by "
    "that review, counted for the author.",
    formula="mean of (first review or remark less ready)",
    caution="Pull requests nobody has looked at are not in it. A review before it was ready has no time to it.",
    audience=Audience.TEAM,
)
AVG_PR_SIZE = Metric(
    key="avg_pr_size",
    family=Family.EFFICIENCY,
    name="Size of pull requests",
    facts=Fact.MERGED,
    value=mean("size"),
    n=known("size"),
    where=pl.col("size").is_not_null(),
    lacks="The provider did not say their size",
    spread=Spread("size"),
    unit=Unit.LINES,
    better=Better.LOWER,
    says="Lines added and removed per merged pull request, without generated, vendored and lock files where its files "
    "are known, else the provider's total.",
    formula="mean of (added + removed)",
    caution="The provider's total has generated files in it; each row says which it is.",
    audience=Audience.TEAM,
)
PR_MERGE_RATE = Metric(
    key="pr_merge_rate",
    family=Family.EFFICIENCY,
    name="Merged share",
    facts=Fact.CLOSED,
    value=mean("is_merged"),
    n=rows(),
    unit=Unit.SHARE,
    better=Better.NEITHER,
    says="Of the pull requests that were closed, the share that was merged; counted for their author.",
    formula="merged ÷ closed",
    caution="A pull request closed in favour of a better one is no failure.",
    audience=Audience.TEAM,
)
FIRST_COMMIT_TO_MERGE_HOURS = Metric(
    key="first_commit_to_merge_hours",
    family=Family.EFFICIENCY,
    name="First commit to merge",
    facts=Fact.MERGED,
    value=_FIRST,
    n=_FIRSTS,
    where=_HAS_FIRST,
    lacks="Their commits are not known, or the first is dated after the merge",
    spread=_BEHIND_FIRST,
    unit=Unit.HOURS,
    better=Better.LOWER,
    says="From the earliest author's date among a pull request's commits until its merge.",
    formula="mean of (merged less earliest commit)",
    caution="Known only where the pull request's commits are; old commits taken into a new branch make it long.",
    audience=Audience.TEAM,
)
REWORK_RATIO = Metric(
    key="rework_ratio",
    family=Family.EFFICIENCY,
    name="Rework",
    facts=Fact.REVIEWED,
    value=mean("is_reworked"),
    n=known("is_reworked"),
    where=pl.col("is_reworked").is_not_null(),
    lacks="Their commits are not known",
    unit=Unit.SHARE,
    better=Better.NEITHER,
    says="Of the pull requests first reviewed in the period, the share with commits after that review and before the "
    "last approval (without one before the merge, or the end).",
    formula="changed after review ÷ reviewed",
    caution="Changing things after a review is what reviews are for; none at all may mean nobody looks. A rebase "
    "gives old commits new dates.",
    audience=Audience.TEAM,
)


def _stage(key: str, name: str, column: str, says: str, caution: str, lacks: str | None = None) -> Metric:
    value, n, where, spread = _duration(column)
    return Metric(
        key=key,
        family=Family.EFFICIENCY,
        name=name,
        facts=Fact.MERGED,
        value=value,
        n=n,
        where=where,
        lacks=lacks,
        spread=spread,
        unit=Unit.HOURS,
        better=Better.LOWER,
        says=says,
        formula=f"mean hours of the {name.lower()}",
        caution=caution,
        audience=Audience.TEAM,
    )


_ADD_UP = "A step that did not happen has no width, so that the stages add up: zeros are in it."
PR_CODING_HOURS = _stage(
    "pr_coding_hours",
    "Coding stage",
    "coding_hours",
    "Of merged pull requests: from the first commit, or the opening if that was earlier, until ready for review.",
    "Known only where the pull request's commits are. Work before the first commit leaves no trace.",
    "Their commits are not known",
)
PR_PICKUP_HOURS = _stage(
    "pr_pickup_hours",
    "Pickup stage",
    "pickup_hours",
    "Of merged pull requests: from ready for review until somebody's first review or remark on lines.",
    _ADD_UP,
)
PR_REVIEW_HOURS = _stage(
    "pr_review_hours",
    "Review stage",
    "review_hours",
    "Of merged pull requests: from the first review until the last approval.",
    _ADD_UP,
)
PR_MERGE_HOURS = _stage(
    "pr_merge_hours",
    "Merge stage",
    "merge_hours",
    "Of merged pull requests: from the last approval (without one, the step before) until the merge.",
    _ADD_UP,
)
PR_DEPLOY_HOURS = _stage(
    "pr_deploy_hours",
    "Deploy stage",
    "deploy_hours",
    "Of merged pull requests that went live: from the merge until the first successful production deployment that "
    "brought it.",
    "What is not deployed is not in it, and not 0.",
    "Not deployed, as far as is known",
)

EFFICIENCY = (
    AVG_PR_CYCLE_TIME_HOURS,
    AVG_TIME_TO_FIRST_REVIEW_HOURS,
    AVG_PR_SIZE,
    PR_MERGE_RATE,
    FIRST_COMMIT_TO_MERGE_HOURS,
    REWORK_RATIO,
    PR_CODING_HOURS,
    PR_PICKUP_HOURS,
    PR_REVIEW_HOURS,
    PR_MERGE_HOURS,
    PR_DEPLOY_HOURS,
)

"""How changes are reviewed."""

import polars as pl

from aexy.kernel.aggregates import holds, known, mean, rows
from aexy.kernel.facts import Fact
from aexy.kernel.metric import Audience, Better, Family, Metric, Spread, Unit

REVIEW_PARTICIPATION_RATE = Metric(
    key="review_participation_rate",
    family=Family.QUALITY,
    name="Review participation",
    facts=Fact.REACH,
    value=mean("has_reviewed"),
    n=rows(),
    unit=Unit.SHARE,
    better=Better.NEITHER,
    says="Of other people's pull requests opened in repositories where somebody had a commit or a review in the 90 "
    "days before: the share they reviewed.",
    formula="reviewed ÷ opened by others where one is at home",
    caution="Nobody should review everything: where many are at home in one repository, everybody's share is small.",
    audience=Audience.TEAM,
)
AVG_REVIEW_DEPTH = Metric(
    key="avg_review_depth",
    family=Family.QUALITY,
    name="Review depth",
    facts=Fact.GIVEN,
    value=mean("comments"),
    n=known("comments"),
    where=pl.col("comments").is_not_null(),
    lacks="How many remarks came with them is not known",
    spread=Spread("comments"),
    unit=Unit.PER_REVIEW,
    better=Better.NEITHER,
    says="Remarks on lines per review given.",
    formula="mean of remarks per review",
    caution="A good small change earns few remarks; what was said in a call is not here.",
    audience=Audience.TEAM,
)
REVIEW_TURNAROUND_HOURS = Metric(
    key="review_turnaround_hours",
    family=Family.QUALITY,
    name="Review turnaround",
    facts=Fact.ANSWERS,
    value=mean("hours"),
    n=known("hours"),
    where=pl.col("hours").is_not_null(),
    lacks="Reviewed before they were ready, without having been asked",
    spread=Spread("hours"),
    unit=Unit.HOURS,
    better=Better.LOWER,
    says="For each pull request somebody reviewed: from when they were asked (else from when it was ready) until their "
    "first review.",
    formula="mean of (first review less request)",
    caution="Requests never answered are not in it; they are counted beside. Nights and weekends are.",
    audience=Audience.TEAM,
    beside=("unanswered_review_requests",),
)
UNANSWERED_REVIEW_REQUESTS = Metric(
    key="unanswered_review_requests",
    family=Family.QUALITY,
    name="Unanswered review requests",
    facts=Fact.ASKED,
    value=rows() - holds("is_answered"),
    n=rows(),
    unit=Unit.COUNT,
    better=Better.LOWER,
    says="Requests for a review made in the period to which no review by that person followed; requests taken back are "
    "left out. n is the requests.",
    formula="requests without a review",
    caution="Where several are asked and one answer is enough, the others' requests stay open.",
    audience=Audience.TEAM,
    is_whole=True,
    is_zero_without_rows=True,
)
SELF_MERGE_RATE = Metric(
    key="self_merge_rate",
    family=Family.QUALITY,
    name="Merged alone",
    facts=Fact.MERGED,
    value=mean("is_self_merged"),
    n=known("is_self_merged"),
    where=pl.col("is_self_merged").is_not_null(),
    lacks="Nobody knows who merged them",
    unit=Unit.SHARE,
    better=Better.LOWER,
    says="Share of merged pull requests that their author merged with no approval by anybody else.",
    formula="merged by the author, unapproved ÷ merged",
    caution="Some teams agree on merging small things without a review.",
    audience=Audience.TEAM,
)

QUALITY = (
    REVIEW_PARTICIPATION_RATE,
    AVG_REVIEW_DEPTH,
    REVIEW_TURNAROUND_HOURS,
    UNANSWERED_REVIEW_REQUESTS,
    SELF_MERGE_RATE,
)

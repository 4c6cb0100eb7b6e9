"""Who works with whom."""

import polars as pl

from aexy.kernel.aggregates import distinct, holds, known, least, mean, rows
from aexy.kernel.facts import Fact
from aexy.kernel.metric import NOT_REPOSITORIES, Audience, Better, Family, Metric, Unit

_GIVEN = holds("is_given")
_RECEIVED = rows() - _GIVEN
_KNOWN, _OWNED = distinct("pull_known"), distinct("pull_owned")

UNIQUE_COLLABORATORS = Metric(
    key="unique_collaborators",
    family=Family.COLLABORATION,
    name="Collaborators",
    facts=Fact.PAIRS,
    value=distinct("other"),
    n=distinct("commit") + distinct("review"),
    unit=Unit.COUNT,
    better=Better.NEITHER,
    says="Distinct other people somebody reviewed, was reviewed by, or shares a commit with; n is those reviews and "
    "commits. Above one person: distinct people anybody in the group met so.",
    formula="distinct other people in reviews and on shared commits",
    caution="What is said in a room or a call leaves no trace here.",
    audience=Audience.TEAM,
    is_whole=True,
    is_zero_without_rows=True,
    version=2,
)
CROSS_TEAM_PR_RATIO = Metric(
    key="cross_team_pr_ratio",
    family=Family.COLLABORATION,
    name="Work in other teams' repositories",
    facts=Fact.MERGED,
    value=mean("crosses_team"),
    n=known("crosses_team"),
    where=pl.col("crosses_team").is_not_null(),
    lacks="Their repository had no owner, or their author was in no team",
    unit=Unit.SHARE,
    better=Better.NEITHER,
    says="Share of merged pull requests in repositories that another team owned then.",
    formula="merged in another team's repository ÷ merged where it is known",
    caution="Known only where the repository has an owner and the author was in a team.",
    audience=Audience.TEAM,
)
REVIEW_GIVEN_COUNT = Metric(
    key="review_given_count",
    family=Family.COLLABORATION,
    name="Reviews given",
    facts=Fact.GIVEN,
    value=rows(),
    n=rows(),
    unit=Unit.COUNT,
    better=Better.NEITHER,
    says="Reviews submitted of other people's pull requests.",
    formula="count of reviews submitted",
    caution="Several reviews of one pull request are several.",
    is_whole=True,
    is_zero_without_rows=True,
)
REVIEW_RECEIVED_COUNT = Metric(
    key="review_received_count",
    family=Family.COLLABORATION,
    name="Reviews received",
    facts=Fact.RECEIVED,
    value=rows(),
    n=rows(),
    unit=Unit.COUNT,
    better=Better.NEITHER,
    says="Reviews other people submitted of one's own pull requests, placed by the review; without bots'.",
    formula="count of reviews received",
    caution="Several reviews of one pull request are several.",
    is_whole=True,
    is_zero_without_rows=True,
)
KNOWLEDGE_SHARING_SCORE = Metric(
    key="knowledge_sharing_score",
    family=Family.COLLABORATION,
    name="Knowledge sharing",
    facts=Fact.EXCHANGES,
    value=_OWNED * 2 * least(_GIVEN, _RECEIVED),
    over=_KNOWN * rows(),
    n=_KNOWN,
    unit=Unit.SCORE,
    better=Better.NEITHER,
    says="How far somebody passes on what they know, and learns as well: the share of the pull requests they reviewed "
    "that touch files they are the main author of (most commits in the 730 days before), times how even reviews given "
    "and received are. n is the pull requests reviewed whose files are known.",
    formula="owned ÷ reviewed · 2·min(given, received) ÷ (given + received)",
    caution="A made-up mix of two things: look at both before concluding anything.",
    audience=Audience.TEAM,
    levels=NOT_REPOSITORIES,
)

COLLABORATION = (
    UNIQUE_COLLABORATORS,
    CROSS_TEAM_PR_RATIO,
    REVIEW_GIVEN_COUNT,
    REVIEW_RECEIVED_COUNT,
    KNOWLEDGE_SHARING_SCORE,
)

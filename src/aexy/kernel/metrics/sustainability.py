"""Whether the pace can be kept. These are a person's own business first; above one person they need five."""

import polars as pl

from aexy.kernel.aggregates import distinct, known, mean, most, rows, squares
from aexy.kernel.facts import Fact
from aexy.kernel.metric import NOT_REPOSITORIES, PERSON, Audience, Better, Family, Metric, Spread, Unit

_QUORUM = 5
_HOUR_KNOWN = pl.col("hour_known")
_ACTIVE_DAYS = distinct("slot", every=48)  # half-hours

WEEKEND_COMMIT_RATIO = Metric(
    key="weekend_commit_ratio",
    family=Family.SUSTAINABILITY,
    name="Weekend share",
    facts=Fact.COMMITS,
    value=mean("weekend"),
    n=rows(),
    spread=Spread("own_weekday", tuple(range(1, 9))),
    unit=Unit.SHARE,
    better=Better.LOWER,
    says="Share of commits written on days that are not working days of their author, by the author's own clock.",
    formula="commits on days off ÷ commits",
    caution="Days off are those of the person's schedule, holidays and leave; without one, of the workspace's week.",
    audience=Audience.SELF,
    quorum=_QUORUM,
    version=2,
)
LATE_NIGHT_COMMIT_RATIO = Metric(
    key="late_night_commit_ratio",
    family=Family.SUSTAINABILITY,
    name="Late-night share",
    facts=Fact.COMMITS,
    where=_HOUR_KNOWN,
    value=mean("late"),
    n=known("late"),
    spread=Spread("own_hour", tuple(range(25))),
    unit=Unit.SHARE,
    better=Better.LOWER,
    says="Share of commits written in the late hours (22:00 to 06:00 unless set otherwise), by the author's own clock.",
    formula="commits in late hours ÷ commits with a known hour",
    caution="A late commit can be a choice; ask before concluding. Squashes made by a server have no hour: left out, "
    "and a group needs five people with a known hour.",
    audience=Audience.SELF,
    quorum=_QUORUM,
)
LONGEST_STREAK_DAYS = Metric(
    key="longest_streak_days",
    family=Family.SUSTAINABILITY,
    name="Longest streak",
    facts=Fact.COMMITS,
    value=most("streak"),
    n=distinct("own_day"),
    unit=Unit.DAYS,
    better=Better.LOWER,
    says="The longest run of days in a row with a commit, up to a day of the period, by the author's own clock; "
    "days before the period count when they belong to the run.",
    formula="longest run of consecutive own days",
    caution="A run without a break is a reason to ask how somebody is, not an achievement.",
    audience=Audience.SELF,
    quorum=_QUORUM,
    levels=PERSON,
    is_whole=True,
)
AVG_DAILY_ACTIVE_HOURS = Metric(
    key="avg_daily_active_hours",
    family=Family.SUSTAINABILITY,
    name="Active hours a day",
    facts=Fact.ACTS,
    where=_HOUR_KNOWN,
    value=distinct("slot") * 0.5,
    over=_ACTIVE_DAYS,
    n=_ACTIVE_DAYS,
    unit=Unit.HOURS,
    better=Better.NEITHER,
    says="On days with a commit, a review or a remark: the half-hours that hold at least one, counted as half an hour "
    "each.",
    formula="half an hour for each distinct half-hour ÷ active days",
    caution="Far below the hours worked: thinking, talking and reading leave no trace. Reviews and remarks go by the "
    "clock of the person's schedule, else the workspace's.",
    audience=Audience.SELF,
    quorum=_QUORUM,
    levels=PERSON,
    version=2,
)
FOCUS_SCORE = Metric(
    key="focus_score",
    family=Family.SUSTAINABILITY,
    name="Focus",
    facts=Fact.COMMITS,
    value=squares("repository"),
    over=rows() * rows(),
    n=rows(),
    unit=Unit.SCORE,
    better=Better.NEITHER,
    says="How concentrated the commits are on few repositories: 1 is one repository, near 0 is many.",
    formula="Σ (share of commits per repository)²",
    caution="Expertise and isolation look alike here: read it beside the share of work in other teams' repositories.",
    beside=("cross_team_pr_ratio",),
    audience=Audience.SELF,
    quorum=_QUORUM,
    levels=NOT_REPOSITORIES,
)

SUSTAINABILITY = (
    WEEKEND_COMMIT_RATIO,
    LATE_NIGHT_COMMIT_RATIO,
    LONGEST_STREAK_DAYS,
    AVG_DAILY_ACTIVE_HOURS,
    FOCUS_SCORE,
)

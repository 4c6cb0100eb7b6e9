"""Shapes of the signs that work is unlike what is usual for somebody."""

from datetime import date, datetime

from pydantic import Field

from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape
from aexy.kernel.analyses.burnout import RiskLevel
from aexy.kernel.metric import Better, Unit


class Indicator(Shape):
    """One sign: the last four weeks beside the person's own usual."""

    key: str
    value: float | None = Field(description="The median of the last four weeks that count.")
    baseline: float | None = Field(description="What is usual: the median of up to 52 weeks before them.")
    scale: float | None = Field(description="How far from the usual says something.")
    z: float | None = Field(description="(value - baseline) ÷ scale.")
    strength: float | None = Field(description="0 up to one scale, 1 from four on, in the direction that wears out.")
    n: int = Field(description="What the value rests on: commits, active days or reviews of the last four weeks.")
    weeks: int = Field(description="Weeks the usual rests on; twelve are needed.")
    reason: str | None = Field(description="Why it says nothing, where it does not.")


class Meaning(Shape):
    """What an indicator means."""

    key: str
    says: str
    unit: Unit
    better: Better


class BurnoutAlert(Shape):
    """A sign two scales from the usual or more, in a sentence."""

    key: str
    says: str


class BurnoutWeek(Shape):
    """One week: the score as of its end, and each sign in that week alone."""

    week: date
    risk_score: float | None
    after_hours_share: float | None
    weekend_share: float | None
    streak_days: float | None
    days_since_break: float | None
    daily_commits: float | None
    review_depth: float | None


class _Signs(Shape):
    risk_score: float | None = Field(description="0 as usual, 1 as far from it as it gets; null with a reason.")
    risk_level: RiskLevel | None
    reason: str | None = Field(description="Why there is no score.")
    active_weeks: int = Field(description="Of the last four weeks, those with a commit.")
    baseline_weeks: int = Field(description="Of the 52 before, those with a commit.")
    indicators: list[Indicator]
    alerts: list[BurnoutAlert]
    trend: list[BurnoutWeek]


class BurnoutSigns(_Signs):
    """What was counted of one person."""

    start: date
    end: date


class Burnout(_Signs):
    """The same with what it means, and of whom it is."""

    developer: SubjectName
    as_of: datetime
    start: date | None = Field(description="The first day of the last four weeks; null for whoever never committed.")
    end: date | None = Field(description="The day after their last.")
    withheld: str | None
    says: str
    caution: str
    version: int
    signs: list[Meaning]


class Spread(Shape):
    """How something is spread in a group: a mean, and of how many people it holds, never exactly of fewer than five."""

    mean: float | None = Field(description="Null where too few are known, or it would be true of all but one or all.")
    n: int = Field(description="Of how many it is known; 0 where these are fewer than five.")
    at_least: int | None = Field(description="So many people at least are unlike their usual.")
    at_most: int | None


class SignSpread(Spread):
    """One sign in a group: the mean of its strength."""

    key: str
    says: str


class TeamBurnout(Shape):
    """How signs are spread in a group of five or more: never who."""

    as_of: datetime
    subject: SubjectName
    people: int | None = Field(description="Those with a score; null where these are fewer than five.")
    withheld: str | None
    risk: Spread = Field(description="The mean score; and how many people's is moderate or high.")
    indicators: list[SignSpread]
    says: str
    caution: str
    version: int

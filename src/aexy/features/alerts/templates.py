"""Rules to begin with: what most teams want to hear of, on metrics whose direction means something.

None of them is about people beside each other; those about one person are about oneself.
"""

from dataclasses import dataclass

from aexy.features.alerts.allowing import read_whose
from aexy.features.alerts.schemas import (
    ChangeCondition,
    Condition,
    DeviationCondition,
    RuleTemplate,
    Severity,
    ThresholdCondition,
    as_declared,
)
from aexy.kernel.alert_words import Speaker
from aexy.kernel.alerting import Beyond, Kind
from aexy.kernel.metric import Level, Metric
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.periods import PeriodType

ME = "me"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A template; `subject` is me where it is about whoever takes it."""

    key: str
    name: str
    says: str
    metric: str
    subject: str = "workspace"
    period_type: PeriodType = PeriodType.WEEKLY
    condition: Condition
    severity: Severity = Severity.WARNING


def _above(at: float, *, fewest: int = 5, in_a_row: int = 1) -> ThresholdCondition:
    return ThresholdCondition(at=at, fewest=fewest, in_a_row=in_a_row)


def _unusual(side: Beyond = Beyond.ABOVE, *, fewest: int = 0, in_a_row: int = 1) -> DeviationCondition:
    return DeviationCondition(kind=Kind.DEVIATION, side=side, fewest=fewest, in_a_row=in_a_row)


TEMPLATES: tuple[Declared, ...] = (
    Declared(
        key="slow-first-review",
        name="Pull requests wait for a review",
        says="Somebody's pull request waits longer than a day for the first human word.",
        metric="avg_time_to_first_review_hours",
        subject="each team",
        condition=_above(24),
    ),
    Declared(
        key="slow-cycle",
        name="Pull requests take unusually long",
        says="From opened to merged takes much longer than this team is used to.",
        metric="avg_pr_cycle_time_hours",
        subject="each team",
        condition=_unusual(fewest=5),
    ),
    Declared(
        key="rework",
        name="Much is reworked after review",
        says="More than four in ten pull requests change after a human has looked at them, two weeks in a row.",
        metric="rework_ratio",
        subject="each team",
        condition=_above(0.4, in_a_row=2),
    ),
    Declared(
        key="self-merges",
        name="Merged without anybody's approval",
        says="More than a quarter of what is merged in a repository nobody else has approved.",
        metric="self_merge_rate",
        subject="each repository",
        condition=_above(0.25),
    ),
    Declared(
        key="large-pulls",
        name="Pull requests grow",
        says="Pull requests are half as large again as the week before: large ones wait longer and are read less.",
        metric="avg_pr_size",
        condition=ChangeCondition(kind=Kind.CHANGE, at=0.5, fewest=10),
        severity=Severity.INFO,
    ),
    Declared(
        key="weekend-work",
        name="Work moves into the weekend",
        says="The share of commits on days off is unusually high, two weeks in a row. Shown for five people or more.",
        metric="weekend_commit_ratio",
        condition=_unusual(in_a_row=2, fewest=20),
    ),
    Declared(
        key="late-nights",
        name="Work moves into the night",
        says="More than a fifth of all commits are made late at night. Shown for five people or more.",
        metric="late_night_commit_ratio",
        condition=_above(0.2, fewest=20),
    ),
    Declared(
        key="quiet-repository",
        name="A repository falls silent",
        says="Far fewer commits than usual: finished, blocked, or no longer read.",
        metric="commits_count",
        subject="each repository",
        condition=_unusual(Beyond.BELOW, in_a_row=2),
        severity=Severity.INFO,
    ),
    Declared(
        key="my-weekends",
        name="My weekends",
        says="You work more on days off than you used to. Only you can have this rule, and only you are told.",
        metric="weekend_commit_ratio",
        subject=ME,
        condition=_unusual(in_a_row=2, fewest=5),
    ),
    Declared(
        key="my-streak",
        name="No day off",
        says="You have committed on twelve days in a row. Only you can have this rule, and only you are told.",
        metric="longest_streak_days",
        subject=ME,
        condition=_above(11, fewest=0),
    ),
)


def templates() -> list[RuleTemplate]:
    """Those whose metric is in the catalogue, and counted for their subject."""
    metrics = {metric.key: metric for metric in CATALOGUE}
    return [
        _shape(one, metrics[one.metric])
        for one in TEMPLATES
        if one.metric in metrics and _level(one) in metrics[one.metric].levels
    ]


def _level(one: Declared) -> Level:
    return Level.DEVELOPER if one.subject == ME else read_whose(one.subject).level


def _shape(one: Declared, metric: Metric) -> RuleTemplate:
    speaker = Speaker(metric.name, metric.unit, one.period_type, as_declared(one.condition))
    return RuleTemplate(
        **{name: getattr(one, name) for name in RuleTemplate.model_fields if hasattr(one, name)},
        metric_name=metric.name,
        unit=metric.unit,
        rule=speaker.rule,
    )

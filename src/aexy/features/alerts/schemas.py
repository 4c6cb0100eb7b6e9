"""What is said about rules and alerts, and what may be asked of them."""

from datetime import date, datetime, time
from enum import StrEnum
from math import isfinite
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, SecretStr, model_validator

from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape, Wish
from aexy.features.workspaces.schemas import TimeZone
from aexy.kernel import alerting
from aexy.kernel.alerting import FEWEST_BEFORE, Beyond, Kind, Verdict
from aexy.kernel.metric import Better, Unit
from aexy.kernel.periods import PeriodType
from aexy.kernel.text import plain


def _finite(value: float) -> float:
    if not isfinite(value):
        raise ValueError("A limit is a number.")
    return value


# Far beyond anything that is counted, and still a number when it is turned into percent.
Limit = Annotated[float, AfterValidator(_finite), Field(ge=-1e15, le=1e15)]


class _Condition(Wish):
    """What all conditions have."""

    side: Beyond = Field(
        default=Beyond.ABOVE, description="Which side of the limit fires; of a change: a rise or a fall."
    )
    in_a_row: int = Field(default=1, ge=1, le=12, description="How many periods it takes.")
    fewest: int = Field(default=0, ge=0, le=1_000_000, description="The sample below which it abstains.")


class ThresholdCondition(_Condition):
    """Fires beyond a fixed number, in the metric's unit; shares lie between 0 and 1."""

    kind: Literal[Kind.THRESHOLD] = Kind.THRESHOLD
    at: Limit
    clear_at: Limit | None = Field(default=None, description="Where it is over; by default a tenth of `at` back.")

    @model_validator(mode="after")
    def _back_to_normal(self) -> Self:
        if self.clear_at is not None and (self.clear_at - self.at) * (1 if self.side is Beyond.ABOVE else -1) > 0:
            raise ValueError("An alert is over on the normal side of where it fires.")
        return self


class _Measured(_Condition):
    at: Limit = Field(gt=0)
    clear_at: Limit | None = Field(default=None, description="Where it is over; by default a tenth of `at` back.")

    @model_validator(mode="after")
    def _back_to_normal(self) -> Self:
        if self.clear_at is not None and self.clear_at > self.at:
            raise ValueError("An alert is over on the normal side of where it fires.")
        return self


class ChangeCondition(_Measured):
    """Fires when it moves by more than this share against the period before: 0.5 is half as much again."""

    kind: Literal[Kind.CHANGE]


class DeviationCondition(_Measured):
    """Fires when it lies so many usual deviations from this subject's own median of the periods before."""

    kind: Literal[Kind.DEVIATION]
    at: Limit = Field(default=3, gt=0)
    before: int = Field(default=12, ge=FEWEST_BEFORE, le=52, description="How many periods make the usual.")


Condition = Annotated[ThresholdCondition | ChangeCondition | DeviationCondition, Field(discriminator="kind")]


def as_declared(condition: ThresholdCondition | ChangeCondition | DeviationCondition) -> alerting.Condition:
    """The same for the kernel."""
    return alerting.Condition(**condition.model_dump())


class Severity(StrEnum):
    """How much it matters to whoever made the rule."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class AlertState(StrEnum):
    """What became of an alert."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class AlertWay(StrEnum):
    """How somebody is told, besides in the product."""

    EMAIL = "email"
    HOOK = "hook"


class QuietWish(Wish):
    """When nothing is sent: it waits until the hours are over. In the product everything shows at once."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    start: time | None = Field(default=None, alias="from", description="22:00")
    end: time | None = Field(
        default=None, alias="until", description="08:00; over midnight where it is earlier than `from`."
    )
    zone: TimeZone | None = Field(default=None, description="By default the workspace's.")
    weekends: bool = Field(default=False, description="Also all of Saturday and Sunday.")

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.start is None) != (self.end is None):
            raise ValueError("Quiet hours have a beginning and an end.")
        return self


class HookWish(Wish):
    """Where a web hook goes. Left out, the address or the secret stays as it is; a secret is made where none is."""

    url: str | None = Field(default=None, max_length=2000)
    secret: SecretStr | None = Field(default=None, min_length=16, max_length=200)


Email = Annotated[str, Field(pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+$", max_length=254)]
Name = Annotated[str, AfterValidator(plain), Field(min_length=1, max_length=100)]


class RuleWish(Wish):
    """A rule: what of whose numbers, period by period, is worth a word to whom."""

    name: Name
    metric: str = Field(max_length=100, description="A key of the catalogue.")
    subject: str = Field(
        default="workspace",
        max_length=60,
        description="workspace, team:UUID, repository:UUID, project:UUID, developer:UUID, each team, each repository.",
    )
    period_type: PeriodType = PeriodType.WEEKLY
    condition: Condition
    severity: Severity = Severity.WARNING
    is_on: bool = True
    quiet: QuietWish | None = None
    emails: list[Email] = Field(default_factory=list, max_length=20)
    hook: HookWish | None = None


class Telling(Shape):
    """Where a rule tells of its alerts, besides in the product."""

    emails: list[str]
    hook_host: str | None
    has_mail: bool = Field(description="Whether this server can send e-mail at all.")


class Rule(Shape):
    """A rule as it stands."""

    id: UUID
    name: str
    metric: str
    metric_name: str
    unit: Unit | None
    subject: str
    subject_name: str | None
    period_type: PeriodType
    condition: Condition
    says: str = Field(description="The rule in a sentence.")
    severity: Severity
    is_on: bool
    quiet: QuietWish | None
    is_own: bool = Field(description="Whether whoever asks made it.")
    owner: str
    delivery: Telling | None = Field(description="Where it tells; shown to its owner and to admins.")
    since: date
    judged_until: date | None
    judged_at: datetime | None
    trouble: str | None = Field(description="Why it could not be judged the last time.")
    created_at: datetime
    updated_at: datetime


class MadeRule(Rule):
    """The same, with the secret that signs its web hook where one was made: it is shown this once."""

    hook_secret: str | None = None


class RuleTemplate(Shape):
    """A rule to begin with."""

    key: str
    name: str
    says: str
    metric: str
    metric_name: str
    unit: Unit
    subject: str
    period_type: PeriodType
    condition: Condition
    severity: Severity
    rule: str = Field(description="The rule in a sentence.")


class Judgment(Shape):
    """One period and what became of it."""

    start: date
    end: date
    value: float | None
    n: int
    withheld: str | None
    verdict: Verdict
    usual: float | None
    score: float | None
    says: str


class Stretch(Shape):
    """From the period it fired at until the one it was over at; null while it goes on."""

    opened: date
    resolved: date | None
    why: str


class Trial(Shape):
    """What a rule would have said of one subject."""

    subject: SubjectName
    judgments: list[Judgment]
    episodes: list[Stretch]


class Trials(Shape):
    """What a rule would have said lately: the very fold that watches, on the same numbers."""

    as_of: datetime
    rule: str
    metric: str
    metric_name: str
    unit: Unit
    better: Better
    period_type: PeriodType
    limit: float | None = Field(description="Where to draw a line; null where it is not a fixed value.")
    clear_at: float | None
    fired: int
    trials: list[Trial]
    left_out: int = Field(description="Subjects that are not shown, for there are too many.")


class Alert(Shape):
    """An episode: a rule fired about somebody's or something's number."""

    id: UUID
    rule_id: UUID
    rule_name: str
    metric: str
    metric_name: str
    unit: Unit | None
    caution: str | None
    subject: SubjectName
    period_type: PeriodType
    opened: date = Field(description="The first day of the period it fired at.")
    value: float
    n: int
    usual: float | None = Field(description="What it was held against: the period before, or what is usual.")
    why: str
    latest_value: float | None
    latest_why: str
    severity: Severity
    state: AlertState
    snoozed_until: datetime | None
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    resolved: date | None
    created_at: datetime
    updated_at: datetime


class AlertEvent(Shape):
    """Something that happened to an alert, and why."""

    id: int
    alert_id: UUID
    rule_name: str
    kind: str
    says: str
    at: datetime
    by: str | None


class Sending(Shape):
    """One delivery of an alert to one address."""

    way: AlertWay
    target: str
    occasion: str
    state: str
    attempts: int
    due_at: datetime
    sent_at: datetime | None
    error: str | None


class AlertDetail(Alert):
    """An alert with its history, and whether it was delivered."""

    events: list[AlertEvent]
    deliveries: list[Sending]


class AlertCounts(Shape):
    """How many alerts there are by state, resolved ones left out."""

    open: int
    acknowledged: int
    snoozed: int


class Snooze(Wish):
    """Until when nobody wants to hear of it: an instant, or so many hours from now."""

    until: AwareDatetime | None = None
    hours: float | None = Field(default=None, gt=0, le=24 * 90)

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.until is None) == (self.hours is None):
            raise ValueError("Say until when, or for how many hours.")
        return self

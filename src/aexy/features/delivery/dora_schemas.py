"""The five metrics as they are answered: each with its sample, its spread, its tier, and what stands beside it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from aexy.features.delivery.deployment_schemas import DeliveredPull
from aexy.features.paging import Shape
from aexy.kernel.metric import Better, Unit


class DoraKey(StrEnum):
    """The five."""

    DEPLOYMENT_FREQUENCY = "deployment_frequency"
    LEAD_TIME = "lead_time_hours"
    CHANGE_FAIL_RATE = "change_fail_rate"
    RECOVERY_TIME = "recovery_time_hours"
    REWORK_RATE = "deployment_rework_rate"


class DeliverySubject(Shape):
    """Whose numbers: the workspace's, or of a service, team, repository or project."""

    kind: str
    id: UUID
    name: str


class Tier(Shape):
    """Where a value lies among those an edition of the DORA report asked. Null where that edition has no tiers."""

    edition: str
    name: str = Field(description="elite, high, medium or low")


class Beside(Shape):
    """A count that a number must not be shown without: not deployed yet, never went live, still open."""

    key: str
    name: str
    value: float | None
    unit: Unit


class DoraPoint(Shape):
    """One period of a trend. `open` while it is not over; `low` and `high` bound a median (95 %)."""

    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    open: bool
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


class DoraBin(Shape):
    """How many lie in `[from, to)`; null: without end."""

    start: float = Field(serialization_alias="from")
    end: float | None = Field(serialization_alias="to")
    n: int


class DoraReading(Shape):
    """One of the five."""

    key: DoraKey
    name: str
    says: str
    formula: str
    caution: str | None
    unit: Unit
    better: Better
    version: int
    value: float | None = Field(description="Null: nothing to count. Times are medians.")
    n: int
    median: float | None
    p75: float | None
    p90: float | None
    low: float | None = Field(description="The median's bounds (95 %), where open work is in it.")
    high: float | None
    previous: float | None
    previous_n: int
    tier: Tier | None
    beside: list[Beside]
    trend: list[DoraPoint]
    distribution: list[DoraBin]
    withheld: str | None = Field(default=None, description="Why it is not shown, in a sentence.")


class LeadStage(Shape):
    """One part of the lead time; the five parts of a change add up to it."""

    key: str = Field(description="coding, pickup, review, merge, deploy")
    name: str
    says: str
    n: int
    mean: float | None
    median: float | None
    p75: float | None
    p90: float | None


class MergeWeek(Shape):
    """What was merged in a week, and what has become of it."""

    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    merged: int
    deployed: int
    not_deployed: int
    before: int = Field(description="In the first known deployment: live, nobody knows since when.")


class DirectPushes(Shape):
    """Commits that went live without a pull request."""

    n: int
    not_deployed: int
    median: float | None
    p75: float | None
    p90: float | None


class RulesUsed(Shape):
    """Which rules the numbers are of."""

    version: int
    latest: int
    made_at: datetime | None


class ServiceShort(Shape):
    """A service with its five, for a list."""

    id: UUID
    name: str
    repositories: list[str]
    values: dict[DoraKey, float | None]
    n: dict[DoraKey, int]
    deployments: int
    not_deployed: int
    last_deployed_at: datetime | None


class Dora(Shape):
    """The five metrics of one subject in a window, and the lead time in its parts."""

    as_of: datetime
    time_zone: str
    subject: DeliverySubject
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    rules: RulesUsed
    edition: str
    editions: list[str]
    metrics: list[DoraReading]
    stages: list[LeadStage]
    by_merge_week: list[MergeWeek]
    direct: DirectPushes
    days_with_deployment: int
    days: int
    services: int
    services_without_deployments: int


class ChangeStanding(StrEnum):
    """What has become of a merged change."""

    DEPLOYED = "deployed"
    NOT_DEPLOYED = "not_deployed"
    BEFORE = "before"


class DoraChange(DeliveredPull):
    """A change behind the lead time; placed by its deployment, and by its merge while there is none to place it by."""

    standing: ChangeStanding
    service_id: UUID | None = Field(description="The service it first went live with, or is to go live with.")
    service: str | None
    deployment_id: UUID | None


class DoraChanges(Shape):
    """A page of them; of people whose own numbers are for whoever asks."""

    as_of: datetime
    subject: DeliverySubject
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    items: list[DoraChange]
    total: int
    rows_withheld: str | None = Field(description="Why some rows, or all, are not shown.")
    next_cursor: str | None

"""What is answered about the risk of a pull request, always beside how much that says."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape


class JudgedBy(StrEnum):
    """What a pull request's place comes from."""

    PARTS = "parts"
    LINES_ADDED = "lines_added"


class RiskCalibration(Shape):
    """How judgements did on merged pull requests that were kept from them, in the order of time."""

    sentence: str
    beats_baseline: bool = Field(description="Whether the parts are surely better than lines added alone.")
    auc: float | None = Field(description="Of the parts: 0.5 is a coin, 1 is always right.")
    baseline_auc: float | None = Field(description="Of lines added alone.")
    gain_low: float | None = Field(description="How much better the parts are at least, nineteen of twenty times.")
    gain_high: float | None
    learned: int
    learned_regretted: int
    judged: int
    judged_regretted: int
    waiting_days: int = Field(description="A younger merge is not looked at: it may still be regretted.")
    regretted_means: str


class RiskPart(Shape):
    """One thing it is judged by."""

    key: str
    name: str
    says: str
    unit: str
    value: float | None = Field(description="Null where it cannot be known, as where nobody read the branch.")
    usual: float | None = Field(description="The median of merged pull requests.")
    adds: float | None = Field(description="What it adds to the odds (logarithm); null where lines added decide.")


class PullRisk(Shape):
    """A pull request and its place among the merged ones."""

    repository: SubjectName
    number: int
    title: str
    url: str | None
    state: str
    is_draft: bool
    opened_at: datetime
    lines_added: int | None
    files_known: bool
    judged_by: JudgedBy
    place: float | None = Field(description="The share of merged pull requests that were judged no higher.")
    chance: float | None = Field(description="By the parts, how likely it is to be regretted; null by lines added.")
    baseline_place: float | None = Field(description="The same share by lines added alone.")
    withheld: str | None = Field(description="Why nothing is shown: it is somebody's work out of your reach.")
    parts: list[RiskPart]


class OneRisk(Shape):
    """The risk of one pull request."""

    as_of: datetime
    says: str
    caution: str
    version: int
    n: int = Field(description="Merged pull requests it is compared with.")
    calibration: RiskCalibration
    pull_request: PullRisk


class OpenRisks(Shape):
    """Open pull requests, those with the highest place first."""

    as_of: datetime
    says: str
    caution: str
    version: int
    n: int = Field(description="Merged pull requests they are compared with.")
    calibration: RiskCalibration
    open: int = Field(description="Open pull requests that were looked at.")
    withheld_pull_requests: int
    withheld: str | None
    pull_requests: list[PullRisk]

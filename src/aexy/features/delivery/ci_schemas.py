"""CI as it is answered: how often runs pass, how long they take, what is flaky, what they cost."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from aexy.features.insights.schemas import PeriodShape, SubjectName
from aexy.features.paging import Shape, Wish


class CiSpread(Shape):
    """How long something takes, in seconds, of `n` runs; `backwards` more end before they begin: in no number."""

    median: float | None
    p75: float | None
    p90: float | None
    n: int
    backwards: int


class CiMinutesOf(Shape):
    """What the minutes rest on: of so many runs their jobs added up, of others their own length, else nothing."""

    jobs: int
    runs: int
    nobody: int = Field(description="Runs of which no length is known; they are not in the minutes.")


class CiNumbers(Shape):
    """Runs that were asked for in a period. What there is nothing to count of is null, never 0."""

    runs: int
    finished: int = Field(description="Those that succeeded or failed; the others stand beside.")
    succeeded: int
    failed: int
    cancelled: int
    skipped: int
    other: int
    unfinished: int
    success_rate: float | None = Field(description="Succeeded ÷ finished.")
    duration: CiSpread = Field(description="From the first job's start to the end, of finished runs.")
    queue: CiSpread = Field(description="From being asked for to the first job's start; not of what was run again.")
    passed_commits: int = Field(description="Commits of a workflow whose last finished run succeeded.")
    flaky_commits: int = Field(description="Those of them that had failed before.")
    flaky_rate: float | None = Field(description="Flaky commits ÷ commits that passed in the end.")
    again: int = Field(description="Runs that were run again.")
    again_unknown: int = Field(description="Those that passed then, of which nobody knows how they went before.")
    minutes: float | None
    minutes_of: CiMinutesOf
    wasted_minutes: float | None = Field(description="Of what failed and then passed, and of cancelled runs.")
    wasted_flaky: float | None
    wasted_cancelled: float | None
    cost: float | None = Field(description="What the minutes cost; null until somebody says what one does.")
    wasted_cost: float | None


class CiPeriod(CiNumbers):
    """One period of a trend."""

    period: PeriodShape


class CiRepository(Shape):
    """A repository, for a row."""

    id: UUID
    name: str


class CiOfRepository(CiNumbers):
    """One repository's runs."""

    repository: CiRepository


class CiWorkflow(CiNumbers):
    """The runs of one workflow or pipeline; `name` is null where it has none."""

    repository: CiRepository
    name: str | None


class CiPrice(Shape):
    """What a minute costs; null: nobody has said so."""

    per_minute: float | None
    currency: str | None
    set_by: str | None = Field(description="Who said so; null when they are gone.")
    set_at: datetime | None


Currency = Annotated[
    str, Field(min_length=1, max_length=12, pattern=r"^[^\x00-\x1f\x7f]+$", description="As it is written: EUR, $.")
]


class CiPriceWish(Wish):
    """What a minute shall cost from now on, also in numbers of the past; null for both: nobody knows."""

    per_minute: Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)] | None
    currency: Currency | None


class CiReport(Shape):
    """The runs of a subject in a window: together, period by period, by repository and by workflow."""

    as_of: datetime
    time_zone: str
    subject: SubjectName
    service: str | None
    workflow: str | None
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    caution: str
    price: CiPrice
    total: CiNumbers
    previous: CiNumbers | None = Field(description="The window before; of an open one only as much as has passed.")
    bucket: str
    trend: list[CiPeriod]
    repositories: list[CiOfRepository] = Field(description="Those with most minutes first, 100 at most.")
    workflows: list[CiWorkflow] = Field(description="Likewise, 200 at most.")
    workflow_count: int


class CiRunLink(Shape):
    """One run of a flaky commit."""

    id: str = Field(description="What its provider calls it.")
    url: str | None
    attempt: int | None
    event: str | None
    created_at: datetime
    finished_at: datetime | None


class FlakyCommit(Shape):
    """A commit on which a workflow failed and then passed."""

    repository: CiRepository
    workflow: str | None
    sha: str
    url: str | None
    ref: str | None
    failures: int = Field(description="Runs of it that failed; 0 where only a job of one did.")
    failed: list[CiRunLink] = Field(description="The last of those, five at most.")
    passed: CiRunLink
    jobs: list[str] = Field(description="Jobs that failed and then passed, as far as jobs are known.")
    wasted_minutes: float


class FlakyJob(Shape):
    """A job, by its name in a workflow, on whose commits it failed and then passed."""

    repository: CiRepository
    workflow: str | None
    job: str
    flaky_commits: int
    passed_commits: int
    flaky_rate: float | None
    wasted_minutes: float
    last_at: datetime
    last_failed: CiRunLink


class Flakiness(Shape):
    """What failed and then passed: commits, the latest first; jobs, those it happened to most first."""

    as_of: datetime
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    caution: str
    flaky_commits: int
    passed_commits: int
    flaky_rate: float | None
    jobs: list[FlakyJob] = Field(description="50 at most.")
    items: list[FlakyCommit]
    next_cursor: str | None

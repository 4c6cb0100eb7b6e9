"""What is open, who waits for whom, how often changes go back and forth, and what has gone quiet: as it is answered."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from aexy.features.insights.flow import AgeBand
from aexy.features.insights.schemas import Quantiles, SubjectName
from aexy.features.paging import Shape
from aexy.kernel.delivery.stays import PullStage


class Step(StrEnum):
    """How far the points of a history are apart."""

    DAILY = "daily"
    WEEKLY = "weekly"


class WorkingHoursUsed(Shape):
    """The workspace's working hours, which hold where people did not say their own."""

    time_zone: str
    working_days: list[int] = Field(description="ISO weekdays, Monday is 1; less the public holidays of the workspace.")
    starts_at: str = Field(description="As 09:00, by that zone's clock.")
    ends_at: str
    hours_a_day: float


class BothClocks(Shape):
    """A spread by the calendar's clock and by the working one."""

    hours: Quantiles
    working_hours: Quantiles


class StageOpen(Shape):
    """The open pull requests of one stage: how many, how old they are, and for how long they are in it."""

    stage: PullStage
    n: int
    age: BothClocks
    in_stage: BothClocks
    longest_hours: float | None = Field(description="In this stage.")
    longest_working_hours: float | None


class PullShort(Shape):
    """What somebody recognises a pull request by."""

    id: str
    number: int
    title: str
    url: str | None
    repository_id: UUID
    repository: str
    author_id: UUID | None
    author: str | None


class OpenPullRow(PullShort):
    """An open pull request: its stage then, and since when, by both clocks."""

    stage: PullStage
    opened_at: datetime
    stage_since: datetime
    open_hours: float
    open_working_hours: float
    stage_hours: float
    stage_working_hours: float


class FlowPoint(Shape):
    """What was open at one instant: at the end of a day or week, or now. The stages add up to `n`."""

    at: datetime
    day: date = Field(description="The last local day before it.")
    n: int
    draft: int
    waiting_for_first_review: int
    in_review: int
    approved: int
    median_open_hours: float | None = Field(description="Half of them had been open for so long or longer.")
    median_open_working_hours: float | None


class NotPeoples(Shape):
    """What was open then and is in no number here."""

    bots: int
    unknown_authors: int


class OpenFlow(Shape):
    """Open work by stage and age at an instant, and how it came to that."""

    as_of: datetime
    at: datetime = Field(description="The instant asked about; of a day its end, or now where it is not over.")
    time_zone: str
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    step: Step
    n: int | None = Field(description="Null where no pull request is known at all.")
    stages: list[StageOpen]
    ages: list[AgeBand] = Field(description="By hours open, by the calendar's clock.")
    history: list[FlowPoint]
    left_out: NotPeoples
    rows: list[OpenPullRow] = Field(description="The oldest first.")
    total_rows: int
    rows_withheld: int = Field(description="How many are of people out of your reach; they are in the numbers.")
    working: WorkingHoursUsed
    caution: str = (
        "A review that was dismissed later counts as a response then and as no verdict: what it said is not kept. "
        "Pull requests the provider has no more are in no past either."
    )


class StaleRow(OpenPullRow):
    """An open pull request nothing has happened to since."""

    quiet_since: datetime
    quiet_hours: float
    quiet_working_hours: float


class Stale(Shape):
    """Open pull requests nothing has happened to for some days: no commit, review, word, request or label."""

    as_of: datetime
    at: datetime
    subject: SubjectName
    days: int
    n: int | None = Field(description="How many are stale; null where no pull request is known at all.")
    of: int | None = Field(description="How many are open.")
    by_stage: dict[PullStage, int]
    rows: list[StaleRow] = Field(description="The quietest first.")
    rows_withheld: int
    working: WorkingHoursUsed
    caution: str = "Bots can keep a pull request from going quiet: whatever they say or do counts as something."


class WaitKind(StrEnum):
    """What somebody waits for."""

    REVIEW = "review"
    TEAM_REVIEW = "team_review"
    CHANGES = "changes"
    ANOTHER_LOOK = "another_look"
    ANYBODY = "anybody"
    MERGE = "merge"


class WaitsOfKind(Shape):
    """All waiting of one kind: how many times, over how many pull requests, and for how long."""

    kind: WaitKind
    says: str
    n: int
    pulls: int
    spread: BothClocks
    longest_hours: float | None
    longest_working_hours: float | None


class WaitingPerson(Shape):
    """A person of the graph: how often they wait for somebody, and how often somebody waits for them."""

    developer_id: UUID
    name: str
    waits: int
    waited_for: int
    longest_waited_for_hours: float | None
    longest_waited_for_working_hours: float | None


class WaitingEdge(Shape):
    """Somebody waits for somebody. Null at an end: whoever will do it; then `to_team` may say which team was asked."""

    from_id: UUID | None
    from_name: str | None
    to_id: UUID | None
    to_name: str | None
    to_team: str | None
    kind: WaitKind
    n: int
    longest_hours: float
    longest_working_hours: float
    pulls: list[str] = Field(description="Ids of the pull requests, the longest waiting first.")


class WaitingRow(PullShort):
    """One pull request over which somebody waits for somebody, since when."""

    kind: WaitKind
    from_id: UUID | None
    from_name: str | None
    to_id: UUID | None
    to_name: str | None
    to_team: str | None
    since: datetime
    hours: float
    working_hours: float = Field(description="By the hours of whoever is waited for.")


class Waiting(Shape):
    """Who waits for whom: totals for everybody, names for those who may see them, and for each one their own."""

    as_of: datetime
    at: datetime
    subject: SubjectName
    n: int | None = Field(description="How many waits there are; null where no pull request is known at all.")
    pulls: int | None = Field(description="Over how many pull requests.")
    drafts: int = Field(description="Open drafts: they wait for nobody but their author.")
    kinds: list[WaitsOfKind]
    people: list[WaitingPerson] = Field(description="Whom most is waited for comes first.")
    edges: list[WaitingEdge] = Field(description="The longest waiting first.")
    rows: list[WaitingRow]
    total_rows: int
    rows_withheld: int
    withheld: str | None = Field(description="Why not everybody is named.")
    working: WorkingHoursUsed
    caution: str = (
        "Who asked for changes is waited for again once the author has committed, whether or not that was the answer. "
        "Working hours are those of whoever is waited for."
    )


class RoundsCount(Shape):
    """How many took so many rounds."""

    rounds: int
    n: int
    share: float


class RoundsWeek(Shape):
    """What was merged in one week. `open` while it is not over."""

    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    open: bool
    n: int
    mean: float | None
    share_with_rounds: float | None
    never_reviewed: int


class RoundsRow(PullShort):
    """A merged pull request and how often it went back and forth."""

    merged_at: datetime
    rounds: int
    reviews: int


class ReviewRounds(Shape):
    """How often changes went back and forth between their authors and reviewers before they were merged."""

    as_of: datetime
    time_zone: str
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    says: str = "One round: somebody else's review, then commits of the author, then somebody else's review again."
    n: int = Field(description="Merged pull requests somebody else reviewed and whose commits are known.")
    mean: float | None
    rounds: Quantiles
    distribution: list[RoundsCount]
    weeks: list[RoundsWeek]
    never_reviewed: int
    commits_unknown: int = Field(description="Reviewed ones whose commits are not all known; in no other number here.")
    rows: list[RoundsRow] = Field(description="Those with most rounds first.")
    total_rows: int
    rows_withheld: int
    caution: str = "A rebase gives commits a new date, so what was only rebased between two reviews looks like a round."

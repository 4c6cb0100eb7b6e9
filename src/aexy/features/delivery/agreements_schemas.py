"""Working agreements: what they say, and how far they are kept."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from aexy.features.delivery.flow_schemas import WorkingHoursUsed
from aexy.features.paging import Shape, Wish
from aexy.kernel.delivery.agreements import UNITS, Kind, LimitUnit

Name = Annotated[str, Field(min_length=1, max_length=100)]
Limit = Annotated[float, Field(gt=0, le=100_000, description="At most so much of the unit.")]


class AgreementVerdict(StrEnum):
    """What became of one row."""

    KEPT = "kept"
    BROKEN = "broken"
    UNDECIDED = "undecided"
    LEFT_OUT = "left_out"


class AgreementTerms(Wish):
    """What is agreed on: a kind, and how much of it at most; a kind without a limit has neither."""

    kind: Kind
    limit: Limit | None = None
    unit: LimitUnit | None = Field(default=None, description="Which units a kind can be agreed on in, templates show.")

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        check_terms(self.kind, self.limit, self.unit)
        return self


class AgreementWish(AgreementTerms):
    """A new agreement, of a team or of the whole workspace."""

    name: Name
    team_id: UUID | None = Field(default=None, description="Null: of everybody in the workspace.")


class AgreementChange(Wish):
    """What shall be different. Another limit is another version: what began before is judged by what held then."""

    name: Name | None = None
    limit: Limit | None = None
    unit: LimitUnit | None = None


class AgreementVersion(Shape):
    """The limit as it was from an instant on; the first also holds for what began before it."""

    version: int
    limit: float | None
    unit: LimitUnit | None
    since: datetime
    made_by: str | None = Field(description="Null: they are gone.")


class Agreement(Shape):
    """A working agreement as it holds now."""

    id: UUID
    name: str
    kind: Kind
    says: str
    limit: float | None
    unit: LimitUnit | None
    team_id: UUID | None
    team: str | None
    version: int
    versions: list[AgreementVersion] = Field(description="The first one first.")
    created_at: datetime
    updated_at: datetime
    may_change: bool


class AgreementTemplate(Shape):
    """An agreement to begin with."""

    key: str
    name: str
    says: str
    kind: Kind
    limit: float | None
    unit: LimitUnit | None
    units: list[LimitUnit] = Field(description="Which units this kind can be agreed on in.")


class Kept(Shape):
    """How many kept it. `rate` is of those that are decided; it can end anywhere between `at_least` and `at_most`."""

    n: int = Field(description="How many are decided: kept or broken.")
    kept: int
    broken: int
    undecided: int = Field(description="Their limit has not passed, and they have not kept it yet.")
    left_out: int
    rate: float | None
    at_least: float | None = Field(description="If none of the undecided keeps it.")
    at_most: float | None = Field(description="If all of them do.")


class KeepingWeek(Kept):
    """Those whose clock began in one week. `open` while the week is not over."""

    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    open: bool
    versions: list[int] = Field(description="By which versions they are judged.")


class KeepingShort(Kept):
    """How far one agreement is kept in a window, week by week."""

    agreement: Agreement
    weeks: list[KeepingWeek]
    withheld: str | None = Field(description="Why there are no numbers; then all of them are 0 or null.")
    weeks_withheld: str | None
    caution: str | None


class KeepingRow(Shape):
    """One pull request, or one author's week (then it has no pull request), held against the agreement."""

    id: str | None
    number: int | None
    title: str | None
    url: str | None
    repository_id: UUID | None
    repository: str | None
    author_id: UUID | None
    author: str | None
    at: datetime = Field(description="When its clock began; of an author the beginning of the week.")
    value: float | None = Field(description="What is held against the limit: hours, lines or pull requests.")
    hours: float | None
    working_hours: float | None
    verdict: AgreementVerdict
    version: int


class Keeping(KeepingShort):
    """How far one agreement is kept, and the rows of one verdict."""

    as_of: datetime
    time_zone: str
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    verdict: AgreementVerdict
    rows: list[KeepingRow] = Field(description="Those of that verdict, the latest first.")
    total_rows: int
    rows_withheld: int
    limit_hours: float | None = Field(description="The limit in hours of its clock, where it has one.")
    working: WorkingHoursUsed


class Keepings(Shape):
    """How far all agreements are kept."""

    as_of: datetime
    time_zone: str
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    items: list[KeepingShort]
    working: WorkingHoursUsed


def check_terms(kind: Kind, limit: float | None, unit: LimitUnit | None) -> None:
    """ValueError for a limit in a unit that the kind is not counted in, or none where it needs one."""
    units = UNITS[kind]
    if not units:
        if limit is not None or unit is not None:
            raise ValueError(f"{kind.value} has no limit: leave `limit` and `unit` out.")
    elif limit is None or unit not in units:
        raise ValueError(f"{kind.value} needs a `limit`, and a `unit` of: {', '.join(units)}.")

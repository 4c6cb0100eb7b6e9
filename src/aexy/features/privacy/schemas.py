"""What is said about privacy, and what may be asked of it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from aexy.features.paging import Shape, Wish


class ErasureState(StrEnum):
    """How far an erasure is: asked for by the person, confirmed by an admin, done; or refused."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DONE = "done"
    REFUSED = "refused"


class ErasureWish(Wish):
    """Whether to erase somebody, or only to say what would go."""

    dry_run: bool = False


class Erased(Shape):
    """What goes of one table, or of the data folder."""

    what: str
    rows: int


class Erasure(Shape):
    """One erasure of a person, who is named nowhere in it."""

    id: UUID | None = Field(description="Null for a dry run.")
    developer_id: UUID
    name: str = Field(description="What stands for the person from then on.")
    state: ErasureState | None
    asked_by: str | None
    asked_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    done_at: datetime | None
    erased: list[Erased] = Field(description="How many rows went or lost their words; of a dry run, would.")
    kept: list[str] = Field(description="What stays, and why.")
    backups: str = Field(description="What holds for copies that were made before.")


class Access(Shape):
    """That somebody looked at the person, in one hour, at one kind of thing."""

    account_id: UUID | None = Field(description="Null for everybody but the person themselves.")
    account: str | None = Field(description="Who; null for all but the person, and for who is gone.")
    role: str
    kind: str = Field(description="page, numbers, rows, calendar, identities, export, access_log.")
    hour: datetime
    looks: int
    last_at: datetime


Days = Annotated[int, Field(ge=1, le=36_500)]


class PrivacySettings(Shape):
    """What a workspace decided about its people's data. Null days: it is kept."""

    llm: bool = Field(description="Whether anything may be given to a language model.")
    llm_by: str | None
    llm_at: datetime | None
    llm_refusals: int = Field(description="How many people do not want what concerns them to be given to one.")
    raw_pages_days: int | None = Field(description="What providers said, as it came. Without it nothing is replayed.")
    deliveries_days: int | None = Field(description="Web hooks that were read.")
    access_log_days: int | None = Field(description="Who looked at whom.")
    job_logs_days: int | None = Field(description="Jobs that are over, with their reports.")
    time_series_days: int | None = Field(
        description="The series of a server with TimescaleDB, and the sums in reports. Elsewhere there are none to go."
    )
    facts: str = Field(
        default="Commits, pull requests and all that numbers are counted from are kept.", description="What never goes."
    )
    updated_at: datetime | None = Field(description="Null: nobody has changed anything.")


class PrivacyWish(Wish):
    """What shall be different; what is not mentioned stays. Null days: keep it."""

    llm: bool | None = None
    raw_pages_days: Days | None = None
    deliveries_days: Days | None = None
    access_log_days: Annotated[int, Field(ge=30, le=36_500)] | None = None
    job_logs_days: Annotated[int, Field(ge=7, le=36_500)] | None = None
    time_series_days: Annotated[int, Field(ge=90, le=36_500)] | None = None


class Expired(Shape):
    """How many rows of one kind are older than they are kept."""

    what: str
    days: int | None
    rows: int


class LlmConsent(Shape):
    """What the person said, and whether anything about them may be given to a language model at all."""

    refused: bool
    refused_at: datetime | None
    may_be_sent: bool
    why_not: str | None


class LlmConsentWish(Wish):
    """Whether the person refuses."""

    refused: bool

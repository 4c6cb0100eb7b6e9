"""What is said about privacy, and what may be asked of it."""

from datetime import datetime
from enum import StrEnum
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

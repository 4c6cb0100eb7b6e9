"""Work records as they come and go."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from aexy.features.importing.schemas import SOURCE
from aexy.features.paging import Shape, Wish

KIND = r"^[a-z][a-z0-9_]{0,39}$"


class NewWorkRecord(Wish):
    """One record; the same `kind` and `id` again replaces what it said before. What is left out stays as it is."""

    kind: str = Field(pattern=KIND, description="A lower-case word: ticket, deal, candidate, document …")
    id: str = Field(min_length=1, max_length=500, description="Its id where it comes from.")
    title: str = Field(min_length=1, max_length=10_000)
    status: str | None = Field(default=None, max_length=500)
    stage: str | None = Field(default=None, max_length=500)
    owner: str | None = Field(
        default=None, max_length=500, description="An e-mail address, `Name <address>`, or an account's name."
    )
    amount: Decimal | None = Field(default=None, max_digits=18, decimal_places=6)
    currency: str | None = Field(default=None, max_length=500)
    url: str | None = Field(default=None, max_length=500)
    opened_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None
    closed_at: AwareDatetime | None = Field(
        default=None, description="Null: it is open, also when it was closed before."
    )
    attributes: dict[str, Any] | None = Field(default=None, description="Anything else.")
    updated_at: AwareDatetime | None = Field(
        default=None, description="When it was last changed: the newest stands. Without one, what comes last does."
    )


class NewWorkRecords(Wish):
    """A batch, which is taken as a whole or not at all."""

    source: str = Field(default="api", pattern=SOURCE, description="Where the ids are from.")
    records: list[NewWorkRecord] = Field(min_length=1, max_length=500)


class Owner(Shape):
    """Whose it is; `developer_id` is null while nobody knows who that is."""

    developer_id: UUID | None
    name: str | None


class WorkRecord(Shape):
    """A record as it is known."""

    id: UUID
    kind: str
    external_id: str
    source: str
    title: str
    status: str | None
    stage: str | None
    owner: Owner | None
    amount: Decimal | None
    currency: str | None
    url: str | None
    opened_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    attributes: dict[str, Any]
    updated_at: datetime = Field(description="Since when this stands.")


class WorkRecordKind(Shape):
    """A kind of record, and how many there are."""

    kind: str
    records: int
    open: int = Field(description="Those without `closed_at`.")


class WordCount(Shape):
    """A stage or status, and how many records have it. Null: those for which nobody said."""

    word: str | None
    records: int
    open: int


class WorkRecordWords(Shape):
    """What a kind means, where it is one dashboards understand, and which words its records have."""

    kind: str
    title: str
    says: str | None = Field(description="Null for a kind of one's own.")
    opened: str | None = Field(description="What `opened_at` means of it.")
    due: str | None
    closed: str | None
    attributes: dict[str, str] = Field(description="The attributes that dashboards read, and what they mean.")
    stages: list[WordCount] = Field(description="In the order they follow each other, as far as that is known.")
    statuses: list[WordCount]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which records are wanted; None: any."""

    kind: str | None = None
    status: str | None = None
    stage: str | None = None
    owner: UUID | None = None
    is_open: bool | None = None
    external_id: str | None = None
    words: str | None = None
    due_before: datetime | None = None

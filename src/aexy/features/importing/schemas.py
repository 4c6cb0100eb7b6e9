"""What an import is told and tells."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from aexy.features.paging import Shape, Wish

Delimiter = Literal[",", ";", "\t", "|"]
SOURCE = r"^[a-z0-9][a-z0-9._-]{0,59}$"


class ImportWish(Wish):
    """Which table a file holds, and how it is written."""

    table: str = Field(max_length=60, description="`deployments` …, or with `is_devlake` one of DevLake's.")
    name: str = Field(default="file", max_length=200, description="What the file is called, for messages.")
    is_devlake: bool = Field(default=False, description="It is a table that DevLake exported.")
    is_trial: bool = Field(default=False, description="Only say what would become of it.")
    repository_id: UUID | None = Field(default=None, description="Where its rows belong, if they do not say so.")
    source: str = Field(
        default="files", pattern=SOURCE, description="Where the ids are from: two tools may both have a deployment 1."
    )
    format: Literal["csv", "jsonl", "parquet"] | None = Field(
        default=None, description="By the name's ending or the content without one."
    )
    delimiter: Delimiter | None = Field(default=None, description="What separates columns of a CSV: a comma, usually.")
    encoding: str = Field(default="utf-8", max_length=40, description="How the text of a CSV is written.")
    zone: str | None = Field(
        default=None, max_length=60, description="The time zone of instants that name none; refused without one."
    )
    map: list[str] = Field(
        default_factory=list,
        max_length=200,
        description="`COLUMN=NAME`: what a column is called here; empty: left out.",
    )


class RowWish(Wish):
    """Rows of one table, as a JSON-lines file would have them."""

    table: str = Field(max_length=60, description="`deployments`, `incidents` …")
    repository_id: UUID | None = Field(default=None, description="Where its rows belong, if they do not say so.")
    source: str = Field(default="files", pattern=SOURCE, description="Where the ids are from.")
    rows: list[dict[str, Any]] = Field(min_length=1, max_length=500)


class Posted(Shape):
    """What became of a batch: it is taken as a whole, or not at all."""

    rows: int
    new: int
    changed: int
    unchanged: int


class TableColumn(Shape):
    """A column of a table that can be imported."""

    name: str
    holds: str = Field(description="What it holds: text, instant, whole number …, or the words it may be.")
    meaning: str
    example: str
    is_required: bool


class ImportTable(Shape):
    """A table that can be imported."""

    name: str
    title: str
    of_repository: bool = Field(description="Whether its rows belong to a repository.")
    columns: list[TableColumn]


@dataclass(slots=True, kw_only=True)
class Tally:
    """How many rows there are and what is new about them. `applied` counts the transactions that are through."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    applied: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            rows=self.rows + other.rows, new=self.new + other.new, changed=self.changed + other.changed,
            unchanged=self.unchanged + other.unchanged, skipped=self.skipped + other.skipped,
            applied=self.applied + other.applied,
        )  # fmt: skip

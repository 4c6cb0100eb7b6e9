"""How a table that files can fill is declared, and the columns that many of them share."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple, get_args

from aexy.sources.files.columns import LONGEST_TEXT, Column, Kind

Values = dict[str, Any]
"""By field of the record."""

AT = "2026-01-31T09:30:00Z"
SHA = "0123456789abcdef0123456789abcdef01234567"


class FileTable(NamedTuple):
    """A table: what its rows are called, the record each becomes, and what is filled in where a row leaves it out.

    `of_repository`: its rows belong to a repository, which the import or the row names. `is_versioned`: what a newer
    row says stands.
    """

    name: str
    title: str
    record: Callable[..., Any]
    columns: tuple[Column, ...]
    complete: Callable[[Values], Values]
    of_repository: bool
    is_versioned: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """What its columns are called."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that must be there."""
        return tuple(column.name for column in self.columns if column.is_required)


def needed(name: str, kind: Kind, meaning: str, example: str, **more: Any) -> Column:
    """A column that must be there."""
    return Column(name, kind, meaning, example, is_required=True, **more)


def words(alias: object) -> tuple[str, ...]:
    """The words of a Literal."""
    return tuple(get_args(alias))


ID = Column("id", Kind.TEXT, "The row's own id where it comes from; made of its other columns without one", "4711",
             field="external_id")  # fmt: skip
UPDATED = Column("updated_at", Kind.INSTANT, "When the row was last changed where it comes from; the import's time "
                  "without one", AT, field="version")  # fmt: skip
NUMBER = needed("pull_request", Kind.WHOLE, "The pull request's number", "12", field="number")
ISSUE = needed("issue", Kind.TEXT, "The issue's id", "10012")
LONG = 10_000
BODY = Column("body", Kind.TEXT, "The text", "", longest=LONGEST_TEXT)
REPOSITORY = Column("repository", Kind.TEXT, "The repository, as owner/name; the one the import names without one",
                    "")  # fmt: skip
URL = Column("url", Kind.TEXT, "Its address", "https://example.org/12")


def nothing(values: Values) -> Values:
    """Nothing is filled in."""
    return values


def made_of(*parts: object) -> str:
    """An id for a row that brings none, out of what tells it from others."""
    return "/".join(each.isoformat() if isinstance(each, datetime) else str(each) for each in parts)

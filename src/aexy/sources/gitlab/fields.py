"""Taking a row apart strictly: whatever is not what GitLab promised is named with its whole path.

GraphQL and REST say the same in two spellings. Our queries rename GraphQL's fields to REST's, so one reading fits both;
what is left are identifiers (`gid://gitlab/Note/5` or 5) and lists (`{"nodes": [...]}` or `[...]`), levelled out here.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, NoReturn

from aexy.kernel.errors import SourceFailed

_HEXADECIMAL = frozenset("0123456789abcdef")
_SHA_LENGTHS = (40, 64)
_BIGGEST = 1 << 53


class Fields:
    """An object of a row, and the way to it."""

    __slots__ = ("path", "row")

    def __init__(self, row: Mapping[str, Any], path: str) -> None:
        self.row = row
        self.path = path

    def fail(self, name: str, promised: str) -> NoReturn:
        """Raise SourceFailed naming the field."""
        field = f"{self.path}.{name}"
        said = "missing" if name not in self.row else f"{self.row[name]!r:.60}"
        raise SourceFailed(
            f"GitLab's answer is not what it promised: {field} is {said}, not {promised}.",
            next_step="The page is kept; report this with the field's name, and read it again after an update.",
            field=field,
        )

    def has(self, name: str) -> bool:
        """Whether GitLab said it, were it null."""
        return name in self.row

    def text_or(self, name: str) -> str | None:
        """A text, or None when there is none. PostgreSQL keeps no NUL."""
        value = self.row.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self.fail(name, "a text")
        return value.replace("\x00", "") if "\x00" in value else value

    def text(self, name: str) -> str:
        """A text that must be there."""
        value = self.text_or(name)
        return self.fail(name, "a text") if value is None else value

    def filled(self, name: str) -> str | None:
        """A text; None also where it is empty."""
        return self.text_or(name) or None

    def at_or(self, name: str) -> datetime | None:
        """An instant in UTC, or None when there is none."""
        value = self.row.get(name)
        if value is None or value == "":
            return None
        return self._instant(name, value).astimezone(UTC)

    def at(self, name: str) -> datetime:
        """An instant that must be there."""
        value = self.at_or(name)
        return self.fail(name, "an instant") if value is None else value

    def offset_minutes(self, name: str) -> int | None:
        """How far the writer's clock was from UTC. `Z` says nothing: GitLab writes it where it kept no offset."""
        value = self.row.get(name)
        if not isinstance(value, str) or value.endswith(("Z", "UTC")):
            return None
        offset = self._instant(name, value).utcoffset()
        return None if offset is None else int(offset.total_seconds() // 60)

    def _instant(self, name: str, value: object) -> datetime:
        try:
            at = datetime.fromisoformat(str(value).replace(" UTC", "+00:00"))
            at.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(name, "an instant")
        if at.tzinfo is None:
            self.fail(name, "an instant with its offset from UTC")
        return at

    def day_or(self, name: str) -> datetime | None:
        """The beginning of a day (UTC), or None when there is none."""
        value = self.text_or(name)
        if not value:
            return None
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(name, "a day")
        return datetime(day.year, day.month, day.day, tzinfo=UTC)

    def number_or(self, name: str) -> int | None:
        """A whole number, however it is spelled, or None when there is none."""
        value = self.row.get(name)
        if isinstance(value, str):
            digits = value.rpartition("/")[2]
            value = int(digits) if digits.isdecimal() and digits.isascii() else value
        if value is not None and (type(value) is not int or abs(value) > _BIGGEST):
            self.fail(name, "a whole number")
        return value

    def number(self, name: str) -> int:
        """A whole number that must be there."""
        value = self.number_or(name)
        return self.fail(name, "a whole number") if value is None else value

    def amount_or(self, name: str) -> float | None:
        """A number, or None when there is none."""
        value = self.row.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fail(name, "a number")
        return float(value)

    def flag_or(self, name: str) -> bool | None:
        """True, false, or None when it is not said."""
        value = self.row.get(name)
        return self.fail(name, "true or false") if value is not None and not isinstance(value, bool) else value

    def sha_or(self, name: str) -> bytes | None:
        """A commit's name; None also for GitLab's row of zeros."""
        value = self.text_or(name)
        if not value or not value.strip("0"):
            return None
        if len(value) not in _SHA_LENGTHS or not _HEXADECIMAL.issuperset(value):
            self.fail(name, "a commit")
        return bytes.fromhex(value)

    def one(self, name: str) -> "Fields | None":
        """An object, or None when there is none."""
        value = self.row.get(name)
        if value is None:
            return None
        return Fields(value, f"{self.path}.{name}") if isinstance(value, dict) else self.fail(name, "an object")

    def many(self, name: str) -> "list[Fields]":
        """A list of objects, as REST or GraphQL gives it; empty when it is not said."""
        found = self._list(name)
        for each in found:
            if not isinstance(each, dict):
                self.fail(name, "a list of objects")
        return [Fields(each, f"{self.path}.{name}[{position}]") for position, each in enumerate(found)]

    def titles(self, name: str) -> tuple[str, ...] | None:
        """Labels: texts, or objects with a title. None when they are not said."""
        if self.row.get(name) is None:
            return None
        return tuple(self._title(name, each) for each in self._list(name))

    def _title(self, name: str, label: object) -> str:
        if isinstance(label, str):
            return label.replace("\x00", "")
        return (
            Fields(label, f"{self.path}.{name}").text("title") if isinstance(label, dict) else self.fail(name, "labels")
        )

    def _list(self, name: str) -> list[Any]:
        value = self.row.get(name)
        if isinstance(value, dict):
            value = value.get("nodes")
        if value is None:
            return []
        return value if isinstance(value, list) else self.fail(name, "a list")

"""Taking values out of what a tracker said, naming the field when it is not there or not what was promised."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aexy.kernel.errors import SourceFailed

_MISSING = "Read the pages again with `aexy sync --replay` after an update of Aexy; if it stays so, report the field."


def said(row: object, path: str) -> Any:  # noqa: ANN401 - whatever the provider said
    """What stands at `a.b.c`; None where any of it is missing."""
    found: Any = row
    for name in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found


def rows(row: object, path: str) -> list[Mapping[str, Any]]:
    """The objects of the list at that path; none where there is no list."""
    found = said(row, path)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def text(row: object, path: str) -> str | None:
    """A text, or a number as one; None when it is missing or empty."""
    found = said(row, path)
    if isinstance(found, str):
        # PostgreSQL keeps no NUL in a text.
        return found.replace("\x00", "") or None
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else None


def number(row: object, path: str) -> float | None:
    """A number; None when there is none."""
    found = said(row, path)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None


def whole(row: object, path: str) -> int | None:
    """A whole number; None when there is none."""
    found = number(row, path)
    return None if found is None else round(found)


def instant(row: object, path: str) -> datetime | None:
    """An instant, in UTC. A day alone is its midnight. Raises SourceFailed when it is neither."""
    found = said(row, path)
    if found is None or found == "":
        return None
    read = _instant(found)
    if read is None:
        raise SourceFailed(
            f"The provider gave {found!r} as {path}, which is no instant.", next_step=_MISSING, field=path
        )
    return read


def _instant(found: object) -> datetime | None:
    if not isinstance(found, str):
        return None
    try:
        at = datetime.fromisoformat(found)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def needed_text(row: object, path: str) -> str:
    """A text that must be there. Raises SourceFailed naming the field."""
    found = text(row, path)
    if found is None:
        raise _lacking(path)
    return found


def needed_instant(row: object, path: str) -> datetime:
    """An instant that must be there. Raises SourceFailed naming the field."""
    found = instant(row, path)
    if found is None:
        raise _lacking(path)
    return found


def _lacking(path: str) -> SourceFailed:
    return SourceFailed(f"The provider left out {path}, which it promises.", next_step=_MISSING, field=path)

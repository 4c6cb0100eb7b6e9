"""Counting how open issues stand: by state and age, stuck for which reason, and whose. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from aexy.features.issues.schemas import IssueAgeBand, StuckBy, StuckCount

Row = Mapping[str, Any]

QUIET: Final = timedelta(days=14)
BANDS: Final = ((0, 7), (7, 28), (28, 84), (84, 182), (182, None))
SAYS: Final = {
    StuckBy.BLOCKED: "Its status or a label says blocked, on hold or impediment.",
    StuckBy.QUIET: "In progress, and nothing about it has changed for fourteen days.",
    StuckBy.OVERDUE: "Its day is over.",
}


def reasons_of(row: Row) -> list[StuckBy]:
    """Why it is stuck; nothing where it is not."""
    return [by for by in StuckBy if row[f"is_{by.value}"]]


def by_state(rows: Sequence[Row], state: str) -> int:
    """How many are in a state."""
    return sum(1 for row in rows if row["status_category"] == state)


def ages(rows: Sequence[Row], now: datetime) -> list[IssueAgeBand]:
    """Open issues by age, each band apart by state."""
    found = []
    for start, end in BANDS:
        inside = [
            row
            for row in rows
            if (now - row["opened_at"]) >= timedelta(days=start)
            and (end is None or (now - row["opened_at"]) < timedelta(days=end))
        ]
        found.append(
            IssueAgeBand(
                from_days=start,
                to_days=end,
                todo=by_state(inside, "todo"),
                in_progress=by_state(inside, "in_progress"),
            )
        )
    return found


def stuck(rows: Sequence[Row]) -> list[StuckCount]:
    """How many are stuck for each reason; one issue may be for several."""
    return [StuckCount(by=by, says=SAYS[by], issues=sum(1 for row in rows if row[f"is_{by.value}"])) for by in StuckBy]


def by_person(rows: Sequence[Row]) -> dict[int, list[Row]]:
    """Issues of each person, by their key."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row["person"] is not None:
            found[row["person"]].append(row)
    return found


def days_in(
    changes: Sequence[Row], opened_at: datetime, closed_at: datetime | None, now: datetime, category: str
) -> tuple[float, float]:
    """Days it was to do, and in progress, from when it was opened until it was closed or now.

    `changes` are those of its status, first to last; `category` is what it is now, for where there were none.
    """
    end = closed_at or now
    moved = [row for row in changes if row["field"] == "status" and row["to_category"] is not None]
    current, since = (moved[0]["from_category"] or "todo") if moved else category, opened_at
    spent: dict[str, timedelta] = defaultdict(timedelta)
    for row in moved:
        at = min(max(row["at"], since), end)
        spent[current] += at - since
        current, since = row["to_category"], at
    spent[current] += max(end - since, timedelta())
    return tuple(round(spent[state] / timedelta(days=1), 2) for state in ("todo", "in_progress"))  # type: ignore[return-value]

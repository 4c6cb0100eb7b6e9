"""Stories of pull requests for tests of the flow: told by the hours they happen at, in frames the kernel reads."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from aexy.kernel.delivery.rounds import COMMITTED
from aexy.kernel.delivery.stays import ALIVE, CHANGES, RESPONSES, stays
from aexy.kernel.delivery.waits import ASKED
from aexy.kernel.delivery.working_hours import HOURS, Shift, WorkingHours
from aexy.kernel.facts import DAYS_OFF, SCHEDULES
from aexy.kernel.periods import Clock

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ANN, BEN, CAL, DEE = 1, 2, 3, 4


def at(text: str) -> datetime:
    """`Mon 09:00`, of the first week of 2026; `Mon+1 09:00` a week later."""
    day, hour = text.split()
    name, _, weeks = day.partition("+")
    spent = time.fromisoformat(hour)
    return MONDAY + timedelta(weeks=int(weeks or 0), days=DAYS.index(name), hours=spent.hour, minutes=spent.minute)


def table(rows: list[tuple[Any, ...]], schema: Any) -> pl.DataFrame:  # noqa: ANN401 - a schema of facts
    return pl.DataFrame(rows, schema=dict(schema), orient="row")


@dataclass
class Story:
    """What happened; each pull request is named by its number."""

    pulls: list[tuple[Any, ...]] = field(default_factory=list)
    changes: list[tuple[Any, ...]] = field(default_factory=list)
    responses: list[tuple[Any, ...]] = field(default_factory=list)
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    commits: list[tuple[Any, ...]] = field(default_factory=list)
    extra: list[tuple[Any, ...]] = field(default_factory=list)

    def pull(self, number: int, opened: str, *, author: int | None = ANN, merged: str | None = None,
             closed: str | None = None, ready: str | None = "same", draft: bool = False, by: int | None = None,
             lines: int | None = None) -> None:  # fmt: skip
        done = at(merged) if merged else None
        ended = done or (at(closed) if closed else None)
        became = None if ready is None or draft else at(opened) if ready == "same" else at(ready)
        self.pulls.append((number, 1, author, at(opened), became, done, ended, draft))
        self.extra.append((number, by, lines))

    def turns(self, number: int, kind: str, when: str) -> None:
        self.changes.append((number, at(when), kind))

    def says(self, number: int, who: int, when: str, state: str | None = "commented") -> None:
        self.responses.append((number, who, at(when), state))

    def asks(self, number: int, who: int | None, when: str, withdrawn: str | None = None, team: str | None = None,
             ) -> None:  # fmt: skip
        self.asked.append((number, who, team, at(when), at(withdrawn) if withdrawn else None))

    def commit(self, number: int, when: str, who: int | None = ANN) -> None:
        self.commits.append((number, who, at(when)))

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        return {
            "pulls": table(self.pulls, ALIVE), "changes": table(self.changes, CHANGES),
            "responses": table(self.responses, RESPONSES), "asked": table(self.asked, ASKED),
            "commits": table(self.commits, COMMITTED),
        }  # fmt: skip

    @property
    def whole(self) -> pl.DataFrame:
        """The pull requests with who merged them and their lines."""
        more = table(self.extra, {"pull": pl.Int64, "merged_by": pl.Int32, "lines": pl.Int64})
        return self.frames["pulls"].join(more, on="pull")

    @property
    def stays(self) -> pl.DataFrame:
        found = self.frames
        return stays(found["pulls"], found["changes"], found["responses"])


def hours(
    *, zone: str = "UTC", own: list[tuple[Any, ...]] | None = None, off: list[tuple[Any, ...]] | None = None,
    weeks: list[tuple[Any, ...]] | None = None, shift: Shift | None = None,
) -> WorkingHours:  # fmt: skip
    """A workspace's hours: Monday to Friday, 9 to 17, but for what is said."""
    clock = Clock(MONDAY, ZoneInfo(zone))
    return WorkingHours.of(
        table(weeks or [], SCHEDULES), table(off or [], DAYS_OFF), table(own or [], HOURS), clock, shift or Shift()
    )


__all__ = ["ANN", "BEN", "CAL", "DEE", "MONDAY", "Story", "at", "hours", "table"]

"""Open work by stage and age at any instant, by the calendar's clock and by the working one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from aexy.kernel.delivery.stays import PullStage, at_instant
from aexy.kernel.delivery.working_hours import WorkingHours

_HOURS_A_MICROSECOND = 1 / 3_600_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """What was alive in some time: pull requests, their stays, who was in the team when (None: everybody counts).

    `authors` are the people there are: a pull request of a bot or of nobody known is left out, and counted as such.
    """

    pulls: pl.DataFrame
    stays: pl.DataFrame
    members: pl.DataFrame | None
    hours: WorkingHours
    people: pl.Series

    def open_at(self, instant: datetime) -> pl.DataFrame:
        """What was open then: ALIVE with `stage`, `since`, and hours open and in the stage by both clocks."""
        found = at_instant(self.stays, pl.lit(instant)).join(self.pulls, on="pull")
        return self._aged(self._of_team(found, instant).filter(self._is_ours()), instant)

    def left_out(self, instant: datetime) -> dict[str, int]:
        """What was open then and is nobody's: of bots, and of authors nobody knows. None of it is a team's."""
        if self.members is not None:
            return {"bots": 0, "unknown_authors": 0}
        found = at_instant(self.stays, pl.lit(instant)).join(self.pulls, on="pull")
        unknown = found["author"].null_count()
        return {"bots": found.filter(~self._is_ours()).height - unknown, "unknown_authors": unknown}

    def _is_ours(self) -> pl.Expr:
        return pl.col("author").is_in(self.people.implode()).fill_null(value=False)

    def _of_team(self, found: pl.DataFrame, instant: datetime) -> pl.DataFrame:
        if self.members is None:
            return found
        now = pl.lit(instant)
        there = (pl.col("joined").is_null() | (pl.col("joined") <= now)) & (
            pl.col("left").is_null() | (pl.col("left") > now)
        )
        return found.join(self.members.filter(there), left_on="author", right_on="developer", how="semi")

    def _aged(self, found: pl.DataFrame, instant: datetime) -> pl.DataFrame:
        until = pl.Series([instant] * found.height, dtype=pl.Datetime("us", "UTC"))
        spans = {"open": found["opened"], "stage": found["since"]}
        plain = {
            f"{name}_hours": ((until - since).cast(pl.Int64) * _HOURS_A_MICROSECOND).round(10)
            for name, since in spans.items()
        }
        # No leave is in it: how long something is open says nothing of whoever is away.
        worked = {f"{name}_working_hours": self.hours.between(since, until) for name, since in spans.items()}
        return found.with_columns(**plain, **worked)


def history(work: Work, instants: Sequence[datetime]) -> pl.DataFrame:
    """For each instant how many were open in each stage, and how long half of them had been open: `at`, `n`, stages."""
    rows = []
    for instant in instants:
        found = work.open_at(instant)
        counts = dict(found["stage"].cast(pl.String).value_counts().iter_rows())
        rows.append(
            {
                "at": instant,
                "n": found.height,
                **{stage.value: counts.get(stage.value, 0) for stage in PullStage},
                "median_open_hours": found["open_hours"].median(),
                "median_open_working_hours": found["open_working_hours"].median(),
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)


__all__ = ["Work", "history"]

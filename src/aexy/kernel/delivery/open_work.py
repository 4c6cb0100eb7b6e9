"""Open work by stage and age at any instant, by the calendar's clock and by the working one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from aexy.kernel.delivery.stays import PullStage
from aexy.kernel.delivery.working_hours import WorkingHours
from aexy.kernel.facts import UTC_INSTANT

_HOURS_A_MICROSECOND = 1 / 3_600_000_000
_COUNTS = ("n", *(stage.value for stage in PullStage))
HISTORY = {
    "at": UTC_INSTANT,
    **dict.fromkeys(_COUNTS, pl.Int64()),
    "median_open_hours": pl.Float64(),
    "median_open_working_hours": pl.Float64(),
}
"""The columns of a history: an instant, how many were open in all and in each stage, and half of them how long."""


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """What was alive in some time: pull requests, their stays, who was in the team when (None: everybody counts).

    `people` are those there are: a pull request of a bot or of nobody known is left out, and counted as such.
    """

    pulls: pl.DataFrame
    stays: pl.DataFrame
    members: pl.DataFrame | None
    hours: WorkingHours
    people: pl.Series

    def open_at(self, instant: datetime) -> pl.DataFrame:
        """What was open then: ALIVE with `stage`, `since`, and hours open and in the stage by both clocks."""
        return self.open_at_each([instant])

    def open_at_each(self, instants: Sequence[datetime]) -> pl.DataFrame:
        """The same of several instants, each its own rows, with `at`."""
        found = self._standing(instants).join(self.pulls, on="pull").filter(self._is_ours())
        return self._aged(self._of_team(found))

    def left_out(self, instant: datetime) -> dict[str, int]:
        """What was open then and is nobody's: of bots, and of authors nobody knows. None of it is a team's."""
        if self.members is not None:
            return {"bots": 0, "unknown_authors": 0}
        found = self._standing([instant]).join(self.pulls, on="pull")
        unknown = found["author"].null_count()
        return {"bots": found.filter(~self._is_ours()).height - unknown, "unknown_authors": unknown}

    def _standing(self, instants: Sequence[datetime]) -> pl.DataFrame:
        """Each stay once for each instant it holds."""
        each = pl.Series("at", sorted(set(instants)), dtype=UTC_INSTANT)
        marks = each.to_physical().to_numpy()
        since = self.stays["since"].to_physical().to_numpy()
        until = self.stays["until"].to_physical().fill_null(np.iinfo(np.int64).max).to_numpy()
        first, last = np.searchsorted(marks, since), np.searchsorted(marks, until)
        held = np.maximum(last - first, 0)
        rows = np.repeat(np.arange(held.size), held)
        which = np.arange(rows.size) - np.repeat(np.cumsum(held) - held, held) + first[rows]
        return self.stays[pl.Series(rows.astype(np.uint32))].with_columns(each[pl.Series(which.astype(np.uint32))])

    def _is_ours(self) -> pl.Expr:
        return pl.col("author").is_in(self.people.implode()).fill_null(value=False)

    def _of_team(self, found: pl.DataFrame) -> pl.DataFrame:
        if self.members is None:
            return found
        there = found.join(self.members, left_on="author", right_on="developer").filter(
            (pl.col("joined").is_null() | (pl.col("joined") <= pl.col("at")))
            & (pl.col("left").is_null() | (pl.col("left") > pl.col("at")))
        )
        return found.join(there.select("pull", "at"), on=["pull", "at"], how="semi")

    def _aged(self, found: pl.DataFrame) -> pl.DataFrame:
        spans = {"open": found["opened"], "stage": found["since"]}
        plain = {
            f"{name}_hours": ((found["at"] - since).dt.total_microseconds() * _HOURS_A_MICROSECOND).round(10)
            for name, since in spans.items()
        }
        # By the workspace's hours: how long something is open says nothing of whoever is away.
        each = self.hours.between(pl.concat(spans.values()), pl.concat([found["at"]] * len(spans)))
        worked = {
            f"{name}_working_hours": each.slice(place * found.height, found.height) for place, name in enumerate(spans)
        }
        return found.with_columns(**plain, **worked)


def history(work: Work, instants: Sequence[datetime]) -> pl.DataFrame:
    """For each instant how many were open in each stage, and how long half of them had been open: `at`, `n`, stages."""
    return told(work.open_at_each(instants), instants)


def told(found: pl.DataFrame, instants: Sequence[datetime]) -> pl.DataFrame:
    """The same of what was open at these instants."""
    counted = found.group_by("at").agg(
        n=pl.len(),
        **{stage.value: (pl.col("stage") == stage.value).sum() for stage in PullStage},
        median_open_hours=pl.col("open_hours").median(),
        median_open_working_hours=pl.col("open_working_hours").median(),
    )
    each = pl.DataFrame({"at": sorted(set(instants))}, schema={"at": UTC_INSTANT})
    joined = each.join(counted, on="at", how="left", maintain_order="left")
    return joined.with_columns(pl.col(_COUNTS).fill_null(0).cast(pl.Int64))


__all__ = ["HISTORY", "Work", "history", "told"]

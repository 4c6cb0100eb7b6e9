"""Counting many metrics at once, over all people and periods.

Every table's rows are placed on one grid of subjects and periods (`kernel.grid`); what each metric is made of is then
counted for all its cells together (`kernel.cells`). So what costs time is the rows, not how many metrics, tables or
periods there are.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aexy.kernel.cells import Cells, Floats, column_of
from aexy.kernel.enrich import Enriched, enrich
from aexy.kernel.facts import Fact, Facts
from aexy.kernel.grid import Calendar, Grid, Placed, Read, by_column, by_owners, grid_of, in_window
from aexy.kernel.metric import WEEK, Buckets, Level, Metric, Unit, bucket, cut_off, days_begun, divides, sources
from aexy.kernel.periods import Clock, Period, Window

_EPOCH = date(1970, 1, 1)
_DAY = timedelta(days=1)


def measure(
    metrics: Iterable[Metric],
    facts: Facts | Enriched,
    *,
    by: Level,
    buckets: Buckets,
    clock: Clock,
    starts: Collection[date] | None = None,
    with_sizes: bool = False,
) -> pl.DataFrame:
    """Count every metric for every subject and period that has rows; with `starts`, for these periods alone.

    Returns `subject` (developer, team, repository or project key; 0 for the workspace), `period_start` (local date),
    `people` (distinct authors), and `<key>`, `<key>__n` per metric that has this level, of durations `<key>__median`,
    `__p75` and `__p90` as well, and `with_sizes` of all that has something to distribute; sorted by subject and period.
    """
    enriched = facts if isinstance(facts, Enriched) else enrich(facts, clock)
    wanted = sorted((m for m in metrics if by in m.levels), key=lambda m: m.facts)
    tables = [fact for fact in dict.fromkeys(metric.facts for metric in wanted) if enriched.of(fact).height]
    grid = _grid(enriched, tables, by, buckets, starts)
    windows = [bucket(buckets, _EPOCH + int(start) * _DAY) for start in grid.starts]
    count = _Count(grid, dict(zip(tables, grid.cells, strict=True)), enriched, windows, by, with_sizes)
    columns = {
        "subject": pl.Series(grid.subjects.astype(np.int32)),
        "period_start": pl.Series(grid.days.astype(np.int32)).cast(pl.Date),
        "people": pl.Series(count.people().astype(np.int64)),
    }
    for metric in wanted:
        columns |= count.of(metric)
    return pl.DataFrame(columns)


def narrowed(enriched: Enriched, by: Level, key: int) -> Enriched:
    """Only the rows of one subject, each once."""

    def theirs(fact: Fact, rows: pl.DataFrame) -> pl.DataFrame:
        read = partial(enriched.column, fact)
        everything = np.zeros(rows.height, dtype=np.int64)
        placed = _owned(Placed(None, everything, everything), read, enriched, by)
        is_theirs = np.zeros(rows.height, dtype=np.bool_)
        is_theirs[placed.at(np.flatnonzero(placed.subjects == key))] = True
        return rows if is_theirs.all() else rows.filter(pl.Series(is_theirs))

    return enriched.each(theirs)


def _grid(
    enriched: Enriched, tables: Sequence[Fact], by: Level, buckets: Buckets, only: Collection[date] | None
) -> Grid:
    reads = [partial(enriched.column, fact) for fact in tables]
    if isinstance(buckets, Window):
        first = np.array([(buckets.start - _EPOCH).days])
        return grid_of(reads, lambda read: _owned(in_window(read, buckets), read, enriched, by), first)
    calendar = Calendar.of(buckets, [read("day").values for read in reads], only)
    return grid_of(reads, lambda read: _owned(calendar.place(read), read, enriched, by), calendar.starts)


def _owned(placed: Placed, read: Read, enriched: Enriched, by: Level) -> Placed:
    """Whose each row is, as `metric.rows_of` says it of frames."""
    match by:
        case Level.WORKSPACE:
            return placed
        case Level.TEAM:
            return by_owners(placed, read, "author", enriched.teams)
        case Level.DEVELOPER:
            return by_column(placed, read, "author")
        case Level.REPOSITORY:
            return by_column(placed, read, "repository")
        case Level.PROJECT:
            return by_owners(placed, read, "repository", enriched.projects)


@dataclass(frozen=True, slots=True, eq=False)
class _Count:
    """What the columns of a metric are counted from."""

    grid: Grid
    cells: dict[Fact, Cells]
    enriched: Enriched
    windows: Sequence[Period]
    by: Level
    with_sizes: bool
    zeros: dict[tuple[Fact, Unit | None], NDArray[np.bool_]] = field(default_factory=dict)

    def people(self) -> Floats:
        """Distinct authors: of commits where there are any, for they make the quorum."""
        found = np.zeros(self.grid.size)
        if self.by is Level.DEVELOPER:
            return found + 1
        for _, cells in sorted(self.cells.items(), key=lambda each: (each[0] is not Fact.COMMITS, each[0])):
            if (found > 0).all():
                break
            found = np.where(found > 0, found, cells.distinct("author"))
        return found

    def of(self, metric: Metric) -> dict[str, pl.Series]:
        """The columns of one metric."""
        cells = self.cells.get(metric.facts)
        quantiles = metric.all_quantile_keys if self.with_sizes else metric.quantile_keys
        found = dict.fromkeys((metric.key, metric.n_key, *quantiles), np.full(self.grid.size, np.nan))
        has_rows = np.zeros(self.grid.size, dtype=np.bool_)
        if cells is not None:
            has_rows = cells.rows() > 0
            is_enough = self._are_enough(metric, cells, has_rows)
            counted = self._counted(metric, cells, quantiles)
            found = {name: np.where(is_enough, each, np.nan) for name, each in counted.items()}
        if metric.is_zero_without_rows:
            found[metric.key] = np.where(has_rows | ~self._can_be_zero(metric), found[metric.key], 0)
        found[metric.n_key] = np.nan_to_num(found[metric.n_key])
        whole = {metric.n_key, metric.key} if metric.is_whole else {metric.n_key}
        return {name: _series(each, is_whole=name in whole) for name, each in found.items()}

    def _counted(self, metric: Metric, cells: Cells, quantiles: Mapping[str, float]) -> dict[str, Floats]:
        found = {metric.key: self._divided(metric, cells), metric.n_key: metric.n.of(cells)}
        if metric.spread is not None:
            found |= {name: cells.quantile(metric.spread.column, share) for name, share in quantiles.items()}
        return found

    def _are_enough(self, metric: Metric, cells: Cells, has_rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """A group's number about part of its rows rests on the people in that part: they too must make the quorum."""
        if metric.where is None or metric.quorum == 1 or self.by is Level.DEVELOPER:
            return has_rows
        rests = self.enriched.of(metric.facts).select(metric.where.fill_null(value=False)).to_series()
        return cells.where(column_of(rests)).distinct("author") >= metric.quorum

    def _divided(self, metric: Metric, cells: Cells) -> Floats:
        """Divided by what a value is over, or by the days or weeks of its period; by none it is nothing."""
        value = metric.value.of(cells)
        over = self._over(metric, cells)
        return value if over is None else np.divide(value, over, out=np.full(cells.size, np.nan), where=over > 0)

    def _over(self, metric: Metric, cells: Cells) -> Floats | None:
        """What each value is divided by; None where it is not."""
        if metric.over is not None:
            return metric.over.of(cells)
        clock = self.enriched.clock
        if metric.unit is Unit.PER_WORKING_DAY:
            whose = pl.Series(self.grid.subjects if self.by is Level.DEVELOPER else [None] * cells.size, dtype=pl.Int32)
            start, end = (pl.Series(days.astype(np.int32)).cast(pl.Date) for days in (self.grid.days, self._ends()))
            cut = cut_off(clock, self.windows[0]) if self.windows else clock
            return self.enriched.calendars.working_days_elapsed(whose, start, end, cut).to_numpy().astype(np.float64)
        if metric.unit is Unit.PER_WEEK:
            begun = np.array([days_begun(clock, window) for window in self.windows], dtype=np.float64)
            return np.where(begun >= WEEK, begun / WEEK, 0)[self.grid.periods]
        return None

    def _can_be_zero(self, metric: Metric) -> NDArray[np.bool_]:
        """Whoever has rows in one table and none in another has 0 of what is counted there, where facts cover it."""
        kind = (metric.facts, metric.unit if metric.unit in {Unit.PER_WORKING_DAY, Unit.PER_WEEK} else None)
        if kind not in self.zeros:
            self.zeros[kind] = self._zeros(metric)
        return self.zeros[kind]

    def _zeros(self, metric: Metric) -> NDArray[np.bool_]:
        clock, ends = self.enriched.clock, self._ends()
        firsts = [self.enriched.covered_from(self.by, source, self.grid.subjects) for source in sources(metric.facts)]
        is_known = np.logical_or.reduce([first < ends for first in firsts])
        is_long = np.array([divides(metric, clock, window) for window in self.windows], dtype=np.bool_)
        can_be: NDArray[np.bool_] = is_known & is_long[self.grid.periods]
        return can_be

    def _ends(self) -> NDArray[np.int64]:
        """The day after each cell's period."""
        ends = [(window.end - _EPOCH).days for window in self.windows]
        return np.array(ends, dtype=np.int64)[self.grid.periods]


def _series(values: Floats, *, is_whole: bool) -> pl.Series:
    """Whole numbers stay whole; NaN is null."""
    series = pl.Series(values, nan_to_null=True)
    return series.cast(pl.Int64) if is_whole else series

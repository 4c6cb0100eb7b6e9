"""Readings of one subject out of facts in memory, under the rules the server has: what is 0, what is withheld."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from aexy.kernel.enrich import Enriched
from aexy.kernel.measuring import measure
from aexy.kernel.metric import Level, Metric, divides, sources
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.periods import Clock, Period, PeriodType, Window, periods_between
from aexy.kernel.privacy import AROUND, BY_WEEKS, QUORUM, TOO_FEW, TOO_NEAR, is_guarded, run_holds, whole_weeks

Answer = dict[str, Any]

# What can be told from a history alone: without a provider nobody knows of pull requests.
IN_GIT = tuple(metric for metric in CATALOGUE if "commits" in sources(metric.facts))


@dataclass(frozen=True, slots=True)
class Whose:
    """A subject, and the days there are facts of: nothing counted in those is 0."""

    level: Level
    key: int
    covered: Period | None


@dataclass(frozen=True, slots=True)
class Counted:
    """One stretch of days, what was counted in it, and why a group may not show what is each person's own."""

    period: Period
    row: Answer
    whose: Whose
    why_not: str | None

    def withheld(self, metric: Metric) -> str | None:
        """Why this metric is not shown."""
        return self.why_not if is_guarded(metric, self.whose.level) else None

    def value(self, metric: Metric, clock: Clock) -> Any:  # noqa: ANN401 - whole or not
        """The number; 0 where nothing was counted and that is a number; None where there is none or it is withheld."""
        if self.withheld(metric):
            return None
        if self.row.get(metric.n_key) is not None:
            return self.row[metric.key]
        return 0 if metric.is_zero_without_rows and self._is_covered(metric, clock) else None

    def shape(self, clock: Clock) -> Answer:
        """The days, and whether they are over."""
        is_open = self.period.is_open(clock)
        return {"start": self.period.start, "end": self.period.end, "open": is_open, "name": None}

    def _is_covered(self, metric: Metric, clock: Clock) -> bool:
        covered, days = self.whose.covered, self.period
        if covered is None or days.start >= covered.end or covered.start >= days.end:
            return False
        window = days if isinstance(days, Window) else Window(days.start, days.end)
        return divides(metric, clock, window)


def readings(enriched: Enriched, window: Window, clock: Clock, whose: Whose) -> list[Answer]:
    """Every metric of the level for one subject, with the same stretch just before.

    What is each person's own is shown of a group by whole weeks that are over, and only of enough people.
    """
    weeks_over = whole_weeks(window, clock)
    guarded_window = Window(weeks_over.start, weeks_over.end) if weeks_over else None
    found = []
    for is_of_each, stretch in ((False, window), (True, guarded_window)):
        metrics = [m for m in IN_GIT if whose.level in m.levels and is_guarded(m, whose.level) is is_of_each]
        if stretch is None:
            found += [(metric, _reading(metric, _nothing(window, BY_WEEKS), None, clock)) for metric in metrics]
            continue
        now, then = (_counted(metrics, enriched, each, clock, whose) for each in (stretch, stretch.previous(clock)))
        found += [(metric, _reading(metric, now, then, clock)) for metric in metrics]
    order = {metric.key: place for place, metric in enumerate(IN_GIT)}
    return [answer for _, answer in sorted(found, key=lambda pair: order[pair[0].key])]


def weeks(enriched: Enriched, window: Window, clock: Clock, whose: Whose) -> dict[str, list[Any]]:
    """Week by week, the values of every metric; None where there is none, or it is withheld."""
    metrics = [metric for metric in IN_GIT if whose.level in metric.levels]
    periods = periods_between(PeriodType.WEEKLY, window.start, window.end)
    near = _between(enriched, periods[0].start, periods[-1].end)
    counted = measure(metrics, near, by=whose.level, buckets=PeriodType.WEEKLY, clock=clock)
    of = {row["period_start"]: row for row in counted.filter(subject=whose.key).iter_rows(named=True)}
    stretches = [
        Counted(period, of.get(period.start, {}), whose, _why_not(enriched, period, clock, whose)) for period in periods
    ]
    return {metric.key: [each.value(metric, clock) for each in stretches] for metric in metrics}


def _counted(metrics: Sequence[Metric], enriched: Enriched, window: Window, clock: Clock, whose: Whose) -> Counted:
    rows = measure(metrics, enriched, by=whose.level, buckets=window, clock=clock).filter(subject=whose.key).to_dicts()
    return Counted(window, rows[0] if rows else {}, whose, _why_not(enriched, window, clock, whose))


def _why_not(enriched: Enriched, period: Period, clock: Clock, whose: Whose) -> str | None:
    """Why a group does not show what is each person's own in these days."""
    days = Period(period.start, period.end)
    if whose.level is Level.DEVELOPER:
        return None
    if whole_weeks(days, clock) != days:
        return BY_WEEKS
    inside = enriched.commits.filter(pl.col("day").is_between(days.start, days.end, closed="left"))
    people = inside["author"].n_unique()
    if people == 0:
        return None
    if people < QUORUM:
        return TOO_FEW
    around = enriched.commits.filter(pl.col("day").is_between(days.start - AROUND, days.end, closed="left"))
    by_week = around.group_by(pl.col("day").dt.truncate("1w").alias("week")).agg(pl.col("author").n_unique())
    return None if run_holds(dict(by_week.iter_rows()), days) else TOO_NEAR


def _nothing(window: Window, why: str) -> Counted:
    return Counted(window, {}, Whose(Level.REPOSITORY, 0, None), why)


def _reading(metric: Metric, now: Counted, then: Counted | None, clock: Clock) -> Answer:
    """As the API answers it."""
    withheld = now.withheld(metric)
    is_compared = then is not None and withheld is None and then.withheld(metric) is None
    return {
        "metric": metric.key, "name": metric.name, "family": metric.family.value, "unit": metric.unit.value,
        "better": metric.better.value, "period": now.shape(clock), "value": now.value(metric, clock),
        "n": 0 if withheld else now.row.get(metric.n_key) or 0, "caution": metric.caution, "withheld": withheld,
        "version": metric.version,
        "previous": {
            "value": then.value(metric, clock), "n": then.row.get(metric.n_key) or 0,
            "median": then.row.get(f"{metric.key}__median"),
            "start": then.period.start, "end": then.period.end,
        } if is_compared and then is not None else None,
    }  # fmt: skip


def _between(enriched: Enriched, start: date, end: date) -> Enriched:
    """Only what lies in these days."""
    inside = pl.col("day").is_between(start, end, closed="left")
    return enriched.each(lambda _, rows: rows.filter(inside))

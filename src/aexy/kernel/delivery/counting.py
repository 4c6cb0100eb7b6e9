"""All that the five metrics are put together from, of every subject in every period in one pass.

One row for each subject and period there is anything of. What a column means stands beside it in `_COUNTS`; which of
them make a metric, in `metrics.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from aexy.kernel.delivery.belonging import Whose, of_changes, of_deployments
from aexy.kernel.delivery.changes import STAGES, lasted, made_ready
from aexy.kernel.delivery.facts import DeliveryFacts
from aexy.kernel.delivery.survival import lasting
from aexy.kernel.localtime import days_of
from aexy.kernel.metric import QUANTILES, Buckets, placed
from aexy.kernel.periods import Clock
from aexy.kernel.pull_instants import hours, instants

CELL = ("subject", "period_start")

_LIVE = pl.col("outcome") == "success"
_FAILED = _LIVE & pl.col("failed_by").is_not_null()
# Of deployments by their end.
_DEPLOYMENTS: Mapping[str, pl.Expr] = {
    "deployments": _LIVE.sum(),
    "never_live": (~_LIVE).sum(),
    "days_with": pl.col("day").filter(_LIVE).n_unique(),
    "failed": _FAILED.sum(),
    "by_incident": (_FAILED & (pl.col("failed_by") == "incident")).sum(),
    "by_rollback": (_FAILED & (pl.col("failed_by") == "rollback")).sum(),
    "by_hotfix": (_FAILED & (pl.col("failed_by") == "hotfix")).sum(),
    "unplanned": (_LIVE & pl.col("is_unplanned")).sum(),
    "unknown_commits": (_LIVE & ~pl.col("is_known")).sum(),
    "still_broken": (_FAILED & pl.col("restored").is_null()).sum(),
    "restored_backwards": (_FAILED & pl.col("is_backwards")).sum(),
    "last_live": pl.col("at").filter(_LIVE).max(),
}
_PEOPLES = pl.col("by") == "people"
_PULL = pl.col("pull").is_not_null()
_LEAD = pl.col("lead_hours").filter(_PULL & _PEOPLES).drop_nulls()
_PUSHED = pl.col("lead_hours").filter(~_PULL & _PEOPLES).drop_nulls()
# Of changes by when they went live.
_LED: Mapping[str, pl.Expr] = {
    "lead_n": _LEAD.len(),
    **{f"lead_{name}": _LEAD.quantile(share, "linear") for name, share in QUANTILES.items()},
    "lead_backwards": (pl.col("is_backwards") & _PULL & _PEOPLES).sum(),
    "lead_bots": (_PULL & (pl.col("by") == "others")).sum(),
    "lead_nobodys": (_PULL & (pl.col("by") == "nobody")).sum(),
    "pushed_n": _PUSHED.len(),
    **{f"pushed_{name}": _PUSHED.quantile(share, "linear") for name, share in QUANTILES.items()},
}
_OURS = _PULL & _PEOPLES
_WAITS = pl.col("deployed").is_null() & ~pl.col("is_before")
# Of changes by when they were merged.
_MERGED: Mapping[str, pl.Expr] = {
    "merged": _OURS.sum(),
    "merged_deployed": (_OURS & pl.col("deployed").is_not_null()).sum(),
    "merged_before": (_OURS & pl.col("is_before")).sum(),
    "not_deployed": (_OURS & _WAITS).sum(),
    "pushed_not_deployed": (~_PULL & _PEOPLES & _WAITS).sum(),
}
# Of incidents by when they began.
_INCIDENTS: Mapping[str, pl.Expr] = {
    "incidents": pl.len(),
    "incidents_of_none": pl.col("deployment").is_null().sum(),
}
_RECOVERY = ("recovery_median", "recovery_p75", "recovery_p90", "recovery_low", "recovery_high")
_BY_MERGE = ("by_merge_median", "by_merge_p75", "by_merge_p90", "by_merge_low", "by_merge_high")


def _stages(stage: str) -> dict[str, pl.Expr]:
    """Means summed row after row: their last digit is the same however many other rows there are."""
    known = pl.col(f"{stage}_hours").filter(_OURS).drop_nulls()
    return {
        f"{stage}_n": known.len(),
        f"{stage}_mean": known.cum_sum().last() / known.len(),
        **{f"{stage}_{name}": known.quantile(share, "linear") for name, share in QUANTILES.items()},
    }


@dataclass(frozen=True, slots=True)
class Ready:
    """The rows of somebody's delivery, each belonging to its subjects; `at` and `day` place it in a period."""

    deployments: pl.DataFrame
    gone_live: pl.DataFrame
    merged: pl.DataFrame
    incidents: pl.DataFrame
    clock: Clock

    @classmethod
    def of(cls, facts: DeliveryFacts, whose: Whose, clock: Clock, *, only: int | None = None) -> "Ready":
        """All subjects of this kind, or `only` one."""
        zone = clock.zone
        changes = _only(of_changes(made_ready(facts, whose), facts, whose), only)
        live = changes.filter(pl.col("deployed").is_not_null()).with_columns(at="deployed")
        merged = changes.filter(pl.col("merged").is_not_null()).with_columns(at="merged")
        deployments = _only(of_deployments(_with_recovery(facts.deployments), facts, whose), only)
        begun = facts.incidents.with_columns(at="started")
        incidents = _only(of_deployments(begun, facts, whose), only)
        dated = [each.with_columns(days_of(each["at"], zone)) for each in (deployments, live, merged, incidents)]
        return cls(dated[0].sort("at", "deployment"), dated[1], dated[2], dated[3], clock)

    def counted(self, buckets: Buckets, *, with_stages: bool = False) -> pl.DataFrame:
        """`subject`, `period_start` and every count; a count is 0, and a span null, where there is nothing of it."""
        gone_live, merged = placed(self.gone_live, buckets), placed(self.merged, buckets)
        deployments = placed(self.deployments, buckets)
        led = {**_LED, **({name: e for stage in STAGES for name, e in _stages(stage).items()} if with_stages else {})}
        parts = [
            _aggregated(deployments, _DEPLOYMENTS),
            _recovered(deployments, self._now),
            _aggregated(gone_live, led),
            _aggregated(merged, _MERGED),
            _by_merge(merged, self._now),
            _aggregated(placed(self.incidents, buckets), _INCIDENTS),
        ]
        counts = [name for part in parts for name, dtype in part.schema.items() if dtype.is_integer()]
        joined = parts[0]
        for part in parts[1:]:
            joined = joined.join(part, on=CELL, how="full", coalesce=True)
        zeros = [pl.col(name).fill_null(0) for name in counts if name not in CELL]
        return joined.with_columns(zeros).sort(CELL)

    @property
    def _now(self) -> int:
        return int(instants(pl.Series([self.clock.now]).dt.cast_time_unit("us"))[0])


def measure(
    facts: DeliveryFacts, *, whose: Whose, buckets: Buckets, clock: Clock, with_stages: bool = False
) -> pl.DataFrame:
    """Every count of every subject of this kind in every bucket."""
    return Ready.of(facts, whose, clock).counted(buckets, with_stages=with_stages)


def _only(rows: pl.DataFrame, subject: int | None) -> pl.DataFrame:
    return rows if subject is None else rows.filter(pl.col("subject") == subject)


def _with_recovery(deployments: pl.DataFrame) -> pl.DataFrame:
    """`recovery_hours` of what failed and was restored; not known where it was restored before it went live."""
    at, restored = instants(deployments["at"]), instants(deployments["restored"])
    took = hours(at, restored).alias("recovery_hours")
    is_backwards = deployments["restored"].is_not_null() & took.is_null()
    return deployments.with_columns(took, is_backwards.alias("is_backwards"))


def _aggregated(rows: pl.DataFrame, numbers: Mapping[str, pl.Expr]) -> pl.DataFrame:
    return rows.group_by(CELL, maintain_order=True).agg(**numbers)


def _recovered(deployments: pl.DataFrame, now: int) -> pl.DataFrame:
    """From the end of a failed deployment until service was restored, what is not restored lasting until now."""
    failed = deployments.filter(_FAILED & ~pl.col("is_backwards"))
    so_far = hours(instants(failed["at"]), np.full(failed.height, now))
    spans = failed["recovery_hours"].fill_null(so_far)
    return _lasting(failed, spans.to_numpy(), failed["restored"].is_not_null(), _RECOVERY)


def _by_merge(merged: pl.DataFrame, now: int) -> pl.DataFrame:
    """The lead time by when changes were merged, what is not live lasting until now."""
    ours = merged.filter(_OURS)
    spans, is_over = lasted(ours, now)
    told = pl.Series(~np.isnan(spans))
    return _lasting(ours.filter(told), spans[told.to_numpy()], is_over.filter(told), _BY_MERGE)


def _lasting(
    rows: pl.DataFrame, spans: np.ndarray[tuple[int], np.dtype[np.float64]], is_over: pl.Series, names: Sequence[str]
) -> pl.DataFrame:
    cells = rows.select(CELL).with_columns(group=pl.struct(CELL).rank("dense").cast(pl.Int64) - 1)
    known = cells.unique().sort("group")
    found = lasting(cells["group"].to_numpy(), spans.astype(np.float64), is_over.to_numpy(), known.height)
    columns = [pl.Series(name, values, nan_to_null=True) for name, values in zip(names, found, strict=True)]
    return known.drop("group").with_columns(columns)


__all__ = ["CELL", "Ready", "measure"]

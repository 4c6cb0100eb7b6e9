"""CI in numbers: how often runs pass, how long they take and wait, what is flaky, what they cost in minutes.

A run belongs to the period in which it was asked for; a commit to that of its last finished run. The success rate is
successes ÷ successes and failures: cancelled and skipped runs stand beside it. *Wasted* are the minutes of what failed
and then passed on the same commit, and those of cancelled runs, which were superseded or given up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from aexy.kernel.delivery.ci_flaky import AGAIN_WITHIN, flaky, with_commits
from aexy.kernel.delivery.ci_frames import PASSED_OR_FAILED, in_periods, timed
from aexy.kernel.periods import Clock, PeriodType

_QUANTILES = {"median": 0.5, "p75": 0.75, "p90": 0.9}
_SPANS = {"took": "duration", "waited": "queue"}
_SECOND = 1_000_000
_MINUTE = 60 * _SECOND


@dataclass(frozen=True, slots=True)
class Ci:
    """The runs of a window, ready to be counted; its commits and jobs as `Flaky` has them, those of the window."""

    runs: pl.DataFrame
    commits: pl.DataFrame
    jobs: pl.DataFrame

    def by(self, keys: Sequence[str] = ()) -> pl.DataFrame:
        """The numbers of each group (`repository`, `name`, `period_start`), or of everything in one row.

        Counts; `success_rate`; `duration_*` and `queue_*` (seconds: median, p75, p90, n, backwards); `passed` and
        `flaky` commits and `flaky_rate`; `minutes` with `of_jobs`, `of_runs` and `of_nobody` (of how many runs they are
        their jobs', their own, or not known); `wasted_flaky`, `wasted_cancelled`. Null where there is nothing to count.
        """
        if not keys:
            whole = self.runs.select(_RUNS).hstack(self.commits.select(_COMMITS))
            return whole.with_columns(_rates())
        counted = self.runs.group_by(keys).agg(_RUNS)
        of_commits = self.commits.group_by(keys).agg(_COMMITS)
        # A commit stands where its last run does, so there are no commits where there are no runs.
        found = counted.join(of_commits, on=list(keys), how="left", nulls_equal=True)
        return found.with_columns(pl.col("passed", "flaky").fill_null(0)).with_columns(_rates()).sort(keys)


def ci(
    runs: pl.DataFrame, jobs: pl.DataFrame, since: datetime, clock: Clock, kind: PeriodType = PeriodType.WEEKLY
) -> Ci:
    """Count runs (`RUNS`) asked for since an instant, and their jobs (`JOBS`).

    Runs of the seven days before are looked at as well, where they are given: what failed then may have passed since.
    """
    whole = with_commits(timed(runs, jobs))
    found = flaky(whole, jobs)
    commits = found.commits.filter(pl.col("at") >= since)
    there = commits.select("commit", "repository", "name", "sha", "run", last_at="at")
    on_flaky = found.commits.filter("flaky").select("commit", on_flaky=pl.lit(value=True))
    counted = (
        whole.filter(pl.col("created") >= since)
        .join(found.wasted, on="run", how="left", maintain_order="left")
        .join(on_flaky, on="commit", how="left", maintain_order="left")
        .with_columns(pl.col("wasted").fill_null(0), pl.col("on_flaky").fill_null(value=False))
    )
    return Ci(
        in_periods(counted, "created", kind, clock),
        in_periods(commits, "at", kind, clock),
        found.jobs.join(there.rename({"run": "last_run"}), on="commit"),
    )


def _count(status: str) -> pl.Expr:
    return (pl.col("status") == status).sum()


def _spans() -> list[pl.Expr]:
    found = []
    for column, name in _SPANS.items():
        seconds = pl.col(column) / _SECOND
        found += [seconds.quantile(share, "linear").alias(f"{name}_{key}") for key, share in _QUANTILES.items()]
        found += [
            pl.col(column).count().alias(f"{name}_n"),
            pl.col(f"{column}_backwards").sum().alias(f"{name}_backwards"),
        ]
    return found


_AGAIN = pl.col("attempt").fill_null(1) > 1
_RUNS = [
    pl.len().alias("runs"),
    PASSED_OR_FAILED.sum().alias("finished"),
    _count("success").alias("succeeded"),
    _count("failure").alias("failed"),
    _count("cancelled").alias("cancelled"),
    _count("skipped").alias("skipped"),
    _count("other").alias("other"),
    pl.col("status").is_in(["queued", "running"]).sum().alias("unfinished"),
    _AGAIN.sum().alias("again"),
    (_AGAIN & (pl.col("status") == "success") & ~pl.col("on_flaky")).sum().alias("again_unknown"),
    *_spans(),
    (pl.col("cost").sum() / _MINUTE).alias("minutes"),
    (pl.col("cost_of") == "jobs").sum().alias("of_jobs"),
    (pl.col("cost_of") == "run").sum().alias("of_runs"),
    pl.col("cost_of").is_null().sum().alias("of_nobody"),
    (pl.col("wasted").sum() / _MINUTE).alias("wasted_flaky"),
    (pl.col("cost").filter(pl.col("status") == "cancelled").sum() / _MINUTE).alias("wasted_cancelled"),
]
_COMMITS = [
    pl.col("passed").sum().alias("passed"),
    pl.col("flaky").sum().alias("flaky"),
]


def _rates() -> list[pl.Expr]:
    return [_share("succeeded", "finished").alias("success_rate"), _share("flaky", "passed").alias("flaky_rate")]


def _share(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then(pl.col(part) / pl.col(whole))


__all__ = ["AGAIN_WITHIN", "Ci", "ci"]

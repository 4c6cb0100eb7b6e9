"""The five metrics of delivery, each declared once: what it means, what it is made of, and what stands beside it.

To change what a number means: here, with a new `version`, a case in `tests/kernel/delivery/cases` and a change note.
"""

from dataclasses import dataclass

import polars as pl

from aexy.kernel.metric import Better, Unit

_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class BesideIt:
    """A count that a number must not be shown without; `column` is what `counting` calls it."""

    key: str
    name: str
    column: str
    unit: Unit = Unit.COUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryMetric:
    """One of the five. `value` and `n` are of the columns of `counting`, and `days`: those of the period so far.

    `spans` is how the columns of its quantiles begin, of a duration; `is_bounded`: its median has bounds.
    `is_zero`: nothing counted is 0 from when on its deployments are known.
    """

    key: str
    name: str
    says: str
    formula: str
    unit: Unit
    better: Better
    caution: str
    value: pl.Expr
    n: pl.Expr
    beside: tuple[BesideIt, ...]
    spans: str | None = None
    is_bounded: bool = False
    is_zero: bool = False
    version: int = 1


def _share(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then(pl.col(part) / pl.col(whole))


DEPLOYMENT_FREQUENCY = DeliveryMetric(
    key="deployment_frequency",
    name="Deployment frequency",
    says="Successful production deployments per week, by when they were live. Roll-backs and fixes are deployments; "
    "tries that never went live are not. A team's are those of services of which it owned a repository then; a "
    "project's and a repository's those made from its repositories.",
    formula="successful production deployments ÷ weeks begun",
    unit=Unit.PER_WEEK,
    better=Better.HIGHER,
    caution="How often a rule says something was deployed: compare services only where the same kind of event counts.",
    value=pl.when(pl.col("days") > 0).then(pl.col("deployments") * _A_WEEK / pl.col("days")),
    n=pl.col("deployments"),
    is_zero=True,
    beside=(
        BesideIt("days_with_deployment", "Days with at least one", "days_with"),
        BesideIt("never_live", "Never went live (failed or cancelled)", "never_live"),
        BesideIt("unknown_commits", "Of commits that are not known here", "unknown_commits"),
    ),
)
LEAD_TIME = DeliveryMetric(
    key="lead_time_hours",
    name="Lead time for changes",
    says="From the first commit of a merged pull request (by its author's clock), or its opening if that was earlier, "
    "until the first successful production deployment that had it; placed by that deployment. A change that several "
    "services bring counts once for everybody but those services, as it first went live with one whose history goes "
    "back so far. Counted are people's changes; "
    "a team's are those whose author was in it when they were merged.",
    formula="median of (live less the earlier of first commit and opening)",
    unit=Unit.HOURS,
    better=Better.LOWER,
    caution="What is not live yet is not in it: in a recent window look at the median by merge as well, which counts "
    "it as lasting at least until now.",
    value=pl.col("lead_median"),
    n=pl.col("lead_n"),
    spans="lead",
    beside=(
        BesideIt("not_deployed", "Merged in the window and not live yet", "not_deployed"),
        BesideIt("before", "In the first known deployment: live, nobody knows since when", "merged_before"),
        BesideIt("by_merge_median", "Median by merge, open changes counted", "by_merge_median", Unit.HOURS),
        BesideIt("by_merge_low", "At least (95 %)", "by_merge_low", Unit.HOURS),
        BesideIt("by_merge_high", "At most (95 %)", "by_merge_high", Unit.HOURS),
        BesideIt("direct_pushes", "Pushed without a pull request", "pushed_n"),
        BesideIt("bot_changes", "By bots and agents", "lead_bots"),
        BesideIt("nobodys_changes", "By nobody who is known", "lead_nobodys"),
        BesideIt("clocks_disagree", "Live before they were merged, by clocks that disagree", "lead_backwards"),
    ),
)
CHANGE_FAIL_RATE = DeliveryMetric(
    key="change_fail_rate",
    name="Change fail rate",
    says="Of the production deployments that went live, the share that caused an incident, was rolled back or had to "
    "be fixed at once; placed by when they were live. Tries that never went live stand beside it.",
    formula="deployments that failed ÷ deployments that went live",
    unit=Unit.SHARE,
    better=Better.LOWER,
    caution="It can only be as good as the incidents that are known: a failure nobody filed is none.",
    value=_share("failed", "deployments"),
    n=pl.col("deployments"),
    beside=(
        BesideIt("failed", "Failed", "failed"),
        BesideIt("by_incident", "Caused an incident", "by_incident"),
        BesideIt("by_rollback", "Were rolled back", "by_rollback"),
        BesideIt("by_hotfix", "Were fixed at once", "by_hotfix"),
        BesideIt("never_live", "Never went live (failed or cancelled)", "never_live"),
        BesideIt("incidents", "Incidents that began", "incidents"),
        BesideIt("incidents_of_none", "Incidents of no known deployment", "incidents_of_none"),
    ),
)
RECOVERY_TIME = DeliveryMetric(
    key="recovery_time_hours",
    name="Failed deployment recovery time",
    says="Of failed deployments: from when they were live until service was restored, which is when the incident was "
    "resolved, and without one when the next deployment was live; placed by the deployment that failed. What is not "
    "restored yet has lasted at least until now (Kaplan and Meier's estimate).",
    formula="median of (restored less live), open ones counted as lasting longer",
    unit=Unit.HOURS,
    better=Better.LOWER,
    caution="Of few failures the bounds are wide, and sometimes there are none. Without open ones it is the ordinary "
    "median.",
    value=pl.col("recovery_median"),
    n=pl.col("failed") - pl.col("restored_backwards"),
    spans="recovery",
    is_bounded=True,
    beside=(
        BesideIt("still_open", "Not restored yet", "still_broken"),
        BesideIt("clocks_disagree", "Restored before they were live, by clocks that disagree", "restored_backwards"),
    ),
)
REWORK_RATE = DeliveryMetric(
    key="deployment_rework_rate",
    name="Deployment rework rate",
    says="Of the production deployments that went live, the share nobody had planned: made to mend an incident.",
    formula="unplanned deployments ÷ deployments that went live",
    unit=Unit.SHARE,
    better=Better.LOWER,
    caution="A fix that waits for the next planned deployment is not in it.",
    value=_share("unplanned", "deployments"),
    n=pl.col("deployments"),
    beside=(BesideIt("unplanned", "Unplanned", "unplanned"),),
)

FIVE: tuple[DeliveryMetric, ...] = (
    DEPLOYMENT_FREQUENCY,
    LEAD_TIME,
    CHANGE_FAIL_RATE,
    RECOVERY_TIME,
    REWORK_RATE,
)

__all__ = ["FIVE", "BesideIt", "DeliveryMetric"]

"""Working agreements: what was promised of pull requests, and whether it was kept.

Each kind says what its clock begins with. A row is *kept* once that is certain, *broken* once its limit has passed,
also while it is still open, and *undecided* until then: undecided is never kept.

    first_review           ready → first review or remark on lines by somebody else. Answered while a draft: 0 hours.
                           Ended within the limit without an answer: nobody had to, so it is left out.
    merge_after_approval   the last approval that nobody took back or objected to → the merge.
                           Not merged in the end, or no longer approved: left out.
    age                    opened → merged or closed.
    size                   of merged ones, lines added and removed. Left out where they are not known.
    open_per_author        of each author and week, the most that were open at once, drafts among them.
    approved_before_merge  of merged ones: not merged by their author without anybody else's approval. Left out where
                           nobody approved and nobody knows who merged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import polars as pl

from aexy.kernel.delivery.stays import PullStage, in_columns_of
from aexy.kernel.delivery.working_hours import WorkingHours
from aexy.kernel.facts import UTC_INSTANT, Schema

_HOURS_A_MICROSECOND = 1 / 3_600_000_000
_HOURS_A_DAY = 24


class Kind(StrEnum):
    """What an agreement is about."""

    FIRST_REVIEW = "first_review"
    MERGE_AFTER_APPROVAL = "merge_after_approval"
    AGE = "age"
    SIZE = "size"
    OPEN_PER_AUTHOR = "open_per_author"
    APPROVED_BEFORE_MERGE = "approved_before_merge"


class LimitUnit(StrEnum):
    """What the limit is counted in."""

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    HOURS = "hours"
    DAYS = "days"
    LINES = "lines"
    PULL_REQUESTS = "pull_requests"


_TIME = (LimitUnit.WORKING_HOURS, LimitUnit.WORKING_DAYS, LimitUnit.HOURS, LimitUnit.DAYS)
# Which units each kind can be agreed on in; without any it has no limit.
UNITS: Mapping[Kind, tuple[LimitUnit, ...]] = {
    Kind.FIRST_REVIEW: _TIME,
    Kind.MERGE_AFTER_APPROVAL: _TIME,
    Kind.AGE: _TIME,
    Kind.SIZE: (LimitUnit.LINES,),
    Kind.OPEN_PER_AUTHOR: (LimitUnit.PULL_REQUESTS,),
    Kind.APPROVED_BEFORE_MERGE: (),
}
VERDICT = pl.Enum(["kept", "broken", "undecided", "left_out"])
# One row per pull request, or author and week (then `pull` is null). `at` is when its clock began, and places it;
# `hours` and `working_hours` are both clocks of kinds that have one; `value` is what is held against the limit.
JUDGED: Schema = {
    "pull": pl.Int64(),
    "author": pl.Int32(),
    "at": UTC_INSTANT,
    "hours": pl.Float64(),
    "working_hours": pl.Float64(),
    "value": pl.Float64(),
    "verdict": VERDICT,
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed on."""

    kind: Kind
    limit: float | None = None
    unit: LimitUnit | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What agreements are held against, as it is known at an instant.

    `pulls` are ALIVE with `merged_by` and `lines`, of people only; `weeks` the instants weeks begin at, the last of
    them the end of the last one.
    """

    pulls: pl.DataFrame
    stays: pl.DataFrame
    responses: pl.DataFrame
    hours: WorkingHours
    as_of: datetime
    weeks: Sequence[datetime] = ()

    def others(self) -> pl.DataFrame:
        """Responses by others than the author, until now."""
        joined = self.responses.join(self.pulls.select("pull", "author", "ended"), on="pull")
        return joined.filter((pl.col("who") != pl.col("author")) & (pl.col("at") <= pl.lit(self.as_of)))


def judge(terms: Terms, evidence: Evidence) -> pl.DataFrame:
    """The table JUDGED: whatever the agreement can be held against, with what became of it."""
    found = _JUDGES[terms.kind](terms, evidence)
    return in_columns_of(found, JUDGED).sort("at", "pull", "author")


def limit_hours(terms: Terms, hours: WorkingHours) -> float:
    """The limit of a kind with a clock, in hours of its clock."""
    per_unit = {LimitUnit.DAYS: float(_HOURS_A_DAY), LimitUnit.WORKING_DAYS: hours.shift.hours}
    return (terms.limit or 0) * (per_unit.get(terms.unit, 1.0) if terms.unit else 1.0)


def _first_review(terms: Terms, evidence: Evidence) -> pl.DataFrame:
    ready = (
        evidence.stays.filter(pl.col("stage") != PullStage.DRAFT.value).group_by("pull").agg(at=pl.col("since").min())
    )
    answered = (
        evidence.others()
        .filter(pl.col("ended").is_null() | (pl.col("at") <= pl.col("ended")))
        .group_by("pull")
        .agg(done=pl.col("at").min())
    )
    rows = evidence.pulls.join(ready, on="pull").join(answered, on="pull", how="left")
    rows = rows.with_columns(done=pl.max_horizontal("at", "done"), is_done=pl.col("done").is_not_null())
    return _timed(rows.with_columns(stopped=pl.col("ended")), terms, evidence)


def _merge_after_approval(terms: Terms, evidence: Evidence) -> pl.DataFrame:
    is_known = (pl.col("stage") == PullStage.APPROVED.value) & (pl.col("since") <= pl.lit(evidence.as_of))
    last = evidence.stays.filter(is_known).sort("pull", "since").unique("pull", keep="last")
    rows = evidence.pulls.join(last.select("pull", "until", at="since"), on="pull")
    is_done = (pl.col("until") == pl.col("merged")).fill_null(value=False)
    is_lost = pl.col("until").is_not_null() & (pl.col("until") <= pl.lit(evidence.as_of)) & ~is_done
    rows = rows.with_columns(is_done=is_done, done=pl.when(is_done).then("until"), stopped=pl.lit(None, UTC_INSTANT))
    return _timed(rows, terms, evidence, lost=is_lost)


def _age(terms: Terms, evidence: Evidence) -> pl.DataFrame:
    rows = evidence.pulls.with_columns(
        at="opened", done="ended", is_done=pl.col("ended").is_not_null(), stopped=pl.lit(None, UTC_INSTANT)
    )
    return _timed(rows, terms, evidence)


def _timed(
    rows: pl.DataFrame,
    terms: Terms,
    evidence: Evidence,
    *,
    lost: pl.Expr = pl.lit(value=False),  # noqa: B008 - a constant
) -> pl.DataFrame:
    """Rows whose clock runs from `at` to `done`; what is not done by now stands where it stopped, or runs on."""
    now = pl.lit(evidence.as_of).cast(UTC_INSTANT)
    is_done = pl.col("is_done") & (pl.col("done") <= now)
    rows = rows.filter(pl.col("at") <= now).with_columns(
        is_done=is_done, is_lost=lost, until=pl.when(is_done).then("done").otherwise(pl.min_horizontal("stopped", now))
    )
    rows = rows.with_columns(
        hours=((pl.col("until") - pl.col("at")).dt.total_microseconds() * _HOURS_A_MICROSECOND).round(10),
        working_hours=evidence.hours.between(rows["at"], rows["until"]),
    )
    is_span = ~pl.col("is_lost") & (pl.col("hours") >= 0)  # what ended before it began took no time anybody knows
    rows = rows.with_columns(pl.when(is_span).then(pl.col("hours", "working_hours")))
    is_worked = terms.unit in {LimitUnit.WORKING_HOURS, LimitUnit.WORKING_DAYS}
    rows = rows.with_columns(value=pl.col("working_hours" if is_worked else "hours"))
    has_stopped = pl.col("stopped").is_not_null() & (pl.col("stopped") <= now)
    return rows.with_columns(
        verdict=pl.when(pl.col("value").is_null())
        .then(pl.lit("left_out"))
        .when(pl.col("value") > limit_hours(terms, evidence.hours))
        .then(pl.lit("broken"))
        .when("is_done")
        .then(pl.lit("kept"))
        .when(has_stopped)
        .then(pl.lit("left_out"))
        .otherwise(pl.lit("undecided"))
    )


def _size(terms: Terms, evidence: Evidence) -> pl.DataFrame:
    return _of_merged(evidence).with_columns(
        value=pl.col("lines").cast(pl.Float64),
        verdict=pl.when(pl.col("lines").is_null())
        .then(pl.lit("left_out"))
        .when(pl.col("lines") > (terms.limit or 0))
        .then(pl.lit("broken"))
        .otherwise(pl.lit("kept")),
    )


def _approved_before_merge(terms: Terms, evidence: Evidence) -> pl.DataFrame:
    del terms  # there is no limit
    approvals = evidence.others().filter((pl.col("state") == "approved") & (pl.col("at") <= pl.col("ended")))
    rows = _of_merged(evidence).join(approvals.group_by("pull").agg(approvals=pl.len()), on="pull", how="left")
    return rows.with_columns(
        value=pl.col("approvals").fill_null(0).cast(pl.Float64),
        verdict=pl.when(pl.col("approvals") > 0)
        .then(pl.lit("kept"))
        .when(pl.col("merged_by").is_null())
        .then(pl.lit("left_out"))
        .when(pl.col("merged_by") == pl.col("author"))
        .then(pl.lit("broken"))
        .otherwise(pl.lit("kept")),
    )


def _of_merged(evidence: Evidence) -> pl.DataFrame:
    merged = evidence.pulls.filter(pl.col("merged") <= pl.lit(evidence.as_of))
    return merged.with_columns(at="merged", hours=pl.lit(None, pl.Float64), working_hours=pl.lit(None, pl.Float64))


def _open_per_author(terms: Terms, evidence: Evidence) -> pl.DataFrame:
    whose = evidence.stays.join(evidence.pulls.select("pull", "author"), on="pull")
    steps = [
        whose.select("author", at="since", step=pl.lit(1)),
        whose.drop_nulls("until").select("author", at="until", step=pl.lit(-1)),
        whose.select("author").unique().join(_instants(evidence.weeks[:-1]), how="cross"),
    ]
    counted = (
        pl.concat(one.cast({"step": pl.Int32}) for one in steps)
        .group_by("author", "at")
        .agg(pl.col("step").sum())
        .sort("author", "at")
        .with_columns(n=pl.col("step").cum_sum().over("author"))
    )
    weeks = pl.DataFrame({"week": evidence.weeks}, schema={"week": UTC_INSTANT}).with_columns(
        ends=pl.col("week").shift(-1)
    )
    inside = (
        counted.filter(pl.col("at") <= pl.lit(evidence.as_of))
        .sort("at")
        .join_asof(weeks.sort("week"), left_on="at", right_on="week", strategy="backward")
    )
    found = inside.drop_nulls("ends").group_by("author", "week", "ends").agg(value=pl.col("n").max().cast(pl.Float64))
    is_over = pl.col("ends") <= pl.lit(evidence.as_of)
    return found.filter(pl.col("value") > 0).with_columns(
        pull=pl.lit(None, pl.Int64),
        at="week",
        hours=pl.lit(None, pl.Float64),
        working_hours=pl.lit(None, pl.Float64),
        verdict=pl.when(pl.col("value") > (terms.limit or 0))
        .then(pl.lit("broken"))
        .when(is_over)
        .then(pl.lit("kept"))
        .otherwise(pl.lit("undecided")),
    )


def _instants(weeks: Sequence[datetime]) -> pl.DataFrame:
    return pl.DataFrame({"at": list(weeks)}, schema={"at": UTC_INSTANT}).with_columns(step=pl.lit(0, pl.Int32))


_JUDGES = {
    Kind.FIRST_REVIEW: _first_review,
    Kind.MERGE_AFTER_APPROVAL: _merge_after_approval,
    Kind.AGE: _age,
    Kind.SIZE: _size,
    Kind.OPEN_PER_AUTHOR: _open_per_author,
    Kind.APPROVED_BEFORE_MERGE: _approved_before_merge,
}

__all__ = ["JUDGED", "UNITS", "VERDICT", "Evidence", "Kind", "LimitUnit", "Terms", "judge", "limit_hours"]

"""Merged pull requests of some months with what each counts as: by rules, by hand, and as it was frozen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from aexy.features.investment import rows
from aexy.kernel.investing import How, Rulebook, sort_out
from aexy.kernel.localtime import days_of
from aexy.kernel.periods import Clock, Period
from aexy.store.investment_facts import read_merged, read_touched
from aexy.store.session import Session

BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Months:
    """Whole months, and by which rules they are sorted; `frozen` are those that are written down."""

    days: Period
    book: Rulebook
    frozen: Collection[date] = ()


def sorted_pulls(session: Session, clock: Clock, asked: Months) -> pl.DataFrame:
    """A row a pull request, in COLUMNS: the latest first.

    `category`, `how` and `why` are what it counts as now; `shown`, `shown_how` and `shown_lines` are what it is shown
    as, in a frozen month as it was frozen, with a null `shown_how` where it came later; `is_adjustment` where these
    differ.
    """
    since, until = clock.midnight(asked.days.start), clock.midnight(asked.days.end)
    merged = read_merged(session, since, until)
    touched = read_touched(session, since, until) if asked.book.wants_paths else pl.DataFrame(schema=_NO_TOUCHES)
    sorted_out = sort_out(merged, touched, asked.book)
    found = (
        merged.select("pull", "merged", "lines", days_of(merged["merged"], clock.zone))
        .with_columns(pl.col("day").dt.truncate("1mo").alias("month"))
        .join(sorted_out, on="pull")
        .join(rows.read_corrections(session), on="pull", how="left")
    )
    shares = rows.read_shares(session, asked.days.start, asked.days.end)
    there = found.join(shares.drop("month"), on="pull", how="left")
    gone = shares.join(found.select("pull"), on="pull", how="anti")
    everything = pl.concat([there, gone], how="diagonal")
    return _told(everything, asked.frozen).sort("merged", "pull", descending=True, nulls_last=True)


_NO_TOUCHES = {"pull": pl.Int64(), "path": pl.String()}


def _told(found: pl.DataFrame, frozen: Collection[date]) -> pl.DataFrame:
    is_frozen = pl.col("month").is_in(list(frozen))
    is_late = is_frozen & pl.col("frozen_how").is_null()
    is_kept = is_frozen & ~is_late
    by_hand = pl.col("corrected").is_not_null()
    category = pl.when(by_hand).then("corrected").when(is_kept).then("frozen").otherwise("category")
    how = pl.when(by_hand).then(pl.lit(How.CORRECTION.value)).when(is_kept).then("frozen_how").otherwise("how")
    why = pl.when(by_hand).then(pl.lit(BY_HAND)).when(is_kept).then("frozen_why").otherwise("why")
    now = found.with_columns(category.alias("category"), how.alias("how"), why.alias("why"), is_kept.alias("is_kept"))
    shown = pl.when(pl.col("is_kept")).then("frozen").otherwise("category")
    shown_how = pl.when(is_late).then(None).when(pl.col("is_kept")).then("frozen_how").otherwise("how")
    lines = pl.when(pl.col("is_kept")).then("frozen_lines").otherwise("lines")
    return now.with_columns(
        shown.alias("shown"), shown_how.alias("shown_how"), lines.alias("shown_lines"),
        (is_late | (pl.col("is_kept") & pl.col("frozen").ne_missing(pl.col("category")))).alias("is_adjustment"),
    ).select(COLUMNS)  # fmt: skip


COLUMNS = (
    "pull", "merged", "month", "lines", "category", "how", "why", "shown", "shown_how", "shown_lines", "frozen",
    "is_kept", "is_adjustment",
)  # fmt: skip


def amounts(found: pl.DataFrame, keys: Sequence[str]) -> list[dict[str, Any]]:
    """How much is in each category, in this order, in any that rules have no more, and in none: of whole months."""
    shown = found.filter(pl.col("shown_how").is_not_null())
    total = shown.height
    others = sorted(set(shown["shown"].drop_nulls()) | set(found["category"].drop_nulls()) - set(keys))
    order = [*keys, *(key for key in others if key not in keys), None]
    return [_amount(found, shown, key, total) for key in order]


def _amount(found: pl.DataFrame, shown: pl.DataFrame, key: str | None, total: int) -> dict[str, Any]:
    mine = shown.filter(pl.col("shown").eq_missing(pl.lit(key, pl.String)))
    hows: Mapping[str, int] = dict(mine.group_by("shown_how").len().iter_rows())
    now = found.filter(pl.col("category").eq_missing(pl.lit(key, pl.String))).height
    return {
        "category": key,
        "pulls": mine.height,
        "share": mine.height / total if total else None,
        "lines": int(mine["shown_lines"].sum() or 0),
        "by_rule": hows.get(How.RULE, 0),
        "suggested": hows.get(How.SUGGESTION, 0),
        "corrected": hows.get(How.CORRECTION, 0),
        "adjustment": now - mine.height,
    }

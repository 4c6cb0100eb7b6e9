"""How often changes go back and forth before they are merged."""

from typing import Any

import polars as pl

from aexy.context import Context
from aexy.features.delivery.flow_looking import MOST_SHOWN, Asked, look_at_flow, named, visible
from aexy.features.delivery.flow_schemas import ReviewRounds, RoundsCount, RoundsRow, RoundsWeek
from aexy.features.insights.flow import quantiles_of
from aexy.features.insights.flow_reading import Flow, read_flow_of
from aexy.features.insights.looking import View
from aexy.features.routing import Viewer
from aexy.kernel.delivery.rounds import rounds
from aexy.kernel.localtime import days_of
from aexy.kernel.periods import Period, PeriodType, periods_between


async def review_rounds(context: Context, viewer: Viewer, asked: Asked) -> ReviewRounds:
    """Of what was merged in the window, by week and altogether."""
    view = await look_at_flow(context, viewer, asked)
    clock, window = view.clock, view.window
    flow = await read_flow_of(context, view, clock.midnight(window.start), clock.midnight(window.end))
    merged = _merged(flow, view)
    known = merged.filter(pl.col("rounds").is_not_null() & pl.col("is_known"))
    shown = visible(view, known.sort("rounds", "reviews", "merged", descending=True))
    counts = known["rounds"].value_counts().sort("rounds")
    return ReviewRounds(
        as_of=context.now,
        time_zone=clock.zone.key,
        subject=view.name,
        start=window.start,
        end=window.end,
        n=known.height,
        mean=_mean(known["rounds"]),
        rounds=quantiles_of(known["rounds"].cast(pl.Float64).to_list()),
        distribution=[RoundsCount(rounds=many, n=n, share=n / known.height) for many, n in counts.iter_rows()],
        weeks=_weeks(merged, known, view),
        never_reviewed=merged["rounds"].null_count(),
        commits_unknown=merged.filter(pl.col("rounds").is_not_null() & ~pl.col("is_known")).height,
        rows=await _rows(context, view, shown.head(MOST_SHOWN)),
        total_rows=shown.height,
        rows_withheld=known.height - shown.height,
    )


def _merged(flow: Flow, view: View) -> pl.DataFrame:
    """What people of the subject merged in the window, with `rounds` (null: nobody else reviewed it), and its day."""
    clock, window = view.clock, view.window
    facts, members = flow.facts, flow.work.members
    merged = flow.mine.drop_nulls("merged").with_columns(days_of(flow.mine.drop_nulls("merged")["merged"], clock.zone))
    merged = merged.filter(pl.col("day").is_between(window.start, window.end, closed="left"))
    if members is not None:
        there = merged.join(members, left_on="author", right_on="developer").filter(
            (pl.col("joined").is_null() | (pl.col("joined") <= pl.col("merged")))
            & (pl.col("left").is_null() | (pl.col("left") > pl.col("merged")))
        )
        merged = merged.join(there.select("pull"), on="pull", how="semi")
    written = facts.commits.group_by("pull").agg(commits=pl.len())
    found = merged.join(rounds(merged, facts.reviews, facts.commits), on="pull", how="left")
    return found.join(written, on="pull", how="left").with_columns(
        pl.col("rounds", "reviews").cast(pl.Int64),
        is_known=(
            pl.col("commits").is_not_null()
            & (pl.col("commits_were_read") | (pl.col("commits") >= pl.col("commits_count")))
        ).fill_null(value=False),
    )


def _weeks(merged: pl.DataFrame, known: pl.DataFrame, view: View) -> list[RoundsWeek]:
    window = view.window
    of_all, of_known = _by_week(merged), _by_week(known)
    return [
        _week(
            of_all.get(week.start, merged.clear()),
            of_known.get(week.start, known.clear()),
            week,
            is_open=week.is_open(view.clock),
        )
        for week in periods_between(PeriodType.WEEKLY, window.start, window.end)
        if week.start <= view.clock.today
    ]


def _by_week(table: pl.DataFrame) -> dict[object, pl.DataFrame]:
    parts = table.with_columns(week=pl.col("day").dt.truncate("1w")).partition_by("week", as_dict=True)
    return {week[0]: part for week, part in parts.items()}


def _week(merged: pl.DataFrame, known: pl.DataFrame, week: Period, *, is_open: bool) -> RoundsWeek:
    return RoundsWeek(
        start=week.start,
        end=week.end,
        open=is_open,
        n=known.height,
        mean=_mean(known["rounds"]),
        share_with_rounds=_mean(known["rounds"] > 0),
        never_reviewed=merged["rounds"].null_count(),
    )


def _mean(values: pl.Series) -> float | None:
    found: Any = values.mean()
    return None if found is None else float(found)


async def _rows(context: Context, view: View, table: pl.DataFrame) -> list[RoundsRow]:
    names = await named(context, view, table["pull"].to_list())
    return [
        RoundsRow(**names[row["pull"]], merged_at=row["merged"], rounds=row["rounds"], reviews=row["reviews"])
        for row in table.iter_rows(named=True)
        if row["pull"] in names
    ]


__all__ = ["review_rounds"]

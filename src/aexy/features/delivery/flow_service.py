"""Open work by stage and age at any instant, how it came to that, and what has gone quiet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.delivery import flow_rows as rows
from aexy.features.delivery.flow_history import history_at
from aexy.features.delivery.flow_looking import (
    MOST_SHOWN,
    Asked,
    both,
    longest,
    look_at_flow,
    named,
    of_person,
    read_instant,
    visible,
    working_of,
)
from aexy.features.delivery.flow_schemas import (
    FlowPoint,
    NotPeoples,
    OpenFlow,
    OpenPullRow,
    StageOpen,
    Stale,
    StaleRow,
    Step,
)
from aexy.features.insights.flow import ages_of
from aexy.features.insights.flow_reading import read_flow_of
from aexy.features.insights.looking import View
from aexy.features.insights.per_person import knows
from aexy.features.routing import Viewer
from aexy.kernel.delivery.stays import PullStage
from aexy.kernel.errors import Unusable
from aexy.kernel.periods import PeriodType, periods_between

_MOST_POINTS = 400
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class OpenWish:
    """At which instant, one stage only or all, how fine the history is, and whose are listed."""

    at: str | None = None
    stage: PullStage | None = None
    step: Step = Step.WEEKLY
    author: UUID | None = None


async def open_flow(context: Context, viewer: Viewer, asked: Asked, wish: OpenWish) -> OpenFlow:
    """What was open then by stage and age, and at the end of each day or week of the window."""
    view = await look_at_flow(context, viewer, asked)
    at, points = read_instant(wish.at, view.clock), _points(view, wish.step)
    flow = await read_flow_of(context, view, at, at)
    found = flow.work.open_at(at).sort("opened", "pull")
    listed = found if wish.stage is None else found.filter(pl.col("stage") == wish.stage.value)
    shown = visible(view, listed)
    # What is out of reach is counted of everybody's: counted of one author, it would tell of somebody out of reach.
    theirs = shown if wish.author is None else await of_person(context, view, shown, "author", wish.author)
    told = await history_at(context, view, points, found if at == view.clock.now else None)
    return OpenFlow(
        as_of=context.now,
        at=at,
        time_zone=view.clock.zone.key,
        subject=view.name,
        start=view.window.start,
        end=view.window.end,
        step=wish.step,
        n=found.height if knows(view) else None,
        stages=[_stage(stage, found.filter(pl.col("stage") == stage.value)) for stage in PullStage],
        ages=ages_of(found["open_hours"].to_list()),
        history=[_point(row, view) for row in told.iter_rows(named=True)],
        left_out=NotPeoples(**flow.work.left_out(at)),
        rows=await _rows(context, view, theirs.head(MOST_SHOWN)),
        total_rows=theirs.height,
        rows_withheld=listed.height - shown.height,
        working=working_of(flow, view),
    )


async def stale(context: Context, viewer: Viewer, asked: Asked, *, days: int, at: str | None) -> Stale:
    """What was open then and nothing had happened to for so many days."""
    view = await look_at_flow(context, viewer, asked)
    then = read_instant(at, view.clock)
    flow = await read_flow_of(context, view, then, then)
    found = flow.work.open_at(then)
    async with context.database.reading(view.workspace_id) as connection:
        moved = await rows.moved_at(connection, found["pull"].to_list(), then)
    since = pl.Series("quiet_since", [moved[key] for key in found["pull"]], dtype=pl.Datetime("us", "UTC"))
    until = pl.Series([then] * found.height, dtype=pl.Datetime("us", "UTC"))
    quiet = found.with_columns(
        since,
        quiet_hours=((until - since) / timedelta(hours=1)).cast(pl.Float64),
        quiet_working_hours=flow.hours.between(since, until),
    )
    quiet = quiet.filter(pl.col("quiet_hours") >= timedelta(days=days) / timedelta(hours=1)).sort("quiet_since", "pull")
    shown = visible(view, quiet)
    counts = dict(quiet["stage"].cast(pl.String).value_counts().iter_rows())
    is_known = knows(view)
    return Stale(
        as_of=context.now,
        at=then,
        subject=view.name,
        days=days,
        n=quiet.height if is_known else None,
        of=found.height if is_known else None,
        by_stage={stage: counts.get(stage.value, 0) for stage in PullStage},
        rows=await _stale_rows(context, view, shown.head(MOST_SHOWN)),
        rows_withheld=quiet.height - shown.height,
        working=working_of(flow, view),
    )


def _points(view: View, step: Step) -> list[datetime]:
    """The ends of the days or weeks of the window, as far as they have begun; the last one is now at the latest."""
    kind = PeriodType.DAILY if step is Step.DAILY else PeriodType.WEEKLY
    window, clock = view.window, view.clock
    begun = [period for period in periods_between(kind, window.start, window.end) if period.start <= clock.today]
    if len(begun) > _MOST_POINTS:
        raise Unusable(
            f"From {window.start} to {window.end} there are more than {_MOST_POINTS} {step.value} points.",
            next_step="Ask for fewer days, or for weeks with `step=weekly`.",
            field="from",
        )
    return [min(clock.midnight(min(period.end, window.end)), clock.now) for period in begun] or [clock.now]


def _stage(stage: PullStage, found: pl.DataFrame) -> StageOpen:
    return StageOpen(
        stage=stage,
        n=found.height,
        age=both(found, "open"),
        in_stage=both(found, "stage"),
        longest_hours=longest(found, "stage_hours"),
        longest_working_hours=longest(found, "stage_working_hours"),
    )


def _point(row: Mapping[str, Any], view: View) -> FlowPoint:
    return FlowPoint(day=(row["at"] - _INSTANT).astimezone(view.clock.zone).date(), **row)


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "stage": PullStage(row["stage"]),
        "opened_at": row["opened"],
        "stage_since": row["since"],
        **{name: row[name] for name in ("open_hours", "open_working_hours", "stage_hours", "stage_working_hours")},
    }


async def _rows(context: Context, view: View, table: pl.DataFrame) -> list[OpenPullRow]:
    names = await named(context, view, table["pull"].to_list())
    return [OpenPullRow(**names[row["pull"]], **_row(row)) for row in _known(table, names)]


async def _stale_rows(context: Context, view: View, table: pl.DataFrame) -> list[StaleRow]:
    names = await named(context, view, table["pull"].to_list())
    quiet = ("quiet_since", "quiet_hours", "quiet_working_hours")
    return [
        StaleRow(**names[row["pull"]], **_row(row), **{name: row[name] for name in quiet})
        for row in _known(table, names)
    ]


def _known(table: pl.DataFrame, names: Mapping[int, object]) -> Sequence[Mapping[str, Any]]:
    """Rows that are still there: between two questions a pull request can go."""
    return [row for row in table.iter_rows(named=True) if row["pull"] in names]

"""What a team has open: how old it is, in which stage it waits, and what has gone quiet."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import polars as pl
from pydantic import Field

from aexy.context import Context
from aexy.features.insights import queue_rows
from aexy.features.insights.flow_reading import read_flow_of
from aexy.features.insights.per_person import knows
from aexy.features.insights.queue_rows import OpenPull
from aexy.features.insights.rollups import Days, look_at
from aexy.features.insights.schemas import Quantiles, SubjectName
from aexy.features.paging import Shape
from aexy.features.routing import Viewer
from aexy.kernel.delivery.stays import PullStage
from aexy.kernel.metric import Level
from aexy.kernel.text import plain

USUAL_QUIET = 7  # days
_MOST_SHOWN = 200
_HOUR = timedelta(hours=1)
_SHARES = {"median": 0.5, "p75": 0.75, "p90": 0.9}
_EDGES = (24, 72, 168, 336, 720)  # hours: a day, three, a week, two, thirty days


class InPullStage(Shape):
    """The open pull requests of one stage: how many, and for how many hours they are in it."""

    stage: PullStage
    n: int
    hours: Quantiles
    longest_hours: float | None


class AgeBand(Shape):
    """How many have been open for `from` up to `to` hours; null: without end."""

    start: float = Field(serialization_alias="from")
    end: float | None = Field(serialization_alias="to")
    n: int


class QuietPull(Shape):
    """An open pull request, for how long it is open and in its stage, and since when nothing happened to it."""

    number: int
    title: str
    repository: str
    url: str | None
    author_id: UUID
    author: str
    stage: PullStage
    open_hours: float
    stage_hours: float
    quiet_since: datetime
    quiet_hours: float


class TeamFlow(Shape):
    """What the people of a team have open now. Hours are plain ones: nights and weekends are in them."""

    as_of: datetime
    subject: SubjectName
    n: int | None = Field(description="Null where no pull request is known at all.")
    stages: list[InPullStage]
    ages: list[AgeBand]
    quiet_days: int
    quiet_count: int = Field(description="How many are quiet for longer than that; the list holds the first 200.")
    quiet: list[QuietPull] = Field(description="Those nothing has happened to for so many days, quietest first.")


async def flow(context: Context, viewer: Viewer, team_id: UUID, *, quiet_days: int) -> TeamFlow:
    """The open pull requests of those who are in the team now."""
    view = await look_at(context, viewer, Level.TEAM, team_id, Days())
    async with context.database.reading(view.workspace_id) as connection:
        found = await queue_rows.open_pulls(connection, view.workspace_id, view.subject.key, context.now)
    told = await read_flow_of(context, view, context.now, context.now)
    stands = {row["pull"]: row for row in told.work.open_at(context.now).iter_rows(named=True)}
    listed = [_described(one, stands[one.key], context.now) for one in found if one.key in stands]
    quiet = [one for one in listed if one.quiet_hours >= timedelta(days=quiet_days) / _HOUR]
    return TeamFlow(
        as_of=context.now,
        subject=view.name,
        n=len(listed) if knows(view) else None,
        stages=[_stage(stage, [one for one in listed if one.stage is stage]) for stage in PullStage],
        ages=ages_of([one.open_hours for one in listed]),
        quiet_days=quiet_days,
        quiet_count=len(quiet),
        quiet=sorted(quiet, key=lambda one: one.quiet_since)[:_MOST_SHOWN],
    )


def _described(pull: OpenPull, stands: Mapping[str, Any], now: datetime) -> QuietPull:
    return QuietPull(
        number=pull.number,
        title=plain(pull.title),
        repository=plain(pull.repository),
        url=pull.url,
        author_id=pull.developer_id,
        author=plain(pull.name or ""),
        stage=PullStage(stands["stage"]),
        open_hours=stands["open_hours"],
        stage_hours=stands["stage_hours"],
        quiet_since=pull.moved_at,
        quiet_hours=hours_since(pull.moved_at, now),
    )


def hours_since(since: datetime, now: datetime) -> float:
    """Plain hours; what a provider's clock puts after our present is 0 hours old."""
    return max((now - since) / _HOUR, 0.0)


def quantiles_of(values: Sequence[float]) -> Quantiles:
    """Interpolated linearly, as everywhere; nothing of nothing."""
    known = pl.Series(values, dtype=pl.Float64)
    return Quantiles(**{name: known.quantile(share, "linear") for name, share in _SHARES.items()})


def _stage(stage: PullStage, pulls: Sequence[QuietPull]) -> InPullStage:
    hours = [one.stage_hours for one in pulls]
    return InPullStage(stage=stage, n=len(pulls), hours=quantiles_of(hours), longest_hours=max(hours, default=None))


def ages_of(hours: Sequence[float]) -> list[AgeBand]:
    """How many are how old."""
    starts, ends = (0, *_EDGES), (*_EDGES, None)
    return [
        AgeBand(start=start, end=end, n=sum(start <= one and (end is None or one < end) for one in hours))
        for start, end in zip(starts, ends, strict=True)
    ]

"""Widgets about reviews: what waits, who carries it, how long it takes, what went quiet, and how large it all is."""

from collections.abc import Sequence
from uuid import UUID

from aexy.features.dashboards.drawings import (
    About,
    Drawing,
    Link,
    WidgetBar,
    WidgetBars,
    WidgetCell,
    WidgetColumn,
    WidgetFigure,
    WidgetFigures,
    WidgetSentence,
    WidgetSpread,
    WidgetTable,
)
from aexy.features.dashboards.telling import about, cell, column, figure, figures_of
from aexy.features.dashboards.ways import FLOW, team_page
from aexy.features.dashboards.widget import Asked, Persona, Told, Widget, WidgetSize
from aexy.features.dashboards.widgets.flow import NO_PULLS, hours
from aexy.features.insights.breaking import Spread, breakdown
from aexy.features.insights.per_person import Shared
from aexy.features.insights.review_load import ReviewLoad, review_load
from aexy.features.insights.rollups import Days
from aexy.features.insights.schemas import Breakdown, Row
from aexy.features.insights.service import Asked as Question
from aexy.features.insights.sizes import PullSizes, SizeBand, sizes
from aexy.kernel.metric import Better, Level, Unit
from aexy.kernel.metrics import find

FIRST, GIVEN, TURNAROUND = "avg_time_to_first_review_hours", "review_given_count", "review_turnaround_hours"
UNANSWERED, SIZE = "unanswered_review_requests", "avg_pr_size"
_SHOWN = 8
_ROWS = Link(label="Open pull requests", href=FLOW)
_PERSONAS = (Persona.DEVELOPER, Persona.MANAGER)


async def review_load_of(asked: Asked) -> Told:
    """Of a team: how its reviews are spread over its people. Of all: team by team, the slowest first look first."""
    if asked.team is not None:
        days = Days(asked.start, asked.end)
        return _spread_in(await review_load(asked.context, asked.viewer, asked.team, days), asked.team)
    keys = (FIRST, GIVEN, TURNAROUND)
    question = Question(",".join(keys), "workspace", asked.start, asked.end)
    found = await breakdown(asked.context, asked.viewer, question, Spread(Level.TEAM, sort=FIRST, limit=_SHOWN))
    if not any(one.n or one.withheld for row in found.rows for one in row.readings.values()):
        return await figures_of(asked, keys)
    return Told([_teams(found)], start=found.start, end=found.end, as_of=found.as_of, caution=find(FIRST).caution)


def _spread_in(load: ReviewLoad, team: UUID) -> Told:
    readings = [one for one in load.readings if one.metric in {GIVEN, FIRST, TURNAROUND}]
    waits = load.waiting
    now = WidgetFigure(
        label="Waiting now", value=waits.n, unit=Unit.COUNT, says=f"longest {hours(waits.longest_hours)}", href=FLOW
    )
    if waits.n is None:
        return Told(start=load.start, end=load.end, as_of=load.as_of)
    drawings: list[Drawing] = [WidgetFigures(figures=[*(figure(one, load.subject) for one in readings), now])]
    drawings += [_shared(one) for one in (load.asked, load.given)]
    rows = Link(label="The team", href=team_page(team))
    n = load.asked.total
    return Told(drawings, n=n, start=load.start, end=load.end, as_of=load.as_of, caution=load.caution, rows=rows)


def _shared(one: Shared) -> Drawing:
    if one.withheld and one.people is None:
        return WidgetSentence(text=f"{one.name}: {one.total}. How they are spread is not shown. {one.withheld}")
    if one.people is not None:
        bars = [
            WidgetBar(key=str(each.developer_id), label=each.name, value=each.value, text=_part(each.share))
            for each in one.people
        ]
    else:
        parts = enumerate(one.shares or ())
        bars = [WidgetBar(key=str(place), label="Somebody", value=part * (one.total or 0)) for place, part in parts]
    return WidgetBars(title=one.name, unit=Unit.COUNT, bars=bars)


def _part(share: float | None) -> str | None:
    return None if share is None else f"{share:.0%}"


def _teams(found: Breakdown) -> WidgetTable:
    columns = [
        WidgetColumn(title="Team"),
        column(FIRST, "First review"),
        column(TURNAROUND, "Turnaround"),
        column(GIVEN, "Given"),
        column(UNANSWERED, "Not answered"),
    ]
    return WidgetTable(
        title="Teams, the slowest first review first",
        columns=columns,
        rows=[_team(row) for row in found.rows],
        total=found.total_rows,
    )


def _team(row: Row) -> list[WidgetCell]:
    keys = (FIRST, TURNAROUND, GIVEN, UNANSWERED)
    name = WidgetCell(text=row.subject.name, href=team_page(row.subject.id))
    return [name, *(cell(row.readings.get(key)) for key in keys)]


async def review_turnaround(asked: Asked) -> Told:
    """How long reviewers take, how long changes wait for the first look, and what nobody answered."""
    return await figures_of(asked, (TURNAROUND, FIRST, UNANSWERED))


async def pr_sizes(asked: Asked) -> Told:
    """How large merged pull requests are, and how long they took by size."""
    level = Level.WORKSPACE if asked.team is None else Level.TEAM
    found = await sizes(asked.context, asked.viewer, level, asked.team, Days(asked.start, asked.end))
    if found.withheld or found.histogram is None:
        return Told(start=found.start, end=found.end, as_of=found.as_of, withheld=found.withheld)
    opens = about(SIZE, found.subject)
    drawings: list[Drawing] = [_sizes(found, opens), _histogram(found, opens), _by_size(found.buckets)]
    return Told(drawings, n=found.n, start=found.start, end=found.end, as_of=found.as_of, caution=found.caution)


def _sizes(found: PullSizes, opens: About) -> WidgetFigures:
    metric = find(SIZE)
    size = WidgetFigure(
        label=metric.name, value=found.mean, median=found.quantiles.median, unit=metric.unit, better=metric.better,
        n=found.n, says=f"{found.unknown} more whose size is not known" if found.unknown else None, about=opens,
    )  # fmt: skip
    large = WidgetFigure(
        label="Over 400 lines", value=found.large_share, unit=Unit.SHARE, better=Better.LOWER, n=found.n
    )
    return WidgetFigures(figures=[size, large])


def _histogram(found: PullSizes, opens: About) -> WidgetSpread:
    assert found.histogram is not None  # noqa: S101 - asked before
    return WidgetSpread(
        title="Lines added and removed",
        unit=Unit.LINES,
        edges=found.histogram.edges,
        counts=found.histogram.counts,
        median=found.quantiles.median,
        about=opens,
    )


def _by_size(bands: Sequence[SizeBand]) -> WidgetBars:
    bars = [
        WidgetBar(
            key=str(one.start),
            label=f"{one.start} lines and more" if one.end is None else f"{one.start} to {one.end - 1} lines",
            value=one.median_cycle_hours,
            n=one.cycle_n,
            text=f"{one.n} merged",
        )
        for one in bands
    ]
    return WidgetBars(title="Median hours until merged, by size", unit=Unit.HOURS, better=Better.LOWER, bars=bars)


WIDGETS = (
    Widget(
        key="reviewLoad",
        title="Review load",
        says="How reviews are spread: over teams, with how long the first look takes; of one team, over its people.",
        categories=("reviews-code",),
        size=WidgetSize.MEDIUM,
        answer=review_load_of,
        empty=NO_PULLS,
        rows=Link(label="Teams", href="/teams"),
        personas=_PERSONAS,
        metrics=(FIRST, GIVEN, TURNAROUND),
    ),
    Widget(
        key="reviewTurnaround",
        title="Review turnaround",
        says="How long it takes from when somebody is asked until they review, and until anybody does.",
        categories=("reviews-code",),
        size=WidgetSize.SMALL,
        answer=review_turnaround,
        empty=NO_PULLS,
        rows=_ROWS,
        personas=_PERSONAS,
        metrics=(TURNAROUND, FIRST, UNANSWERED),
    ),
    Widget(
        key="prSizes",
        title="Size of pull requests",
        says="Lines added and removed in merged pull requests, and how long they took by size.",
        categories=("reviews-code",),
        size=WidgetSize.SMALL,
        answer=pr_sizes,
        empty=NO_PULLS,
        rows=Link(label="All readings", href="/overview"),
        personas=_PERSONAS,
        metrics=(SIZE,),
    ),
)

"""Widgets about what is open: pull requests by stage and age, what waits for a review, and what has gone quiet."""

from collections.abc import Sequence

from aexy.features.dashboards.drawings import (
    Drawing,
    Link,
    Tone,
    WidgetBar,
    WidgetBars,
    WidgetFigure,
    WidgetFigures,
    WidgetItem,
    WidgetItems,
    WidgetPoint,
    WidgetSeries,
    WidgetTrend,
)
from aexy.features.dashboards.ways import FLOW
from aexy.features.dashboards.widget import FROM_MEDIUM, Asked, Nothing, Persona, Told, Widget, WidgetSize
from aexy.features.delivery.flow_looking import Asked as FlowAsked
from aexy.features.delivery.flow_schemas import (
    FlowPoint,
    OpenFlow,
    StageOpen,
    StaleRow,
    WaitingRow,
    WaitKind,
    WaitsOfKind,
)
from aexy.features.delivery.flow_service import OpenWish, open_flow, stale
from aexy.features.delivery.flow_waiting import waiting
from aexy.features.insights.flow import USUAL_QUIET
from aexy.kernel.delivery.stays import PullStage
from aexy.kernel.metric import Better, Unit

_SHOWN = 8
_DAY, _IN_DAYS = 24, 48
_LONG = 16  # working hours: two working days are worth another look, and no more is meant by the tone
_OF_REVIEW = {
    WaitKind.REVIEW: "Asked, no answer yet",
    WaitKind.TEAM_REVIEW: "A team was asked",
    WaitKind.ANOTHER_LOOK: "Changed since, for another look",
    WaitKind.ANYBODY: "Nobody in particular is asked",
}
NO_PULLS = Nothing(
    "No pull request is known yet: they come from GitHub or GitLab.",
    Link(label="Connect a provider", href="/integrations"),
)
STAGES = {
    PullStage.DRAFT: "Draft",
    PullStage.WAITING: "Waits for a first review",
    PullStage.REVIEW: "In review",
    PullStage.APPROVED: "Approved, not merged",
}
_ROWS = Link(label="Open pull requests", href=FLOW)
_PERSONAS = (Persona.DEVELOPER, Persona.MANAGER)


def hours(value: float | None) -> str:
    """A time in words, in days where it is two and more; or that it is not known."""
    if value is None:
        return "unknown"
    return f"{value:.1f} h" if value < _IN_DAYS else f"{value / _DAY:,.0f} days"


async def pr_flow(asked: Asked) -> Told:
    """What is open in which stage now, how it came to that, and how old it is."""
    wish = FlowAsked(asked.team, None, asked.start, asked.end)
    found = await open_flow(asked.context, asked.viewer, wish, OpenWish())
    every: list[Drawing] = [_stages(found.stages), _history(found), _ages(found)]
    drawings = every if found.n is not None else []
    return Told(drawings, n=found.n, start=found.start, end=found.end, as_of=found.at, caution=found.caution)


def _stages(stages: Sequence[StageOpen]) -> WidgetFigures:
    return WidgetFigures(
        figures=[
            WidgetFigure(
                label=STAGES[one.stage],
                value=one.n,
                unit=Unit.COUNT,
                says=f"median {hours(one.in_stage.hours.median)} in it, longest {hours(one.longest_hours)}"
                if one.n
                else None,
                href=FLOW,
            )
            for one in stages
        ]
    )


def _history(found: OpenFlow) -> WidgetTrend:
    series = [
        WidgetSeries(name=name, points=[_open_then(point, stage, found) for point in found.history])
        for stage, name in STAGES.items()
    ]
    return WidgetTrend(
        title="Open at the end of each week", unit=Unit.COUNT, step="weekly" if found.step == "weekly" else "daily",
        series=series,
    )  # fmt: skip


def _open_then(point: FlowPoint, stage: PullStage, found: OpenFlow) -> WidgetPoint:
    values = {
        PullStage.DRAFT: point.draft,
        PullStage.WAITING: point.waiting_for_first_review,
        PullStage.REVIEW: point.in_review,
        PullStage.APPROVED: point.approved,
    }
    return WidgetPoint(start=point.day, value=values[stage], n=point.n, open=point.at >= found.at)


def _ages(found: OpenFlow) -> WidgetBars:
    return WidgetBars(
        title="How long they have been open",
        unit=Unit.COUNT,
        bars=[
            WidgetBar(key=f"{one.start:g}", label=_age(one.start, one.end), value=one.n, href=FLOW)
            for one in found.ages
        ],
    )


def _age(start: float, end: float | None) -> str:
    first, last = f"{start / 24:g}", None if end is None else f"{end / 24:g}"
    return f"{first} days and more" if last is None else f"{first} to {last} days"


async def review_queue(asked: Asked) -> Told:
    """What waits for a review now, and for whom: the longest waiting first."""
    found = await waiting(asked.context, asked.viewer, FlowAsked(team=asked.team), at=None)
    if found.n is None:
        return Told(as_of=found.at)
    kinds = [one for one in found.kinds if one.kind in _OF_REVIEW]
    n = sum(one.n for one in kinds)
    if not n:
        return Told(n=0, as_of=found.at, empty=Nothing("Nothing waits for a review now."))
    rows = [one for one in found.rows if one.kind in _OF_REVIEW]
    items = WidgetItems(title="Waiting longest", items=[_wait(one) for one in rows[:_SHOWN]], total=n)
    figures = WidgetFigures(figures=[_kind(one) for one in kinds])
    hidden = f"{found.withheld} {found.rows_withheld} waits are counted and not listed." if found.withheld else None
    return Told([figures, items], n=n, as_of=found.at, caution=hidden or found.caution)


def _kind(one: WaitsOfKind) -> WidgetFigure:
    says = f"median {hours(one.spread.hours.median)}, longest {hours(one.longest_hours)}" if one.n else None
    return WidgetFigure(label=_OF_REVIEW[one.kind], value=one.n, unit=Unit.COUNT, says=says, href=FLOW)


def _wait(row: WaitingRow) -> WidgetItem:
    return WidgetItem(
        title=row.title,
        detail=f"{row.repository} #{row.number} · {row.from_name or 'somebody'} waits for {_whom(row)}",
        at=row.since,
        value=row.hours,
        unit=Unit.HOURS,
        tone=Tone.ATTENTION if row.working_hours > _LONG else Tone.PLAIN,
        href=FLOW,
    )


def _whom(row: WaitingRow) -> str:
    return row.to_name or (f"the team {row.to_team}" if row.to_team else "anybody")


async def stale_pull_requests(asked: Asked) -> Told:
    """Open pull requests nothing has happened to for a week."""
    found = await stale(asked.context, asked.viewer, FlowAsked(team=asked.team), days=USUAL_QUIET, at=None)
    if found.n is None:
        return Told(as_of=found.at)
    if not found.n:
        said = f"Nothing has gone quiet: {found.of} are open, and something happened to each within {found.days} days."
        return Told(n=found.of, as_of=found.at, empty=Nothing(said))
    figures = [
        WidgetFigure(
            label=f"Quiet for {found.days} days", value=found.n, unit=Unit.COUNT, better=Better.LOWER, n=found.of,
            says=f"of {found.of} open", href=FLOW,
        ),
        *(
            WidgetFigure(label=STAGES[stage], value=n, unit=Unit.COUNT, href=FLOW)
            for stage, n in found.by_stage.items()
            if n
        ),
    ]  # fmt: skip
    items = WidgetItems(title="Quiet longest", items=[_quiet(row) for row in found.rows[:_SHOWN]], total=found.n)
    hidden = f"{found.rows_withheld} are of people out of your reach: counted and not listed."
    caution = hidden if found.rows_withheld else found.caution
    return Told([WidgetFigures(figures=figures), items], n=found.of, as_of=found.at, caution=caution)


def _quiet(row: StaleRow) -> WidgetItem:
    return WidgetItem(
        title=row.title,
        detail=f"{row.repository} #{row.number} · {row.author or 'nobody known'} · {STAGES[row.stage].lower()}",
        at=row.quiet_since,
        value=row.quiet_hours,
        unit=Unit.HOURS,
        href=FLOW,
    )


WIDGETS = (
    Widget(
        key="prFlow",
        title="Pull requests on their way",
        says="The open pull requests of people by what they wait for, now and at the end of each week, and how old "
        "they are.",
        categories=("delivery",),
        size=WidgetSize.LARGE,
        sizes=FROM_MEDIUM,
        answer=pr_flow,
        empty=NO_PULLS,
        rows=Link(label="Open pull requests", href=FLOW),
        personas=_PERSONAS,
    ),
    Widget(
        key="reviewQueue",
        title="Waiting for a review",
        says="Open pull requests over which somebody waits for a review now: who was asked and has not answered, which "
        "team, and where nobody is asked.",
        categories=("reviews-code",),
        size=WidgetSize.MEDIUM,
        answer=review_queue,
        empty=NO_PULLS,
        rows=_ROWS,
        personas=_PERSONAS,
        takes_period=False,
    ),
    Widget(
        key="stalePullRequests",
        title="Gone quiet",
        says="Open pull requests nothing has happened to for a week: no commit, review, word, request or label.",
        categories=("reviews-code",),
        size=WidgetSize.MEDIUM,
        answer=stale_pull_requests,
        empty=NO_PULLS,
        rows=_ROWS,
        personas=_PERSONAS,
        takes_period=False,
    ),
)

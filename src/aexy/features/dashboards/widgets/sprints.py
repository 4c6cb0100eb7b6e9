"""Widgets of sprints: how those that run stand, how one burns down, and what is due."""

from collections.abc import Callable
from datetime import datetime, timedelta

from aexy.features.dashboards.drawings import (
    Link,
    Tone,
    WidgetCell,
    WidgetColumn,
    WidgetItem,
    WidgetItems,
    WidgetPoint,
    WidgetSeries,
    WidgetTable,
    WidgetTrend,
)
from aexy.features.dashboards.recording import days_of, item, records
from aexy.features.dashboards.ways import SPRINTS, issue_page, way
from aexy.features.dashboards.widget import FROM_MEDIUM, Asked, Nothing, Persona, Told, Widget, WidgetSize
from aexy.features.projects import burning, sprint_counting, tracking
from aexy.features.projects.burning import Count
from aexy.features.projects.sprint_counting import CountedSprint
from aexy.features.work_records import counting
from aexy.features.work_records.vocabulary import DEAL, DOCUMENT, FORM, POSITION, TICKET
from aexy.kernel.metric import Better, Unit
from aexy.kernel.periods import Clock
from aexy.kernel.text import plain

_LISTED = 8
_CLOSED = 3
_BACK, _AHEAD = timedelta(days=30), timedelta(days=14)
# What somebody waits for. Interviews have a widget of their own, and candidates are nobody's deadline.
_DUE_KINDS = (TICKET, DEAL, DOCUMENT, FORM, POSITION)
EVEN = "Even pace, for the eye"


async def sprint_overview(asked: Asked) -> Told:
    """Those that run, and the last ones that are over."""
    found = await sprint_counting.running(asked.context, asked.viewer, closed=_CLOSED)
    if not found:
        return Told()
    rows = [_row(one, asked.context.now) for one in found[:_LISTED]]
    columns = [
        WidgetColumn(title="Sprint"), WidgetColumn(title="State"), WidgetColumn(title="Ends", kind="time"),
        WidgetColumn(title="Issues done"), WidgetColumn(title="Points done"),
        WidgetColumn(title="Put in since it began", kind="number", unit=Unit.COUNT),
        WidgetColumn(title="Taken out", kind="number", unit=Unit.COUNT),
    ]  # fmt: skip
    return Told([WidgetTable(title="Sprints", columns=columns, rows=rows, total=len(found))], len(found))


def _row(one: CountedSprint, now: datetime) -> list[WidgetCell]:
    sprint, began = one.sprint, one.sprint.starts_at or now
    end = sprint.completed_at or sprint.ends_at
    is_late = sprint.completed_at is None and end is not None and end < now
    head = [
        WidgetCell(text=plain(sprint.name), href=way(SPRINTS, id=sprint.id)),
        WidgetCell(text="Runs" if sprint.completed_at is None else "Over"),
        WidgetCell(at=end, tone=Tone.ATTENTION if is_late else Tone.PLAIN),
    ]
    if one.withheld:
        return [*head, *(WidgetCell(withheld=one.withheld) for _ in range(4))]
    moment = burning.moment_of(sprint.completed_at, now)
    count, scope = burning.count(one.issues, moment), burning.scope(one.issues, began, moment)
    points = f"{count.points - count.points_left:g} of {count.points:g}" if count.points else None
    return [
        *head,
        WidgetCell(text=f"{count.issues - count.left} of {count.issues}"),
        WidgetCell(text=points),
        WidgetCell(value=scope.added),
        WidgetCell(value=scope.removed),
    ]


async def sprint_burndown(asked: Asked) -> Told:
    """The running sprint with most issues, day by day."""
    found = await sprint_counting.running(asked.context, asked.viewer, closed=0)
    shown = [one for one in found if one.issues and one.sprint.ends_at]
    if not shown:
        return Told(withheld=next((one.withheld for one in found if one.withheld), None))
    one = max(shown, key=lambda each: len(each.issues))
    clock = (await days_of(asked)).clock
    drawn, caution = _burndown(one, clock)
    others = f" {len(shown) - 1} more run; this one has most issues." if len(shown) > 1 else ""
    return Told([drawn], len(one.issues), caution=caution + others)


def _burndown(one: CountedSprint, clock: Clock) -> tuple[WidgetTrend, str]:
    sprint, by_points = one.sprint, burning.has_points(one.issues)
    began, ends = sprint.starts_at or clock.now, sprint.ends_at or clock.now
    days = burning.burn_down(one.issues, began, ends, sprint.completed_at, clock)

    def series(name: str, of: Callable[[Count], float]) -> WidgetSeries:
        return WidgetSeries(
            name=name,
            points=[
                WidgetPoint(start=one.day, value=of(one.count) if one.count else None, open=one.is_open) for one in days
            ],
        )

    trend = WidgetTrend(
        title=f"{plain(sprint.name)}: {'points' if by_points else 'issues'} left",
        unit=Unit.COUNT,
        better=Better.LOWER,
        step="daily",
        series=[
            series("Left", lambda count: count.points_left if by_points else count.left),
            series("In the sprint", lambda count: count.points if by_points else count.issues),
            WidgetSeries(
                name=EVEN,
                points=[
                    WidgetPoint(start=one.day, value=one.even_points if by_points else one.even_issues) for one in days
                ],
            ),
        ],
    )
    said = "The even pace is a straight line from what was in it at the start; nobody promised it."
    without = sum(1 for issue in one.issues if issue.points is None)
    return trend, said + (f" {without} issues have no points." if by_points and without else "")


async def upcoming_deadlines(asked: Asked) -> Told:
    """Issues, sprints and records that are due, soonest first; what is past its day leads."""
    context, viewer, now = asked.context, asked.viewer, asked.context.now
    issues = await tracking.due(context, viewer, asked.team, back=_BACK, ahead=_AHEAD, limit=_LISTED)
    found = [
        WidgetItem(
            title=f"{one.issue_key} {plain(one.title)}",
            detail="Issue",
            at=one.due_at,
            tone=_tone(one.due_at, now),
            href=issue_page(one.id),
        )
        for one in issues
    ]
    total = issues[0].total if issues else 0
    if asked.team is None:
        sprints = await sprint_counting.running(context, viewer, closed=0)
        ending = [one.sprint for one in sprints if one.sprint.ends_at and one.sprint.ends_at < now + _AHEAD]
        found += [
            WidgetItem(
                title=plain(one.name),
                detail="Sprint ends",
                at=one.ends_at,
                tone=_tone(one.ends_at, now),
                href=way(SPRINTS, id=one.id),
            )
            for one in ending
        ]
        total += len(ending)
        if counting.withheld(viewer) is None:
            due, many = await counting.due(context, viewer, _DUE_KINDS, back=_BACK, ahead=_AHEAD, limit=_LISTED)
            found += [item(one, one.kind.replace("_", " ").capitalize(), tone=_tone(one.due_at, now)) for one in due]
            total += many
    found.sort(key=lambda one: (one.at or now, one.title))
    ahead = [one for one in found if one.at and one.at >= now]
    late = [one for one in found if one.at and one.at < now]
    # A few that are late, the latest first, and otherwise what can still be kept.
    listed = [*late[::-1][: max(3, _LISTED - len(ahead))], *ahead][:_LISTED]
    drawn = [WidgetItems(title="Due within two weeks, or past its day", items=listed, total=total)] if listed else []
    return Told(drawn, total)


def _tone(at: datetime | None, now: datetime) -> Tone:
    return Tone.ATTENTION if at is not None and at < now else Tone.PLAIN


_CONNECT = Link(label="Connect a tracker", href="/integrations")
_SPRINTS = Link(label="Sprints", href=SPRINTS)

WIDGETS = (
    Widget(
        key="sprintOverview",
        title="Sprints",
        says=(
            "The sprints that run and the last three that are over: how much of what is in them is done, and what was "
            "put in and taken out since they began. Nobody is named; numbers of a sprint of fewer than five people "
            "are for managers of the whole workspace."
        ),
        categories=("sprints",),
        size=WidgetSize.LARGE,
        sizes=FROM_MEDIUM,
        answer=sprint_overview,
        empty=Nothing("No sprint runs. Sprints come from Jira, GitLab, Linear or a file.", _CONNECT),
        rows=_SPRINTS,
        personas=(Persona.MANAGER, Persona.PRODUCT),
        takes_period=False,
        takes_team=False,
    ),
    Widget(
        key="sprintBurndown",
        title="Burn-down",
        says=(
            "What was left of the running sprint with most issues at the end of each day, from what happened to its "
            "issues, and what was in it: a step in that line is a change of scope. Points where at least four of five "
            "issues have some, issues otherwise."
        ),
        categories=("sprints",),
        size=WidgetSize.MEDIUM,
        sizes=FROM_MEDIUM,
        answer=sprint_burndown,
        empty=Nothing("No sprint with issues runs.", _CONNECT),
        rows=_SPRINTS,
        personas=(Persona.MANAGER, Persona.PRODUCT),
        takes_period=False,
        takes_team=False,
    ),
    Widget(
        key="upcomingDeadlines",
        title="Deadlines",
        says=(
            "Issues with a day, sprints that end, and for managers tickets, deals, documents, forms and positions that "
            "are due: two weeks ahead, and up to thirty days past."
        ),
        categories=("sprints",),
        size=WidgetSize.SMALL,
        answer=upcoming_deadlines,
        empty=Nothing("Nothing is due in the next two weeks.", records("Work records")),
        rows=records("What is past its day", state="overdue"),
        personas=(Persona.PRODUCT, Persona.MANAGER),
        takes_period=False,
        rests_on_facts=False,
    ),
)

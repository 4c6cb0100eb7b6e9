"""Widgets of tracked work: how issues stand, what is blocked and how long, and time written down."""

from collections import Counter
from datetime import datetime

from aexy.features.dashboards.drawings import (
    Drawing,
    Link,
    Tone,
    WidgetBar,
    WidgetBars,
    WidgetCell,
    WidgetColumn,
    WidgetFigure,
    WidgetFigures,
    WidgetPoint,
    WidgetSeries,
    WidgetTable,
    WidgetTrend,
)
from aexy.features.dashboards.recording import days_of, href
from aexy.features.dashboards.ways import ISSUES, issue_page, way
from aexy.features.dashboards.widget import FROM_MEDIUM, Asked, Nothing, Persona, Told, Widget, WidgetSize
from aexy.features.projects import tracking
from aexy.features.projects.tracking import Logged
from aexy.features.work_records import counting
from aexy.kernel.metric import Unit
from aexy.kernel.text import plain

_LISTED = 10
_LONG_DAYS = 7


async def tracking_summary(asked: Asked) -> Told:
    """How open issues stand, and what came and was done."""
    days = await days_of(asked)
    found = await tracking.issues(asked.context, asked.viewer, asked.team, days.window, days.clock)
    if found.withheld:
        return Told(withheld=found.withheld)
    still = sum(one.issues for one in found.standing)
    if not still + found.traffic.opened + found.traffic.done:
        return Told()
    begun = sum(one.issues for one in found.standing if one.is_begun)
    without = sum(one.unassigned for one in found.standing)
    figures = [
        WidgetFigure(
            label="Open",
            value=still,
            unit=Unit.COUNT,
            says=f"{without} of them are nobody's (epics and incidents count as well).",
        ),
        WidgetFigure(label="In work", value=begun, unit=Unit.COUNT),
        WidgetFigure(label="Came in", value=found.traffic.opened, unit=Unit.COUNT),
        WidgetFigure(label="Done", value=found.traffic.done, previous=found.traffic.done_before, unit=Unit.COUNT),
    ]
    kinds = Counter[str]()
    for one in found.standing:
        kinds[one.kind] += one.issues
    bars = [
        WidgetBar(key=kind, label=kind.capitalize(), value=many)
        for kind, many in sorted(kinds.items(), key=lambda each: (-each[1], each[0]))
    ]
    drawn: list[Drawing] = [WidgetFigures(figures=figures)]
    if bars:
        drawn.append(WidgetBars(title="Open issues by kind", unit=Unit.COUNT, ordered=True, bars=bars))
    return Told(drawn, still, days.window.start, days.window.end)


async def blockers_overview(asked: Asked) -> Told:
    """What waits for something, why, and for how long as far as that is known."""
    context, viewer, now = asked.context, asked.viewer, asked.context.now
    found, withheld = await tracking.blocked(context, viewer, asked.team)
    sees_records = asked.team is None and counting.withheld(viewer) is None
    records = await counting.blocked(context, viewer, limit=_LISTED) if sees_records else []
    if not found and not records:
        return Told(withheld=withheld)
    told = [
        (one.since, [
            WidgetCell(text=plain(f"{one.issue_key} {one.title}"), href=issue_page(one.id)),
            _text(one.label or one.status), *_since(one.since, now),
        ])
        for one in found
    ]  # fmt: skip
    told += [
        (one.since, [
            WidgetCell(text=plain(one.title), href=href(one.kind, id=one.external_id)),
            _text(f"Waits for {one.blocked_by}" if one.blocked_by else "Blocked"), *_since(one.since, now),
        ])
        for one in records
    ]  # fmt: skip
    told.sort(key=lambda each: (each[0] is None, each[0] or now))
    total = len(found) + (records[0].total if records else 0)
    known = [since for since, _ in told if since is not None]
    figures = [
        WidgetFigure(label="Blocked now", value=total, unit=Unit.COUNT),
        WidgetFigure(label="Longest", value=(now - min(known)).days if known else None, n=len(known), unit=Unit.DAYS),
    ]
    columns = [
        WidgetColumn(title="What"), WidgetColumn(title="Why"), WidgetColumn(title="For", kind="number", unit=Unit.DAYS)
    ]  # fmt: skip
    table = WidgetTable(title="Blocked", columns=columns, rows=[row for _, row in told[:_LISTED]], total=total)
    unknown = len(told) - len(known)
    caution = f"Since when is not known of {unknown}: a label does not say when it was set." if unknown else None
    return Told([WidgetFigures(figures=figures), table], total, caution=caution, withheld=None)


def _text(text: str) -> WidgetCell:
    return WidgetCell(text=plain(text))


def _since(since: datetime | None, now: datetime) -> list[WidgetCell]:
    if since is None:
        return [WidgetCell(text="not known")]
    days = (now - since).days
    return [WidgetCell(value=days, at=since, tone=Tone.ATTENTION if days >= _LONG_DAYS else Tone.PLAIN)]


async def time_tracking(asked: Asked) -> Told:
    """Hours written down: one's own, and everybody's by whole weeks."""
    days = await days_of(asked)
    found = await tracking.logged(asked.context, asked.viewer, days.window, days.clock)
    if not found.has_any:
        return Told()
    figures = []
    if found.own is not None and found.own[1]:
        figures.append(WidgetFigure(label="Yours", value=found.own[0], n=found.own[1], unit=Unit.HOURS))
    figures.append(
        WidgetFigure(
            label="Everybody's",
            value=found.hours,
            n=found.logs if found.hours is not None else None,
            unit=Unit.HOURS,
            withheld=found.withheld,
            says=_weeks(found),
        )
    )
    drawn: list[Drawing] = [WidgetFigures(figures=figures)]
    if any(is_shown for _, is_shown in found.weeks):
        drawn.append(_by_week(found))
    start, end = (found.period.start, found.period.end) if found.period else (None, None)
    caution = "Only what people wrote down for issues; it is no measure of how much anybody worked."
    return Told(drawn, found.logs, start, end, caution=caution)


def _weeks(found: Logged) -> str | None:
    shown = sum(1 for _, is_shown in found.weeks if is_shown)
    return (
        f"Of {shown} of {len(found.weeks)} weeks: those in which five or more people wrote some down."
        if shown
        else None
    )


def _by_week(found: Logged) -> WidgetTrend:
    points = [
        WidgetPoint(
            start=week.week, value=round(week.hours, 2) if is_shown else None, n=week.logs if is_shown else None
        )
        for week, is_shown in found.weeks
    ]
    series = [WidgetSeries(name="Everybody", points=points)]
    return WidgetTrend(title="Hours written down by week", unit=Unit.HOURS, mark="bars", series=series)


_CONNECT = Link(label="Connect a tracker", href="/integrations")
_ISSUES = Link(label="Issues", href=ISSUES)
_STUCK = Link(label="Stuck issues", href=way(ISSUES, stuck="any"))

WIDGETS = (
    Widget(
        key="trackingSummary",
        title="Tracked work",
        says=(
            "Issues that are open and in work now, that came in and were done in the period, and open ones by kind. "
            "A team's are those assigned to people in it now; they are for its managers."
        ),
        categories=("tracking",),
        size=WidgetSize.MEDIUM,
        answer=tracking_summary,
        empty=Nothing("No issues are known yet.", _CONNECT),
        rows=_ISSUES,
        personas=(Persona.MANAGER, Persona.PRODUCT),
    ),
    Widget(
        key="blockersOverview",
        title="Blocked",
        says=(
            "Open issues whose status or a label says blocked, on hold or impediment, and for managers work records "
            "with `blocked_by`. How long: since the status was set, or as recorded. Links between issues are not read."
        ),
        categories=("tracking",),
        size=WidgetSize.MEDIUM,
        sizes=FROM_MEDIUM,
        answer=blockers_overview,
        empty=Nothing("Nothing says it is blocked.", _CONNECT),
        rows=_STUCK,
        personas=(Persona.MANAGER, Persona.PRODUCT),
        takes_period=False,
        rests_on_facts=False,
    ),
    Widget(
        key="timeTracking",
        title="Time written down",
        says=(
            "Hours people wrote down for issues: yours, and everybody's by whole weeks in each of which five or more "
            "people wrote some down. Nobody else's alone."
        ),
        categories=("tracking",),
        size=WidgetSize.SMALL,
        answer=time_tracking,
        empty=Nothing("Nobody has written down time. Jira, GitLab and files bring it.", _CONNECT),
        rows=_ISSUES,
        personas=(Persona.MANAGER,),
        takes_team=False,
    ),
)

"""Sprints for the page: committed, done and carried over, scope, burn-down and issues, by the points of each day."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from aexy.context import Context
from aexy.features.paging import Page
from aexy.features.projects import burning, rows, sprint_counting, sprint_rows, sprints
from aexy.features.projects.burning import BurnDay, Count, InSprint
from aexy.features.projects.schemas import (
    CountedSprintRow,
    Sprint,
    SprintDay,
    SprintDetail,
    SprintIssue,
    SprintIssueFate,
    SprintNumbers,
    SprintSize,
    SprintState,
)
from aexy.features.projects.sprint_counting import CountedSprint
from aexy.features.routing import Viewer
from aexy.kernel.errors import Unknown
from aexy.kernel.periods import Clock
from aexy.kernel.text import plain


async def list_counted(
    context: Context, viewer: Viewer, *, state: SprintState | None, cursor: str | None, limit: int
) -> Page[CountedSprintRow]:
    """Sprints in numbers, the latest first."""
    page = await sprints.list_sprints(context, viewer.workspace_id, state=state, cursor=cursor, limit=limit)
    counted = await sprint_counting.counted(context, viewer, page.items)
    return Page(
        items=[CountedSprintRow(**_row(one, context.now)) for one in counted],
        next_cursor=page.next_cursor,
    )


async def get_sprint(context: Context, viewer: Viewer, sprint_id: UUID) -> SprintDetail:
    """One sprint day by day, with its issues; Unknown where there is none of that id."""
    found = await sprints.find_sprint(context, viewer.workspace_id, sprint_id)
    if found is None:
        raise Unknown(f"There is no sprint {sprint_id}.", next_step="List the sprints.", field="sprint_id")
    (one,) = await sprint_counting.counted(context, viewer, [found])
    async with context.database.reading(viewer.workspace_id) as connection:
        clock = Clock(context.now, ZoneInfo(await rows.zone(connection)))
        titles = await sprint_rows.titles(connection, [issue.key for issue in one.issues])
    row = _row(one, context.now)
    numbers: SprintNumbers | None = row["numbers"]
    began, ends = found.starts_at, found.ends_at or found.completed_at
    days = burning.burn_down(one.issues, began, ends, _over_at(found), clock) if began and ends else []
    return SprintDetail(
        **row,
        days=[_day(day, by_points=numbers.by_points) for day in days] if numbers else [],
        issues=_issues(one, titles, numbers.moment) if numbers else [],
    )


def _row(one: CountedSprint, now: datetime) -> dict[str, Any]:
    sprint = one.sprint.model_dump() | {
        "name": plain(one.sprint.name),
        "goal": plain(one.sprint.goal) if one.sprint.goal else None,
    }
    return sprint | {"numbers": _numbers(one.sprint, one.issues, now), "withheld": one.withheld}


def _over_at(sprint: Sprint) -> datetime | None:
    """When it ended; some trackers say that it did and not when."""
    return sprint.completed_at or (sprint.ends_at if sprint.state is SprintState.CLOSED else None)


def _numbers(sprint: Sprint, issues: list[InSprint], now: datetime) -> SprintNumbers | None:
    if not issues:
        return None
    moment = burning.moment_of(_over_at(sprint), now)
    # What has not begun is as it is now: nothing was put in since.
    began = min(sprint.starts_at or moment, moment)
    held, scope = burning.count(issues, moment), burning.scope(issues, began, moment)
    return SprintNumbers(
        moment=moment,
        by_points=burning.has_points(issues),
        committed=_size(scope.at_start, scope.points_at_start),
        added=_size(scope.added, scope.points_added),
        removed=_size(scope.removed, scope.points_removed),
        points_changed=scope.points_changed,
        held=_size(held.issues, held.points),
        done=_size(held.issues - held.left, held.points - held.points_left),
        left=_size(held.left, held.points_left),
        without_points=sum(1 for issue in issues if issue.is_in(moment) and issue.points_at(moment) is None),
        points_of_today=sum(1 for issue in issues if issue.points is not None and issue.sized is None),
    )


def _size(issues: int, points: float) -> SprintSize:
    return SprintSize(issues=issues, points=round(points, 2))


def _day(one: BurnDay, *, by_points: bool) -> SprintDay:
    count: Count | None = one.count
    return SprintDay(
        day=one.day,
        is_open=one.is_open,
        left=_size(count.left, count.points_left) if count else None,
        held=_size(count.issues, count.points) if count else None,
        even=one.even_points if by_points else one.even_issues,
    )


def _issues(one: CountedSprint, titles: sprint_rows.Titles, moment: datetime) -> list[SprintIssue]:
    began = min(one.sprint.starts_at or moment, moment)
    listed = [_issue(issue, titles[issue.key], began, moment) for issue in one.issues if issue.key in titles]
    order = (SprintIssueFate.LEFT, SprintIssueFate.DONE, SprintIssueFate.REMOVED)
    return sorted(listed, key=lambda each: (order.index(each.fate), -(each.points or 0), each.issue_key))


def _issue(issue: InSprint, title: sprint_rows.Title, began: datetime, moment: datetime) -> SprintIssue:
    gone = not issue.is_in(moment)
    done = SprintIssueFate.DONE if issue.is_over(moment) else SprintIssueFate.LEFT
    return SprintIssue(
        id=title.id,
        issue_key=plain(title.issue_key),
        title=plain(title.title),
        url=title.url,
        kind=title.kind,
        status=plain(title.status),
        points=issue.points_at(moment),
        points_at_start=issue.points_at(began) if issue.is_in(began) else None,
        fate=SprintIssueFate.REMOVED if gone else done,
        was_added=not issue.is_in(began),
        added_at=issue.added_at,
        removed_at=issue.removed_at if gone else None,
    )

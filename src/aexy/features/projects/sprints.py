"""Sprints as periods: which of the workspace's days belong to which sprint.

A tracker knows instants, numbers are counted by whole local days. The rule:

1. A sprint begins when it was started and ends when it was completed, else when it was to end; while it runs beyond its
   plan it has not ended. It ends at the latest when the next sprint of its board begins.
2. Its days are those from its first instant to its last, by the workspace's zone: one that ends on Friday at 17:00 has
   Friday, one that ends at midnight has not the day that begins then.
3. A day that one sprint ends on and the next begins on belongs to the one that begins if the other ended before noon,
   else to the one that ended. So no day belongs to two sprints of one board; a sprint may have no day left, then it has
   no numbers.
4. What was planned and has not begun on its day has no days; neither has what has no dates.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from aexy.context import Context
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.projects import rows
from aexy.features.projects.schemas import ProjectId, Sprint, SprintState
from aexy.kernel.errors import Unknown, Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.periods import Clock, Window
from aexy.store.postgres import Connection

LIST = "sprints"
_DAY = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)
_NOON = 12

Told = Mapping[str, Any]
"""A sprint as its tracker tells of it, with at least origin, tracker_id, board, state and its instants."""


@dataclass(frozen=True, slots=True)
class SprintWindow:
    """A sprint that has begun, as days to count by."""

    id: UUID
    name: str
    board: str
    state: SprintState
    window: Window


def days_of(told: Sequence[Told], clock: Clock) -> list[tuple[Window | None, bool]]:
    """For each sprint its days, None where it has none, and whether the next of its board cut it short."""
    found: list[tuple[Window | None, bool]] = [(None, False)] * len(told)
    for places in _by_board(told, clock):
        free_from = date.min
        for here, place in enumerate(places):
            following = told[places[here + 1]] if here + 1 < len(places) else None
            window, is_cut = _days(told[place], following, clock, free_from)
            found[place] = (window, is_cut)
            free_from = window.end if window else free_from
    return found


async def list_sprints(
    context: Context,
    workspace_id: WorkspaceId,
    *,
    project_id: ProjectId | None = None,
    tracker_id: UUID | None = None,
    state: SprintState | None = None,
    cursor: str | None,
    limit: int,
) -> Page[Sprint]:
    """Sprints with the days that are theirs, the latest first; those without dates come last."""
    place = read_cursor(LIST, cursor, (str, UUID))
    async with context.database.reading(workspace_id) as connection:
        await _check_project(connection, project_id)
        zone = await rows.zone(connection)
        told = await rows.sprints(connection, project_id, tracker_id)
    clock = Clock(context.now, ZoneInfo(zone))
    dated = zip(told, days_of(told, clock), strict=True)
    ordered = sorted((one for one in dated if state in {None, one[0]["state"]}), key=_order, reverse=True)
    if place:
        ordered = [each for each in ordered if _order(each) < (place[0], place[1])]
    last = ordered[limit - 1] if len(ordered) > limit else None
    # Of hundreds of sprints a page has a few: only those are put into words.
    items = [_listed(one, *days) for one, days in ordered[:limit]]
    return Page(items=items, next_cursor=write_cursor(LIST, *_order(last)) if last else None)


async def find_sprint(context: Context, workspace_id: WorkspaceId, sprint_id: UUID) -> Sprint | None:
    """One sprint with the days that are its own, as the others of its board leave them."""
    page = await list_sprints(context, workspace_id, cursor=None, limit=sys.maxsize - 1)
    return next((one for one in page.items if one.id == sprint_id), None)


async def windows(
    connection: Connection,
    clock: Clock,
    *,
    project_id: ProjectId | None = None,
    tracker_id: UUID | None = None,
    board: str | None = None,
) -> list[SprintWindow]:
    """The sprints of one board that have begun and have days, first to last, by the workspace's clock.

    Unknown when there is no such project, or no such board; Unusable when there are several boards and none is named:
    their sprints would share days.
    """
    await _check_project(connection, project_id)
    told = await rows.sprints(connection, project_id, tracker_id)
    boards = sorted({_board(one) for one in told})
    chosen = [each for each in boards if board is None or each[-1].lower() == board.lower()]
    if board is not None and not chosen:
        raise Unknown(f"There is no board {board!r}.", next_step=_of(boards), field="board")
    if len(chosen) > 1:
        raise Unusable(f"There are sprints of {len(chosen)} boards.", next_step=_of(chosen), field="board")
    own = [one for one in told if _board(one) in chosen]
    return [
        SprintWindow(one["id"], one["name"], one["board"], SprintState(one["state"]), window)
        for one, (window, _) in zip(own, days_of(own, clock), strict=True)
        if window is not None and window.start <= clock.today
    ]


def _by_board(told: Sequence[Told], clock: Clock) -> Iterator[list[int]]:
    """The places of each board's sprints that have dates, in the order they begin."""
    boards: dict[tuple[str, str, str], list[int]] = {}
    for place, one in enumerate(told):
        if _begins(one, clock):
            boards.setdefault(_board(one), []).append(place)
    for places in boards.values():
        yield sorted(places, key=lambda place: told[place]["starts_at"])


def _board(one: Told) -> tuple[str, str, str]:
    return (one["origin"], str(one["tracker_id"] or ""), one["board"])


def _begins(one: Told, clock: Clock) -> bool:
    is_late = one["state"] == SprintState.FUTURE and one["starts_at"] is not None and one["starts_at"] <= clock.now
    return one["starts_at"] is not None and not is_late


def _end(one: Told, clock: Clock) -> datetime | None:
    """When it ended or is to end; while it runs beyond its plan, the present."""
    planned: datetime | None = one["ends_at"]
    completed: datetime | None = one["completed_at"]
    if one["state"] == SprintState.CLOSED:
        return completed or planned
    if one["state"] == SprintState.ACTIVE:
        return max(planned or clock.now, clock.now + _MOMENT)
    return planned


def _days(one: Told, following: Told | None, clock: Clock, free_from: date) -> tuple[Window | None, bool]:
    start, end = one["starts_at"], _end(one, clock)
    is_cut = following is not None and end is not None and following["starts_at"] < end
    if following is not None and (end is None or is_cut):
        end = following["starts_at"]
    if end is None or end <= start:
        return None, is_cut
    first = max(_local(start, clock).date(), free_from)
    before = _first_day_after(end, following, clock)
    return (Window(first, before) if before > first else None), is_cut


def _first_day_after(end: datetime, following: Told | None, clock: Clock) -> date:
    local = _local(end, clock)
    is_shared = following is not None and _local(following["starts_at"], clock).date() == local.date()
    if is_shared and local.hour < _NOON:
        return local.date()
    return _local(end - _MOMENT, clock).date() + _DAY


def _local(instant: datetime, clock: Clock) -> datetime:
    return instant.astimezone(clock.zone)


def _listed(one: Told, window: Window | None, is_cut: bool) -> Sprint:  # noqa: FBT001 - private, read at one call
    own = {name: value for name, value in one.items() if name != "origin"}
    return Sprint(
        **own | {"state": SprintState(one["state"])},
        starts_on=window.start if window else None,
        ends_before=window.end if window else None,
        is_cut=is_cut,
    )


def _order(dated: tuple[Told, object]) -> tuple[str, UUID]:
    sprint, _ = dated
    return (sprint["starts_at"].isoformat() if sprint["starts_at"] else "", sprint["id"])


def _of(boards: Sequence[tuple[str, str, str]]) -> str:
    names = ", ".join(each[-1] for each in boards[:5])
    return f"Say which: {names}{' …' if len(boards) > 5 else ''}." if boards else "There are no sprints."  # noqa: PLR2004


async def _check_project(connection: Connection, project_id: ProjectId | None) -> None:
    if project_id is not None and await rows.find(connection, project_id) is None:
        raise Unknown(f"There is no project {project_id}.", next_step="List the projects.", field="project")

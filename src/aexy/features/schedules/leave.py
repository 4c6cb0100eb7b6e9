"""When people are away, and what that leaves of their working days."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.routing import Viewer
from aexy.features.schedules import rows, service
from aexy.features.schedules.schemas import Capacity, Holiday, Holidays, Leave, NewLeave
from aexy.kernel.calendars import Calendars
from aexy.kernel.errors import Unknown, Unusable
from aexy.kernel.facts import SCHEDULES, Facts
from aexy.kernel.holidays import check_place, days_off, parts_of, public_holidays
from aexy.kernel.ids import DeveloperId, WorkspaceId
from aexy.kernel.periods import Clock, Period
from aexy.store.postgres import Record

LIST = "leave"
_KEPT = {"developer": SCHEDULES["developer"], "country": pl.String(), "subdivision": pl.String()}
_AWAY = {"developer": SCHEDULES["developer"], "first_day": pl.Date(), "last_day": pl.Date()}


async def list_leave(
    context: Context, viewer: Viewer, developer_id: DeveloperId, *, cursor: str | None, limit: int
) -> Page[Leave]:
    """When somebody is away, latest first. What for is told to nobody but them."""
    place = read_cursor(LIST, cursor, (str, UUID))
    async with context.database.reading(viewer.workspace_id) as connection:
        who = await service.find_person(context, connection, viewer, developer_id)
        is_me = who.id == await service.own_id(connection, viewer)
        after = (_day(place[0]), place[1]) if place else None
        found = await rows.leave(connection, who.id, after=after, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return Page(
        items=[_as_seen(one, is_me=is_me) for one in found[:limit]],
        next_cursor=write_cursor(LIST, str(last.first_day), last.id) if last else None,
    )


async def add_leave(context: Context, viewer: Viewer, developer_id: DeveloperId, wish: NewLeave) -> Leave:
    """Somebody is away then. Forbidden for others than admins."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        who = await service.find_person(context, connection, viewer, developer_id)
        await service.check_change(connection, viewer, who)
        is_me = who.id == await service.own_id(connection, viewer)
        added = await rows.add_leave(connection, who.id, wish, context.now)
        await service.note_for_other(context, connection, viewer, who, "schedule.leave_added")
    await service.count_again(context, viewer)
    return _as_seen(added, is_me=is_me)


async def drop_leave(context: Context, viewer: Viewer, developer_id: DeveloperId, leave_id: UUID) -> None:
    """Somebody is there after all. Forbidden for others than admins."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        who = await service.find_person(context, connection, viewer, developer_id)
        await service.check_change(connection, viewer, who)
        if not await rows.drop_leave(connection, who.id, leave_id):
            raise Unknown(
                f"{who.name or 'This developer'} has no leave {leave_id}.",
                next_step="List their leave.",
                field="leave_id",
            )
        await service.note_for_other(context, connection, viewer, who, "schedule.leave_removed")
    await service.count_again(context, viewer)


async def holidays(
    context: Context, viewer: Viewer, *, year: int | None, country: str | None, subdivision: str | None
) -> Holidays:
    """The public holidays of a country in a year; of the workspace's where none is named. Unusable if unknown."""
    async with context.database.reading(viewer.workspace_id) as connection:
        workspace = await rows.workspace(connection, viewer.workspace_id)
    year = context.now.year if year is None else year
    if country is None and subdivision is not None:
        raise Unusable("A part of no country has no holidays.", next_step="Name the country.", field="country")
    if country is None:
        country, subdivision = workspace["country"], workspace["subdivision"]
    if country is None:
        return Holidays(year=year, country=None, subdivision=None, subdivisions=[], items=[])
    check_place(country, subdivision)
    return Holidays(
        year=year,
        country=country,
        subdivision=subdivision,
        subdivisions=list(parts_of(country)),
        items=[
            Holiday(day=day, name=name, is_working_day=day.isoweekday() in workspace["working_days"])
            for day, name in public_holidays(country, subdivision, [year]).items()
        ],
    )


async def capacity(
    context: Context, workspace_id: WorkspaceId, developers: Sequence[UUID], period: Period
) -> list[Capacity]:
    """Working days of each of these people in `[start, end)`, past or to come, and what holidays and leave take."""
    async with context.database.reading(workspace_id) as connection:
        workspace = await rows.workspace(connection, workspace_id)
        people = await rows.schedules(connection, developers)
        away = await rows.away(connection, developers, period.start, period.end)
    clock = Clock(context.now, working_days=frozenset(workspace["working_days"]))
    place = (workspace["country"], workspace["subdivision"]) if workspace["country"] else None
    return await asyncio.to_thread(_capacity, people, away, clock, place, period)


def _capacity(
    people: Sequence[Record], away: Sequence[Record], clock: Clock, place: tuple[str, str | None] | None, period: Period
) -> list[Capacity]:
    whose = _table(people, _KEPT)
    weeks = _table([{**row, "zone": row["time_zone"]} for row in people], dict(SCHEDULES))

    def left(off: pl.DataFrame) -> pl.Series:
        return Calendars.of(weeks, off, clock).working_days(whose["developer"], period.start, period.end)

    def off(leave: Sequence[Record]) -> pl.DataFrame:
        return days_off(whose, _table(leave, _AWAY), default=place, start=period.start, end=period.end)

    counted = left(Facts().days_off), left(off([])), left(off(away))
    return [
        Capacity(row["developer_id"], row["name"], week, week - without_holidays, without_holidays - there)
        for row, week, without_holidays, there in zip(people, *counted, strict=True)
    ]


def _table(found: Sequence[Any], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame([{name: row[name] for name in schema} for row in found], schema=schema)


def _as_seen(one: Leave, *, is_me: bool) -> Leave:
    return one if is_me else one.model_copy(update={"kind": "away", "note": None})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unusable(
            "The cursor is not one of this list.",
            next_step="Leave `cursor` out to begin at the first page.",
            field="cursor",
        ) from None

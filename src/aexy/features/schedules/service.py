"""Saying when people work and when they are away: each for themselves, admins for anybody, everybody may know when."""

from typing import Any
from uuid import UUID

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.ingest import service as ingest
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.people.schemas import DeveloperKind
from aexy.features.people.service import no_developer
from aexy.features.routing import Role, Viewer
from aexy.features.schedules import rows
from aexy.features.schedules.schemas import OwnPart, WorkingSchedule, WorkingScheduleWish
from aexy.kernel.errors import Forbidden, Unknown, Unusable
from aexy.kernel.holidays import check_place
from aexy.kernel.ids import DeveloperId
from aexy.store.postgres import Connection, Record

LIST = "schedules"
_OWN = {
    OwnPart.WORKING_DAYS: "working_days",
    OwnPart.HOURS: "starts_at",
    OwnPart.TIME_ZONE: "time_zone",
    OwnPart.HOLIDAYS: "country",
}


async def list_schedules(context: Context, viewer: Viewer, *, cursor: str | None, limit: int) -> Page[WorkingSchedule]:
    """When everybody works, by name."""
    place = read_cursor(LIST, cursor, (str, UUID))
    async with context.database.reading(viewer.workspace_id) as connection:
        after = (place[0], place[1]) if place else None
        found = await rows.by_name(connection, _sight(context, viewer), after=after, limit=limit + 1)
        workspace = await rows.workspace(connection, viewer.workspace_id)
        me = await own_id(connection, viewer)
    last = found[limit - 1] if len(found) > limit else None
    return Page(
        items=[_schedule(row, workspace, viewer, me) for row in found[:limit]],
        next_cursor=write_cursor(LIST, last["sorted_by"], last["developer_id"]) if last else None,
    )


async def get_schedule(context: Context, viewer: Viewer, developer_id: DeveloperId) -> WorkingSchedule:
    """When somebody works; Unknown when the workspace has no developer of that id."""
    async with context.database.reading(viewer.workspace_id) as connection:
        return await _found(connection, viewer, await find_person(context, connection, viewer, developer_id))


async def put_schedule(
    context: Context, viewer: Viewer, developer_id: DeveloperId, wish: WorkingScheduleWish
) -> WorkingSchedule:
    """Somebody works so from now on, and as far as numbers go they always did. Forbidden for others than admins."""
    if wish.country is not None:
        check_place(wish.country, wish.subdivision)
    async with context.database.workspace(viewer.workspace_id) as connection:
        who = await find_person(context, connection, viewer, developer_id)
        await check_change(connection, viewer, who)
        await rows.put(connection, who.id, wish, context.now)
        schedule = await _found(connection, viewer, who)
        await note_for_other(context, connection, viewer, who, "schedule.set")
    await count_again(context, viewer)
    return schedule


async def delete_schedule(context: Context, viewer: Viewer, developer_id: DeveloperId) -> None:
    """Somebody works as the workspace does. Their leave stays."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        who = await find_person(context, connection, viewer, developer_id)
        await check_change(connection, viewer, who)
        if not await rows.delete(connection, who.id):
            raise Unknown(
                f"{who.name or 'This developer'} has no schedule of their own.",
                next_step="They work as the workspace does: there is nothing to take back.",
                field="developer_id",
            )
        await note_for_other(context, connection, viewer, who, "schedule.removed")
    await count_again(context, viewer)


def _sight(context: Context, viewer: Viewer) -> rows.Sight:
    return rows.Sight(viewer.developer_id, None if viewer.teams is None else list(viewer.teams), context.now)


async def find_person(
    context: Context, connection: Connection, viewer: Viewer, developer_id: DeveloperId
) -> rows.Person:
    """Whose schedule it is; Unknown when there is nobody of that id within the viewer's reach."""
    found = await rows.person(connection, developer_id, _sight(context, viewer))
    if found is None:
        raise no_developer(developer_id)
    return found


async def own_id(connection: Connection, viewer: Viewer) -> DeveloperId | None:
    """Who the viewer said they are."""
    found = await rows.person(connection, viewer.developer_id) if viewer.developer_id else None
    return found.id if found else None


async def check_change(connection: Connection, viewer: Viewer, who: rows.Person) -> None:
    """Forbidden for whoever is neither the person nor an admin, Unusable for who is no person."""
    if who.kind is not DeveloperKind.HUMAN:
        raise Unusable(
            f"{who.name or 'This developer'} is no person and has no working hours.",
            next_step="Choose a person.",
            field="developer_id",
        )
    if not viewer.role.includes(Role.ADMIN) and await own_id(connection, viewer) != who.id:
        raise Forbidden(
            "Only the person and admins say when somebody works.",
            next_step="Ask them, or an admin of the workspace; if it is you, say so with `aexy me --as NAME`.",
        )


async def note_for_other(
    context: Context, connection: Connection, viewer: Viewer, who: rows.Person, action: str
) -> None:
    """Write down what somebody said for somebody else; what they say of themselves is their own affair."""
    if await own_id(connection, viewer) != who.id:
        await audit.record(
            connection, viewer.workspace_id, by=viewer.account_id, action=action, subject=f"developer:{who.id}",
            said={}, now=context.now,
        )  # fmt: skip


async def count_again(context: Context, viewer: Viewer) -> None:
    """The workspace's numbers rest on whatever was changed."""
    await ingest.generate_snapshots(context, viewer.workspace_id, requested_by=viewer.account_id)


async def _found(connection: Connection, viewer: Viewer, who: rows.Person) -> WorkingSchedule:
    workspace = await rows.workspace(connection, viewer.workspace_id)
    return _schedule(await rows.schedule(connection, who.id), workspace, viewer, await own_id(connection, viewer))


def _schedule(row: Record, workspace: dict[str, Any], viewer: Viewer, me: DeveloperId | None) -> WorkingSchedule:
    own = [part for part, column in _OWN.items() if row[column] is not None]
    keeps = row if OwnPart.HOLIDAYS in own else workspace
    is_me = row["developer_id"] == me
    return WorkingSchedule(
        developer_id=row["developer_id"],
        name=row["name"],
        working_days=row["working_days"] or workspace["working_days"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        time_zone=row["time_zone"] or workspace["time_zone"],
        country=keeps["country"],
        subdivision=keeps["subdivision"],
        own=own,
        is_me=is_me,
        may_change=is_me or viewer.role.includes(Role.ADMIN),
        updated_at=row["updated_at"],
    )

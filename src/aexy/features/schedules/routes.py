"""`/workspaces/{workspace_id}/insights`: working schedules, leave and holidays."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import NO_CONTENT, Asking, InContext, Policy, Routes
from aexy.features.schedules import leave, service
from aexy.features.schedules.schemas import Holidays, Leave, NewLeave, WorkingSchedule, WorkingScheduleWish
from aexy.features.workspaces.schemas import Country, Subdivision
from aexy.kernel.ids import DeveloperId

routes = Routes("/workspaces/{workspace_id}/insights", tag="schedules")


@routes.get("/working-schedules", policy=Policy.VIEWER)
async def list_working_schedules(
    context: InContext, viewer: Asking, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[WorkingSchedule]:
    """When everybody works, by name."""
    return await service.list_schedules(context, viewer, cursor=cursor, limit=limit)


@routes.get("/working-schedules/{developer_id}", policy=Policy.VIEWER)
async def get_working_schedule(context: InContext, viewer: Asking, developer_id: UUID) -> WorkingSchedule:
    """When one person works."""
    return await service.get_schedule(context, viewer, DeveloperId(developer_id))


@routes.put("/working-schedules/{developer_id}", policy=Policy.VIEWER)
async def set_working_schedule(
    context: InContext, viewer: Asking, developer_id: UUID, wish: WorkingScheduleWish
) -> WorkingSchedule:
    """Say when you work, or as an admin when somebody does; their numbers are counted anew."""
    return await service.put_schedule(context, viewer, DeveloperId(developer_id), wish)


@routes.delete("/working-schedules/{developer_id}", policy=Policy.VIEWER, status=NO_CONTENT)
async def remove_working_schedule(context: InContext, viewer: Asking, developer_id: UUID) -> None:
    """Work as the workspace does."""
    await service.delete_schedule(context, viewer, DeveloperId(developer_id))


@routes.get("/working-schedules/{developer_id}/leave", policy=Policy.VIEWER)
async def list_leave(
    context: InContext, viewer: Asking, developer_id: UUID, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[Leave]:
    """When one person is away, latest first; what for is told to nobody else."""
    return await leave.list_leave(context, viewer, DeveloperId(developer_id), cursor=cursor, limit=limit)


@routes.post("/working-schedules/{developer_id}/leave", policy=Policy.VIEWER, status=201)
async def add_leave(context: InContext, viewer: Asking, developer_id: UUID, wish: NewLeave) -> Leave:
    """Say when you are away, or as an admin when somebody is."""
    return await leave.add_leave(context, viewer, DeveloperId(developer_id), wish)


@routes.delete("/working-schedules/{developer_id}/leave/{leave_id}", policy=Policy.VIEWER, status=NO_CONTENT)
async def remove_leave(context: InContext, viewer: Asking, developer_id: UUID, leave_id: UUID) -> None:
    """Be there after all."""
    await leave.drop_leave(context, viewer, DeveloperId(developer_id), leave_id)


@routes.get("/holidays", policy=Policy.VIEWER)
async def list_holidays(
    context: InContext,
    viewer: Asking,
    year: Annotated[int | None, Query(ge=1970, le=2199, description="This year where it is left out.")] = None,
    country: Annotated[Country | None, Query()] = None,
    subdivision: Annotated[Subdivision | None, Query()] = None,
) -> Holidays:
    """The public holidays that would count; the workspace's where no country is named."""
    return await leave.holidays(context, viewer, year=year, country=country, subdivision=subdivision)

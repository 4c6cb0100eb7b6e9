"""`/workspaces/{workspace_id}/work-records`: managers', for there are deals and candidates among them."""

from typing import Annotated

from fastapi import Query

from aexy.features.importing.schemas import Posted
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import Asking, InContext, Policy, Routes
from aexy.features.work_records import service
from aexy.features.work_records.schemas import NewWorkRecords, WorkRecord, WorkRecordKind

routes = Routes("/workspaces/{workspace_id}/work-records", tag="work records")


@routes.get("", policy=Policy.MANAGER)
async def list_work_records(
    context: InContext,
    viewer: Asking,
    kind: Annotated[str | None, Query(max_length=40, description="Only of this kind.")] = None,
    status: Annotated[str | None, Query(max_length=500, description="Only with this status.")] = None,
    open: Annotated[bool | None, Query(description="Only open ones, or only closed ones.")] = None,  # noqa: A002 - the parameter's name
    external_id: Annotated[str | None, Query(max_length=500, description="Only with this id of its own.")] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> Page[WorkRecord]:
    """Tickets, deals, candidates and whatever else was brought, those that came last first."""
    return await service.list_records(
        context, viewer.workspace_id, kind=kind, status=status, is_open=open, external_id=external_id, cursor=cursor,
        limit=limit,
    )  # fmt: skip


@routes.post("", policy=Policy.MANAGER)
async def post_work_records(context: InContext, viewer: Asking, wish: NewWorkRecords) -> Posted:
    """Bring up to 500 records; what is known by kind and id already is brought up to date."""
    return await service.post(context, viewer.workspace_id, wish, requested_by=viewer.account_id)


@routes.get("/kinds", policy=Policy.MANAGER)
async def list_work_record_kinds(context: InContext, viewer: Asking) -> list[WorkRecordKind]:
    """The kinds there are, and how many of each."""
    return await service.list_kinds(context, viewer.workspace_id)

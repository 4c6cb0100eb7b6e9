"""`/workspaces/{workspace_id}/work-records`: managers', for there are deals and candidates among them."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from aexy.features.importing.schemas import Posted
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import Asking, InContext, Policy, Routes
from aexy.features.work_records import service
from aexy.features.work_records.schemas import NewWorkRecords, Wanted, WorkRecord, WorkRecordKind, WorkRecordWords

routes = Routes("/workspaces/{workspace_id}/work-records", tag="work records")


def _wanted(
    kind: Annotated[str | None, Query(max_length=40, description="Only of this kind.")] = None,
    status: Annotated[str | None, Query(max_length=500, description="Only with this status.")] = None,
    stage: Annotated[str | None, Query(max_length=500, description="Only in this stage.")] = None,
    open: Annotated[bool | None, Query(description="Only open ones, or only closed ones.")] = None,  # noqa: A002 - the parameter's name
) -> Wanted:
    return Wanted(kind=kind, status=status, stage=stage, is_open=open)


def _narrowed(
    context: InContext,
    wanted: Annotated[Wanted, Depends(_wanted)],
    external_id: Annotated[str | None, Query(max_length=500, description="Only with this id of its own.")] = None,
    owner: Annotated[UUID | None, Query(description="Only this person's.")] = None,
    overdue: Annotated[bool, Query(description="Only open ones that were due before now.")] = False,  # noqa: FBT002 - a query's flag
    q: Annotated[str | None, Query(max_length=200, description="Beginnings of words of the title.")] = None,
) -> Wanted:
    late = context.now if overdue else None
    return replace(wanted, external_id=external_id, owner=owner, words=q, due_before=late)


@routes.get("", policy=Policy.MANAGER)
async def list_work_records(
    context: InContext,
    viewer: Asking,
    wanted: Annotated[Wanted, Depends(_narrowed)],
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> Page[WorkRecord]:
    """Tickets, deals, candidates and whatever else was brought, those that came last first."""
    return await service.list_records(context, viewer.workspace_id, wanted, cursor=cursor, limit=limit)


@routes.post("", policy=Policy.MANAGER)
async def post_work_records(context: InContext, viewer: Asking, wish: NewWorkRecords) -> Posted:
    """Bring up to 500 records; what is known by kind and id already is brought up to date."""
    return await service.post(context, viewer.workspace_id, wish, requested_by=viewer.account_id)


@routes.get("/kinds", policy=Policy.MANAGER)
async def list_work_record_kinds(context: InContext, viewer: Asking) -> list[WorkRecordKind]:
    """The kinds there are, and how many of each."""
    return await service.list_kinds(context, viewer.workspace_id)


@routes.get("/kinds/{kind}", policy=Policy.MANAGER)
async def get_work_record_words(context: InContext, viewer: Asking, kind: str) -> WorkRecordWords:
    """What a kind means, and which stages and statuses its records have."""
    return await service.words_of(context, viewer.workspace_id, kind)

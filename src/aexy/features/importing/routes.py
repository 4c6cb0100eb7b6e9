"""`/workspaces/{workspace_id}/imports`: an administrator's, for rows become numbers about everybody."""

from typing import Annotated

from fastapi import Query, Request

from aexy.features.importing import posting, service
from aexy.features.importing.schemas import ImportTable, ImportWish, Posted, RowWish
from aexy.features.jobs.schemas import Job
from aexy.features.routing import Asking, Bound, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/imports", tag="imports")


@routes.post("", policy=Policy.ADMIN, status=202, bound=Bound.EXPENSIVE)
async def import_file(
    context: InContext, viewer: Asking, request: Request, wish: Annotated[ImportWish, Query()]
) -> Job:
    """Import the file that is the request's body, as it is; the job says how many rows are new, or what is wrong."""
    return await service.start(context, viewer.workspace_id, wish, request.stream(), requested_by=viewer.account_id)


@routes.get("/tables", policy=Policy.MEMBER)
async def list_import_tables(viewer: Asking) -> list[ImportTable]:  # noqa: ARG001 - asks who is there
    """The tables that can be imported, and what their columns hold."""
    return service.list_tables()


@routes.post("/rows", policy=Policy.ADMIN)
async def import_rows(context: InContext, viewer: Asking, wish: RowWish) -> Posted:
    """Take in up to 500 rows at once: a pipeline tells of its deployment, a tool of an incident."""
    return await posting.post(context, viewer.workspace_id, wish, requested_by=viewer.account_id)

"""`DELETE /workspaces/{workspace_id}`, and its way back."""

from typing import Annotated

from fastapi import Query, Request

from aexy.features.deletion import service
from aexy.features.routing import Asking, InContext, Policy, Routes, keeper
from aexy.features.workspaces.schemas import Workspace

routes = Routes("/workspaces/{workspace_id}", tag="workspaces")

Slug = Annotated[str, Query(max_length=100, description="The workspace's slug, to say that it is this one you mean.")]
AtOnce = Annotated[bool, Query(description="Within the hour instead of in seven days; it cannot be taken back then.")]


@routes.delete("", policy=Policy.OWNER, status=202)
async def delete_workspace(
    context: InContext, viewer: Asking, request: Request, slug: Slug, *, at_once: AtOnce = False
) -> Workspace:
    """Have everything of the workspace deleted in seven days; until then an owner can take it back."""
    answer = await service.ask(context, viewer, slug=slug, at_once=at_once)
    keeper(request).forget(viewer.account_id)
    return answer


@routes.post("/restore", policy=Policy.OWNER)
async def restore_workspace(context: InContext, viewer: Asking, request: Request) -> Workspace:
    """Take the deletion back."""
    answer = await service.restore(context, viewer)
    keeper(request).forget(viewer.account_id)
    return answer

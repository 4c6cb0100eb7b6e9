"""`/workspaces/{workspace_id}/developers` and `/me`."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request

from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.people import service
from aexy.features.people.schemas import Claim, Developer, DeveloperDetail, DeveloperKind, OwnDeveloper
from aexy.features.routing import Asking, InContext, Policy, Routes, keeper
from aexy.kernel.ids import DeveloperId

routes = Routes("/workspaces/{workspace_id}", tag="people")


@routes.get("/me", policy=Policy.VIEWER)
async def get_own_developer(context: InContext, viewer: Asking) -> OwnDeveloper:
    """Which developer you are."""
    return await service.get_me(context, viewer)


@routes.put("/me", policy=Policy.VIEWER)
async def set_own_developer(context: InContext, viewer: Asking, request: Request, wish: Claim) -> OwnDeveloper:
    """Say which developer you are, or with null that you are none."""
    developer_id = DeveloperId(wish.developer_id) if wish.developer_id else None
    answer = await service.set_me(context, viewer, developer_id)
    keeper(request).forget(viewer.account_id)
    return answer


@routes.get("/developers", policy=Policy.VIEWER)
async def list_developers(
    context: InContext,
    viewer: Asking,
    q: Annotated[str | None, Query(max_length=200, description="Part of a name, user name or address.")] = None,
    kind: DeveloperKind | None = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> Page[Developer]:
    """Developers by name."""
    return await service.list_developers(context, viewer, wanted=q, kind=kind, cursor=cursor, limit=limit)


@routes.get("/developers/{developer_id}", policy=Policy.VIEWER)
async def get_developer(context: InContext, viewer: Asking, developer_id: UUID) -> DeveloperDetail:
    """One developer, with identities and times in teams."""
    return await service.get_developer(context, viewer, DeveloperId(developer_id))

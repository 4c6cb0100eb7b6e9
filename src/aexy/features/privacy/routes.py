"""`/workspaces/{workspace_id}/erasures` and `/developers/{developer_id}/erasure`."""

from uuid import UUID

from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.privacy import access, service
from aexy.features.privacy.schemas import Access, Erasure, ErasureState, ErasureWish
from aexy.features.routing import Asking, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}", tag="privacy")


@routes.post("/developers/{developer_id}/erasure", policy=Policy.VIEWER, status=202)
async def erase_developer(context: InContext, viewer: Asking, developer_id: UUID, wish: ErasureWish) -> Erasure:
    """Erase a person: they ask and an admin confirms, or an admin does both. `dry_run` says what would go."""
    return await service.erase(context, viewer, developer_id, wish)


@routes.get("/erasures", policy=Policy.ADMIN)
async def list_erasures(context: InContext, viewer: Asking) -> list[Erasure]:
    """Who was erased when, named by nothing; the latest first."""
    return await service.list_erasures(context, viewer)


@routes.post("/erasures/{erasure_id}/confirm", policy=Policy.ADMIN, status=202)
async def confirm_erasure(context: InContext, viewer: Asking, erasure_id: UUID) -> Erasure:
    """Carry out what somebody asked for about themselves."""
    return await service.decide(context, viewer, erasure_id, ErasureState.CONFIRMED)


@routes.post("/erasures/{erasure_id}/refuse", policy=Policy.ADMIN)
async def refuse_erasure(context: InContext, viewer: Asking, erasure_id: UUID) -> Erasure:
    """Leave somebody as they are who asked to be erased."""
    return await service.decide(context, viewer, erasure_id, ErasureState.REFUSED)


@routes.get("/insights/developers/{developer_id}/access-log", policy=Policy.VIEWER)
async def list_accesses(
    context: InContext, viewer: Asking, developer_id: UUID, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[Access]:
    """Who looked at this person, for that person; admins see that somebody did."""
    return await access.list_accesses(context, viewer, developer_id, cursor=cursor, limit=limit)

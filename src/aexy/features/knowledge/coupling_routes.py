"""`/workspaces/{workspace_id}/insights/repositories/{repository_id}/coupling`."""

from uuid import UUID

from aexy.features.knowledge import coupling_service as service
from aexy.features.knowledge.coupling_schemas import (
    USUAL_SUPPORT,
    AcrossFolders,
    Confidence,
    Coupling,
    OfPath,
    Support,
)
from aexy.features.knowledge.hotspots_schemas import USUAL_WINDOW, WindowDays
from aexy.features.paging import USUAL_PAGE, Limit
from aexy.features.routing import Asking, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/insights", tag="knowledge")


@routes.get("/repositories/{repository_id}/coupling", policy=Policy.VIEWER)
async def get_repository_coupling(
    context: InContext,
    viewer: Asking,
    repository_id: UUID,
    *,
    window: WindowDays = USUAL_WINDOW,
    support: Support = USUAL_SUPPORT,
    confidence: Confidence = 0.3,
    across_folders: AcrossFolders = False,
    path: OfPath = None,
    limit: Limit = USUAL_PAGE,
) -> Coupling:
    """Files that change together, the closest first; and folders that issues join with other repositories."""
    wish = service.CouplingWish(support, confidence, across_folders, path, limit)
    return await service.find_coupling(context, viewer, repository_id, window=window, wish=wish)

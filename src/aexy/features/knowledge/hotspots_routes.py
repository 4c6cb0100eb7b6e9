"""`/workspaces/{workspace_id}/insights/repositories/{repository_id}/hotspots`."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from aexy.features.knowledge import hotspots_service as service
from aexy.features.knowledge.hotspots_schemas import USUAL_WINDOW, FileCommits, Folder, Hotspots, WindowDays
from aexy.features.paging import USUAL_PAGE, Limit
from aexy.features.routing import Asking, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/insights", tag="knowledge")

FilePath = Annotated[str, Query(min_length=1, max_length=4_000, description="The whole path from the root.")]


@routes.get("/repositories/{repository_id}/hotspots", policy=Policy.VIEWER)
async def get_repository_hotspots(
    context: InContext,
    viewer: Asking,
    repository_id: UUID,
    window: WindowDays = USUAL_WINDOW,
    folder: Folder = None,
    limit: Limit = USUAL_PAGE,
) -> Hotspots:
    """Files that are changed often and are complex, the hottest first."""
    return await service.find_hotspots(context, viewer, repository_id, window=window, folder=folder, limit=limit)


@routes.get("/repositories/{repository_id}/hotspots/commits", policy=Policy.VIEWER)
async def list_hotspot_commits(
    context: InContext, viewer: Asking, repository_id: UUID, path: FilePath, window: WindowDays = USUAL_WINDOW
) -> FileCommits:
    """The commits behind one file's place, newest first."""
    return await service.find_commits(context, viewer, repository_id, path=path, window=window)

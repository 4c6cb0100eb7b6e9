"""`/workspaces/{workspace_id}/search`: one question over everything that has a name."""

from typing import Annotated

from fastapi import Query

from aexy.features.routing import Asking, InContext, Policy, Routes
from aexy.features.search import service
from aexy.features.search.schemas import FoundAll

routes = Routes("/workspaces/{workspace_id}/search", tag="search")


@routes.get("", policy=Policy.VIEWER)
async def search_everything(
    context: InContext,
    viewer: Asking,
    q: Annotated[str, Query(max_length=200, description="Beginnings of words; whatever is found fits all of them.")],
    limit: Annotated[int, Query(ge=1, le=20, description="How many of each kind at most.")] = 6,
) -> FoundAll:
    """People, teams, repositories, projects and metrics by name, issues by key, folders by path, the best first."""
    return await service.search(context, viewer, q, limit=limit)

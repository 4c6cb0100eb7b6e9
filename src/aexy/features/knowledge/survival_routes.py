"""`/workspaces/{workspace_id}/insights/repositories/{repository_id}`: how long lines live, and what fixes point to."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from aexy.features.knowledge import survival_service, suspects_service
from aexy.features.knowledge.hotspots_schemas import USUAL_WINDOW, WindowDays
from aexy.features.knowledge.survival_schemas import CohortBy, Survival
from aexy.features.knowledge.suspects_schemas import SuspectedDefects
from aexy.features.paging import USUAL_PAGE, Limit
from aexy.features.routing import Asking, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/insights", tag="knowledge")

By = Annotated[CohortBy | None, Query(description="Quarters, unless they are more than sixteen; then years.")]


@routes.get("/repositories/{repository_id}/survival", policy=Policy.VIEWER, kept=True)
async def get_repository_survival(context: InContext, viewer: Asking, repository_id: UUID, by: By = None) -> Survival:
    """Of the lines written in each period, how many still stand at each later time, and their half-life."""
    return await survival_service.find_survival(context, viewer, repository_id, by=by)


@routes.get("/repositories/{repository_id}/suspected-defects", policy=Policy.VIEWER)
async def get_repository_suspected_defects(
    context: InContext,
    viewer: Asking,
    repository_id: UUID,
    window: WindowDays = USUAL_WINDOW,
    limit: Limit = USUAL_PAGE,
) -> SuspectedDefects:
    """Commits that later fixes point to: suspected, one by one, and of nobody."""
    return await suspects_service.find_suspected(context, viewer, repository_id, window=window, limit=limit)

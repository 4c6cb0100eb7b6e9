"""`/workspaces/{workspace_id}/knowledge/pull-requests`: which change may be regretted, and how much that says."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from aexy.features.knowledge import risk_service as service
from aexy.features.knowledge.risk_schemas import OneRisk, OpenRisks
from aexy.features.paging import USUAL_PAGE, Limit
from aexy.features.routing import Asking, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/knowledge", tag="knowledge")

Number = Annotated[int, Path(ge=1, le=2_147_483_647, description="Of the pull request, in its repository.")]
OfRepository = Annotated[UUID | None, Query(description="Only those of this repository.")]


@routes.get("/pull-requests/risk", policy=Policy.VIEWER)
async def list_pull_request_risks(
    context: InContext, viewer: Asking, repository_id: OfRepository = None, limit: Limit = USUAL_PAGE
) -> OpenRisks:
    """Open pull requests by their risk, the highest first; for their authors, teammates and managers."""
    return await service.list_risks(context, viewer, repository_id=repository_id, limit=limit)


@routes.get("/pull-requests/{repository_id}/{number}/risk", policy=Policy.VIEWER)
async def get_pull_request_risk(context: InContext, viewer: Asking, repository_id: UUID, number: Number) -> OneRisk:
    """The risk of one pull request, part by part, beside what lines added say alone."""
    return await service.find_risk(context, viewer, repository_id, number)

"""`/workspaces/{workspace_id}/insights/ai-impact`."""

from datetime import date
from typing import Annotated

from fastapi import Query

from aexy.features.assistance import service
from aexy.features.assistance.schemas import AiImpact
from aexy.features.routing import Asking, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/insights/ai-impact", tag="insights")

Subject = Annotated[str, Query(max_length=100, description="workspace, or team: and an id.")]
From = Annotated[date | None, Query(alias="from", description="The first local day, a Monday; half a year ago.")]
To = Annotated[date | None, Query(description="The day after the last, a Monday; that of this week.")]


@routes.get("", policy=Policy.VIEWER, kept=True)
async def get_ai_impact(
    context: InContext, viewer: Asking, subject: Subject = "workspace", from_: From = None, to: To = None
) -> AiImpact:
    """How much assistance can be seen, and what became of changes with and without it; by whole weeks."""
    return await service.ai_impact(context, viewer, subject, from_, to)

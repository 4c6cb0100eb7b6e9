"""`/analytics`: the workspace is named in the query."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from aexy.features.analytics import loads, service, together
from aexy.features.analytics.schemas import (
    ActivityHeatmap,
    Collaboration,
    CollaborationWish,
    Productivity,
    ProductivityWish,
    SkillHeatmap,
    SkillsWish,
    WorkloadTable,
    WorkloadWish,
)
from aexy.features.routing import AskingByQuery, Bound, InContext, Named, Policy, Routes

routes = Routes("/analytics", tag="analytics", workspace=Named.IN_QUERY)

From = Annotated[date | None, Query(alias="from", description="The first day; a year ago when left out.")]
To = Annotated[date | None, Query(description="The day after the last; the end of the open week.")]


@routes.post("/heatmap/skills", policy=Policy.VIEWER, bound=Bound.READING)
async def get_skill_heatmap(context: InContext, viewer: AskingByQuery, wish: SkillsWish | None = None) -> SkillHeatmap:
    """Who knows what, how far, and how sure that is."""
    return await service.skill_heatmap(context, viewer, wish or SkillsWish())


@routes.get("/heatmap/activity/{developer_id}", policy=Policy.VIEWER, kept=True)
async def get_activity_heatmap(
    context: InContext, viewer: AskingByQuery, developer_id: UUID, from_: From = None, to: To = None
) -> ActivityHeatmap:
    """What one person did, day by day and by hour of the week, by their own clock."""
    return await service.activity_heatmap(context, viewer, developer_id, start=from_, end=to)


@routes.post("/productivity", policy=Policy.VIEWER, bound=Bound.READING)
async def get_productivity(
    context: InContext, viewer: AskingByQuery, wish: ProductivityWish | None = None
) -> Productivity:
    """Commits, pull requests and reviews over time: the same numbers as the readings."""
    return await service.productivity(context, viewer, wish or ProductivityWish())


@routes.post("/workload", policy=Policy.VIEWER, bound=Bound.READING)
async def get_workload(context: InContext, viewer: AskingByQuery, wish: WorkloadWish | None = None) -> WorkloadTable:
    """How work in hand lies on people, part by part."""
    return await loads.workload(context, viewer, wish or WorkloadWish())


@routes.post("/collaboration", policy=Policy.VIEWER, bound=Bound.READING)
async def get_collaboration(
    context: InContext, viewer: AskingByQuery, wish: CollaborationWish | None = None
) -> Collaboration:
    """Who works with whom: people, what passes between them, and how closely the whole group works together."""
    return await together.collaboration(context, viewer, wish or CollaborationWish())

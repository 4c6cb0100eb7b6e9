"""`/intelligence/profile`, and the same where people are."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from aexy.features.intelligence import profile_service as service
from aexy.features.intelligence.profile_schemas import Profile
from aexy.features.routing import Asking, AskingByQuery, InContext, Named, Policy, Routes

routes = Routes("/intelligence/profile", tag="intelligence", workspace=Named.IN_QUERY)
person_routes = Routes("/workspaces/{workspace_id}/developers/{developer_id}/profile", tag="intelligence")


@routes.get("", policy=Policy.VIEWER)
async def get_profile(
    context: InContext,
    viewer: AskingByQuery,
    developer_id: Annotated[UUID | None, Query(description="About whom; whoever asks where it is left out.")] = None,
) -> Profile:
    """What somebody works in and knows, and their seniority with its evidence."""
    return await service.profile_of(context, viewer, developer_id)


@person_routes.get("", policy=Policy.VIEWER)
async def get_developer_profile(context: InContext, viewer: Asking, developer_id: UUID) -> Profile:
    """What one person works in and knows, and their seniority with its evidence."""
    return await service.profile_of(context, viewer, developer_id)

"""`/workspaces/{workspace_id}/developers/search`."""

from typing import Annotated

from fastapi import Query

from aexy.features.intelligence import search_service as service
from aexy.features.intelligence.search_schemas import FoundPeople
from aexy.features.people.schemas import DeveloperKind
from aexy.features.routing import Asking, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/developers/search", tag="people")


@routes.get("", policy=Policy.VIEWER)
async def search_developers(
    context: InContext,
    viewer: Asking,
    q: Annotated[
        str, Query(max_length=200, description="Beginnings of words; whoever is found fits all of them.")
    ] = "",
    kind: DeveloperKind | None = None,
    limit: Annotated[int, Query(ge=1, le=50, description="How many at most.")] = 20,
) -> FoundPeople:
    """People by name, user name, address, what they wrote about themselves, and what they know."""
    return await service.search_people(context, viewer, q, kind=kind, limit=limit)

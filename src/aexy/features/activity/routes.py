"""`/workspaces/{workspace_id}/activity`: what happened, newest first."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from aexy.features.activity import service
from aexy.features.activity.schemas import Happened
from aexy.features.activity.service import Sought, read_kinds
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import Asking, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/activity", tag="activity")


def _sought(
    team_id: Annotated[UUID | None, Query(description="By its people, and of the repositories it owns.")] = None,
    repository_id: Annotated[UUID | None, Query(description="In this repository.")] = None,
    developer_id: Annotated[UUID | None, Query(description="By this person.")] = None,
    kinds: Annotated[str | None, Query(max_length=300, description="Only these kinds, separated by commas.")] = None,
    bots: Annotated[bool, Query(description="What bots did as well.")] = False,  # noqa: FBT002 - a parameter of the address
    from_: Annotated[date | None, Query(alias="from", description="The first local day.")] = None,
    to: Annotated[date | None, Query(description="The day after the last.")] = None,
) -> Sought:
    return Sought(team_id, repository_id, developer_id, read_kinds(kinds), with_bots=bots, days=(from_, to))


@routes.get("", policy=Policy.VIEWER)
async def list_activity(
    context: InContext,
    viewer: Asking,
    sought: Annotated[Sought, Depends(_sought)],
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> Page[Happened]:
    """What happened, newest first."""
    return await service.list_activity(context, viewer, sought, cursor=cursor, limit=limit)

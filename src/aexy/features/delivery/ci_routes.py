"""`/workspaces/{workspace_id}/delivery/ci`: how often runs pass, how long they take, what is flaky, what they cost."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from aexy.features.delivery import ci_flaky, ci_service
from aexy.features.delivery.ci_counting import CiAsked
from aexy.features.delivery.ci_schemas import CiPrice, CiPriceWish, CiReport, Flakiness
from aexy.features.insights.schemas import Bucket
from aexy.features.paging import USUAL_PAGE, Cursor, Limit
from aexy.features.routing import Asking, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/delivery", tag="delivery")


def _asked(
    *,
    subject: Annotated[
        str, Query(description="workspace, team:ID, repository:ID or project:ID.", max_length=100)
    ] = "workspace",
    from_: Annotated[date | None, Query(alias="from", description="The first local day; 12 weeks ago.")] = None,
    to: Annotated[date | None, Query(description="The day after the last; the end of the open week.")] = None,
    team: Annotated[UUID | None, Query(description="Of repositories this team owned then.")] = None,
    service: Annotated[UUID | None, Query(description="Of the repositories of this service.")] = None,
    workflow: Annotated[
        str | None,
        Query(description="Of the workflow or pipeline of this name.", max_length=500, pattern=r"^[^\x00]+$"),
    ] = None,
) -> CiAsked:
    return CiAsked(subject, from_, to, team, service, workflow)


AskedCi = Annotated[CiAsked, Depends(_asked)]


@routes.get("/ci", policy=Policy.VIEWER)
async def get_ci(
    context: InContext,
    viewer: Asking,
    asked: AskedCi,
    bucket: Annotated[Bucket, Query(description="Into what the window is divided.")] = Bucket.WEEKLY,
) -> CiReport:
    """Success, duration, queue, flaky commits and minutes of a window, its periods, repositories and workflows."""
    return await ci_service.report(context, viewer, asked, bucket)


@routes.get("/ci/flaky", policy=Policy.VIEWER)
async def get_ci_flaky(
    context: InContext, viewer: Asking, asked: AskedCi, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Flakiness:
    """The commits and jobs that failed and then passed, unchanged; commits the latest first."""
    return await ci_flaky.flakiness(context, viewer, asked, cursor=cursor, limit=limit)


@routes.get("/ci/price", policy=Policy.VIEWER)
async def get_ci_price(context: InContext, viewer: Asking) -> CiPrice:
    """What a minute of CI costs, and who said so."""
    return await ci_service.get_price(context, viewer)


@routes.put("/ci/price", policy=Policy.ADMIN)
async def set_ci_price(context: InContext, viewer: Asking, wish: CiPriceWish) -> CiPrice:
    """Say what a minute of CI costs; null for both takes it back."""
    return await ci_service.set_price(context, viewer, wish)

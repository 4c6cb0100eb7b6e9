"""`/workspaces/{workspace_id}/delivery`: deployments and incidents as the rules count them, one by one."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from aexy.features.delivery import deployment_service, incident_service
from aexy.features.delivery.deployment_rows import Sought
from aexy.features.delivery.deployment_schemas import Correction, DeploymentDetail, DeploymentRow, IncidentRow
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import NO_CONTENT, Asking, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/delivery", tag="delivery")


class DeploymentStatus(StrEnum):
    """How a deployment went."""

    SUCCESS = "success"
    FAILURE = "failure"
    CANCELLED = "cancelled"
    RUNNING = "running"
    PENDING = "pending"


Service = Annotated[UUID | None, Query(description="Of this service.")]
From = Annotated[date | None, Query(alias="from", description="The first local day.")]
To = Annotated[date | None, Query(description="The day after the last.")]


def _sought(
    service: Service = None,
    environment: Annotated[str | None, Query(max_length=200, description="To this environment.")] = None,
    status: Annotated[DeploymentStatus | None, Query(description="Those that went so.")] = None,
    failed: Annotated[bool | None, Query(description="Those that broke something, or that did not.")] = None,
    production: Annotated[bool | None, Query(description="To production, or elsewhere.")] = None,
) -> Sought:
    return Sought(service, environment, status=status, failed=failed, is_production=production)


@routes.get("/deployments", policy=Policy.VIEWER)
async def list_deployments(
    context: InContext,
    viewer: Asking,
    sought: Annotated[Sought, Depends(_sought)],
    from_: From = None,
    to: To = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> Page[DeploymentRow]:
    """Counted deployments, those that ended last first."""
    return await deployment_service.list_deployments(
        context, viewer, sought, days=(from_, to), cursor=cursor, limit=limit
    )


@routes.get("/deployments/{deployment_id}", policy=Policy.VIEWER)
async def get_deployment(context: InContext, viewer: Asking, deployment_id: UUID) -> DeploymentDetail:
    """A deployment with what it brought."""
    return await deployment_service.get_deployment(context, viewer, deployment_id)


@routes.get("/incidents", policy=Policy.VIEWER)
async def list_incidents(
    context: InContext,
    viewer: Asking,
    service: Service = None,
    from_: From = None,
    to: To = None,
    open_: Annotated[bool | None, Query(alias="open", description="Those that are open, or over.")] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> Page[IncidentRow]:
    """Counted incidents, those that began last first."""
    return await incident_service.list_incidents(
        context, viewer, Sought(service, is_open=open_), days=(from_, to), cursor=cursor, limit=limit
    )


@routes.put("/incidents/{incident_id}/deployment", policy=Policy.MEMBER)
async def correct_incident(context: InContext, viewer: Asking, incident_id: UUID, wish: Correction) -> IncidentRow:
    """Say which deployment an incident came of; that wins over everything worked out."""
    return await incident_service.correct(context, viewer, incident_id, wish)


@routes.delete("/incidents/{incident_id}/deployment", policy=Policy.MEMBER, status=NO_CONTENT)
async def undo_incident_correction(context: InContext, viewer: Asking, incident_id: UUID) -> None:
    """Take that back."""
    await incident_service.undo(context, viewer, incident_id)

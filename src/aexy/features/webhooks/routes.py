"""`/webhooks/{connection_id}`, where providers knock, and a connection's deliveries for people."""

from typing import Annotated, cast
from uuid import UUID

from fastapi import Path, Query, Request, Response

from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import Asking, Bound, InContext, Policy, Routes, keeper
from aexy.features.webhooks import service
from aexy.features.webhooks.door import Porter, not_believed
from aexy.features.webhooks.schemas import Accepted, Delivery, DeliveryDetail, DeliveryState, Replayed
from aexy.kernel.ids import ConnectionId

door_routes = Routes("/webhooks", tag="webhooks")
routes = Routes("/workspaces/{workspace_id}/connections/{connection_id}/deliveries", tag="webhooks")

KEPT = b'{"is_new":true}'
KNOWN = b'{"is_new":false}'


@door_routes.post("/{connection_id}", policy=Policy.PUBLIC, status=202, answers=Accepted, bound=Bound.HOOKS)
async def receive_delivery(
    request: Request, connection_id: Annotated[str, Path(description="The connection it was set up for.")]
) -> Response:
    """Take a web hook's delivery, signed as the connection's secret says."""
    try:
        found = UUID(connection_id)
    except ValueError:
        raise not_believed() from None
    porter = cast("Porter", request.app.state.porter)
    is_new = await porter.receive(keeper(request).context(), found, dict(request.headers), request.body)
    return Response(KEPT if is_new else KNOWN, 202, media_type="application/json")


@routes.get("", policy=Policy.ADMIN)
async def list_deliveries(
    context: InContext,
    viewer: Asking,
    connection_id: UUID,
    state: Annotated[DeliveryState | None, Query(description="Only those of which this became.")] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> Page[Delivery]:
    """What its web hook brought, newest first."""
    return await service.list_deliveries(
        context, viewer.workspace_id, ConnectionId(connection_id), state=state, cursor=cursor, limit=limit
    )


@routes.post("/replay", policy=Policy.ADMIN, status=202)
async def replay_dead_deliveries(context: InContext, viewer: Asking, connection_id: UUID) -> Replayed:
    """Read all deliveries again that could not be read."""
    replayed = await service.replay_dead(context, viewer.workspace_id, ConnectionId(connection_id))
    return Replayed(replayed=replayed)


@routes.get("/{number}", policy=Policy.ADMIN)
async def get_delivery(context: InContext, viewer: Asking, connection_id: UUID, number: int) -> DeliveryDetail:
    """One delivery with what it says."""
    return await service.get_delivery(context, viewer.workspace_id, ConnectionId(connection_id), number)


@routes.post("/{number}/replay", policy=Policy.ADMIN, status=202)
async def replay_delivery(context: InContext, viewer: Asking, connection_id: UUID, number: int) -> DeliveryDetail:
    """Read one delivery again."""
    return await service.replay(context, viewer.workspace_id, ConnectionId(connection_id), number)

"""`/workspaces/{workspace_id}/connections/{connection_id}/sync`, `/health`, `/replay`, and `/sync-health`."""

from uuid import UUID

from aexy.features.jobs.schemas import Job
from aexy.features.routing import Asking, InContext, Policy, Routes
from aexy.features.syncing import health, service
from aexy.features.syncing.schemas import ConnectionHealth, SyncWish
from aexy.kernel.ids import ConnectionId

routes = Routes("/workspaces/{workspace_id}", tag="syncing")


@routes.get("/sync-health", policy=Policy.MEMBER)
async def list_sync_health(context: InContext, viewer: Asking) -> list[ConnectionHealth]:
    """How fresh and how whole everything is that comes from providers."""
    return await health.all_health(context, viewer.workspace_id)


@routes.get("/connections/{connection_id}/health", policy=Policy.MEMBER)
async def get_connection_health(context: InContext, viewer: Asking, connection_id: UUID) -> ConnectionHealth:
    """How the reading of one connection is, stream by stream."""
    return await health.health(context, viewer.workspace_id, ConnectionId(connection_id))


@routes.post("/connections/{connection_id}/sync", policy=Policy.MEMBER, status=202)
async def sync_connection(context: InContext, viewer: Asking, connection_id: UUID, wish: SyncWish) -> Job:
    """Read what is new at the provider; `full` asks for everything again."""
    return await service.start(
        context, viewer.workspace_id, ConnectionId(connection_id), full=wish.full, requested_by=viewer.account_id
    )


@routes.post("/connections/{connection_id}/replay", policy=Policy.ADMIN, status=202)
async def replay_connection(context: InContext, viewer: Asking, connection_id: UUID) -> Job:
    """Read the kept pages again with the reader there is now; the provider is not asked."""
    return await service.start_replay(
        context, viewer.workspace_id, ConnectionId(connection_id), requested_by=viewer.account_id
    )

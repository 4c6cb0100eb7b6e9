"""`/admin/system`: how the product is, as far as whoever asks may know."""

from aexy.features.routing import AskingByQuery, InContext, Named, Policy, Routes
from aexy.features.system import service
from aexy.features.system.schemas import SystemHealth

routes = Routes("/admin", tag="system", workspace=Named.IN_QUERY)


@routes.get("/system", policy=Policy.ADMIN)
async def get_system_health(context: InContext, viewer: AskingByQuery) -> SystemHealth:
    """How the product is: the workspace's part for its admins, the machine's for whoever runs it."""
    return await service.look(context, viewer.workspace_id, is_machine_shown=viewer.is_local_owner)

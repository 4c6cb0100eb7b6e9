"""`/workspaces/{workspace_id}/delivery`: deployments and incidents, told by a pipeline or a tool with a key."""

from aexy.features.delivery import telling
from aexy.features.delivery.telling_schemas import Taken, ToldDeployments, ToldIncidents
from aexy.features.routing import Asking, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/delivery", tag="delivery")


@routes.post("/deployments", policy=Policy.MANAGER)
async def tell_deployments(context: InContext, viewer: Asking, wish: ToldDeployments) -> Taken:
    """Tell of up to 500 deployments; what is known by its id already is brought up to date."""
    return await telling.take_deployments(context, viewer.workspace_id, wish, requested_by=viewer.account_id)


@routes.post("/incidents", policy=Policy.MANAGER)
async def tell_incidents(context: InContext, viewer: Asking, wish: ToldIncidents) -> Taken:
    """Tell of up to 500 incidents; what is known by its id already is brought up to date."""
    return await telling.take_incidents(context, viewer.workspace_id, wish, requested_by=viewer.account_id)

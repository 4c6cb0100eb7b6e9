"""`/workspaces/{workspace_id}/insights/dora/rules`: what counts as a deployment and as an incident, and a preview."""

from typing import Annotated

from fastapi import Path

from aexy.features.delivery import rules_preview, rules_service
from aexy.features.delivery.rules_schemas import (
    DeploymentSuggestion,
    NewRules,
    Preview,
    PreviewWish,
    Rules,
    RulesVersion,
)
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import Asking, Bound, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/insights/dora/rules", tag="delivery")


@routes.get("", policy=Policy.VIEWER)
async def get_delivery_rules(context: InContext, viewer: Asking) -> Rules:
    """The rules in force, and by which the numbers are counted."""
    return await rules_service.get_rules(context, viewer)


@routes.put("", policy=Policy.ADMIN)
async def set_delivery_rules(context: InContext, viewer: Asking, wish: NewRules) -> Rules:
    """Put other rules in force; everything is counted anew by them."""
    return await rules_service.set_rules(context, viewer, wish)


@routes.get("/versions", policy=Policy.VIEWER)
async def list_delivery_rules_versions(
    context: InContext, viewer: Asking, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[RulesVersion]:
    """Every state the rules were in, the latest first."""
    return await rules_service.list_versions(context, viewer, cursor=cursor, limit=limit)


@routes.get("/versions/{version}", policy=Policy.VIEWER)
async def get_delivery_rules_version(
    context: InContext, viewer: Asking, version: Annotated[int, Path(ge=0, le=2_000_000_000)]
) -> Rules:
    """The rules as they were; 0 are the product's own."""
    return await rules_service.get_rules(context, viewer, version)


@routes.get("/suggestions", policy=Policy.VIEWER)
async def list_delivery_suggestions(context: InContext, viewer: Asking) -> list[DeploymentSuggestion]:
    """What could stand for deployments in repositories that nothing is deployed from."""
    return await rules_preview.suggestions(context, viewer)


@routes.post("/preview", policy=Policy.MANAGER, bound=Bound.EXPENSIVE)
async def preview_delivery_rules(context: InContext, viewer: Asking, wish: PreviewWish) -> Preview:
    """What rules would count, fact by fact and why; nothing is changed."""
    return await rules_preview.preview(context, viewer, wish)

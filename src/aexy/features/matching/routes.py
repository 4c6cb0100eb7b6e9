"""`/matching`, with the workspace in the query; and `/workspaces/{workspace_id}/me/growth`."""

from uuid import UUID

from aexy.features.matching import deciding, growth, service
from aexy.features.matching.schemas import Growth, GrowthWish, Match, MatchWish, OutcomeSaid, OutcomeWish
from aexy.features.routing import Asking, AskingByQuery, InContext, Named, Policy, Routes

routes = Routes("/matching", tag="matching", workspace=Named.IN_QUERY)
own_routes = Routes("/workspaces/{workspace_id}/me", tag="matching")


@routes.post("", policy=Policy.MEMBER, within_teams=True)
async def match_task(context: InContext, viewer: AskingByQuery, wish: MatchWish) -> Match:
    """Who could take a piece of work, with every reason shown; no language model is asked."""
    return await service.match(context, viewer, wish)


@routes.put("/{match_id}/candidates/{developer_id}", policy=Policy.MEMBER, within_teams=True)
async def decide_about_candidate(
    context: InContext, viewer: AskingByQuery, match_id: UUID, developer_id: UUID, wish: OutcomeWish
) -> OutcomeSaid:
    """Say that somebody took it, or did not; null takes it back."""
    return await deciding.decide(context, viewer, match_id, developer_id, wish.verdict)


@own_routes.get("/growth", policy=Policy.VIEWER)
async def get_own_growth(context: InContext, viewer: Asking) -> Growth:
    """What you said you wish to learn."""
    return await growth.get_growth(context, viewer)


@own_routes.put("/growth", policy=Policy.VIEWER)
async def set_own_growth(context: InContext, viewer: Asking, wish: GrowthWish) -> Growth:
    """Say what you wish to learn, or with an empty list nothing."""
    return await growth.put_growth(context, viewer, wish)

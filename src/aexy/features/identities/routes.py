"""`/workspaces/{workspace_id}/identities`: managers look, admins decide, whoever it concerns consents."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from aexy.features.identities import service
from aexy.features.identities.schemas import (
    Answer,
    Consent,
    Decision,
    IdentityRules,
    KindWish,
    KnownIdentity,
    MergeWish,
    SplitWish,
    Suggestion,
)
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import Asking, InContext, Policy, Routes
from aexy.kernel.ids import DeveloperId

routes = Routes("/workspaces/{workspace_id}/identities", tag="identities")


@routes.get("", policy=Policy.MANAGER)
async def list_identities(
    context: InContext,
    viewer: Asking,
    q: Annotated[str | None, Query(max_length=200, description="Part of a name, user name or address.")] = None,
    provider: Annotated[str | None, Query(max_length=40)] = None,
    developer_id: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> Page[KnownIdentity]:
    """Names, addresses and accounts, each with whose it is and why."""
    return await service.list_identities(
        context, viewer, wanted=q, provider=provider, developer_id=developer_id, cursor=cursor, limit=limit
    )


@routes.get("/suggestions", policy=Policy.MANAGER)
async def list_identity_suggestions(
    context: InContext, viewer: Asking, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[Suggestion]:
    """Those who may be one person, the likeliest first."""
    return await service.list_suggestions(context, viewer, cursor=cursor, limit=limit)


@routes.post("/suggestions/{suggestion_id}/accept", policy=Policy.ADMIN, status=201)
async def accept_identity_suggestion(context: InContext, viewer: Asking, suggestion_id: UUID) -> Decision:
    """They are one person."""
    return await service.answer_suggestion(context, viewer, suggestion_id, is_right=True)


@routes.post("/suggestions/{suggestion_id}/reject", policy=Policy.ADMIN, status=201)
async def reject_identity_suggestion(context: InContext, viewer: Asking, suggestion_id: UUID) -> Decision:
    """They are different people, for good."""
    return await service.answer_suggestion(context, viewer, suggestion_id, is_right=False)


@routes.post("/merges", policy=Policy.ADMIN, status=201)
async def merge_identities(context: InContext, viewer: Asking, wish: MergeWish) -> Decision:
    """Several developers are one person."""
    return await service.merge(context, viewer, wish)


@routes.post("/splits", policy=Policy.ADMIN, status=201)
async def split_identities(context: InContext, viewer: Asking, wish: SplitWish) -> Decision:
    """Some identities of a developer are somebody else."""
    return await service.split(context, viewer, wish)


@routes.put("/kinds/{developer_id}", policy=Policy.ADMIN)
async def set_developer_kind(context: InContext, viewer: Asking, developer_id: UUID, wish: KindWish) -> Decision:
    """Say that a developer is a person, a bot or an agent."""
    return await service.set_kind(context, viewer, DeveloperId(developer_id), wish.kind)


@routes.get("/decisions", policy=Policy.MANAGER)
async def list_identity_decisions(
    context: InContext, viewer: Asking, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[Decision]:
    """What was decided about who is who, the latest first."""
    return await service.list_decisions(context, viewer, cursor=cursor, limit=limit)


@routes.post("/decisions/{decision_id}/undo", policy=Policy.ADMIN, status=201)
async def undo_identity_decision(context: InContext, viewer: Asking, decision_id: UUID) -> Decision:
    """Take a decision back, as if it had never been made."""
    return await service.undo(context, viewer, decision_id)


@routes.get("/rules", policy=Policy.MANAGER)
async def get_identity_rules(context: InContext, viewer: Asking) -> IdentityRules:
    """Name patterns of bots and agents, and servers whose no-reply addresses stand for accounts."""
    return await service.get_rules(context, viewer)


@routes.put("/rules", policy=Policy.ADMIN)
async def set_identity_rules(context: InContext, viewer: Asking, wish: IdentityRules) -> IdentityRules:
    """Say exactly this from now on."""
    return await service.set_rules(context, viewer, wish)


@routes.get("/consents", policy=Policy.VIEWER)
async def list_own_consents(
    context: InContext, viewer: Asking, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[Consent]:
    """Decisions that concern who you are, and wait for your yes."""
    return await service.list_consents(context, viewer, cursor=cursor, limit=limit)


@routes.post("/consents/{consent_id}", policy=Policy.VIEWER)
async def answer_consent(context: InContext, viewer: Asking, consent_id: UUID, wish: Answer) -> Consent:
    """Say yes or no to a decision that concerns who you are."""
    return await service.answer_consent(context, viewer, consent_id, answer=wish.answer)

"""`/workspaces/{workspace_id}/erasures` and `/developers/{developer_id}/erasure`."""

from uuid import UUID

from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.privacy import access, service, settings
from aexy.features.privacy.schemas import (
    Access,
    Erasure,
    ErasureState,
    ErasureWish,
    Expired,
    LlmConsent,
    LlmConsentWish,
    PrivacySettings,
    PrivacyWish,
)
from aexy.features.routing import Asking, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}", tag="privacy")


@routes.post("/developers/{developer_id}/erasure", policy=Policy.VIEWER, status=202)
async def erase_developer(context: InContext, viewer: Asking, developer_id: UUID, wish: ErasureWish) -> Erasure:
    """Erase a person: they ask and an admin confirms, or an admin does both. `dry_run` says what would go."""
    return await service.erase(context, viewer, developer_id, wish)


@routes.get("/erasures", policy=Policy.ADMIN)
async def list_erasures(context: InContext, viewer: Asking) -> list[Erasure]:
    """Who was erased when, named by nothing; the latest first."""
    return await service.list_erasures(context, viewer)


@routes.post("/erasures/{erasure_id}/confirm", policy=Policy.ADMIN, status=202)
async def confirm_erasure(context: InContext, viewer: Asking, erasure_id: UUID) -> Erasure:
    """Carry out what somebody asked for about themselves."""
    return await service.decide(context, viewer, erasure_id, ErasureState.CONFIRMED)


@routes.post("/erasures/{erasure_id}/refuse", policy=Policy.ADMIN)
async def refuse_erasure(context: InContext, viewer: Asking, erasure_id: UUID) -> Erasure:
    """Leave somebody as they are who asked to be erased."""
    return await service.decide(context, viewer, erasure_id, ErasureState.REFUSED)


@routes.get("/insights/developers/{developer_id}/access-log", policy=Policy.VIEWER)
async def list_accesses(
    context: InContext, viewer: Asking, developer_id: UUID, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[Access]:
    """Who looked at this person, for that person; admins see that somebody did."""
    return await access.list_accesses(context, viewer, developer_id, cursor=cursor, limit=limit)


@routes.get("/privacy/settings", policy=Policy.VIEWER)
async def get_privacy_settings(context: InContext, viewer: Asking) -> PrivacySettings:
    """How long things are kept, and whether language models may have any."""
    return await settings.get_settings(context, viewer)


@routes.put("/privacy/settings", policy=Policy.ADMIN)
async def set_privacy_settings(context: InContext, viewer: Asking, wish: PrivacyWish) -> PrivacySettings:
    """Change what is mentioned; days that are null are for ever."""
    return await settings.set_settings(context, viewer, wish)


@routes.get("/privacy/retention", policy=Policy.ADMIN)
async def list_expired(context: InContext, viewer: Asking) -> list[Expired]:
    """What would be deleted if it were applied now; it is once a day."""
    return await settings.expired(context, viewer)


@routes.get("/me/llm-consent", policy=Policy.VIEWER)
async def get_llm_consent(context: InContext, viewer: Asking) -> LlmConsent:
    """Whether what concerns you may be given to a language model."""
    return await settings.own_consent(context, viewer)


@routes.put("/me/llm-consent", policy=Policy.VIEWER)
async def set_llm_consent(context: InContext, viewer: Asking, wish: LlmConsentWish) -> LlmConsent:
    """Refuse, or take that back; nobody can say it for you."""
    return await settings.set_own_consent(context, viewer, wish)

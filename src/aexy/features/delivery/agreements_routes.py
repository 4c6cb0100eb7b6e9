"""`/workspaces/{workspace_id}/delivery/agreements`: what was agreed on about pull requests, and how far it is kept."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from aexy.features.delivery import agreements_keeping, agreements_service
from aexy.features.delivery.agreements_schemas import (
    Agreement,
    AgreementChange,
    AgreementTemplate,
    AgreementVerdict,
    AgreementWish,
    Keeping,
    Keepings,
)
from aexy.features.delivery.agreements_words import templates
from aexy.features.delivery.flow_looking import Asked
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import NO_CONTENT, Asking, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/delivery/agreements", tag="delivery")


def _window(
    from_: Annotated[date | None, Query(alias="from", description="The first local day; 12 weeks ago.")] = None,
    to: Annotated[date | None, Query(description="The day after the last; the end of the open week.")] = None,
) -> Asked:
    return Asked(start=from_, end=to)


AskedWindow = Annotated[Asked, Depends(_window)]
OfVerdict = Annotated[AgreementVerdict, Query(description="Which rows are listed.")]


@routes.get("", policy=Policy.VIEWER)
async def list_agreements(
    context: InContext, viewer: Asking, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[Agreement]:
    """Working agreements by name."""
    return await agreements_service.list_agreements(context, viewer, cursor=cursor, limit=limit)


@routes.get("/templates", policy=Policy.VIEWER)
async def list_agreement_templates(viewer: Asking) -> Page[AgreementTemplate]:
    """Agreements to begin with, one of each kind."""
    del viewer
    return Page(items=templates(), next_cursor=None)


@routes.get("/keeping", policy=Policy.VIEWER)
async def get_keepings(context: InContext, viewer: Asking, asked: AskedWindow) -> Keepings:
    """How far each agreement is kept, by week; the first 200 by name."""
    return await agreements_keeping.keepings(context, viewer, asked)


@routes.post("", policy=Policy.MANAGER, within_teams=True, status=201)
async def create_agreement(context: InContext, viewer: Asking, wish: AgreementWish) -> Agreement:
    """Agree on something, in a team or in the whole workspace."""
    return await agreements_service.add_agreement(context, viewer, wish)


@routes.get("/{agreement_id}", policy=Policy.VIEWER)
async def get_agreement(context: InContext, viewer: Asking, agreement_id: UUID) -> Agreement:
    """One agreement, with every version of it."""
    return await agreements_service.get_agreement(context, viewer, agreement_id)


@routes.patch("/{agreement_id}", policy=Policy.MANAGER, within_teams=True)
async def change_agreement(context: InContext, viewer: Asking, agreement_id: UUID, wish: AgreementChange) -> Agreement:
    """Call it something else, or agree on another limit from now on: that is a new version."""
    return await agreements_service.change_agreement(context, viewer, agreement_id, wish)


@routes.delete("/{agreement_id}", policy=Policy.MANAGER, within_teams=True, status=NO_CONTENT)
async def end_agreement(context: InContext, viewer: Asking, agreement_id: UUID) -> None:
    """Agree on it no more."""
    await agreements_service.end_agreement(context, viewer, agreement_id)


@routes.get("/{agreement_id}/keeping", policy=Policy.VIEWER)
async def get_keeping(
    context: InContext,
    viewer: Asking,
    agreement_id: UUID,
    asked: AskedWindow,
    verdict: OfVerdict = AgreementVerdict.BROKEN,
) -> Keeping:
    """How far one agreement is kept, by week, and what broke it."""
    return await agreements_keeping.keeping(context, viewer, agreement_id, asked, verdict=verdict)

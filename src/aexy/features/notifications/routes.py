"""`/workspaces/{workspace_id}/notifications`: what concerns whoever asks, and nobody else."""

from typing import Annotated

from fastapi import Query

from aexy.features.notifications import service
from aexy.features.notifications.schemas import (
    NotificationPreference,
    Notifications,
    PreferenceWish,
    ReadWish,
    Unread,
)
from aexy.features.paging import USUAL_PAGE, Cursor, Limit
from aexy.features.routing import Asking, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/notifications", tag="notifications")


@routes.get("", policy=Policy.VIEWER)
async def list_notifications(
    context: InContext,
    viewer: Asking,
    unread: Annotated[bool, Query(description="Only those that are unread.")] = False,  # noqa: FBT002 - a parameter of the address
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> Notifications:
    """What concerns you, the latest first."""
    return await service.list_notifications(context, viewer, unread=unread, cursor=cursor, limit=limit)


@routes.get("/unread", policy=Policy.VIEWER)
async def count_unread_notifications(context: InContext, viewer: Asking) -> Unread:
    """How many are unread."""
    return await service.count_unread(context, viewer)


@routes.post("/read", policy=Policy.VIEWER)
async def read_notifications(context: InContext, viewer: Asking, wish: ReadWish) -> Unread:
    """Mark some as read, or all."""
    return await service.read(context, viewer, wish.ids)


@routes.get("/preferences", policy=Policy.VIEWER)
async def get_notification_preferences(context: InContext, viewer: Asking) -> list[NotificationPreference]:
    """Which kinds you hear of."""
    return await service.preferences(context, viewer)


@routes.put("/preferences", policy=Policy.VIEWER)
async def set_notification_preferences(
    context: InContext, viewer: Asking, wish: PreferenceWish
) -> list[NotificationPreference]:
    """Turn kinds off, and all others on."""
    return await service.set_preferences(context, viewer, wish)

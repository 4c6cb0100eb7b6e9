"""What concerns somebody, the latest first: told, marked as read, and turned off by kind."""

from collections.abc import Sequence
from datetime import datetime

from aexy.context import Context
from aexy.features.notifications import rows
from aexy.features.notifications.schemas import (
    SAYS,
    Notification,
    NotificationKind,
    NotificationPreference,
    Notifications,
    PreferenceWish,
    Unread,
)
from aexy.features.paging import read_cursor, write_cursor
from aexy.features.routing import Viewer
from aexy.kernel.text import plain
from aexy.store.postgres import Record

LIST = "notifications"


async def list_notifications(
    context: Context, viewer: Viewer, *, unread: bool, cursor: str | None, limit: int
) -> Notifications:
    """What concerns the viewer in the last ninety days, the latest first."""
    place = read_cursor(LIST, cursor, (datetime, str))
    async with context.database.reading(viewer.workspace_id) as connection:
        muted = await rows.muted(connection, viewer)
        found = await rows.latest(
            connection, viewer, muted, context.now, after=(place[0], place[1]) if place else None, unread=unread,
            limit=limit + 1,
        )  # fmt: skip
        n = await rows.count(connection, viewer, muted, context.now)
    last = found[limit - 1] if len(found) > limit else None
    return Notifications(
        items=[_said(row) for row in found[:limit]],
        next_cursor=write_cursor(LIST, last["at"], last["id"]) if last else None,
        unread=n,
    )


async def count_unread(context: Context, viewer: Viewer) -> Unread:
    """How many are unread."""
    async with context.database.reading(viewer.workspace_id) as connection:
        muted = await rows.muted(connection, viewer)
        return Unread(unread=await rows.count(connection, viewer, muted, context.now))


async def read(context: Context, viewer: Viewer, ids: Sequence[str] | None) -> Unread:
    """These were read, or all of them; how many are left. An id of nothing is as good as read."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        if ids is None:
            await rows.read_all(connection, viewer, context.now)
        else:
            await rows.read(connection, viewer, list(dict.fromkeys(ids)), context.now)
        muted = await rows.muted(connection, viewer)
        return Unread(unread=await rows.count(connection, viewer, muted, context.now))


async def preferences(context: Context, viewer: Viewer) -> list[NotificationPreference]:
    """Every kind, and whether the viewer hears of it."""
    async with context.database.reading(viewer.workspace_id) as connection:
        return _preferences(await rows.muted(connection, viewer))


async def set_preferences(context: Context, viewer: Viewer, wish: PreferenceWish) -> list[NotificationPreference]:
    """Hear of all kinds but these."""
    muted = [kind.value for kind in NotificationKind if kind in wish.muted]
    async with context.database.workspace(viewer.workspace_id) as connection:
        await rows.mute(connection, viewer, muted)
    return _preferences(muted)


def _preferences(muted: Sequence[str]) -> list[NotificationPreference]:
    return [
        NotificationPreference(kind=kind, says=SAYS[kind], is_on=kind.value not in muted) for kind in NotificationKind
    ]


def _said(row: Record) -> Notification:
    said = {name: None if row[name] is None else plain(row[name]) for name in ("title", "says")}
    return Notification(**{**row, **said})

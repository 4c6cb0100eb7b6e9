"""What a workspace decides about its numbers: read by everybody in it, changed by its admins, every change kept."""

from dataclasses import replace

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.insights import purposes, purposes_rows
from aexy.features.insights import settings_rows as rows
from aexy.features.insights.purposes_rows import Signal
from aexy.features.insights.settings_rows import SETTABLE, Decided
from aexy.features.insights.settings_schemas import (
    Calendar,
    InsightSettings,
    InsightSettingsWish,
    Leaderboards,
    SettingChange,
)
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.routing import Viewer
from aexy.features.workspaces import service as workspaces
from aexy.kernel.errors import Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

CHANGES = "insight settings"


async def decided(context: Context, workspace_id: WorkspaceId) -> Decided:
    """What was decided, for whoever counts by it."""
    async with context.database.reading(workspace_id) as connection:
        return await rows.find(connection, workspace_id)


async def decided_in(connection: Connection, workspace_id: WorkspaceId) -> Decided:
    """The same within a transaction."""
    return await rows.find(connection, workspace_id)


async def get_settings(context: Context, viewer: Viewer) -> InsightSettings:
    """What is decided, and the workspace's calendar beside it."""
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await rows.find(connection, viewer.workspace_id)
        signals = await purposes_rows.statements(connection, viewer.workspace_id)
    workspace = await workspaces.get_workspace(context, viewer)
    return InsightSettings(
        leaderboards=Leaderboards(
            on=found.leaderboards,
            purpose=found.leaderboard_purpose,
            by=found.leaderboards_by if found.leaderboards else None,
            at=found.leaderboards_at if found.leaderboards else None,
        ),
        attrition=purposes.stated(signals.get(Signal.ATTRITION, purposes.OFF)),
        individual_risk=purposes.stated(signals.get(Signal.INDIVIDUAL_RISK, purposes.OFF)),
        churn_days=found.churn_days,
        default_period=found.default_period,
        auto_snapshots=found.auto_snapshots,
        half_life_days=found.half_life_days,
        skill_half_lives=dict(found.skill_half_lives),
        work_starts_at=found.work_starts_at.isoformat("minutes"),
        work_ends_at=found.work_ends_at.isoformat("minutes"),
        calendar=Calendar(
            time_zone=workspace.time_zone,
            working_days=workspace.working_days,
            late_from=workspace.late_from,
            late_until=workspace.late_until,
            change_at=f"/api/v1/workspaces/{viewer.workspace_id}",
        ),
        updated_at=found.updated_at,
    )


async def set_settings(context: Context, viewer: Viewer, wish: InsightSettingsWish) -> InsightSettings:
    """Change what is mentioned. Unusable for leaderboards without a purpose."""
    mentioned = {name: value for name in SETTABLE if (value := getattr(wish, name)) is not None}
    async with context.database.workspace(viewer.workspace_id) as connection:
        found = await rows.find(connection, viewer.workspace_id)
        wanted = replace(found, **mentioned)
        _check(wanted, wish)
        if not wanted.leaderboards:
            wanted = replace(wanted, leaderboard_purpose=None)
        signals = purposes.wanted(wish, before := await purposes_rows.statements(connection, viewer.workspace_id))
        changed: dict[str, object] = {f"{signal}_purpose": purpose for signal, purpose in signals.items()}
        if mentioned or not signals:
            changed |= await rows.put(connection, viewer.workspace_id, wanted, viewer.account_id, context.now)
        for signal, purpose in signals.items():
            await purposes_rows.put(connection, viewer.workspace_id, signal, purpose, viewer.account_id, context.now)
            was = before.get(signal, purposes.OFF).purpose
            await rows.note(connection, viewer.workspace_id, viewer.account_id, context.now, signal.value, was, purpose)
        if changed:
            await audit.record(
                connection, viewer.workspace_id, by=viewer.account_id, action="insight_settings.changed",
                subject="workspace", said=changed, now=context.now,
            )  # fmt: skip
    return await get_settings(context, viewer)


def _check(wanted: Decided, wish: InsightSettingsWish) -> None:
    if wanted.work_starts_at == wanted.work_ends_at:
        raise Unusable(
            "A working day that ends when it begins has no hours.",
            next_step="Give `work_starts_at` and `work_ends_at` two different times.",
            field="work_ends_at",
        )
    if wanted.leaderboards and not wanted.leaderboard_purpose:
        raise Unusable(
            "People are ranked only for a purpose that is stated to them.",
            next_step="Say in `leaderboard_purpose` what the leaderboards are for.",
            field="leaderboard_purpose",
        )
    if not wanted.leaderboards and wish.leaderboard_purpose:
        raise Unusable(
            "Leaderboards that are off have no purpose.",
            next_step="Turn them on with `leaderboards`, or leave the purpose out.",
            field="leaderboard_purpose",
        )


async def list_changes(context: Context, viewer: Viewer, *, cursor: str | None, limit: int) -> Page[SettingChange]:
    """Who changed what when, the latest first."""
    place = read_cursor(CHANGES, cursor, (int,))
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await rows.changes(connection, viewer.workspace_id, before=place[0] if place else None, limit=limit + 1)
    more = write_cursor(CHANGES, found[limit - 1][0]) if len(found) > limit else None
    return Page(items=[change for _, change in found[:limit]], next_cursor=more)

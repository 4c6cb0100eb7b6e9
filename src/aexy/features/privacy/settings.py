"""What a workspace decides about its people's data: how long it is kept, and whether language models may have any."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.ingest import service as ingest
from aexy.features.ingest.schemas import JobKind
from aexy.features.privacy import settings_rows as rows
from aexy.features.privacy.schemas import Expired, LlmConsent, LlmConsentWish, PrivacySettings, PrivacyWish
from aexy.features.privacy.settings_rows import KEPT_FOR, Decided
from aexy.features.routing import Viewer
from aexy.jobs.job import ApplyRetention
from aexy.kernel.errors import Unknown
from aexy.kernel.ids import WorkspaceId

OFF = "Nobody in this workspace has agreed to language models."
REFUSED = "Somebody this concerns does not want it to be given to a language model."


async def get_settings(context: Context, viewer: Viewer) -> PrivacySettings:
    """What is decided."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        found = await rows.find(connection, viewer.workspace_id)
        refusals = await rows.refusals(connection, viewer.workspace_id)
    return PrivacySettings(
        llm=found.llm,
        llm_by=found.llm_by,
        llm_at=found.llm_at,
        llm_refusals=refusals,
        raw_pages_days=found.raw_pages_days,
        deliveries_days=found.deliveries_days,
        access_log_days=found.access_log_days,
        job_logs_days=found.job_logs_days,
        time_series_days=found.time_series_days,
        updated_at=found.updated_at,
    )


async def set_settings(context: Context, viewer: Viewer, wish: PrivacyWish) -> PrivacySettings:
    """Change what is mentioned; days that are null are for ever."""
    said = {name: getattr(wish, name) for name in wish.model_fields_set}
    if said.get("llm", False) is None:
        del said["llm"]
    async with context.database.workspace(viewer.workspace_id) as connection:
        before = await rows.find(connection, viewer.workspace_id)
        changed = {name: value for name, value in said.items() if getattr(before, name) != value}
        if changed:
            wanted = replace(before, **changed)
            await rows.put(connection, viewer.workspace_id, wanted, viewer.account_id, context.now)
            await audit.record(
                connection, viewer.workspace_id, by=viewer.account_id, action="privacy.settings_changed",
                subject=f"workspace:{viewer.workspace_id}", said=changed, now=context.now,
            )  # fmt: skip
    return await get_settings(context, viewer)


async def may_send_to_llm(context: Context, workspace_id: WorkspaceId, people: Collection[UUID]) -> str | None:
    """Why what concerns these people may not be given to a language model; None when it may.

    Whoever is about to ask one asks this first, with everybody whose work, words or numbers would be in it.
    """
    async with context.database.workspace(workspace_id) as connection:
        if not (await rows.find(connection, workspace_id)).llm:
            return OFF
        return REFUSED if await rows.refused_of(connection, workspace_id, people) else None


async def own_consent(context: Context, viewer: Viewer) -> LlmConsent:
    """What the viewer said about themselves."""
    whose = _own(viewer)
    async with context.database.workspace(viewer.workspace_id) as connection:
        refused = await rows.refused_of(connection, viewer.workspace_id, [whose])
    why_not = await may_send_to_llm(context, viewer.workspace_id, [whose])
    return LlmConsent(
        refused=bool(refused),
        refused_at=min(refused.values(), default=None),
        may_be_sent=why_not is None,
        why_not=why_not,
    )


async def set_own_consent(context: Context, viewer: Viewer, wish: LlmConsentWish) -> LlmConsent:
    """The viewer refuses, or takes that back; nobody else can say it for them."""
    whose = _own(viewer)
    async with context.database.workspace(viewer.workspace_id) as connection:
        if wish.refused:
            await rows.refuse(connection, viewer.workspace_id, whose, context.now)
        else:
            await rows.allow(connection, viewer.workspace_id, whose)
        await audit.record(
            connection, viewer.workspace_id, by=viewer.account_id,
            action="privacy.llm_refused" if wish.refused else "privacy.llm_allowed",
            subject=f"developer:{whose}", said={}, now=context.now,
        )  # fmt: skip
    return await own_consent(context, viewer)


def _own(viewer: Viewer) -> UUID:
    if viewer.developer_id is None:
        raise Unknown(
            "Nobody said which person of this workspace you are.",
            next_step="Say who you are: `aexy me --as NAME`, or PUT /workspaces/{workspace_id}/me.",
        )
    return viewer.developer_id


async def expired(context: Context, viewer: Viewer) -> list[Expired]:
    """What would be deleted now; nothing is."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        decided = await rows.find(connection, viewer.workspace_id)
        return [
            Expired(
                what=what,
                days=days,
                rows=0
                if days is None
                else await rows.count_expired(
                    connection, viewer.workspace_id, what, context.now - timedelta(days=days)
                ),
            )
            for what in KEPT_FOR
            for days in [decided.days_of(what)]
        ]


async def apply_retention(context: Context, order: ApplyRetention) -> None:
    """Delete what is older than it is kept; the job says how much of what. Facts and snapshots are left alone."""
    if not await ingest.begin(context, order.workspace_id, order.job_id, stage="Looking for what is too old"):
        return
    counts: dict[str, int] = {}
    async with context.database.workspace(order.workspace_id) as connection:
        decided = await rows.find(connection, order.workspace_id)
        for what, before in _limits(decided).items():
            counts[what] = await rows.delete_expired(connection, order.workspace_id, what, context.now - before)
    await ingest.finish(context, order.workspace_id, order.job_id, details={"deleted": counts})


def _limits(decided: Decided) -> dict[str, timedelta]:
    days = {what: decided.days_of(what) for what in KEPT_FOR}
    return {what: timedelta(days=each) for what, each in days.items() if each is not None}


async def keep_house(context: Context) -> None:
    """Once a day, in every workspace."""
    async with context.database.pool.acquire() as connection:
        waiting = await rows.due(connection, context.now)
    for workspace_id in waiting:
        await ingest.order(context, workspace_id, JobKind.RETENTION, "rows", None)

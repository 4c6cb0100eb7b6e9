"""What people decide: rules, corrections by hand, months that are frozen and opened again."""

import asyncio
from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import polars as pl

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.insights.looking import look
from aexy.features.investment import rows
from aexy.features.investment.defaults import DEFAULT
from aexy.features.investment.schemas import (
    AllocationCorrection,
    CorrectionWish,
    FrozenMonth,
    InvestmentDocument,
    InvestmentRules,
    NewInvestmentRules,
    OpenWish,
)
from aexy.features.investment.sorting import Months, sorted_pulls
from aexy.features.routing import Viewer
from aexy.kernel.errors import Conflict, Unknown, Unusable
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.kernel.periods import Clock, Period, PeriodType, period_of
from aexy.kernel.text import plain
from aexy.store.postgres import Connection
from aexy.store.session import session


async def in_force(connection: Connection, workspace_id: WorkspaceId) -> tuple[int, InvestmentDocument]:
    """The version of the rules and what they say; version 0 are the product's own."""
    row = await rows.rules(connection, workspace_id)
    if row["version"] is None:
        return 0, DEFAULT
    return row["version"], InvestmentDocument.model_validate(orjson.loads(row["document"]))


async def get_rules(context: Context, viewer: Viewer) -> InvestmentRules:
    """The rules in force."""
    async with context.database.reading(viewer.workspace_id) as connection:
        row = await rows.rules(connection, viewer.workspace_id)
        version, document = await in_force(connection, viewer.workspace_id)
    return InvestmentRules(
        version=version,
        document=document,
        made_at=row["made_at"],
        made_by=None if row["made_by"] is None else plain(row["made_by"]),
        note=row["note"],
    )


async def set_rules(context: Context, viewer: Viewer, wish: NewInvestmentRules) -> InvestmentRules:
    """Put other rules in force; frozen months stay as they are. Conflict where they changed since they were read."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        await rows.wait(connection, viewer.workspace_id)
        version, _ = await in_force(connection, viewer.workspace_id)
        if wish.base_version != version:
            raise Conflict(
                f"The rules are at version {version}; yours were made from version {wish.base_version}.",
                next_step="Read the rules again and make your change to those.",
            )
        document = wish.document.model_dump(mode="json")
        await rows.add_rules(connection, version + 1, document, note=wish.note, by=viewer.account_id, now=context.now)
        keys = [one.key for one in wish.document.categories]
        await _record(
            context, connection, viewer, "investment_rules.changed", f"investment_rules:{version + 1}",
            version=version + 1, note=wish.note, categories=keys,
        )  # fmt: skip
    return await get_rules(context, viewer)


async def correct(
    context: Context, viewer: Viewer, repository_id: UUID, number: int, wish: CorrectionWish
) -> AllocationCorrection:
    """A pull request was spent on this, whatever rules say. Unknown where there is none, Unusable if not merged."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        _, document = await in_force(connection, viewer.workspace_id)
        pull = await _merged(connection, repository_id, number)
        document.check_category(wish.category)
        row = await rows.correct(connection, pull, wish.category, note=wish.note, by=viewer.account_id, now=context.now)
        await _record(
            context, connection, viewer, "investment.corrected", f"pull_request:{pull}",
            repository_id=str(repository_id), number=number, category=wish.category, note=wish.note,
        )  # fmt: skip
    return AllocationCorrection(repository_id=repository_id, number=number, **row)


async def uncorrect(context: Context, viewer: Viewer, repository_id: UUID, number: int) -> None:
    """It is what the rules say again. Unknown where nobody corrected it."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        pull = await _merged(connection, repository_id, number)
        category = await rows.uncorrect(connection, viewer.workspace_id, pull)
        if category is None:
            raise Unknown(
                f"Nobody corrected pull request {number}.", next_step="There is nothing to take back.", field="number"
            )
        await _record(
            context, connection, viewer, "investment.correction_removed", f"pull_request:{pull}",
            repository_id=str(repository_id), number=number, category=category,
        )  # fmt: skip


async def freeze(context: Context, viewer: Viewer, month: date) -> FrozenMonth:
    """Write a month down as it is now. Unusable for one that is not over, Conflict for one that is frozen."""
    view = await look(context, viewer, subject="workspace", start=None, end=None)
    period = _month_of(month)
    if period.is_open(view.clock):
        raise Unusable(f"{month:%B %Y} is not over.", next_step="Freeze it when it is.", field="month")
    return await write_down(context, viewer.workspace_id, view.clock, period, by=viewer.account_id)


async def freeze_by_itself(context: Context, workspace_id: WorkspaceId, zone: ZoneInfo, at: datetime) -> date:
    """Write down the month before the one this instant lies in, unless somebody was quicker; its first day."""
    clock = Clock(context.now, zone)
    this = period_of(PeriodType.MONTHLY, at.astimezone(zone).date())
    period = period_of(PeriodType.MONTHLY, this.start - timedelta(days=1))
    with suppress(Conflict):
        await write_down(context, workspace_id, clock, period, by=None)
    return period.start


async def write_down(
    context: Context, workspace_id: WorkspaceId, clock: Clock, period: Period, *, by: AccountId | None
) -> FrozenMonth:
    """Freeze a month; `by` None: it happens by itself."""
    async with context.database.reading(workspace_id) as connection:
        version, document = await in_force(connection, workspace_id)
    found = await asyncio.to_thread(_sorted, context.database.url, workspace_id, clock, Months(period, document.book))
    async with context.database.workspace(workspace_id) as connection:
        await rows.wait(connection, workspace_id)
        said = (await rows.months(connection, workspace_id, period.start, period.end)).get(period.start)
        if said is not None and said["is_frozen"]:
            raise Conflict(
                f"{period.start:%B %Y} is frozen already.", next_step="Open it again first, with a reason.",
            )  # fmt: skip
        row = await rows.put_month(connection, period.start, is_frozen=True, version=version, by=by, now=context.now)
        await rows.put_shares(connection, workspace_id, period.start, found)
        await audit.record(
            connection, workspace_id, by=by, action="investment.month_frozen",
            subject=f"month:{period.start}", said={"rules_version": version, "pulls": found.height}, now=context.now,
        )  # fmt: skip
    return FrozenMonth(**row)


def _sorted(url: str, workspace_id: WorkspaceId, clock: Clock, months: Months) -> pl.DataFrame:
    with session(url, workspace_id) as opened:
        return sorted_pulls(opened, clock, months).drop_nulls("merged")


async def open_again(context: Context, viewer: Viewer, month: date, wish: OpenWish) -> FrozenMonth:
    """Count a frozen month by the rules in force again, until somebody freezes it. Unknown where it is not frozen."""
    period = _month_of(month)
    async with context.database.workspace(viewer.workspace_id) as connection:
        await rows.wait(connection, viewer.workspace_id)
        said = (await rows.months(connection, viewer.workspace_id, period.start, period.end)).get(period.start)
        if said is None or not said["is_frozen"]:
            raise Unknown(f"{month:%B %Y} is not frozen.", next_step="There is nothing to open.", field="month")
        row = await rows.put_month(
            connection, period.start, is_frozen=False, version=said["rules_version"], by=viewer.account_id,
            now=context.now, reason=wish.reason,
        )  # fmt: skip
        await _record(
            context, connection, viewer, "investment.month_opened", f"month:{period.start}", reason=wish.reason
        )
    return FrozenMonth(**row)


def _month_of(month: date) -> Period:
    period = period_of(PeriodType.MONTHLY, month)
    if period.start != month:
        raise Unusable(f"{month} is not the first day of a month.", next_step=f"Write {period.start}.", field="month")
    return period


async def _merged(connection: Connection, repository_id: UUID, number: int) -> int:
    """The key of a merged pull request."""
    row = await rows.merged_pull(connection, repository_id, number)
    if row is None:
        raise Unknown(
            f"There is no pull request {number} in that repository.",
            next_step="Take it from the list of the allocation.",
            field="number",
        )
    if row["merged_at"] is None:
        raise Unusable("This pull request was not merged.", next_step="Only merged ones are counted.", field="number")
    return int(row["key"])


async def _record(
    context: Context, connection: Connection, viewer: Viewer, action: str, subject: str, **said: object
) -> None:
    await audit.record(
        connection, viewer.workspace_id, by=viewer.account_id, action=action, subject=subject, said=said,
        now=context.now,
    )  # fmt: skip

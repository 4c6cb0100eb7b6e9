"""CI for people: numbers with their price, flaky commits and jobs with their addresses, and what a minute costs."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.delivery import ci_rows as rows
from aexy.features.delivery.ci_counting import CiAsked, CiView, counted_numbers, keys_of, look_at_ci
from aexy.features.delivery.ci_rows import Price
from aexy.features.delivery.ci_schemas import (
    CiMinutesOf,
    CiNumbers,
    CiOfRepository,
    CiPeriod,
    CiPrice,
    CiPriceWish,
    CiReport,
    CiRepository,
    CiSpread,
    CiWorkflow,
)
from aexy.features.insights.schemas import Bucket
from aexy.features.insights.service import period_shape
from aexy.features.routing import Viewer
from aexy.kernel.errors import Unusable
from aexy.kernel.periods import PeriodType, periods_between
from aexy.kernel.text import plain
from aexy.store.postgres import Record

CAUTION = (
    "Minutes are added up as they were, not rounded as on an invoice; those of attempts before the last as far as their"
    " jobs are known. A flaky commit failed and then passed unchanged: something else than the change was the cause."
)
_NOTHING: Mapping[str, Any] = dict.fromkeys(
    (
        "success_rate",
        "flaky_rate",
        *(f"{span}_{name}" for span in ("duration", "queue") for name in ("median", "p75", "p90")),
    )
)

Row = Mapping[str, Any]


async def report(context: Context, viewer: Viewer, asked: CiAsked, bucket: Bucket) -> CiReport:
    """The runs of a window: together and against the window before, period by period, by repository and workflow."""
    looked = await look_at_ci(context, viewer, asked)
    kind = bucket.period_type or PeriodType.WEEKLY
    counted = await counted_numbers(context, looked, kind)
    view = looked.view
    keys = keys_of(counted["repositories"], counted["workflows"])
    async with context.database.reading(view.workspace_id) as connection:
        price = await rows.price(connection, view.workspace_id)
        named = await rows.repositories(connection, view.workspace_id, keys)
    return CiReport(
        as_of=context.now,
        time_zone=view.clock.zone.key,
        subject=view.name,
        service=plain(looked.service[1]) if looked.service else None,
        workflow=looked.workflow,
        start=view.window.start,
        end=view.window.end,
        caution=CAUTION,
        price=_price(price),
        total=CiNumbers(**_numbers(counted["total"], price)),
        previous=CiNumbers(**_numbers(counted["previous"], price)),
        bucket=bucket,
        trend=_trend(looked, counted["trend"], kind, price) if bucket.period_type else [],
        repositories=[
            CiOfRepository(repository=repository_of(named[row["repository"]]), **_numbers(row, price))
            for row in counted["repositories"] if row["repository"] in named
        ],
        workflows=[
            CiWorkflow(repository=repository_of(named[row["repository"]]), name=name_of(row), **_numbers(row, price))
            for row in counted["workflows"] if row["repository"] in named
        ],
        workflow_count=counted["workflow_count"],
    )  # fmt: skip


def repository_of(row: Record) -> CiRepository:
    """A repository as it is shown."""
    return CiRepository(id=row["id"], name=plain(row["name"]))


def name_of(row: Row) -> str | None:
    """A workflow's name as it is shown."""
    return None if row["name"] is None else plain(row["name"])


def _trend(looked: CiView, counted: Sequence[Row], kind: PeriodType, price: Price) -> list[CiPeriod]:
    view, there = looked.view, {date.fromisoformat(row["period_start"]): row for row in counted}
    return [
        CiPeriod(period=period_shape(period, view), **_numbers(there.get(period.start), price))
        for period in periods_between(kind, view.window.start, view.window.end)
    ]


def _numbers(row: Row | None, price: Price) -> dict[str, Any]:
    """The kernel's row as it is answered, with what it costs; of no runs, their number is 0 and the rest nothing."""

    def said(name: str) -> Any:  # noqa: ANN401 - a count, a share or nothing
        return row[name] if row is not None else _NOTHING.get(name, 0)

    is_known = said("of_jobs") + said("of_runs") > 0
    flaky, cancelled = said("wasted_flaky"), said("wasted_cancelled")
    minutes, wasted = (said("minutes"), flaky + cancelled) if is_known else (None, None)
    same = ("runs", "finished", "succeeded", "failed", "cancelled", "skipped", "other", "unfinished", "success_rate",
            "flaky_rate", "again", "again_unknown")  # fmt: skip
    return {
        **{name: said(name) for name in same},
        **{span: CiSpread(**{name: said(f"{span}_{name}") for name in CiSpread.model_fields})
           for span in ("duration", "queue")},
        "passed_commits": said("passed"),
        "flaky_commits": said("flaky"),
        "minutes": minutes,
        "minutes_of": CiMinutesOf(jobs=said("of_jobs"), runs=said("of_runs"), nobody=said("of_nobody")),
        "wasted_minutes": wasted,
        "wasted_flaky": flaky if is_known else None,
        "wasted_cancelled": cancelled if is_known else None,
        "cost": _cost(minutes, price),
        "wasted_cost": _cost(wasted, price),
    }  # fmt: skip


def _cost(minutes: float | None, price: Price) -> float | None:
    """To the hundredth, as money is."""
    if minutes is None or price.per_minute is None:
        return None
    return float(round(Decimal(minutes) * price.per_minute, 2))


async def get_price(context: Context, viewer: Viewer) -> CiPrice:
    """What a minute costs, and who said so."""
    async with context.database.reading(viewer.workspace_id) as connection:
        return _price(await rows.price(connection, viewer.workspace_id))


async def set_price(context: Context, viewer: Viewer, wish: CiPriceWish) -> CiPrice:
    """Say what a minute costs, with its currency, or that nobody knows. It stands in the audit log."""
    if (wish.per_minute is None) != (wish.currency is None):
        raise Unusable(
            "A price has an amount and a currency.",
            next_step="Say both `per_minute` and `currency`, or null for both.",
            field="currency" if wish.currency is None else "per_minute",
        )
    amount = None if wish.per_minute is None else round(Decimal(str(wish.per_minute)), 6)
    async with context.database.workspace(viewer.workspace_id) as connection:
        before = await rows.price(connection, viewer.workspace_id)
        if (before.per_minute, before.currency) != (amount, wish.currency):
            await rows.put_price(
                connection, viewer.workspace_id, amount, wish.currency, viewer.account_id, context.now
            )  # fmt: skip
            said = {"before": _said(before.per_minute, before.currency), "after": _said(amount, wish.currency)}
            await audit.record(
                connection, viewer.workspace_id, by=viewer.account_id, action="ci_price.changed",
                subject="workspace", said={"price": said}, now=context.now,
            )  # fmt: skip
        return _price(await rows.price(connection, viewer.workspace_id))


def _said(per_minute: Decimal | None, currency: str | None) -> str | None:
    return None if per_minute is None else f"{per_minute.normalize():f} {currency}"


def _price(price: Price) -> CiPrice:
    return CiPrice(
        per_minute=None if price.per_minute is None else float(price.per_minute),
        currency=price.currency,
        set_by=plain(price.set_by) if price.set_by else None,
        set_at=price.set_at,
    )

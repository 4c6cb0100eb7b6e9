"""DORA's five metrics of a workspace, service, team, repository or project, with all that stands beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from aexy.context import Context
from aexy.features.delivery import dora_rows
from aexy.features.delivery.dora_counting import DoraCounts, counts_of, counts_of_services
from aexy.features.delivery.dora_looking import DoraAsked, DoraView, look_at
from aexy.features.delivery.dora_schemas import (
    Beside,
    DirectPushes,
    Dora,
    DoraBin,
    DoraKey,
    DoraPoint,
    DoraReading,
    LeadStage,
    MergeWeek,
    RulesUsed,
    ServiceShort,
    Tier,
)
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.routing import Viewer
from aexy.kernel.delivery.changes import STAGES
from aexy.kernel.delivery.metrics import FIVE, DeliveryMetric
from aexy.kernel.delivery.reading import Figure, figure
from aexy.kernel.delivery.tiers import EDITIONS, tier
from aexy.kernel.metric import QUANTILES, Audience, days_begun
from aexy.kernel.periods import period_of
from aexy.kernel.privacy import QUORUM, TOO_FEW, withheld_of
from aexy.kernel.text import plain

# Numbers of people's own changes, which a small group's would give away.
OF_PEOPLE = frozenset({DoraKey.LEAD_TIME.value})
_STAGES: Mapping[str, tuple[str, str]] = {
    "coding": ("Coding", "From the first commit, or the opening if that was earlier, until ready for review."),
    "pickup": ("Pickup", "From ready for review until somebody's first review or remark on lines."),
    "review": ("Review", "From the first review until the last approval."),
    "merge": ("Merge", "From the last approval (without one, the step before) until the merge."),
    "deploy": ("Deploy", "From the merge until the first successful production deployment that had it."),
}


async def dora(context: Context, viewer: Viewer, asked: DoraAsked) -> Dora:
    """The five of one subject in a window, beside the window before, and the lead time in its parts."""
    view = await look_at(context, viewer, asked)
    found = await counts_of(context, view)
    withheld = withheld_from(view, found.authors)
    counts = found.counts
    return Dora(
        as_of=context.now,
        time_zone=view.view.clock.zone.key,
        subject=view.subject,
        start=view.window.start,
        end=view.window.end,
        rules=RulesUsed(version=view.rules.version, latest=view.rules.latest, made_at=view.rules.made_at),
        edition=asked.edition,
        editions=list(EDITIONS),
        metrics=[_reading(metric, found, view, asked.edition, withheld) for metric in FIVE],
        stages=[] if withheld else [_stage(stage, counts) for stage in STAGES],
        by_merge_week=[] if withheld else _weeks(found),
        direct=_direct(counts, is_shown=withheld is None),
        days_with_deployment=counts["days_with"],
        days=days_begun(view.view.clock, view.window),
        services=found.services,
        services_without_deployments=found.services - found.services_known,
    )


async def dora_of_service(context: Context, viewer: Viewer, service_id: UUID, asked: DoraAsked) -> Dora:
    """The same of a service."""
    return await dora(context, viewer, replace(asked, subject=f"service:{service_id}"))


async def dora_services(
    context: Context, viewer: Viewer, asked: DoraAsked, *, cursor: str | None, limit: int
) -> Page[ServiceShort]:
    """Every service by name, with its five; all are counted at once."""
    place = read_cursor("dora services", cursor, (int,))
    view = await look_at(context, viewer, replace(asked, subject="workspace"))
    counted = await counts_of_services(context, view)
    async with context.database.reading(viewer.workspace_id) as connection:
        known = await dora_rows.services(connection, viewer.workspace_id)
    start = place[0] if place else 0
    page = known[start : start + limit]
    more = write_cursor("dora services", start + limit) if len(known) > start + limit else None
    return Page(items=[_short(one, counted.get(one["key"], {}), view) for one in page], next_cursor=more)


def withheld_from(view: DoraView, authors: Sequence[int]) -> str | None:
    """Why the lead time is not for whoever asks: it is of fewer than five, and they may not see all of these."""
    if not 0 < len(authors) < QUORUM:
        return None
    hidden = [one for one in authors if withheld_of(Audience.TEAM, one, view.view.onlooker) is not None]
    return TOO_FEW if hidden else None


def _reading(
    metric: DeliveryMetric, found: DoraCounts, view: DoraView, edition: str, withheld: str | None
) -> DoraReading:
    hides = withheld if metric.key in OF_PEOPLE else None
    now, before = figure(metric, found.counts), figure(metric, found.previous)
    if hides or (metric.key in OF_PEOPLE and withheld_from(view, found.authors_before)):
        before = Figure(None, 0)
    shown = Figure(None, 0) if hides else now
    name = tier(edition, metric.key, shown.value)
    return DoraReading(
        **{each: getattr(metric, each) for each in ("name", "says", "formula", "caution", "unit", "better", "version")},
        key=DoraKey(metric.key),
        **shown._asdict(),
        previous=before.value,
        previous_n=before.n,
        tier=Tier(edition=edition, name=name) if name else None,
        beside=[] if hides else _beside(metric, found.counts),
        trend=[] if hides else [_point(metric, one, view) for one in found.periods],
        distribution=[] if hides else [DoraBin(start=low, end=high, n=n) for low, high, n in found.bins[metric.key]],
        withheld=hides,
    )


def _beside(metric: DeliveryMetric, counts: Mapping[str, Any]) -> list[Beside]:
    return [Beside(key=one.key, name=one.name, value=counts[one.column], unit=one.unit) for one in metric.beside]


def _point(metric: DeliveryMetric, counts: Mapping[str, Any], view: DoraView) -> DoraPoint:
    start = date.fromisoformat(counts["period_start"])
    period = period_of(view.bucket, start)
    one = figure(metric, counts)
    is_open = period.is_open(view.view.clock)
    return DoraPoint(start=start, end=period.end, open=is_open, value=one.value, n=one.n, low=one.low, high=one.high)


def _stage(stage: str, counts: Mapping[str, Any]) -> LeadStage:
    name, says = _STAGES[stage]
    numbers = {each: counts[f"{stage}_{each}"] for each in ("n", "mean", *QUANTILES)}
    return LeadStage(key=stage, name=name, says=says, **numbers)


def _weeks(found: DoraCounts) -> list[MergeWeek]:
    weeks = []
    for one in found.weeks:
        start = date.fromisoformat(one["period_start"])
        weeks.append(
            MergeWeek(
                start=start,
                end=date.fromordinal(start.toordinal() + 7),
                merged=one["merged"],
                deployed=one["merged_deployed"],
                not_deployed=one["not_deployed"],
                before=one["merged_before"],
            )
        )
    return weeks


def _direct(counts: Mapping[str, Any], *, is_shown: bool) -> DirectPushes:
    spans = {name: counts[f"pushed_{name}"] if is_shown else None for name in QUANTILES}
    return DirectPushes(n=counts["pushed_n"], not_deployed=counts["pushed_not_deployed"], **spans)


def _short(row: Mapping[str, Any], counts: Mapping[str, Any], view: DoraView) -> ServiceShort:
    hidden = OF_PEOPLE if withheld_from(view, counts.get("authors", ())) else frozenset[str]()
    nothing = Figure(None, 0)
    figures = {DoraKey(one.key): figure(one, counts) if counts and one.key not in hidden else nothing for one in FIVE}
    return ServiceShort(
        id=row["id"],
        name=plain(row["name"]),
        repositories=[plain(name) for name in row["repositories"]],
        values={key: one.value for key, one in figures.items()},
        n={key: one.n for key, one in figures.items()},
        deployments=counts.get("deployments", 0),
        not_deployed=counts.get("not_deployed", 0),
        last_deployed_at=row["last_deployed_at"],
    )


__all__ = ["DoraAsked", "dora", "dora_of_service", "dora_services", "withheld_from"]

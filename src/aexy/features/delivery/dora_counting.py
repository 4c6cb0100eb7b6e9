"""The five of one subject, counted from facts by the kernel and kept as long as facts, rules and the hour stay."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson
import polars as pl

from aexy.context import Context
from aexy.features.delivery.dora_looking import DoraView
from aexy.features.insights.counting import AN_HOUR
from aexy.kernel.delivery.belonging import Whose, known_since, services_of
from aexy.kernel.delivery.counting import Ready
from aexy.kernel.delivery.facts import DeliveryFacts
from aexy.kernel.delivery.metrics import FIVE
from aexy.kernel.delivery.reading import counted, distribution, figure
from aexy.kernel.metric import placed
from aexy.kernel.periods import Period, PeriodType, Window
from aexy.store.delivery_facts import DeliveryScope, read_delivery
from aexy.store.session import session

Counts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DoraCounts:
    """Everything about one subject in a window, as it is kept: counts by name, figures and bins as lists."""

    counts: dict[str, Any]
    previous: dict[str, Any]
    periods: list[dict[str, Any]]
    weeks: list[dict[str, Any]]
    bins: dict[str, list[list[Any]]]
    authors: list[int]
    authors_before: list[int]
    services: int
    services_known: int


async def counts_of(context: Context, view: DoraView) -> DoraCounts:
    """What was counted a moment ago, or is counted now."""
    found = await _kept(context, view, f"dora:{view.name}", lambda: asdict(_count(context.database.url, view)))
    return DoraCounts(**found)


async def counts_of_services(context: Context, view: DoraView) -> dict[int, Counts]:
    """The counts of every service in the window, by key."""
    name = f"dora-services:{view.name}"
    found = await _kept(context, view, name, lambda: _count_services(context.database.url, view))
    return {one["subject"]: one for one in found}


async def _kept(context: Context, view: DoraView, name: str, count: Any) -> Any:  # noqa: ANN401 - JSON
    workspace = view.view.workspace_id
    found = await context.cache.get(workspace, name)
    if found is None:
        found = orjson.dumps(await asyncio.to_thread(count))
        await context.cache.put(workspace, name, found, seconds=AN_HOUR)
    return orjson.loads(found)


def _count(url: str, view: DoraView) -> DoraCounts:
    with session(url, view.view.workspace_id) as opened:
        facts = read_delivery(opened, view.scope)
    return count(facts, view)


def count(facts: DeliveryFacts, view: DoraView) -> DoraCounts:
    """The numbers of the subject, of facts that were read for it."""
    ready = Ready.of(facts, view.whose, view.view.clock, only=view.key)
    known = known_since(facts, view.whose)
    window, before = view.window, view.before
    held = services_of(facts, view.whose, view.key, view.view.clock.now)

    def rows(buckets: PeriodType | Window, periods: Sequence[Period], *, stages: bool = False) -> list[dict[str, Any]]:
        return counted(ready, buckets, periods, known, [view.key], with_stages=stages).to_dicts()

    return DoraCounts(
        counts=rows(window, [window], stages=True)[0],
        previous=rows(before, [before])[0],
        periods=rows(view.bucket, view.periods),
        weeks=rows(PeriodType.WEEKLY, view.weeks),
        bins={metric.key: [list(one) for one in distribution(metric, ready, window)] for metric in FIVE},
        authors=_authors(ready, window),
        authors_before=_authors(ready, before),
        services=len(held),
        services_known=len(held & set(facts.known["service"])),
    )


def _authors(ready: Ready, window: Window) -> list[int]:
    """Whose changes went live or were merged in the window."""
    return sorted({author for authors in _authors_of(ready, window).values() for author in authors})


def _authors_of(ready: Ready, window: Window) -> dict[int, list[int]]:
    """The same by subject."""
    both = pl.concat(placed(rows, window).select("subject", "author", "by") for rows in (ready.gone_live, ready.merged))
    people = both.filter(by="people").group_by("subject").agg(pl.col("author").unique().sort())
    return dict(people.iter_rows())


def _count_services(url: str, view: DoraView) -> list[dict[str, Any]]:
    window, clock = view.window, view.view.clock
    scope = DeliveryScope(Whose.WORKSPACE, 0, view.span_of(window.start, window.end))
    with session(url, view.view.workspace_id) as opened:
        facts = read_delivery(opened, scope)
    ready, known = Ready.of(facts, Whose.SERVICE, clock), known_since(facts, Whose.SERVICE)
    keys = sorted({*facts.parts["service"], *known})
    authors = _authors_of(ready, window)
    rows = counted(ready, window, [window], known, keys).to_dicts()
    return [{**one, "authors": authors.get(one["subject"], [])} for one in rows]


__all__ = ["FIVE", "DoraCounts", "count", "counts_of", "counts_of_services", "figure"]

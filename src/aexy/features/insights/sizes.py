"""How large a subject's merged pull requests are, and how their cycle time goes with it."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from itertools import pairwise
from typing import Any
from uuid import UUID

import polars as pl
from pydantic import Field

from aexy.context import Context
from aexy.features.insights import guarding
from aexy.features.insights.counting import ALL_DAY, read_enriched
from aexy.features.insights.looking import View
from aexy.features.insights.remembering import counted_once
from aexy.features.insights.rollups import Days, look_at
from aexy.features.insights.schemas import Histogram, Quantiles, SubjectName
from aexy.features.paging import Shape
from aexy.features.routing import Viewer
from aexy.kernel.facts import Fact
from aexy.kernel.metric import Level, rows_of
from aexy.kernel.metrics import find
from aexy.store.session import session

LARGE = 400  # lines: above it, reviewers begin to skim
_COLUMNS = {"pull": pl.Int64(), "cycle_hours": pl.Float64(), "size": pl.Int64(), "is_providers_size": pl.Boolean()}
_BOUNDS = (0, 50, 200, LARGE + 1, 1001)
_EDGES = [0, 1, 2, 5, *(step * 10**power for power in range(1, 8) for step in (1, 2, 5))]


class SizeBand(Shape):
    """Merged pull requests of `from` up to but not including `to` lines, and how long they took."""

    start: int = Field(serialization_alias="from")
    end: int | None = Field(serialization_alias="to")
    n: int
    cycle_n: int = Field(description="Of how many the cycle time is known.")
    median_cycle_hours: float | None


class PullSizes(Shape):
    """The sizes of a subject's merged pull requests, in lines added and removed."""

    as_of: datetime
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    n: int = Field(description="Merged pull requests whose size is known.")
    unknown: int = Field(description="Merged pull requests whose size is not known: they are in none of the numbers.")
    providers: int = Field(description="How many of n rest on the provider's total, with generated files in it.")
    mean: float | None
    quantiles: Quantiles
    large_from: int = LARGE + 1
    large_share: float | None = Field(description="The share of more than 400 lines.")
    histogram: Histogram | None
    buckets: list[SizeBand]
    withheld: str | None
    caution: str = "Size does not make cycle time: what is hard is often both large and slow."


async def sizes(context: Context, viewer: Viewer, level: Level, id_: UUID | None, days: Days) -> PullSizes:
    """What `avg_pr_size` is the mean of. One person's are as private as that."""
    view = await look_at(context, viewer, level, id_, days)
    withheld = guarding.withheld(find("avg_pr_size"), view)
    if withheld:
        return _said(context, view, pl.DataFrame(schema=_COLUMNS), withheld)
    return _said(context, view, await merged_rows(context, view), None)


async def merged_rows(context: Context, view: View) -> pl.DataFrame:
    """The subject's merged pull requests of the window: `pull`, `cycle_hours`, `size`, `is_providers_size`."""
    found = await counted_once(context, view, "merged", partial(_read, context.database.url, view), seconds=ALL_DAY)
    return pl.DataFrame(found, schema=_COLUMNS, orient="row")


def _read(url: str, view: View) -> list[Any]:
    with session(url, view.workspace_id) as opened:
        enriched = read_enriched(opened, view, view.window, has_owned=False)
    there = rows_of(Fact.MERGED, enriched, by=view.subject.level, buckets=view.window)
    return there.filter(subject=view.subject.key).select(*_COLUMNS).unique().rows()


def _said(context: Context, view: View, merged: pl.DataFrame, withheld: str | None) -> PullSizes:
    known = merged.filter(pl.col("size").is_not_null())
    size = known["size"]
    quantiles = {name: size.quantile(share, "linear") for name, share in (("median", 0.5), ("p75", 0.75), ("p90", 0.9))}
    return PullSizes(
        as_of=context.now,
        subject=view.name,
        start=view.window.start,
        end=view.window.end,
        n=known.height,
        unknown=merged.height - known.height,
        providers=int(known["is_providers_size"].sum()),
        mean=_number(size.mean()),
        quantiles=Quantiles(**quantiles),
        large_share=_number((size > LARGE).mean()) if known.height else None,
        histogram=_histogram(size),
        buckets=[] if withheld else _buckets(known),
        withheld=withheld,
    )


def _number(found: object) -> float | None:
    return found if isinstance(found, float) else None


def _histogram(size: pl.Series) -> Histogram | None:
    """Steps of 1, 2 and 5 up to the first that is larger than every size."""
    if size.is_empty():
        return None
    inside = [edge for edge in _EDGES if (size >= edge).any()]
    edges: Sequence[int] = [*inside, _EDGES[len(inside)]] if len(inside) < len(_EDGES) else inside
    below = [int((size < edge).sum()) for edge in edges]
    counts = [upper - lower for lower, upper in pairwise(below)]
    return Histogram(edges=list(edges), counts=counts, previous_counts=None, scale="log")


def _buckets(known: pl.DataFrame) -> list[SizeBand]:
    found = []
    for start, end in zip(_BOUNDS, (*_BOUNDS[1:], None), strict=True):
        is_in = pl.col("size") >= start if end is None else pl.col("size").is_between(start, end, closed="left")
        cycle = known.filter(is_in)["cycle_hours"]
        timed = cycle.drop_nulls()
        hours = _number(timed.median())
        found.append(SizeBand(start=start, end=end, n=cycle.len(), cycle_n=timed.len(), median_cycle_hours=hours))
    return found

"""What other rules would come to: how much in each category, and which pull requests would move."""

import asyncio
from datetime import date

import polars as pl

from aexy.context import Context
from aexy.features.insights.looking import View, look
from aexy.features.investment import deciding, service
from aexy.features.investment.schemas import AllocatedAmount, InvestmentDocument, MovedPulls, RulesPreview, RulesWish
from aexy.features.investment.sorting import Months, amounts, sorted_pulls
from aexy.features.routing import Viewer
from aexy.kernel.periods import Period
from aexy.store.session import session

_EXAMPLES = 20


async def preview(context: Context, viewer: Viewer, wish: RulesWish) -> RulesPreview:
    """Over the last twelve months; what was corrected stays, and frozen months are looked at as if they were not."""
    view = await look(context, viewer, subject="workspace", start=None, end=None)
    days = service.usual_months(view)
    async with context.database.reading(view.workspace_id) as connection:
        _, before = await deciding.in_force(connection, view.workspace_id)
    old, new = await asyncio.to_thread(_both, context.database.url, view, days, before, wish.document)
    moved = (
        old.select("pull", before="category")
        .join(new, on="pull")
        .filter(pl.col("before").ne_missing(pl.col("category")))
        .sort("merged", "pull", descending=True)
    )
    kinds = (
        moved.group_by("before", "category").len().sort("len", "before", "category", descending=[True, False, False])
    )
    keys = [one.key for one in wish.document.categories]
    return RulesPreview(
        n=new.height,
        uncategorised_before=old["category"].null_count(),
        uncategorised_after=new["category"].null_count(),
        amounts=[AllocatedAmount(**one) for one in amounts(new, keys)],
        moved=[MovedPulls(before=before, after=after, pulls=pulls) for before, after, pulls in kinds.iter_rows()],
        examples=await service.named(context, viewer, moved.head(_EXAMPLES)),
    )


def _both(
    url: str, view: View, days: Period, before: InvestmentDocument, after: InvestmentDocument
) -> tuple[pl.DataFrame, pl.DataFrame]:
    nothing_frozen: tuple[date, ...] = ()
    with session(url, view.workspace_id) as opened:
        old, new = (
            sorted_pulls(opened, view.clock, Months(days, one.book, nothing_frozen)).drop_nulls("merged")
            for one in (before, after)
        )
    return old, new

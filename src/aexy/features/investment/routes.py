"""`/workspaces/{workspace_id}/insights/allocation`: what work is spent on, and deciding about it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Path, Query

from aexy.features.investment import deciding, previewing, service
from aexy.features.investment.schemas import (
    Allocation,
    AllocationCorrection,
    Came,
    CorrectionWish,
    FrozenMonth,
    InvestmentRules,
    NewInvestmentRules,
    OpenWish,
    RulesPreview,
    RulesWish,
    SortedPulls,
)
from aexy.features.investment.service import Asked, Listing
from aexy.features.paging import USUAL_PAGE, Cursor, Limit
from aexy.features.routing import NO_CONTENT, Asking, Bound, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/insights/allocation", tag="investment")

Month = Annotated[date, Path(description="The first day of a month.")]
Number = Annotated[int, Path(ge=1, le=2_000_000_000, description="The number of a pull request there.")]


def _asked(
    subject: Annotated[
        str, Query(max_length=60, description="`workspace`, `team:ID`, `repository:ID` or `project:ID`.")
    ] = "workspace",
    from_: Annotated[date | None, Query(alias="from", description="A day of the first month; twelve months.")] = None,
    to: Annotated[date | None, Query(description="The day after the last; the month that is open.")] = None,
) -> Asked:
    return Asked(subject, from_, to)


AskedMonths = Annotated[Asked, Depends(_asked)]
InCategory = Annotated[str | None, Query(max_length=40, description="Only in this category; `none`: in none.")]
ByWhat = Annotated[Came | None, Query(description="Only those that came there so.")]
Which = Annotated[Literal["all", "adjustments"], Query(description="All, or what changed since its month was frozen.")]


@routes.get("", policy=Policy.VIEWER)
async def get_allocation(context: InContext, viewer: Asking, asked: AskedMonths) -> Allocation:
    """What merged work was spent on, month by month: as rules sort it, as was corrected, and as it was frozen."""
    return await service.allocation(context, viewer, asked)


@routes.get("/pull-requests", policy=Policy.VIEWER)
async def list_allocated_pulls(
    context: InContext,
    viewer: Asking,
    asked: AskedMonths,
    category: InCategory = None,
    how: ByWhat = None,
    which: Which = "all",
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> SortedPulls:
    """The merged pull requests, the latest first, each with its category and why."""
    listing = Listing(category, how, which == "adjustments", cursor, limit)
    return await service.list_pulls(context, viewer, asked, listing)


@routes.get("/rules", policy=Policy.VIEWER)
async def get_investment_rules(context: InContext, viewer: Asking) -> InvestmentRules:
    """The rules in force."""
    return await deciding.get_rules(context, viewer)


@routes.put("/rules", policy=Policy.ADMIN)
async def set_investment_rules(context: InContext, viewer: Asking, wish: NewInvestmentRules) -> InvestmentRules:
    """Put other rules in force; frozen months stay as they are."""
    return await deciding.set_rules(context, viewer, wish)


@routes.post("/rules/preview", policy=Policy.MANAGER, bound=Bound.EXPENSIVE)
async def preview_investment_rules(context: InContext, viewer: Asking, wish: RulesWish) -> RulesPreview:
    """What rules would come to over the last twelve months; nothing is changed."""
    return await previewing.preview(context, viewer, wish)


@routes.put("/corrections/{repository_id}/{number}", policy=Policy.MEMBER)
async def correct_allocation(
    context: InContext, viewer: Asking, repository_id: UUID, number: Number, wish: CorrectionWish
) -> AllocationCorrection:
    """Say what a pull request was really spent on; it wins over every rule."""
    return await deciding.correct(context, viewer, repository_id, number, wish)


@routes.delete("/corrections/{repository_id}/{number}", policy=Policy.MEMBER, status=NO_CONTENT)
async def remove_allocation_correction(context: InContext, viewer: Asking, repository_id: UUID, number: Number) -> None:
    """Leave a pull request to the rules again."""
    await deciding.uncorrect(context, viewer, repository_id, number)


@routes.put("/months/{month}", policy=Policy.MANAGER)
async def freeze_allocation_month(context: InContext, viewer: Asking, month: Month) -> FrozenMonth:
    """Write a month that is over down as it is now."""
    return await deciding.freeze(context, viewer, month)


@routes.post("/months/{month}/open", policy=Policy.MANAGER)
async def open_allocation_month(context: InContext, viewer: Asking, month: Month, wish: OpenWish) -> FrozenMonth:
    """Open a frozen month again, and say why; it stays open until somebody freezes it."""
    return await deciding.open_again(context, viewer, month, wish)

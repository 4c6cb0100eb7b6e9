"""`/intelligence/reviews`: how somebody reviews."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from aexy.features.intelligence import reviews_service
from aexy.features.intelligence.reviews_schemas import AnalysedReviews, ResponseTime, ReviewQuality, ReviewsWish
from aexy.features.routing import AskingByQuery, Bound, InContext, Named, Policy, Routes

routes = Routes("/intelligence/reviews", tag="intelligence", workspace=Named.IN_QUERY)

Whom = Annotated[UUID | None, Query(description="Whose; whoever asks when left out.")]
From = Annotated[date | None, Query(alias="from", description="The first day; 12 weeks ago when left out.")]
To = Annotated[date | None, Query(description="The day after the last; the end of the open week.")]


@routes.get("/quality", policy=Policy.VIEWER)
async def get_review_quality(context: InContext, viewer: AskingByQuery, developer_id: Whom = None) -> ReviewQuality:
    """How thoroughly somebody reviews and how they help, over a year; for them, their teammates and managers."""
    return await reviews_service.quality(context, viewer, developer_id)


@routes.post("/analyze", policy=Policy.VIEWER, bound=Bound.READING)
async def analyze_reviews(
    context: InContext, viewer: AskingByQuery, wish: ReviewsWish | None = None
) -> AnalysedReviews:
    """Somebody's reviews one by one: how deep, how thorough, and why."""
    return await reviews_service.analyse(context, viewer, wish or ReviewsWish())


@routes.get("/response-time", policy=Policy.VIEWER)
async def get_response_time(
    context: InContext, viewer: AskingByQuery, developer_id: Whom = None, from_: From = None, to: To = None
) -> ResponseTime:
    """How soon somebody answers requests for a review, with what was never answered beside."""
    return await reviews_service.response_time(context, viewer, developer_id, start=from_, end=to)

"""How somebody reviews: over a year, review by review, and how soon they answer."""

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.insights.looking import View, look
from aexy.features.intelligence import reviews_rows, service
from aexy.features.intelligence.frames import Frames
from aexy.features.intelligence.reviews import (
    CAUTION,
    DEFINITIONS,
    REVIEW_QUALITY,
    SAYS,
    look_at_reviews,
    response_of,
)
from aexy.features.intelligence.reviews_schemas import (
    AnalysedReview,
    AnalysedReviews,
    AnsweredWithin,
    ResponseTime,
    ReviewedPull,
    ReviewQuality,
    ReviewStats,
    ReviewsWish,
)
from aexy.features.intelligence.reviews_words import why
from aexy.features.routing import Viewer
from aexy.kernel.analyses.reviewing import BEHAVIORS
from aexy.kernel.metrics import find
from aexy.kernel.privacy import withheld_of
from aexy.kernel.text import plain
from aexy.store.analysis_facts import review_facts
from aexy.store.session import session

NOTHING = "No review of theirs, and nothing they could have reviewed, is known here in these days."
_LIMITS = (4, 24, 72)  # hours
_SHOWN = (
    "total_reviews", "average_depth_score", "thoroughness_distribution", "review_rate", "reviews_per_week",
    "mentoring_score",
)  # fmt: skip


async def quality(context: Context, viewer: Viewer, developer_id: UUID | None) -> ReviewQuality:
    """How somebody reviews, for those who may see it."""
    found = await service.of_person(context, viewer, REVIEW_QUALITY, developer_id)
    view = await look(context, viewer, subject="workspace", start=None, end=None)
    stats = None if found.result is None else ReviewStats.model_validate(found.result)
    days = review_facts.year(view.clock)
    shown: dict[str, Any] = {name: None if stats is None else getattr(stats, name) for name in _SHOWN}
    return ReviewQuality(
        developer=found.developer,
        as_of=found.as_of,
        start=days.start,
        end=days.end,
        withheld=found.withheld,
        reason=None if stats is not None or found.withheld else found.failure or NOTHING,
        quality=stats,
        top_mentoring_behaviors=[] if stats is None else stats.top_mentoring_behaviors,
        says=SAYS,
        caution=CAUTION,
        version=REVIEW_QUALITY.version,
        definitions=DEFINITIONS,
        **shown,
    )


async def analyse(context: Context, viewer: Viewer, wish: ReviewsWish) -> AnalysedReviews:
    """Somebody's reviews one by one, the latest first, each with why it is said to be as it is."""
    view, withheld = await _look_at(context, viewer, wish.developer_id)
    found = pl.DataFrame()
    if withheld is None:
        found = await asyncio.to_thread(_reviews, context.database.url, view)
        since = view.clock.midnight(view.clock.today - timedelta(days=wish.days))
        found = found.filter(pl.col("developer") == view.subject.key, pl.col("at") >= since)
        if wish.thoroughness:
            found = found.filter(pl.col("thoroughness") == wish.thoroughness)
    shown = found.sort("at", "review", descending=True).head(wish.limit) if found.height else found
    async with context.database.reading(view.workspace_id) as connection:
        pulls = await reviews_rows.pulls(connection, set(shown["pull"]) if shown.height else ())
    return AnalysedReviews(
        developer=view.name,
        as_of=context.now,
        withheld=withheld,
        total=found.height,
        reviews=[_review(row, pulls[row["pull"]]) for row in shown.iter_rows(named=True) if row["pull"] in pulls],
        says=SAYS,
        caution=CAUTION,
    )


async def response_time(
    context: Context, viewer: Viewer, developer_id: UUID | None, *, start: date | None, end: date | None
) -> ResponseTime:
    """How soon somebody answers requests, slow answers among them and what was never answered beside."""
    view, withheld = await _look_at(context, viewer, developer_id, start=start, end=end)
    metric = find("review_turnaround_hours")
    told: Mapping[str, Any] = {"n": 0, "asked": 0, "unanswered": 0}
    hours: list[float] = []
    if withheld is None:
        told, hours = await asyncio.to_thread(_answers, context.database.url, view)
    return ResponseTime.model_validate(
        {
            "mean_hours": None, "median_hours": None, "p75_hours": None, "p90_hours": None, **told,
            "developer": view.name,
            "as_of": context.now,
            "start": view.window.start,
            "end": view.window.end,
            "withheld": withheld,
            "within": _within(hours) if hours else [],
            "says": metric.says,
            "caution": metric.caution,
        }
    )  # fmt: skip


async def _look_at(
    context: Context, viewer: Viewer, developer_id: UUID | None, *, start: date | None = None, end: date | None = None
) -> tuple[View, str | None]:
    whom = service.whom(viewer, developer_id)
    view = await look(context, viewer, subject=f"developer:{whom}", start=start, end=end)
    return view, withheld_of(REVIEW_QUALITY.audience, view.subject.key, view.onlooker)


def _frames(opened: Any, view: View) -> Frames:  # noqa: ANN401 - a session
    return Frames.about(opened, [view.subject.key], now=view.clock.now, clock=view.clock)


def _reviews(url: str, view: View) -> pl.DataFrame:
    with session(url, view.workspace_id) as opened:
        return look_at_reviews(_frames(opened, view))


def _answers(url: str, view: View) -> tuple[Mapping[str, Any], list[float]]:
    with session(url, view.workspace_id) as opened:
        numbers, answers = review_facts.answers_of(_frames(opened, view).reading, view.window)
    mine = numbers.filter(pl.col("developer") == view.subject.key).select(response_of().alias("response"))
    told = mine["response"][0] if mine.height else {"n": 0, "asked": 0, "unanswered": 0}
    hours = answers.filter(pl.col("developer") == view.subject.key)["hours"].drop_nulls()
    return told, hours.to_list()


def _within(hours: list[float]) -> list[AnsweredWithin]:
    edges = (0.0, *map(float, _LIMITS), float("inf"))
    counts = [sum(low <= each < high for each in hours) for low, high in pairwise(edges)]
    return [AnsweredWithin(hours=limit, reviews=n) for limit, n in zip((*_LIMITS, None), counts, strict=True)]


def _review(row: Mapping[str, Any], pull: Mapping[str, Any]) -> AnalysedReview:
    behaviors = [name for name in BEHAVIORS if row[name]]
    return AnalysedReview.model_validate(
        {
            "at": row["at"],
            "pull_request": ReviewedPull(
                id=row["pull"],
                repository=plain(pull["repository"]),
                number=pull["number"],
                title=plain(pull["title"]),
                url=pull["url"],
                lines=row["lines"],
            ),
            "state": row["state"],
            "remarks": row["comments"],
            "led_to_changes": row["led"],
            "depth": row["depth"],
            "thoroughness": row["thoroughness"],
            "behaviors": behaviors,
            "why": why(row, behaviors),
        }
    )

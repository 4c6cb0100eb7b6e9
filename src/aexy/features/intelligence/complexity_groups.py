"""A group's pull requests, one by one as they are kept, and what they come to together and over time."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from aexy.features.insights.looking import View
from aexy.features.intelligence.complexity_schemas import ComplexityPoint, Named
from aexy.kernel.analyses.change_kinds import CATEGORIES
from aexy.kernel.analyses.change_paths import TABLE
from aexy.kernel.analyses.complexity import LEVELS, classified
from aexy.kernel.analyses.effort import Fit
from aexy.store.analysis_facts.changes import Which, change_files, change_reviews, change_subjects, changes
from aexy.store.session import Session

MOST_NAMED = 10
# A longer window is told by months.
LONGEST_BY_WEEKS = timedelta(weeks=27)
_KEPT = (
    "developer", "repository", "level", "category", "score", "files", "component_names", "layer_names", "costly_names",
    "is_cross_cutting", "is_infrastructure", "is_known", "effort",
)  # fmt: skip


def read_group(opened: Session, view: View, fitted: Fit) -> pl.DataFrame:
    """Everybody's pull requests of the window, with the local `day` each was opened on."""
    last = min(view.window.end, view.clock.today + timedelta(days=1))
    which = Which.opened((view.clock.midnight(view.window.start), view.clock.midnight(last)))
    told = classified(
        changes(opened, which).drop_nulls("developer"),
        change_files(opened, which),
        change_subjects(opened, which),
        change_reviews(opened, which),
        fitted,
    )
    day = pl.col("opened").dt.convert_time_zone(view.clock.zone.key).dt.date().alias("day")
    return told.select(day, *_KEPT)


def empty() -> dict[str, Any]:
    """What a group says whose numbers are withheld."""
    nothing = ("files_per_pr", "complexity_score", "review_effort")
    return {
        **{f"avg_{name}": None for name in nothing},
        **dict.fromkeys(("median_complexity_score", "cross_cutting_ratio", "infrastructure_ratio")),
        **dict.fromkeys(("n", "reviewed_prs", "files_unknown"), 0),
        **{name: {} for name in ("complexity_distribution", "category_distribution", "critical_changes")},
        **{name: [] for name in ("common_components", "common_layers", "points")},
        "bucket": "week",
    }


def summed(found: pl.DataFrame, start: date, end: date) -> dict[str, Any]:
    """Counted from the pull requests themselves."""
    by_week = end - start <= LONGEST_BY_WEEKS
    return {
        "n": found.height,
        "complexity_distribution": counts(found["level"], LEVELS, "unknown"),
        "category_distribution": counts(found["category"], CATEGORIES, "uncategorised"),
        "critical_changes": {name: int(found["costly_names"].list.contains(name).sum() or 0) for name in TABLE.costly},
        "common_components": _commonest(
            found.select("repository", name="component_names")
            .explode("name")
            .drop_nulls("name")
            .select(name=pl.format("{}/{}", "repository", "name"))["name"]
        ),
        "common_layers": _commonest(found["layer_names"].explode()),
        "avg_files_per_pr": _number(found["files"].mean()),
        "avg_complexity_score": _number(found["score"].mean()),
        "median_complexity_score": _number(found["score"].median()),
        "cross_cutting_ratio": _number(found["is_cross_cutting"].cast(pl.Float64).mean()),
        "infrastructure_ratio": _number(found["is_infrastructure"].cast(pl.Float64).mean()),
        "avg_review_effort": _number(found["effort"].mean()),
        "reviewed_prs": found["effort"].count(),
        "files_unknown": int((~found["is_known"]).sum()),
        "bucket": "week" if by_week else "month",
        "points": _points(found, start, end, "1w" if by_week else "1mo"),
    }


def counts(names: pl.Series, known: tuple[str, ...], otherwise: str) -> dict[str, int]:
    """How many have each of these names, those that none has too; and how many none at all."""
    there = dict(names.drop_nulls().value_counts().iter_rows())
    return {name: there.get(name, 0) for name in known} | {otherwise: names.null_count()}


def _points(found: pl.DataFrame, start: date, end: date, every: str) -> list[ComplexityPoint]:
    """Each week or month of the window, those without any too."""
    first = pl.select(pl.lit(start).dt.truncate(every)).item()
    starts = pl.date_range(first, end - timedelta(days=1), every, eager=True)
    by_start = found.with_columns(pl.col("day").dt.truncate(every).alias("start")).partition_by("start", as_dict=True)
    return [
        ComplexityPoint(
            start=one,
            n=part.height,
            levels=counts(part["level"], LEVELS, "unknown"),
            categories=counts(part["category"], CATEGORIES, "uncategorised"),
        )
        for one in starts
        for part in [by_start.get((one,), found.head(0))]
    ]


def _commonest(names: pl.Series) -> list[Named]:
    counted = names.alias("name").drop_nulls().to_frame().group_by("name").len()
    ordered = counted.sort("len", "name", descending=[True, False]).head(MOST_NAMED)
    return [Named(name=name, n=n) for name, n in ordered.iter_rows()]


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None

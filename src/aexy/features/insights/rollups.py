"""All numbers of one subject in a window, family by family; and lists of subjects with the numbers people ask first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from aexy.context import Context
from aexy.features.insights.breaking import Spread, breakdown
from aexy.features.insights.counting import Counted, number_of
from aexy.features.insights.looking import View, look, read_metrics
from aexy.features.insights.remembering import remembering
from aexy.features.insights.schemas import Cell, Compare, Fresh, Reading, Source, SubjectName
from aexy.features.insights.service import Asked, window_reading
from aexy.features.paging import Shape
from aexy.features.routing import Viewer
from aexy.kernel.metric import Family, Level, Metric
from aexy.kernel.metrics import CATALOGUE

_ALL = 100_000  # rows of a breakdown: a list is put together page by page, its numbers at once
HEADLINES = (
    "active_developers",
    "commits_count",
    "prs_merged",
    "avg_pr_cycle_time_hours",
    "avg_time_to_first_review_hours",
    "avg_pr_size",
    "review_given_count",
)


class InFamily(Shape):
    """The numbers of one family."""

    family: Family
    readings: list[Reading]


class Rollup(Shape):
    """Every number there is of a subject, family by family, each beside that of the window before."""

    as_of: datetime
    time_zone: str
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    families: list[InFamily]
    fresh: Fresh


class Headlined(Shape):
    """One of a list, with the numbers people ask first."""

    subject: SubjectName
    readings: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Days:
    """The local dates `[start, end)` somebody asks about; the usual ones where they do not say."""

    start: date | None = None
    end: date | None = None


def headlines(level: Level) -> list[str]:
    """The keys people ask first, as far as they are counted at this level."""
    there = {metric.key for metric in CATALOGUE if level in metric.levels}
    return [key for key in HEADLINES if key in there]


async def look_at(context: Context, viewer: Viewer, level: Level, id_: UUID | None, days: Days) -> View:
    """A question's surroundings, of a subject by its level and id."""
    subject = f"{level}:{id_}" if id_ else str(level)
    return await look(context, viewer, subject=subject, start=days.start, end=days.end)


async def rollup(context: Context, viewer: Viewer, level: Level, id_: UUID | None, days: Days) -> Rollup:
    """Everything the catalogue counts at this level, of one subject."""
    view = await look_at(context, viewer, level, id_, days)
    once = remembering(context)
    metrics = read_metrics(None, view.subject.level)
    readings = [await window_reading(once, view, metric, Compare.PREVIOUS) for metric in metrics]
    return Rollup(
        as_of=context.now,
        time_zone=view.clock.zone.key,
        subject=view.name,
        start=view.window.start,
        end=view.window.end,
        families=_by_family(metrics, readings),
        fresh=fresh(context, view),
    )


def _by_family(metrics: Sequence[Metric], readings: Sequence[Reading]) -> list[InFamily]:
    found: dict[Family, list[Reading]] = {}
    for metric, reading in zip(metrics, readings, strict=True):
        found.setdefault(metric.family, []).append(reading)
    return [InFamily(family=family, readings=found[family]) for family in Family if family in found]


async def headlined(
    context: Context, viewer: Viewer, subjects: Sequence[SubjectName], days: Days, *, by: Level
) -> list[Headlined]:
    """The numbers people ask first of each of these; without facts in the window none, or 0 where that is so."""
    keys = ",".join(headlines(by))
    asked = Asked(keys, str(Level.WORKSPACE), days.start, days.end)
    broken = await breakdown(context, viewer, asked, Spread(by, limit=_ALL))
    cells = {row.subject.id: row.readings for row in broken.rows}
    found = []
    for subject in subjects:
        known = cells.get(subject.id) or await _without_facts(context, viewer, subject, days)
        found.append(Headlined(subject=subject, readings=known))
    return found


async def _without_facts(context: Context, viewer: Viewer, subject: SubjectName, days: Days) -> dict[str, Cell]:
    view = await look_at(context, viewer, subject.kind, subject.id, days)
    nothing = Counted(view.window, Source.FACTS, 0, {})
    metrics = read_metrics(",".join(headlines(subject.kind)), subject.kind)
    return {metric.key: Cell.of(metric, number_of(metric, nothing, view)) for metric in metrics}


def fresh(context: Context, view: View) -> Fresh:
    """How fresh the facts are."""
    known = view.fresh
    return Fresh(
        as_of=context.now,
        last_synced_at=known.last_synced_at,
        repositories=known.repositories,
        repositories_syncing=known.repositories_syncing,
    )


__all__ = ["Days", "Headlined", "InFamily", "Rollup", "fresh", "headlined", "headlines", "look_at", "rollup"]

"""How long lines of a repository live, by when they were written."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from aexy.context import Context
from aexy.features.insights.looking import View
from aexy.features.insights.rollups import Days, look_at
from aexy.features.knowledge.survival_schemas import AgePoint, CohortBy, CohortLayer, Survival
from aexy.features.routing import Viewer
from aexy.kernel.analyses.survival import CAUTION, SAYS, VERSION, Cohort, HalfLife, cohorts, half_life
from aexy.kernel.ids import RepositoryKey
from aexy.kernel.metric import Level
from aexy.kernel.periods import PeriodType
from aexy.store import line_rows
from aexy.store.analysis_facts.line_lives import read_added, read_removed, read_unknown
from aexy.store.line_rows import LineReading
from aexy.store.session import session

NO_LINES = "Nobody has read the lines of this repository yet: that is the last thing a sync does. Run `aexy sync`."
_NOTHING = "No lines were added that count."
# More layers than this are too many to tell apart: then they are years.
_MOST_QUARTERS = 16


@dataclass(frozen=True, slots=True)
class _Lives:
    by: CohortBy
    cohorts: list[Cohort]
    half_life: HalfLife
    unknown: int


async def find_survival(context: Context, viewer: Viewer, repository_id: UUID, *, by: CohortBy | None) -> Survival:
    """The layers, oldest first; by quarter, or by year where those are many. Unknown for no such repository."""
    view = await look_at(context, viewer, Level.REPOSITORY, repository_id, Days())
    read = await find_lines(context, view)
    lives = _Lives(by or CohortBy.QUARTER, [], HalfLife(None, ()), 0)
    if read is not None and read.tip is not None:
        lives = await asyncio.to_thread(_count, context.database.url, view, read, by)
    added = sum(one.added for one in lives.cohorts)
    return Survival(
        as_of=context.now,
        repository=view.name,
        by=lives.by,
        says=SAYS,
        caution=CAUTION,
        version=VERSION,
        n=added,
        standing=sum(one.standing[-1] for one in lives.cohorts),
        unknown=lives.unknown,
        half_life_months=lives.half_life.months,
        curve=[AgePoint(months=one.months, share=one.share, lines=one.lines) for one in lives.half_life.curve],
        reason=None if added else why_no_lines(read) or _NOTHING,
        cohorts=[_layer(one) for one in lives.cohorts],
    )


async def find_lines(context: Context, view: View) -> LineReading | None:
    """How far the lines of the repository were read."""
    async with context.database.reading(view.workspace_id) as connection:
        return await line_rows.find_reading(connection, view.workspace_id, RepositoryKey(view.subject.key))


def why_no_lines(read: LineReading | None) -> str | None:
    """Why nothing is known of lines; None where something is."""
    if read is None:
        return NO_LINES
    return None if read.tip is not None else read.failure or NO_LINES


def _count(url: str, view: View, read: LineReading, by: CohortBy | None) -> _Lives:
    with session(url, view.workspace_id) as opened:
        added, removed = read_added(opened, view.subject.key), read_removed(opened, view.subject.key)
        unknown = read_unknown(opened, view.subject.key)
    until = max(read.read_at, view.clock.now)
    quarters = cohorts(added, removed, PeriodType.QUARTERLY, view.clock, until) if by is not CohortBy.YEAR else []
    chosen = by or (CohortBy.QUARTER if len(quarters) <= _MOST_QUARTERS else CohortBy.YEAR)
    found = quarters if chosen is CohortBy.QUARTER else cohorts(added, removed, None, view.clock, until)
    return _Lives(chosen, found, half_life(added, removed, until), unknown)


def _layer(one: Cohort) -> CohortLayer:
    return CohortLayer(
        start=one.period.start,
        end=one.period.end,
        added=one.added,
        standing=list(one.standing),
        share=one.standing[-1] / one.added if one.added else None,
    )

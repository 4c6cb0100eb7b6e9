"""The made-up organization has a network to look at, and changes that take longer the more there is to them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import polars as pl
from tests.features.analytics.conftest import Asker
from tests.features.ingest.test_demo_links import made

from aexy.context import Context
from aexy.features.analytics.schemas import CollaborationWish, WindowWish
from aexy.features.intelligence import collaboration_service, complexity_service
from aexy.kernel.analyses.colleagues import acquainted, pairs, profiles
from aexy.kernel.analyses.network import edges
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.periods import Clock
from aexy.sources.demo.organization import Size, found
from aexy.store.analysis_facts.meetings import read_meetings, usual_span
from aexy.store.analysis_facts.reaching import read_acquaintances
from aexy.store.analysis_facts.reading import Reading
from aexy.store.postgres import Connection, Database
from aexy.store.session import Session, session

SIZE = Size(ends_on=date(2026, 11, 20), developers=14, commits=3_000, seed=5)


async def test_the_demo_has_a_network_and_changes_of_every_kind(
    context: Context, viewer: Asker, database: Database, workspace: WorkspaceId
) -> None:
    await made(database, workspace, found(SIZE))
    then = context.at(datetime(2026, 11, 23, tzinfo=UTC))
    whole = await collaboration_service.team(then, viewer(), CollaborationWish())
    assert (whole.withheld_whole, whole.cohesion.withheld) == (None, None)
    assert whole.n > 500
    assert whole.reciprocity.value is not None
    assert len(whole.trend) == 7
    drawn = await collaboration_service.graph(then, viewer(), CollaborationWish())
    assert drawn.n == whole.n
    changes = await complexity_service.of_group(then, viewer(), WindowWish())
    assert (changes.withheld_whole, changes.n > 100) == (None, True)
    assert min(changes.complexity_distribution[level] for level in ("trivial", "simple", "moderate")) > 0
    assert sum(n > 0 for sort, n in changes.category_distribution.items() if sort != "uncategorised") >= 7
    assert changes.calibration.reviewed_changes > 500
    # Its reviewers say more the more there is to read: lines have to do with effort.
    assert changes.calibration.rank_correlation_size is not None
    assert changes.calibration.rank_correlation_size > 0.05


# Takes away what leads to most people: reviews of all but a few, then commits of two hands.
FEWER = (
    "select",
    "delete from reviews where key % 11 > 0",
    "delete from commit_coauthors where commit_key % 3 > 0",
    "delete from reviews",
)


async def test_whom_somebody_reaches_is_the_same_whichever_way_it_is_asked(
    database: Database, workspace: WorkspaceId, owner: Connection
) -> None:
    await made(database, workspace, found(SIZE))
    for statement in FEWER:
        await owner.execute(statement)
        with session(database.url, workspace) as opened:
            whole = _of(opened, None)
            people = whole["developer"].to_list()
            assert len(people) > 5
            alone = pl.concat([_of(opened, {who}) for who in people])
            together = _of(opened, set(people))
        assert alone.equals(whole)
        assert together.equals(whole)


def _of(opened: Session, whose: set[int] | None) -> pl.DataFrame:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    clock = Clock(now, ZoneInfo("UTC"))
    reading = Reading(opened, None if whose is None else frozenset(whose), now, clock)
    own = read_meetings(reading)
    met = pairs(edges(own, now=usual_span(now, clock)[1]))
    known = acquainted(met) if whose is None else read_acquaintances(reading, own)
    return profiles(met, known, whose)

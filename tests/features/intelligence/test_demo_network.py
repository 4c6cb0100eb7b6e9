"""The made-up organization has a network to look at, and changes that take longer the more there is to them."""

from datetime import UTC, date, datetime

from tests.features.analytics.conftest import Asker
from tests.features.ingest.test_demo_links import made

from aexy.context import Context
from aexy.features.analytics.schemas import CollaborationWish, WindowWish
from aexy.features.intelligence import collaboration_service, complexity_service
from aexy.kernel.ids import WorkspaceId
from aexy.sources.demo.organization import Size, found
from aexy.store.postgres import Database

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

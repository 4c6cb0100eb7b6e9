"""What needs no owners is counted without them, and comes to the same."""

from tests.features.analytics.conftest import Asker, Story, context, story, viewer

from aexy.context import Context
from aexy.features.insights import breaking, service
from aexy.features.insights.breaking import Spread
from aexy.features.insights.counting import QUICK, counted_with, needs_owners
from aexy.features.insights.service import Asked
from aexy.kernel.metric import Level
from aexy.kernel.metrics import CATALOGUE, find

__all__ = ["context", "story", "viewer"]


def test_only_what_is_about_owners_needs_them() -> None:
    assert [metric.key for metric in CATALOGUE if needs_owners(metric)] == ["knowledge_sharing_score"]
    assert counted_with([find("commits_count")]) is QUICK
    assert counted_with([find("commits_count"), find("knowledge_sharing_score")]) is CATALOGUE


async def test_every_number_is_the_same_with_and_without_owners(context: Context, viewer: Asker, story: Story) -> None:
    del story
    keys = [metric.key for metric in QUICK if Level.WORKSPACE in metric.levels]
    quick = (await service.readings(context, viewer(), Asked(",".join(keys)))).readings
    whole = (await service.readings(context, viewer(), Asked())).readings
    assert [one for one in whole if one.metric in keys] == quick
    assert any(one.n for one in quick)
    for level in (Level.TEAM, Level.DEVELOPER):
        keys = [metric.key for metric in QUICK if level in metric.levels]
        few = await breaking.breakdown(context, viewer(), Asked(",".join(keys)), Spread(level))
        every = await breaking.breakdown(context, viewer(), Asked(), Spread(level))
        assert [{key: row.readings[key] for key in keys} for row in every.rows] == [row.readings for row in few.rows]

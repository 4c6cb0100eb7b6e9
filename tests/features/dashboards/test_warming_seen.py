"""What somebody looked at lately is counted again when facts have changed, and says what is counted afresh."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.features.analytics.conftest import NOW, Asker, Keeping, Story
from tests.features.dashboards.kept import counts, open_a_page
from tests.ingesting import carrying_out, over

from aexy.context import Context
from aexy.features.dashboards import service, warming
from aexy.features.dashboards.glances import Glance
from aexy.features.dashboards.schemas import WidgetAnswer
from aexy.features.ingest import service as ingest
from aexy.features.jobs.schemas import JobState
from aexy.features.routing import Role, Viewer
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.periods import Clock, recent_weeks
from aexy.store.postgres import Connection, Database

DORA_OF_A_TEAM = ("doraOverview", "prFlow", "reviewLoad", "knowledgeRisk", "quickStats")
START, END = recent_weeks(Clock(NOW)).start, NOW.date() + timedelta(days=1)


async def looked(context: Context, viewer: Viewer, questions: Sequence[tuple[Any, ...]]) -> list[WidgetAnswer]:
    """Each of these asked once."""
    return [
        await service.answer(context, viewer, key, start=start, end=end, team=team)
        for key, start, end, team in questions
    ]


def asked_of(core: UUID) -> list[tuple[Any, ...]]:
    """What somebody looks at who filters to a team, asks for few days, or for none as programs do."""
    return [
        *((key, START, END, core) for key in DORA_OF_A_TEAM),
        ("quickStats", NOW.date() - timedelta(days=9), NOW.date() - timedelta(days=2), None),
        ("reviewLoad", None, None, None),
    ]


async def test_what_was_asked_lately_is_counted_when_facts_have_changed_and_says_what_is_counted_afresh(
    context: Context,
    kept: Context,
    keeping: Keeping,
    workspace: WorkspaceId,
    viewer: Asker,
    story: Story,
    owner: Connection,
) -> None:
    questions = asked_of(story.seeded.teams["Core"])
    before = await looked(kept, viewer(), questions)
    await story.seeded.commit(owner, "Ann", NOW - timedelta(days=3), "api")
    assert await warming.warm_seen(kept, workspace) == len(questions)
    names = {name for name in keeping.kept if ":widget:" not in name}
    for whose in (viewer(), viewer(role=Role.MEMBER, developer=story.id("Ben"))):
        fresh = await looked(context, whose, questions)
        assert await looked(kept, whose, questions) == fresh
    assert {name for name in keeping.kept if ":widget:" not in name} == names
    assert await looked(kept, viewer(), questions) != before


async def test_the_same_facts_are_not_counted_again_within_a_moment_and_nobody_looks_where_nobody_did(
    kept: Context, workspace: WorkspaceId, viewer: Asker, story: Story
) -> None:
    assert await warming.warm_seen(kept, workspace) == 0
    await looked(kept.at(NOW - timedelta(days=1)), viewer(), [("quickStats", None, None, None)])
    await kept.cache.drop(workspace)
    await looked(kept, viewer(), asked_of(story.seeded.teams["Core"]))
    assert await warming.warm_seen(kept, workspace) > 0
    assert await warming.warm_seen(kept, workspace) == 0


async def test_what_nobody_asked_within_a_day_is_left_to_whoever_asks(
    kept: Context, workspace: WorkspaceId, viewer: Asker, story: Story
) -> None:
    await looked(kept, viewer(), asked_of(story.seeded.teams["Core"]))
    assert await warming.warm_seen(kept.at(NOW + timedelta(hours=25)), workspace) == 0


async def test_the_overview_is_counted_where_somebody_opened_a_page(
    kept: Context, keeping: Keeping, workspace: WorkspaceId, owner: Connection, story: Story
) -> None:
    del story
    await open_a_page(owner, workspace, timedelta(hours=2))
    assert await warming.warm_seen(kept, workspace) > 0
    assert counts(keeping)


async def test_counting_ahead_ends_where_facts_change_meanwhile(
    kept: Context, workspace: WorkspaceId, viewer: Asker, story: Story, owner: Connection
) -> None:
    """Whoever changed them counts: so there is never more than one at it for long."""
    questions = asked_of(story.seeded.teams["Core"])
    await looked(kept, viewer(), questions)

    class Changing(Keeping):
        async def put(self, workspace_id: WorkspaceId, key: str, value: bytes, *, seconds: int) -> None:
            await super().put(workspace_id, key, value, seconds=seconds)
            if not key.startswith("warmed:"):
                await owner.execute("update workspaces set data_version = data_version + 1 where id = $1", workspace_id)

    assert isinstance(kept.cache, Keeping)
    changing = replace(kept, cache=Changing({name: one for name, one in kept.cache.kept.items() if "glances" in name}))
    assert 0 < await warming.warm_seen(changing, workspace) < len(questions)


async def test_days_until_tonight_are_days_until_the_next_night_a_day_later() -> None:
    clock = Clock(NOW + timedelta(days=1))
    usual = Glance("quickStats", START, END, None, NOW)
    assert usual.now(clock).question == ("quickStats", recent_weeks(clock).start, END + timedelta(days=1), None)
    chosen = Glance("quickStats", START, END - timedelta(days=3), None, NOW)
    assert chosen.now(clock) == chosen


async def test_snapshots_after_web_hooks_are_followed_by_what_was_looked_at(
    database: Database, tmp_path: Path, keeping: Keeping, workspace: WorkspaceId, viewer: Asker, story: Story,
    owner: Connection,
) -> None:  # fmt: skip
    async with carrying_out(database, tmp_path, NOW, keeping) as made:
        questions = asked_of(story.seeded.teams["Core"])
        await looked(made, viewer(), questions)
        await story.seeded.commit(owner, "Ann", NOW - timedelta(days=3), "api")
        job = await ingest.generate_snapshots(made, workspace, requested_by=None)
        assert (await over(made, workspace, job)).state is JobState.DONE
        counted = counts(keeping)
        await looked(made, viewer(), questions)
        assert counts(keeping) == counted

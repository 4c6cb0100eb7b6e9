"""What pages show first is counted before anybody asks, and whatever changes a number shows at once all the same."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.features.analytics.conftest import NOW, Asker, Keeping, Story, files
from tests.features.dashboards.kept import counts, open_a_page

from aexy.context import Context
from aexy.features.dashboards import service, warming
from aexy.features.dashboards.drawings import Drawing, WidgetFigures
from aexy.features.insights import breaking, settings, tables
from aexy.features.insights import service as insights
from aexy.features.insights.breaking import Spread
from aexy.features.insights.counting import STEP, lines_of
from aexy.features.insights.schemas import Bucket, Compare
from aexy.features.insights.service import Asked
from aexy.features.insights.settings_schemas import InsightSettingsWish
from aexy.features.routing import Account, Role, Viewer
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.kernel.metric import Level
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.periods import Clock, recent_weeks
from aexy.store.cache import NoCache
from aexy.store.postgres import Connection

START, END = recent_weeks(Clock(NOW)).start, NOW.date() + timedelta(days=1)


async def figures(context: Context, viewer: Viewer, team: UUID | None = None) -> Mapping[str, float | None]:
    """What is shown at a glance, by metric."""
    found = await service.answer(context, viewer, "quickStats", start=START, end=END, team=team)
    shown = [one for drawing in found.drawings if isinstance(drawing, WidgetFigures) for one in drawing.figures]
    return {one.about.metric: one.value for one in shown if one.about}


async def agreed(context: Context, viewer: Viewer, team: UUID) -> tuple[float | None, float | None]:
    """The commits of the workspace and of a team, after all that show them said the same."""
    said = []
    for subject, whose in (("workspace", None), (f"team:{team}", team)):
        asked = Asked("commits_count", subject, START, END)
        reading = (await insights.readings(context, viewer, asked)).readings[0].value
        assert (await figures(context, viewer, whose)).get("commits_count") == reading
        said.append(reading)
    rows = (
        await breaking.breakdown(context, viewer, Asked("commits_count", "workspace", START, END), Spread(Level.TEAM))
    ).rows
    assert [row.readings["commits_count"].value for row in rows if row.subject.id == team] == said[1:]
    return said[0], said[1]


async def test_every_number_of_a_team_is_the_same_counted_with_the_workspace_and_by_itself(
    context: Context, kept: Context, keeping: Keeping, viewer: Asker, story: Story
) -> None:
    await insights.readings(kept, viewer(), Asked(start=START, end=END, compare=Compare.NONE))
    counted = counts(keeping)
    for team in story.seeded.teams.values():
        asked = Asked(subject=f"team:{team}", start=START, end=END, compare=Compare.NONE)
        together = (await insights.readings(kept, viewer(), asked)).readings
        assert together == (await insights.readings(context, viewer(), asked)).readings
        assert any(one.n for one in together)
    assert counts(keeping) - counted == set()


@pytest.mark.parametrize("by", [Level.TEAM, Level.DEVELOPER, Level.REPOSITORY])
async def test_a_line_counted_together_is_the_one_counted_by_itself(
    context: Context, viewer: Asker, story: Story, by: Level
) -> None:
    for key in lines_of(by):
        whole = await breaking.breakdown(context, viewer(), Asked(key, "workspace", START, END), Spread(by, trend=STEP))
        alone = {
            row.subject.id: [
                one.value if one.median is None else one.median
                for one in (
                    await insights.readings(
                        context, viewer(), Asked(key, f"{by}:{row.subject.id}", START, END, Bucket.WEEKLY)
                    )
                ).readings
                if one.metric == key
            ]
            for row in whole.rows
        }
        assert any(row.trend for row in whole.rows)
        assert all(row.trend == alone[row.subject.id] for row in whole.rows if row.trend)
        assert not any(value for row in whole.rows if not row.trend for value in alone[row.subject.id])
    del story


async def test_after_warming_pages_count_nothing_this_hour_and_the_next(
    kept: Context, keeping: Keeping, workspace: WorkspaceId, viewer: Asker, story: Story
) -> None:
    assert await warming.warm(kept, workspace) > 0
    counted = counts(keeping)
    assert counted
    core = story.seeded.teams["Core"]
    for context in (kept, kept.at(NOW + timedelta(hours=1))):
        for whose in (viewer(), viewer(role=Role.MEMBER, developer=story.id("Ann"))):
            assert await figures(context, whose)
            assert await figures(context, whose, core)
            keys = ",".join(metric.key for metric in CATALOGUE if Level.WORKSPACE in metric.levels)
            await insights.readings(context, whose, Asked(keys, "workspace", START, END))
            for by in (Level.TEAM, Level.REPOSITORY, Level.DEVELOPER):
                asked = Asked("commits_count", "workspace", START, END)
                await breaking.breakdown(context, whose, asked, Spread(by, trend=STEP))
    assert counts(keeping) == counted


async def test_nothing_is_counted_ahead_while_more_is_read(
    kept: Context, keeping: Keeping, workspace: WorkspaceId, owner: Connection, story: Story
) -> None:
    del story
    await owner.execute(
        "insert into jobs (workspace_id, kind, unit, stage) values ($1, 'demo', 'commits', 'Waiting')", workspace
    )
    assert await warming.warm(kept, workspace) == 0
    assert keeping.kept == {}


async def test_only_where_somebody_opened_a_page_within_a_day_is_counted_every_hour(
    kept: Context, keeping: Keeping, workspace: WorkspaceId, owner: Connection, story: Story
) -> None:
    del story
    await open_a_page(owner, workspace, timedelta(days=2))
    await warming.keep_house(kept)
    assert counts(keeping) == set()
    await owner.execute("update page_visits set last_at = $1", NOW - timedelta(hours=2))
    await warming.keep_house(kept)
    assert counts(keeping)


async def test_a_change_of_facts_shows_at_once_everywhere(
    kept: Context, workspace: WorkspaceId, viewer: Asker, story: Story, owner: Connection
) -> None:
    await warming.warm(kept, workspace)
    core = story.seeded.teams["Core"]
    whole, team = await agreed(kept, viewer(), core)
    await story.seeded.commit(owner, "Ann", NOW - timedelta(days=2), "api")
    assert await agreed(kept, viewer(), core) == ((whole or 0) + 1, (team or 0) + 1)


async def test_a_change_of_a_teams_members_shows_at_once_everywhere(
    kept: Context, workspace: WorkspaceId, viewer: Asker, story: Story, owner: Connection
) -> None:
    await warming.warm(kept, workspace)
    edge = story.seeded.teams["Edge"]
    whole, team = await agreed(kept, viewer(), edge)
    await owner.execute(
        "insert into team_members (workspace_id, team_id, developer_id, joined_at) values ($1, $2, $3, '-infinity')",
        workspace, edge, story.id("Ann"),
    )  # fmt: skip
    after = await agreed(kept, viewer(), edge)
    assert after[0] == whole
    assert (after[1] or 0) > (team or 0)


async def test_a_change_of_the_workspaces_clock_shows_at_once_everywhere(
    context: Context, kept: Context, workspace: WorkspaceId, viewer: Asker, story: Story, owner: Connection
) -> None:
    await warming.warm(kept, workspace)
    before = await figures(kept, viewer())
    await owner.execute("update workspaces set time_zone = 'Pacific/Auckland' where id = $1", workspace)
    fresh = await figures(context, viewer())
    assert await figures(kept, viewer()) == fresh
    assert before
    await agreed(kept, viewer(), story.seeded.teams["Core"])


async def test_what_is_kept_for_all_shows_nobody_what_is_not_theirs(
    kept: Context, workspace: WorkspaceId, viewer: Asker, story: Story
) -> None:
    await warming.warm(kept, workspace)
    asked = Asked("weekend_commit_ratio", "workspace", START, END)
    own: Any = {}
    for name in ("Ann", "Ben"):
        whose = viewer(role=Role.MEMBER, developer=story.id(name))
        found = await breaking.breakdown(kept, whose, asked, Spread(Level.DEVELOPER))
        own[name] = {row.subject.id for row in found.rows if not row.readings["weekend_commit_ratio"].withheld}
        assert own[name] <= {story.id(name)}
    assert story.id("Ann") in own["Ann"]


async def test_where_nothing_is_kept_a_widget_says_the_same(
    context: Context, kept: Context, workspace: WorkspaceId, viewer: Asker, story: Story
) -> None:
    assert isinstance(context.cache, NoCache)
    await warming.warm(kept, workspace)
    for team in (None, story.seeded.teams["Core"]):
        for key in (
            "quickStats",
            "teamOverview",
            "orgMetrics",
            "reviewLoad",
            "prSizes",
            "skillHeatmap",
            "teamActivity",
            "knowledgeRisk",
            "prFlow",
            "reviewQueue",
            "stalePullRequests",
        ):
            kept_answer, fresh = [
                await service.answer(each, viewer(), key, start=START, end=END, team=team) for each in (kept, context)
            ]
            assert kept_answer == fresh


@pytest.mark.parametrize("table", [tables.hours, tables.languages, tables.checks])
async def test_tables_of_the_overview_say_the_same_where_they_are_kept(
    context: Context, kept: Context, workspace: WorkspaceId, viewer: Asker, story: Story, table: Callable[..., Any]
) -> None:
    del story
    await warming.warm(kept, workspace)
    asked = Asked(start=START, end=END)
    fresh = await table(context, viewer(), asked)
    assert [await table(kept, viewer(), asked) for _ in range(2)] == [fresh, fresh]


async def test_lines_by_language_change_at_once_with_facts(
    kept: Context, workspace: WorkspaceId, viewer: Asker, story: Story, owner: Connection
) -> None:
    await warming.warm(kept, workspace)
    before = await tables.languages(kept, viewer(), Asked(start=START, end=END))
    commit = await story.seeded.commit(owner, "Ann", NOW - timedelta(days=2), "api")
    await files(owner, story.seeded, commit, ("lib.rs", "Rust", "source"))
    after = await tables.languages(kept, viewer(), Asked(start=START, end=END))
    assert {one.language for one in after.items} - {one.language for one in before.items} == {"Rust"}


async def test_a_change_of_settings_shows_at_once(
    context: Context, kept: Context, account: AccountId, workspace: WorkspaceId, viewer: Asker, story: Story
) -> None:
    await warming.warm(kept, workspace)
    core = story.seeded.teams["Core"]

    async def skills(surroundings: Context) -> Sequence[Drawing]:
        asked = await service.answer(surroundings, viewer(), "skillHeatmap", start=None, end=None, team=core)
        return asked.drawings

    before = await skills(kept)
    admin = Viewer(Account(account, "Test owner", None, is_local_owner=True), workspace, Role.ADMIN, None)
    await settings.set_settings(kept, admin, InsightSettingsWish(half_life_days=7))
    assert await skills(kept) == await skills(context)
    assert await skills(kept) != before


@pytest.mark.parametrize(
    "key",
    ["sustainabilityTrend", "skillHeatmap", "languageProficiency", "quickStats", "knowledgeRisk", "reviewQueue"],
)
async def test_a_widget_is_not_said_again_to_somebody_else(
    context: Context, kept: Context, viewer: Asker, story: Story, key: str
) -> None:
    team = story.seeded.teams["Core"] if key == "skillHeatmap" else None
    for role, name in ((Role.OWNER, "Ann"), (Role.MEMBER, "Eve"), (Role.OWNER, "Ann")):
        whose = viewer(role=role, developer=story.id(name))
        said, fresh = [
            await service.answer(each, whose, key, start=None, end=None, team=team) for each in (kept, context)
        ]
        assert said.model_copy(update={"as_of": fresh.as_of}) == fresh

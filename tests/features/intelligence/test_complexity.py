"""How much there is to pull requests: of one person, of a batch and of a group, counted from what is stored."""

import asyncio
from datetime import date, timedelta

import pytest
from tests.features.analytics.conftest import DAY, NOW, Asker, Story, files
from tests.kernel.test_analyses_effort import made

from aexy.context import Context
from aexy.features.analytics.schemas import WindowWish
from aexy.features.analytics.together import BY_PARTS
from aexy.features.insights.looking import look
from aexy.features.intelligence import complexity_rows as rows
from aexy.features.intelligence import complexity_service, service
from aexy.features.intelligence.complexity import ANALYSIS
from aexy.features.intelligence.complexity_schemas import ComplexityWish, PersonComplexity, PullName
from aexy.features.intelligence.everybody import analyse_now
from aexy.features.routing import Role
from aexy.kernel.analyses.effort import fit
from aexy.kernel.errors import Unknown
from aexy.kernel.privacy import ONLY_TEAMMATES, TOO_FEW
from aexy.store.postgres import Connection

SOURCE = ("src/ledger/store.py", "Python", "source")
MIGRATION = ("db/migrations/0001_ledger.sql", "SQL", "source")
LOCK = ("poetry.lock", "TOML", "lock")
PIPELINE = (".github/workflows/ci.yml", "YAML", "vendored")


async def merged(
    owner: Connection, story: Story, author: str, title: str, *paths: tuple[str, str | None, str], days: int = 20
) -> int:
    """A pull request that was squashed into one commit, twelve lines in each file; its number."""
    at = NOW - days * DAY
    pull = await story.pulls.pull(author, at, merged=at + DAY, title=title, size=(900, 90), commits=1)
    commit = await story.seeded.commit(owner, author, at + DAY, "api")
    await files(owner, story.seeded, commit, *paths)
    await owner.execute(
        "insert into commit_pull_requests (workspace_id, commit_key, pull_key, evidence) values ($1, $2, $3, 'squash')",
        story.seeded.workspace,
        commit,
        pull,
    )
    number: int = await owner.fetchval("select number from pull_requests where key = $1", pull)
    return number


def wish(story: Story, *numbers: int) -> ComplexityWish:
    repository = story.seeded.repositories["api"][0]
    return ComplexityWish(pull_requests=[PullName(repository_id=repository, number=number) for number in numbers])


async def test_a_batch_says_of_each_change_what_it_comes_to_and_why(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    migration = await merged(owner, story, "Dee", "Fix the ledger", MIGRATION)
    lock = await merged(owner, story, "Dee", "Bump lodestar from 2.1 to 2.2", LOCK)
    unknown = await story.pulls.pull("Dee", NOW - 3 * DAY, size=(90, 10), title="Ledger")
    number = await owner.fetchval("select number from pull_requests where key = $1", unknown)
    found = await complexity_service.analyze(context, viewer(), wish(story, migration, lock, number, 999))
    one, two, three = found.items
    assert (one.level, one.lines, one.plain_lines, one.critical) == ("simple", 12, 12, ["migration"])
    assert (one.category, one.why, one.layers, one.components) == ("bugfix", ['"fix" in its title'], ["data"], ["db"])
    assert (two.level, two.lines, two.category) == ("trivial", 0, "dependency")
    assert (three.level, three.lines, three.files_known, three.category) == ("moderate", 100, False, None)
    assert [factor.times for factor in one.factors] == [1, 1, 1, 1]  # by size alone
    assert [(name.number) for name in found.missing] == [999]
    assert (found.calibration.uses, found.calibration.rank_correlation_model) == ("size", None)


async def test_a_tiny_change_of_a_migration_is_not_trivial(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    number = await merged(owner, story, "Dee", "Ledger", MIGRATION)
    await owner.execute(
        "update commit_files set additions = 1, deletions = 0 where workspace_id = $1", story.seeded.workspace
    )
    found = await complexity_service.analyze(context, viewer(), wish(story, number))
    assert (found.items[0].lines, found.items[0].level) == (1, "simple")


async def test_a_batch_names_only_what_is_here(context: Context, viewer: Asker, story: Story) -> None:
    foreign = ComplexityWish(pull_requests=[PullName(repository_id=story.id("Ann"), number=1)])
    with pytest.raises(Unknown, match="no repository"):
        await complexity_service.analyze(context, viewer(), foreign)


async def test_sizes_of_people_out_of_sight_are_withheld(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    number = await merged(owner, story, "Eve", "Fix the ledger", SOURCE)
    member = viewer(role=Role.MEMBER, developer=story.id("Ann"))
    one = (await complexity_service.analyze(context, member, wish(story, number))).items[0]
    assert (one.withheld, one.level, one.lines, one.why) == (ONLY_TEAMMATES, None, None, [])
    person = await complexity_service.of_person(context, member, story.id("Eve"))
    assert (person.withheld, person.total_prs_analyzed, person.common_components) == (ONLY_TEAMMATES, None, [])


async def test_a_person_is_what_their_pull_requests_come_to(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    await merged(owner, story, "Dee", "Fix the ledger", SOURCE, MIGRATION)
    await merged(owner, story, "Dee", "Fix the pipeline", PIPELINE)
    found = await complexity_service.of_person(context, viewer(), story.id("Dee"))
    assert (found.n, found.is_thin, found.primary_categories) == (2, True, ["bugfix", "infrastructure"])
    assert found.complexity_distribution is not None
    assert found.complexity_distribution["simple"] == 2
    assert (found.infrastructure_ratio, found.cross_cutting_ratio, found.avg_files_per_pr) == (0.5, 0, 1.5)
    assert found.critical_changes == {"migration": 1, "security": 0, "public_api": 0, "delivery": 1}
    assert found.common_components == ["api/.github", "api/db", "api/ledger"]
    assert (found.avg_review_effort, found.reviewed_prs) == (None, 0)
    idle = await complexity_service.of_person(context, viewer(), story.id("Eve"))
    assert (idle.n, idle.total_prs_analyzed, idle.avg_complexity_score) == (0, None, None)


async def test_one_person_and_everybody_come_to_the_same(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    for author in ("Ann", "Ben", "Dee"):
        await merged(owner, story, author, "Add a ledger", SOURCE, PIPELINE)
    view = await look(context, viewer(), subject="workspace", start=None, end=None)
    everybody = await service.of_people(context, view, ANALYSIS)
    assert len(everybody) == 4
    for name in ("Ann", "Ben", "Cal", "Dee"):
        alone = await service.of_person(context, viewer(), ANALYSIS, story.id(name), fresh=True)
        assert alone.result in everybody.values()


async def test_effort_is_what_others_said_and_how_often_they_looked(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    number = await merged(owner, story, "Dee", "Ledger", SOURCE)
    pull = await owner.fetchval(
        "select key from pull_requests where workspace_id = $1 and number = $2", story.seeded.workspace, number
    )
    await story.pulls.review(pull, "Ann", NOW - 20 * DAY)
    await story.pulls.review(pull, "Ann", NOW - 20 * DAY + timedelta(hours=4))
    await story.pulls.review(pull, "Dee", NOW - 19 * DAY, "commented")
    await story.pulls.remark(pull, "Ann", NOW - 20 * DAY)
    await story.pulls.remark(pull, "Dee", NOW - 20 * DAY)
    one = (await complexity_service.analyze(context, viewer(), wish(story, number))).items[0]
    assert (one.reviews, one.remarks, one.second_looks, one.review_hours) == (2, 1, 1, 4)


async def test_what_was_learnt_is_kept_for_a_week_and_learnt_again_on_demand(
    context: Context, viewer: Asker, story: Story
) -> None:
    first = await complexity_service.of_person(context, viewer(), story.id("Ann"))
    later = await complexity_service.of_person(context.at(NOW + 6 * DAY), viewer(), story.id("Ann"))
    assert first.calibration.fitted_at == later.calibration.fitted_at == NOW
    anew = await complexity_service.of_person(context.at(NOW + DAY), viewer(), story.id("Ann"), anew=True)
    assert anew.calibration.fitted_at == NOW + DAY
    old = await complexity_service.of_person(context.at(NOW + 9 * DAY), viewer(), story.id("Ann"))
    assert old.calibration.fitted_at == NOW + 9 * DAY


async def test_what_was_learnt_multiplies_lines(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    number = await merged(owner, story, "Dee", "Ledger", SOURCE, MIGRATION)
    by_size = (await complexity_service.analyze(context, viewer(), wish(story, number))).items[0]
    await owner.execute(
        "update complexity_fits set uses_model = true, times = '{1,0,1,0,0}' where workspace_id = $1",
        story.seeded.workspace,
    )
    by_model = (await complexity_service.analyze(context, viewer(), wish(story, number))).items[0]
    assert by_size.plain_lines == 24
    assert by_model.plain_lines == pytest.approx(25 * 1.5 - 1)
    assert {factor.name: factor.times for factor in by_model.factors}["components"] == pytest.approx(1.5)


async def test_a_group_is_counted_from_its_pull_requests_week_by_week(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    for name in ("Ann", "Ben", "Cal", "Dee", "Eve"):
        await merged(owner, story, name, "Fix the ledger", SOURCE)
    asked = WindowWish.model_validate({"from": date(2026, 4, 20), "to": date(2026, 5, 25)})
    found = await complexity_service.of_group(context, viewer(), asked)
    # Besides these five, four of the story's own, of which no size is known.
    assert (found.n, found.withheld_whole, found.bucket) == (9, None, "week")
    assert (found.complexity_distribution["simple"], found.complexity_distribution["unknown"]) == (5, 4)
    assert found.category_distribution["bugfix"] == 5
    assert [(point.start, point.n) for point in found.points] == [
        (date(2026, 4, 20), 0), (date(2026, 4, 27), 5), (date(2026, 5, 4), 1), (date(2026, 5, 11), 3),
        (date(2026, 5, 18), 0),
    ]  # fmt: skip
    assert [(one.name, one.n) for one in found.common_components] == [("api/ledger", 5)]
    assert (found.files_unknown, found.avg_files_per_pr) == (4, 1)


async def test_a_group_that_is_not_wholly_ones_to_see_is_withheld(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    for name in ("Ann", "Ben", "Cal", "Dee", "Eve"):
        await merged(owner, story, name, "Fix the ledger", SOURCE)
    member = viewer(role=Role.MEMBER, developer=story.id("Ann"))
    found = await complexity_service.of_group(context, member, WindowWish())
    assert (found.withheld_whole, found.n, found.points, found.complexity_distribution) == (BY_PARTS, 0, [], {})
    core = await complexity_service.of_group(context, viewer(), WindowWish(team_id=story.seeded.teams["Core"]))
    assert (core.withheld_whole, core.n) == (TOO_FEW, 0)


def test_a_person_has_the_fields_the_brief_names() -> None:
    assert set(PersonComplexity.model_fields) >= {
        "total_prs_analyzed", "complexity_distribution", "primary_categories", "common_components", "common_layers",
        "avg_files_per_pr", "avg_complexity_score", "cross_cutting_ratio", "infrastructure_ratio",
        "handles_critical_changes", "avg_review_effort",
    }  # fmt: skip


async def test_a_model_is_kept_as_it_was_learnt(context: Context, story: Story) -> None:
    learnt = fit(made(400, of_size=0.3, of_breadth=1.5))
    assert learnt.uses_model
    async with context.database.workspace(story.seeded.workspace) as connection:
        await rows.put_fit(connection, learnt, NOW, ANALYSIS.key)
    async with context.database.reading(story.seeded.workspace) as connection:
        assert await rows.fit(connection) == (learnt, NOW)
        assert await rows.fit_in_use(connection) == learnt


async def test_the_night_learns_what_is_older_than_a_week(context: Context, story: Story) -> None:
    url, workspace = context.database.url, story.seeded.workspace
    for days, learnt_at in ((0, NOW), (6, NOW), (8, NOW + 8 * DAY)):
        await asyncio.to_thread(analyse_now, url, workspace, NOW + days * DAY)
        async with context.database.reading(workspace) as connection:
            known = await rows.fit(connection)
        assert known is not None
        assert known[1] == learnt_at

"""What people know, over a story counted by hand; who is shown it; and that it never differs from the heatmap."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.features.analytics.conftest import DAY, NOW, Asker, Story, files

from aexy.context import Context
from aexy.features.analytics.schemas import SkillsWish
from aexy.features.analytics.service import skill_heatmap
from aexy.features.intelligence.expertise_schemas import SkillKind, SkillWithConfidence
from aexy.features.intelligence.expertise_service import Behind, commits_behind, expertise_of, team_expertise
from aexy.features.routing import Role
from aexy.kernel.errors import Unknown, Unusable
from aexy.kernel.privacy import ONLY_TEAMMATES
from aexy.store.postgres import Connection


async def skills(context: Context, viewer: Asker, story: Story, name: str) -> dict[str, SkillWithConfidence]:
    found = await expertise_of(context, viewer(), story.id(name))
    return {f"{one.kind}:{one.name}": one for one in found.skills}


async def domain(owner: Connection, story: Story, name: str, days: int, *paths: str) -> None:
    commit = await story.seeded.commit(owner, name, NOW - days * DAY, "api")
    await files(owner, story.seeded, commit, *((path, None, "source") for path in paths))


async def test_languages_and_domains_with_how_sure_that_is(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    await domain(owner, story, "Ann", 4, "src/auth/session.go", "src/api/login.go", "migrations/1.sql")
    await domain(owner, story, "Ann", 4, "src/auth/more.go")
    await domain(owner, story, "Ann", 5, "package.lock")
    found = await skills(context, viewer, story, "Ann")
    assert {name: (one.days, one.commit_count, one.lines_of_code) for name, one in found.items()} == {
        "language:Python": (3, 4, 60),
        "language:TypeScript": (1, 1, 12),
        "domain:security": (1, 2, 24),
        "domain:api": (1, 1, 12),
        "domain:database": (1, 1, 12),
        "domain:tests": (1, 1, 12),  # more.py stands among the tests
    }
    python = found["language:Python"]
    assert (python.depth, python.context, python.production_days) == ("novice", "production", 3)
    assert (python.first_activity_at, python.last_activity_at) == (date(2025, 11, 21), date(2026, 5, 20))
    assert python.confidence == pytest.approx(3 / 13)


@pytest.mark.usefixtures("story")
async def test_the_heatmap_and_expertise_agree_to_the_last_digit(
    context: Context, viewer: Asker, owner: Connection
) -> None:
    await owner.execute(
        "insert into insight_settings (workspace_id, half_life_days, skill_half_lives) values ($1, 90, $2)",
        viewer().workspace_id,
        '{"Python": 360}',
    )
    shown = await skill_heatmap(context, viewer(), SkillsWish())
    for row in shown.rows:
        known = await expertise_of(context, viewer(), row.developer.id)
        assert known.half_life_days == shown.half_life_days == 90
        mine = {one.name: one for one in known.skills if one.kind is SkillKind.LANGUAGE}
        assert set(mine) == set(row.skills)
        for name, one in row.skills.items():
            other = mine[name]
            assert (one.evidence, one.proficiency, one.confidence, one.recency) == (
                other.evidence,
                other.proficiency,
                other.confidence,
                other.recency_factor,
            )
            assert (one.depth, one.n, one.commits, one.lines) == (
                other.depth,
                other.days,
                other.commit_count,
                other.lines_of_code,
            )


async def test_where_a_skill_was_earned_follows_what_its_repository_is_for(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    before = await skills(context, viewer, story, "Ann")
    await owner.execute("update repositories set context = 'learning'")
    await owner.execute("update workspaces set data_version = data_version + 1")
    after = await skills(context, viewer, story, "Ann")
    assert {one.context for one in after.values()} == {"learning"}
    python = after["language:Python"]
    assert (python.production_days, python.learning_days) == (0, 3)
    assert python.proficiency == before["language:Python"].proficiency


async def test_whom_one_may_not_see_says_so_and_shows_nothing(context: Context, viewer: Asker, story: Story) -> None:
    eve = viewer(role=Role.MEMBER, developer=story.id("Eve"))
    found = await expertise_of(context, eve, story.id("Ann"))
    assert (found.skills, found.n, found.withheld) == ([], 0, ONLY_TEAMMATES)
    behind = await commits_behind(context, eve, Behind(story.id("Ann"), "Python", SkillKind.LANGUAGE), cursor=None,
                                  limit=5)  # fmt: skip
    assert (behind.items, behind.withheld) == ([], ONLY_TEAMMATES)
    mine = await expertise_of(context, eve, None)
    assert [one.name for one in mine.skills] == ["Python"]
    with pytest.raises(Unusable, match="about whom"):
        await expertise_of(context, viewer(), None)


async def test_who_of_a_team_knows_one_thing_stands_by_name(context: Context, viewer: Asker, story: Story) -> None:
    found = await team_expertise(context, viewer(), "python", None, None)
    assert (found.skill, found.kind, found.depths["novice"]) == ("Python", SkillKind.LANGUAGE, 2)
    assert [(one.developer.name, one.skill.days) for one in found.rows] == [("Ann", 3), ("Eve", 1)]
    core = await team_expertise(context, viewer(), "Python", None, story.seeded.teams["Core"])
    assert [one.developer.name for one in core.rows] == ["Ann"]


async def test_of_those_out_of_reach_not_even_their_number_with_a_skill_is_told(
    context: Context, viewer: Asker, story: Story
) -> None:
    ann = viewer(role=Role.MEMBER, developer=story.id("Ann"))
    for skill in ("Python", "TypeScript"):
        found = await team_expertise(context, ann, skill, None, None)
        assert "Eve" not in {one.developer.name for one in found.rows}
        assert (found.withheld_people, found.withheld) == (1, ONLY_TEAMMATES)  # one person, whatever she knows
    ben = viewer(role=Role.VIEWER, developer=story.id("Ben"))
    with pytest.raises(Unknown, match="Nobody you may see"):
        await team_expertise(context, ben, "Python", None, None)


@pytest.mark.usefixtures("story")
async def test_a_skill_nobody_has_offers_the_nearest(context: Context, viewer: Asker) -> None:
    with pytest.raises(Unknown) as caught:
        await team_expertise(context, viewer(), "Pyton", None, None)
    assert caught.value.next_step == "Did you mean 'Python'?"
    with pytest.raises(Unknown):
        await team_expertise(context, viewer(), "Python", SkillKind.DOMAIN, None)
    with pytest.raises(Unknown):
        await team_expertise(context, viewer(), "Python", None, uuid4())


async def test_the_commits_behind_a_language_page_by_page(context: Context, viewer: Asker, story: Story) -> None:
    behind = Behind(story.id("Ann"), "Python", SkillKind.LANGUAGE)
    first = await commits_behind(context, viewer(), behind, cursor=None, limit=3)
    assert [(one.day, one.files, one.lines) for one in first.items] == [
        (date(2026, 5, 20), 1, 12),
        (date(2026, 5, 20), 2, 24),
        (date(2026, 5, 19), 1, 12),
    ]
    rest = await commits_behind(context, viewer(), behind, cursor=first.next_cursor, limit=3)
    assert ([one.day for one in rest.items], rest.next_cursor) == ([date(2025, 11, 21)], None)
    python = (await skills(context, viewer, story, "Ann"))["language:Python"]
    assert sum(one.lines for one in [*first.items, *rest.items]) == python.lines_of_code


async def test_the_commits_behind_a_domain_are_those_that_touched_its_paths(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    await domain(owner, story, "Ann", 4, "src/auth/session.go", "src/capital.go")
    found = await commits_behind(
        context, viewer(), Behind(story.id("Ann"), "security", SkillKind.DOMAIN), cursor=None, limit=5
    )
    assert [(one.files, one.lines, one.context) for one in found.items] == [(1, 12, "production")]


async def test_a_framework_is_known_by_the_files_that_import_it_from_then_on(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    await owner.execute(
        """
        with package as (
            insert into packages (workspace_id, ecosystem, name, skill, domain)
            values ($1, 'pypi', 'django', 'Django', 'web')
            returning key
        )
        insert into path_packages (workspace_id, repository_key, path_key, package_key, since)
        select $1, p.repository_key, p.key, package.key, $2
        from paths p, package
        where p.path = 'app.py'
        """,
        viewer().workspace_id,
        NOW - 2 * DAY,
    )
    django = (await skills(context, viewer, story, "Ann"))["framework:Django"]
    assert (django.days, django.commit_count, django.production_days) == (2, 3, 2)  # not the one half a year ago
    behind = Behind(story.id("Ann"), "Django", SkillKind.FRAMEWORK)
    found = await commits_behind(context, viewer(), behind, cursor=None, limit=5)
    assert [(one.day, one.files) for one in found.items] == [
        (date(2026, 5, 20), 1),
        (date(2026, 5, 20), 1),
        (date(2026, 5, 19), 1),
    ]
    eve = await team_expertise(context, viewer(), "django", None, None)
    assert [(one.developer.name, one.skill.days) for one in eve.rows] == [("Ann", 2), ("Eve", 1)]
    nothing = Behind(story.id("Ann"), "Flask", SkillKind.FRAMEWORK)
    assert (await commits_behind(context, viewer(), nothing, cursor=None, limit=5)).items == []


async def test_new_work_is_known_at_the_next_question(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    assert "language:Go" not in await skills(context, viewer, story, "Ben")
    commit = await story.seeded.commit(owner, "Ben", NOW - timedelta(hours=2), "api")
    await files(owner, story.seeded, commit, ("main.go", "Go", "source"))
    anew = await expertise_of(context, viewer(), story.id("Ben"), fresh=True)
    assert "Go" in {one.name for one in anew.skills}
    assert "language:Go" in await skills(context, viewer, story, "Ben")  # and it was kept

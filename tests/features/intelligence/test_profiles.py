"""A person as a whole: what they work in, and a seniority that shows what it rests on or says nothing."""

from datetime import timedelta

import pytest
from tests.features.analytics.conftest import DAY, NOW, Asker, Story, files

from aexy.context import Context
from aexy.features.insights.looking import look
from aexy.features.intelligence import running, service
from aexy.features.intelligence.expertise import EXPERTISE
from aexy.features.intelligence.expertise_service import expertise_of
from aexy.features.intelligence.profile import PROFILE
from aexy.features.intelligence.profile_schemas import Profile
from aexy.features.intelligence.profile_service import profile_of
from aexy.features.routing import Role
from aexy.kernel.analyses.seniority import PARTS
from aexy.kernel.privacy import ONLY_TEAMMATES
from aexy.store.postgres import Connection


async def work(owner: Connection, story: Story, name: str, days: int, every: int = 1) -> None:
    """A commit of Python on each of so many days back from today."""
    for ago in range(0, days * every, every):
        commit = await story.seeded.commit(owner, name, NOW - ago * DAY, "api")
        await files(owner, story.seeded, commit, (f"src/{name}.py", "Python", "source"))


def part(found: Profile, key: str) -> tuple[float | None, float | None]:
    assert found.seniority is not None
    one = next(part for part in found.seniority.parts if part.key == key)
    return one.value, one.worth


async def test_golden_a_thin_history_has_no_seniority_and_says_why(
    context: Context, viewer: Asker, story: Story
) -> None:
    found = await profile_of(context, viewer(), story.id("Ann"))
    assert found.seniority is not None
    assert (found.seniority.level, found.seniority.score, found.seniority.confidence) == (None, None, None)
    assert "here there are 3 in 2" in str(found.seniority.abstains)
    assert {name: (one.lines, one.commits, one.days) for name, one in found.languages.items()} == {
        "Python": (60, 4, 3),
        "TypeScript": (12, 1, 1),
    }
    assert [(one.name, one.days, one.depth) for one in found.domains] == [("tests", 1, "novice")]
    assert found.n == 3


async def test_seniority_shows_every_part_with_its_value_and_weight(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    await work(owner, story, "Dee", 160)
    for number in range(12):
        pull = await story.pulls.pull("Ben", NOW - (20 + number) * DAY, merged=NOW - number * DAY)
        await story.pulls.review(pull, "Dee", NOW - 19 * DAY, comments=2)
    own = await story.pulls.pull("Dee", NOW - 9 * DAY, merged=NOW - 8 * DAY)
    await story.pulls.review(own, "Dee", NOW - 9 * DAY, comments=9)
    await owner.execute("update developers set first_activity_at = $1 where name = 'Ben'", NOW - 40 * DAY)
    found = await profile_of(context, viewer(), story.id("Dee"))
    assert found.seniority is not None
    assert [one.key for one in found.seniority.parts] == [one.key for one in PARTS]
    assert part(found, "breadth")[0] == 1  # Python
    assert part(found, "experience")[0] == pytest.approx(6 / 12)  # December to May
    assert part(found, "ownership") == (1, round(1 - 2 ** (-1 / 60), 9))
    assert part(found, "reviews")[0] == pytest.approx(12 * 2 ** (-19 / 180))
    assert part(found, "review_depth") == (2, 0.75)  # what she wrote on her own is none
    assert part(found, "mentoring")[0] == 1
    assert part(found, "complexity") == (0, 0)  # nothing is known of the size of her one pull request
    assert found.seniority.known == pytest.approx(1)
    score = sum(one.weight * (one.worth or 0) for one in found.seniority.parts)
    assert found.seniority.score == round(100 * score)
    assert found.seniority.level == "junior"


async def test_skills_are_those_of_expertise(context: Context, viewer: Asker, story: Story) -> None:
    whole = await profile_of(context, viewer(), story.id("Ann"))
    assert whole.skills == (await expertise_of(context, viewer(), story.id("Ann"))).skills


async def test_one_person_is_counted_as_everybody_is(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    await work(owner, story, "Dee", 30, every=9)
    await work(owner, story, "Ben", 5)
    commit = await story.seeded.commit(owner, "Ben", NOW - DAY, "api")
    await files(owner, story.seeded, commit, ("src/Dee.py", "Python", "source"))
    view = await look(context, viewer(), subject="workspace", start=None, end=None)
    stand = await service.stand_of(context, view)
    both = (PROFILE, EXPERTISE)
    whole = running.run(context.database.url, stand, both, None)
    assert not whole.failures
    people = await owner.fetch("select key from developers where kind = 'human'")
    for row in people:
        alone = running.run(context.database.url, stand, both, [row["key"]])
        for one in both:
            assert alone.results[one.key].get(row["key"]) == whole.results[one.key].get(row["key"])


async def test_a_workspace_without_pull_requests_knows_nothing_of_reviews(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    await owner.execute("delete from reviews")
    await owner.execute("delete from pull_requests")
    await work(owner, story, "Dee", 10)
    found = await profile_of(context, viewer(), story.id("Dee"))
    assert [part(found, key) for key in ("reviews", "review_depth", "mentoring", "complexity")] == [(None, None)] * 4
    assert part(found, "breadth") == (0, 0)


async def test_what_was_earned_by_learning_makes_nobody_senior(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    await work(owner, story, "Dee", 140)
    await owner.execute("update repositories set context = 'learning'")
    found = await profile_of(context, viewer(), story.id("Dee"))
    assert part(found, "breadth")[0] == 0
    assert found.languages["Python"].days == 140


async def test_a_profile_is_for_the_person_teammates_and_managers(
    context: Context, viewer: Asker, story: Story
) -> None:
    eve = viewer(role=Role.MEMBER, developer=story.id("Eve"))
    hidden = await profile_of(context, eve, story.id("Ann"))
    assert hidden.withheld == ONLY_TEAMMATES
    assert (hidden.languages, hidden.skills, hidden.seniority, hidden.n, hidden.last_day) == ({}, [], None, 0, None)
    own = await profile_of(context, eve, None)
    assert own.withheld is None
    assert list(own.languages) == ["Python"]


async def test_whoever_has_no_commit_has_an_empty_profile(context: Context, viewer: Asker, story: Story) -> None:
    found = await profile_of(context, viewer(), story.id("Cal"))
    assert (found.withheld, found.seniority, found.languages, found.n) == (None, None, {}, 0)


async def test_what_lies_ahead_of_the_clock_counts_as_no_review(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    await work(owner, story, "Dee", 3)
    pull = await story.pulls.pull("Ben", NOW - DAY)
    await story.pulls.review(pull, "Dee", NOW + timedelta(days=3), comments=2)
    assert part(await profile_of(context, viewer(), story.id("Dee")), "reviews")[0] == 0

"""The analysis of commits, from stored facts to an answer: of a person, a team, a repository and the workspace."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from tests.features.analytics.conftest import DAY, NOW, Asker, Story, files

from aexy.context import Context
from aexy.features.insights.looking import look
from aexy.features.insights.rollups import Days
from aexy.features.insights.schemas import Bucket
from aexy.features.intelligence import commits_service, service
from aexy.features.intelligence.commits import ANALYSIS, CommitSummary
from aexy.features.intelligence.commits_schemas import CommitDistribution, CommitsWish
from aexy.features.routing import Role
from aexy.kernel.errors import Unknown, Unusable
from aexy.kernel.metric import Level
from aexy.kernel.privacy import ONLY_TEAMMATES
from aexy.store.postgres import Connection

SOURCE = ("app.py", "Python", "source")
MAY = Days(date(2026, 5, 1), date(2026, 6, 1))


async def wrote(owner: Connection, story: Story, who: str, subject: str, **more: Any) -> None:
    """A commit of the last days; `more`: days ago, paths, and columns of its message."""
    made = story.seeded
    days = more.pop("days", 0.1)
    key = await made.commit(owner, who, NOW - days * DAY, "api", subject=subject, lines=(10, 2))
    await files(owner, made, key, *more.pop("paths", (SOURCE,)))
    for column, value in more.items():
        await owner.execute(f"update commits set {column} = $2 where key = $1", key, value)  # noqa: S608 - ours
    await owner.execute("update workspaces set data_version = data_version + 1")


@pytest.fixture
async def told(owner: Connection, story: Story) -> Story:
    """Four commits of Dee's beside what the story has, whose first lines say nothing."""
    await wrote(owner, story, "Dee", "feat(api)!: drop v1", says_breaking=False, body_characters=0)
    await wrote(owner, story, "Dee", "Fix address parsing", days=0.2, says_breaking=True, body_characters=50)
    ci = ((".github/workflows/test.yml", "YAML", "data"),)
    await wrote(owner, story, "Dee", "Run the checks in parallel", days=0.3, paths=ci)
    await wrote(owner, story, "Dee", 'Revert "Fix address parsing"', days=0.4, is_revert=True, body_characters=0)
    return story


async def test_a_persons_commits_come_to_what_was_counted_by_hand(context: Context, viewer: Asker, told: Story) -> None:
    found = await service.of_person(context, viewer(), ANALYSIS, told.id("Dee"))
    said = CommitSummary.model_validate(found.result)
    assert (said.n, said.commits_analyzed) == (4, 4)
    assert {type_: n for type_, n in said.type_distribution.items() if n} == {"feat": 1, "fix": 1, "ci": 1, "revert": 1}
    assert (said.breaking_changes_count, said.share_by_prefix, said.unread_messages) == (2, 0.25, 2)
    assert [(tag.tag, tag.n) for tag in said.top_tags] == [("ci", 1)]
    # "drop v1" is short and of two words (0 + 10 + 25 + 20), the next two are whole, the revert small.
    assert said.average_quality_score == (55 + 100 + 100 + 100) / 4


async def test_everybody_and_one_person_come_to_the_same_commits(context: Context, viewer: Asker, told: Story) -> None:
    view = await look(context, viewer(), subject="workspace", start=None, end=None)
    everybody = await service.of_people(context, view, ANALYSIS)
    alone = await service.of_person(context, viewer(), ANALYSIS, told.id("Dee"), fresh=True)
    assert alone.result in everybody.values()
    # Cal has a merge and a commit that is not reachable: nothing to say.
    assert len(everybody) == 4


async def test_a_page_says_of_each_commit_what_it_is_and_why(context: Context, viewer: Asker, told: Story) -> None:
    wish = CommitsWish(developer_id=told.id("Dee"), limit=3)
    first = await commits_service.analyze(context, viewer(), wish)
    assert [(one.type, one.by_prefix, one.is_breaking) for one in first.items] == [
        ("feat", True, True),
        ("fix", False, True),
        ("ci", False, False),
    ]
    assert first.items[0].scope == "api"
    assert [sign.sign for sign in first.items[0].why] == ["the prefix"]
    assert "fix" in {sign.sign for sign in first.items[1].why}
    assert first.items[1].is_read
    assert not first.items[2].is_read
    assert first.total.n == 4
    last = await commits_service.analyze(context, viewer(), wish.model_copy(update={"cursor": first.next_cursor}))
    assert [one.type for one in last.items] == ["revert"]
    assert last.next_cursor is None


async def test_the_quality_of_a_message_is_for_those_who_may_see_its_author(
    context: Context, viewer: Asker, told: Story
) -> None:
    stranger = viewer(role=Role.MEMBER, developer=told.id("Eve"))
    wish = CommitsWish(repository_id=told.seeded.repositories["api"][0])
    found = await commits_service.analyze(context, stranger, wish)
    assert {one.quality is None for one in found.items if one.type == "feat"} == {True}
    assert any(one.quality is not None for one in found.items)  # her own
    person = await commits_service.analyze(context, stranger, CommitsWish(developer_id=told.id("Dee")))
    assert (person.items, person.withheld, person.total.n) == ([], ONLY_TEAMMATES, 0)


async def test_types_add_up_over_periods_for_every_subject(context: Context, viewer: Asker, told: Story) -> None:
    async def of(level: Level, id_: UUID | None = None, bucket: Bucket = Bucket.WEEKLY) -> CommitDistribution:
        return await commits_service.distribution(context, viewer(), level, id_, MAY, bucket=bucket)

    whole = await of(Level.WORKSPACE)
    repository = await of(Level.REPOSITORY, told.seeded.repositories["api"][0])
    team = await of(Level.TEAM, told.seeded.teams["Core"])
    person = await of(Level.DEVELOPER, told.id("Dee"))
    assert whole.total.n == sum(one.n for one in whole.series) == 9
    assert repository.total == whole.total
    assert team.total.n == 8  # all but Eve's
    assert person.total.types["feat"] == whole.total.types["feat"] == 1
    assert sum(whole.total.types.values()) == 9
    assert (await of(Level.WORKSPACE, bucket=Bucket.TOTAL)).series == []


async def test_what_names_nobody_or_too_much_is_refused_with_a_next_step(
    context: Context, viewer: Asker, told: Story
) -> None:
    with pytest.raises(Unusable, match="does not say whose"):
        await commits_service.analyze(context, viewer(), CommitsWish())
    both = CommitsWish(developer_id=told.id("Dee"), repository_id=told.seeded.repositories["api"][0])
    with pytest.raises(Unusable, match="a person and a repository"):
        await commits_service.analyze(context, viewer(), both)
    with pytest.raises(Unknown):
        await commits_service.analyze(context, viewer(), CommitsWish(developer_id=told.seeded.teams["Core"]))

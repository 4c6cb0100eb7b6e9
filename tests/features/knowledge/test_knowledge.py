"""Truck factors, shares, what is lost and whom to ask, from facts in a database to answers."""

from math import log
from uuid import uuid4

import pytest
from tests.features.knowledge.conftest import NOW, Asker, Story
from tests.pulling import Pulls

from aexy.context import Context
from aexy.features.knowledge.asking import reading_list_of, who_knows
from aexy.features.knowledge.folders import ownership
from aexy.features.knowledge.losing import knowledge_loss, rotation_impact
from aexy.features.knowledge.schemas import Whereabouts
from aexy.features.knowledge.service import bus_factor_of_team, owners_of, truck_factor_of
from aexy.features.routing import Role
from aexy.kernel.errors import Unknown, Unusable
from aexy.kernel.ids import TeamId

STANDING = ("README.md", "src/main.py", "src/core/a.py", "src/core/c.py", "web/page.py", "src/billing/tax.py")


@pytest.fixture
async def told(story: Story) -> Story:
    """With the trees read: old.py and gone.py do not stand any more."""
    await story.trees(*STANDING, gone="src/gone.py")
    return story


async def test_the_truck_factor_is_counted_over_what_stands_and_says_who(
    context: Context, viewer: Asker, told: Story
) -> None:
    found = await truck_factor_of(context, viewer(), told.id)
    # Counted are main, a, c, page and tax. Ann is author of the first three, Ben of the last two, Cal of a and Dee of
    # tax as well: without Ann three of five are left, without Ben too it is two, which is under half.
    assert (found.value, found.n, found.covered, found.left) == (2, 5, 5, 0.4)
    assert [(one.developer.name, one.authored_files, one.share) for one in found.people] == [
        ("Ann", 3, 0.6), ("Ben", 2, 0.4),
    ]  # fmt: skip
    assert found.knows_deletions
    assert (found.withheld_people, found.withheld) == (0, None)


async def test_it_was_another_at_the_end_of_each_quarter(context: Context, viewer: Asker, told: Story) -> None:
    found = await truck_factor_of(context, viewer(), told.id)
    assert [(str(one.at.date()), one.value, one.files) for one in found.history] == [
        ("2025-04-01", 1, 1), ("2025-07-01", 1, 5), ("2025-10-01", 1, 5), ("2026-01-01", 1, 6), ("2026-04-01", 2, 6),
    ]  # fmt: skip
    assert found.history[0].people[0].name == "Dee"


async def test_without_trees_what_was_deleted_still_counts_and_it_says_so(
    context: Context, viewer: Asker, story: Story
) -> None:
    found = await truck_factor_of(context, viewer(), story.id)
    assert (found.n, found.knows_deletions) == (7, False)


async def test_names_are_for_those_who_may_see_them_and_numbers_for_all(
    context: Context, viewer: Asker, told: Story
) -> None:
    found = await truck_factor_of(context, viewer(role=Role.VIEWER), told.id)
    assert (found.value, found.people, found.withheld_people) == (2, [], 2)
    assert found.withheld
    assert found.history[0].people == []
    mate = await truck_factor_of(context, viewer(role=Role.MEMBER, developer=told.person("Cal")), told.id)
    assert [one.developer.name for one in mate.people] == ["Ann"]
    outside = await truck_factor_of(context, viewer(role=Role.MEMBER, developer=told.person("Ben")), told.id)
    assert [one.developer.name for one in outside.people] == ["Ben"]


async def test_whoever_is_limited_to_teams_sees_owners_of_these_only(
    context: Context, viewer: Asker, told: Story
) -> None:
    only = frozenset({TeamId(told.made.teams["Web"])})
    found = await ownership(context, viewer(role=Role.MANAGER, teams=only), told.id, "", limit=10)
    assert [one.developer.name for one in found.owners] == ["Ben"]
    assert found.folder.withheld_people == 3


async def test_a_folder_has_shares_and_its_level(context: Context, viewer: Asker, told: Story) -> None:
    found = await ownership(context, viewer(), told.id, "", limit=10)
    assert [(one.path, one.is_file, one.files, one.counted) for one in found.children] == [
        ("src", False, 4, 4), ("README.md", True, 1, 0), ("web", False, 1, 1),
    ]  # fmt: skip
    core = await ownership(context, viewer(), told.id, "src/core/", limit=10)
    assert [one.name for one in core.children] == ["a.py", "c.py"]
    shares = {one.developer.name: one.share for one in core.owners}
    # Changes half a year ago count half: Ann a year ago for a and b, ten days ago for c; Cal ninety days ago.
    midnight = 12.5 / 24
    ann, cal = (2 * 2 ** -((360 - midnight) / 180) + 2 ** -((10 - midnight) / 180)), 2 ** -((90 - midnight) / 180)
    assert shares == {"Ann": pytest.approx(ann / (ann + cal)), "Cal": pytest.approx(cal / (ann + cal))}
    assert core.folder.concentration == shares["Ann"]
    assert (core.folder.truck_factor, core.folder.without_author, core.folder.files) == (2, 0, 2)


async def test_a_file_by_itself_has_owners_and_nothing_in_it(context: Context, viewer: Asker, told: Story) -> None:
    found = await ownership(context, viewer(), told.id, "src/core/c.py", limit=10)
    assert (found.folder.is_file, found.children, [one.developer.name for one in found.owners]) == (True, [], ["Ann"])
    assert found.owners[0].changes == 2


async def test_a_level_is_cut_where_it_is_long(context: Context, viewer: Asker, told: Story) -> None:
    found = await ownership(context, viewer(), told.id, "", limit=1)
    assert (len(found.children), found.more) == (1, 2)


async def test_a_path_that_does_not_stand_is_unknown(context: Context, viewer: Asker, told: Story) -> None:
    with pytest.raises(Unknown, match="src/gone"):
        await ownership(context, viewer(), told.id, "src/gone.py", limit=10)


async def test_owners_of_paths_are_for_other_features(context: Context, viewer: Asker, told: Story) -> None:
    found = await owners_of(context, viewer(), told.id, ["src/core/a.py", "src/nowhere.py"])
    assert set(found) == {"src/core/a.py"}
    assert [one.developer.name for one in found["src/core/a.py"].owners] == ["Cal", "Ann"]


async def test_reviews_count_half_a_change(context: Context, viewer: Asker, told: Story) -> None:
    pulls = Pulls(told.made, told.owner)
    pull = await pulls.pull("Ben", NOW.replace(day=10), repository="api", merged=NOW.replace(day=12))
    await pulls.review(pull, "Dee", NOW.replace(day=11))
    await pulls.review(pull, "Ben", NOW.replace(day=11))
    commit = await told.change("Ben", 8, "web/page.py")
    await told.owner.execute(
        "insert into commit_pull_requests (workspace_id, commit_key, pull_key, evidence) values ($1, $2, $3, 'squash')",
        told.made.workspace, commit, pull,
    )  # fmt: skip
    found = (await owners_of(context, viewer(), told.id, ["web/page.py"]))["web/page.py"].owners
    assert [(one.developer.name, one.changes, one.reviews) for one in found] == [("Ben", 2, 0), ("Dee", 0, 1)]


async def test_a_team_has_the_bus_factor_of_what_it_is_author_of(context: Context, viewer: Asker, told: Story) -> None:
    found = await bus_factor_of_team(context, viewer(), told.made.teams["Core"])
    # Ann is author of main, a and c; Cal of a, as 3.457 of 4.391 - 0.321·ln 2 is more than three quarters.
    assert (4.391 - 0.321 * log(2)) * 0.75 < 3.457
    assert (found.value, found.n, found.authors, found.people_in_team, found.repositories) == (1, 3, 2, 2, 1)
    assert [one.developer.name for one in found.people] == ["Ann"]


async def test_a_team_of_nobody_has_none(context: Context, viewer: Asker, told: Story) -> None:
    empty = await told.made.team(told.owner, "Empty", [])
    found = await bus_factor_of_team(context, viewer(), empty)
    assert (found.value, found.n, found.repositories) == (None, 0, 0)


async def test_whoever_leaves_leaves_files_behind(context: Context, viewer: Asker, told: Story) -> None:
    found = await knowledge_loss(context, viewer(), told.person("Ann"), None)
    (place,) = found.repositories
    assert (found.lost, place.authored, place.lost, place.counted) == (2, 3, 2, 5)
    assert [one.path for one in place.files] == ["src/core/c.py", "src/main.py"]
    assert [(one.path, one.lost, one.counted) for one in place.folders] == [("src", 1, 1), ("src/core", 1, 2)]
    assert (place.truck_factor, place.truck_factor_after) == (2, 1)
    assert (place.covered_share, place.covered_share_after) == (1.0, 0.6)
    assert found.heirs == []


async def test_who_is_next_knows_most_of_what_is_lost(context: Context, viewer: Asker, told: Story) -> None:
    for days in range(1, 20):
        await told.change("Ann", days + 0.5, "src/core/a.py")
    found = await knowledge_loss(context, viewer(), told.person("Ann"), told.id)
    (heir,) = found.heirs
    assert (heir.developer.name, heir.files) == ("Cal", 1)
    assert heir.share == pytest.approx(1 / 3)
    assert {one.path: one.heir and one.heir.name for one in found.repositories[0].files} == {
        "src/core/a.py": "Cal", "src/core/c.py": None, "src/main.py": None,
    }  # fmt: skip


async def test_what_somebody_would_leave_behind_is_not_for_everybody(
    context: Context, viewer: Asker, told: Story
) -> None:
    found = await knowledge_loss(context, viewer(role=Role.VIEWER), told.person("Ann"), None)
    assert (found.lost, found.repositories, found.heirs) == (None, [], [])
    assert found.withheld
    own = await knowledge_loss(
        context, viewer(role=Role.VIEWER, developer=told.person("Ann")), told.person("Ann"), None
    )
    assert own.lost == 2


async def test_a_team_loses_more_by_a_move_than_everybody_does(context: Context, viewer: Asker, told: Story) -> None:
    await told.change("Ben", 3, "src/main.py")
    found = await rotation_impact(context, viewer(), told.made.teams["Core"])
    assert [(one.developer.name, one.authored, one.lost_to_team, one.lost_to_all) for one in found.people] == [
        ("Ann", 3, 2, 1), ("Cal", 1, 0, 0),
    ]  # fmt: skip
    assert found.n == 3


@pytest.mark.usefixtures("told")
async def test_who_knows_a_path_is_told_with_its_parts(context: Context, viewer: Asker) -> None:
    found = await who_knows(context, viewer(), "src/billing", "api")
    (place,) = found.repositories
    assert [(one.developer.name, one.state, one.authorship) for one in place.people] == [
        ("Ben", Whereabouts.ACTIVE, 1.0), ("Dee", Whereabouts.GONE, 1.0),
    ]  # fmt: skip
    assert place.people[0].recency > 0.8
    assert place.people[0].reviewing is None
    assert place.people[0].score == pytest.approx(0.5 + place.people[0].recency / 2)
    assert sum(one.recency for one in place.people) == pytest.approx(1)


@pytest.mark.parametrize(
    ("path", "files"),
    [("src/core/a.py", 1), ("src", 4), ("src/core/*.py", 2), ("**/*.py", 5), ("*.md", 1), ("/src/core/", 2)],
)
async def test_a_path_is_a_file_a_folder_or_a_pattern(
    context: Context, viewer: Asker, told: Story, path: str, files: int
) -> None:
    for repository in ("api", str(told.id)):
        found = await who_knows(context, viewer(), path, repository)
        assert found.repositories[0].files == files


async def test_without_a_repository_those_are_asked_that_have_the_path(
    context: Context, viewer: Asker, told: Story
) -> None:
    await told.made.repository(told.owner, "other")
    found = await who_knows(context, viewer(), "web", None)
    assert [one.subject.name for one in found.repositories] == ["api"]
    with pytest.raises(Unusable, match="repository"):
        await who_knows(context, viewer(), "web/*", None)
    with pytest.raises(Unknown, match="nowhere"):
        await who_knows(context, viewer(), "nowhere", None)
    with pytest.raises(Unknown, match="apo"):
        await who_knows(context, viewer(), "web", "apo")


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("path", "instead", "files"),
    [
        ("src/core/new.py", "src/core/**/*.py", 2),
        ("src/core/deep/new.py", "src/core/**/*.py", 2),
        ("src/billing/rates.sql", "src/billing", 1),  # nothing of its kind above it: the nearest folder that stands
        ("src/billing/rates", "src/billing", 1),
        ("src/core/a.py", None, 1),
    ],
)
async def test_of_a_path_that_does_not_stand_yet_what_lies_beside_it_is_told(
    context: Context, viewer: Asker, path: str, instead: str | None, files: int
) -> None:
    for repository in ("api", None):
        found = await who_knows(context, viewer(), path, repository)
        (place,) = found.repositories
        assert (found.path, place.instead, place.files) == (path, instead, files)
    beside = await who_knows(context, viewer(), instead or path, "api")
    assert place.people == beside.repositories[0].people


@pytest.mark.usefixtures("told")
async def test_at_the_root_or_for_a_pattern_nothing_is_told_instead(context: Context, viewer: Asker) -> None:
    for path in ("new.py", "src/core/*.rs", "srcs/core/new.py"):
        with pytest.raises(Unknown, match="nor does a folder above it"):
            await who_knows(context, viewer(), path, "api")


async def test_a_folder_that_many_repositories_have_says_nothing_of_a_new_file(
    context: Context, viewer: Asker, told: Story
) -> None:
    for number in range(5):
        await told.made.repository(told.owner, f"other-{number}")
        await told.owner.execute(
            "insert into paths (workspace_id, repository_key, path) values ($1, $2, 'src/core/x.py')",
            told.made.workspace, told.made.repositories[f"other-{number}"][1],
        )  # fmt: skip
    with pytest.raises(Unknown, match="any repository"):
        await who_knows(context, viewer(), "src/core/new.py", None)


async def test_a_reading_list_begins_with_what_explains_and_says_why(
    context: Context, viewer: Asker, told: Story
) -> None:
    found = await reading_list_of(context, viewer(), told.id, "", limit=10)
    kinds = [(one.path, one.kind) for one in found.files]
    assert kinds[:2] == [("README.md", "documentation"), ("src/main.py", "entry")]
    assert {path for path, _ in kinds} == set(STANDING)
    assert all(one.why for one in found.files)
    assert found.files[1].ask == [] or found.files[1].ask[0].name == "Ann"
    # Dee left: whom to ask is around.
    assert "Dee" not in {one.developer.name for one in found.ask}
    part = await reading_list_of(context, viewer(), told.id, "src/core", limit=1)
    assert len(part.files) == 1


async def test_an_empty_repository_says_nothing(context: Context, viewer: Asker, story: Story) -> None:
    empty = await story.made.repository(story.owner, "empty")
    factor = await truck_factor_of(context, viewer(), empty)
    assert (factor.value, factor.n, factor.people, factor.history) == (None, 0, [], [])
    found = await ownership(context, viewer(), empty, "", limit=10)
    assert (found.folder.files, found.folder.concentration, found.children, found.owners) == (0, None, [], [])
    listed = await reading_list_of(context, viewer(), empty, "", limit=10)
    assert (listed.files, listed.ask) == ([], [])


async def test_what_is_not_there_is_unknown(context: Context, viewer: Asker, told: Story) -> None:
    del told
    with pytest.raises(Unknown):
        await truck_factor_of(context, viewer(), uuid4())
    with pytest.raises(Unknown):
        await knowledge_loss(context, viewer(), uuid4(), None)

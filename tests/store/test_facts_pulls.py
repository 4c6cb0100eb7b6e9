"""Pull requests and what people did about them, as the kernel gets them."""

from typing import Any

import polars as pl
import pytest
import pytest_asyncio
from tests.activity import at, sha
from tests.linking import a_commit, a_pull
from tests.shop import ANN, BOB, CLEO, DEPENDABOT, Shop, a_review

from aexy.kernel.activity import Comment, Gone, Issue, Review, ReviewComment, ReviewRequest, Whole
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metric import Level
from aexy.store.facts import EVERYTHING, Scope
from aexy.store.postgres import Connection, Database

FIRST_DAY = ((at(-9), at(15)),)


@pytest_asyncio.fixture
async def shop(database: Database, owner: Connection, workspace: WorkspaceId) -> Shop:
    made = await Shop.make(database, owner, workspace)
    assert isinstance(made, Shop)
    return made


async def test_a_pull_request_comes_with_what_people_did_about_it(shop: Shop, database_url: str) -> None:
    await shop.put(
        shop.shop,
        a_pull(1, author=ANN, closed_at=at(5), merged_at=at(5), merged_by=BOB, additions=10, deletions=2),
        a_commit(1, sha(7), authored_at=at(-2), committed_at=at(-1)),
        Review(1, "R1", at(2), "changes_requested", BOB, at(2), comments_count=3),
        Review(1, "R2", at(4), "approved", BOB, at(4)),
        ReviewComment(1, "L1", at(2), at(2), BOB, "R1"),
        ReviewRequest(1, "Q1", at(1), ANN, BOB, removed_at=at(3)),
        Comment("C1", at(3), at(3), number=1, author=ANN),
        Whole("commits", 1, at(5)),
    )
    for scope in (EVERYTHING, Scope(spans=FIRST_DAY)):
        facts, names = await shop.facts(database_url, scope), await shop.names()
        (pull,) = facts.pulls.iter_rows(named=True)
        assert (names[pull["author"]], names[pull["merged_by"]]) == ("ann", "bob")
        assert (pull["opened"], pull["ready"], pull["closed"], pull["merged"]) == (at(0), at(0), at(5), at(5))
        assert (pull["lines"], pull["provider_lines"], pull["commits_known"], pull["deployed"]) == (
            None,
            12,
            True,
            None,
        )
        assert [(names[r["reviewer"]], r["at"], r["state"], r["comments"]) for r in said(facts.reviews)] == [
            ("bob", at(2), "changes_requested", 3),
            ("bob", at(4), "approved", None),
        ]
        assert [(names[r["author"]], r["at"], r["on_lines"]) for r in said(facts.remarks)] == [
            ("bob", at(2), True),
            ("ann", at(3), False),
        ]
        assert [(names[r["reviewer"]], r["at"], r["withdrawn"]) for r in said(facts.requests)] == [
            ("bob", at(1), at(3))
        ]
        assert facts.pull_commits.select("authored", "committed").rows() == [(at(-2), at(-1))]


def said(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return frame.sort("at").to_dicts()


async def test_what_bots_do_is_left_out_and_what_is_done_about_their_changes_is_not(
    shop: Shop, database_url: str
) -> None:
    await shop.put(
        shop.shop,
        a_pull(1, author=DEPENDABOT),
        Review(1, "R1", at(2), "approved", ANN, at(2)),
        Review(1, "R2", at(3), "commented", DEPENDABOT, at(3)),
        Review(1, "R3", at(4), "approved", None, at(4)),
        Review(1, "R4", at(4), "pending", ANN),
        ReviewComment(1, "L1", at(2), at(2), DEPENDABOT),
        ReviewRequest(1, "Q1", at(1), ANN, DEPENDABOT),
        ReviewRequest(1, "Q2", at(1), ANN, None, team="core"),
        a_pull(2),
    )
    facts, names = await shop.facts(database_url), await shop.names()
    assert sorted(map(str, (names[key] for key in facts.pulls["author"]))) == ["None", "dependabot"]
    assert [names[key] for key in facts.reviews["reviewer"]] == ["ann"]
    assert facts.remarks.is_empty()
    assert facts.requests.is_empty()


async def test_what_is_gone_is_not_read(shop: Shop, database_url: str) -> None:
    issue = Issue("R1#9", at(1), "#9", "Cards are refused", "Open", "todo", at(0))
    await shop.put(
        shop.shop,
        a_pull(1, author=ANN), a_review(1, BOB, at(2)), Comment("C1", at(2), at(2), 1, author=BOB),
        issue, Comment("C2", at(3), at(3), issue="R1#9", author=BOB),
    )  # fmt: skip
    facts = await shop.facts(database_url, Scope(spans=FIRST_DAY))
    assert [(row["pull"] is None, row["at"]) for row in said(facts.remarks)] == [(False, at(2)), (True, at(3))]
    await shop.put(shop.shop, Gone("pull_request", "P1", at(9), 1), Gone("issue", "R1#9", at(9)))
    for scope in (EVERYTHING, Scope(spans=FIRST_DAY)):
        facts = await shop.facts(database_url, scope)
        assert [frame.height for frame in (facts.pulls, facts.reviews, facts.remarks, facts.presence)] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("moved", "found"),
    [
        ({"opened_at": at(0)}, [1]),
        ({"closed_at": at(0)}, [1]),
        ({"closed_at": at(0), "merged_at": at(0)}, [1]),
        ({"closed_at": at(40), "merged_at": at(40)}, []),
    ],
)
async def test_of_some_days_are_read_the_pull_requests_that_moved_then(
    shop: Shop, database_url: str, moved: dict[str, Any], found: list[int]
) -> None:
    await shop.put(shop.shop, a_pull(1, author=ANN, **{"opened_at": at(-100), **moved}))
    assert await shop.numbers(await shop.facts(database_url, Scope(spans=FIRST_DAY))) == found


async def test_a_review_a_remark_on_lines_or_a_request_brings_all_that_was_done_about_it(
    shop: Shop, database_url: str
) -> None:
    old = at(-100)
    await shop.put(
        shop.shop,
        a_pull(1, opened_at=old), a_review(1, BOB, at(2)), a_review(1, BOB, at(-90)),
        a_pull(2, opened_at=old), ReviewComment(2, "L1", at(2), at(2), BOB), a_commit(2, sha(1), authored_at=at(-200)),
        a_pull(3, opened_at=old), ReviewRequest(3, "Q1", at(1), ANN, BOB),
        a_pull(4, opened_at=old), Comment("C1", at(3), at(3), 4, author=BOB), a_review(4, BOB, at(-90)),
    )  # fmt: skip
    facts = await shop.facts(database_url, Scope(spans=FIRST_DAY))
    assert await shop.numbers(facts) == [1, 2, 3]
    assert facts.reviews["at"].sort().to_list() == [at(-90), at(2)]
    assert facts.pull_commits.height == 1
    # What somebody said is theirs, whether or not the pull request moved.
    assert facts.remarks["at"].sort().to_list() == [at(2), at(3)]


async def test_of_a_person_is_read_what_they_had_to_do_with_and_what_was_opened_where_they_are_at_home(
    shop: Shop, database_url: str
) -> None:
    await shop.put(
        shop.shop,
        a_pull(1, author=ANN),
        a_pull(2, author=BOB), a_review(2, ANN, at(2)), a_review(2, CLEO, at(3)),
        a_pull(3, author=BOB), a_review(3, CLEO, at(2)),
        a_pull(4, author=BOB, opened_at=at(-500)), a_review(4, CLEO, at(2)),
    )  # fmt: skip
    await shop.know()
    facts = await shop.facts(database_url, Scope(Level.DEVELOPER, await shop.key("ann"), FIRST_DAY))
    # The third was opened where Ann was at home; what others did about it does not matter for her.
    assert await shop.numbers(facts) == [1, 2, 3]
    assert facts.reviews.height == 2
    facts = await shop.facts(database_url, Scope(Level.DEVELOPER, await shop.key("cleo"), FIRST_DAY))
    assert await shop.numbers(facts) == [1, 2, 3, 4]
    assert facts.presence["at"].to_list()


async def test_a_team_s_is_what_its_members_had_to_do_with(shop: Shop, database_url: str, owner: Connection) -> None:
    await shop.put(
        shop.shop,
        a_pull(1, author=ANN), a_pull(2, author=BOB), a_pull(3, author=CLEO, opened_at=at(-300)),
        a_review(3, BOB, at(2)),
    )  # fmt: skip
    await shop.know()
    team = await owner.fetchrow(
        "insert into teams (workspace_id, slug, name) values ($1, 'core', 'Core') returning id, key", shop.workspace
    )
    await owner.execute(
        "insert into team_members (workspace_id, team_id, developer_id)"
        " select $1, $2, id from developers where workspace_id = $1 and name = 'ann'",
        shop.workspace,
        team["id"],
    )
    facts = await shop.facts(database_url, Scope(Level.TEAM, team["key"], FIRST_DAY))
    assert await shop.numbers(facts) == [1]
    assert facts.memberships["developer"].to_list() == [await shop.key("ann")]


async def test_of_a_repository_is_read_what_happened_in_it(shop: Shop, database_url: str) -> None:
    assert shop.shop.repository_key is not None
    await shop.put(shop.shop, a_pull(1, author=ANN), Comment("C1", at(3), at(3), 1, author=BOB))
    scope = Scope(Level.REPOSITORY, shop.shop.repository_key, FIRST_DAY)
    facts = await shop.facts(database_url, scope)
    assert (await shop.numbers(facts), facts.remarks.height) == ([1], 1)
    elsewhere = await shop.facts(database_url, Scope(Level.REPOSITORY, shop.shop.repository_key + 1, FIRST_DAY))
    assert (elsewhere.pulls.height, elsewhere.remarks.height) == (0, 0)
    assert (await shop.facts(database_url, Scope(Level.PROJECT, 1, FIRST_DAY))).pulls.is_empty()


async def test_who_owned_a_repository_when_and_which_are_a_project_s(
    shop: Shop, database_url: str, owner: Connection
) -> None:
    team, project = [
        await owner.fetchrow(
            f"insert into {table} (workspace_id, slug, name) values ($1, 'core', 'Core') returning id, key",  # noqa: S608 - one of two
            shop.workspace,
        )
        for table in ("teams", "projects")
    ]
    for since, until in ((None, at(0)), (at(48), None)):
        await owner.execute(
            "insert into repository_teams (workspace_id, repository_id, team_id, since, until)"
            " select $1, id, $2, coalesce($4::timestamptz, '-infinity'), $5 from repositories where key = $3",
            shop.workspace,
            team["id"],
            shop.shop.repository_key,
            since,
            until,
        )
    await owner.execute(
        "insert into project_repositories (workspace_id, project_id, repository_id)"
        " select $1, $2, id from repositories where key = $3",
        shop.workspace,
        project["id"],
        shop.shop.repository_key,
    )
    await shop.put(shop.shop, a_pull(1, author=ANN))
    facts = await shop.facts(database_url, Scope(Level.PROJECT, project["key"], FIRST_DAY))
    assert await shop.numbers(facts) == [1]
    key = shop.shop.repository_key
    assert facts.holdings.rows() == [(project["key"], key)]
    owners = facts.owners.sort("since", nulls_last=False).rows()
    assert owners == [(key, team["key"], None, at(0)), (key, team["key"], at(48), None)]

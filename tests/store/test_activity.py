"""Records become facts: the newest stands, what was not said stays known, what is gone stays gone."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from tests.activity import NOW, add_repository, at, facts, put, sha

from aexy.kernel.activity import (
    Comment,
    Gone,
    Issue,
    Known,
    PullCommit,
    PullEvent,
    PullRequest,
    Record,
    Release,
    Review,
    ReviewComment,
    SameAs,
    Team,
    Transition,
    Who,
    Whole,
)
from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import Place, load, settle_teams
from aexy.store.postgres import Connection, Database

ADA, BOB = Who("github", "1", "ada"), Who("github", "2", "bob")


@pytest_asyncio.fixture
async def shop(owner: Connection, workspace: WorkspaceId) -> Place:
    return Place("github", "github.com", await add_repository(owner, workspace), external_id="Rshop")


async def rows(owner: Connection, workspace: WorkspaceId, statement: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await owner.fetch(statement, workspace)]


def a_pull(version: float, title: str = "Pay by card", **said: Any) -> PullRequest:
    return PullRequest(1, "P1", at(version), title, at(0), **said)


def a_review(version: float, name: str = "r1", number: int = 1) -> Review:
    return Review(number, name, at(version), "approved", BOB, at(version))


async def test_the_same_again_writes_nothing(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    told: Sequence[Record] = (a_pull(5, author=ADA), a_review(3), Whole("reviews", 1, at(5)), Known(ADA))
    assert (await put(database, workspace, shop, *told)).rows == {
        "developer_identities": 2, "pull_requests": 1, "reviews": 1
    }  # fmt: skip
    written = """
    select (select xmin from pull_requests where workspace_id = $1), xmin, data_version
    from workspaces
    where id = $1
    """
    before = await rows(owner, workspace, written)
    assert not (await put(database, workspace, shop, *told)).changed
    assert await rows(owner, workspace, written) == before


async def test_what_a_newer_page_does_not_say_stays_known(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    await put(database, workspace, shop, a_pull(1, additions=12, body="Why"))
    await put(database, workspace, shop, a_pull(2, "Pay by any card"))
    known = "select title, additions, body from pull_requests where workspace_id = $1"
    assert await rows(owner, workspace, known) == [("Pay by any card", 12, "Why")]


async def test_an_older_page_fills_in_only_what_nobody_said(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    await put(database, workspace, shop, a_pull(3, "New title"))
    await put(database, workspace, shop, a_pull(1, "Old title", additions=1, body="First"))
    await put(database, workspace, shop, a_pull(2, "Older title", additions=2))
    known = "select title, additions, body from pull_requests where workspace_id = $1"
    assert await rows(owner, workspace, known) == [("New title", 2, "First")]


async def test_a_reopened_pull_request_is_open(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    await put(database, workspace, shop, a_pull(1, closed_at=at(1)))
    await put(database, workspace, shop, a_pull(2))
    assert await rows(owner, workspace, "select state, closed_at from pull_requests where workspace_id = $1") == [
        ("open", None)
    ]


async def test_a_row_given_whole_empties_what_it_leaves_out(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    def issue(version: float, points: float | None) -> Issue:
        return Issue("I1", at(version), "PAY-1", "Card", "Open", "todo", at(0), story_points=points)

    points = "select story_points from issues where workspace_id = $1"
    await put(database, workspace, shop, issue(1, 5))
    await put(database, workspace, shop, issue(3, None))
    assert await rows(owner, workspace, points) == [(5,)]
    await put(database, workspace, shop, issue(3, None), Whole("fields", "I1", at(3)))
    assert await rows(owner, workspace, points) == [(None,)]
    await put(database, workspace, shop, issue(2, 8))
    assert await rows(owner, workspace, points) == [(None,)]


async def test_reviews_that_come_before_their_pull_request_wait_for_it(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    await put(database, workspace, shop, a_review(3), PullEvent(1, "ready", at(2), "e1", ADA))
    assert await rows(owner, workspace, "select number from expected_pull_requests where workspace_id = $1") == [(1,)]
    await put(database, workspace, shop, a_pull(5))
    joined = """
    select p.number, p.ready_at, r.external_id
    from pull_requests p
    join reviews r on r.pull_key = p.key
    where p.workspace_id = $1
    """
    assert await rows(owner, workspace, joined) == [(1, at(2), "r1")]
    assert await rows(owner, workspace, "select 1 from expected_pull_requests where workspace_id = $1") == []


async def test_what_is_not_in_a_whole_list_was_deleted(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    names = "select external_id from reviews where workspace_id = $1 order by 1"
    await put(
        database, workspace, shop, a_pull(5), a_review(3, "kept"), a_review(4, "gone"), Whole("reviews", 1, at(5))
    )
    await put(database, workspace, shop, a_review(7, "later"))
    await put(database, workspace, shop, a_pull(6), a_review(3, "kept"), Whole("reviews", 1, at(6)))
    assert await rows(owner, workspace, names) == [("kept",), ("later",)]
    await put(
        database, workspace, shop, a_pull(5), a_review(3, "kept"), a_review(4, "gone"), Whole("reviews", 1, at(5))
    )
    assert await rows(owner, workspace, names) == [("kept",), ("later",)]


async def test_what_is_gone_does_not_come_back_with_an_older_page(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    gone = (
        Gone("pull_request", "P1", at(4)), Gone("comment", "k1", at(4), number=1), Gone("release", "v1", at(4)),
    )  # fmt: skip
    older = (a_pull(3), Comment("k1", at(3), at(3), 1, None, ADA, "Hm"), Release("v1", at(3), "v1"))
    state = """
    select (select gone_at from pull_requests where workspace_id = $1),
           (select gone_at from releases where workspace_id = $1),
           (select count(*) from conversation_comments where workspace_id = $1)
    """
    await put(database, workspace, shop, *gone)
    await put(database, workspace, shop, *older)
    assert await rows(owner, workspace, state) == [(at(4), at(4), 0)]
    await put(database, workspace, shop, a_pull(5))
    assert await rows(owner, workspace, state) == [(None, at(4), 0)]


async def test_a_number_nobody_said_follows_from_what_is_known(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    remarks = [ReviewComment(1, f"c{n}", at(3), at(3), BOB, "r1") for n in range(3)]
    counted = "select comments_count from reviews where workspace_id = $1"
    await put(database, workspace, shop, a_pull(4), a_review(3), *remarks)
    assert await rows(owner, workspace, counted) == [(None,)]
    await put(database, workspace, shop, a_pull(5), *remarks, Whole("review_comments", 1, at(5)))
    assert await rows(owner, workspace, counted) == [(3,)]
    started = Transition("I1", "t1", at(2), "status", "Open", "Doing", "todo", "in_progress")
    await put(database, workspace, shop, Issue("I1", at(3), "PAY-1", "Card", "Doing", "in_progress", at(0)))
    await put(database, workspace, shop, started)
    assert await rows(owner, workspace, "select started_at from issues where workspace_id = $1") == [(at(2),)]


async def test_a_remark_that_is_gone_is_not_counted_even_with_a_new_review(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    remark = ReviewComment(1, "c1", at(3), at(3), BOB, "r1")
    told = (Gone("review_comment", "c1", at(4)), a_review(3), remark, Whole("review_comments", 1, at(5)))
    counted = "select comments_count from reviews where workspace_id = $1"
    await put(database, workspace, shop, *told)
    assert await rows(owner, workspace, counted) == [(0,)]
    other = ReviewComment(1, "c2", at(6), at(6), BOB, "r1")
    await put(database, workspace, shop, other)
    assert await rows(owner, workspace, counted) == [(1,)]
    await put(database, workspace, shop, Gone("review_comment", "c2", at(7)))
    assert await rows(owner, workspace, counted) == [(0,)]


@pytest.mark.parametrize(
    ("state", "events", "ready"),
    [
        ("open", [], at(0)),
        ("draft", [], None),
        ("open", [PullEvent(1, "ready", at(3), "e3", ADA)], at(3)),
        (
            "draft",
            [PullEvent(1, "ready", at(3), "e3", ADA), PullEvent(1, "converted_to_draft", at(4), "e4", ADA)],
            at(3),
        ),
    ],
)
async def test_ready_is_the_first_ready_event_of_a_draft_else_opened(
    database: Database,
    owner: Connection,
    workspace: WorkspaceId,
    shop: Place,
    state: str,
    events: list[PullEvent],
    ready: datetime | None,
) -> None:
    await put(database, workspace, shop, a_pull(5, is_draft=state == "draft"), *events)
    assert await rows(owner, workspace, "select ready_at from pull_requests where workspace_id = $1") == [(ready,)]


async def test_touched_days_are_counted_again_by_the_workspace_s_clock(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    await owner.execute("update workspaces set time_zone = 'Asia/Tokyo' where id = $1", workspace)
    days = "select distinct day from dirty_days where workspace_id = $1 order by 1"
    await put(database, workspace, shop, a_pull(40, merged_at=at(30), closed_at=at(30)))
    assert [row[0] for row in await rows(owner, workspace, days)] == [date(2026, 1, 5), date(2026, 1, 7)]
    await owner.execute("delete from dirty_days")
    await put(database, workspace, shop, a_review(60))
    touched = [date(2026, 1, 5), date(2026, 1, 7), date(2026, 1, 8)]
    assert [row[0] for row in await rows(owner, workspace, days)] == touched


async def test_a_batch_costs_the_same_statements_however_large(
    database: Database, workspace: WorkspaceId, shop: Place
) -> None:
    def told(count: int, version: float) -> list[Record]:
        return [
            one
            for number in range(1, count + 1)
            for one in (
                PullRequest(number, f"P{number}", at(version), "Title", at(0), ADA),
                a_review(2, number=number), PullCommit(number, sha(number), 0), Whole("reviews", number, at(version)),
                Comment("k", at(1), at(1), number, None, BOB),
            )
        ]  # fmt: skip

    async def cost(count: int, version: float) -> int:
        asked: list[str] = []
        async with database.workspace(workspace) as connection:
            with connection.query_logger(lambda record: asked.append(record.query)):
                await load(connection, workspace, shop, told(count, version), now=NOW)
        return len(asked)

    await cost(3, 4)
    few, many = await cost(3, 5), await cost(300, 6)
    assert few == many < 35


async def test_text_the_database_cannot_hold_is_cleaned(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    who = Who("github", "9", "a\0da", "A\0da")
    await put(database, workspace, shop, a_pull(1, "Nu\0l", author=who, labels=("a\0", "b")))
    found = "select title, labels from pull_requests where workspace_id = $1"
    assert await rows(owner, workspace, found) == [("Nul", ["a", "b"])]


async def test_one_transaction_may_load_twice(database: Database, workspace: WorkspaceId, shop: Place) -> None:
    async with database.workspace(workspace) as connection:
        await load(connection, workspace, shop, [a_pull(1), a_review(1)], now=NOW)
        again = await load(connection, workspace, shop, [a_pull(2, "Other")], now=NOW)
    assert again.rows == {"pull_requests": 1}


async def test_loads_side_by_side_agree(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    pulls = [a_pull(version, f"Title {version}") for version in range(6)]
    await asyncio.gather(*(put(database, workspace, shop, a_review(1), one) for one in pulls))
    assert await rows(owner, workspace, "select title from pull_requests where workspace_id = $1") == [("Title 5",)]
    found = await facts(owner, workspace)
    assert [row["pull_key"] for row in found["reviews"]] == ["1"]


async def test_somebody_is_known_by_what_the_newest_page_says(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    signature = Who("git", "Ada <Ada@Engine.example>", None, "Ada", "Ada@Engine.example")
    ada = Who("github", "1", "ada", "Ada", None, "User")
    await put(database, workspace, shop, Known(ada), SameAs(signature, ada, "commit 1"))
    await put(database, workspace, shop, Known(ada._replace(username="countess")), now=NOW + timedelta(days=2))
    await put(database, workspace, shop, Known(ada._replace(username="lovelace")), now=NOW + timedelta(days=1))
    known = """
    select provider, username, name, email, account_type, developer_id
    from developer_identities
    where workspace_id = $1
    order by provider
    """
    assert await rows(owner, workspace, known) == [
        ("git", None, "Ada", "ada@engine.example", None, None),
        ("github", "countess", "Ada", None, "User", None),
    ]
    assert await rows(owner, workspace, "select source, detail from identity_links where workspace_id = $1") == [
        ("github", "commit 1")
    ]


async def test_members_follow_from_who_they_turn_out_to_be(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    await put(database, workspace, shop, Team("T1", "core", "Core", (ADA, BOB)))
    for name in ("ada", "bob"):
        await owner.execute(
            """
            with made as (insert into developers (workspace_id, name) values ($1, $2) returning id)
            update developer_identities
            set developer_id = (select id from made)
            where workspace_id = $1
              and username = $2
            """,
            workspace,
            name,
        )
    members = """
    select d.name, m.joined_at = '-infinity', m.left_at
    from team_members m
    join developers d on d.id = m.developer_id
    where m.workspace_id = $1
    order by 1
    """
    async with database.workspace(workspace) as connection:
        assert await settle_teams(connection, workspace)
        assert not await settle_teams(connection, workspace)
    assert await rows(owner, workspace, members) == [("ada", True, None), ("bob", True, None)]
    later = NOW + timedelta(days=1)
    await put(database, workspace, shop, Team("T1", "core", "Core team", (ADA,)), now=later)
    await put(database, workspace, shop, Team("T1", "core", "Core", (ADA, BOB)), now=NOW)
    async with database.workspace(workspace) as connection:
        assert await settle_teams(connection, workspace)
    assert await rows(owner, workspace, members) == [("ada", True, None), ("bob", True, later)]

"""Whatever moves a number marks the days it is counted on, and says when it reaches into later days."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime

import pytest_asyncio
from tests.activity import at, sha
from tests.linking import a_commit, a_pull
from tests.shop import ANN, BOB, CLEO, Shop, a_review

from aexy.kernel.activity import Comment, Deployment, Gone, Issue, ReviewComment, ReviewRequest, Whole
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection, Database

ISSUE = Issue("R1#9", at(1), "#9", "Cards are refused", "Open", "todo", at(24 * 40))
DAYS = "select day, reaches from dirty_days where workspace_id = $1"


def day(number: int) -> date:
    return at(24 * number).date()


def on(number: int) -> datetime:
    return at(24 * number)


@pytest_asyncio.fixture
async def shop(database: Database, owner: Connection, workspace: WorkspaceId) -> Shop:
    """Opened on day 0, merged on day 9; asked for on 1, reviewed on 3, remarked on lines on 2 and below on 4."""
    made = await Shop.make(database, owner, workspace)
    assert isinstance(made, Shop)
    await made.put(
        made.shop,
        a_pull(1, author=ANN, ready_at=on(0), closed_at=on(9), merged_at=on(9), merged_by=CLEO, merge_sha=sha(1)),
        ReviewRequest(1, "Q1", on(1), ANN, BOB),
        ReviewComment(1, "L1", on(2), on(2), BOB),
        a_review(1, BOB, on(3)),
        Comment("C1", on(4), on(4), 1, author=BOB),
        ISSUE, Comment("C2", on(41), on(41), issue="R1#9", author=BOB),
        a_pull(2, author=CLEO, opened_at=on(60)),
    )  # fmt: skip
    await made.know()
    return made


@asynccontextmanager
async def marked(shop: Shop) -> AsyncIterator[dict[date, bool]]:
    """The days that are marked within, and whether they reach further."""
    found: dict[date, bool] = {}
    await shop.owner.execute("delete from dirty_days where workspace_id = $1", shop.workspace)
    yield found
    for marked_day, reaches in await shop.owner.fetch(DAYS, shop.workspace):
        found[marked_day] = found.get(marked_day, False) or reaches


OWN = {day(0): False, day(9): False}
ALL = OWN | {day(1): False, day(2): False, day(3): False}


async def test_a_pull_request_that_moves_is_counted_again_wherever_it_was(shop: Shop) -> None:
    async with marked(shop) as found:
        await shop.put(shop.shop, a_pull(1, 99, author=ANN, closed_at=on(11), merged_at=on(11), merge_sha=sha(1)))
    assert found == ALL | {day(11): False}


async def test_a_review_is_counted_on_its_day_and_makes_somebody_at_home(shop: Shop) -> None:
    async with marked(shop) as found:
        await shop.put(shop.shop, a_review(1, CLEO, on(5)))
    assert found == ALL | {day(5): True}


async def test_a_remark_moves_the_first_answer_and_one_below_only_its_own_day(shop: Shop) -> None:
    async with marked(shop) as found:
        await shop.put(shop.shop, ReviewComment(1, "L2", on(5), on(5), BOB))
    assert found == ALL | {day(5): False}
    async with marked(shop) as found:
        await shop.put(shop.shop, Comment("C3", on(42), on(42), issue="R1#9", author=BOB))
    assert found[day(42)] is False


async def test_a_request_and_a_commit_are_counted_where_the_review_is(shop: Shop) -> None:
    async with marked(shop) as found:
        await shop.put(shop.shop, ReviewRequest(1, "Q2", on(5), ANN, CLEO))
    assert found == ALL | {day(5): False}
    async with marked(shop) as found:
        await shop.put(shop.shop, a_commit(1, sha(5), committed_at=on(8)))
    assert found == ALL | {day(5): False}


async def test_what_is_deleted_is_counted_no_more(shop: Shop) -> None:
    async with marked(shop) as found:
        await shop.put(shop.shop, Gone("review_comment", "L1", on(20)))
    assert found == ALL
    async with marked(shop) as found:
        await shop.put(
            shop.shop, a_pull(1, 98, author=ANN, closed_at=on(9), merged_at=on(9)), Whole("reviews", 1, on(20))
        )
    assert found[day(3)] is True, "nobody is at home by a review there never was"


async def test_what_is_gone_takes_what_was_done_about_it_along(shop: Shop) -> None:
    async with marked(shop) as found:
        await shop.put(shop.shop, Gone("pull_request", "P1", on(20), 1))
    assert found == ALL | {day(3): True, day(4): False}
    async with marked(shop) as found:
        await shop.put(shop.shop, Gone("issue", "R1#9", on(50)))
    assert found == {day(40): False, day(41): False}


async def test_what_was_said_before_its_pull_request_came_counts_from_then_on(shop: Shop) -> None:
    await shop.put(shop.shop, a_review(3, BOB, on(30)), Comment("C9", on(31), on(31), 3, author=BOB))
    async with marked(shop) as found:
        await shop.put(shop.shop, a_pull(3, author=ANN, opened_at=on(29)))
    assert found == {day(29): False, day(30): True, day(31): False}


async def test_links_are_lines_and_deployments_the_last_stage(shop: Shop) -> None:
    """The first deployment that is known says nothing of when: what is in it may have been live before."""
    await shop.commit(2, ANN, on(-99), parents=[])
    await shop.commit(1, ANN, on(8), parents=[2])
    async with marked(shop) as found:
        assert (await shop.link()).changed
    assert found == ALL
    before, live = (
        Deployment(f"D{n}", on(1), "production", "production", "success", on(day - 1), sha=sha(n), finished_at=on(day))
        for n, day in ((2, 7), (1, 10))
    )
    await shop.put(shop.shop, before, live)
    async with marked(shop) as found:
        assert (await shop.link()).changed
    assert found == ALL | {day(10): False}
    await shop.put(shop.shop, live._replace(version=on(30), finished_at=on(12)))
    async with marked(shop) as found:
        assert (await shop.link()).changed
    assert found == ALL | {day(10): False, day(12): False}
    await shop.put(shop.shop, Gone("deployment", "D1", on(40)))
    async with marked(shop) as found:
        assert (await shop.link()).changed
    assert found == ALL | {day(12): False}


async def test_whose_it_is_moves_the_days_of_all_who_had_to_do_with_it(shop: Shop) -> None:
    async with marked(shop) as found:
        await shop.owner.execute(
            "update developers set kind = 'bot' where workspace_id = $1 and name = 'bob'", shop.workspace
        )
    assert found == ALL | {day(3): True, day(4): False, day(41): False}
    async with marked(shop) as found:
        await shop.owner.execute(
            "update developer_identities i set developer_id = d.id from developers d"
            " where i.workspace_id = $1 and i.external_id = 'cleo' and d.workspace_id = $1 and d.name = 'ann'",
            shop.workspace,
        )
    assert found == ALL | {day(60): False}, "who merged it is who wrote it now"


async def test_somebody_who_was_not_known_yet_is_counted_once_they_are(shop: Shop) -> None:
    await shop.put(shop.shop, a_review(2, ANN._replace(external_id="dora"), on(61)))
    async with marked(shop) as found:
        await shop.know()
    assert found == {day(60): False, day(61): True}


async def test_a_repository_takes_its_days_along(shop: Shop) -> None:
    async with marked(shop) as found:
        await shop.owner.execute("delete from repositories where key = $1", shop.shop.repository_key)
    assert found == ALL | {day(3): True, day(4): False, day(41): False, day(60): False}

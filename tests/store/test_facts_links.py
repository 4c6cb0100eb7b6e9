"""What pull requests became, when that went live, and whose files reviews were about."""

from typing import Any

import pytest
import pytest_asyncio
from tests.activity import at, sha
from tests.linking import a_commit, a_pull
from tests.shop import ANN, BOB, CLEO, Shop, a_review

from aexy.kernel.activity import Deployment, Gone, PullRequest, Whole
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metric import Level
from aexy.store import delivery
from aexy.store.facts import EVERYTHING, Scope
from aexy.store.postgres import Connection, Database

FIRST_DAY = ((at(-9), at(15)),)
SOURCE = "source"


@pytest_asyncio.fixture
async def shop(database: Database, owner: Connection, workspace: WorkspaceId) -> Shop:
    made = await Shop.make(database, owner, workspace)
    assert isinstance(made, Shop)
    await made.put(made.shop, a_pull(99, author=ANN, opened_at=at(-5000)), a_review(99, BOB, at(-4999)))
    await made.know()
    return made


def merged(number: int = 1, **said: Any) -> PullRequest:
    return a_pull(number, author=ANN, closed_at=at(5), merged_at=at(5), additions=70, deletions=7, **said)


async def lines(shop: Shop, url: str) -> int | None:
    """Of the pull request that was merged on the first day."""
    everything, then = [await shop.facts(url, scope) for scope in (EVERYTHING, Scope(spans=FIRST_DAY))]
    (found,) = then.pulls["lines"]
    assert found == everything.pulls.filter(pull=then.pulls["pull"].item())["lines"].item()
    assert isinstance(found, int | None)
    return found


async def test_its_lines_are_those_of_the_squash_or_of_the_merge(shop: Shop, database_url: str) -> None:
    await shop.put(shop.shop, merged(commits_count=1))
    await shop.links(1, "member", await shop.commit(1, ANN, lines=100))
    await shop.links(1, "merge", await shop.commit(2, ANN, lines=30, is_merge=True))
    assert await lines(shop, database_url) == 30


async def test_without_one_they_are_those_of_all_its_rebased_commits(shop: Shop, database_url: str) -> None:
    await shop.put(shop.shop, merged(commits_count=2))
    await shop.links(1, "rebase", await shop.commit(1, ANN, lines=10))
    assert await lines(shop, database_url) is None, "one of two is not known"
    await shop.links(1, "rebase", await shop.commit(2, ANN, lines=5))
    assert await lines(shop, database_url) == 15


async def test_or_of_its_commits_as_they_were_without_merges_of_what_it_goes_to(shop: Shop, database_url: str) -> None:
    await shop.put(shop.shop, merged(), a_commit(1, sha(1)), a_commit(1, sha(2)))
    await shop.links(1, "member", await shop.commit(1, ANN, lines=10))
    assert await lines(shop, database_url) is None, "one of two is not here"
    await shop.links(1, "member", await shop.commit(2, ANN, lines=1000, is_merge=True))
    assert await lines(shop, database_url) == 10


async def test_lines_that_are_not_known_are_not_counted_as_none(shop: Shop, database_url: str) -> None:
    await shop.put(shop.shop, merged(commits_count=1))
    await shop.links(1, "squash", await shop.commit(1, ANN, lines=None))
    await shop.links(1, "member", await shop.commit(2, ANN, lines=10))
    assert await lines(shop, database_url) is None


@pytest.mark.parametrize(
    ("said", "is_whole", "is_known"),
    [({"commits_count": 1}, False, True), ({"commits_count": 2}, False, False), ({}, False, False), ({}, True, True)],
)
async def test_its_commits_are_known_once_all_are_there(
    shop: Shop, database_url: str, *, said: dict[str, int], is_whole: bool, is_known: bool
) -> None:
    await shop.put(
        shop.shop, merged(**said), a_commit(1, sha(1), authored_at=at(-1)), *[Whole("commits", 1, at(6))] * is_whole
    )
    facts = await shop.facts(database_url, Scope(spans=FIRST_DAY))
    assert facts.pulls["commits_known"].to_list() == [is_known]


async def bring(shop: Shop) -> None:
    """Deployments alone are linked: what belongs to a pull request is as the test says."""
    async with shop.database.workspace(shop.workspace) as connection:
        await delivery.bring(connection, shop.workspace, None)


def went(name: str, hours: float, **said: Any) -> Deployment:
    said = {"environment": "production", "environment_kind": "production", "status": "success"} | said
    return Deployment(name, at(1), created_at=at(hours), finished_at=at(hours), **said)


async def test_it_is_deployed_by_the_first_that_brought_its_merge_commit_to_production(
    shop: Shop, database_url: str
) -> None:
    await shop.put(
        shop.shop, merged(merge_sha=sha(1)), went("before", 2, sha=sha(2)),
        went("staging", 6, environment_kind="staging", sha=sha(1)), went("failed", 7, status="failure", sha=sha(1)),
        went("gone", 7, sha=sha(1)), Gone("deployment", "gone", at(9)), went("later", 30, sha=sha(1)),
        went("first", 20, sha=sha(1)),
    )  # fmt: skip
    await shop.commit(2, ANN, parents=[])
    await shop.commit(1, ANN, is_merge=True, parents=[2])
    await bring(shop)
    assert (await shop.facts(database_url, Scope(spans=FIRST_DAY))).pulls["deployed"].to_list() == [at(20)]
    that_day = Scope(spans=((at(19), at(21)),))
    assert (await shop.facts(database_url, that_day)).pulls["deployed"].to_list() == [at(20)]


async def test_a_squash_found_by_its_first_line_is_its_merge_commit(shop: Shop, database_url: str) -> None:
    await shop.put(shop.shop, merged(), went("before", 2, sha=sha(2)), went("live", 20, sha=sha(1)))
    await shop.commit(2, ANN, parents=[])
    squash = await shop.commit(1, ANN, parents=[2])
    await shop.links(1, "squash", squash)
    await bring(shop)
    for scope in (Scope(spans=((at(19), at(21)),)), Scope(Level.DEVELOPER, await shop.key("ann"), ((at(19), at(21)),))):
        assert (await shop.facts(database_url, scope)).pulls["deployed"].to_list() == [at(20)]


async def test_a_reviewer_who_wrote_most_of_a_file_reviews_their_own(shop: Shop, database_url: str) -> None:
    code, locked = {"pay.py": SOURCE}, {"uv.lock": "lock"}
    for number, (who, files) in enumerate([(BOB, code), (BOB, code), (CLEO, code), (CLEO, locked)], start=10):
        await shop.know()
        await shop.put(shop.shop, a_pull(number, author=who))
        await shop.know()
        await shop.commit(number, who, at(-20 * 24), files=files)
    await shop.put(
        shop.shop,
        merged(1), a_review(1, BOB, at(1)), a_review(1, CLEO, at(2)), a_review(1, BOB, at(400)),
        merged(2), a_review(2, CLEO, at(3)),
    )  # fmt: skip
    await shop.links(1, "squash", await shop.commit(1, ANN, at(5), files=code | locked))
    keys = {name: await shop.key(name) for name in ("bob", "cleo")}
    facts = await shop.facts(database_url, Scope(spans=FIRST_DAY))
    owned = dict(facts.owned.join(facts.reviews, on="review").select("reviewer", "owns").iter_rows())
    assert owned == {keys["bob"]: True, keys["cleo"]: False}, "nothing is known of the second's files"
    assert facts.owned.height == 2, "a review of another day is counted then"
    alone = await shop.facts(database_url, Scope(Level.DEVELOPER, keys["bob"], FIRST_DAY))
    assert alone.owned["owns"].to_list() == [True]
    assert (await shop.facts(database_url)).owned["owns"].sum() == 2


async def test_who_is_at_home_where(shop: Shop, database_url: str) -> None:
    for number, day in enumerate((-100, -95, -1)):
        await shop.commit(number, ANN, at(24 * day))
    await shop.commit(7, BOB, at(-24 * 89), is_merge=True)
    await shop.commit(8, BOB, at(2))
    await shop.put(shop.shop, a_pull(1, author=BOB))
    facts, names = await shop.facts(database_url, Scope(spans=FIRST_DAY)), await shop.names()
    assert sorted((names[row["author"]], row["at"]) for row in facts.presence.to_dicts()) == [
        ("ann", at(-24)),
        ("bob", at(2)),
    ]


async def test_since_when_a_repository_is_known_is_the_same_whatever_is_asked(shop: Shop, database_url: str) -> None:
    assert (await shop.facts(database_url, Scope(spans=FIRST_DAY))).coverage.rows() == [
        (shop.shop.repository_key, None, at(-5000))
    ]
    for number, hours in enumerate((-300, -200, 2)):
        await shop.commit(number, ANN, at(hours))
    await shop.commit(9, ANN, at(-900), standing="unreachable")
    for scope in (EVERYTHING, Scope(spans=FIRST_DAY), Scope(Level.DEVELOPER, await shop.key("bob"), FIRST_DAY)):
        facts = await shop.facts(database_url, scope)
        assert facts.coverage.rows() == [(shop.shop.repository_key, at(-300), at(-5000))]

"""Who wrote what was reviewed stands beside the review, and who wrote a commit beside whom it names."""

from datetime import timedelta

import pytest_asyncio
from tests.activity import NOW, add_repository, at, put

from aexy.kernel.activity import Gone, PullRequest, Review, Who
from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import Place
from aexy.store.postgres import Connection, Database

ADA, BOB = Who("github", "1", "ada"), Who("github", "2", "bob")
STANDS = """
select r.external_id, i.external_id as author
from reviews r
left join developer_identities i on i.key = r.author_key
where r.workspace_id = $1
order by 1"""


@pytest_asyncio.fixture
async def shop(owner: Connection, workspace: WorkspaceId) -> Place:
    return Place("github", "github.com", await add_repository(owner, workspace), external_id="Rshop")


def a_pull(version: float, author: Who | None) -> PullRequest:
    return PullRequest(1, "P1", at(version), "Pay by card", at(0), author=author)


def a_review(name: str) -> Review:
    return Review(1, name, at(3), "approved", BOB, at(3))


async def test_a_review_says_whose_pull_request_it_is_of(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    async def stands() -> dict[str, str | None]:
        return dict(map(tuple, await owner.fetch(STANDS, workspace)))

    await put(database, workspace, shop, a_review("early"))
    assert await stands() == {"early": None}  # nobody has told of the pull request
    await put(database, workspace, shop, a_pull(1, None))
    assert await stands() == {"early": None}
    await put(database, workspace, shop, a_pull(2, ADA), a_review("later"))
    assert await stands() == {"early": "1", "later": "1"}
    await put(database, workspace, shop, Gone("pull_request", "P1", at(5)), now=NOW + timedelta(hours=1))
    assert await stands() == {"early": None, "later": None}
    await put(database, workspace, shop, a_pull(6, ADA), now=NOW + timedelta(hours=2))
    is_back = await owner.fetchval("select gone_at is null from pull_requests where workspace_id = $1", workspace)
    assert await stands() == dict.fromkeys(("early", "later"), "1" if is_back else None)


async def test_a_pull_request_that_comes_whole_after_its_review_is_known_at_once(
    database: Database, owner: Connection, workspace: WorkspaceId, shop: Place
) -> None:
    await put(database, workspace, shop, a_review("early"))
    await put(database, workspace, shop, a_pull(2, ADA))
    assert [tuple(row) for row in await owner.fetch(STANDS, workspace)] == [("early", "1")]


async def test_whom_a_commit_names_stands_beside_its_author(owner: Connection, workspace: WorkspaceId) -> None:
    key = await add_repository(owner, workspace)
    ada, bob = [
        await owner.fetchval(
            """
            insert into developer_identities (workspace_id, provider, external_id)
            values ($1, 'git', $2)
            returning key
            """,
            workspace, name,
        )
        for name in ("ada", "bob")
    ]  # fmt: skip
    commit = await owner.fetchval(
        """
        insert into commits (workspace_id, repository_key, sha, authored_at, author_offset_minutes, committed_at,
                             placed_at, author_key, committer_key, is_merge, subject)
        values ($1, $2, '\\x01', now(), 0, now(), now(), $3, $3, false, 'Pay')
        returning key
        """,
        workspace, key, ada,
    )  # fmt: skip
    await owner.execute(
        "insert into commit_coauthors (workspace_id, commit_key, identity_key) values ($1, $2, $3)",
        workspace, commit, bob,
    )  # fmt: skip
    assert await owner.fetchval("select author_key from commit_coauthors where workspace_id = $1", workspace) == ada

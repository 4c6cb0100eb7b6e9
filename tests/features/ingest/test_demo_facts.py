"""The demo's raw pages become facts by the way of every provider's, and reading them again changes nothing."""

from collections.abc import Iterator
from datetime import date

from tests.activity import NOW, facts

from aexy.features.ingest.demo_facts import tell_organization, tell_repository
from aexy.features.ingest.demo_rows import put_repositories
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.demo.clerk import Clerk
from aexy.sources.demo.history import history
from aexy.sources.demo.organization import Organization, Repository, Size, found
from aexy.sources.demo.pages import Pages, RawPage
from aexy.sources.demo.reading import read
from aexy.store.activity import load
from aexy.store.folk import settle_people
from aexy.store.pages import stored
from aexy.store.postgres import Connection, Database


def _organization(seed: int) -> Organization:
    return found(Size(ends_on=date(2026, 3, 2), developers=6, commits=300, seed=seed))


def _pages(organization: Organization, repository: Repository) -> Iterator[RawPage]:
    pages, clerk = Pages(), Clerk(organization, repository)
    for delivery in history(organization, repository):
        yield from pages.add(clerk.after(delivery))
    yield from pages.add(clerk.finish())
    yield from pages.finish()


async def tell(database: Database, workspace: WorkspaceId, organization: Organization) -> list[RepositoryKey]:
    async with database.workspace(workspace) as connection:
        keys = await put_repositories(
            connection,
            workspace,
            owners=[each.owner for each in organization.repositories],
            names=[each.name for each in organization.repositories],
            urls=[each.url for each in organization.repositories],
            begun=[NOW for _ in organization.repositories],
        )
    await tell_organization(database, workspace, organization, now=NOW)
    for key, repository in zip(keys, organization.repositories, strict=True):
        await tell_repository(database, workspace, key, list(_pages(organization, repository)), now=NOW)
    return keys


async def test_every_row_of_the_story_is_a_fact(database: Database, workspace: WorkspaceId) -> None:
    organization = _organization(3)
    await tell(database, workspace, organization)
    told = [page for each in organization.repositories for page in _pages(organization, each)]
    rows = {stream: [row for page in told if page.stream == stream for row in page.rows] for stream in
            {page.stream for page in told}}  # fmt: skip
    async with database.workspace(workspace) as connection:
        have = await facts(connection, workspace)
    assert len(have["pull_requests"]) == len(rows["pull_requests"]) > 200
    assert all(row["is_complete"] for row in have["pull_requests"])
    assert len(have["reviews"]) == sum(len(row["reviews"]) for row in rows["pull_requests"])
    assert len(have["review_comments"]) == sum(
        len(review["comments"]) for row in rows["pull_requests"] for review in row["reviews"]
    )
    assert len(have["issues"]) == len(rows["issues"]) > 100
    assert len(have["issue_transitions"]) == sum(len(row["transitions"]) for row in rows["issues"])
    assert len(have["deployments"]) == len(rows["deployments"]) > 100
    assert {row["environment_kind"] for row in have["deployments"]} == {"production", "staging"}
    assert len(have["incidents"]) == len(rows["incidents"])
    assert len(have["pipelines"]) == len(rows["pipelines"])
    assert {row["prefix"] for row in have["tracker_projects"]} == {"PAY", "STO"}
    assert not have["expected_pull_requests"]
    assert not have["expected_issues"]


async def test_the_same_demo_again_changes_nothing(database: Database, workspace: WorkspaceId) -> None:
    organization = _organization(3)
    await tell(database, workspace, organization)
    async with database.workspace(workspace) as connection:
        before = await facts(connection, workspace)
    await tell(database, workspace, organization)
    async with database.workspace(workspace) as connection:
        assert await facts(connection, workspace) == before


async def test_reading_the_kept_pages_again_gives_the_same_rows(database: Database, workspace: WorkspaceId) -> None:
    await tell(database, workspace, _organization(3))
    async with database.workspace(workspace) as connection:
        before = await facts(connection, workspace)
        kept = [page async for page in stored(connection, workspace)]
        for table in ("pull_requests", "issues", "deployments", "incidents", "pipelines", "pipeline_jobs", "releases"):
            await connection.execute(f"delete from {table} where workspace_id = $1", workspace)  # noqa: S608 - ours
    for page in reversed(kept):
        async with database.workspace(workspace) as connection:
            records = [record for row in page.rows for record in read(page.stream, row)]
            await load(connection, workspace, page.place, records, now=page.fetched_at)
    async with database.workspace(workspace) as connection:
        assert await facts(connection, workspace) == before


async def test_another_demo_leaves_nothing_of_the_first(
    database: Database, workspace: WorkspaceId, owner: Connection
) -> None:
    other_workspace = WorkspaceId(
        await owner.fetchval("insert into workspaces (slug, name) values ('another', 'Another') returning id")
    )
    await tell(database, workspace, _organization(3))
    await tell(database, workspace, _organization(4))
    await tell(database, other_workspace, _organization(4))
    people = ("developer_identities", "identity_links")
    async with database.workspace(workspace) as connection:
        there = await facts(connection, workspace)
    async with database.workspace(other_workspace) as connection:
        wanted = await facts(connection, other_workspace)
    for table in wanted.keys() - people:
        assert _plain(there[table]) == _plain(wanted[table]), table


def _plain(rows: list[dict[str, object]]) -> list[str]:
    """Rows without what two workspaces cannot share."""
    return sorted(
        str({name: value for name, value in row.items() if name not in {"workspace_id", "repository_key"}})
        for row in rows
    )


async def test_accounts_are_the_people_who_commit(database: Database, workspace: WorkspaceId) -> None:
    await tell(database, workspace, _organization(3))
    async with database.workspace(workspace) as connection:
        await settle_people(connection, workspace)
        loose = await connection.fetchval(
            """
            select count(*)
            from developer_identities g
            join developer_identities d on d.workspace_id = g.workspace_id and d.email = g.email
            where g.workspace_id = $1
              and g.provider = 'git'
              and d.provider = 'demo'
              and g.developer_id is distinct from d.developer_id
            """,
            workspace,
        )
        people = await connection.fetchval("select count(*) from developers where workspace_id = $1", workspace)
    assert loose == 0
    assert people == 6 + 3

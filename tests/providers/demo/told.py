"""The story itself: the demo's own pages, kept and read the way `aexy demo` does it."""

from collections.abc import Iterator
from datetime import datetime

from tests.providers.scenario import ENDS_ON

from aexy.features.ingest.demo_facts import tell_organization, tell_repository
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.demo.clerk import Clerk
from aexy.sources.demo.history import history
from aexy.sources.demo.organization import Organization, Repository, Size, found
from aexy.sources.demo.pages import Pages, RawPage
from aexy.store.postgres import Database

_REPOSITORY = """
insert into repositories (workspace_id, owner, name, provider, provider_id, url, is_local, external_id)
values ($1, $2, $3, 'demo', $4, '', false, $5)
on conflict (workspace_id, provider, provider_id) do update set name = excluded.name
returning key
"""


async def tell(
    database: Database, workspace: WorkspaceId, *, developers: int, commits: int, seed: int, now: datetime
) -> None:
    """Everything the story of that size says, into the workspace; repositories have the numbers of scenario.py."""
    organization = found(Size(ends_on=ENDS_ON, developers=developers, commits=commits, seed=seed))
    await tell_organization(database, workspace, organization, now=now)
    for each in organization.repositories:
        named = (each.owner, each.name, f"{each.owner}/{each.name}", str(1000 + each.index))
        async with database.workspace(workspace) as connection:
            key = RepositoryKey(await connection.fetchval(_REPOSITORY, workspace, *named))
        await tell_repository(database, workspace, key, list(_pages(organization, each)), now=now)


def _pages(organization: Organization, repository: Repository) -> Iterator[RawPage]:
    pages, clerk = Pages(), Clerk(organization, repository)
    for delivery in history(organization, repository):
        yield from pages.add(clerk.after(delivery))
    yield from pages.add(clerk.finish())
    yield from pages.finish()

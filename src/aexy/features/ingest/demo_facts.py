"""The demo's raw pages, kept and read into facts as any provider's are."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import NamedTuple, Protocol

from aexy.features.ingest import demo_rows
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.demo.organization import Organization
from aexy.sources.demo.pages import Pages, RawPage
from aexy.sources.demo.reading import ORIGIN, PROVIDER, read
from aexy.sources.demo.rows import Row, organization_rows
from aexy.store.activity import Place, load
from aexy.store.pages import put
from aexy.store.postgres import Connection

_ROWS_AT_ONCE = 3_000


class Unpacked(NamedTuple):
    """A page whose rows are unpacked once."""

    stream: str
    page: str
    rows: list[Row]


class Workspaces(Protocol):
    """Where transactions of a workspace come from."""

    def workspace(self, workspace_id: WorkspaceId) -> AbstractAsyncContextManager[Connection]:
        """One transaction."""
        ...


async def tell_organization(
    database: Workspaces, workspace_id: WorkspaceId, organization: Organization, *, now: datetime
) -> None:
    """Its people, its tracker's projects and their sprints."""
    pages = Pages()
    made = [*pages.add(organization_rows(organization)), *pages.finish()]
    async with database.workspace(workspace_id) as connection:
        known = await demo_rows.list_digests(connection, workspace_id, None)
        if _is_another(known, made):
            kept = [row["prefix"] for page in made if page.stream == "projects" for row in page.rows]
            await demo_rows.forget_organization(connection, workspace_id, kept)
    await _load(database, workspace_id, Place(PROVIDER, ORIGIN), made, now=now)


async def tell_repository(
    database: Workspaces,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    made: Sequence[RawPage],
    *,
    now: datetime,
) -> None:
    """All pages of a repository, in place of those of an earlier demo; the same pages again change nothing."""
    async with database.workspace(workspace_id) as connection:
        known = await demo_rows.list_digests(connection, workspace_id, repository_key)
        if _is_another(known, made):
            await demo_rows.forget_repository(connection, workspace_id, repository_key)
    await _load(database, workspace_id, Place(PROVIDER, ORIGIN, repository_key), made, now=now)


def _is_another(known: dict[tuple[str, str], bytes], made: Sequence[RawPage]) -> bool:
    """Whether there is anything that this demo does not say."""
    return not known.items() <= {(page.stream, page.page): page.digest for page in made}.items()


async def _load(
    database: Workspaces, workspace_id: WorkspaceId, place: Place, made: Sequence[RawPage], *, now: datetime
) -> None:
    for pages in _batches(made):
        async with database.workspace(workspace_id) as connection:
            unpacked = [Unpacked(page.stream, page.page, page.rows) for page in pages]
            fresh = [page for page in unpacked if await put(connection, workspace_id, place, page, now=now)]
            records = [record for page in fresh for row in page.rows for record in read(page.stream, row)]
            if records:
                await load(connection, workspace_id, place, records, now=now)


def _batches(made: Sequence[RawPage]) -> Iterator[list[RawPage]]:
    """Few enough rows at once for a modest memory, enough for few statements."""
    batch: list[RawPage] = []
    for page in made:
        batch.append(page)
        if sum(each.size for each in batch) >= _ROWS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch

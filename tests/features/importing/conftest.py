"""An import as people ask for it, carried out in this very process: no job server, no child."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest_asyncio
from tests.activity import facts

from aexy.context import Context
from aexy.features.importing import service
from aexy.features.importing.loading import load_file
from aexy.features.importing.schemas import ImportWish
from aexy.features.ingest import jobs
from aexy.features.ingest.failures import understand
from aexy.features.ingest.readers import Readers
from aexy.features.ingest.schemas import FileReading
from aexy.features.jobs.schemas import Job
from aexy.features.jobs.service import get_job
from aexy.jobs.job import ImportFile, Order
from aexy.kernel.ids import JobId, RepositoryKey, WorkspaceId
from aexy.settings import Settings
from aexy.store.cache import NoCache
from aexy.store.postgres import Connection, Database

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
Tell = Callable[[str, int, int | None], Awaitable[None]]


@dataclass(slots=True)
class OrderBook:
    """Orders are written down; a test carries out those it is about."""

    orders: list[Order] = field(default_factory=list)

    async def dispatch(self, order: Order) -> None:
        self.orders.append(order)

    async def cancel(self, job_id: JobId) -> bool:
        del job_id
        return False


class Here(Readers):
    """Does in a thread what a child does; `dies_after` so many words of progress, as a child that is killed."""

    dies_after: int | None = None

    async def ask(self, what: str, job_id: JobId, reading: object, on_progress: Tell) -> dict[str, Any]:
        del job_id, on_progress
        assert what == "import"
        assert isinstance(reading, FileReading)
        words = 0

        def tell(stage: str, done: int, total: int | None) -> None:
            nonlocal words
            del done, total
            words += stage == "Importing"
            if words == self.dies_after:
                raise ConnectionError("killed")

        return await asyncio.to_thread(load_file, reading, tell)


@dataclass
class Importing:
    """A workspace, and files brought to it."""

    context: Context
    workspace: WorkspaceId
    owner: Connection
    book: OrderBook
    readers: Here

    async def order(self, table: str, content: bytes | str, **wish: Any) -> ImportFile:
        """Bring a file; nothing is done with it yet."""
        body = content.encode() if isinstance(content, str) else content

        async def pieces() -> AsyncIterator[bytes]:
            for start in range(0, len(body), 1_000):
                yield body[start : start + 1_000]

        asked = ImportWish.model_validate({"table": table, "name": f"{table}.csv", **wish})
        await service.start(self.context, self.workspace, asked, pieces(), requested_by=None)
        found = self.book.orders[-1]
        assert isinstance(found, ImportFile)
        return found

    async def carry_out(self, order: ImportFile) -> Job:
        """As the worker does, without counting."""
        try:
            if await service.read(self.context, self.readers, order):
                await service.finish(self.context, order, {})
        except ConnectionError:
            pass  # whoever was at it is gone; the job server hands the order out again
        except Exception as error:  # noqa: BLE001 - as orders.carry_out
            sentence = understand(error, order.job_id).sentence
            await jobs.end(self.context, self.workspace, order.job_id, error=sentence)
        return await get_job(self.context, self.workspace, order.job_id)

    async def bring(self, table: str, content: bytes | str, **wish: Any) -> Job:
        """Bring a file and have it imported."""
        return await self.carry_out(await self.order(table, content, **wish))

    async def add_repository(self, name: str = "shop") -> RepositoryKey:
        key: int = await self.owner.fetchval(
            """
            insert into repositories (workspace_id, owner, name, provider, provider_id, url, is_local)
            values ($1, 'acme', $2, 'git', $2, 'https://git.example.org/acme/' || $2, false)
            returning key
            """,
            self.workspace,
            name,
        )
        return RepositoryKey(key)

    async def repository_id(self, key: RepositoryKey) -> str:
        return str(await self.owner.fetchval("select id from repositories where key = $1", key))

    async def facts(self) -> dict[str, list[dict[str, Any]]]:
        """Every row there is."""
        async with self.context.database.workspace(self.workspace) as connection:
            return await facts(connection, self.workspace)

    async def pages(self) -> int:
        found: int = await self.owner.fetchval("select count(*) from raw_pages where workspace_id = $1", self.workspace)
        return found

    async def version(self) -> int:
        """The number that says whether facts have changed."""
        found: int = await self.owner.fetchval("select data_version from workspaces where id = $1", self.workspace)
        return found

    def later(self, **by: int) -> None:
        """Time goes by."""
        self.context = self.context.at(self.context.now + timedelta(**by))


@pytest_asyncio.fixture
async def importing(
    database: Database, workspace: WorkspaceId, owner: Connection, tmp_path: Path
) -> AsyncIterator[Importing]:
    book = OrderBook()
    context = Context(Settings(home=tmp_path), database, NoCache(), book, NOON)
    yield Importing(context, workspace, owner, book, Here(1))

"""A private repository that is followed through a connection is read with its token, which is seen nowhere else."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from tests.hub import NOON, PAY, Hub, a_hooked_connection, a_hub, followed_repository
from tests.hub_doors import Apps, Hosting, a_private_key, pem
from tests.providers.serving import Hours
from tests.repositories import Scripted

from aexy.context import Context
from aexy.features.accounts.service import LOCAL_OWNER, ensure_local_owner
from aexy.features.connections import service as connections
from aexy.features.connections.schemas import Following, NewConnection
from aexy.features.ingest import credentials, service
from aexy.features.ingest.readers import Readers
from aexy.features.jobs import service as jobs
from aexy.features.jobs.schemas import Job, JobState
from aexy.features.orders import carry_out
from aexy.jobs.inline import InlineDispatcher
from aexy.jobs.job import Order
from aexy.kernel.errors import AexyError
from aexy.kernel.ids import ConnectionId, JobId, RepositoryId, WorkspaceId
from aexy.settings import Settings
from aexy.sources.git import Credentials
from aexy.store.cache import NoCache
from aexy.store.postgres import Connection as Row
from aexy.store.postgres import Database

TOKEN = "ghp_good_token_0001"


@pytest_asyncio.fixture
async def hub() -> AsyncIterator[Hub]:
    async with a_hub(Hours(NOON)) as made:
        yield made


@pytest_asyncio.fixture
async def context(database: Database, place: Path, hub: Hub) -> AsyncIterator[Context]:
    """Orders are carried out at once, by a child process of this one."""
    readers = Readers(1)

    async def carry(order: Order) -> None:
        await carry_out(made, readers, order)

    settings = Settings(home=place, ingest_processes=1)
    hours = hub.server.hours
    orders = InlineDispatcher(carry)
    made = Context(settings, database, NoCache(), orders, hours.now, hours.clock())
    yield made
    await orders.close()
    await readers.close()


@pytest.fixture
def hosting(hub: Hub, tmp_path: Path) -> Hosting:
    """A private repository of two commits."""
    source, bare = Scripted.create(tmp_path / "source"), tmp_path / "pay.git"
    for subject in ("One", "Two"):
        source.commit(subject, {"a.txt": subject})
    source.git("clone", "-q", "--bare", str(source.path), str(bare))
    Scripted(bare).git("update-server-info")
    return Hosting(hub, bare, "x-access-token", TOKEN)


@pytest_asyncio.fixture
async def repository(context: Context, workspace: WorkspaceId, owner: Row, hosting: Hosting) -> RepositoryId:
    found = await a_hooked_connection(context, workspace, base_url=hosting.hub.url)
    key = await followed_repository(context, workspace, found)
    return await settled(owner, key, hosting.url)


async def settled(owner: Row, key: int, url: str) -> RepositoryId:
    """As a provider's own clone address would have it."""
    made = await owner.fetchval(
        "update repositories set url = $2, is_trusted = true, is_local = false where key = $1 returning id", key, url
    )
    return RepositoryId(made)


async def read(context: Context, workspace: WorkspaceId, repository: RepositoryId) -> Job:
    job = await service.sync(context, workspace, repository, requested_by=None)
    assert isinstance(context.jobs, InlineDispatcher)
    await context.jobs.finish()
    return await jobs.get_job(context, workspace, JobId(job.id))


async def test_the_connections_token_opens_it(
    context: Context, workspace: WorkspaceId, repository: RepositoryId, hosting: Hosting
) -> None:
    job = await read(context, workspace, repository)
    assert (job.state, job.error) == (JobState.DONE, None)
    assert job.details["commits_read"] == 2
    assert set(hosting.seen) == {hosting.signature}


async def test_the_token_is_on_no_command_line_in_no_file_and_in_no_row(
    context: Context, workspace: WorkspaceId, repository: RepositoryId, hosting: Hosting, owner_url: str,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert (await read(context, workspace, repository)).state is JobState.DONE
    secrets = (TOKEN, hosting.signature)
    assert any("fetch" in line for line in hosting.command_lines)
    files = [file for file in context.settings.home.rglob("*") if file.is_file()]
    assert any(file.name == "config" for file in files)
    said = capfd.readouterr()
    everything = [*hosting.command_lines, said.out, said.err, *(file.read_bytes().decode("latin-1") for file in files)]
    everything += await dumped(owner_url, workspace)
    assert [each for each in everything if any(secret in each for secret in secrets)] == []


async def dumped(owner_url: str, workspace: WorkspaceId) -> list[str]:
    """Every row of the workspace, as text."""
    owner = await asyncpg.connect(owner_url)
    tables = await owner.fetch(
        "select table_name from information_schema.columns where table_schema = 'public' "
        "and column_name = 'workspace_id' and table_name in (select tablename from pg_tables)"
    )
    rows = [
        str(row["said"])
        for each in tables
        for row in await owner.fetch(
            f"select t::text as said from {each['table_name']} t where workspace_id = $1",  # noqa: S608 - own tables
            workspace,
        )
    ]
    await owner.close()
    assert any("https" in row or "http" in row for row in rows)
    return rows


async def test_a_token_it_does_not_accept_is_a_sentence_with_the_mend(
    context: Context, workspace: WorkspaceId, repository: RepositoryId, hosting: Hosting
) -> None:
    hosting.token = "ghp_another"
    job = await read(context, workspace, repository)
    assert job.state is JobState.FAILED
    assert job.error
    assert "does not accept the token" in job.error
    assert "aexy connections token" in job.error
    assert TOKEN not in job.error


async def test_what_came_with_its_own_address_is_used_first(
    context: Context, workspace: WorkspaceId, repository: RepositoryId, hosting: Hosting
) -> None:
    hosting.user, hosting.token = "ada", "her own"
    credentials.keep(context.settings, repository, Credentials("ada", "her own"))
    assert (await read(context, workspace, repository)).state is JobState.DONE


@pytest.mark.parametrize(
    ("part", "other"),
    [
        pytest.param("127.0.0.1", "evil.example", id="another host"),
        pytest.param("http:", "https:", id="another scheme"),
        pytest.param("/acme", "1/acme", id="another port"),
    ],
)
async def test_the_token_goes_nowhere_but_to_the_connections_own_address(
    context: Context, workspace: WorkspaceId, repository: RepositoryId, hosting: Hosting, part: str, other: str
) -> None:
    assert await connections.git_credentials(context, workspace, repository, hosting.url)
    elsewhere = hosting.url.replace(part, other, 1)
    assert await connections.git_credentials(context, workspace, repository, elsewhere) is None


async def test_an_app_reads_it_with_a_token_of_an_hour(
    context: Context, workspace: WorkspaceId, hub: Hub, owner: Row, hosting: Hosting
) -> None:
    key, apps = a_private_key(), Apps(hub)
    apps.keys["77"] = key
    await ensure_local_owner(context)
    wish = {"provider": "github", "base_url": hub.url, "app": {"app_id": "77", "key": pem(key)}}
    made = await connections.create(context, workspace, NewConnection.model_validate(wish), requested_by=LOCAL_OWNER)
    found = ConnectionId(made.id)
    await connections.set_followed(context, workspace, found, Following(repositories=[str(PAY)]))
    followed = await owner.fetchval("select key from repositories where connection_id = $1", found)
    repository = await settled(owner, followed, hosting.url)
    hosting.token = f"ghs_minted_token_{apps.minted + 1:04}"
    job = await read(context, workspace, repository)
    assert (job.state, job.error) == (JobState.DONE, None)
    apps.installations.clear()
    with pytest.raises(AexyError, match="no installation 7"):
        await connections.git_credentials(context, workspace, repository, hosting.url)

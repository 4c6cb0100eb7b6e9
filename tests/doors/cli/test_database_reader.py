"""`aexy db reader`: a login for somebody else's charts, made, listed and taken away in a terminal."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import orjson
import pytest
import pytest_asyncio
from click.testing import Result
from tests.doors.cli.conftest import type_in

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

# Roles belong to the server, on which other tests run as well.
NAME = f"metabase_{uuid4().hex[:8]}"


@pytest.fixture
def server(superuser_url: str, owner_url: str) -> str:
    """The module's database as somebody sees it who may make roles."""
    return superuser_url.replace("/postgres?", f"/{owner_url.partition('?')[0].rpartition('/')[2]}?")


async def typed(place: Path, server: str, *words: str) -> Result:
    """Type `aexy db reader …`, which has an event loop of its own."""
    return await asyncio.to_thread(type_in, place, "db", "reader", *words, AEXY_DATABASE_URL=server)


@pytest_asyncio.fixture(autouse=True)
async def _no_reader_is_left(place: Path, server: str) -> AsyncIterator[None]:
    yield
    await typed(place, server, NAME, "--revoke")


async def test_a_reader_is_made_used_listed_and_taken_away(
    place: Path, server: str, owner: Connection, workspace: WorkspaceId
) -> None:
    slug = await owner.fetchval("select slug from workspaces where id = $1", workspace)
    made = await typed(place, server, NAME, "--workspace", slug)
    assert made.exit_code == 0, made.output
    assert "shown this once" in made.stderr
    connection = await asyncpg.connect(made.stdout.strip())
    assert await connection.fetchval("select slug from organizations") == slug
    await connection.close()
    listed = await typed(place, server, "--json")
    assert [(one["name"], one["workspace"]) for one in orjson.loads(listed.stdout)] == [(NAME, slug)]
    assert "password" not in listed.output
    gone = await typed(place, server, NAME, "--revoke")
    assert gone.exit_code == 0
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(made.stdout.strip())


async def test_what_cannot_be_done_is_said_with_the_next_step(
    place: Path, server: str, owner_url: str, owner: Connection, workspace: WorkspaceId
) -> None:
    slug = await owner.fetchval("select slug from workspaces where id = $1", workspace)
    for words, said in (
        ((NAME, "--workspace", "nowhere"), "There is no workspace 'nowhere'"),
        (("Big Name",), "cannot be a reader's name"),
        ((NAME, "--revoke"), "There is no reader called"),
    ):
        done = await typed(place, server, *words)
        assert done.exit_code != 0
        assert said in done.output
    refused = await typed(place, owner_url, NAME, "--workspace", slug)
    assert "may not make roles" in refused.output

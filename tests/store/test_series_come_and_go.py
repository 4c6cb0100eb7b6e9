"""Time series appear where TimescaleDB does, with what was there before; no backup holds any, and they come again."""

import subprocess
from datetime import timedelta
from pathlib import Path

import asyncpg
from tests.seeding import MONDAY, Seeded
from tests.series import sum_up
from tests.timescale import IS_HERE, needs_timescale

from aexy.kernel.ids import WorkspaceId
from aexy.stack.backup import back_up, restore
from aexy.stack.postgres import programs
from aexy.store.migrate import State, down, list_migrations, migrate, read_migrations
from aexy.store.timescale import MIGRATION, look, why_not

DAYS = "select * from reporting.daily_commit_stats order by day"


async def _asked(url: str, question: str) -> list[tuple[object, ...]]:
    """The answer over a connection of its own: one that was open while the extension went has to be opened again."""
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(question)]
    finally:
        await connection.close()


async def _year_of_commits(url: str) -> None:
    owner = await asyncpg.connect(url)
    try:
        made = WorkspaceId(await owner.fetchval("insert into workspaces (slug, name) values ('a', 'A') returning id"))
        seeded = Seeded(made)
        await seeded.developer(owner, "Ann")
        await seeded.repository(owner, "api")
        for day in range(400):
            await seeded.commit(owner, "Ann", MONDAY + timedelta(days=day), "api")
    finally:
        await owner.close()


async def _without_series(url: str) -> set[str]:
    """Take back what needs TimescaleDB and whatever came after it; what that was."""
    newest = [one.name for one in await list_migrations(url) if one.name >= MIGRATION]
    return {one.name for one in await down(url, steps=len(newest))}


@needs_timescale
async def test_a_server_that_learns_timescale_later_gets_its_series_with_what_was_there(unmigrated_url: str) -> None:
    await migrate(unmigrated_url)
    gone = await _without_series(unmigrated_url)
    await _year_of_commits(unmigrated_url)
    before = await _asked(unmigrated_url, DAYS)
    assert len(before) == 400
    assert {one.name for one in await migrate(unmigrated_url)} == gone
    await sum_up(unmigrated_url)
    assert await _asked(unmigrated_url, "select count(*) from timescale.daily_commit_stats") == [(400,)]
    assert await _asked(unmigrated_url, DAYS) == before
    assert await _without_series(unmigrated_url) == gone
    assert await _asked(unmigrated_url, DAYS) == before
    assert await _asked(unmigrated_url, "select count(*) from pg_extension where extname = 'timescaledb'") == [(0,)]


def _listed(file: Path) -> str:
    command = [str(programs() / "pg_restore"), "--list", str(file)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


async def test_a_backup_holds_the_facts_and_nothing_of_a_series_and_goes_back_anywhere(
    unmigrated_url: str, tmp_path: Path
) -> None:
    await migrate(unmigrated_url)
    await _year_of_commits(unmigrated_url)
    before = await _asked(unmigrated_url, DAYS)
    back_up(unmigrated_url, tmp_path / "copy")
    listed = _listed(tmp_path / "copy")
    assert " commits " in listed
    assert "timescale" not in listed
    restore(unmigrated_url, tmp_path / "copy")
    standing = {one.name: one.state for one in await list_migrations(unmigrated_url)}
    assert standing[MIGRATION] is State.SKIPPED
    assert await _asked(unmigrated_url, DAYS) == before
    again = [one.name for one in await migrate(unmigrated_url)]
    assert again == ([file.name for file in read_migrations() if file.needs_timescale] if IS_HERE else [])
    assert await _asked(unmigrated_url, DAYS) == before
    assert await _asked(unmigrated_url, "delete from repositories returning name") == [("api",)]
    assert await _asked(unmigrated_url, DAYS) == []


@needs_timescale
async def test_whoever_does_not_own_the_database_goes_without_and_is_told(
    superuser_url: str, unmigrated_url: str
) -> None:
    name = unmigrated_url.partition("?")[0].rpartition("/")[2]
    guest = f"guest_{name[-8:]}"
    admin = await asyncpg.connect(superuser_url)
    await admin.execute(f"create role {guest} login password 'x'; grant connect, create on database {name} to {guest}")
    found = await asyncpg.connect(f"postgresql://{guest}:x@/{name}?{unmigrated_url.partition('?')[2]}")
    try:
        assert "does not own the database" in str(await why_not(found))
    finally:
        await found.close()
        await admin.execute(f"revoke all on database {name} from {guest}; drop role {guest}")
        await admin.close()


async def test_it_is_said_whether_it_serves_and_why_not(owner_url: str) -> None:
    found = await look(owner_url)
    assert found.serves is IS_HERE
    assert (found.why_not is None) is IS_HERE
    (standing,) = [one for one in await list_migrations(owner_url) if one.name == MIGRATION]
    assert standing.state is (State.APPLIED if IS_HERE else State.SKIPPED)

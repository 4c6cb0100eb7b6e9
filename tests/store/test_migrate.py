import asyncio
from pathlib import Path

import asyncpg
import pytest
from tests.timescale import without_timescale

from aexy.kernel.errors import Conflict, Unavailable, Unknown
from aexy.store.migrate import State, down, list_migrations, migrate, plan, read_migrations
from aexy.store.postgres import Database

TABLES = """
select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname !~ '^(pg_|information_schema)' and c.relname <> 'schema_migrations'
    and c.relkind in ('r', 'p', 'v', 'm')
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "migrate_0001_first.sql").write_text("create table first (id integer);")
    (tmp_path / "migrate_0001_first.down.sql").write_text("drop table first;")
    (tmp_path / "migrate_0002_second.sql").write_text("create table second (id integer);")
    return tmp_path


async def tables(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval(TABLES))
    finally:
        await connection.close()


async def test_files_are_applied_in_name_order_once(unmigrated_url: str, folder: Path) -> None:
    names = ["migrate_0001_first.sql", "migrate_0002_second.sql"]
    assert [file.name for file in await plan(unmigrated_url, folder=folder)] == names
    assert [one.name for one in await migrate(unmigrated_url, folder=folder)] == names
    assert await migrate(unmigrated_url, folder=folder) == []
    assert await plan(unmigrated_url, folder=folder) == []
    assert [one.state for one in await list_migrations(unmigrated_url, folder=folder)] == [State.APPLIED, State.APPLIED]


async def test_a_dry_run_changes_nothing(unmigrated_url: str, folder: Path) -> None:
    assert len(await migrate(unmigrated_url, dry_run=True, folder=folder)) == 2
    connection = await asyncpg.connect(unmigrated_url)
    assert await connection.fetchval("select count(*) from pg_class where relnamespace = 'public'::regnamespace") == 0
    await connection.close()
    await migrate(unmigrated_url, folder=folder)
    assert [one.name for one in await down(unmigrated_url, steps=1, dry_run=True, folder=_with_a_way_back(folder))] == [
        "migrate_0002_second.sql"
    ]
    assert await tables(unmigrated_url) == 2


def _with_a_way_back(folder: Path) -> Path:
    (folder / "migrate_0002_second.down.sql").write_text("drop table second;")
    return folder


async def test_an_applied_file_that_changed_stops_the_run_and_is_named(unmigrated_url: str, folder: Path) -> None:
    await migrate(unmigrated_url, only="migrate_0001_first", folder=folder)
    (folder / "migrate_0001_first.sql").write_text("create table first (id bigint);")
    with pytest.raises(Conflict, match=r"migrate_0001_first\.sql has changed since it was applied"):
        await migrate(unmigrated_url, folder=folder)
    assert await tables(unmigrated_url) == 1
    states = [one.state for one in await list_migrations(unmigrated_url, folder=folder)]
    assert states == [State.CHANGED, State.PENDING]


async def test_a_database_from_a_newer_version_is_left_alone(unmigrated_url: str, folder: Path) -> None:
    await migrate(unmigrated_url, folder=folder)
    (folder / "migrate_0002_second.sql").unlink()
    with pytest.raises(Conflict, match="does not know"):
        await migrate(unmigrated_url, folder=folder)
    assert (await list_migrations(unmigrated_url, folder=folder))[1].state is State.MISSING


async def test_one_file_can_be_applied_alone_and_a_wrong_name_gets_the_near_ones(
    unmigrated_url: str, folder: Path
) -> None:
    applied = await migrate(unmigrated_url, only=str(folder / "migrate_0002_second.sql"), folder=folder)
    assert [one.name for one in applied] == ["migrate_0002_second.sql"]
    with pytest.raises(Unknown) as told:
        await migrate(unmigrated_url, only="migrate_0002_secnd.sql", folder=folder)
    assert "Did you mean 'migrate_0002_second.sql'" in told.value.next_step


async def test_of_a_file_that_fails_nothing_is_kept_and_its_line_is_named(unmigrated_url: str, folder: Path) -> None:
    (folder / "migrate_0003_third.sql").write_text(
        "create table third (id integer);\ncreate table nonsense (id intger);"
    )
    with pytest.raises(Unavailable, match=r"migrate_0003_third\.sql failed at line 2: .*intger"):
        await migrate(unmigrated_url, folder=folder)
    assert await tables(unmigrated_url) == 2
    assert [one.name for one in await plan(unmigrated_url, folder=folder)] == ["migrate_0003_third.sql"]


async def test_two_programs_migrating_at_once_do_it_once(unmigrated_url: str, folder: Path) -> None:
    both = await asyncio.gather(migrate(unmigrated_url, folder=folder), migrate(unmigrated_url, folder=folder))
    assert sorted(len(done) for done in both) == [0, 2]


@without_timescale
async def test_what_needs_timescale_is_remembered_as_skipped_where_it_is_missing(
    unmigrated_url: str, folder: Path
) -> None:
    (folder / "migrate_0003_faster.timescale.sql").write_text("create extension timescaledb;")
    applied = await migrate(unmigrated_url, folder=folder)
    assert applied[-1].skipped_because == "TimescaleDB is not installed on this server"
    last = (await list_migrations(unmigrated_url, folder=folder))[-1]
    assert (last.state, last.skipped_because) == (State.SKIPPED, applied[-1].skipped_because)
    assert await migrate(unmigrated_url, folder=folder) == []
    assert [one.name for one in await down(unmigrated_url, folder=folder)] == ["migrate_0003_faster.timescale.sql"]


async def test_without_a_way_back_nothing_is_taken_back(unmigrated_url: str, folder: Path) -> None:
    await migrate(unmigrated_url, folder=folder)
    with pytest.raises(Conflict, match=r"migrate_0002_second\.sql has no way back"):
        await down(unmigrated_url, steps=2, folder=folder)
    assert await tables(unmigrated_url) == 2


async def test_our_own_migrations_go_all_the_way_forth_back_and_forth(unmigrated_url: str) -> None:
    count = len(read_migrations())
    assert len(await migrate(unmigrated_url)) == count
    assert len(await down(unmigrated_url, steps=count)) == count
    assert await tables(unmigrated_url) == 0
    assert len(await migrate(unmigrated_url)) == count


async def test_a_user_of_ones_own_migrates_and_then_works_as_the_role_that_owns_nothing(
    unmigrated_url: str, superuser_url: str
) -> None:
    name = unmigrated_url.partition("?")[0].rpartition("/")[2]
    admin = await asyncpg.connect(superuser_url)
    await admin.execute(f"create role own_{name} login createrole password 'mine'")
    await admin.execute(f"grant aexy_app to own_{name} with admin true, set false, inherit false")
    await admin.execute(f"alter database {name} owner to own_{name}")
    url = f"postgresql://own_{name}:mine@/{name}?{unmigrated_url.partition('?')[2]}"
    await migrate(url)
    database = await Database.connect(url, size=1)
    async with database.pool.acquire() as connection:
        assert await connection.fetchval("select current_user") == "aexy_app"
    await database.close()
    await admin.execute(f"alter database {name} owner to aexy_owner")
    await admin.close()
    owned = await asyncpg.connect(superuser_url.replace("/postgres?", f"/{name}?"))
    await owned.execute(f"reassign owned by own_{name} to aexy_owner; drop owned by own_{name}; drop role own_{name}")
    await owned.close()


def test_no_two_files_share_a_number() -> None:
    numbers = [file.name.split("_")[1] for file in read_migrations() if not file.needs_timescale]
    assert len(numbers) == len(set(numbers))

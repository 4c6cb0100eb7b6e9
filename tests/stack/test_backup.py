from pathlib import Path

import asyncpg
import pytest

from aexy.kernel.errors import Unavailable, Unusable
from aexy.stack.backup import back_up, restore
from aexy.store.migrate import State, list_migrations, migrate, read_migrations

Rows = list[tuple[str, str]]


async def workspaces(url: str) -> Rows:
    connection = await asyncpg.connect(url)
    rows = await connection.fetch("select slug, name from workspaces order by slug")
    await connection.close()
    return [(row["slug"], row["name"]) for row in rows]


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()


@pytest.fixture
async def url(unmigrated_url: str) -> str:
    await migrate(unmigrated_url)
    await execute(unmigrated_url, "insert into workspaces (slug, name) values ('kept', 'Größe 日本 \t tab')")
    return unmigrated_url


async def test_what_was_kept_comes_back_and_what_came_later_is_gone(url: str, tmp_path: Path) -> None:
    file = tmp_path / "kept on a path with spaces.dump"
    assert back_up(url, file) == file.stat().st_size
    assert file.stat().st_mode & 0o777 == 0o600
    await execute(url, "update workspaces set name = 'changed'; create table from_a_newer_version (id integer)")
    restore(url, file)
    assert await workspaces(url) == [("kept", "Größe 日本 \t tab")]
    standings = await list_migrations(url)
    # No copy holds a time series: it is written again by the next migration, where TimescaleDB is.
    assert {one.name for one in standings if one.state is not State.APPLIED} == {
        file.name for file in read_migrations() if file.needs_timescale
    }
    assert {one.state for one in standings} == {State.APPLIED, State.SKIPPED}
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("select to_regclass('from_a_newer_version')") is None
    assert await connection.fetchval("select has_table_privilege('aexy_app', 'commits', 'select')")
    assert await connection.fetchval("select relrowsecurity from pg_class where relname = 'commits'")
    await connection.close()


async def test_what_is_there_goes_in_whatever_order_the_catalogue_names_it(url: str, tmp_path: Path) -> None:
    back_up(url, tmp_path / "copy.dump")
    name = url.partition("?")[0].rpartition("/")[2]
    for way in ("enable_indexscan", "enable_bitmapscan", "enable_indexonlyscan"):
        await execute(url, f"alter database {name} set {way} = off")
    restore(url, tmp_path / "copy.dump")
    assert await workspaces(url) == [("kept", "Größe 日本 \t tab")]


async def test_a_copy_that_was_cut_off_changes_nothing(url: str, tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole.dump", tmp_path / "cut.dump"
    back_up(url, whole)
    cut.write_bytes(whole.read_bytes()[:-20])
    with pytest.raises(Unavailable, match="nothing has changed"):
        restore(url, cut)
    assert await workspaces(url) == [("kept", "Größe 日本 \t tab")]


async def test_a_file_that_is_no_backup_and_one_that_would_be_overwritten_are_refused(url: str, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("my notes")
    with pytest.raises(Unusable, match="is no backup"):
        restore(url, other)
    with pytest.raises(Unusable, match="exists already"):
        back_up(url, other)
    assert other.read_text() == "my notes"


def test_a_backup_that_fails_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="pg_dump failed"):
        back_up("postgresql://nobody@/nothing?host=/nonexistent", tmp_path / "copy.dump")
    assert list(tmp_path.iterdir()) == []

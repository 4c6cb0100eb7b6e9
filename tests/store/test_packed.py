"""What is read in few columns is what is there, at the ends of every range."""

import polars as pl

from aexy.kernel.ids import WorkspaceId
from aexy.store.packed import PACKED, unpacked
from aexy.store.session import session

MOST = (1 << 31) - 1
ROWS = [
    (1, 1, 1, -32768, True, False, None, None),
    (1 << 40, MOST, MOST, 32767, False, True, MOST, MOST),
    (77, MOST, 1, -480, True, True, 0, MOST),
    (78, 1, MOST, 0, False, False, None, 0),
]
COLUMNS = ("commit", "repository", "identity", "offset_minutes", "hour_known", "ai", "lines_added", "lines_removed")
VALUES = """
from (
    select *, timestamptz '2026-01-05 12:00:00.123456+00' as placed_at
    from (values {rows}) v (
        key, repository_key, author_key, author_offset_minutes, hour_is_known, ai_agent, lines_added, lines_removed
    )
) c"""


def _value(row: tuple[object, ...]) -> str:
    key, repository, author, offset, is_known, is_ai, added, removed = (
        "null" if each is None else str(each).lower() for each in row
    )
    agent = "'claude'" if is_ai == "true" else "null"
    return (
        f"({key}::bigint, {repository}, {author}, ({offset})::smallint, {is_known}, {agent}::text, "
        f"{added}::integer, {removed}::integer)"
    )


async def test_packed_columns_come_apart_as_they_were(database_url: str, workspace: WorkspaceId) -> None:
    with session(database_url, workspace) as opened:
        read = unpacked(opened.frame(PACKED + VALUES.format(rows=", ".join(map(_value, ROWS)))))
    assert read.select(COLUMNS).rows() == ROWS
    assert read["at"].dt.microsecond().unique().to_list() == [123456]
    assert read.schema["commit"] == pl.Int64


async def test_nothing_is_nothing(database_url: str, workspace: WorkspaceId) -> None:
    with session(database_url, workspace) as opened:
        read = unpacked(opened.frame(PACKED + VALUES.format(rows=_value(ROWS[0])) + " where false"))
    assert read.height == 0
    assert set(read.columns) == {*COLUMNS, "at"}

"""Raw pages: kept as they came, once, and given back in the order they came."""

from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from tests.activity import NOW, add_repository

from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import Place
from aexy.store.pages import BYTES_IN_A_PART, ROWS_IN_A_PART, StoredPage, parts, put, some, stored
from aexy.store.postgres import Connection, Database


class Page(NamedTuple):
    stream: str
    page: str | None
    rows: Sequence[dict[str, Any]]


async def keep(database: Database, workspace: WorkspaceId, place: Place, *pages: Page) -> list[bool]:
    async with database.workspace(workspace) as connection:
        return [await put(connection, workspace, place, page, now=NOW) for page in pages]


async def kept(database: Database, workspace: WorkspaceId, **which: Any) -> list[StoredPage]:
    async with database.workspace(workspace) as connection:
        return [page async for page in stored(connection, workspace, **which)]


async def test_a_page_is_kept_once_and_replaced_when_it_says_something_else(
    database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    shop = Place("github", "github.com", await add_repository(owner, workspace), external_id="Rshop")
    first, second = Page("pulls", "1", [{"a": "ä\n"}, {"b": [1, None]}]), Page("pulls", "2", [])
    assert await keep(database, workspace, shop, first, second, first) == [True, True, False]
    assert await keep(database, workspace, shop, first._replace(rows=[{"a": 2}])) == [True]
    found = await kept(database, workspace)
    assert [(one.page, one.rows) for one in found] == [("2", []), ("1", [{"a": 2}])]
    assert {one.place for one in found} == {shop}
    assert found[0].fetched_at == NOW


async def test_pages_of_one_place_or_stream(database: Database, owner: Connection, workspace: WorkspaceId) -> None:
    shop = Place("github", "github.com", await add_repository(owner, workspace), external_id="Rshop")
    cart = Place("github", "github.com", await add_repository(owner, workspace, "cart"), external_id="Rcart")
    for place in (shop, cart, Place("github", "github.com")):
        await keep(database, workspace, place, *(Page("pulls", str(n), [{"n": n}]) for n in range(130)))
    await keep(database, workspace, cart, Page("releases", "1", []), Page("releases", None, []))
    assert [one.rows[0]["n"] for one in await kept(database, workspace, place=shop)] == list(range(130))
    releases = await kept(database, workspace, place=cart, stream="releases")
    assert [one.page for one in releases] == ["1"]
    whole = await kept(database, workspace)
    assert len(whole) == 391
    assert len(await kept(database, workspace, after=whole[200].id)) == 190


async def test_a_page_is_kept_whatever_stands_in_it(
    database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    shop = Place("github", "github.com", await add_repository(owner, workspace), external_id="Rshop")
    rows: list[dict[str, Any]] = [
        {"half": "\ud83d", "nul": "\0", "big": 2**70, "year": "10000-01-01T00:00:00Z"},
        {"line": "a\u2028b\r\nc"},
    ]
    assert await keep(database, workspace, shop, Page("pulls", "1", rows), Page("pulls", "1", rows)) == [True, False]
    (page,) = await kept(database, workspace)
    assert page.rows == rows


async def test_large_pages_are_not_fetched_together(
    database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    shop = Place("github", "github.com", await add_repository(owner, workspace), external_id="Rshop")
    noise = [{"noise": Random(number).randbytes(1_200_000).hex()} for number in range(4)]  # noqa: S311 - made-up rows
    await keep(database, workspace, shop, *(Page("pulls", str(n), [row]) for n, row in enumerate(noise)))
    async with database.workspace(workspace) as connection:
        first = await some(connection, workspace)
        rest = await some(connection, workspace, after=first[-1].id)
    assert [page.page for page in first + rest] == ["0", "1", "2", "3"]
    assert first
    assert rest


def test_a_page_that_is_too_large_is_loaded_in_parts() -> None:
    many = [{"n": number} for number in range(ROWS_IN_A_PART + 2)]
    assert [(start, len(rows)) for start, rows in parts(many)] == [(0, ROWS_IN_A_PART), (ROWS_IN_A_PART, 2)]
    wide = [{"text": "x" * (BYTES_IN_A_PART // 2)}] * 5
    assert [(start, len(rows)) for start, rows in parts(wide)] == [(0, 2), (2, 2), (4, 1)]
    assert list(parts([])) == [(0, [])]

"""Raw pages: kept as they came, once, and given back in the order they came."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from tests.activity import NOW, add_repository

from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import Place
from aexy.store.pages import StoredPage, put, stored
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

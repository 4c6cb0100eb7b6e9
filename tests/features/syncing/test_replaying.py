"""Kept pages come back in portions that fit into memory and into one load."""

from datetime import UTC, datetime
from uuid import uuid4

from tests.activity import NOW, add_repository, facts

from aexy.features.connections.service import Followed
from aexy.features.syncing.keeping import understood
from aexy.features.syncing.replaying import Bunch, read_ahead
from aexy.kernel.ids import WorkspaceId
from aexy.sources.contract import Level, Page, Row, Scope
from aexy.sources.github import GITHUB
from aexy.store import pages
from aexy.store.activity import Batch, Place, load, load_batch
from aexy.store.postgres import Connection, Database

SCOPE = Scope(level=Level.REPOSITORY, external_id="1", name="acme/shop", origin="github.com")


def followed(place: Place) -> Followed:
    return Followed(SCOPE, place, None)


async def keep(database: Database, workspace: WorkspaceId, place: Place, name: str, rows: list[Row]) -> None:
    page = Page("rest_people", name, rows, {})
    async with database.workspace(workspace) as connection:
        await pages.put(connection, workspace, place, page, now=NOW)


async def bunches(database: Database, workspace: WorkspaceId, place: Place) -> list[Bunch]:
    return [bunch async for bunch in read_ahead(database, workspace, GITHUB, followed(place))]


async def test_a_page_larger_than_a_load_is_loaded_in_parts_and_small_ones_together(
    database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    place = Place("github", "github.com", await add_repository(owner, workspace), external_id="1")
    people: list[Row] = [{"login": f"dev{number}", "id": number} for number in range(1, 2 * pages.ROWS_IN_A_PART + 11)]
    people[3] = {"login": "dev4"}
    await keep(database, workspace, place, "large", people)
    await keep(database, workspace, place, "small", people[:7])
    found = await bunches(database, workspace, place)
    assert [(each.rows, each.pages) for each in found] == [
        (pages.ROWS_IN_A_PART, 0),
        (pages.ROWS_IN_A_PART, 0),
        (17, 2),
    ]
    assert [item for each in found for item, _ in each.bad["rest_people"]] == ["large row 4", "small row 4"]
    for each in found:
        async with database.workspace(workspace) as connection:
            await load_batch(connection, workspace, place, each.batch or Batch([]))
    assert len((await facts(owner, workspace))["developer_identities"]) == len(people) - 1


async def test_pages_loaded_together_say_what_they_say_one_by_one(
    database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    other = WorkspaceId(
        await owner.fetchval(
            "insert into workspaces (slug, name) values ($1, 'O') returning id", f"o-{uuid4().hex[:8]}"
        )
    )
    told = [(datetime(2026, 1, day, tzinfo=UTC), f"name{day % 3}") for day in (1, 2, 3, 5, 4, 9)]
    for each in (workspace, other):
        place = Place("github", "github.com", await add_repository(owner, each), external_id="1")
        portions = [
            (now, understood(GITHUB, "rest_people", [{"login": login, "id": 1}], followed(place))[0])
            for now, login in told
        ]
        async with database.workspace(each) as connection:
            if each is other:
                await load_batch(connection, each, place, Batch(portions))
                continue
            for now, records in portions:
                await load(connection, each, place, records, now=now)
    one_by_one, together = [(await facts(owner, each))["developer_identities"] for each in (workspace, other)]
    assert one_by_one == together

"""The demo's desk as facts: told again it changes nothing, another demo takes its place, and it adds nobody."""

from datetime import date

from tests.activity import NOW
from tests.features.ingest.test_demo_facts import tell

from aexy.features.ingest.demo_desk import tell_desk
from aexy.features.ingest.demo_facts import tell_organization
from aexy.kernel.ids import WorkspaceId
from aexy.sources.demo.organization import Organization, Size, found
from aexy.store.folk import settle_people
from aexy.store.postgres import Database

STATE = """
select (select count(*) from work_records) as records,
       (select max(version) from work_records) as version,
       (select count(*) from developer_identities) as identities,
       (select count(*) from work_logs where external_id = 'desk') as logs,
       (select count(*) from issues where labels @> '{blocked}') as labelled,
       (select count(*) from issues where status = 'Blocked') as blocked,
       (select count(*) from issue_transitions where to_value = 'Blocked') as moves"""
COUNTED = """
select count(*), count(*) filter (where closed_at is null), count(*) filter (where status_category = 'in_progress')
from issues"""


def _organization(seed: int) -> Organization:
    return found(Size(ends_on=date(2026, 3, 2), developers=12, commits=500, seed=seed))


async def test_the_desk_is_told_once_and_adds_nobody(database: Database, workspace: WorkspaceId) -> None:
    organization = _organization(1)
    await tell_organization(database, workspace, organization, now=NOW)
    await tell(database, workspace, organization)
    async with database.workspace(workspace) as connection:
        await settle_people(connection, workspace)
        people = await connection.fetchval("select count(*) from developer_identities")
        counted = await connection.fetchrow(COUNTED)
    await tell_desk(database, workspace, organization, now=NOW)
    async with database.workspace(workspace) as connection:
        first = dict(await connection.fetchrow(STATE))
    assert first["records"] > 100
    assert first["identities"] == people
    assert first["logs"] > 0
    assert first["labelled"] + first["blocked"] > 0
    assert first["moves"] == first["blocked"]
    async with database.workspace(workspace) as connection:
        assert await connection.fetchrow(COUNTED) == counted
    await tell_desk(database, workspace, organization, now=NOW)
    async with database.workspace(workspace) as connection:
        assert dict(await connection.fetchrow(STATE)) == first


async def test_another_demo_takes_the_place_of_the_desk(database: Database, workspace: WorkspaceId) -> None:
    smaller = found(Size(ends_on=date(2026, 3, 2), developers=6, commits=300, seed=3))
    for organization in (_organization(1), smaller):
        await tell_organization(database, workspace, organization, now=NOW)
        await tell_desk(database, workspace, organization, now=NOW)
    async with database.workspace(workspace) as connection:
        assert await connection.fetchval("select count(*) from work_records where kind = 'ticket'") == 30

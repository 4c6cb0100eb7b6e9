"""The demo's people plan days off and wish to learn something; what people change of it stays changed."""

from datetime import date

from tests.activity import NOW

from aexy.features.ingest.demo_facts import tell_organization
from aexy.features.ingest.demo_plans import plans_of, put_plans
from aexy.kernel.ids import WorkspaceId
from aexy.sources.demo.organization import Size, found
from aexy.store.folk import settle_people
from aexy.store.postgres import Database

ENDS = date(2026, 3, 2)
COUNTS = "select (select count(*) from leave), (select count(*) from growth_wishes), (select min(first_day) from leave)"


async def test_plans_are_told_once_and_lie_after_the_story(database: Database, workspace: WorkspaceId) -> None:
    organization = found(Size(ends_on=ENDS, developers=24, commits=400))
    await tell_organization(database, workspace, organization, now=NOW)
    plans = plans_of(organization)
    assert plans == plans_of(found(Size(ends_on=ENDS, developers=24, commits=400)))
    async with database.workspace(workspace) as connection:
        await settle_people(connection, workspace)
        await put_plans(connection, workspace, plans, now=NOW)
        leave, wishes, first = await connection.fetchrow(COUNTS)
        assert leave > 0
        assert wishes > 0
        assert first > ENDS
        await connection.execute("delete from leave where first_day = $1", first)
        await put_plans(connection, workspace, plans, now=NOW)
        assert (await connection.fetchrow(COUNTS))[:2] != (leave, wishes)

"""The demo's teams own their repositories and have a project each; what people change of it stays changed."""

from datetime import date
from typing import Any

from tests.activity import NOW

from aexy.features.ingest import demo_rows
from aexy.features.ingest.demo_facts import tell_organization
from aexy.features.ingest.demo_projects import groups_of, put_owners, put_projects
from aexy.kernel.ids import WorkspaceId
from aexy.sources.demo.organization import Organization, Size, found
from aexy.store.postgres import Connection, Database

OWNED = """
select r.provider_id, t.slug
from repository_teams o
join repositories r on r.id = o.repository_id
join teams t on t.id = o.team_id
where o.until is null
order by 1, 2"""

HELD = """
select p.slug, array_agg(r.provider_id order by r.provider_id) as repositories,
    (select string_agg(t.prefix, ' ') from project_trackers x join tracker_projects t on t.id = x.tracker_project_id
     where x.project_id = p.id) as trackers
from projects p
left join project_repositories h on h.project_id = p.id
left join repositories r on r.id = h.repository_id
group by p.id
order by p.slug"""

VERSION = "select data_version from workspaces where id = current_workspace()"


def told(developers: int = 16, day: int = 2) -> Organization:
    return found(Size(ends_on=date(2026, 3, day), developers=developers, commits=300))


async def make(database: Database, workspace: WorkspaceId, organization: Organization) -> None:
    """As `make_demo` does, without the commits."""
    await tell_organization(database, workspace, organization, now=NOW)
    async with database.workspace(workspace) as connection:
        kept = organization.repositories
        keys = await demo_rows.put_repositories(
            connection,
            workspace,
            owners=[each.owner for each in kept],
            names=[each.name for each in kept],
            urls=[each.url for each in kept],
            begun=[NOW for _ in kept],
        )
        await demo_rows.drop_other_repositories(connection, workspace, keys)
        await demo_rows.put_teams(connection, workspace, [(each.slug, each.name) for each in organization.teams])
        await put_owners(connection, workspace, groups_of(organization))
        await put_projects(connection, workspace, groups_of(organization), now=NOW)


async def state(connection: Connection) -> list[list[tuple[Any, ...]]]:
    return [[tuple(row.values()) for row in await connection.fetch(query)] for query in (OWNED, HELD, VERSION)]


async def test_every_repository_is_its_teams_and_every_team_has_a_project(
    database: Database, workspace: WorkspaceId
) -> None:
    organization = told()
    await make(database, workspace, organization)
    async with database.workspace(workspace) as connection:
        owned, held, _ = await state(connection)
    slugs = [each.slug for each in organization.teams]
    assert owned == sorted((each.full_name, slugs[each.team]) for each in organization.repositories)
    assert [(slug, trackers) for slug, _, trackers in held] == [("payments", "PAY"), ("storefront", "STO")]
    assert sorted(name for _, names, _ in held for name in names) == [name for name, _ in owned]


async def test_made_again_it_changes_nothing_on_the_same_day_or_the_next(
    database: Database, workspace: WorkspaceId
) -> None:
    await make(database, workspace, told())
    async with database.workspace(workspace) as connection:
        before = await state(connection)
    await make(database, workspace, told())
    async with database.workspace(workspace) as connection:
        assert await state(connection) == before
    await make(database, workspace, told(day=3))
    async with database.workspace(workspace) as connection:
        assert (await state(connection))[:2] == before[:2]


async def test_what_people_changed_stays(database: Database, workspace: WorkspaceId) -> None:
    await make(database, workspace, told())
    async with database.workspace(workspace) as connection:
        name = (await connection.fetchrow("select min(provider_id) from repositories"))[0]
        await connection.execute("update repositories set owners_said_at = now() where provider_id = $1", name)
        await connection.execute(
            "delete from repository_teams o using repositories r where r.id = o.repository_id and r.provider_id = $1",
            name,
        )
        await connection.execute("delete from projects where slug = 'payments'")
        await connection.execute("update projects set source = 'manual' where slug = 'storefront'")
        await connection.execute("delete from project_repositories")
        changed = await state(connection)
    for day in (2, 3):
        await make(database, workspace, told(day=day))
        async with database.workspace(workspace) as connection:
            assert (await state(connection))[:2] == changed[:2]


async def test_another_demo_takes_the_place_of_the_first(database: Database, workspace: WorkspaceId) -> None:
    await make(database, workspace, told(developers=48))
    await make(database, workspace, told())
    async with database.workspace(workspace) as connection:
        owned, held, _ = await state(connection)
    assert [slug for slug, _, _ in held] == ["payments", "storefront"]
    assert {slug for _, slug in owned} == {"payments", "storefront"}
    assert len(owned) == len(told().repositories)

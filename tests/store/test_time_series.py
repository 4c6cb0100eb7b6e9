"""The sums of the reports, with TimescaleDB and without: the same numbers, of one's own workspace only.

What only makes sense where TimescaleDB is says so when it is skipped.
"""

# ruff: noqa: S608 - names of tables cannot be parameters; these come from the database's own catalogue

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from tests.activity import add_repository, at, put
from tests.reports import told
from tests.seeding import MONDAY, Seeded
from tests.series import AGGREGATES, REPORTED, expected, reported, stray, sum_up
from tests.timescale import IS_HERE, needs_timescale

from aexy.kernel.activity import Deployment
from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import Place
from aexy.store.postgres import APP_ROLE, Connection, Database

READERS = "aexy_reader"
ELSEWHERE = """
update commits set repository_key = (select max(r.key) from repositories r where r.workspace_id = $1)
where workspace_id = $1
"""
EVERYBODY_ONE = """
update developer_identities set developer_id = (select d.id from developers d where d.workspace_id = $1 limit 1)
where workspace_id = $1
"""
HIDDEN = """
select format('%I.%I', n.nspname, c.relname) as name, c.relkind = 'r' as is_table
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('timescale', '_timescaledb_internal') and c.relkind in ('r', 'p', 'v', 'm', 'f')
    and not exists (
        select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
    )
"""
OPEN = """
select c.relname, 'security_barrier=true' = any(c.reloptions) as is_barrier,
    pg_get_viewdef(c.oid) ~ 'workspace_id = ANY .*series_workspaces' as is_bound
from pg_class c
where c.relnamespace = 'timescale'::regnamespace
    and (has_table_privilege($1, c.oid, 'select') or has_any_column_privilege($1, c.oid, 'select, insert, update'))
"""


@pytest_asyncio.fixture
async def seeded(database: Database, owner: Connection, workspace: WorkspaceId) -> Seeded:
    return await told(database, owner, workspace)


@pytest_asyncio.fixture
async def other(database: Database, owner: Connection) -> WorkspaceId:
    """Another workspace, with rows in every report."""
    made = WorkspaceId(
        await owner.fetchval("insert into workspaces (slug, name) values (gen_random_uuid()::text, 'B') returning id")
    )
    await told(database, owner, made)
    return made


@pytest_asyncio.fixture
async def forgetful(superuser_url: str, owner_url: str) -> AsyncIterator[Connection]:
    """Somebody who may do anything, in the module's database."""
    name = owner_url.partition("?")[0].rpartition("/")[2]
    connection = await asyncpg.connect(superuser_url.replace("/postgres?", f"/{name}?"))
    yield connection
    await connection.close()


async def _insist(database: Database, owner: Connection, owner_url: str, workspace: WorkspaceId) -> None:
    """The reports say what the facts say; where there are sums, before they are brought up to date, and after."""
    said = await expected(owner, workspace)
    assert await reported(database, workspace) == said
    if IS_HERE:
        assert await stray(owner) == [0, 0, 0]
        await sum_up(owner_url)
        assert await owner.fetchval("select count(*) from timescale.changes") == 0
        assert await reported(database, workspace) == said


@pytest.mark.parametrize("time_zone", ["UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"])
async def test_the_reports_sum_up_what_the_facts_say_by_the_workspaces_own_days(
    database: Database, owner: Connection, owner_url: str, workspace: WorkspaceId, time_zone: str
) -> None:
    await owner.execute("update workspaces set time_zone = $2 where id = $1", workspace, time_zone)
    seeded = await told(database, owner, workspace)
    # On both sides of midnight, of a Monday, of a month and of a change of clocks.
    for hours in range(0, 24 * 90, 7):
        await seeded.commit(owner, "Person 1", MONDAY + timedelta(hours=hours), "api", lines=(hours, 1))
    said = await expected(owner, workspace)
    assert all(said[name] for name in REPORTED)
    await _insist(database, owner, owner_url, workspace)


async def test_whatever_moves_a_fact_moves_the_sums(
    database: Database, owner: Connection, owner_url: str, workspace: WorkspaceId, seeded: Seeded
) -> None:
    await seeded.commit(owner, "Person 2", MONDAY + timedelta(days=3), "api", standing="new")
    await _insist(database, owner, owner_url, workspace)
    for change in (
        "update commits set standing = 'counted' where workspace_id = $1 and standing = 'new'",
        "update commits set standing = 'duplicate' where key = (select min(key) from commits where workspace_id = $1)",
        "update commits set lines_added = 1000, additions = 2000 where workspace_id = $1",
        "update commits set parents = null where workspace_id = $1",
        "update commits set placed_at = placed_at + interval '400 days' where workspace_id = $1",
        ELSEWHERE,
        EVERYBODY_ONE,
        "update deployments set finished_at = created_at + interval '10 days' where workspace_id = $1",
        "update deployments set gone_at = now() where workspace_id = $1 and status = 'failure'",
        "update deployments set gone_at = null, status = 'success' where workspace_id = $1",
        "update deployments set repository_key = null where workspace_id = $1",
        "update pull_request_events set at = at - interval '1 year' where workspace_id = $1",
        "update pull_requests set gone_at = now() where workspace_id = $1",
        "update workspaces set time_zone = 'Asia/Tokyo' where id = $1",
        "delete from commits where key = (select max(key) from commits where workspace_id = $1)",
        "delete from repositories where workspace_id = $1",
    ):
        await owner.execute(change, workspace)
        await _insist(database, owner, owner_url, workspace)
    await owner.execute("delete from workspaces where id = $1", workspace)
    await _insist(database, owner, owner_url, workspace)


async def test_an_upsert_leaves_one_row_where_the_newest_version_puts_it(
    database: Database, owner: Connection, owner_url: str, workspace: WorkspaceId
) -> None:
    place = Place("github", "github.com", await add_repository(owner, workspace), external_id="Rshop")
    for version, begun in ((1, 1), (3, 900), (2, 400)):
        deployment = Deployment("7", at(version), "prod", "production", "success", at(begun), finished_at=at(begun + 1))
        await put(database, workspace, place, deployment)
        await _insist(database, owner, owner_url, workspace)
    (week,) = (await reported(database, workspace))["weekly_dora_metrics"]
    assert (week[2], week[3]) == (1, 3600)


@pytest.mark.parametrize("report", REPORTED)
async def test_no_report_shows_the_application_another_workspace_or_anything_without_one(
    database: Database, owner_url: str, seeded: Seeded, other: WorkspaceId, report: str
) -> None:
    if IS_HERE:
        await sum_up(owner_url)
    for asking, seen in ((seeded.workspace, {seeded.workspace}), (other, {other}), (WorkspaceId(uuid4()), set())):
        async with database.workspace(asking) as connection:
            rows = await connection.fetch(f"select workspace_id from reporting.{report}")
            assert {row[0] for row in rows} == seen
    async with database.pool.acquire() as connection:
        assert await connection.fetch(f"select from reporting.{report}") == []


async def test_rows_of_another_workspace_are_refused(database: Database, seeded: Seeded, other: WorkspaceId) -> None:
    for table in ("commits", "deployments", "pull_request_events"):
        async with database.workspace(seeded.workspace) as connection:
            assert await connection.execute(f"delete from {table} where workspace_id = $1", other) == "DELETE 0"
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
                await connection.execute(f"insert into {table} (workspace_id) values ($1)", other)
    for report in REPORTED:
        with pytest.raises((asyncpg.PostgresError,)):
            async with database.workspace(seeded.workspace) as connection:
                await connection.execute(f"insert into reporting.{report} (workspace_id) values ($1)", other)


@needs_timescale
async def test_what_is_documented_as_continuous_aggregates_and_hypertables_is(owner: Connection) -> None:
    found = await owner.fetch("select view_name from timescaledb_information.continuous_aggregates")
    assert {row[0] for row in found} == set(AGGREGATES)
    tables = await owner.fetch(
        "select hypertable_name, compression_enabled from timescaledb_information.hypertables"
        " where hypertable_schema = 'timescale'"
    )
    assert {tuple(row) for row in tables} == {
        ("commits", True), ("deployments", True), ("pull_request_events", True),
    }  # fmt: skip
    jobs = await owner.fetch(
        "select proc_name, count(*), min(config ->> 'start_offset') as since from timescaledb_information.jobs"
        " where owner::text = 'aexy_owner' group by 1"
    )
    assert {row["proc_name"]: row["count"] for row in jobs} == {
        "policy_compression": 3, "policy_refresh_continuous_aggregate": 3, "sum_up": 1,
    }  # fmt: skip
    assert {row["since"] for row in jobs} == {None}


@needs_timescale
@pytest.mark.parametrize("role", [APP_ROLE, READERS])
async def test_nobody_reaches_what_the_series_are_made_of(
    owner: Connection, owner_url: str, forgetful: Connection, seeded: Seeded, other: WorkspaceId, role: str
) -> None:
    assert seeded.workspace != other
    await sum_up(owner_url)
    hidden = await owner.fetch(HIDDEN)
    assert len(hidden) > 15, "series, chunks, sums, and the views of sums"
    login = f"guest_{uuid4().hex[:8]}"
    name = owner_url.partition("?")[0].rpartition("/")[2]
    await forgetful.execute(
        f"create role {login} login password 'x'; grant {role} to {login}; grant connect on database {name} to {login}"
    )
    where = owner_url.partition("?")[2]
    guest = await asyncpg.connect(f"postgresql://{login}:x@/{name}?{where}")
    try:
        await guest.execute(f"set app.workspace_id = '{other}'")
        for relation, is_table in hidden:
            changes = [f"delete from {relation}", f"insert into {relation} default values"] if is_table else []
            for statement in (f"select * from {relation}", *changes):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await guest.execute(statement)
        for statement in (
            "select timescaledb.show_chunks('timescale.commits')",
            "select timescaledb.drop_chunks('timescale.commits', now())",
            "call timescaledb.refresh_continuous_aggregate('timescale.daily_commit_stats', null, null)",
            "select timescaledb.add_job('timescale.x', '1 hour')",
            'call _timescaledb_functions.policy_retention(1, \'{"hypertable_id": 1, "drop_after": "1 day"}\')',
            'call _timescaledb_functions.policy_compression(1, \'{"hypertable_id": 1, "compress_after": "1 day"}\')',
            "set role aexy_owner",
        ):
            with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedFunctionError)):
                await guest.execute(statement)
    finally:
        await guest.close()
        await forgetful.execute(f"revoke connect on database {name} from {login}; drop role {login}")


@needs_timescale
async def test_the_only_ways_in_let_ones_own_rows_through_before_anything_else_looks_at_them(owner: Connection) -> None:
    for role in (APP_ROLE, READERS):
        assert not await owner.fetchval("select has_schema_privilege($1, 'timescale', 'usage')", role)
        ways = {row["relname"]: (row["is_barrier"], row["is_bound"]) for row in await owner.fetch(OPEN, role)}
        assert ways == dict.fromkeys(("own_days", "own_weeks", "own_months", "own_events"), (True, True))


@needs_timescale
async def test_what_is_older_than_ninety_days_is_compressed_and_stays_exact_whatever_happens_to_it(
    database: Database, owner: Connection, owner_url: str, workspace: WorkspaceId, seeded: Seeded
) -> None:
    today = await owner.fetchval("select date_trunc('day', now())")
    for days in (400, 200, 2, 1):
        await seeded.commit(owner, "Person 1", today - timedelta(days=days), "api", lines=(days, 0))
    jobs = await owner.fetch(
        "select job_id from timescaledb_information.jobs"
        " where proc_name = 'policy_compression' and hypertable_schema = 'timescale'"
    )
    for (job,) in jobs:
        await owner.execute(f"call timescaledb.run_job({job})")
    chunks = await owner.fetch(
        "select is_compressed, range_end from timescaledb_information.chunks"
        " where hypertable_schema = 'timescale' and hypertable_name = 'commits'"
    )
    border = (today - timedelta(days=90)).replace(tzinfo=None)
    assert {row["is_compressed"] for row in chunks} == {True, False}
    ends = [(row["range_end"].replace(tzinfo=None) < border, row["is_compressed"]) for row in chunks]
    assert all(is_old == is_compressed for is_old, is_compressed in ends)
    await _insist(database, owner, owner_url, workspace)
    await seeded.commit(owner, "Person 2", today - timedelta(days=399), "api")
    for change in (
        "update commits set lines_added = 7 where workspace_id = $1",
        "update commits set standing = 'unreachable' where workspace_id = $1 and key % 2 = 0",
        "update workspaces set time_zone = 'America/Lima' where id = $1",
        "delete from repositories where workspace_id = $1",
    ):
        await owner.execute(change, workspace)
        await _insist(database, owner, owner_url, workspace)


@needs_timescale
async def test_a_workspace_shortens_its_own_series_and_neither_its_facts_nor_anybody_elses_series(
    database: Database, owner: Connection, owner_url: str, workspace: WorkspaceId, seeded: Seeded, other: WorkspaceId
) -> None:
    await seeded.commit(owner, "Person 1", MONDAY + timedelta(days=500), "api")
    border = MONDAY + timedelta(days=200)
    count = "select (select count(*) from timescale.commits where workspace_id = $1)"
    facts = "select count(*) from commits where workspace_id = $1 and standing = 'counted'"
    before = await expected(owner, other)
    async with database.workspace(workspace) as connection:
        old = await connection.fetchval("select older_in_series($1)", border)
        assert old > 1
        assert await connection.fetchval("select shorten_series($1)", border) == old
        assert await connection.fetchval("select older_in_series($1)", border) == 0
    assert (await owner.fetchval(count, workspace), await owner.fetchval(facts, workspace)) == (1, 4)
    await sum_up(owner_url)
    assert len((await reported(database, workspace))["daily_commit_stats"]) == 1
    assert await reported(database, other) == before
    await owner.execute("delete from workspaces where id = $1", workspace)


async def test_without_a_series_there_is_nothing_to_shorten(
    database: Database, owner: Connection, workspace: WorkspaceId, seeded: Seeded
) -> None:
    assert seeded.workspace == workspace
    if IS_HERE:
        pytest.skip("TimescaleDB is here")
    async with database.workspace(workspace) as connection:
        assert await connection.fetchval("select shorten_series('infinity')") == 0
    assert await reported(database, workspace) == await expected(owner, workspace)


@needs_timescale
async def test_another_clock_waits_for_who_writes_by_the_old_one(
    database: Database, owner: Connection, owner_url: str, workspace: WorkspaceId, seeded: Seeded
) -> None:
    await seeded.commit(owner, "Person 1", MONDAY, "api", standing="new")
    writer = await asyncpg.connect(owner_url)
    try:
        async with writer.transaction():
            await writer.execute("update commits set standing = 'counted' where workspace_id = $1", workspace)
            change = asyncio.ensure_future(
                owner.execute("update workspaces set time_zone = 'Asia/Tokyo' where id = $1", workspace)
            )
            await asyncio.sleep(0.5)
        await change
    finally:
        await writer.close()
    await _insist(database, owner, owner_url, workspace)

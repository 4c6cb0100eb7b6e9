"""Row-level security, table by table, as the database itself lists them: no table can be forgotten here.

What TimescaleDB keeps has none and lies out of everybody's reach: `test_time_series.py` looks at that, as strictly.
"""

# ruff: noqa: S608 - names of tables cannot be parameters; these come from the database's own catalogue

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection, Database

# Something of every type, for columns that must not be null; checks and foreign keys are put aside for it.
ANYTHING = {
    "numeric": "0",
    "uuid": "gen_random_uuid()", "text": "'x'", "integer": "1", "bigint": "1", "smallint": "1", "boolean": "false",
    "bytea": "'\\x01'", "jsonb": "'{}'", "date": "current_date", "timestamp with time zone": "now()",
    "real": "0", "double precision": "0",
}  # fmt: skip

TENANT_TABLES = """
select format('%I.%I', n.nspname, c.relname)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|_?timescale)'
order by 1
"""
UNPROTECTED = """
select format('%I.%I', n.nspname, c.relname)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and not c.relrowsecurity and c.relname <> 'schema_migrations'
    and n.nspname !~ '^(pg_|information_schema|_?timescale)'
"""
CARELESS_VIEWS = """
select format('%I.%I', n.nspname, c.relname)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'v' and n.nspname !~ '^(pg_|information_schema|_?timescale)'
    and not coalesce('security_invoker=true' = any (c.reloptions), false)
"""
LOOSE_KEYS = """
select format('%s.%s', c.conrelid::regclass, (
    select a.attname from pg_attribute a where a.attrelid = c.conrelid and a.attnum = c.conkey[1]
))
from pg_constraint c
where c.contype = 'f'
    and exists (select from pg_attribute a where a.attrelid = c.confrelid and a.attname = 'workspace_id')
    and not exists (
        select from pg_attribute a
        where a.attrelid = c.conrelid and a.attname = 'workspace_id' and a.attnum = any(c.conkey)
    )
    and exists (select from pg_attribute a where a.attrelid = c.conrelid and a.attname = 'workspace_id')
order by 1
"""
# What hangs on a repository, a tracker's project, an identity, a person, a package or a pull request by its key: a
# number from our own sequence, which no request can name, found in the workspace by whoever writes the row. Facts are
# loaded by the million, so the key stands alone.
BY_KEY = {
    "repository_key", "project_key", "identity_key", "same_as_key", "left_key", "right_key", "anchor_key",
    "developer_key", "package_key", "pull_key",
}  # fmt: skip
SPEAKING_FOR_THEIR_OWNER = """
select p.oid::regprocedure::text, p.prosrc,
    has_function_privilege('aexy_app', p.oid, 'execute') as may_app,
    (select bool_or(x.grantee = 0) from aclexplode(p.proacl) x) as may_anybody
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
where p.prosecdef and n.nspname !~ '^(pg_|information_schema)'
order by 1
"""
# Functions that see all rows, and what they give away: ids of workspaces that have something to do, and no more.
KNOWN = {
    "records_titled(tsquery,text,bigint,integer)": "keys of work records of the workspace at work",
    "similar_titles(text,integer)": "keys of issues and pull requests of the workspace at work, and their words",
    "workspaces_with_a_month_to_freeze(timestamp with time zone,interval)": "ids of workspaces",
    "webhook_place(uuid)": "whose connection that is, for who knows its id",
    "workspaces_looked_at(timestamp with time zone)": "ids of workspaces",
    "workspaces_due(timestamp with time zone)": "ids of workspaces",
    "workspaces_with_open_jobs()": "ids of workspaces",
    "workspaces_with_open_inbox()": "ids of workspaces",
    "workspaces_with_alerts_due(timestamp with time zone)": "ids of workspaces",
    "workspaces_with_retention_due(timestamp with time zone)": "ids of workspaces",
    "workspaces_to_delete(timestamp with time zone)": "ids of workspaces",
    "system_figures(timestamp with time zone)": "counts, and ids of workspaces with how old their facts are",
    "workspaces_audited()": "ids of workspaces",
    "connections_due(timestamp with time zone)": "ids of workspaces and their connections",
    "reader_workspace()": "the workspace of who signed in",
    "chain_audit_event()": "a trigger: binds an event to the one before it",
    "chain_account_audit_event()": "likewise",
    "keep_audit_event()": "a trigger: refuses",
    "series_of_commits()": "a trigger: copies what was written, with TimescaleDB",
    "series_of_deployments()": "likewise",
    "series_of_events()": "likewise",
    "series_by_another_clock()": "likewise",
    "older_in_series(timestamp with time zone)": "how many rows of the workspace at work",
    "shorten_series(timestamp with time zone)": "likewise, and they are gone",
}
RIGHTS = """
select format('%I.%I', n.nspname, c.relname)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname !~ '^(pg_|information_schema)' and c.relkind in ('r', 'p', 'S', 'v')
    and (pg_get_userbyid(c.relowner) = 'aexy_app' or has_table_privilege('aexy_app', c.oid, 'trigger, references'))
"""
REQUIRED_COLUMNS = """
select attname, format_type(atttypid, null) as type,
    (select enumlabel from pg_enum where enumtypid = atttypid limit 1) as label
from pg_attribute
where attrelid = $1::regclass and attnum > 0 and not attisdropped and attnotnull and not atthasdef and attidentity = ''
    and attname <> 'workspace_id'
"""
CHECKS = "select conname from pg_constraint where conrelid = $1::regclass and contype = 'c'"


@pytest_asyncio.fixture
async def everything(superuser_url: str, owner_url: str) -> AsyncIterator[Connection]:
    """A connection to the module's database that may do anything and heeds no foreign key."""
    name = owner_url.partition("?")[0].rpartition("/")[2]
    connection = await asyncpg.connect(superuser_url.replace("/postgres?", f"/{name}?"))
    await connection.execute("set session_replication_role = replica")
    yield connection
    await connection.close()


def something(of_type: str, label: str | None) -> str:
    if label is not None:
        return f"'{label}'"
    return "'{}'" if of_type.endswith("[]") else ANYTHING[of_type]


async def put_a_row(everything: Connection, table: str, workspace: UUID) -> None:
    for check in await everything.fetch(CHECKS, table):
        await everything.execute(f'alter table {table} drop constraint "{check["conname"]}"')
    columns = {"workspace_id": f"'{workspace}'"}
    for column in await everything.fetch(REQUIRED_COLUMNS, table):
        columns[f'"{column["attname"]}"'] = something(column["type"], column["label"])
    await everything.execute(f"insert into {table} ({', '.join(columns)}) values ({', '.join(columns.values())})")


async def test_a_forgotten_filter_returns_nothing_of_another_workspace(
    everything: Connection, database: Database, workspace: WorkspaceId
) -> None:
    tables = [row[0] for row in await everything.fetch(TENANT_TABLES)]
    assert len(tables) > 10
    for table in tables:
        await everything.execute(f"delete from {table}")
        await put_a_row(everything, table, workspace)
    seen: dict[str, list[int]] = {}
    for table in tables:
        for asking in (workspace, WorkspaceId(uuid4())):
            async with database.workspace(asking) as connection:
                seen.setdefault(table, []).append(await connection.fetchval(f"select count(*) from {table}"))
    assert seen == {table: [1, 0] for table in tables}


async def test_without_a_workspace_there_is_nothing(everything: Connection, database: Database) -> None:
    for table in [row[0] for row in await everything.fetch(TENANT_TABLES)]:
        async with database.pool.acquire() as connection:
            assert await connection.fetchval(f"select count(*) from {table}") == 0, table


async def test_a_row_cannot_be_given_to_another_workspace(
    everything: Connection, database: Database, workspace: WorkspaceId
) -> None:
    for table in [row[0] for row in await everything.fetch(TENANT_TABLES)]:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            async with database.workspace(workspace) as connection:
                await connection.execute(f"insert into {table} (workspace_id) values ($1)", uuid4())


async def test_every_table_is_protected_and_every_view_asks_as_who_reads_it(everything: Connection) -> None:
    assert [row[0] for row in await everything.fetch(UNPROTECTED)] == []
    assert [row[0] for row in await everything.fetch(CARELESS_VIEWS)] == []


async def test_a_row_hangs_on_no_other_workspaces_row_by_an_id_a_request_can_name(everything: Connection) -> None:
    loose = [row[0] for row in await everything.fetch(LOOSE_KEYS)]
    assert not [each for each in loose if each.rpartition(".")[2] not in BY_KEY]


async def test_what_speaks_for_its_owner_is_known_and_open_to_no_others(everything: Connection) -> None:
    found = await everything.fetch(SPEAKING_FOR_THEIR_OWNER)
    assert {row[0] for row in found} <= set(KNOWN), "say in KNOWN what it gives away"
    assert not [row[0] for row in found if row["may_anybody"] is not False]
    # None of them puts text together into a statement.
    assert not [row[0] for row in found if "execute" in row["prosrc"].lower().split()]


async def test_the_application_owns_nothing_and_can_hang_nothing_on_a_table(everything: Connection) -> None:
    assert [row[0] for row in await everything.fetch(RIGHTS)] == []


async def test_the_application_cannot_switch_its_protection_off_or_read_what_was_migrated(database: Database) -> None:
    async with database.pool.acquire() as connection:
        for statement in (
            "set role postgres",
            "set role aexy_owner",
            "set session authorization aexy_owner",
            "alter table commits disable row level security",
            "create table x ()",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetchval("select count(*) from schema_migrations")

"""The reports: the documented tables and columns, and logins that read one workspace's and nothing else."""

# ruff: noqa: S608 - names of tables cannot be parameters; these come from the database's own catalogue

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio
from tests.reports import told

from aexy.kernel.errors import Conflict, Unknown, Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection, Database
from aexy.store.readers import add_reader, address_of, list_readers, revoke_reader

# What the seed documents' DDL names: "table: column type, …".
DOCUMENTED = {
    "developers": "id uuid, github_id bigint, github_username text, name text, email text, avatar_url text, bio text,"
    " location text, company text, skills text[], languages jsonb, frameworks jsonb, domains jsonb,"
    " seniority_level text, seniority_score integer, github_created_at timestamptz, last_activity_at timestamptz,"
    " profile_updated_at timestamptz, created_at timestamptz, updated_at timestamptz, gitlab_username text",
    "teams": "id uuid, name text, description text, organization_id uuid, developer_ids uuid[], created_at timestamptz,"
    " updated_at timestamptz, slug text",
    "organizations": "id uuid, name text, slug text, created_at timestamptz, updated_at timestamptz",
    "team_members": "team_id uuid, developer_id uuid, role text, joined_at timestamptz",
    "repositories": "id uuid, organization_id uuid, name text, provider text, provider_id text, url text,"
    " default_branch text, created_at timestamptz",
    "commits": "id uuid, sha text, developer_id uuid, repository_name text, repository_full_name text, message text,"
    " additions integer, deletions integer, files_changed integer, files jsonb, languages jsonb,"
    " committed_at timestamptz, created_at timestamptz, time timestamptz, repository_id uuid, commit_sha text,"
    " author_id uuid, lines_added integer, lines_deleted integer",
    "pull_requests": "id uuid, github_id bigint, number integer, developer_id uuid, repository_name text, title text,"
    " body text, state text, additions integer, deletions integer, changed_files integer, commits_count integer,"
    " comments_count integer, review_comments_count integer, created_at timestamptz, updated_at timestamptz,"
    " merged_at timestamptz, closed_at timestamptz, labels jsonb, reviewers jsonb, time timestamptz,"
    " repository_id uuid, pr_number integer, author_id uuid, lines_added integer, lines_deleted integer,"
    " review_comments integer",
    "code_reviews": "id uuid, github_id bigint, pull_request_id uuid, reviewer_id uuid, state text, body text,"
    " submitted_at timestamptz, created_at timestamptz",
    "deployments": "time timestamptz, repository_id uuid, environment text, status text, duration_seconds integer,"
    " deployed_by uuid",
    "daily_commit_stats": "day timestamptz, repository_id uuid, commit_count bigint, total_lines_added bigint,"
    " total_lines_deleted bigint, total_files_changed bigint, unique_authors bigint",
    "weekly_dora_metrics": "week timestamptz, repository_id uuid, deployment_count bigint,"
    " avg_duration_seconds numeric, failed_count bigint, success_count bigint",
    # Not documented, but promised all the same.
    "pull_request_events": "workspace_id uuid, pull_request_id uuid, repository_id uuid, time timestamptz, kind text,"
    " actor_id uuid, subject_id uuid",
    "monthly_developer_activity": "month timestamptz, author_id uuid, repository_id uuid, commit_count bigint,"
    " total_lines_added bigint, total_lines_deleted bigint",
    "developer_metrics_snapshots": "developer_id uuid, workspace_id uuid, period_type text, period_start date,"
    " period_end date, velocity_metrics jsonb, efficiency_metrics jsonb, quality_metrics jsonb,"
    " sustainability_metrics jsonb, collaboration_metrics jsonb",
    "team_metrics_snapshots": "team_id uuid, workspace_id uuid, period_type text, period_start date, period_end date,"
    " velocity_metrics jsonb, efficiency_metrics jsonb, quality_metrics jsonb, sustainability_metrics jsonb,"
    " collaboration_metrics jsonb",
}
VIEWS = "select relname from pg_class where relnamespace = 'reporting'::regnamespace and relkind = 'v' order by 1"
COLUMNS = """
select attname, format_type(atttypid, null)
from pg_attribute
where attrelid = ('reporting.' || $1)::regclass and attnum > 0
"""
GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "grafana.md"
# Roles belong to the server, on which other tests run as well.
GRAFANA = f"grafana_{uuid4().hex[:8]}"


@pytest_asyncio.fixture
async def superuser(superuser_url: str, owner_url: str) -> AsyncIterator[Connection]:
    """Somebody who may make roles, in the module's database."""
    connection = await asyncpg.connect(superuser_url.replace("/postgres?", f"/{_name(owner_url)}?"))
    yield connection
    for reader in await list_readers(connection):
        await revoke_reader(connection, reader.name)
    await connection.close()


def _name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


@pytest_asyncio.fixture
async def other(database: Database, owner: Connection) -> WorkspaceId:
    """Another workspace, whose rows nobody else may see."""
    made = await owner.fetchval(
        "insert into workspaces (slug, name) values (gen_random_uuid()::text, 'Other') returning id"
    )
    await told(database, owner, WorkspaceId(made))
    return WorkspaceId(made)


@pytest_asyncio.fixture
async def reader(
    superuser: Connection, database: Database, owner: Connection, owner_url: str, workspace: WorkspaceId
) -> AsyncIterator[Connection]:
    """Somebody who signed in as a reader of the first workspace."""
    await told(database, owner, workspace)
    slug = await owner.fetchval("select slug from workspaces where id = $1", workspace)
    made, password = await add_reader(superuser, GRAFANA, workspace=slug)
    connection = await asyncpg.connect(address_of(owner_url, made.role, password))
    yield connection
    await connection.close()


async def _views(connection: Connection) -> list[str]:
    return [row[0] for row in await connection.fetch(VIEWS)]


@pytest.mark.parametrize("table", DOCUMENTED)
async def test_the_documented_columns_are_there_in_their_types(owner: Connection, table: str) -> None:
    words = {"timestamp with time zone": "timestamptz"}
    found = {name: words.get(kind, kind) for name, kind in await owner.fetch(COLUMNS, table)}
    documented = dict(column.split() for column in DOCUMENTED[table].split(", "))
    assert {name: found.get(name) for name in documented} == documented


async def test_a_reader_reads_every_report_of_its_workspace_and_no_row_of_another(
    reader: Connection, workspace: WorkspaceId, other: WorkspaceId
) -> None:
    for attempt in ("select", f"set app.workspace_id = '{other}'", f"set app.workspace_id = '{workspace}'"):
        await reader.execute(attempt)
        for view in await _views(reader):
            column = "id" if view == "organizations" else "workspace_id"
            seen = {row[0] for row in await reader.fetch(f"select {column} from reporting.{view}")}
            assert seen == {workspace}, (view, attempt)


async def test_a_reader_cannot_name_what_the_reports_are_made_of(reader: Connection, owner: Connection) -> None:
    tables = await owner.fetch(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
    )
    for (table,) in tables:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await reader.fetch(f"select * from public.{table}")
    readable = await owner.fetch(
        "select table_name || '.' || column_name from information_schema.column_privileges"
        " where grantee = 'aexy_reader' and table_schema = 'public'"
    )
    names = {row[0] for row in readable}
    assert not {name for name in names if name.rpartition(".")[2] in {"email", "body", "sealed", "hint", "token_hash"}}
    assert not names & {"commits.author_offset_minutes", "commits.authored_at", "developer_identities.name"}
    secret = ("connection", "raw_pages", "webhook", "sessions", "sign_in", "accounts", "memberships", "jobs", "sync_")
    assert not {name for name in names if name.startswith(secret)}


async def test_a_reader_can_neither_write_nor_become_somebody_else(reader: Connection) -> None:
    for statement in (
        "set role aexy_app", "set role aexy_owner", "set session authorization aexy_owner",
        "create table reporting.x ()", "create table public.x ()", "insert into reporting.teams (name) values ('x')",
        "update reporting.organizations set name = 'x'", "select public.reader_workspace()",
        "insert into public.reporting_readers values (session_user, gen_random_uuid())",
        "select pg_read_file('/etc/passwd')", "copy reporting.teams to program 'cat'",
    ):  # fmt: skip
        await reader.execute("set default_transaction_read_only = off")
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.ObjectNotInPrerequisiteStateError)):
            await reader.execute(statement)


async def test_switching_protection_off_shows_nothing(reader: Connection, other: WorkspaceId) -> None:
    await reader.execute("set row_security = off")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await reader.fetch("select id from reporting.organizations where id = $1", other)
    await reader.execute("set row_security = on")
    await reader.execute("set role aexy_reader")
    assert await reader.fetch("select id from reporting.organizations where id = $1", other) == []


async def test_what_is_withheld_is_nowhere(reader: Connection, owner: Connection) -> None:
    await owner.execute("update developers set name = 'grace@navy.example' where name = 'Person 1'")
    for view in await _views(reader):
        text = await reader.fetchval(f"select string_agg(v::text, ' ') from reporting.{view} v")
        assert "@" not in text, view
        assert "secret" not in text, view
    own = await reader.fetch("select sustainability_metrics from reporting.developer_metrics_snapshots")
    assert {row[0] for row in own} == {"{}"}
    shown = await reader.fetchval("select velocity_metrics::text from reporting.developer_metrics_snapshots limit 1")
    assert '"commits_count": 7' in shown
    assert "ai_assisted_share" not in shown
    team = await reader.fetchval("select to_jsonb(t)::text from reporting.team_metrics_snapshots t limit 1")
    assert "ai_assisted_share" in team
    assert "weekend" not in team


async def test_reports_are_joined_by_what_belongs_together(reader: Connection) -> None:
    linked = await reader.fetch(
        "select p.title, i.issue_key, l.evidence from pull_requests p"
        " join pull_request_issues l on l.pull_request_id = p.id join issues i on i.id = l.issue_id"
    )
    assert [tuple(row) for row in linked] == [("PAY-1", "PAY-1", "title")]
    landed = "select count(*) from commit_pull_requests l join commits c on c.id = l.commit_id"
    assert await reader.fetchval(landed) == 1
    live = (
        "select count(*) from deployment_commits l join deployments d on d.id = l.deployment_id where d.is_first_known"
    )
    assert await reader.fetchval(live) == 1
    weeks = await reader.fetch("select week, deployment_count, failed_count, success_count from weekly_dora_metrics")
    assert [tuple(row) for row in weeks] == [(datetime(2026, 1, 5, tzinfo=UTC), 2, 1, 1)]


async def test_the_queries_of_the_guide_run_as_they_stand(reader: Connection) -> None:
    queries = re.findall(r"```sql\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert len(queries) == 3
    for query in queries:
        asked = re.sub(r"\$__timeFilter\((.*?)\)", r"\1 between '2026-01-01' and '2026-02-01'", query)
        assert await reader.fetch(asked), query


async def test_a_reader_that_was_taken_away_is_gone_at_once(
    superuser: Connection, reader: Connection, owner_url: str
) -> None:
    assert [(one.name, one.role) for one in await list_readers(superuser)] == [(GRAFANA, f"aexy_read_{GRAFANA}")]
    await revoke_reader(superuser, GRAFANA)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)):
        await reader.fetch("select id from reporting.organizations")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(address_of(owner_url, f"aexy_read_{GRAFANA}", "x"))
    with pytest.raises(Unknown, match="no reader called"):
        await revoke_reader(superuser, GRAFANA)


async def test_a_reader_needs_a_good_name_and_a_workspace(superuser: Connection, workspace: WorkspaceId) -> None:
    assert isinstance(workspace, UUID)
    with pytest.raises(Unusable, match="cannot be a reader's name"):
        await add_reader(superuser, "x; drop table", workspace=None)
    with pytest.raises(Unknown, match="no workspace 'nowhere'"):
        await add_reader(superuser, GRAFANA, workspace="nowhere")
    slug = await superuser.fetchval("select slug from workspaces where id = $1", workspace)
    await add_reader(superuser, GRAFANA, workspace=slug)
    with pytest.raises(Conflict, match="reader called"):
        await add_reader(superuser, GRAFANA, workspace=slug)

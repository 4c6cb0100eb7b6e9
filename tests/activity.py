"""Facts as anybody would compare them: every table without its keys, people and parents by what they are called."""

from datetime import UTC, datetime, timedelta
from typing import Any

from aexy.kernel.activity import Record
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.store.activity import Loaded, Place, load
from aexy.store.postgres import Connection, Database

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
NOW = datetime(2026, 3, 1, tzinfo=UTC)
TABLES = (
    "pull_requests", "pull_request_events", "pull_request_commits", "reviews", "review_comments", "review_requests",
    "issues", "issue_transitions", "conversation_comments", "sprints", "issue_sprints", "work_logs", "pipelines",
    "pipeline_jobs", "releases", "deployments", "incidents", "work_records", "assistant_usage", "push_receipts",
    "issue_references", "issue_links", "expected_pull_requests", "expected_issues", "tracker_projects",
    "developer_identities", "identity_links", "teams", "team_identities", "gone_records",
)  # fmt: skip
# What the database makes up by itself.
_OURS = dict.fromkeys(
    ("tracker_projects", "developer_identities", "identity_links", "teams", "work_records"),
    ("id", "created_at", "updated_at"),
)
_PEOPLE = "select key, provider || ':' || external_id from developer_identities where workspace_id = $1"
_PULLS = """
select key, number || '' from pull_requests where workspace_id = $1
union all
select key, number || '' from expected_pull_requests where workspace_id = $1
"""
_ISSUES = """
select key, external_id from issues where workspace_id = $1
union all
select key, external_id from expected_issues where workspace_id = $1
"""


def at(hours: float) -> datetime:
    """So many hours after that Monday morning."""
    return MONDAY + timedelta(hours=hours)


def sha(number: int) -> bytes:
    return number.to_bytes(20, "big")


async def add_repository(connection: Connection, workspace: WorkspaceId, name: str = "shop") -> RepositoryKey:
    return RepositoryKey(
        await connection.fetchval(
            """
            insert into repositories (workspace_id, owner, name, provider, provider_id, external_id, url, is_local)
            values ($1, 'acme', $2, 'github', 'github.com/acme/' || $2, 'R' || $2, 'https://github.com/acme/' || $2,
                    false)
            returning key
            """,
            workspace,
            name,
        )
    )


async def put(
    database: Database, workspace: WorkspaceId, place: Place, *records: Record, now: datetime = NOW
) -> Loaded:
    async with database.workspace(workspace) as connection:
        return await load(connection, workspace, place, records, now=now)


async def facts(connection: Connection, workspace: WorkspaceId) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, in a fixed order, with names in place of keys."""
    people = dict(await connection.fetch(_PEOPLE, workspace))
    pulls = dict(await connection.fetch(_PULLS, workspace))
    issues = dict(await connection.fetch(_ISSUES, workspace))
    projects = dict(await connection.fetch("select key, external_id from tracker_projects"))
    teams = dict(await connection.fetch("select id, external_id from teams"))
    found: dict[str, list[dict[str, Any]]] = {}
    for table in TABLES:
        rows = []
        for record in await connection.fetch(f"select * from {table} where workspace_id = $1", workspace):  # noqa: S608 - names of our own
            row = {name: value for name, value in record.items() if name not in _OURS.get(table, ())}
            for name, value in list(row.items()):
                if name == "pull_key":
                    row[name] = pulls.get(value)
                elif name == "issue_key" and table != "issues":
                    row[name] = issues.get(value)
                elif name.endswith("_key") and name not in ("repository_key", "project_key", "issue_key"):
                    row[name] = people.get(value)
                elif name == "project_key":
                    row[name] = projects.get(value)
                elif name == "team_id":
                    row[name] = teams.get(value)
                elif name in ("workspace_id", "key"):
                    del row[name]
            rows.append(row)
        found[table] = sorted(rows, key=repr)
    return found

"""What a workspace holds, as plain rows that can be compared: our keys replaced by what they stand for."""

from collections.abc import Mapping
from typing import Any

import orjson

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection, Database

Row = dict[str, Any]
Facts = dict[str, list[Row]]

TABLES = (
    "pull_requests", "pull_request_events", "pull_request_commits", "reviews", "review_comments", "review_requests",
    "conversation_comments", "issues", "issue_transitions", "issue_sprints", "sprints", "work_logs", "pipelines",
    "pipeline_jobs", "releases", "deployments", "incidents", "assistant_usage", "issue_references",
    "developer_identities", "identity_links", "teams",
)  # fmt: skip
# Of tables that hold more than facts, what comes from the provider.
_ONLY = {
    "developer_identities": ("provider", "external_id", "username", "name", "email", "account_type"),
    "identity_links": ("identity_key", "same_as_key"),
    "teams": ("external_id", "slug", "name", "description"),
}
_NOT_FACTS = ("key", "id", "workspace_id", "connection_id", "said")
_PEOPLE = (
    "author_key", "merged_by_key", "reviewer_key", "requested_by_key", "actor_key", "subject_key", "assignee_key",
    "deployed_by_key", "identity_key", "same_as_key", "owner_key", "pusher_key",
)  # fmt: skip
_EVERY = "select to_jsonb(t)::text as row from {table} t where workspace_id = $1"


async def facts(database: Database, workspace: WorkspaceId) -> Facts:
    """Every fact table's rows, in one order. People are `provider:external id`, pull requests `repository#number`."""
    found: Facts = {}
    async with database.workspace(workspace) as connection:
        for table in (*TABLES, "repositories", "tracker_projects"):
            rows = await connection.fetch(_EVERY.format(table=table), workspace)
            found[table] = [orjson.loads(each["row"]) for each in rows]
    names = _Names(found)
    return {table: sorted((names.plain(table, row) for row in found[table]), key=_order) for table in TABLES}


async def forget_facts(owner: Connection, workspace: WorkspaceId) -> None:
    """Everything but the kept pages and what they are of."""
    for table in TABLES:
        await owner.execute(f"delete from {table} where workspace_id = $1", workspace)  # noqa: S608 - our own names


class _Names:
    """What stands for each key."""

    def __init__(self, found: Facts) -> None:
        self.places = {row["key"]: row["external_id"] for row in found["repositories"]}
        self.projects = {row["key"]: row["prefix"] for row in found["tracker_projects"]}
        self.people = {row["key"]: f"{row['provider']}:{row['external_id']}" for row in found["developer_identities"]}
        self.pulls = {
            row["key"]: f"{self.places[row['repository_key']]}#{row['number']}" for row in found["pull_requests"]
        }
        self.issues = {row["key"]: row["external_id"] for row in found["issues"]}

    def plain(self, table: str, row: Row) -> Row:
        """The row without keys of ours."""
        by_key: Mapping[str, Mapping[int, str]] = {
            "pull_key": self.pulls, "repository_key": self.places, "project_key": self.projects,
            **dict.fromkeys(_PEOPLE, self.people), **({} if table == "issues" else {"issue_key": self.issues}),
        }  # fmt: skip
        return {
            name: by_key[name][value] if name in by_key and value is not None else value
            for name, value in row.items()
            if _is_fact(table, name)
        }


def _is_fact(table: str, name: str) -> bool:
    if table in _ONLY:
        return name in _ONLY[table]
    return name not in _NOT_FACTS and not name.startswith("said_") and not name.endswith("_as_of")


def _order(row: Row) -> bytes:
    return orjson.dumps(row, option=orjson.OPT_SORT_KEYS)

"""After rows came: who is new becomes somebody, and what may belong together is linked, no more than has to be."""

from collections.abc import Iterable

from aexy.context import Context
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.files.devlake import DEVLAKE
from aexy.store.activity import settle_teams
from aexy.store.folk import settle_people
from aexy.store.linking import link

# Whose rows links are made of, or between; and those that are deployments and incidents, or by a rule may be.
_LINKED = frozenset(
    {"pull_requests", "pull_request_commits", "pull_request_issues", "issues", "deployments", "cicd_deployment_commits"}
    | {"pipelines", "cicd_pipelines", "pipeline_jobs", "cicd_tasks", "releases", "cicd_releases", "incidents"}
)


async def settle(context: Context, workspace_id: WorkspaceId, stream: str, repositories: Iterable[int]) -> None:
    """Rows of that stream came, of these repositories. An issue may belong to changes in any of the others as well."""
    async with context.database.workspace(workspace_id) as connection:
        await settle_people(connection, workspace_id)
        await settle_teams(connection, workspace_id)
    table = stream.removeprefix(DEVLAKE)
    if table not in _LINKED:
        return
    keys = None if table == "issues" else [RepositoryKey(key) for key in repositories]
    async with context.database.workspace(workspace_id) as connection:
        await link(connection, workspace_id, repository_keys=keys)

"""After rows came: who is new becomes somebody, and what may belong together is linked, no more than has to be."""

from collections.abc import Iterable

from aexy.context import Context
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.files.devlake import DEVLAKE
from aexy.store.activity import settle_teams
from aexy.store.delivery import read_repositories
from aexy.store.folk import settle_people
from aexy.store.linking import link, link_deliveries

# Whose rows links are made of, or between.
_LINKED = frozenset({"pull_requests", "pull_request_commits", "pull_request_issues", "issues"})
# What is a deployment or an incident, or by a rule may be.
_DELIVERED = frozenset(
    {"deployments", "cicd_deployment_commits", "pipelines", "cicd_pipelines", "pipeline_jobs", "cicd_tasks"}
    | {"releases", "cicd_releases", "incidents"}
)


async def settle(context: Context, workspace_id: WorkspaceId, stream: str, repositories: Iterable[int]) -> None:
    """Rows of that stream came, of these repositories. An issue may belong to changes in any of the others as well."""
    async with context.database.workspace(workspace_id) as connection:
        await settle_people(connection, workspace_id)
        await settle_teams(connection, workspace_id)
    table = stream.removeprefix(DEVLAKE)
    keys = [RepositoryKey(key) for key in repositories]
    if table in _LINKED:
        async with context.database.workspace(workspace_id) as connection:
            await link(connection, workspace_id, repository_keys=None if table == "issues" else keys)
    elif table in _DELIVERED:
        async with context.database.workspace(workspace_id) as connection:
            if not keys and table != "incidents":
                # Of no repository, but perhaps of a service by its name: of any.
                keys = [RepositoryKey(each.key) for each in await read_repositories(connection, workspace_id)]
            await link_deliveries(connection, workspace_id, keys)

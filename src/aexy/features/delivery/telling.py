"""Taking in deployments and incidents that somebody tells of, by the way of every import."""

from collections.abc import Iterator, Sequence

from aexy.context import Context
from aexy.features.delivery import telling_rows as rows
from aexy.features.delivery.telling_schemas import Flag, Taken, ToldDeployments, ToldIncident, ToldIncidents
from aexy.features.importing import posting
from aexy.features.importing.schemas import RowWish
from aexy.kernel.ids import AccountId, WorkspaceId

BACKWARDS = "It was resolved before it began. It is kept, and counts as open: it has no length."
UNKNOWN_COMMIT = "This commit is not known here. The deployment is kept, and brings nothing until it is."


async def take_deployments(
    context: Context, workspace_id: WorkspaceId, wish: ToldDeployments, *, requested_by: AccountId | None
) -> Taken:
    """Take a batch in, as a whole or not at all; the same again changes nothing. Unusable names the field at fault."""
    told = [each.model_dump(mode="json", exclude_none=True) for each in wish.deployments]
    batch = RowWish(table="deployments", source=wish.source, repository_id=wish.repository_id, rows=told)
    posted = await posting.post(context, workspace_id, batch, requested_by=requested_by, name="deployments")
    shas = {each.sha.lower() for each in wish.deployments if each.sha}
    async with context.database.reading(workspace_id) as connection:
        known = await rows.known_commits(connection, workspace_id, shas)
    lost = [each for each in wish.deployments if each.sha and each.sha.lower() not in known]
    return Taken(**posted.model_dump(), flags=[Flag(id=each.id, field="sha", says=UNKNOWN_COMMIT) for each in lost])


async def take_incidents(
    context: Context, workspace_id: WorkspaceId, wish: ToldIncidents, *, requested_by: AccountId | None
) -> Taken:
    """The same of incidents."""
    told = [each.model_dump(mode="json", exclude_none=True) for each in wish.incidents]
    batch = RowWish(table="incidents", source=wish.source, repository_id=wish.repository_id, rows=told)
    posted = await posting.post(context, workspace_id, batch, requested_by=requested_by, name="incidents")
    return Taken(**posted.model_dump(), flags=list(_backwards(wish.incidents)))


def _backwards(incidents: Sequence[ToldIncident]) -> Iterator[Flag]:
    for each in incidents:
        if each.resolved_at is not None and each.resolved_at < each.started_at:
            yield Flag(id=each.id, field="resolved_at", says=BACKWARDS)

"""What pages about code ask first, counted as soon as facts have changed, so that nobody waits for it.

Done when a sync is over and each night, after everything else, one repository after the other, those with the newest
work first. It is for comfort only: what goes wrong is logged, and is counted when somebody asks.
"""

import asyncio
import logging
from uuid import UUID

from aexy.context import Context
from aexy.features.jobs import service as jobs
from aexy.features.knowledge import rows, service
from aexy.features.knowledge.folders import ownership
from aexy.features.knowledge.hotspots_schemas import USUAL_WINDOW
from aexy.features.knowledge.hotspots_service import find_hotspots
from aexy.features.routing import Account, Role, Viewer
from aexy.kernel.ids import AccountId, WorkspaceId

log = logging.getLogger(__name__)

# In a workspace with more, whoever looks at one of the others waits as before.
MOST_REPOSITORIES = 12
LONGEST_SECONDS = 120.0
# Nobody: what is counted is kept whoever asks, and what this one is shown is thrown away.
_HOUSE = Account(AccountId(UUID(int=0)), "Housekeeping", None, is_local_owner=False)


async def warm(context: Context, workspace_id: WorkspaceId) -> int:
    """Have the ownership map, truck factor and hotspots counted; of how many repositories. Raises nothing.

    While more is being read nothing is counted: it would not hold, and whoever is last comes here.
    """
    warmed = 0
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            for repository_id in await _repositories(context, workspace_id):
                await _ask(context, Viewer(_HOUSE, workspace_id, Role.OWNER, None), repository_id)
                warmed += 1
    except TimeoutError:
        log.info("Not all of the code was looked at in time.", extra={"repositories": warmed})
    except Exception:
        log.exception("The code could not be looked at ahead; it is when somebody asks.")
    return warmed


async def _repositories(context: Context, workspace_id: WorkspaceId) -> list[UUID]:
    async with context.database.reading(workspace_id) as connection:
        if await jobs.is_reading(connection):
            return []
        return await rows.newest(connection, MOST_REPOSITORIES)


async def _ask(context: Context, viewer: Viewer, repository_id: UUID) -> None:
    """As the pages ask; the truck factor is on the ownership map."""
    await ownership(context, viewer, repository_id, "", limit=1)
    await service.truck_factor_of(context, viewer, repository_id)
    await find_hotspots(context, viewer, repository_id, window=USUAL_WINDOW, folder=None, limit=1)

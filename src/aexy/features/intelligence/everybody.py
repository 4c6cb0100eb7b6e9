"""Every analysis for everybody in a workspace: what the nightly run does, in a process of its own."""

import asyncio
from datetime import datetime
from typing import Any

from aexy.features.insights import looking
from aexy.features.intelligence import running, service
from aexy.features.intelligence.analyses import KEPT
from aexy.features.intelligence.complexity_calibrating import refreshed
from aexy.features.intelligence.running import Stand
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Database


def analyse_now(url: str, workspace_id: WorkspaceId, now: datetime) -> dict[str, Any]:
    """Count and keep all of them; how many people each has something to say about, and which failed. Blocking."""
    stand = asyncio.run(stand_now(url, workspace_id, now))
    ran = running.run(url, stand, KEPT, None)
    return {"people": {key: len(found) for key, found in ran.results.items()}, "failed": sorted(ran.failures)}


async def stand_now(url: str, workspace_id: WorkspaceId, now: datetime) -> Stand:
    """What results rest on now, for whoever has a connection to nothing yet; what is learnt every week is learnt."""
    database = await Database.connect(url, size=1, patience=None)
    try:
        await refreshed(database, workspace_id, now)
        async with database.workspace(workspace_id) as connection:
            clock, version = await looking.standing(connection, workspace_id, now)
            decided = await service.decided_in(connection, workspace_id)
    finally:
        await database.close()
    return Stand(workspace_id=workspace_id, data_version=version, now=now, clock=clock, settings=decided)

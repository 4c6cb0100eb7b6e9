"""Making a repository's commits count once all are in; done in a child process, for it knows every commit by name."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from aexy.features.ingest.schemas import Reading, Telling
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.git import Plan, classifier, reach, reopen, rules_digest, tags, tags_digest
from aexy.store.linking import link
from aexy.store.postgres import Connection, Database
from aexy.store.settling import Settlement, settle, settle_merges


def place(reading: Reading, _: Telling) -> dict[str, Any]:
    """Settle the repository as the plan found it: commits that stand elsewhere now, and whether anybody is new."""
    settlement = _settlement(reading)
    return asyncio.run(settle_at(reading.database_url, reading.workspace_id, reading.repository_key, settlement))


def place_merges(reading: Reading, _: Telling) -> dict[str, Any]:
    """Say that what merges change has been read as well."""
    asyncio.run(_settle_merges(reading, _settlement(reading)))
    return {}


async def _settle_merges(reading: Reading, settlement: Settlement) -> None:
    tenant = WorkspaceId(UUID(reading.workspace_id))
    async with one_connection(reading.database_url, tenant) as connection:
        await settle_merges(connection, tenant, RepositoryKey(reading.repository_key), settlement)
        await link(connection, tenant, repository_keys=[RepositoryKey(reading.repository_key)])


def _settlement(reading: Reading) -> Settlement:
    opened = reopen(Path(reading.folder))
    planned = Plan.from_dict(reading.plan)
    found = reach(opened, planned)
    return Settlement(
        counted=found.counted,
        others=found.others,
        is_whole=found.is_whole,
        refs=opened.refs,
        default_ref=opened.default_ref,
        has_more=bool(planned.later),
        mailmap=opened.mailmap,
        attributes=opened.attributes,
        rules_digest=rules_digest(opened.attributes),
        classify=classifier(opened.attributes),
        now=datetime.fromisoformat(reading.now),
        tags=tags(opened),
        tags_digest=tags_digest(opened),
    )


async def settle_at(
    database_url: str, workspace_id: str, repository_key: int, settlement: Settlement
) -> dict[str, Any]:
    """Settle over a connection of its own, and link the repository's commits with what they came with."""
    tenant = WorkspaceId(UUID(workspace_id))
    async with one_connection(database_url, tenant) as connection:
        settled = await settle(connection, tenant, RepositoryKey(repository_key), settlement)
        await link(connection, tenant, repository_keys=[RepositoryKey(repository_key)])
    return {"moved": settled.moved, "reclassed": settled.reclassed, "has_new_people": settled.has_new_people}


@asynccontextmanager
async def one_connection(database_url: str, workspace_id: WorkspaceId) -> AsyncIterator[Connection]:
    """A transaction of the workspace, for a process that needs only one and lets it take its time."""
    database = await Database.connect(database_url, size=1, patience=None)
    try:
        async with database.workspace(workspace_id) as connection:
            yield connection
    finally:
        await database.close()

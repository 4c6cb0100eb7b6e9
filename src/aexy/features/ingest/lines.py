"""Which lines were rewritten: read from the patches when everything else counts, in a child process."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from aexy.features.ingest.schemas import Reading, Telling
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.git import Git, classifier, reopen, rules_digest
from aexy.sources.git.line_state import Kept
from aexy.sources.git.lines import reading_lines
from aexy.store import line_rows
from aexy.store.postgres import Database

STAGE = "Reading lines"


def read_lines(reading: Reading, tell: Telling) -> dict[str, Any]:
    """Read what is new; the answer says of how many commits. Broken off, it goes on behind what was kept."""
    return {"line_commits": asyncio.run(_read(reading, tell))}


async def _read(reading: Reading, tell: Telling) -> int:
    workspace_id, key = WorkspaceId(UUID(reading.workspace_id)), RepositoryKey(reading.repository_key)
    now = datetime.fromisoformat(reading.now)
    opened = reopen(Path(reading.folder))
    database = await Database.connect(reading.database_url, size=1, patience=None)
    done = 0
    try:
        async with database.workspace(workspace_id) as connection:
            known = await line_rows.find_reading(connection, workspace_id, key)
        with reading_lines(
            Git(reading.git, reading.git_timeout),
            opened.folder,
            classify=classifier(opened.attributes),
            rules=rules_digest(opened.attributes).hex(),
            kept=Kept(known.identity, known.commits) if known else None,
        ) as reader:
            for batch in reader.batches():
                identity, commits = reader.kept
                async with database.workspace(workspace_id) as connection:
                    await line_rows.put_removals(connection, workspace_id, key, batch.shas, batch.removals)
                    await line_rows.put_reading(
                        connection, workspace_id, key, identity=identity, commits=commits, tip=None, now=now
                    )
                reader.save()
                done += len(batch.shas)
                tell(STAGE, done, reader.total)
            identity, commits = reader.kept
            async with database.workspace(workspace_id) as connection:
                await line_rows.put_reading(
                    connection,
                    workspace_id,
                    key,
                    identity=identity,
                    commits=commits,
                    tip=opened.default_sha,
                    now=now,
                )
    finally:
        await database.close()
    return done

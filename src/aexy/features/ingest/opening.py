"""Opening a repository and finding what is new in it; in a child process, for a list of a million commits is large."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from aexy.features.ingest.placing import one_connection
from aexy.features.ingest.schemas import Reading, Telling
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.git import (
    Credentials,
    Git,
    Known,
    Opened,
    open_repository,
    parse_location,
    plan,
    rules_digest,
    tags_digest,
)
from aexy.store.loading import stored

# Comparing so many merges takes long enough that everything else should count before it.
MANY_MERGES = 500


def open_and_plan(reading: Reading, tell: Telling) -> dict[str, Any]:
    """Open it and plan what to read: `{opened: {…}, plan: {…}}`. Unusable or SourceFailed says why it cannot be."""
    git = Git(reading.git, reading.git_timeout)
    opened = _open(git, reading, tell)
    _clear_up(opened.folder)
    known = Known(reading.known_tips, reading.known_default, reading.was_shallow)
    planned = plan(git, opened, known, many_merges=MANY_MERGES)
    if planned.is_new and planned.is_whole and (here := asyncio.run(_here(reading))):
        # A run was broken off, or history rewritten: most of it may be here already.
        planned = plan(git, opened, known, stored=here, many_merges=MANY_MERGES)
    return {
        "opened": {
            "default_branch": opened.default_branch,
            "default_sha": opened.default_sha,
            "object_format": opened.object_format,
            "is_shallow": opened.is_shallow,
            "mirror_bytes": opened.size,
            "rules_digest": rules_digest(opened.attributes).hex(),
            "tags_digest": tags_digest(opened).hex(),
            "tips_digest": opened.tips_digest().hex(),
        },
        "plan": planned.to_dict(),
    }


def _open(git: Git, reading: Reading, tell: Telling) -> Opened:
    location = parse_location(reading.url, cwd=Path("/"))
    if reading.credentials is not None:
        location = replace(location, credentials=Credentials(**reading.credentials))

    def progress(stage: str, done: int, total: int) -> None:
        tell(f"Fetching: {stage.lower()}", done, total)

    return open_repository(
        git,
        location,
        Path(reading.folder),
        branch_wanted=reading.branch_wanted,
        allow_local=reading.allow_local,
        progress=progress,
    )


def _clear_up(folder: Path) -> None:
    """Lists of an earlier run that was broken off; of one repository there is only one run at a time."""
    for pattern in ("read-*", "counted-*", "others-*"):
        for left in folder.glob(pattern):
            left.unlink(missing_ok=True)


async def _here(reading: Reading) -> set[bytes]:
    """The commits an earlier run left in the database."""
    workspace_id = WorkspaceId(UUID(reading.workspace_id))
    async with one_connection(reading.database_url, workspace_id) as connection:
        return await stored(connection, workspace_id, RepositoryKey(reading.repository_key))

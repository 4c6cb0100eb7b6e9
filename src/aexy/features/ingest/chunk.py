"""One stretch of history from git into the database; the part that is done side by side, in child processes."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from aexy.features.ingest.schemas import ChunkTally, Reading, Telling
from aexy.kernel.commits import Classify, CommitRecord
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.git import Chunk, Git, classifier, read_chunk, reopen
from aexy.store.loading import Loaded, load


def load_chunk(reading: Reading, tell: Telling) -> dict[str, Any]:
    """Read and load the stretch that `reading.chunk` names; the answer is a ChunkTally.

    Twice is as good as once. SourceFailed when objects are missing, Unavailable when the database is.
    """
    chunk = Chunk.from_dict(reading.chunk)
    folder = Path(reading.folder)
    records = read_chunk(Git(reading.git, reading.git_timeout), folder, chunk)
    classify = classifier(reopen(folder).attributes)
    stage = ("Reading history", chunk.size)
    tally = load_records(
        reading.database_url, reading.workspace_id, reading.repository_key, records, classify, tell, stage
    )
    return asdict(tally)


def load_records(
    database_url: str,
    workspace_id: str,
    repository_key: int,
    records: Iterable[CommitRecord],
    classify: Classify,
    tell: Telling,
    stage: tuple[str, int | None],
) -> ChunkTally:
    """Load commits of any source, telling of `stage` (its name, and how many there are) on the way."""
    lines = 0

    def counted() -> Iterator[CommitRecord]:
        nonlocal lines
        for record in records:
            lines += sum((file.additions or 0) + (file.deletions or 0) for file in record.files or ())
            yield record

    def progress(loaded: Loaded) -> None:
        tell(stage[0], loaded.read, stage[1])

    tenant, key = WorkspaceId(UUID(workspace_id)), RepositoryKey(repository_key)
    loaded = load(database_url, tenant, key, counted(), classify=classify, progress=progress)
    return ChunkTally(read=loaded.read, added=loaded.added, files=loaded.files, lines=lines)

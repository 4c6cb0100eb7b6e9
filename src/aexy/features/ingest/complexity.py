"""How complex files are at the tip of the counted branch: measured when everything else counts, each content once.

The first time it is looked a year back as well, so that it can be said what became more complex. Broken off, it goes on
with what is not measured yet: what is kept is known by git's name of its content.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from aexy.features.ingest.schemas import Reading, Telling
from aexy.kernel.commits import Classify
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.classes import is_program
from aexy.sources.complexity import MOST_BYTES, Figures, measure, measured_by
from aexy.sources.git import Git, Opened, classifier, reopen
from aexy.sources.git.trees import Leaf, commit_before, committed_at, files_at, texts_of
from aexy.store import complexity_rows
from aexy.store.complexity_rows import ComplexityReading, FileFigures
from aexy.store.postgres import Database

STAGE = "Measuring files"
MEASURED = frozenset({"source", "test"})
_BACK = timedelta(days=365)
_AT_ONCE = 500


@dataclass(slots=True)
class _Pass:
    """One repository, and what is known of contents already."""

    git: Git
    opened: Opened
    database: Database
    workspace_id: WorkspaceId
    key: RepositoryKey
    now: datetime
    tell: Telling
    classify: Classify
    known: dict[bytes, Figures] = field(default_factory=dict)
    done: int = 0

    def leaves(self, sha: str) -> list[Leaf]:
        """The files of a commit that are measured."""
        return [leaf for leaf in files_at(self.git, self.opened, sha) if self._is_measured(leaf)]

    def measured(self, leaves: Sequence[Leaf], total: int) -> Iterator[FileFigures]:
        """Their figures; of those whose content is known without reading it."""
        for leaf, text in texts_of(self.git, self.opened, [leaf for leaf in leaves if leaf.blob not in self.known]):
            figures = measure(leaf.path, text)
            self.done += 1
            self.tell(STAGE, self.done, total)
            if figures is not None:
                self.known[leaf.blob] = figures
        for leaf in leaves:
            if leaf.blob in self.known:
                yield FileFigures(leaf.path, leaf.blob, *self.known[leaf.blob])

    def _is_measured(self, leaf: Leaf) -> bool:
        known = self.classify(leaf.path)
        is_small = leaf.size is not None and leaf.size <= MOST_BYTES
        return known.name in MEASURED and is_program(known.language) and is_small


def read_complexity(reading: Reading, tell: Telling) -> dict[str, Any]:
    """Measure what is new; the answer says how many files were read."""
    return asyncio.run(_read(reading, tell))


async def _read(reading: Reading, tell: Telling) -> dict[str, Any]:
    database = await Database.connect(reading.database_url, size=1, patience=None)
    opened = reopen(Path(reading.folder))
    try:
        one = _Pass(
            Git(reading.git, reading.git_timeout),
            opened,
            database,
            WorkspaceId(UUID(reading.workspace_id)),
            RepositoryKey(reading.repository_key),
            datetime.fromisoformat(reading.now),
            tell,
            classifier(opened.attributes),
        )
        if opened.default_sha is not None:
            await _measure(one, opened.default_sha)
    finally:
        await database.close()
    return {"files_measured": one.done} if one.done else {}


async def _measure(one: _Pass, tip: str) -> None:
    async with one.database.workspace(one.workspace_id) as connection:
        read = await complexity_rows.find_reading(connection, one.workspace_id, one.key)
        if read is not None and read.measured_by not in {measured_by(), ""}:
            await complexity_rows.forget(connection, one.workspace_id, one.key)
            read = None
        standing = await complexity_rows.list_standing(connection, one.workspace_id, one.key)
    one.known = {file.blob: Figures(*file[2:]) for file in standing}  # type: ignore[arg-type]
    reached = ComplexityReading(measured_by(), None, read.since if read else None, None)
    at = committed_at(one.git, one.opened, tip)
    await _measure_tip(one, tip, {file.path: file.blob for file in standing}, at=at)
    if reached.since is None:
        reached = replace(reached, since=await _measure_past(one, tip, at=at))
    async with one.database.workspace(one.workspace_id) as connection:
        await complexity_rows.put_reading(connection, one.workspace_id, one.key, replace(reached, tip=tip), now=one.now)


async def _measure_tip(one: _Pass, tip: str, standing: dict[str, bytes], *, at: datetime) -> None:
    leaves = one.leaves(tip)
    fresh = [leaf for leaf in leaves if standing.get(leaf.path) != leaf.blob]
    there = {leaf.path for leaf in leaves} - {leaf.path for leaf in fresh}
    for some in _batches(fresh):
        figures = list(one.measured(some, len(fresh)))
        there.update(file.path for file in figures)
        async with one.database.workspace(one.workspace_id) as connection:
            await complexity_rows.put_files(connection, one.workspace_id, one.key, figures, at=at)
    gone = sorted(standing.keys() - there)
    async with one.database.workspace(one.workspace_id) as connection:
        await complexity_rows.end_files(connection, one.workspace_id, one.key, gone, at=at)


async def _measure_past(one: _Pass, tip: str, *, at: datetime) -> datetime:
    """As files were a year before the tip, where there was anything then; from when on it is known."""
    sha = commit_before(one.git, one.opened, tip, at - _BACK)
    if sha is None:
        return at
    async with one.database.workspace(one.workspace_id) as connection:
        await complexity_rows.forget_past(connection, one.workspace_id, one.key)
    then = committed_at(one.git, one.opened, sha)
    leaves = one.leaves(sha)
    total = one.done + len({leaf.blob for leaf in leaves} - one.known.keys())
    for some in _batches(leaves):
        figures = list(one.measured(some, total))
        async with one.database.workspace(one.workspace_id) as connection:
            await complexity_rows.put_past(connection, one.workspace_id, one.key, figures, at=then, until=at)
    return then


def _batches(leaves: Sequence[Leaf]) -> Iterator[Sequence[Leaf]]:
    return (leaves[start : start + _AT_ONCE] for start in range(0, len(leaves), _AT_ONCE))

"""A file into facts, in a process of its own: looked at whole first, then applied stretch by stretch.

Nothing is written while anything is wrong with any row. Each stretch is one transaction that keeps its rows as a raw
page, loads what they say and notes how far the import is; one that was broken off goes on behind the last of them.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from aexy.features.importing import rows
from aexy.features.importing.applying import apply, weigh
from aexy.features.importing.drafts import Draft, Drafts, Ground, Seen, draft, refuse_many_scopes, stretches
from aexy.features.importing.schemas import ImportWish, Tally
from aexy.features.importing.wishes import options_of
from aexy.features.ingest.schemas import FileReading, Telling
from aexy.kernel.ids import JobId, WorkspaceId
from aexy.sources.files.reading import Problem
from aexy.sources.files.sheet import Sheet, open_sheet
from aexy.store.postgres import Database

SHOWN = 20
_DIGITS = 16


class _Run(NamedTuple):
    """What every part of an import is given."""

    database: Database
    reading: FileReading
    wish: ImportWish
    ground: Ground
    tell: Telling

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self.reading.path)

    def sheet(self) -> Sheet:
        """The file from its beginning."""
        return open_sheet(self.path, options_of(self.wish))


def load_file(reading: FileReading, tell: Telling) -> dict[str, Any]:
    """Import the file: the answer is a Tally with the first `problems`; while there is one, nothing was written.

    `repositories` are the keys of those whose rows came.
    """
    return asyncio.run(_load(reading, tell))


async def _load(reading: FileReading, tell: Telling) -> dict[str, Any]:
    database = await Database.connect(reading.database_url, size=2, patience=None)
    try:
        run = await _run(database, reading, tell)
        checked = await _check(run)
        if checked.problems or run.wish.is_trial:
            return checked.told()
        tally, keys = await _apply(run, checked.tally.rows)
        return asdict(tally) | {"problems": [], "wrong": 0, "repositories": keys}
    finally:
        await database.close()


async def _run(database: Database, reading: FileReading, tell: Telling) -> _Run:
    wish = ImportWish.model_validate(reading.wish)
    workspace_id = WorkspaceId(UUID(reading.workspace_id))
    key = None
    if wish.repository_id is not None:
        async with database.reading(workspace_id) as connection:
            key = await rows.find_repository(connection, workspace_id, wish.repository_id)
    ground = Ground(workspace_id, wish.source, key, datetime.fromisoformat(reading.now))
    return _Run(database, reading, wish, ground, tell)


class _Checked:
    """What was found so far: how much, and what is wrong."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.problems: list[Problem] = []
        self.wrong = 0
        self.scopes: set[str] = set()

    def add(self, drafts: Drafts, doubled: Sequence[Problem]) -> None:
        """A stretch."""
        found = sorted([*drafts.problems, *doubled])
        self.tally += Tally(rows=drafts.rows, skipped=drafts.skipped)
        self.problems = [*self.problems, *found[: SHOWN - len(self.problems)]]
        self.wrong += len({one.line for one in found})

    def told(self) -> dict[str, Any]:
        """As the answer has it."""
        return asdict(self.tally) | {"problems": [one._asdict() for one in self.problems], "wrong": self.wrong}


async def _check(run: _Run) -> _Checked:
    """Look at every row; a trial also says what is new. The connection cannot write."""
    checked, seen, sheet = _Checked(), Seen(), run.sheet()
    for some in stretches(sheet.rows):
        async with run.database.reading(run.ground.workspace_id) as connection:
            drafts = await draft(connection, run.ground, sheet, some)
            if run.wish.is_trial:
                for _, group in grouped(drafts.good):
                    checked.tally += await weigh(connection, run.ground, group)
        checked.add(drafts, list(seen.problems(drafts)))
        checked.scopes |= _scopes(sheet, drafts)
        if run.ground.repository_key is not None:
            refuse_many_scopes(sheet, checked.scopes)
        run.tell("Looking at every row", checked.tally.rows, None)
    return checked


def _scopes(sheet: Sheet, drafts: Drafts) -> set[str]:
    return {str(one.said[sheet.scope]) for one in drafts.good if one.said.get(sheet.scope)} if sheet.scope else set()


async def _apply(run: _Run, total: int) -> tuple[Tally, list[int]]:
    """How much that was, and the keys of the repositories it was of."""
    with run.path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()[:_DIGITS]
    job_id = JobId(UUID(run.reading.job_id))
    async with run.database.reading(run.ground.workspace_id) as connection:
        tally = Tally(**await rows.find_progress(connection, run.ground.workspace_id, job_id))
    behind, sheet, number, keys = tally.applied, run.sheet(), 0, set[int]()
    for some in stretches(sheet.rows):
        async with run.database.reading(run.ground.workspace_id) as connection:
            drafts = await draft(connection, run.ground, sheet, some)
        skipped = drafts.skipped
        for key, group in grouped(drafts.good):
            number += 1
            keys |= {key} if key is not None else set()
            if number <= behind:
                continue
            async with run.database.workspace(run.ground.workspace_id) as connection:
                page = f"{digest}/{number:06}"
                news = await apply(connection, run.ground, sheet, page, key, group)
                tally += news + Tally(rows=len(group) + skipped, skipped=skipped, applied=1)
                await rows.note_progress(connection, run.ground.workspace_id, job_id, asdict(tally))
            skipped = 0
        run.tell("Importing", tally.rows, total)
    return tally, sorted(keys)


def grouped(drafts: Sequence[Draft]) -> Iterator[tuple[int | None, list[Draft]]]:
    """By repository, as they come."""
    groups: dict[int | None, list[Draft]] = {}
    for one in drafts:
        groups.setdefault(one.repository_key, []).append(one)
    yield from groups.items()

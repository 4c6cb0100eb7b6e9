"""Taking a person out of everything we hold. What they did stays counted, as the work of somebody nobody can name.

First the tombstones are written, so that whatever a source says from then on is recognised; then, alone with the
workspace, every text is looked through, pages and web hooks that mention them lose those rows, and identities are
emptied. All of that is one transaction: it is done, or it is not, and a dry run is the same, taken back.
"""

import asyncio
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from aexy.context import Context
from aexy.features.ingest import service as ingest
from aexy.features.privacy import erasing_rows, ledger, rows
from aexy.features.privacy.erasing_rows import Identity, Texts
from aexy.features.privacy.ledger import Entry
from aexy.features.privacy.schemas import ErasureState
from aexy.kernel.erasing import Mark, Named, Tombstones, first_words, marks_of, nameless, pattern_of, words_of
from aexy.kernel.ids import RepositoryId, WorkspaceId
from aexy.store import pages
from aexy.store.activity.scrubbing import silence
from aexy.store.postgres import Connection
from aexy.store.privacy_keys import privacy_key
from aexy.store.tombstones import wait_for_loaders

REHEARSED = "erased-00000000"


@dataclass(frozen=True, slots=True)
class Person:
    """Whom it is about: their developers, their identities, and everything they are called."""

    developer_id: UUID
    developers: Mapping[UUID, Named]
    identities: Sequence[Identity]

    @property
    def named(self) -> list[Named]:
        """Every name, address and account, but for what was emptied before."""
        both = [*self.developers.values(), *(one.named for one in self.identities)]
        return [one for one in both if not one.external_id.startswith("erased:") and one.name != one.external_id]


@dataclass(slots=True)
class Work:
    """One erasure under way, and what it did so far."""

    connection: Connection
    workspace_id: WorkspaceId
    person: Person
    tombstones: Tombstones
    token: str
    counts: Counter[str] = field(default_factory=Counter)

    async def everything(self, context: Context) -> None:
        """All of it, in the caller's transaction."""
        words = words_of(self.person.named)
        if words:
            pattern = pattern_of(words)
            await self._mail(pattern)
            for one in await erasing_rows.texts(self.connection):
                await self._texts(one, pattern)
        await self._pages(first_words(words))
        await self._deliveries()
        await self._identities()
        keys = [one.key for one in self.person.identities]
        self._count("texts they wrote", await silence(self.connection, self.workspace_id, keys))
        await self._developers(context.now)
        await erasing_rows.note_change(self.connection, self.workspace_id)

    def _count(self, what: str, count: int) -> None:
        if count:
            self.counts[what] += count

    async def _mail(self, pattern: str) -> None:
        self._count("alert_deliveries", await erasing_rows.forget_mail(self.connection, self.workspace_id, pattern))

    async def _texts(self, one: Texts, pattern: str) -> None:
        found = await erasing_rows.mentions(self.connection, self.workspace_id, one, pattern)
        changed = [after for row in found if (after := self._scrubbed(row, one)) != row]
        await erasing_rows.rewrite(self.connection, one, changed)
        self._count(one.table, len(changed))

    def _scrubbed(self, row: Mapping[str, Any], one: Texts) -> dict[str, Any]:
        return {"place": row["place"]} | {
            name: None if row[name] is None else self._value(row[name], kind) for name, kind in one.columns.items()
        }

    def _value(self, value: Any, kind: str) -> Any:  # noqa: ANN401 - a column's
        if kind == "text":
            return self.tombstones.scrub(value)
        if kind == "text[]":
            # An address that is nobody's any more is no address to write to.
            return [text for each in value if (text := self.tombstones.scrub(each)) != self.token]
        said = orjson.loads(value)
        after = self.tombstones.scrub_json(said)
        return value if after == said else orjson.dumps(after).decode()

    async def _pages(self, words: Sequence[str]) -> None:
        after = 0
        while found := await pages.some(self.connection, self.workspace_id, after=after):
            for page in found:
                left = await asyncio.to_thread(pages.without, page.body, self.tombstones, words)
                if left is not None:
                    await erasing_rows.put_page(self.connection, self.workspace_id, page.id, left)
                    self._count("raw_pages", 1)
            after = found[-1].id

    async def _deliveries(self) -> None:
        after = 0
        while found := await erasing_rows.deliveries(self.connection, self.workspace_id, after):
            ids = [each["id"] for each in found if pages.says(each["body"], self.tombstones)]
            await erasing_rows.drop_deliveries(self.connection, self.workspace_id, ids)
            self._count("webhook_inbox", len(ids))
            after = found[-1]["id"]

    async def _identities(self) -> None:
        for one in self.person.identities:
            if not one.named.external_id.startswith("erased:"):
                await erasing_rows.forget_identity(
                    self.connection, self.workspace_id, one, self.tombstones, self.token, self.person.developer_id
                )
                self._count("developer_identities", 1)

    async def _developers(self, now: datetime) -> None:
        ids = list(self.person.developers)
        name = nameless(self.token)
        self._count("developers", await erasing_rows.forget_people(self.connection, self.workspace_id, ids, name, now))
        self._count("leave", await erasing_rows.forget_leave(self.connection, self.workspace_id, ids))
        self._count("account_developers", await erasing_rows.forget_account(self.connection, self.workspace_id, ids))

    async def mirrors(self, context: Context) -> list[Path]:
        """Our copies of repositories in which they stand; each is made anew when it is next read, and dropped then."""
        keys = [one.key for one in self.person.identities]
        found = await erasing_rows.remote_repositories(self.connection, self.workspace_id, keys)
        folders = [ingest.reading_folder(context.settings, RepositoryId(each)) for each in found]
        return [folder for folder in folders if folder.exists()]


async def rehearse(context: Context, workspace_id: WorkspaceId, developer_id: UUID) -> dict[str, int]:
    """What an erasure would do: it is done, and taken back."""
    async with context.database.workspace(workspace_id) as connection:
        await connection.execute("savepoint rehearsal")
        work = await _work(connection, workspace_id, developer_id, REHEARSED, ())
        await work.everything(context)
        folders = await work.mirrors(context)
        await connection.execute("rollback to rehearsal")
    return {**work.counts, **({"mirrors": len(folders)} if folders else {})}


async def erase(context: Context, workspace_id: WorkspaceId, erasure_id: UUID) -> None:
    """Carry out an erasure that was confirmed; one that is done already is left alone."""
    async with context.database.workspace(workspace_id) as connection:
        kept = await rows.find(connection, workspace_id, erasure_id)
        if kept is None or kept.state is not ErasureState.CONFIRMED:
            return
        known = await erasing_rows.marks(connection, workspace_id, erasure_id)
        work = await _work(connection, workspace_id, kept.developer_id, kept.token, known)
        await erasing_rows.put_tombstones(connection, workspace_id, erasure_id, sorted(work.tombstones.marks))
    async with context.database.workspace(workspace_id) as connection:
        await wait_for_loaders(connection, workspace_id)
        # Somebody may have told more of them meanwhile.
        known = await erasing_rows.marks(connection, workspace_id, erasure_id)
        work = await _work(connection, workspace_id, kept.developer_id, kept.token, known)
        marks = sorted(work.tombstones.marks)
        await erasing_rows.put_tombstones(connection, workspace_id, erasure_id, marks)
        await work.everything(context)
        folders = await work.mirrors(context)
        counts = {**work.counts, **({"mirrors": len(folders)} if folders else {})}
        await rows.done(connection, workspace_id, erasure_id, counts, context.now)
        entry = Entry(erasure_id, kept.developer_id, kept.token, kept.asked_at.isoformat(), tuple(marks))
        await asyncio.to_thread(ledger.write, context.settings, workspace_id, work.tombstones.key, entry)
    for folder in folders:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def _work(
    connection: Connection, workspace_id: WorkspaceId, developer_id: UUID, token: str, known: Sequence[Mark]
) -> Work:
    """Whom it is about, as they are known now, and by what they will be recognised."""
    key = await privacy_key(connection, workspace_id)
    before = Tombstones(key, dict.fromkeys(known, token))
    developers = await erasing_rows.people(connection, workspace_id, developer_id)
    identities = [
        one
        for one in await erasing_rows.identities(connection, workspace_id)
        if one.developer_id in developers or before.of(one.named)
    ]
    person = Person(developer_id, developers, identities)
    marks = {*known, *marks_of(key, person.named)}
    return Work(connection, workspace_id, person, Tombstones(key, dict.fromkeys(marks, token)), token)


__all__ = ["erase", "rehearse"]

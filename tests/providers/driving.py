"""Reading a source into facts without the product around it: pages are kept, read, loaded, and the cursor written down.

told = Reader(database, workspace, source)
await told.follow("origin", [Scope(...)])            repositories and projects get their rows
await told.sync(http, now)                           every stream of every scope, from its cursor to its end
await told.hear(event, payload, now)                 a web hook's rows at once; its hints are returned
await told.fetch(http, hints, now)                   what hints ask for
await told.replay(now)                               the kept pages once more, in the order they came
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from aexy.kernel.activity import Record
from aexy.kernel.ids import WorkspaceId
from aexy.sources.contract import Hint, Level, Page, Row, Scope, Source
from aexy.sources.http import Http
from aexy.store import pages as raw
from aexy.store.activity import Place, load
from aexy.store.postgres import Database

_REPOSITORY = """
insert into repositories (workspace_id, owner, name, provider, provider_id, url, is_local, external_id)
values ($1, split_part($2, '/', 1), split_part($2, '/', 2), $3, $4, '', false, $4)
on conflict (workspace_id, provider, provider_id) do update set name = excluded.name
returning key
"""
_PROJECT = """
insert into tracker_projects (workspace_id, provider, origin, external_id, prefix, name)
values ($1, $2, $3, $4, $5, $5)
on conflict (workspace_id, provider, origin, external_id) do update set prefix = excluded.prefix
returning key
"""


@dataclass
class Reader:
    """A workspace that follows scopes of one source."""

    database: Database
    workspace: WorkspaceId
    source: Source
    followed: list[tuple[Scope, Place]] = field(default_factory=list)
    cursors: dict[tuple[str, str], Any] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    async def follow(self, scopes: Iterable[Scope]) -> None:
        """Give each its row."""
        async with self.database.workspace(self.workspace) as connection:
            for scope in scopes:
                repository = project = None
                if scope.level is Level.REPOSITORY:
                    named = (self.workspace, scope.name, self.source.provider, scope.external_id)
                    repository = await connection.fetchval(_REPOSITORY, *named)
                elif scope.level is Level.PROJECT:
                    arguments = (self.workspace, self.source.provider, scope.origin, scope.external_id, scope.name)
                    project = await connection.fetchval(_PROJECT, *arguments)
                place = Place(self.source.provider, scope.origin, repository, project, external_id=scope.external_id)
                self.followed.append((scope, place))

    async def sync(self, http: Http, now: datetime, *, streams: Sequence[str] | None = None) -> None:
        """Every stream from where it stopped. What is raised in between leaves what was read in place."""
        for scope, place in self.followed:
            for stream in self.source.streams:
                if stream.level is scope.level and (streams is None or stream.name in streams):
                    at = scope.external_id, stream.name
                    async for page in self.source.pages(http, scope, stream.name, self.cursors.get(at), now):
                        await self.keep(scope, place, page, now)
                        # A cursor is JSON: it goes through a table.
                        self.cursors[at] = orjson.loads(orjson.dumps(dict(page.cursor)))

    async def keep(self, scope: Scope, place: Place, page: Page, now: datetime) -> None:
        """A page: kept before it is read, and read in the same transaction."""
        self.skipped += page.skipped
        async with self.database.workspace(self.workspace) as connection:
            await raw.put(connection, self.workspace, place, page, now=now)
            await load(connection, self.workspace, place, self.records(page.stream, page.rows, scope), now=now)

    def records(self, stream: str, rows: Iterable[Row], scope: Scope) -> list[Record]:
        """What rows say."""
        return [record for row in rows for record in self.source.read(stream, row, scope)]

    def place_of(self, external_id: str) -> tuple[Scope, Place] | None:
        """What is followed under that external id."""
        return next((each for each in self.followed if each[0].external_id == external_id), None)

    async def hear(self, event: str, payload: Row, now: datetime, *, name: str) -> list[Hint]:
        """A web hook; `name` is its delivery's."""
        heard = self.source.hear(event, payload, now)
        for stream, external_id, row in heard.rows:
            if found := self.place_of(external_id):
                await self.keep(*found, Page(stream, f"hook/{name}", [row], {}), now)
        return list(heard.hints)

    async def fetch(self, http: Http, hints: Iterable[Hint], now: datetime) -> None:
        """What was hinted at, together."""
        wanted: dict[tuple[str, str], set[str]] = {}
        for hint in hints:
            wanted.setdefault((hint.stream, hint.scope), set()).add(hint.item)
        for (stream, external_id), items in wanted.items():
            if found := self.place_of(external_id):
                async for page in self.source.fetch(http, found[0], stream, sorted(items), now):
                    await self.keep(*found, page, now)

    async def replay(self, now: datetime) -> None:
        """Read the kept pages again."""
        scopes = {place: scope for scope, place in self.followed}
        async with self.database.workspace(self.workspace) as connection:
            kept = [page async for page in raw.stored(connection, self.workspace)]
        for page in kept:
            async with self.database.workspace(self.workspace) as connection:
                records = self.records(page.stream, page.rows, scopes[page.place])
                await load(connection, self.workspace, page.place, records, now=now)

"""A whole reading of a repository into the database, as an ingest does it, without the machinery around it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aexy.kernel.commits import CommitRecord, Tag
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.git import (
    Chunk,
    Git,
    Known,
    Opened,
    Plan,
    classifier,
    open_repository,
    parse_location,
    plan,
    reach,
    read_chunk,
    reopen,
    rules_digest,
    tags,
    tags_digest,
)
from aexy.sources.git.patches import read_patch_ids
from aexy.store.loading import Loaded, load_commits, stored
from aexy.store.patch_rows import list_unread, put_patches
from aexy.store.postgres import Database
from aexy.store.settling import Settled, Settlement, settle, settle_merges

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
GIT = Git()


@dataclass(frozen=True, slots=True)
class Syncing:
    """One repository of a workspace, and where to read it from."""

    database: Database
    workspace: WorkspaceId
    key: RepositoryKey
    source: Path
    folder: Path

    @classmethod
    async def add(cls, database: Database, workspace: WorkspaceId, source: Path, folder: Path) -> "Syncing":
        """Add the repository at `source`, to be read through `folder`."""
        async with database.workspace(workspace) as connection:
            key = await connection.fetchval(
                """
                insert into repositories (workspace_id, name, provider, provider_id, url, is_local)
                values ($1, $2, 'git', $3, $3, true)
                returning key
                """,
                workspace,
                source.name,
                str(source),
            )
        return cls(database, workspace, RepositoryKey(key), source, folder)

    async def sync(self, now: datetime = NOON) -> tuple[list[Loaded], Settled]:
        """Everything that is new, to the end."""
        opened, planned = await self.open()
        loaded = [await self.load(opened, chunk) for chunk in planned.chunks]
        return loaded, await self.settle(opened, planned, now)

    async def read_patches(self) -> int:
        """What commits come to of which that is not known yet; how many they were."""
        async with self.database.workspace(self.workspace) as connection:
            left = await list_unread(connection, self.workspace, self.key)
            found = read_patch_ids(GIT, reopen(self.folder), left) if left else []
            await put_patches(connection, self.workspace, self.key, found)
        return len(left)

    async def open(self, size: int = 8_000, many_merges: int | None = None) -> tuple[Opened, Plan]:
        """What there is to read, in stretches of `size`."""
        location = parse_location(str(self.source), cwd=self.source)
        opened = open_repository(GIT, location, self.folder)
        async with self.database.workspace(self.workspace) as connection:
            refs = await connection.fetch(
                "select encode(sha, 'hex') as sha, is_default from repository_refs where repository_key = $1", self.key
            )
            had = await stored(connection, self.workspace, self.key)
            was_shallow = await connection.fetchval(
                "select coalesce(bool_or(additions is null), false) from commits where repository_key = $1", self.key
            )
        known = Known(
            [ref["sha"] for ref in refs], next((ref["sha"] for ref in refs if ref["is_default"]), None), was_shallow
        )
        return opened, plan(GIT, opened, known, stored=had, size=size, many_merges=many_merges)

    async def load(self, opened: Opened, chunk: Chunk) -> Loaded:
        """One stretch."""
        return await self.put(read_chunk(GIT, opened.folder, chunk), opened.attributes)

    async def put(self, records: Iterable[CommitRecord], attributes: str = "") -> Loaded:
        """Commits from anywhere."""
        return await load_commits(self.database.url, self.workspace, self.key, records, classify=classifier(attributes))

    async def settle(self, opened: Opened, planned: Plan, now: datetime = NOON) -> Settled:
        """Make it count."""
        found = reach(opened, planned)
        return await self.settle_as(
            counted=found.counted, others=found.others, is_whole=found.is_whole, refs=opened.refs,
            default_ref=opened.default_ref, mailmap=opened.mailmap, attributes=opened.attributes,
            has_more=bool(planned.later), tags=tags(opened), tags_digest=tags_digest(opened), now=now,
        )  # fmt: skip

    async def finish(self, opened: Opened) -> None:
        """What merges change is in as well."""
        async with self.database.workspace(self.workspace) as connection:
            state = self._state(counted=(), refs=opened.refs, default_ref=opened.default_ref)
            await settle_merges(connection, self.workspace, self.key, state)

    async def settle_as(
        self,
        *,
        counted: Sequence[bytes],
        others: Sequence[bytes] = (),
        is_whole: bool = True,
        refs: dict[str, str] | None = None,
        default_ref: str | None = None,
        has_more: bool = False,
        mailmap: str = "",
        attributes: str = "",
        tags: Sequence[Tag] = (),
        tags_digest: bytes = b"",
        now: datetime = NOON,
    ) -> Settled:
        """Make a state count that nobody read."""
        state = self._state(
            counted=counted, others=others, is_whole=is_whole, refs=refs, default_ref=default_ref, has_more=has_more,
            mailmap=mailmap, attributes=attributes, tags=tags, tags_digest=tags_digest, now=now,
        )  # fmt: skip
        async with self.database.workspace(self.workspace) as connection:
            return await settle(connection, self.workspace, self.key, state)

    def _state(
        self,
        *,
        counted: Sequence[bytes],
        others: Sequence[bytes] = (),
        is_whole: bool = True,
        refs: dict[str, str] | None = None,
        default_ref: str | None = None,
        has_more: bool = False,
        mailmap: str = "",
        attributes: str = "",
        tags: Sequence[Tag] = (),
        tags_digest: bytes = b"",
        now: datetime = NOON,
    ) -> Settlement:
        return Settlement(
            counted=counted, others=others, is_whole=is_whole, refs=refs or {}, default_ref=default_ref,
            has_more=has_more, mailmap=mailmap, attributes=attributes, rules_digest=rules_digest(attributes),
            classify=classifier(attributes), now=now, tags=tags, tags_digest=tags_digest,
        )  # fmt: skip

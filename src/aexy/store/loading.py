"""Putting commits into the database, many at a time and any number of times.

Three short transactions a batch: the people, the paths, then the commits with their files. Names come before facts and
in sorted order, so that loaders working side by side wait for each other briefly and never in a circle. What is there
already is left as it is, unless it was stored without its lines and now has them. Nothing loaded counts before it is
settled (`settling.py`).
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import Any, NamedTuple

import asyncpg

from aexy.kernel.commits import Classify, CommitRecord
from aexy.kernel.errors import Unavailable
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.kernel.traits import lines
from aexy.store.commit_rows import (
    COAUTHORS,
    COMMITS,
    FILES,
    REFERENCES,
    Name,
    Prepared,
    co_authors,
    commit_row,
    file_rows,
    names,
    paths,
    prepare,
    reference_rows,
)
from aexy.store.dimensions import identity_keys, path_keys
from aexy.store.postgres import APP_ROLE, Connection
from aexy.store.tombstones import read_tombstones

BATCH = 2_000

_TEMPORARY = """
create temp table if not exists incoming_commits (
    key bigint, sha bytea, authored bigint, author_offset smallint, committed bigint, placed bigint,
    is_date_implausible boolean, hour_is_known boolean, author_key integer, committer_key integer,
    is_merge boolean, is_revert boolean, ai_agent text, ai_evidence text,
    additions integer, deletions integer, files_changed integer, lines_added integer, lines_removed integer,
    subject text, trailers text, parents bytea[], says_breaking boolean, body_characters integer
) on commit delete rows;
create temp table if not exists incoming_files (
    commit_key bigint, path_key integer, old_path_key integer, additions integer, deletions integer
) on commit delete rows;
create temp table if not exists incoming_coauthors (commit_key bigint, identity_key integer) on commit delete rows;
create temp table if not exists incoming_references (commit_key bigint, kind text, named text) on commit delete rows;
create temp table if not exists incoming_parents (commit_key bigint, parents bytea[]) on commit delete rows;
"""

_INSERT_COMMITS = """
insert into commits (
    key, workspace_id, repository_key, sha, authored_at, author_offset_minutes, committed_at, placed_at,
    is_date_implausible, hour_is_known, author_key, committer_key, is_merge, is_revert, ai_agent, ai_evidence,
    additions, deletions, files_changed, lines_added, lines_removed, subject, trailers, parents,
    says_breaking, body_characters
)
select key, $1, $2, sha, to_timestamp(authored), author_offset, to_timestamp(committed), to_timestamp(placed),
       is_date_implausible, hour_is_known, author_key, committer_key, is_merge, is_revert, ai_agent, ai_evidence,
       additions, deletions, files_changed, lines_added, lines_removed, subject, trailers::jsonb, parents,
       says_breaking, body_characters
from incoming_commits
on conflict do nothing
"""

# Another loader was quicker with some of these commits, and brings their files and co-authors itself.
_DROP_ORPHANS = """
delete from {table} i
where not exists (select from commits c where c.key = i.commit_key)
"""

_INSERT_FILES = """
insert into commit_files (workspace_id, commit_key, path_key, old_path_key, additions, deletions)
select $1, commit_key, path_key, old_path_key, additions, deletions
from incoming_files
on conflict do nothing
"""

_INSERT_COAUTHORS = """
insert into commit_coauthors (workspace_id, commit_key, identity_key)
select $1, commit_key, identity_key
from incoming_coauthors
on conflict do nothing
"""

_INSERT_REFERENCES = """
insert into commit_references (workspace_id, commit_key, kind, named)
select $1, commit_key, kind, named
from incoming_references
on conflict do nothing
"""

_COMPLETE = """
update commits c
set additions = n.additions,
    deletions = n.deletions,
    files_changed = n.files_changed,
    lines_added = n.lines_added,
    lines_removed = n.lines_removed,
    is_merge = n.is_merge,
    -- A merge that counts has no lines of its own in any number: it goes on counting.
    standing = case when c.is_merge and n.is_merge then c.standing else 'new' end
from unnest($2::bigint[], $3::integer[], $4::integer[], $5::integer[], $6::integer[], $7::integer[], $8::boolean[])
    as n (key, additions, deletions, files_changed, lines_added, lines_removed, is_merge)
where c.workspace_id = $1
  and c.key = n.key
  and c.additions is null
"""

_ADD_PARENTS = """
update commits c
set parents = i.parents
from incoming_parents i
where c.workspace_id = $1
  and c.key = i.commit_key
  and c.parents is null
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load brought: commits read, commits that were new or completed, and file changes read."""

    read: int = 0
    added: int = 0
    files: int = 0


class _Stored(NamedTuple):
    key: int
    is_complete: bool
    is_merge: bool
    has_parents: bool

    def lacks(self, record: CommitRecord) -> bool:
        """Whether the record knows what was not known when it was stored: its lines, or that it is a merge."""
        is_merge = record.parents > 1 and not self.is_merge
        return not self.is_complete and (record.files is not None or is_merge)

    def is_orphan(self, record: CommitRecord) -> bool:
        """Whether the record knows what it was made on, and that was not known."""
        return not self.has_parents and record.parent_shas is not None


def load(
    database_url: str,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    records: Iterable[CommitRecord],
    *,
    classify: Classify,
    progress: Callable[[Loaded], None] | None = None,
) -> Loaded:
    """`load_commits` for a process that does nothing else. Blocks until everything is in."""
    return asyncio.run(
        load_commits(database_url, workspace_id, repository_key, records, classify=classify, progress=progress)
    )


async def load_commits(
    database_url: str,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    records: Iterable[CommitRecord],
    *,
    classify: Classify,
    progress: Callable[[Loaded], None] | None = None,
) -> Loaded:
    """Load them over a connection of its own; `progress` is told the sums after every batch.

    `records` is read in a thread, one batch ahead of the database, so a source that has to wait for its own bytes does
    not wait for ours as well. An error of the source ends the load; the batches before it stay, and come in only once.
    """
    connection = await _connect(database_url)
    try:
        loader = Loader(connection, workspace_id, repository_key, classify)
        total, coming = Loaded(), iter(records)
        batch = await asyncio.to_thread(_take, coming)
        while batch:
            ahead = asyncio.ensure_future(asyncio.to_thread(_take, coming))
            try:
                total = _sum(total, await loader.load(batch))
            finally:
                await asyncio.wait([ahead])
            if progress:
                progress(total)
            batch = ahead.result()
        return total
    finally:
        await connection.close()


async def stored(connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey) -> set[bytes]:
    """The commits of a repository that are here with everything that can be known of them."""
    rows = await connection.fetch(
        "select sha from commits where workspace_id = $1 and repository_key = $2 and additions is not null"
        " and parents is not null",
        workspace_id,
        repository_key,
    )
    return {row[0] for row in rows}


def _take(records: Iterator[CommitRecord]) -> list[CommitRecord]:
    # In one fixed order, so that two loads of the same commits cannot wait for each other in a circle.
    return sorted(islice(records, BATCH), key=lambda record: record.sha)


def _sum(one: Loaded, other: Loaded) -> Loaded:
    return Loaded(one.read + other.read, one.added + other.added, one.files + other.files)


async def _connect(database_url: str) -> Connection:
    try:
        return await asyncpg.connect(
            database_url,
            timeout=10,
            server_settings={
                "role": APP_ROLE,
                "application_name": "aexy load",
                "timezone": "UTC",
                # What a crash would lose is read again: only settling has to be on disk before it is believed.
                "synchronous_commit": "off",
            },
        )
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Unavailable(
            f"The database does not answer: {error}.", next_step="Run `aexy doctor` to see what is wrong."
        ) from error


class Loader:
    """Loads batches of one repository's commits over one connection, remembering the keys it has met."""

    def __init__(
        self, connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey, classify: Classify
    ) -> None:
        self._connection = connection
        self._workspace_id = workspace_id
        self._repository_key = repository_key
        self._classify = classify
        self._identities: dict[Name, int] = {}
        self._paths: dict[str, int] = {}
        self._has_tables = False

    async def load(self, batch: Sequence[CommitRecord]) -> Loaded:
        """Load one batch; whole or not at all as far as its commits are concerned."""
        await self._prepare()
        async with self._transaction():
            here = await self._here(batch)
        new = [prepare(record) for record in batch if record.sha not in here]
        late = [prepare(record) for record in batch if record.sha in here and here[record.sha].lacks(record)]
        if orphans := [
            (here[each.sha].key, each.parent_shas)
            for each in batch
            if each.sha in here and here[each.sha].is_orphan(each)
        ]:
            async with self._transaction():
                await self._copy("incoming_parents", ("commit_key", "parents"), orphans)
                await self._connection.execute(_ADD_PARENTS, self._workspace_id)
        if new or late:
            await self._know_names([*new, *late])
            async with self._transaction():
                await self._insert(new, [(here[one.record.sha].key, one) for one in late])
        return Loaded(len(batch), len(new) + len(late), sum(len(record.files or ()) for record in batch))

    async def _prepare(self) -> None:
        if not self._has_tables:
            await self._connection.execute(_TEMPORARY)
            self._has_tables = True

    def _transaction(self) -> "_Tenant":
        return _Tenant(self._connection, self._workspace_id)

    async def _here(self, batch: Sequence[CommitRecord]) -> dict[bytes, _Stored]:
        rows = await self._connection.fetch(
            """
            select sha, key, additions is not null, is_merge, parents is not null
            from commits
            where workspace_id = $1
              and repository_key = $2
              and sha = any($3::bytea[])
            """,
            self._workspace_id,
            self._repository_key,
            [record.sha for record in batch],
        )
        return {sha: _Stored(*row) for sha, *row in rows}

    async def _know_names(self, prepared: Sequence[Prepared]) -> None:
        """Find or make the keys of every person and path they name."""
        people = names(prepared) - self._identities.keys()
        if people:
            async with self._transaction():
                tombstones = await read_tombstones(self._connection, self._workspace_id)
                self._identities |= await identity_keys(
                    self._connection, self._workspace_id, sorted(people), tombstones
                )
        touched = paths(prepared) - self._paths.keys()
        if touched:
            async with self._transaction():
                self._paths |= await path_keys(
                    self._connection, self._workspace_id, self._repository_key, sorted(touched), self._classify
                )

    async def _insert(self, new: Sequence[Prepared], late: Sequence[tuple[int, Prepared]]) -> None:
        """Write commits, then what belongs to them; `late` ones have a key already."""
        keyed = list(zip(await self._draw_keys(len(new)), new, strict=True))
        tombstones = await read_tombstones(self._connection, self._workspace_id)
        rows = [commit_row(key, one, self._identities, self._classify, tombstones) for key, one in keyed]
        files = [row for key, one in [*keyed, *late] for row in file_rows(key, one.record.files, self._paths)]
        helpers = [(key, self._identities[name]) for key, one in keyed for name in co_authors(one)]
        await self._copy("incoming_commits", COMMITS, rows)
        await self._copy("incoming_files", FILES, files)
        named = [row for key, one in keyed for row in reference_rows(key, one)]
        await self._copy("incoming_coauthors", COAUTHORS, helpers)
        await self._copy("incoming_references", REFERENCES, named)
        status = await self._connection.execute(_INSERT_COMMITS, self._workspace_id, self._repository_key)
        if int(status.rpartition(" ")[2]) != len(new):
            for table in ("incoming_files", "incoming_coauthors", "incoming_references"):
                await self._connection.execute(_DROP_ORPHANS.format(table=table))
        if late:
            await self._complete(late)
        await self._connection.execute(_INSERT_FILES, self._workspace_id)
        if helpers:
            await self._connection.execute(_INSERT_COAUTHORS, self._workspace_id)
        if named:
            await self._connection.execute(_INSERT_REFERENCES, self._workspace_id)

    async def _complete(self, late: Sequence[tuple[int, Prepared]]) -> None:
        """Give commits their lines that were stored without."""
        counted = [lines(one.record.files, self._classify) for _, one in late]
        await self._connection.execute(
            _COMPLETE,
            self._workspace_id,
            [key for key, _ in late],
            *map(list, zip(*counted, strict=True)),
            [one.record.parents > 1 for _, one in late],
        )

    async def _draw_keys(self, count: int) -> list[int]:
        rows = await self._connection.fetch(
            "select nextval(pg_get_serial_sequence('commits', 'key')) from generate_series(1, $1)", count
        )
        return [row[0] for row in rows]

    async def _copy(self, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        if rows:
            await self._connection.copy_records_to_table(table, records=rows, columns=columns)


class _Tenant:
    """A transaction on the loader's own connection that carries the workspace."""

    def __init__(self, connection: Connection, workspace_id: WorkspaceId) -> None:
        self._connection = connection
        self._workspace_id = workspace_id
        self._transaction = connection.transaction()

    async def __aenter__(self) -> None:
        await self._transaction.start()
        await self._connection.execute("select set_config('app.workspace_id', $1, true)", str(self._workspace_id))

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            await self._transaction.commit()
        else:
            await self._transaction.rollback()

"""Manifests as facts: what `package_versions` says, and how far a repository's manifests have been read.

What is said of the past is never changed: an interval is closed and another opened. A reading that begins from the
start (other rules, a rewritten branch) puts everything anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.kernel.manifests import Ecosystem, Entry, Scope
from aexy.store.postgres import Connection


@dataclass(frozen=True, slots=True)
class ManifestReading:
    """Up to which commit (binary sha), by which rules; `is_whole` when that was the branch's tip."""

    rules: str
    tip: bytes | None
    is_whole: bool
    failure: str | None


class Touched(NamedTuple):
    """A commit that changed a file that may be a manifest; `old_path` is what it was called before."""

    sha: bytes
    committed_at: datetime
    path: str
    old_path: str | None


class Named(NamedTuple):
    """A package, with what it is called and its field where it is worth naming."""

    ecosystem: str
    name: str
    skill: str | None
    domain: str | None


class ManifestSeen(NamedTuple):
    """What became of a manifest in a batch: versions read, versions not understood, and how its newest one is."""

    path: str
    kind: str
    is_lock: bool
    skill: str | None
    versions: int
    unread: int
    failure: str | None
    is_gone: bool


class Opened(NamedTuple):
    """A package that came into a manifest with a commit, and went with another of the same batch, if it did."""

    path: str
    entry: Entry
    since: bytes
    until: bytes | None


class Closed(NamedTuple):
    """A package that stood in a manifest before the batch, and went with a commit."""

    path: str
    ecosystem: Ecosystem
    package: str
    until: bytes


@dataclass(slots=True)
class Changes:
    """What a batch of commits, named by their shas, did to manifests."""

    packages: set[Named] = field(default_factory=set)
    opened: list[Opened] = field(default_factory=list)
    closed: list[Closed] = field(default_factory=list)
    seen: list[ManifestSeen] = field(default_factory=list)


async def find_reading(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey
) -> ManifestReading | None:
    """How far it was read; None when it never was."""
    record = await connection.fetchrow(
        """
        select rules, tip, is_whole, failure
        from manifest_readings
        where workspace_id = $1
          and repository_key = $2
        """,
        workspace_id,
        repository_key,
    )
    return record and ManifestReading(**dict(record))


async def list_touched(
    connection: Connection,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    pattern: str,
    shas: Sequence[bytes] | None,
) -> list[Touched]:
    """The commits that changed a path of that pattern: of those named, or of all."""
    statement = _TOUCHED_BY_ANY if shas is None else _TOUCHED_BY_THESE
    more = () if shas is None else (shas,)
    return [Touched(*row) for row in await connection.fetch(statement, workspace_id, repository_key, pattern, *more)]


async def list_standing(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey
) -> list[tuple[str, Entry]]:
    """What stands in the manifests of a repository as far as they were read, by path."""
    return [
        (path, Entry(Ecosystem(ecosystem), name, version, Scope(scope), is_locked=is_locked, is_direct=is_direct))
        for path, ecosystem, name, version, scope, is_locked, is_direct in await connection.fetch(
            """
            select p.path, k.ecosystem, k.name, v.version, v.scope, v.is_locked, v.is_direct
            from package_versions v
            join packages k on k.key = v.package_key
            join paths p on p.key = v.path_key
            where v.workspace_id = $1
              and v.repository_key = $2
              and v.until_key is null
            """,
            workspace_id,
            repository_key,
        )
    ]


async def forget(connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey) -> None:
    """Take away what was read of a repository's manifests."""
    for table in ("package_versions", "manifests", "manifest_readings"):
        await connection.execute(
            f"delete from {table} where workspace_id = $1 and repository_key = $2",  # noqa: S608 - one of three
            workspace_id,
            repository_key,
        )


async def put_changes(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey, changes: Changes
) -> None:
    """Keep what a batch of commits did."""
    await put_packages(connection, workspace_id, changes.packages)
    await _put_manifests(connection, workspace_id, repository_key, changes.seen)
    if changes.closed:
        await connection.execute(_CLOSE, workspace_id, repository_key, *map(list, zip(*changes.closed, strict=True)))
    if changes.opened:
        rows = [(one.path, *one.entry, one.since, one.until) for one in changes.opened]
        await connection.execute(_OPEN, workspace_id, repository_key, *map(list, zip(*rows, strict=True)))
    if changes.opened or changes.closed:
        await connection.execute("update workspaces set data_version = data_version + 1 where id = $1", workspace_id)


async def put_packages(connection: Connection, workspace_id: WorkspaceId, packages: Iterable[Named]) -> None:
    """Have these packages, called as they are called now."""
    known = sorted(packages, key=lambda one: (one.ecosystem, one.name))
    if not known:
        return
    await connection.execute(
        """
        insert into packages as k (workspace_id, ecosystem, name, skill, domain)
        select $1, n.ecosystem, n.name, n.skill, n.domain
        from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as n (ecosystem, name, skill, domain)
        on conflict (workspace_id, ecosystem, name) do update
        set skill = excluded.skill, domain = excluded.domain
        where (k.skill, k.domain) is distinct from (excluded.skill, excluded.domain)
        """,
        workspace_id,
        *map(list, zip(*known, strict=True)),
    )


async def put_paths(
    connection: Connection,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    paths: Sequence[tuple[str, str | None, str]],
) -> None:
    """Have these paths, each with its language and class: at the edge of a shallow history no commit names them."""
    if paths:
        await connection.execute(
            """
            insert into paths (workspace_id, repository_key, path, language, class)
            select $1, $2, n.path, n.language, n.class
            from unnest($3::text[], $4::text[], $5::text[]) as n (path, language, class)
            on conflict do nothing
            """,
            workspace_id,
            repository_key,
            *map(list, zip(*paths, strict=True)),
        )


async def put_reading(
    connection: Connection,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    *,
    rules: str,
    tip: bytes | None,
    is_whole: bool,
    thinned: int,
    now: datetime,
) -> None:
    """It was read so far; `thinned` versions more were passed over."""
    await connection.execute(
        """
        insert into manifest_readings as r (workspace_id, repository_key, rules, tip, is_whole, thinned, read_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (repository_key) do update
        set rules = excluded.rules,
            tip = coalesce(excluded.tip, r.tip),
            is_whole = excluded.is_whole,
            thinned = r.thinned + excluded.thinned,
            read_at = excluded.read_at,
            failure = null
        """,
        workspace_id,
        repository_key,
        rules,
        tip,
        is_whole,
        thinned,
        now,
    )


async def put_failure(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey, *, sentence: str, now: datetime
) -> None:
    """It could not be read to its end."""
    await connection.execute(
        """
        insert into manifest_readings (workspace_id, repository_key, rules, read_at, failure)
        values ($1, $2, '', $4, $3)
        on conflict (repository_key) do update
        set failure = excluded.failure, read_at = excluded.read_at, is_whole = false
        """,
        workspace_id,
        repository_key,
        sentence,
        now,
    )


_TOUCHED_BY_ANY = """
select c.sha, c.committed_at, p.path, o.path
from paths p
join commit_files f on f.workspace_id = $1 and f.path_key = p.key
join commits c on c.workspace_id = $1 and c.key = f.commit_key
left join paths o on o.workspace_id = $1 and o.key = f.old_path_key
where p.workspace_id = $1
  and p.repository_key = $2
  and p.path ~* $3
union all
select c.sha, c.committed_at, o.path, null
from paths o
join commit_files f on f.workspace_id = $1 and f.old_path_key = o.key
join commits c on c.workspace_id = $1 and c.key = f.commit_key
where o.workspace_id = $1
  and o.repository_key = $2
  and o.path ~* $3
"""
_TOUCHED_BY_THESE = """
select c.sha, c.committed_at, p.path, o.path
from commits c
join commit_files f on f.workspace_id = $1 and f.commit_key = c.key
join paths p on p.workspace_id = $1 and p.key = f.path_key
left join paths o on o.workspace_id = $1 and o.key = f.old_path_key
where c.workspace_id = $1
  and c.repository_key = $2
  and c.sha = any($4::bytea[])
  and (p.path ~* $3 or o.path ~* $3)
"""
_PATH = "p.workspace_id = $1 and p.repository_key = $2 and md5(p.path)::uuid = md5(n.path)::uuid and p.path = n.path"
_CLOSE = f"""
update package_versions v
set until_key = c.key, until = c.committed_at
from unnest($3::text[], $4::text[], $5::text[], $6::bytea[]) as n (path, ecosystem, name, sha)
join commits c on c.workspace_id = $1 and c.repository_key = $2 and c.sha = n.sha
join paths p on {_PATH}
join packages k on k.workspace_id = $1 and k.ecosystem = n.ecosystem and k.name = n.name
where v.workspace_id = $1
  and v.path_key = p.key
  and v.package_key = k.key
  and v.until_key is null
"""  # noqa: S608 - made of words of our own
_OPEN = f"""
insert into package_versions (workspace_id, repository_key, path_key, package_key, version, scope, is_locked, is_direct,
    since_key, since, until_key, until)
select $1, $2, p.key, k.key, n.version, n.scope, n.is_locked, n.is_direct, c.key, c.committed_at, e.key, e.committed_at
from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::boolean[], $9::boolean[], $10::bytea[],
    $11::bytea[]) as n (path, ecosystem, name, version, scope, is_locked, is_direct, since, until)
join commits c on c.workspace_id = $1 and c.repository_key = $2 and c.sha = n.since
left join commits e on e.workspace_id = $1 and e.repository_key = $2 and e.sha = n.until
join paths p on {_PATH}
join packages k on k.workspace_id = $1 and k.ecosystem = n.ecosystem and k.name = n.name
on conflict do nothing
"""  # noqa: S608 - likewise


async def _put_manifests(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey, seen: Sequence[ManifestSeen]
) -> None:
    if not seen:
        return
    await connection.execute(
        f"""
        insert into manifests as m (path_key, workspace_id, repository_key, kind, is_lock, skill, versions, unread,
            failure, is_gone)
        select p.key, $1, $2, n.kind, n.is_lock, n.skill, n.versions, n.unread, n.failure, n.is_gone
        from unnest($3::text[], $4::text[], $5::boolean[], $6::text[], $7::integer[], $8::integer[], $9::text[],
            $10::boolean[]) as n (path, kind, is_lock, skill, versions, unread, failure, is_gone)
        join paths p on {_PATH}
        on conflict (path_key) do update
        set kind = excluded.kind,
            is_lock = excluded.is_lock,
            skill = excluded.skill,
            versions = m.versions + excluded.versions,
            unread = m.unread + excluded.unread,
            failure = excluded.failure,
            is_gone = excluded.is_gone
        """,  # noqa: S608 - likewise
        workspace_id,
        repository_key,
        *map(list, zip(*seen, strict=True)),
    )

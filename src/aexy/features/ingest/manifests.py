"""What a repository is made with, read from its manifests as they stood after each commit of the counted branch.

Only files that a commit touched are read, from the bare repository of ours, each version once. Lock files that change
all the time are read once a week: their versions are dated to the week, and how many were passed over is kept.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from aexy.features.ingest.manifest_states import States
from aexy.features.ingest.repository_pass import RepositoryPass
from aexy.sources.catalogue import catalogue_digest
from aexy.sources.git import classifier
from aexy.sources.git.blobs import own_commits, paths_at, read_contents
from aexy.sources.manifests import PATHS, RULES, kind_of
from aexy.store import manifest_rows
from aexy.store.manifest_rows import Touched
from aexy.store.postgres import Connection

STAGE = "Reading manifests"
_AT_ONCE = 400
_MOST_BYTES = 1 << 24
# With more new commits than this it is quicker to look at all that touch a manifest.
_MANY = 2_000
# A lock file that changed more often than this since it was last read is read once a week.
_OFTEN = 150


class Version(NamedTuple):
    """A file to read as it stood after a commit, and when that was; None at the edge of a shallow history."""

    sha: bytes
    path: str
    is_lock: bool
    at: datetime | None


def rules() -> str:
    """By which manifests are read; when it differs a repository's are read from the start."""
    return f"{RULES} {catalogue_digest()}"


async def read_manifests(one: RepositoryPass) -> int:
    """Read what is new; how many versions of manifests that were. Broken off, it goes on behind what was kept."""
    chain = own_commits(one.git, one.opened)
    async with one.tenant() as connection:
        known = await manifest_rows.find_reading(connection, one.workspace_id, one.key)
        new = _new(chain, known)
        if new is None:
            await manifest_rows.forget(connection, one.workspace_id, one.key)
        shas = None if new is None or len(new) > _MANY else new
        found = await manifest_rows.list_touched(connection, one.workspace_id, one.key, PATHS, shas)
        standing = await manifest_rows.list_standing(connection, one.workspace_id, one.key)
        edge = _at_the_edge(one, chain) if new is None else {}
        await manifest_rows.put_paths(connection, one.workspace_id, one.key, _classed(one, edge))
    wanted, thinned = _thinned(_wanted(chain if new is None else new, found, edge))
    states = States(standing)
    total, done = sum(map(len, wanted)), 0
    for batch in _batches(wanted):
        changes = states.after(read_contents(one.git, one.opened, batch, most=_MOST_BYTES))
        async with one.tenant() as connection:
            await manifest_rows.put_changes(connection, one.workspace_id, one.key, changes)
            await _put_reading(connection, one, tip=batch[-1].sha)
        done += len(batch)
        one.tell(STAGE, done, total)
    async with one.tenant() as connection:
        await _put_reading(connection, one, tip=chain[0] if chain else None, thinned=thinned, is_whole=True)
    return total


def _new(chain: Sequence[bytes], known: manifest_rows.ManifestReading | None) -> Sequence[bytes] | None:
    """The branch's own commits that were not read yet, newest first; None: begin from the start."""
    if known is None or known.rules != rules() or known.tip is None or known.tip not in chain:
        return None
    return chain[: chain.index(known.tip)]


def _at_the_edge(one: RepositoryPass, chain: Sequence[bytes]) -> dict[bytes, list[str]]:
    """Where history is cut off nobody touched what is there: the manifests of the first commit, by its sha."""
    if not one.opened.is_shallow or not chain:
        return {}
    return {chain[-1]: [path for path in paths_at(one.git, one.opened, chain[-1]) if _is_read(path)]}


def _classed(one: RepositoryPass, edge: dict[bytes, list[str]]) -> list[tuple[str, str | None, str]]:
    classify = classifier(one.opened.attributes)
    return [(path, *classify(path)) for paths in edge.values() for path in paths]


def _wanted(new: Sequence[bytes], found: Iterable[Touched], edge: dict[bytes, list[str]]) -> list[list[Version]]:
    """What to read, commit by commit, oldest first; manifests before lock files, which go by what is declared."""
    touched: dict[bytes, dict[str, datetime | None]] = defaultdict(dict)
    for row in found:
        for path in (row.path, row.old_path):
            if path is not None and _is_read(path):
                touched[row.sha][path] = row.committed_at
    for sha, paths in edge.items():
        touched[sha] |= dict.fromkeys(paths)
    return [
        [Version(sha, path, _is_lock(path), touched[sha][path]) for path in sorted(touched[sha], key=_locks_last)]
        for sha in reversed(new)
        if sha in touched
    ]


def _thinned(wanted: list[list[Version]]) -> tuple[list[list[Version]], int]:
    """Without versions of lock files that soon had another, where there are many; and how many those are."""
    often = Counter(version.path for commit in wanted for version in commit if version.is_lock)
    left: list[list[Version]] = []
    seen: set[tuple[str, tuple[int, int]]] = set()
    for commit in reversed(wanted):
        kept = []
        for version in commit:
            if often[version.path] > _OFTEN and version.at is not None:
                week = (version.path, version.at.isocalendar()[:2])
                if week in seen:
                    continue
                seen.add(week)
            kept.append(version)
        if kept:
            left.append(kept)
    left.reverse()
    return left, sum(map(len, wanted)) - sum(map(len, left))


def _batches(wanted: Iterable[list[Version]]) -> Iterator[list[Version]]:
    """Several commits at a time, each of them whole."""
    batch: list[Version] = []
    for commit in wanted:
        batch += commit
        if len(batch) >= _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _is_read(path: str) -> bool:
    return kind_of(path) is not None and "\n" not in path


def _is_lock(path: str) -> bool:
    kind = kind_of(path)
    return kind is not None and kind.is_lock


def _locks_last(path: str) -> tuple[bool, str]:
    return _is_lock(path), path


async def _put_reading(
    connection: Connection, one: RepositoryPass, *, tip: bytes | None, thinned: int = 0, is_whole: bool = False
) -> None:
    await manifest_rows.put_reading(
        connection, one.workspace_id, one.key, rules=rules(), tip=tip, is_whole=is_whole, thinned=thinned, now=one.now
    )

"""Histories as graphs, with the changes their commits came with and the paths they touch: a statement for each."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from aexy.kernel.delivery.delivering import Change
from aexy.kernel.delivery.globs import Patterns, paths_matching
from aexy.kernel.delivery.graph import History
from aexy.kernel.delivery.linking import Told
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection, Record

# Columns as one value each: a row a commit would take many times as long. Their order is the same in all of them.
_COMMITS = """
select c.repository_key,
       string_agg(int8send(c.key), '') as keys,
       string_agg(c.sha, '') as shas,
       string_agg(int2send(coalesce(cardinality(c.parents), -1)::smallint), '') as counts,
       coalesce(string_agg(array_to_string(c.parents, ''), ''), '') as parents,
       string_agg(
           case when c.standing = 'counted' and not c.is_merge then '\\x01'::bytea else '\\x00' end, ''
       ) as pushed
from commits c
where c.workspace_id = $1
  and c.repository_key = any($2::integer[])
group by c.repository_key
"""
_CHANGES = """
select p.repository_key,
       array_agg(p.key) as keys,
       array_agg(coalesce(p.merge_sha, ''::bytea)) as shas,
       array_agg(p.base_ref is null or r.default_branch is null or p.base_ref = r.default_branch) as goes_live
from pull_requests p
join repositories r on r.key = p.repository_key
where p.workspace_id = $1
  and p.repository_key = any($2::integer[])
  and p.merged_at is not null
  and p.gone_at is null
group by p.repository_key
"""
_LINKS = """
select p.repository_key, array_agg(l.pull_key) as pulls, array_agg(l.commit_key) as commits,
       array_agg(l.evidence) as evidence
from commit_pull_requests l
join pull_requests p on p.key = l.pull_key
where p.workspace_id = $1
  and p.repository_key = any($2::integer[])
  and p.merged_at is not null
  and p.gone_at is null
group by p.repository_key
"""
_PATHS = "select repository_key, key, path from paths where workspace_id = $1 and repository_key = any($2::integer[])"
_TOUCHING = """
select f.path_key, array_agg(f.commit_key)
from commit_files f
where f.path_key = any($1::integer[])
group by f.path_key
"""


async def read_histories(
    connection: Connection, workspace_id: WorkspaceId, repositories: Collection[int]
) -> dict[int, Told]:
    """The histories of these, as far as they are stored."""
    wanted = sorted(repositories)
    found: dict[int, Told] = {}
    pushed: dict[int, set[int]] = {}
    for row in await connection.fetch(_COMMITS, workspace_id, wanted):
        found[row["repository_key"]] = Told(_unpacked(row))
        pushed[row["repository_key"]] = {place for place, one in enumerate(row["pushed"]) if one}
    links = await _links(connection, workspace_id, wanted, found)
    for row in await connection.fetch(_CHANGES, workspace_id, wanted):
        if told := found.get(row["repository_key"]):
            told.changes = _changes(told.history, row, links, pushed[row["repository_key"]])
    for repository, told in found.items():
        came = {place for change in told.changes for place, _ in change.places}
        told.pushed = sorted(pushed[repository] - came)
    return found


async def read_history(connection: Connection, workspace_id: WorkspaceId, repository_key: int) -> History:
    """One history by itself."""
    rows = await connection.fetch(_COMMITS, workspace_id, [repository_key])
    return _unpacked(rows[0]) if rows else History([], [], [], [])


def _unpacked(row: Record) -> History:
    parents = bytes.fromhex(row["parents"].replace("\\x", ""))
    return History.packed(row["keys"], row["shas"], row["counts"], parents)


async def _links(
    connection: Connection, workspace_id: WorkspaceId, wanted: list[int], found: Mapping[int, Told]
) -> dict[int, list[tuple[int, str]]]:
    links: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for repository, pulls, commits, evidence in await connection.fetch(_LINKS, workspace_id, wanted):
        places = found[repository].history.places if repository in found else {}
        for pull, commit, how in zip(pulls, commits, evidence, strict=True):
            if commit in places:
                links[pull].append((places[commit], how))
    return links


def _changes(
    history: History, row: Mapping[str, Sequence[object]], links: Mapping[int, list[tuple[int, str]]], counted: set[int]
) -> list[Change]:
    changes = []
    for key, sha, goes_live in zip(row["keys"], row["shas"], row["goes_live"], strict=True):
        places = links.get(key, [])  # type: ignore[call-overload]  # a key
        merge = history.place(sha)  # type: ignore[arg-type]  # a sha
        if merge is not None and not any(place == merge for place, _ in places):
            places = [*places, (merge, "merge")]
        stands = bool(goes_live) or any(place in counted for place, _ in places)
        changes.append(Change(key, places, stands))  # type: ignore[arg-type]  # likewise
    return changes


async def read_touching(
    connection: Connection,
    workspace_id: WorkspaceId,
    found: Mapping[int, Told],
    paths: Mapping[int, Collection[Patterns]],
) -> None:
    """Say of each of these repositories which commits touch these paths."""
    if not paths:
        return
    listed: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for repository, key, path in await connection.fetch(_PATHS, workspace_id, sorted(paths)):
        listed[repository].append((key, path))
    matched = {
        (repository, patterns): paths_matching(patterns, listed[repository])
        for repository, wanted in paths.items()
        for patterns in wanted
        if repository in found
    }
    every = sorted({key for keys in matched.values() for key in keys})
    touched = dict(await connection.fetch(_TOUCHING, every))
    for repository, told in found.items():
        told.touching = {
            patterns: _places(told.history, [commit for key in keys for commit in touched.get(key, ())])
            for (where, patterns), keys in matched.items()
            if where == repository
        }


def _places(history: History, commits: Sequence[int]) -> set[int]:
    return {history.places[commit] for commit in commits if commit in history.places}

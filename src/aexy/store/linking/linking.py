"""All links of some repositories, or of the whole workspace, in the caller's transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.store.delivery import bring
from aexy.store.linking import commits, issues, mentions, picks, references
from aexy.store.linking.graph import Graphs
from aexy.store.postgres import Connection


@dataclass(frozen=True, slots=True)
class Linked:
    """How many links of which table came or went; empty when everything was in place."""

    rows: Mapping[str, int] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        """Whether anything is linked differently now."""
        return bool(self.rows)


async def link(
    connection: Connection, workspace_id: WorkspaceId, *, repository_keys: Collection[RepositoryKey] | None = None
) -> Linked:
    """Bring the links of these repositories in line with the facts, or of all of them.

    Links are made one at a time in a workspace; others wait.
    """
    await _wait(connection, workspace_id)
    keys = list(
        await connection.fetchval(_ALL, workspace_id) if repository_keys is None else sorted(set(repository_keys))
    )
    touched = dict(await connection.fetch(_TOUCHED, workspace_id, keys))
    graphs = Graphs(connection, workspace_id)
    await mentions.scan(connection, workspace_id, keys)
    about = await issues.link(connection, workspace_id, keys)
    pulls = await commits.link(connection, workspace_id, keys, graphs)
    await references.resolve(connection, workspace_id, keys)
    picked = await picks.link(connection, workspace_id, keys)
    # Of all, only those are counted again in which something has changed; a pick may be of any.
    where = touched.keys() if repository_keys is None and not picked else keys
    moved = await connection.fetchval(_OF_PULLS, pulls) if pulls else ()
    delivered = await bring(connection, workspace_id, {*where, *moved})
    if touched:
        await connection.execute(_SEEN, list(touched), list(touched.values()))
    counts = {"pull_request_issues": about, "commit_pull_requests": len(pulls) + picked, **delivered}
    linked = Linked({name: count for name, count in counts.items() if count})
    if linked.changed:
        await connection.execute(_RENEW, workspace_id)
    return linked


async def link_deliveries(
    connection: Connection, workspace_id: WorkspaceId, repository_keys: Collection[int] | None = None
) -> bool:
    """Count the services of these repositories again, where nothing else can have changed: what was deployed, or broke.

    Without any: all, where the rules in force were never counted by. Whether anything changed.
    """
    await _wait(connection, workspace_id)
    if repository_keys is None and not await connection.fetchval(_BEHIND, workspace_id):
        return False
    touched = dict(await connection.fetch(_TOUCHED, workspace_id, list(repository_keys or ())))
    changed = bool(await bring(connection, workspace_id, repository_keys))
    if touched:
        await connection.execute(_SEEN, list(touched), list(touched.values()))
    if changed:
        await connection.execute(_RENEW, workspace_id)
    return changed


async def _wait(connection: Connection, workspace_id: WorkspaceId) -> None:
    await connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"aexy link {workspace_id}")


# Rules that were never counted by; a workspace without any facts has nothing to count.
_BEHIND = """
select coalesce((select max(r.version) from delivery_rules r where r.workspace_id = $1), 0)
           <> coalesce((select s.rules_version from delivery_state s where s.workspace_id = $1), 0)
"""
_TOUCHED = (
    "select repository_key, at from delivery_touched where workspace_id = $1 and repository_key = any($2::integer[])"
)
_OF_PULLS = "select coalesce(array_agg(distinct repository_key), '{}') from pull_requests where key = any($1::bigint[])"
# At last, as whoever loads does: and not what was touched again meanwhile.
_SEEN = """
delete from delivery_touched t
using unnest($1::integer[], $2::timestamptz[]) as n (repository_key, at)
where t.repository_key = n.repository_key
  and t.at = n.at
"""
_ALL = "select coalesce(array_agg(key order by key), '{}') from repositories where workspace_id = $1"
_RENEW = "update workspaces set data_version = data_version + 1 where id = $1"

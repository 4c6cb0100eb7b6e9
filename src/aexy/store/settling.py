"""Making loaded commits count, in one transaction: before it nobody sees them, after it everybody does.

Which commits stand where, who their authors are, what their files are by the rules that hold now, which days have to be
counted again, and how far the repository has been read. Settling the same state twice changes nothing. Where what
merges change is read later, the first settling leaves out how far, and `settle_merges` says it at last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aexy.kernel.commits import Classify, Tag
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.store.folk import settle_people
from aexy.store.postgres import Connection
from aexy.store.reclassing import reclass
from aexy.store.tags import save_tags
from aexy.store.tombstones import read_tombstones

# Fewer rows than this change no query plan.
_WORTH_ANALYZING = 5_000
# The columns that statements here and of the snapshots join and choose by: texts and trailers take three times as long.
_ANALYZE = """
analyze
    commits (key, workspace_id, repository_key, sha, placed_at, author_key, is_merge, standing),
    commit_files (commit_key, path_key),
    paths (key, workspace_id, repository_key, class),
    developer_identities,
    developers,
    moved
"""
# In two steps, each with one look at every commit: as one it took the table twice and joined it to itself.
_STAND = """
with changed as (
    update commits c
    set standing = case when r.counts then 'counted' else 'other_ref' end
    from reachable r
    where c.workspace_id = $1
      and c.repository_key = $2
      and c.sha = r.sha
      and c.standing <> case when r.counts then 'counted' else 'other_ref' end
      and not (c.standing = 'duplicate' and r.counts)
    returning c.key, c.sha, c.placed_at
)
insert into moved (key, sha, placed_at)
select key, sha, placed_at
from changed
"""
_LEAVE = """
with changed as (
    update commits c
    set standing = 'unreachable'
    where c.workspace_id = $1
      and c.repository_key = $2
      and c.standing <> 'unreachable'
      and not exists (select from reachable r where r.sha = c.sha)
    returning c.key, c.sha, c.placed_at
)
insert into moved (key, sha, placed_at)
select key, sha, placed_at
from changed
"""
# Pull requests are as large as what their merges change.
_MARK_MERGED = """
select mark_pulls(array(
    select l.pull_key
    from commit_pull_requests l
    join commits c on c.key = l.commit_key
    where l.workspace_id = $1
      and l.evidence = 'merge'
      and c.repository_key = $2
))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What a repository looks like now.

    `counted` and `others` are binary shas of the commits reached from the counted branch and from other refs only; when
    `is_whole`, whatever is in neither cannot be reached any more, else they add to what is known. `refs` maps names to
    hexadecimal shas; with `has_more` they are not kept yet, for something is still to be read. `mailmap` and
    `attributes` are texts; `rules_digest` says whether `classify` answers as before, `tags_digest` whether `tags` do.
    """

    counted: Sequence[bytes]
    others: Sequence[bytes]
    is_whole: bool
    refs: Mapping[str, str]
    default_ref: str | None
    has_more: bool = False
    mailmap: str
    attributes: str
    rules_digest: bytes
    classify: Classify
    now: datetime
    tags: Sequence[Tag] = ()
    tags_digest: bytes = b""


@dataclass(frozen=True, slots=True)
class Settled:
    """How many commits changed their standing, how many paths their class, and whether anybody is somebody else now."""

    moved: int
    reclassed: int
    has_new_people: bool

    @property
    def is_change(self) -> bool:
        """Whether any number may differ."""
        return bool(self.moved or self.reclassed or self.has_new_people)


async def settle(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey, state: Settlement
) -> Settled:
    """Bring the workspace to this state of one of its repositories, in the transaction `connection` is in."""
    await connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"aexy settle {workspace_id}")
    await connection.execute(
        """
        create temp table if not exists reachable (sha bytea not null, counts boolean not null)
            on commit delete rows;
        create temp table if not exists moved (key bigint not null, sha bytea, placed_at timestamptz not null)
            on commit delete rows;
        truncate reachable, moved;
        """
    )
    has_new_rules = await _save_rules(connection, workspace_id, repository_key, state)
    moved = await _stand(connection, workspace_id, repository_key, state)
    if moved > _WORTH_ANALYZING:
        # Now, not at the end: what follows joins tables of which nobody knows yet that they have become large.
        await connection.execute(_ANALYZE)
    reclassed = await reclass(connection, workspace_id, repository_key, state.classify, state.rules_digest)
    has_new_people = bool(moved or has_new_rules) and await settle_people(connection, workspace_id)
    settled = Settled(moved, reclassed, has_new_people)
    await _mark_days(connection, workspace_id)
    await save_tags(connection, workspace_id, repository_key, state.tags, digest=state.tags_digest, now=state.now)
    if not state.has_more:
        await _save_refs(connection, workspace_id, repository_key, state)
    if settled.is_change:
        await _renew(connection, workspace_id)
    return settled


async def settle_merges(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey, state: Settlement
) -> None:
    """What merges change is in as well: answers given before are no longer good, and the tips are read to the end."""
    await connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"aexy settle {workspace_id}")
    await connection.execute(_MARK_MERGED, workspace_id, repository_key)
    await _save_refs(connection, workspace_id, repository_key, state)
    await _renew(connection, workspace_id)


async def _renew(connection: Connection, workspace_id: WorkspaceId) -> None:
    """Whoever kept an answer asks again."""
    await connection.execute("update workspaces set data_version = data_version + 1 where id = $1", workspace_id)


async def _stand(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey, state: Settlement
) -> int:
    """Say of every commit where it stands; how many stand elsewhere than before."""
    rows = [*((sha, True) for sha in state.counted), *((sha, False) for sha in state.others)]
    await connection.copy_records_to_table("reachable", records=rows)
    await connection.execute("analyze reachable")
    await connection.execute(_STAND, workspace_id, repository_key)
    if state.is_whole:
        await connection.execute(_LEAVE, workspace_id, repository_key)
    has_forks: bool = await connection.fetchval(
        "select count(*) > 1 from repositories where workspace_id = $1", workspace_id
    )
    if has_forks:
        await _credit_oldest(connection, workspace_id)
    count: int = await connection.fetchval("select count(*) from moved")
    return count


async def _credit_oldest(connection: Connection, workspace_id: WorkspaceId) -> None:
    """A commit that several repositories count is counted in the oldest, as far as anything about it has changed."""
    await connection.execute("analyze moved")
    await connection.execute(
        """
        with claims as (
            select c.key,
                   case row_number() over (
                       partition by c.sha order by coalesce(r.provider_created_at, r.created_at), r.key
                   ) when 1 then 'counted' else 'duplicate' end as standing
            from repositories r
            join commits c on c.repository_key = r.key
            where r.workspace_id = $1
              and c.workspace_id = $1
              and c.standing in ('counted', 'duplicate')
              and c.sha in (select m.sha from moved m)
        ),
        changed as (
            update commits c
            set standing = s.standing
            from claims s
            where c.key = s.key
              and c.standing <> s.standing
            returning c.key, c.placed_at
        )
        insert into moved (key, placed_at)
        select key, placed_at
        from changed
        """,
        workspace_id,
    )


async def _mark_days(connection: Connection, workspace_id: WorkspaceId) -> None:
    """The days, by the workspace's clock, on which something is counted differently now."""
    await connection.execute(
        """
        insert into dirty_days (workspace_id, day)
        select distinct w.id, (m.placed_at at time zone w.time_zone)::date
        from moved m, workspaces w
        where w.id = $1
        order by 2
        on conflict do nothing
        """,
        workspace_id,
    )
    # Pull requests are as large as the commits they became.
    await connection.execute(
        """
        select mark_pulls(array(
            select l.pull_key
            from moved m
            join commit_pull_requests l on l.commit_key = m.key
            where l.workspace_id = $1
        ))
        """,
        workspace_id,
    )


async def _save_rules(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey, state: Settlement
) -> bool:
    """Keep what the repository says of itself; whether it says something else than before."""
    status: str = await connection.execute(
        """
        insert into repository_rules as r (workspace_id, repository_key, name, body)
        select $1, $2, name, body
        from unnest($3::text[], $4::text[]) as n (name, body)
        on conflict (repository_key, name) do update
        set body = excluded.body
        where r.body is distinct from excluded.body
        """,
        workspace_id,
        repository_key,
        [".gitattributes", ".mailmap"],
        [state.attributes, (await read_tombstones(connection, workspace_id)).scrub(state.mailmap)],
    )
    return not status.endswith(" 0")


async def _save_refs(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey, state: Settlement
) -> None:
    """The tips that have been read to the end, which is where the next reading begins."""
    await connection.execute(
        "delete from repository_refs where workspace_id = $1 and repository_key = $2 and name <> all($3::text[])",
        workspace_id,
        repository_key,
        list(state.refs),
    )
    await connection.execute(
        """
        insert into repository_refs as r (workspace_id, repository_key, name, sha, is_default, seen_at)
        select $1, $2, name, decode(sha, 'hex'), name = $5, $6
        from unnest($3::text[], $4::text[]) as n (name, sha)
        order by name
        on conflict (repository_key, name) do update
        set sha = excluded.sha, is_default = excluded.is_default, seen_at = excluded.seen_at
        where (r.sha, r.is_default) is distinct from (excluded.sha, excluded.is_default)
        """,
        workspace_id,
        repository_key,
        list(state.refs),
        list(state.refs.values()),
        state.default_ref or "",
        state.now,
    )
    await connection.execute(
        "update repositories set last_synced_at = $3, updated_at = $3 where workspace_id = $1 and key = $2",
        workspace_id,
        repository_key,
        state.now,
    )

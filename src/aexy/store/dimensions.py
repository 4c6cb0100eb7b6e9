"""The names facts point at, people and paths: each is written once and found again by its key."""

from collections.abc import Sequence

from aexy.kernel.commits import Classify
from aexy.kernel.erasing import NOBODY, Named, Tombstones
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.store.postgres import Connection

_PROVIDER = "git"


async def identity_keys(
    connection: Connection,
    workspace_id: WorkspaceId,
    people: Sequence[tuple[str, str]],
    tombstones: Tombstones = NOBODY,
) -> dict[tuple[str, str], int]:
    """The keys of `(name, address)` pairs, made where they are missing. Give them sorted.

    Whoever was erased stands under what their tombstone says, and under nothing else.
    """
    known = [
        tombstones.stand_in(Named(_PROVIDER, f"{name} <{email}>", name=name, email=email)) for name, email in people
    ]
    external = [one.external_id for one in known]
    found = await _find_identities(connection, workspace_id, external)
    missing = [place for place, one in enumerate(external) if one not in found]
    if missing:
        made = await connection.fetch(
            """
            insert into developer_identities (workspace_id, provider, external_id, name, email)
            select $1, $2, external_id, name, nullif(lower(email), '')
            from unnest($3::text[], $4::text[], $5::text[]) as n (external_id, name, email)
            on conflict do nothing
            returning external_id, key
            """,
            workspace_id,
            _PROVIDER,
            [external[place] for place in missing],
            [known[place].name for place in missing],
            [known[place].email or "" for place in missing],
        )
        found |= dict(made)
        # Whatever was not ours to make, another loader has made meanwhile.
        late = [external[place] for place in missing if external[place] not in found]
        found |= await _find_identities(connection, workspace_id, late) if late else {}
    return {pair: found[one] for pair, one in zip(people, external, strict=True)}


async def _find_identities(connection: Connection, workspace_id: WorkspaceId, external: list[str]) -> dict[str, int]:
    rows = await connection.fetch(
        """
        select external_id, key
        from developer_identities
        where workspace_id = $1
          and provider = $2
          and external_id = any($3::text[])
        """,
        workspace_id,
        _PROVIDER,
        external,
    )
    return dict(rows)


async def path_keys(
    connection: Connection,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    paths: Sequence[str],
    classify: Classify,
) -> dict[str, int]:
    """The keys of paths of one repository, made and classed where they are missing. Give them sorted, as above."""
    found = await _find_paths(connection, workspace_id, repository_key, paths)
    missing = [path for path in paths if path not in found]
    if missing:
        classes = [classify(path) for path in missing]
        made = await connection.fetch(
            """
            insert into paths (workspace_id, repository_key, path, language, class)
            select $1, $2, path, language, class
            from unnest($3::text[], $4::text[], $5::text[]) as n (path, language, class)
            on conflict do nothing
            returning path, key
            """,
            workspace_id,
            repository_key,
            missing,
            [one.language for one in classes],
            [one.name for one in classes],
        )
        found |= dict(made)
        late = [path for path in missing if path not in found]
        found |= await _find_paths(connection, workspace_id, repository_key, late) if late else {}
    return found


async def _find_paths(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey, paths: Sequence[str]
) -> dict[str, int]:
    rows = await connection.fetch(
        """
        select p.path, p.key
        from unnest($3::text[]) as n (path)
        join paths p on p.repository_key = $2 and md5(p.path)::uuid = md5(n.path)::uuid and p.path = n.path
        where p.workspace_id = $1
        """,
        workspace_id,
        repository_key,
        paths,
    )
    return dict(rows)

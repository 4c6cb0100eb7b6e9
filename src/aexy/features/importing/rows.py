"""The statements of imports: what is stored of the rows a file brings, whose they are, and how far an import is."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import orjson

from aexy.kernel.ids import JobId, WorkspaceId
from aexy.store.activity.columns import Parent, Table
from aexy.store.postgres import Connection, Record

_PARENTS = {
    Parent.PULL: """
    join (
        select x.key, x.number from pull_requests x, place
        where x.workspace_id = place.workspace and x.repository_key = place.repository and x.number = any($4::integer[])
        union all
        select x.key, x.number from expected_pull_requests x, place
        where x.workspace_id = place.workspace and x.repository_key = place.repository and x.number = any($4::integer[])
    ) p on p.key = t.pull_key""",
    Parent.ISSUE: """
    join (
        select x.key, x.external_id from issues x, place
        where x.workspace_id = place.workspace and x.origin = place.origin and x.external_id = any($4::text[])
        union all
        select x.key, x.external_id from expected_issues x, place
        where x.workspace_id = place.workspace and x.origin = place.origin and x.external_id = any($4::text[])
    ) p on p.key = t.issue_key""",
}
_NAMES = {Parent.PULL: "p.number as parent", Parent.ISSUE: "p.external_id as parent"}
_ARRAYS = {"external_id": "text[]", "number": "integer[]", "day": "date[]"}


async def find_stored(
    connection: Connection, workspace_id: WorkspaceId, origin: str, repository_key: int | None, table: Table,
    found_by: Sequence[object],
) -> list[Record]:  # fmt: skip
    """What is stored of them: `parent` and the table's keys, `version`, its columns. `found_by`: see `lookup`."""
    records: list[Record] = await connection.fetch(
        _stored(table), workspace_id, origin, repository_key, list(dict.fromkeys(found_by))
    )
    return records


def lookup(table: Table) -> str | None:
    """The key by which rows of a table are looked up; None when it is their parent."""
    if table.parent in _PARENTS:
        return None
    return next(key.name for key in table.keys if key.name in _ARRAYS)


@cache
def _stored(table: Table) -> str:
    columns = [f"t.{one.name} as k_{one.name}" for one in table.keys]
    columns += [_NAMES[table.parent]] if table.parent in _PARENTS else ["null as parent"]
    columns += ["t.version" if table.is_versioned else "null::timestamptz as version"]
    columns += [f"t.{one.name}" for one in table.columns]
    key = lookup(table)
    own = "t.origin = place.origin" if table.parent is Parent.ORIGIN else "t.repository_key = place.repository"
    where = f"and {own} and t.{key} = any($4::{_ARRAYS[key]})" if key else ""
    return f"""
    with place as (select $1::uuid as workspace, $2::text as origin, $3::integer as repository)
    select {", ".join(columns)}
    from {table.stored} t
    cross join place
    {_PARENTS.get(table.parent, "")}
    where t.workspace_id = place.workspace
      {where}
    """  # noqa: S608 - made of declared names


async def name_people(connection: Connection, workspace_id: WorkspaceId, keys: Iterable[int]) -> dict[int, Any]:
    """By key: provider and external id."""
    found = await connection.fetch(
        """
        select key, provider, external_id
        from developer_identities
        where workspace_id = $1
          and key = any($2::integer[])
        """,
        workspace_id,
        list(set(keys)),
    )
    return {row["key"]: (row["provider"], row["external_id"]) for row in found}


async def name_projects(connection: Connection, workspace_id: WorkspaceId, keys: Iterable[int]) -> dict[int, str]:
    """By key: the tracker project's external id."""
    found = await connection.fetch(
        "select key, external_id from tracker_projects where workspace_id = $1 and key = any($2::integer[])",
        workspace_id,
        list(set(keys)),
    )
    return dict(found)


async def find_people(
    connection: Connection, workspace_id: WorkspaceId, provider: str, external_ids: Sequence[str]
) -> dict[str, tuple[str | None, ...]]:
    """By external id: the account's name, the person's name, the address, what it is."""
    found = await connection.fetch(
        """
        select external_id, username, name, email, account_type
        from developer_identities
        where workspace_id = $1
          and provider = $2
          and external_id = any($3::text[])
        """,
        workspace_id,
        provider,
        list(external_ids),
    )
    return {row["external_id"]: (row["username"], row["name"], row["email"], row["account_type"]) for row in found}


async def find_repositories(
    connection: Connection, workspace_id: WorkspaceId, names: Iterable[str]
) -> dict[str, list[int]]:
    """By lower-case name or owner/name: the keys of the repositories that are called so."""
    found = await connection.fetch(
        """
        select n.name, r.key
        from unnest($2::text[]) n (name)
        join repositories r
          on lower(r.name) = n.name
          or lower(r.owner || '/' || r.name) = n.name
        where r.workspace_id = $1
        """,
        workspace_id,
        list({name.lower() for name in names}),
    )
    keys: dict[str, list[int]] = {}
    for row in found:
        keys.setdefault(row["name"], []).append(row["key"])
    return keys


async def find_repository(connection: Connection, workspace_id: WorkspaceId, repository_id: object) -> int | None:
    """The key of the repository of this id."""
    key: int | None = await connection.fetchval(
        "select key from repositories where workspace_id = $1 and id = $2", workspace_id, repository_id
    )
    return key


async def find_numbers(
    connection: Connection, workspace_id: WorkspaceId, repository_key: int, external_ids: Iterable[str]
) -> dict[str, int]:
    """By external id: the number of the pull request."""
    found = await connection.fetch(
        """
        select external_id, number
        from pull_requests
        where workspace_id = $1
          and repository_key = $2
          and external_id = any($3::text[])
        """,
        workspace_id,
        repository_key,
        list(external_ids),
    )
    return dict(found)


async def is_upload_of(connection: Connection, workspace_id: WorkspaceId, job_id: JobId, upload: str) -> bool:
    """Whether the job imports that upload, and not one somebody brought before."""
    found: bool = await connection.fetchval(
        "select arguments ->> 'upload' = $3 from jobs where workspace_id = $1 and id = $2",
        workspace_id,
        job_id,
        upload,
    )
    return found


async def find_progress(connection: Connection, workspace_id: WorkspaceId, job_id: JobId) -> dict[str, int]:
    """What earlier attempts have applied; empty at the first."""
    found = await connection.fetchval(
        "select details -> 'import' from jobs where workspace_id = $1 and id = $2", workspace_id, job_id
    )
    return orjson.loads(found) if found else {}


async def note_progress(
    connection: Connection, workspace_id: WorkspaceId, job_id: JobId, tally: Mapping[str, int]
) -> None:
    """How far it is, in the transaction that got it there."""
    await connection.execute(
        """
        update jobs
        set details = details || jsonb_build_object('import', $3::jsonb)
        where workspace_id = $1
          and id = $2
        """,
        workspace_id,
        job_id,
        orjson.dumps(dict(tally)).decode(),
    )

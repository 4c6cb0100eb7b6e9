"""The statements with which a person is taken out of the tables. Their facts stay, and say nobody's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from aexy.kernel.erasing import Mark, Named, Tombstones, nameless
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

# What keeps its texts as they are, and why; everything else that holds text is looked through.
KEPT_TABLES = {
    "developers": "Emptied by a statement of its own.",
    "developer_identities": "Emptied by a statement of its own.",
    "erasures": "Names nobody.",
    "tombstones": "Keyed hashes.",
    "privacy_keys": "A key.",
    "paths": "Names of files are the repository's content, not its people's.",
    "repository_refs": "Names of branches say from where reading goes on.",
    "tags": "Names of commits, by which a repository finds them.",
    "repositories": "Where a repository is: without that it cannot be read. Delete it if it is the person's own.",
    "sync_cursors": "The provider's own notes on where to go on.",
    "connection_secrets": "Sealed.",
    "alert_secrets": "Sealed.",
    "job_chunks": "Shas.",
    "api_keys": "An account's own, by a name it chose: it goes with the account, or when its owner ends it.",
    "audit_events": "Holds ids, and is chained: nothing in it can be changed.",
}
KEPT_COLUMNS = {
    "url": "An address of work, by which it is found.",
    "html_url": "An address of work, by which it is found.",
    "base_url": "Where a provider is.",
    "origin": "Which installation of a provider.",
    "page": "The provider's name of a page.",
    "plan": "Shas.",
}


@dataclass(frozen=True, slots=True)
class Texts:
    """A table's columns of text: plain, lists and JSON, by how they are typed."""

    table: str
    columns: dict[str, str]


TEXTS = """
select c.relname::text as name, array_agg(a.attname::text order by a.attnum) as columns,
       array_agg(format_type(a.atttypid, null) order by a.attnum) as types
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
where c.relnamespace = 'public'::regnamespace
  and c.relkind in ('r', 'p')
  and format_type(a.atttypid, null) in ('text', 'text[]', 'jsonb')
  and not a.attname like '%external_id'
  and a.attname <> all($1::text[])
  and c.relname <> all($2::text[])
  and has_table_privilege(c.oid, 'update')
  and exists (select from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id')
  and not exists (select from pg_index i where i.indrelid = c.oid and i.indisunique and a.attnum = any(i.indkey))
group by c.relname
order by c.relname
"""

NAMED = """
select i.key, i.developer_id, i.provider, i.external_id, i.username, i.name, i.email
from developer_identities i
where i.workspace_id = $1
order by i.key
"""

PEOPLE = """
select d.id, d.name, d.email
from developers d
where d.workspace_id = $1
  and (d.id = $2 or d.merged_into = $2)
"""

FORGET_IDENTITY = """
update developer_identities i
set external_id = case
        when exists (
            select
            from developer_identities o
            where o.workspace_id = $1
              and o.provider = i.provider
              and o.external_id = $3
              and o.key <> i.key
        )
        then $3 || ':' || i.key
        else $3
    end,
    username = null, email = null, avatar_url = null, name = $4, said_at = '{}',
    developer_id = coalesce($5, i.developer_id)
where i.workspace_id = $1
  and i.key = $2
"""

FORGET_PERSON = """
update developers
set name = $3, email = null, avatar_url = null, bio = null, location = null, company = null, erased_at = $4,
    updated_at = $4
where workspace_id = $1
  and id = any($2::uuid[])
"""

FORGET_USAGE = """
update assistant_usage
set who = $3
where workspace_id = $1
  and identity_key = $2
  and who <> $3
"""

FORGET_LEAVE = """
update leave
set note = null, kind = 'other'
where workspace_id = $1
  and developer_id = any($2::uuid[])
  and (note is not null or kind <> 'other')
"""

FORGET_ACCOUNT = """
delete from account_developers
where workspace_id = $1
  and developer_id = any($2::uuid[])
"""

FORGET_MAIL = """
delete from alert_deliveries
where workspace_id = $1
  and target ~* $2
"""

CHANGED = """
update workspaces
set data_version = data_version + 1
where id = $1
"""

REMOTE = """
select distinct r.id
from repositories r
join commits c on c.repository_key = r.key
where r.workspace_id = $1
  and not r.is_local
  and (
      c.author_key = any($2::integer[])
      or c.committer_key = any($2::integer[])
      or exists (select from commit_coauthors o where o.commit_key = c.key and o.identity_key = any($2::integer[]))
  )
"""


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity as it is kept, with whose it is."""

    key: int
    developer_id: UUID | None
    named: Named


async def identities(connection: Connection, workspace_id: WorkspaceId) -> list[Identity]:
    """Every identity of the workspace."""
    return [
        Identity(
            row["key"],
            row["developer_id"],
            Named(row["provider"], row["external_id"], row["username"], row["name"], row["email"]),
        )
        for row in await connection.fetch(NAMED, workspace_id)
    ]


async def people(connection: Connection, workspace_id: WorkspaceId, developer_id: UUID) -> dict[UUID, Named]:
    """A developer, and those merged into them."""
    rows = await connection.fetch(PEOPLE, workspace_id, developer_id)
    return {row["id"]: Named("", str(row["id"]), None, row["name"], row["email"]) for row in rows}


async def put_tombstones(
    connection: Connection, workspace_id: WorkspaceId, erasure_id: UUID, marks: Sequence[Mark]
) -> None:
    """Keep by what somebody is recognised later."""
    await connection.execute(
        """
        insert into tombstones (workspace_id, erasure_id, kind, hash)
        select $1, $2, kind, hash
        from unnest($3::text[], $4::bytea[]) as n (kind, hash)
        on conflict do nothing
        """,
        workspace_id,
        erasure_id,
        [mark.kind for mark in marks],
        [mark.hash for mark in marks],
    )


async def texts(connection: Connection) -> list[Texts]:
    """Every column of the workspace's tables that may hold a person's words."""
    rows = await connection.fetch(TEXTS, list(KEPT_COLUMNS), list(KEPT_TABLES))
    return [Texts(row["name"], dict(zip(row["columns"], row["types"], strict=True))) for row in rows]


async def mentions(
    connection: Connection, workspace_id: WorkspaceId, texts_of: Texts, pattern: str
) -> list[dict[str, Any]]:
    """The rows of a table in which one of the words may stand, held until the transaction ends."""
    tests = [f"{_as_text(name, kind)} ~* $2" for name, kind in texts_of.columns.items()]
    rows = await connection.fetch(
        f"""
        select ctid::text as place, {", ".join(texts_of.columns)}
        from {texts_of.table}
        where workspace_id = $1
          and ({" or ".join(tests)})
        for update
        """,  # noqa: S608 - the catalogue's own names
        workspace_id,
        pattern,
    )
    return [dict(row) for row in rows]


def _as_text(name: str, kind: str) -> str:
    return f"array_to_string({name}, E'\\n')" if kind == "text[]" else name if kind == "text" else f"{name}::text"


async def rewrite(connection: Connection, texts_of: Texts, rows: Sequence[dict[str, Any]]) -> None:
    """Write these rows' texts again."""
    names = list(texts_of.columns)
    places = ", ".join(
        f"{name} = ${number}::{kind}" for number, (name, kind) in enumerate(texts_of.columns.items(), start=2)
    )
    await connection.executemany(
        f"update {texts_of.table} set {places} where ctid = $1::text::tid",  # noqa: S608 - likewise
        [(row["place"], *(row[name] for name in names)) for row in rows],
    )


async def forget_identity(
    connection: Connection, workspace_id: WorkspaceId, one: Identity, tombstones: Tombstones, token: str, whose: UUID
) -> None:
    """Leave of an identity what it is recognised by."""
    name = tombstones.external_id(one.named)
    await connection.execute(FORGET_IDENTITY, workspace_id, one.key, name, nameless(token), whose)
    await connection.execute(FORGET_USAGE, workspace_id, one.key, name)


async def marks(connection: Connection, workspace_id: WorkspaceId, erasure_id: UUID) -> list[Mark]:
    """By what somebody is recognised so far."""
    rows = await connection.fetch(
        "select kind, hash from tombstones where workspace_id = $1 and erasure_id = $2", workspace_id, erasure_id
    )
    return [Mark(row["kind"], row["hash"]) for row in rows]


async def forget_people(
    connection: Connection, workspace_id: WorkspaceId, ids: Sequence[UUID], name: str, now: datetime
) -> int:
    """Leave of developers that they were one person."""
    return _count(await connection.execute(FORGET_PERSON, workspace_id, ids, name, now))


async def forget_leave(connection: Connection, workspace_id: WorkspaceId, ids: Sequence[UUID]) -> int:
    """Forget what they were away for; that they were stays in the numbers."""
    return _count(await connection.execute(FORGET_LEAVE, workspace_id, ids))


async def forget_account(connection: Connection, workspace_id: WorkspaceId, ids: Sequence[UUID]) -> int:
    """Whoever signs in is nobody here any more."""
    return _count(await connection.execute(FORGET_ACCOUNT, workspace_id, ids))


async def forget_mail(connection: Connection, workspace_id: WorkspaceId, pattern: str) -> int:
    """Forget letters to them."""
    return _count(await connection.execute(FORGET_MAIL, workspace_id, rf"^(?:{pattern})$"))


async def note_change(connection: Connection, workspace_id: WorkspaceId) -> None:
    """Answers that were kept hold no longer."""
    await connection.execute(CHANGED, workspace_id)


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])


async def put_page(
    connection: Connection, workspace_id: WorkspaceId, page_id: int, left: tuple[bytes, int, bytes]
) -> None:
    """Keep of a page what is left of it."""
    await connection.execute(
        "update raw_pages set body = $3, rows = $4, digest = $5 where workspace_id = $1 and id = $2",
        workspace_id,
        page_id,
        *left,
    )


async def deliveries(connection: Connection, workspace_id: WorkspaceId, after: int) -> list[dict[str, Any]]:
    """Some web hooks that were read already, with what they said."""
    rows = await connection.fetch(
        """
        select id, body
        from webhook_inbox
        where workspace_id = $1
          and id > $2
          and state <> 'received'
        order by id
        limit 200
        """,
        workspace_id,
        after,
    )
    return [dict(row) for row in rows]


async def drop_deliveries(connection: Connection, workspace_id: WorkspaceId, ids: Sequence[int]) -> None:
    """Forget these web hooks."""
    await connection.execute(
        "delete from webhook_inbox where workspace_id = $1 and id = any($2::bigint[])", workspace_id, ids
    )


async def remote_repositories(connection: Connection, workspace_id: WorkspaceId, keys: Sequence[int]) -> list[UUID]:
    """Repositories with a mirror of ours in which one of these identities stands."""
    return [row[0] for row in await connection.fetch(REMOTE, workspace_id, keys)]


__all__ = ["KEPT_COLUMNS", "KEPT_TABLES", "Identity", "Texts"]

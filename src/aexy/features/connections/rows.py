"""Connections as they are kept, and what of each is followed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from aexy.features.connections.schemas import Connection, ConnectionState, FollowedThing, HookState, TokenShown
from aexy.kernel.ids import AccountId, ConnectionId, RepositoryId, WorkspaceId
from aexy.store import postgres
from aexy.store.postgres import Record

COLUMNS = """
    c.id,
    c.provider,
    c.name,
    c.base_url,
    c.origin,
    c.auth_kind,
    c.account,
    c.scopes,
    c.options,
    c.state,
    c.error,
    c.error_at,
    c.is_trusted,
    c.follows_all,
    c.webhook_seen_at,
    c.last_synced_at,
    c.created_at,
    (
        select count(*)
        from repositories r
        where r.connection_id = c.id and r.gone_at is null
    ) as repositories,
    (
        select count(*)
        from tracker_projects p
        where p.connection_id = c.id and p.is_followed and p.gone_at is null
    ) as projects,
    (
        select coalesce(jsonb_agg(jsonb_build_object(
            'kind', s.kind, 'number', s.number, 'hint', s.hint,
            'created_at', s.created_at, 'expires_at', s.expires_at
        ) order by s.kind, s.number), '[]')
        from connection_secrets s
        where s.connection_id = c.id
    ) as secrets,
    (
        select count(*)
        from webhook_inbox i
        where i.workspace_id = c.workspace_id and i.connection_id = c.id and i.state = 'received'
    ) as waiting,
    (
        select count(*)
        from webhook_inbox i
        where i.workspace_id = c.workspace_id and i.connection_id = c.id and i.state = 'dead'
    ) as dead"""

LIST = f"""
select {COLUMNS}
from connections c
where c.workspace_id = $1
    and ($2::text is null or (c.name, c.id) > ($2, $3::uuid))
order by c.name, c.id
limit $4"""  # noqa: S608 - joined from this module's own constants

ONE = f"""
select {COLUMNS}
from connections c
where c.workspace_id = $1
    and c.id = $2"""  # noqa: S608 - likewise

ADD = """
insert into connections
    (workspace_id, provider, name, base_url, origin, auth_kind, account, scopes, options, is_trusted, created_by,
     created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11, $12, $12)
on conflict (workspace_id, provider, origin, name) do nothing
returning id"""

CHANGE = """
update connections
set name = coalesce($3, name),
    options = coalesce($4::jsonb, options),
    state = coalesce($5, state),
    updated_at = $6
where workspace_id = $1
    and id = $2"""

NAME_TAKEN = """
select exists (
    select
    from connections other
    join connections c on (c.workspace_id, c.provider, c.origin) = (other.workspace_id, other.provider, other.origin)
    where c.workspace_id = $1 and c.id = $2 and other.id <> $2 and other.name = $3
)"""

SIGNED_IN = """
update connections
set account = $3,
    scopes = $4,
    auth_kind = $5,
    options = $6::jsonb,
    is_trusted = is_trusted or $7,
    state = case when state = 'paused' then state else 'active' end,
    error = null,
    error_at = null,
    updated_at = $8
where workspace_id = $1
    and id = $2"""

TROUBLE = """
update connections
set state = case when state = 'paused' then state else $3 end,
    error = $4,
    error_at = $5
where workspace_id = $1
    and id = $2"""

FOLLOWED = """
select *
from (
    select 'repository' as kind, r.id, r.external_id, concat_ws('/', r.owner, r.name) as name,
        coalesce(r.web_url, r.url) as url, r.last_synced_at, r.gone_at
    from repositories r
    where r.workspace_id = $1 and r.connection_id = $2
    union all
    select 'project', p.id, p.external_id, p.name, p.url,
        (
            select max(k.last_read_at)
            from sync_cursors k
            where k.connection_id = $2 and k.scope = 'project:' || p.key
        ),
        p.gone_at
    from tracker_projects p
    where p.workspace_id = $1 and p.connection_id = $2 and p.is_followed
) as followed
order by kind desc, name, external_id"""


def _read(record: Record) -> Connection:
    values = dict(record)
    kept = orjson.loads(values.pop("secrets"))
    hooks = {each["kind"] for each in kept if each["kind"].startswith("webhook")}
    return Connection(
        **{key: value for key, value in values.items() if key in Connection.model_fields} | {
            "options": orjson.loads(values["options"]),
            "tokens": [TokenShown(**each) for each in kept if not each["kind"].startswith("webhook")],
            "webhook": HookState(
                is_set=bool(hooks), is_rotating=len(hooks) > 1, seen_at=values["webhook_seen_at"],
                waiting=values["waiting"], dead=values["dead"],
            ),
        }
    )  # fmt: skip


async def by_name(
    connection: postgres.Connection, workspace_id: WorkspaceId, *, after: tuple[str, UUID] | None, limit: int
) -> list[Connection]:
    """At most `limit` connections by name."""
    name, connection_id = after or (None, None)
    return [_read(each) for each in await connection.fetch(LIST, workspace_id, name, connection_id, limit)]


async def find(
    connection: postgres.Connection, workspace_id: WorkspaceId, connection_id: ConnectionId
) -> Connection | None:
    """One connection of the workspace."""
    record = await connection.fetchrow(ONE, workspace_id, connection_id)
    return _read(record) if record else None


async def is_trusted(connection: postgres.Connection, workspace_id: WorkspaceId, connection_id: ConnectionId) -> bool:
    """Whether the machine's owner made it."""
    found = await connection.fetchval(
        "select is_trusted from connections where workspace_id = $1 and id = $2", workspace_id, connection_id
    )
    return bool(found)


async def connection_of(
    connection: postgres.Connection, workspace_id: WorkspaceId, repository_id: RepositoryId
) -> ConnectionId | None:
    """Through which a repository is followed."""
    found = await connection.fetchval(
        "select connection_id from repositories where workspace_id = $1 and id = $2", workspace_id, repository_id
    )
    return ConnectionId(found) if found else None


async def add(
    connection: postgres.Connection,
    workspace_id: WorkspaceId,
    *,
    provider: str,
    name: str,
    base_url: str,
    origin: str,
    auth_kind: str,
    account: str,
    scopes: list[str],
    options: Mapping[str, Any],
    is_trusted: bool,
    created_by: AccountId | None,
    now: datetime,
) -> ConnectionId | None:
    """Its id; None when the name is taken."""
    made = await connection.fetchval(
        ADD, workspace_id, provider, name, base_url, origin, auth_kind, account, scopes, orjson.dumps(options).decode(),
        is_trusted, created_by, now,
    )  # fmt: skip
    return ConnectionId(made) if made else None


async def name_is_taken(
    connection: postgres.Connection, workspace_id: WorkspaceId, connection_id: ConnectionId, name: str
) -> bool:
    """Whether another connection to the same place is called so."""
    return bool(await connection.fetchval(NAME_TAKEN, workspace_id, connection_id, name))


async def change(
    connection: postgres.Connection,
    workspace_id: WorkspaceId,
    connection_id: ConnectionId,
    *,
    name: str | None,
    options: Mapping[str, Any] | None,
    state: ConnectionState | None,
    now: datetime,
) -> None:
    """Set what is mentioned."""
    written = None if options is None else orjson.dumps(options).decode()
    await connection.execute(CHANGE, workspace_id, connection_id, name, written, state, now)


async def signed_in(
    connection: postgres.Connection,
    workspace_id: WorkspaceId,
    connection_id: ConnectionId,
    *,
    account: str,
    scopes: list[str],
    auth_kind: str,
    options: Mapping[str, Any],
    is_trusted: bool,
    now: datetime,
) -> None:
    """Its tokens work, these are whose they are; whatever was wrong is over."""
    await connection.execute(
        SIGNED_IN, workspace_id, connection_id, account, scopes, auth_kind, orjson.dumps(options).decode(), is_trusted,
        now,
    )  # fmt: skip


async def trouble(
    connection: postgres.Connection,
    workspace_id: WorkspaceId,
    connection_id: ConnectionId,
    *,
    state: ConnectionState,
    error: str,
    now: datetime,
) -> None:
    """Something is wrong with it; a paused one stays paused."""
    await connection.execute(TROUBLE, workspace_id, connection_id, state, error, now)


async def hurry_inbox(connection: postgres.Connection, workspace_id: WorkspaceId, connection_id: ConnectionId) -> bool:
    """Whatever reason its deliveries had to wait is over; whether there are any."""
    said = await connection.execute(
        """
        update webhook_inbox
        set next_try_at = null
        where workspace_id = $1 and connection_id = $2 and state = 'received'
        """,
        workspace_id, connection_id,
    )  # fmt: skip
    return bool(said != "UPDATE 0")


async def delete(connection: postgres.Connection, workspace_id: WorkspaceId, connection_id: ConnectionId) -> None:
    """Take it away with its secrets, cursors and deliveries; what it brought stays."""
    await connection.execute("delete from connections where workspace_id = $1 and id = $2", workspace_id, connection_id)


async def drop_secrets(
    connection: postgres.Connection, workspace_id: WorkspaceId, connection_id: ConnectionId, *kinds: str
) -> None:
    """Forget its secrets of these kinds."""
    await connection.execute(
        "delete from connection_secrets where workspace_id = $1 and connection_id = $2 and kind = any($3)",
        workspace_id, connection_id, kinds,
    )  # fmt: skip


async def drop_token(
    connection: postgres.Connection, workspace_id: WorkspaceId, connection_id: ConnectionId, number: int
) -> None:
    """Forget one of its tokens."""
    await connection.execute(
        """
        delete from connection_secrets
        where workspace_id = $1 and connection_id = $2 and number = $3 and kind in ('token', 'password')
        """,
        workspace_id, connection_id, number,
    )  # fmt: skip


async def followed(
    connection: postgres.Connection, workspace_id: WorkspaceId, connection_id: ConnectionId
) -> list[FollowedThing]:
    """What comes through it, repositories first."""
    return [FollowedThing(**each) for each in await connection.fetch(FOLLOWED, workspace_id, connection_id)]

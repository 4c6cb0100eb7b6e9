"""Sealed secrets in their table: kept and opened for a workspace, wrapped anew for the whole machine.

Whoever seals holds a shared lock to the end of the transaction, and rotation holds it alone, so no secret is sealed by
a key that is being forgotten.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg
from pydantic import SecretStr

from aexy.kernel.errors import Unavailable
from aexy.kernel.ids import WorkspaceId
from aexy.settings import Settings
from aexy.store import witnesses
from aexy.store.postgres import Connection, Record
from aexy.store.vault import Label, Sealed, Vault

_LOCK = 0x5EA1
_HINT_LETTERS = 4
_LONG_ENOUGH_FOR_A_HINT = 12


class Drawer(NamedTuple):
    """A table of sealed secrets, and its column that says whose each is."""

    table: str
    whose: str


CONNECTIONS = Drawer("connection_secrets", "connection_id")
ALERTS = Drawer("alert_secrets", "rule_id")
DRAWERS = (CONNECTIONS, ALERTS)


class Kept(NamedTuple):
    """What may be shown of a secret. `hint` is its end, for telling tokens apart."""

    kind: str
    number: int
    hint: str
    created_at: datetime
    expires_at: datetime | None


class Rotated(NamedTuple):
    """What a rotation did: the key that seals now, how many secrets each key seals, which keys were forgotten."""

    current: str
    rewrapped: int
    sealed_by: dict[str, int]
    forgotten: tuple[str, ...]


async def keep(
    connection: Connection,
    settings: Settings,
    label: Label,
    secret: SecretStr,
    *,
    expires_at: datetime | None = None,
    hint: str | None = None,
    drawer: Drawer = CONNECTIONS,
) -> None:
    """Seal a secret in the caller's transaction, in place of the one with this label; its end is its hint."""
    await connection.execute("select pg_advisory_xact_lock_shared($1)", _LOCK)
    found = Vault.of(settings).seal(secret, label)
    plain = secret.get_secret_value()
    end = plain[-_HINT_LETTERS:] if len(plain) >= _LONG_ENOUGH_FOR_A_HINT else ""
    await connection.execute(
        f"""
        insert into {drawer.table}
            (workspace_id, {drawer.whose}, kind, number, key_id, wrapped_key, sealed, hint, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict ({drawer.whose}, kind, number) do update
        set key_id = excluded.key_id,
            wrapped_key = excluded.wrapped_key,
            sealed = excluded.sealed,
            hint = excluded.hint,
            expires_at = excluded.expires_at,
            created_at = now()
        where {drawer.table}.workspace_id = excluded.workspace_id
        """,  # noqa: S608 - the names are those above
        *label,
        *found,
        end if hint is None else hint,
        expires_at,
    )


async def open_all(
    connection: Connection,
    settings: Settings,
    workspace_id: WorkspaceId,
    connection_id: UUID,
    kinds: Sequence[str],
    *,
    drawer: Drawer = CONNECTIONS,
) -> dict[tuple[str, int], SecretStr]:
    """The secrets of these kinds of a connection, or of whom the drawer keeps them for, by (kind, number)."""
    records = await connection.fetch(
        f"""
        select kind, number, key_id, wrapped_key, sealed
        from {drawer.table}
        where workspace_id = $1
          and {drawer.whose} = $2
          and kind = any($3)
        order by kind, number
        """,  # noqa: S608 - the names are those above
        workspace_id,
        connection_id,
        kinds,
    )
    if not records:
        return {}
    vault = Vault.there(settings)
    return {
        (each["kind"], each["number"]): vault.open(
            _sealed(each), Label(workspace_id, connection_id, each["kind"], each["number"])
        )
        for each in records
    }


async def rotate(url: str, settings: Settings, *, new_key: bool, reseal: bool, forget: bool) -> Rotated:
    """Wrap every data key of the machine by the current key, or with `reseal` seal every secret anew.

    `url` is the address of who owns the tables, for this is about all workspaces. All or nothing; Unavailable when a
    secret does not open, naming its key.
    """
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
            vault = Vault.of(settings)
            if new_key:
                vault = vault.with_new_key(settings)
            done = await _seal_anew(connection, vault, reseal=reseal)
        witnesses.renew(settings)
        return await _tidied(connection, settings, vault, done, forget=forget)
    except OSError as error:
        raise Unavailable(f"The database does not answer: {error}.", next_step="Run `aexy doctor`.") from error
    finally:
        await connection.close()


async def _tidied(connection: Connection, settings: Settings, vault: Vault, rewrapped: int, *, forget: bool) -> Rotated:
    """Forget what seals nothing, if that is wished, while nobody can seal."""
    async with connection.transaction():
        await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
        sealed_by = await _counted(connection, vault)
        idle = {key_id for key_id, count in sealed_by.items() if not count and key_id != vault.current}
        if forget and vault.is_ours:
            vault = vault.without(settings, idle)
    forgotten = tuple(sorted(set(sealed_by) - set(vault.keys))) if forget else ()
    return Rotated(
        vault.current, rewrapped, {key: count for key, count in sealed_by.items() if key not in forgotten}, forgotten
    )


async def sealed_by(url: str, settings: Settings) -> tuple[Vault, dict[str, int]]:
    """The vault, and how many secrets each key seals, also keys that are missing from it."""
    connection = await asyncpg.connect(url)
    try:
        vault = Vault.there(settings)
        return vault, await _counted(connection, vault)
    finally:
        await connection.close()


async def _counted(connection: Connection, vault: Vault) -> dict[str, int]:
    everywhere = " union all ".join(f"select key_id from {drawer.table}" for drawer in DRAWERS)  # noqa: S608 - see above
    records = await connection.fetch(
        f"select key_id, count(*) as sealed from ({everywhere}) as every group by key_id"  # noqa: S608 - likewise
    )
    return dict.fromkeys(vault.keys, 0) | {each["key_id"]: each["sealed"] for each in records}


async def _seal_anew(connection: Connection, vault: Vault, *, reseal: bool) -> int:
    return sum([await _drawer_anew(connection, vault, drawer, reseal=reseal) for drawer in DRAWERS])


async def _drawer_anew(connection: Connection, vault: Vault, drawer: Drawer, *, reseal: bool) -> int:
    records = await connection.fetch(
        f"""
        select workspace_id, {drawer.whose} as whose, kind, number, key_id, wrapped_key, sealed
        from {drawer.table}
        where $1 or key_id <> $2
        order by {drawer.whose}, kind, number
        for update
        """,  # noqa: S608 - the names are those above
        reseal,
        vault.current,
    )
    for each in records:
        label = Label(UUID(str(each["workspace_id"])), UUID(str(each["whose"])), each["kind"], each["number"])
        found = _sealed(each)
        fresh = vault.seal(vault.open(found, label), label) if reseal else vault.rewrap(found, label)
        await connection.execute(
            f"""
            update {drawer.table}
            set key_id = $5, wrapped_key = $6, sealed = $7
            where workspace_id = $1 and {drawer.whose} = $2 and kind = $3 and number = $4
            """,  # noqa: S608 - likewise
            *label,
            *fresh,
        )
    return len(records)


def _sealed(record: Record) -> Sealed:
    return Sealed(record["key_id"], record["wrapped_key"], record["sealed"])

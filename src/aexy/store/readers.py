"""Logins that read the reports of one workspace and nothing else.

A reader belongs to the role `aexy_reader`, which may read the views of the schema `reporting`; which workspace it sees
is written down beside the tables and compared with who signed in (migration 0014). The password is never kept and never
sent: the server is given only what it needs to check it.
"""

import hashlib
import hmac
import re
import secrets
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from aexy.kernel.errors import Conflict, Forbidden, Unavailable, Unknown, Unusable, did_you_mean
from aexy.store.postgres import Connection

GROUP: Final = "aexy_reader"
_PREFIX: Final = "aexy_read_"
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ROUNDS: Final = 4_096
# A careless question must not hold up those who work.
_LIMITS: Final = {
    "default_transaction_read_only": "on",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
    "search_path": "reporting",
    "timezone": "UTC",
}
_CONNECTIONS: Final = 10


class Reader(NamedTuple):
    """A login, and the slug of the workspace it reads."""

    name: str
    role: str
    workspace: str
    created_at: datetime


@asynccontextmanager
async def signed_in(url: str) -> AsyncIterator[Connection]:
    """A connection for the functions below; Unavailable when there is no server."""
    try:
        connection = await asyncpg.connect(url, timeout=10, server_settings={"application_name": "aexy db reader"})
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Unavailable(
            f"The database does not answer: {error}.", next_step="Run `aexy doctor` to see what is wrong."
        ) from error
    try:
        yield connection
    finally:
        await connection.close()


async def add_reader(connection: Connection, name: str, *, workspace: str | None) -> tuple[Reader, str]:
    """Make a login for that workspace (None: the only one there is) and say its password, this once.

    `connection` is of somebody who may make roles. Unusable for a name that cannot be one, Conflict when there is such
    a reader, Unknown without such a workspace, Forbidden when roles may not be made.
    """
    role, password = _role(name), secrets.token_urlsafe(24)
    try:
        async with connection.transaction():
            slug, workspace_id = await _workspace(connection, workspace)
            if await connection.fetchval("select exists (select from pg_roles where rolname = $1)", role):
                raise Conflict(
                    f"There is a reader called '{name}' on this server.",
                    next_step=f"Choose another name, or take it away first: `aexy db reader {name} --revoke`.",
                    field="name",
                )
            await _make_role(connection, role, password)
            created_at = await connection.fetchval(_REMEMBER, role, workspace_id)
    except asyncpg.InsufficientPrivilegeError as error:
        raise Forbidden(
            "Whoever AEXY_DATABASE_URL signs in may not make roles.",
            next_step="Give it the right (`alter role … createrole`), or name somebody who has it for this command.",
        ) from error
    return Reader(name, role, slug, created_at), password


async def revoke_reader(connection: Connection, name: str) -> None:
    """Take a reader away and end what it is asking; Unknown when there is none of that name."""
    role = _role(name)
    known = [one.name for one in await list_readers(connection)]
    if name not in known:
        raise Unknown(f"There is no reader called '{name}'.", next_step=did_you_mean(name, known), field="name")
    asking = await connection.fetch("select pid from pg_stat_activity where usename = $1", role)
    async with connection.transaction():
        await connection.execute("delete from reporting_readers where role_name = $1", role)
        if await connection.fetchval("select exists (select from pg_roles where rolname = $1)", role):
            await connection.execute(f"drop role {role}")
    # Without its line above it sees nothing any more, whether or not its connections can be ended.
    with suppress(asyncpg.InsufficientPrivilegeError):
        for row in asking:
            await connection.execute("select pg_terminate_backend($1)", row["pid"])


async def list_readers(connection: Connection) -> list[Reader]:
    """Every reader of this database, by name."""
    rows = await connection.fetch(_LIST)
    return [Reader(row[0].removeprefix(_PREFIX), *row) for row in rows]


def address_of(url: str, role: str, password: str) -> str:
    """The same database's address for somebody else."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(scheme="postgresql", netloc=f"{role}:{password}@{place}"))


def _role(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise Unusable(
            f"'{name}' cannot be a reader's name.",
            next_step="Use up to 40 lower-case letters, digits and underscores, beginning with a letter.",
            field="name",
        )
    return _PREFIX + name


async def _workspace(connection: Connection, slug: str | None) -> tuple[str, object]:
    found = dict(await connection.fetch("select slug, id from workspaces order by slug"))
    if slug is None and len(found) == 1:
        return next(iter(found.items()))
    if slug is None:
        raise Unusable(
            f"There are {len(found)} workspaces.",
            next_step=f"Say which one: --workspace {next(iter(found), 'SLUG')}.",
            field="workspace",
        )
    if slug not in found:
        raise Unknown(f"There is no workspace '{slug}'.", next_step=did_you_mean(slug, list(found)), field="workspace")
    return slug, found[slug]


async def _make_role(connection: Connection, role: str, password: str) -> None:
    """Names and settings stand in the statements; all of them are our own words."""
    await connection.execute(
        f"create role {role} login inherit nosuperuser nobypassrls nocreatedb nocreaterole noreplication"
        f" connection limit {_CONNECTIONS} password '{_verifier(password)}' in role {GROUP}"
    )
    for setting, value in _LIMITS.items():
        await connection.execute(f"alter role {role} set {setting} = '{value}'")


def _verifier(password: str) -> str:
    """What PostgreSQL keeps of a password (SCRAM-SHA-256, RFC 5803)."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    words = [b64encode(one).decode() for one in (salt, stored, server)]
    return f"SCRAM-SHA-256${_ROUNDS}:{words[0]}${words[1]}:{words[2]}"


_REMEMBER = """
insert into reporting_readers (role_name, workspace_id)
values ($1, $2)
on conflict (role_name) do update
set workspace_id = excluded.workspace_id, created_at = now()
returning created_at
"""
_LIST = """
select r.role_name, w.slug, r.created_at
from reporting_readers r
join workspaces w on w.id = r.workspace_id
order by r.role_name
"""

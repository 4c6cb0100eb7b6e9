"""The audit log as it is kept. The database says an event's place and hash (migration 0053)."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection, Record

ADD = """
insert into audit_events (workspace_id, content)
values ($1, $2)
returning seq, hash"""

ADD_TO_ACCOUNT = """
insert into account_audit_events (account_id, content)
values ($1, $2)
returning seq, hash"""

LIST = """
select e.seq, e.at, e.account_id as by, a.name as by_name, e.action, e.subject, e.content, encode(e.hash, 'hex') as hash
from audit_events e
left join accounts a on a.id = e.account_id
where e.workspace_id = $1
    and ($2::bigint is null or e.seq < $2)
    and ($3::text is null or e.action = $3 or starts_with(e.action, $3 || '.'))
    and ($4::uuid is null or e.account_id = $4)
    and ($5::timestamptz is null or e.at >= $5)
    and ($6::timestamptz is null or e.at < $6)
order by e.seq desc
limit $7"""

LIST_OF_ACCOUNT = """
select e.seq, e.at, e.action, e.content, encode(e.hash, 'hex') as hash
from account_audit_events e
where e.account_id = $1
    and ($2::bigint is null or e.seq < $2)
order by e.seq desc
limit $3"""

LINKS = """
select e.seq, e.content, e.previous, e.hash, e.at, e.account_id, e.action, e.subject
from audit_events e
where e.workspace_id = $1
    and e.seq > $2
order by e.seq
limit $3"""

AT = """
select e.hash
from audit_events e
where e.workspace_id = $1
    and e.seq = $2"""


class Link(NamedTuple):
    """An event as it is chained."""

    seq: int
    content: str
    previous: bytes
    hash: bytes
    at: datetime
    account_id: UUID | None
    action: str
    subject: str


@dataclass(frozen=True, slots=True)
class Sought:
    """Which events are wanted; what is None is not asked for. An action stands for those below it too."""

    action: str | None = None
    by: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


async def add(connection: Connection, workspace_id: WorkspaceId, content: str) -> tuple[int, bytes]:
    """Put it at the chain's end: its place and hash."""
    row = await connection.fetchrow(ADD, workspace_id, content)
    return row["seq"], row["hash"]


async def add_to_account(connection: Connection, account_id: AccountId, content: str) -> tuple[int, bytes]:
    """Put it at the end of an account's chain."""
    row = await connection.fetchrow(ADD_TO_ACCOUNT, account_id, content)
    return row["seq"], row["hash"]


async def newest(
    connection: Connection, workspace_id: WorkspaceId, sought: Sought, *, before: int | None, limit: int
) -> list[Record]:
    """At most `limit` events, the latest first."""
    found: list[Record] = await connection.fetch(
        LIST, workspace_id, before, sought.action, sought.by, sought.since, sought.until, limit
    )
    return found


async def newest_of_account(
    connection: Connection, account_id: AccountId, *, before: int | None, limit: int
) -> list[Record]:
    """At most `limit` events of an account, the latest first."""
    found: list[Record] = await connection.fetch(LIST_OF_ACCOUNT, account_id, before, limit)
    return found


async def links(connection: Connection, workspace_id: WorkspaceId, *, after: int, limit: int) -> list[Link]:
    """The next links of the chain in order."""
    return [Link(*row.values()) for row in await connection.fetch(LINKS, workspace_id, after, limit)]


async def hash_at(connection: Connection, workspace_id: WorkspaceId, seq: int) -> bytes | None:
    """The hash in that place; None when there is no event."""
    found: bytes | None = await connection.fetchval(AT, workspace_id, seq)
    return found


async def audited(connection: Connection) -> list[WorkspaceId]:
    """Every workspace that has a chain."""
    return [WorkspaceId(row[0]) for row in await connection.fetch("select workspaces_audited()")]

"""What concerns an account, from the tables it happened in, and what they have read of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from aexy.features.notifications.schemas import MOST_COUNTED, NotificationKind
from aexy.features.notifications.sources import BRANCHES
from aexy.features.routing import Role, Viewer
from aexy.store.postgres import Connection, Record

KEPT = timedelta(days=90)

# Who joined a moment ago has nothing to catch up on.
_FOUND = """
with reader as (
    select coalesce(
        (select w.read_until from notification_readers w where w.workspace_id = $3 and w.account_id = $1),
        (select m.created_at from memberships m where m.workspace_id = $3 and m.account_id = $1)
    ) as read_until
),
found as (
    {branches}
),
told as (
    select f.*, f.kind || ':' || f.what as id,
        f.at <= coalesce(r.read_until, '-infinity') or exists (
            select
            from notification_reads s
            where s.workspace_id = $3
                and s.account_id = $1
                and s.notification = f.kind || ':' || f.what
        ) as is_read
    from found f
    cross join reader r
)"""
# Every parameter is named, whichever branches there are.
_NOTHING = """
select null, null, null::timestamptz, null, null, null::boolean, null::uuid
where false
    and $2::uuid is not null
    and $4::timestamptz is not null
    and $5::boolean
    and $6::boolean"""
_LIST = """
select t.id, t.kind, t.at, t.title, t.says, t.is_read, t.is_bad, t.object_id
from told t
where ($7::timestamptz is null or (t.at, t.id collate "C") < ($7, $8::text collate "C"))
    and (not $9::boolean or not t.is_read)
order by t.at desc, t.id collate "C" desc
limit $10"""
_COUNT = """
select count(*) from (select from told t where not t.is_read limit $7) u"""

PREFERENCES = """
select w.muted
from notification_readers w
where w.workspace_id = $1
    and w.account_id = $2"""
MUTE = """
insert into notification_readers (workspace_id, account_id, muted, read_until)
select $1, $2, $3, (select m.created_at from memberships m where m.workspace_id = $1 and m.account_id = $2)
on conflict (workspace_id, account_id) do update set muted = excluded.muted"""
READ = """
insert into notification_reads (workspace_id, account_id, notification, read_at)
select $1, $2, n, $4
from unnest($3::text[]) n
on conflict do nothing"""
READ_ALL = """
insert into notification_readers (workspace_id, account_id, read_until)
values ($1, $2, $3)
on conflict (workspace_id, account_id) do update set read_until = excluded.read_until"""
# What is that old is told no more, so nobody asks whether it was read.
FORGET = """
delete from notification_reads
where workspace_id = $1
    and account_id = $2
    and read_at < $3"""


async def latest(
    connection: Connection, viewer: Viewer, muted: Sequence[str], now: datetime, *,
    after: tuple[datetime, str] | None, unread: bool, limit: int,
) -> list[Record]:  # fmt: skip
    """At most `limit`, the latest first."""
    written = _told(muted)
    if written is None:
        return []
    found: list[Record] = await connection.fetch(
        written + _LIST, *_eyes(viewer, now), *(after or (None, None)), unread, limit
    )
    return found


async def count(connection: Connection, viewer: Viewer, muted: Sequence[str], now: datetime) -> int:
    """How many are unread, as far as it is counted."""
    written = _told(muted)
    found: int = await connection.fetchval(written + _COUNT, *_eyes(viewer, now), MOST_COUNTED) if written else 0
    return found


async def muted(connection: Connection, viewer: Viewer) -> list[str]:
    """Kinds they hear nothing of."""
    found: list[str] | None = await connection.fetchval(PREFERENCES, viewer.workspace_id, viewer.account_id)
    return found or []


async def mute(connection: Connection, viewer: Viewer, kinds: Sequence[str]) -> None:
    """Hear nothing of these, and of all others."""
    await connection.execute(MUTE, viewer.workspace_id, viewer.account_id, list(kinds))


async def read(connection: Connection, viewer: Viewer, ids: Sequence[str], now: datetime) -> None:
    """These were read."""
    await connection.execute(READ, viewer.workspace_id, viewer.account_id, list(ids), now)
    await connection.execute(FORGET, viewer.workspace_id, viewer.account_id, now - KEPT)


async def read_all(connection: Connection, viewer: Viewer, now: datetime) -> None:
    """Everything so far was read; single marks say nothing any more."""
    await connection.execute(READ_ALL, viewer.workspace_id, viewer.account_id, now)
    await connection.execute(FORGET, viewer.workspace_id, viewer.account_id, now)


def _told(muted: Sequence[str]) -> str | None:
    branches = [BRANCHES[kind] for kind in NotificationKind if kind.value not in muted]
    return _FOUND.format(branches="\nunion all\n".join([*branches, _NOTHING])) if branches else None


def _eyes(viewer: Viewer, now: datetime) -> tuple[object, ...]:
    """Who looks: identities are looked after by admins, connections by whoever may see how they are."""
    is_whole = viewer.teams is None
    return (
        viewer.account_id, viewer.developer_id, viewer.workspace_id, now - KEPT,
        is_whole and viewer.role.includes(Role.ADMIN), is_whole and viewer.role.includes(Role.ADMIN),
    )  # fmt: skip

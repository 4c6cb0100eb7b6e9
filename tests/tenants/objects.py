"""One object of every type a path, a query or a body can name, made for one account in one workspace.

`Objects.ids` is the list of types the matrix knows: whoever brings a new one adds a line to `making.py`. Every text
of a set carries its word, so that a word of one workspace found in an answer to another is a leak.
"""

import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final
from uuid import uuid4

from pydantic import SecretStr
from tests.hub import GOOD, Hub
from tests.tenants.made import Made
from tests.tenants.making import STATEMENTS

from aexy.context import Context
from aexy.kernel.ids import AccountId, ConnectionId, WorkspaceId
from aexy.store import sealing
from aexy.store.postgres import Connection
from aexy.store.vault import Label

NOW: Final = datetime(2026, 11, 27, 12, tzinfo=UTC)
_NUMBERS: Final = count(1)


@dataclass(slots=True)
class Objects:
    """What was made: by type an id as an address or a body writes it."""

    workspace: WorkspaceId
    account: AccountId
    word: str
    ids: dict[str, str] = field(default_factory=dict)


async def a_set(
    context: Context,
    owner: Connection,
    hub: Hub,
    workspace: WorkspaceId,
    account: AccountId,
    word: str,
    wanted: Collection[str] | None = None,
) -> Objects:
    """One of each, belonging to this account wherever something can belong to somebody; its connection is to `hub`.

    `wanted`: only these types, and what they are made of.
    """
    made = Objects(workspace, account, word)
    known: dict[str, Any] = {
        "workspace": workspace, "account": account, "word": word, "now": NOW, "then": NOW - timedelta(days=1),
        "unique": f"{word}-{next(_NUMBERS)}", "hour": NOW - timedelta(hours=1), "hub": hub.url,
        "later": NOW + timedelta(days=30), "mark": f"{next(_NUMBERS):08x}",
        "packed": zlib.compress(f'{{"said": "{word}"}}'.encode()),
    }  # fmt: skip
    async with owner.transaction():
        # Whatever was under way would be in the way of the next.
        await owner.execute("update jobs set state = 'done', finished_at = now() where workspace_id = $1", workspace)
        known["slug"] = await owner.fetchval("select slug from workspaces where id = $1", workspace)
        for each in _needed(wanted):
            known[each.type] = await owner.fetchval(
                each.statement, workspace, *(known[name] for name in each.filled_by)
            )
    if "connection" in known:
        await _with_secrets(context, workspace, known)
    made.ids |= {name: str(known[name]) for name in (*TYPES, "unique", "slug") if name in known}
    return made


def _needed(wanted: Collection[str] | None) -> list[Made]:
    """The statements that make these, in order; with whatever belongs to two of them, as a membership does."""
    if wanted is None:
        return list(STATEMENTS)
    types = {each.type for each in STATEMENTS}
    named = {*wanted, *_PEOPLE}
    for each in reversed(STATEMENTS):
        if each.type in named:
            named |= types.intersection(each.filled_by)
    return [
        each
        for each in STATEMENTS
        if each.type in named or (each.type in _WITHOUT_AN_ID and types.intersection(each.filled_by) <= named)
    ]


async def _with_secrets(context: Context, workspace: WorkspaceId, known: Mapping[str, Any]) -> None:
    async with context.database.workspace(workspace) as connection:
        found = ConnectionId(known["connection"])
        for kind, number in (("token", 0), ("token", 1), ("webhook", 0), ("webhook_next", 0)):
            await sealing.keep(connection, context.settings, Label(workspace, found, kind, number), SecretStr(GOOD))


async def a_day_of_work(owner: Connection, made: Objects) -> None:
    """Commits of the set's developer, so that there is something to count."""
    for day in range(20):
        at = NOW - timedelta(days=2 * day, hours=3)
        sha = uuid4().bytes + b"\0\0\0\0"
        await owner.execute(_COMMIT, made.workspace, made.ids["repository"], made.ids["identity"], at, sha, made.word)
    await owner.execute("insert into snapshot_state (workspace_id) values ($1) on conflict do nothing", made.workspace)


_COMMIT = """
insert into commits (workspace_id, repository_key, sha, authored_at, author_offset_minutes, committed_at, placed_at,
                     author_key, committer_key, is_merge, additions, deletions, lines_added, lines_removed, subject,
                     standing)
select $1, r.key, $5, $4, 0, $4, $4, $3::text::integer, $3::text::integer, false, 5, 2, 5, 2, $6, 'counted'
from repositories r
where r.id = $2::text::uuid
"""
_PEOPLE: Final = ("developer", "identity", "second", "second_identity", "third_identity")
_WITHOUT_AN_ID: Final = {
    "me", "address", "team_member", "project_repository", "alert_delivery", "setting_change", "leaderboards",
    "membership", "working_schedule", "ci_price",
}  # fmt: skip
# A token is a number within its connection: the same number is somebody else's in another, and nobody's where it ends.
WITHIN_ANOTHER: Final = {"token"}
TYPES: Final = tuple(each.type for each in STATEMENTS if each.type not in _WITHOUT_AN_ID)
NUMBERED: Final = {
    "identity": 2_000_000_000, "second_identity": 2_000_000_001, "third_identity": 2_000_000_002,
    "token": 77, "delivery": 9_000_000_000,
}  # fmt: skip


def absent() -> dict[str, str]:
    """Ids of every type that nothing has."""
    return {name: str(NUMBERED.get(name, uuid4())) for name in TYPES} | {"unique": "nothing", "slug": "nothing"}

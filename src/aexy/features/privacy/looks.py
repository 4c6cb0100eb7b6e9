"""Who looked at whom, gathered in the process and written down every few seconds: no request waits for it.

Looks of one person at another, of one kind, in one hour, are one row. What was gathered is written down when the server
stops; one that is killed loses the last few seconds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from aexy.context import Context
from aexy.features.privacy import looks_rows
from aexy.features.routing import Viewer
from aexy.kernel.ids import AccountId, WorkspaceId

FLUSH_SECONDS = 5.0
# Whoever asks for more people at once looks at a group.
MOST_NAMED = 20


class LookKind(StrEnum):
    """What somebody looked at."""

    PAGE = "page"
    NUMBERS = "numbers"
    ROWS = "rows"
    CALENDAR = "calendar"
    IDENTITIES = "identities"
    EXPORT = "export"
    ACCESS_LOG = "access_log"


class Look(NamedTuple):
    """What makes looks one."""

    workspace_id: WorkspaceId
    developer_id: UUID
    account_id: AccountId
    kind: LookKind
    hour: datetime


class Seen(NamedTuple):
    """How often, as what, and when last."""

    role: str
    looks: int
    last_at: datetime


@dataclass(slots=True)
class Looks:
    """What was looked at since it was last written down."""

    _seen: dict[Look, Seen] = field(default_factory=dict)

    def note(self, viewer: Viewer, people: Iterable[UUID], kind: LookKind, now: datetime) -> None:
        """Somebody looked at these people; nobody looks at themselves."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        for developer_id in people:
            if developer_id != viewer.developer_id:
                look = Look(viewer.workspace_id, developer_id, viewer.account_id, kind, hour)
                looks = self._seen[look].looks if look in self._seen else 0
                self._seen[look] = Seen(viewer.role.value, looks + 1, now)

    async def flush(self, context: Context) -> None:
        """Write it down, workspace by workspace; what cannot be written now is kept for the next time."""
        taken, self._seen = self._seen, {}
        for workspace_id in {look.workspace_id for look in taken}:
            own = {look: seen for look, seen in taken.items() if look.workspace_id == workspace_id}
            try:
                await _write(context, workspace_id, own)
            except BaseException:
                self._put_back(taken)
                raise
            for look in own:
                del taken[look]

    def _put_back(self, taken: Mapping[Look, Seen]) -> None:
        for look, seen in taken.items():
            since = self._seen.get(look)
            self._seen[look] = seen if since is None else since._replace(looks=since.looks + seen.looks)


async def _write(context: Context, workspace_id: WorkspaceId, own: Mapping[Look, Seen]) -> None:
    rows = [
        (look.developer_id, look.account_id, look.kind.value, look.hour, seen.role, seen.looks, seen.last_at)
        for look, seen in sorted(own.items())
    ]
    async with context.database.workspace(workspace_id) as connection:
        await looks_rows.add(connection, workspace_id, rows)

"""The access log, for the person it is about. Admins see that there was access, as what and when, and not whose."""

from datetime import datetime
from uuid import UUID

from aexy.context import Context
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.privacy import looks_rows
from aexy.features.privacy.looks_rows import Kept
from aexy.features.privacy.schemas import Access
from aexy.features.routing import Role, Viewer
from aexy.kernel.errors import Forbidden, Unknown

LIST = "access log"


async def list_accesses(
    context: Context, viewer: Viewer, developer_id: UUID, *, cursor: str | None, limit: int
) -> Page[Access]:
    """Who looked at this person, the latest first."""
    place = read_cursor(LIST, cursor, (datetime, UUID, str))
    after = (place[0], place[1], place[2]) if place else None
    async with context.database.workspace(viewer.workspace_id) as connection:
        whose = await looks_rows.canonical(connection, viewer.workspace_id, developer_id)
        is_own = whose is not None and viewer.developer_id == whose
        if not is_own and not viewer.role.includes(Role.ADMIN):
            raise Forbidden(
                "Who looked at a person is told to that person.",
                next_step="Ask about yourself; say who you are with `aexy me --as NAME`.",
            )
        if whose is None:
            raise Unknown(f"There is nobody {developer_id} in this workspace.", next_step="Look the id up in the list.")
        found = await looks_rows.latest(connection, viewer.workspace_id, whose, after=after, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    more = write_cursor(LIST, last.last_at, last.account_id, last.kind) if last else None
    return Page(items=[_access(one, is_own=is_own) for one in found[:limit]], next_cursor=more)


def _access(one: Kept, *, is_own: bool) -> Access:
    return Access(
        account_id=one.account_id if is_own else None,
        account=(one.name or one.email) if is_own else None,
        role=one.role,
        kind=one.kind,
        hour=one.hour,
        looks=one.looks,
        last_at=one.last_at,
    )

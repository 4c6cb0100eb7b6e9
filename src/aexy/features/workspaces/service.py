"""Making and changing workspaces. A workspace decides by which clock days are cut and which weekdays are worked."""

import re
import unicodedata
from secrets import token_hex
from uuid import UUID, uuid4

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.ingest import service as ingest
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.routing import Role, Viewer
from aexy.features.workspaces import rows
from aexy.features.workspaces.schemas import NewWorkspace, Workspace, WorkspaceChange
from aexy.kernel.errors import Conflict, Unusable
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

LIST = "workspaces"
LONGEST_SLUG = 50


def slug_of(name: str) -> str:
    """A name as it can stand in an address: 'Café & Co.' is 'cafe-co'; 'workspace' when nothing is left of it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].rstrip("-") or "workspace"


async def create_workspace(context: Context, wish: NewWorkspace, *, owner: AccountId) -> Workspace:
    """A workspace that belongs to `owner`. When its slug is taken, some letters are added."""
    workspace_id = WorkspaceId(uuid4())
    slug = slug_of(wish.name)
    async with context.database.workspace(workspace_id) as connection:
        for candidate in (slug, *(f"{slug}-{token_hex(3)}" for _ in range(3))):
            if await rows.add(connection, workspace_id, slug=candidate, wish=wish, now=context.now):
                break
        else:
            raise Conflict(f"There are too many workspaces called {wish.name!r}.", next_step="Choose another name.")
        await rows.add_member(connection, workspace_id, owner, Role.OWNER, context.now)
        await audit.record(
            connection, workspace_id, by=owner, action="workspace.created", subject="workspace",
            said={"is_demo": wish.is_demo}, now=context.now,
        )  # fmt: skip
        return await rows.find(connection, workspace_id, Role.OWNER)


async def list_workspaces(
    context: Context, account_id: AccountId, *, cursor: str | None, limit: int
) -> Page[Workspace]:
    """The workspaces an account belongs to, by name."""
    place = read_cursor(LIST, cursor, (str, UUID))
    async with context.database.account(account_id) as connection:
        after = (place[0], WorkspaceId(place[1])) if place else None
        found = await rows.by_name(connection, account_id, after=after, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return Page(items=found[:limit], next_cursor=write_cursor(LIST, last.name, last.id) if last else None)


async def get_workspace(context: Context, viewer: Viewer) -> Workspace:
    """The workspace the viewer asks about."""
    async with context.database.reading(viewer.workspace_id) as connection:
        return await rows.find(connection, viewer.workspace_id, viewer.role)


async def change_workspace(context: Context, viewer: Viewer, wish: WorkspaceChange) -> Workspace:
    """Change what is mentioned. Numbers that rest on it are counted again."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        await rows.change(connection, viewer.workspace_id, wish, context.now)
        await _change_place(context, connection, viewer.workspace_id, wish)
        await audit.record(
            connection, viewer.workspace_id, by=viewer.account_id, action="workspace.changed", subject="workspace",
            said=wish.model_dump(mode="json", exclude_unset=True), now=context.now,
        )  # fmt: skip
        changed = await rows.find(connection, viewer.workspace_id, viewer.role)
    if wish.model_fields_set - {"name"}:
        await ingest.generate_snapshots(context, viewer.workspace_id, requested_by=viewer.account_id)
    return changed


async def _change_place(
    context: Context, connection: Connection, workspace_id: WorkspaceId, wish: WorkspaceChange
) -> None:
    """Keep other holidays, where the wish speaks of them. Another country has other parts."""
    said = wish.model_fields_set & {"country", "subdivision"}
    if not said:
        return
    kept = await rows.place(connection, workspace_id)
    country = wish.country if "country" in said else kept and kept[0]
    if country is None:
        if wish.subdivision is not None:
            raise Unusable("A part of no country has no holidays.", next_step="Name the country.", field="country")
        await rows.change_place(connection, workspace_id, None, context.now)
        return
    # Holidays are tables and Polars, which a worker that has a workspace in hand does without.
    from aexy.kernel.holidays import check_place  # noqa: PLC0415

    check_place(country, wish.subdivision)
    await rows.change_place(connection, workspace_id, (country, wish.subdivision), context.now)


async def state_of(context: Context, workspace_id: WorkspaceId) -> str:
    """A word for the facts, the clock, the day and the snapshots of the workspace: the same word, the same numbers."""
    async with context.database.reading(workspace_id) as connection:
        return await rows.state(connection, workspace_id, context.now)

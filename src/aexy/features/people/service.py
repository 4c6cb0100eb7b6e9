"""Finding developers, and saying which of them one is."""

from uuid import UUID

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.people import rows
from aexy.features.people.schemas import Developer, DeveloperDetail, DeveloperKind, OwnDeveloper
from aexy.features.routing import Role, Viewer
from aexy.kernel.errors import Conflict, Forbidden, Unknown, Unusable
from aexy.kernel.ids import DeveloperId
from aexy.store.postgres import Connection

LIST = "developers"


def _looking(context: Context, viewer: Viewer) -> rows.Looking:
    return rows.Looking(viewer.account_id, context.now, viewer.role.includes(Role.MEMBER), viewer.teams)


def no_developer(developer_id: DeveloperId) -> Unknown:
    """What to say when there is none of that id."""
    return Unknown(
        f"There is no developer {developer_id}.", next_step="List the workspace's developers.", field="developer_id"
    )


async def list_developers(
    context: Context,
    viewer: Viewer,
    *,
    wanted: str | None,
    kind: DeveloperKind | None,
    cursor: str | None,
    limit: int,
) -> Page[Developer]:
    """Developers by name; `wanted` is looked for in every name they are known by, and in addresses for members."""
    place = read_cursor(LIST, cursor, (str, UUID))
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await rows.by_name(
            connection,
            _looking(context, viewer),
            wanted=wanted or None,
            kind=kind,
            after=(place[0], place[1]) if place else None,
            limit=limit + 1,
        )
    more = len(found) > limit
    next_cursor = write_cursor(LIST, found[limit - 1][0], found[limit - 1][1].id) if more else None
    return Page(items=[developer for _, developer in found[:limit]], next_cursor=next_cursor)


async def get_developer(context: Context, viewer: Viewer, developer_id: DeveloperId) -> DeveloperDetail:
    """Everything a developer is known by; Unknown when the workspace has none of that id."""
    async with context.database.reading(viewer.workspace_id) as connection:
        developer = await rows.find_detail(connection, _looking(context, viewer), developer_id)
    if developer is None:
        raise no_developer(developer_id)
    return developer


async def get_me(context: Context, viewer: Viewer) -> OwnDeveloper:
    """Which developer the viewer is."""
    async with context.database.reading(viewer.workspace_id) as connection:
        return OwnDeveloper(developer=await rows.find_mine(connection, _looking(context, viewer)))


async def set_me(context: Context, viewer: Viewer, developer_id: DeveloperId | None) -> OwnDeveloper:
    """Say which developer the viewer is. A person's own signals follow, so it must be shown."""
    looking = _looking(context, viewer)
    async with context.database.workspace(viewer.workspace_id) as connection:
        if developer_id is None:
            await rows.unclaim(connection, viewer.account_id)
        else:
            await _check_claim(connection, looking, viewer, developer_id)
            await rows.claim(connection, viewer.account_id, developer_id)
        found = await rows.find_mine(connection, looking)
        await audit.record(
            connection, viewer.workspace_id, by=viewer.account_id, subject=f"account:{viewer.account_id}",
            action="account.developer_left" if developer_id is None else "account.developer_claimed",
            said={"developer": developer_id}, now=context.now,
        )  # fmt: skip
        return OwnDeveloper(developer=found)


async def _check_claim(
    connection: Connection, looking: rows.Looking, viewer: Viewer, developer_id: DeveloperId
) -> None:
    developer = await rows.find(connection, looking, developer_id)
    if developer is None:
        raise no_developer(developer_id)
    if developer.kind is not DeveloperKind.HUMAN:
        raise Unusable(f"{developer.name} is no person.", next_step="Choose a person.", field="developer_id")
    if await rows.claimed_by(connection, developer_id) not in {None, viewer.account_id}:
        raise Conflict("Somebody else said this is them.", next_step="Ask an owner of the workspace.")
    email = viewer.account.email
    if viewer.is_local_owner or (email and await rows.has_address(connection, developer_id, email)):
        return
    raise Forbidden(
        "Your account's address is none of this developer's.",
        next_step="Choose the developer who commits with your address.",
    )

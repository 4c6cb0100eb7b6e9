"""Making teams and saying who is in them, and since when."""

from collections.abc import Sequence
from uuid import UUID

from aexy.context import Context
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.routing import Viewer
from aexy.features.teams import rows
from aexy.features.teams.schemas import Joining, NewTeam, Team, TeamChange, TeamDetail
from aexy.features.workspaces.service import slug_of
from aexy.kernel.errors import Conflict, Forbidden, Unknown
from aexy.kernel.ids import DeveloperId, TeamId, WorkspaceId
from aexy.store.postgres import Connection

LIST = "teams"


def _no_team(team_id: TeamId) -> Unknown:
    return Unknown(f"There is no team {team_id}.", next_step="List the workspace's teams.", field="team_id")


async def list_teams(context: Context, viewer: Viewer, *, cursor: str | None, limit: int) -> Page[Team]:
    """The workspace's teams by name; of a viewer who is limited to some, those."""
    place = read_cursor(LIST, cursor, (str, UUID))
    async with context.database.reading(viewer.workspace_id) as connection:
        after = (place[0], place[1]) if place else None
        found = await rows.by_name(connection, now=context.now, among=viewer.teams, after=after, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return Page(items=found[:limit], next_cursor=write_cursor(LIST, last.name, last.id) if last else None)


async def get_team(context: Context, viewer: Viewer, team_id: TeamId) -> TeamDetail:
    """The team with everybody who is or was in it; Unknown when the viewer knows none of that id."""
    _check_reach(viewer, team_id)
    async with context.database.reading(viewer.workspace_id) as connection:
        return await _found(context, connection, team_id)


async def create_team(context: Context, workspace_id: WorkspaceId, wish: NewTeam) -> TeamDetail:
    """A team of those named, who count as having always been in it."""
    members = list(dict.fromkeys(wish.developer_ids))
    async with context.database.workspace(workspace_id) as connection:
        team_id = await rows.add(
            connection,
            slug=slug_of(wish.name),
            name=wish.name,
            description=wish.description,
            now=context.now,
        )
        if team_id is None:
            raise Conflict(
                f"There is a team called {wish.name!r} already.", next_step="Choose another name.", field="name"
            )
        await _check_known(connection, members)
        await rows.join(connection, team_id, members, Joining())
        return await _found(context, connection, team_id)


async def change_team(context: Context, viewer: Viewer, team_id: TeamId, wish: TeamChange) -> TeamDetail:
    """Change what is mentioned. The slug stays, so that addresses go on working."""
    _check_reach(viewer, team_id)
    async with context.database.workspace(viewer.workspace_id) as connection:
        if not await rows.change(connection, team_id, wish, context.now):
            raise _no_team(team_id)
        return await _found(context, connection, team_id)


async def delete_team(context: Context, workspace_id: WorkspaceId, team_id: TeamId) -> None:
    """Take the team away. Its members stay developers."""
    async with context.database.workspace(workspace_id) as connection:
        if not await rows.delete(connection, team_id):
            raise _no_team(team_id)


async def put_member(
    context: Context, viewer: Viewer, team_id: TeamId, developer_id: DeveloperId, wish: Joining
) -> TeamDetail:
    """The developer is in the team for this time; other times of theirs that it overlaps go, the rest stay."""
    _check_reach(viewer, team_id)
    async with context.database.workspace(viewer.workspace_id) as connection:
        await _found(context, connection, team_id)
        await _check_known(connection, [developer_id])
        await _check_own_people(context, connection, viewer, developer_id)
        await rows.leave_overlapping(connection, team_id, developer_id, wish)
        await rows.join(connection, team_id, [developer_id], wish)
        return await _found(context, connection, team_id)


async def drop_member(context: Context, viewer: Viewer, team_id: TeamId, developer_id: DeveloperId) -> None:
    """As if the developer had never been in the team."""
    _check_reach(viewer, team_id)
    async with context.database.workspace(viewer.workspace_id) as connection:
        if not await rows.leave(connection, team_id, developer_id):
            raise Unknown(
                "This developer was never in this team.", next_step="GET the team to see who was.", field="developer_id"
            )


def _check_reach(viewer: Viewer, team_id: TeamId) -> None:
    """A team out of somebody's reach is to them as one that is not there."""
    if not viewer.reaches(team_id):
        raise _no_team(team_id)


async def _check_own_people(
    context: Context, connection: Connection, viewer: Viewer, developer_id: DeveloperId
) -> None:
    """Whoever reaches some teams only cannot reach further by taking somebody in."""
    if viewer.teams is not None and not await rows.are_in(connection, viewer.teams, [developer_id], context.now):
        raise Forbidden(
            "Your role here reaches the people of your teams only, and this one is in none of them.",
            next_step="Ask a manager of the whole workspace to add them.",
            field="developer_id",
        )


async def _found(context: Context, connection: Connection, team_id: TeamId) -> TeamDetail:
    team = await rows.find(connection, team_id, context.now)
    if team is None:
        raise _no_team(team_id)
    return team


async def _check_known(connection: Connection, developer_ids: Sequence[UUID]) -> None:
    unknown = set(developer_ids) - await rows.known(connection, developer_ids)
    if unknown:
        raise Unknown(
            f"There is no developer {min(unknown)}.",
            next_step="List the workspace's developers.",
            field="developer_id",
        )

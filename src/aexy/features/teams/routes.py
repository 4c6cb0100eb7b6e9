"""`/workspaces/{workspace_id}/teams`."""

from uuid import UUID

from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import NO_CONTENT, Asking, InContext, Policy, Routes
from aexy.features.teams import service
from aexy.features.teams.schemas import Joining, NewTeam, Team, TeamChange, TeamDetail
from aexy.kernel.ids import DeveloperId, TeamId

routes = Routes("/workspaces/{workspace_id}/teams", tag="teams")


@routes.get("", policy=Policy.VIEWER)
async def list_teams(
    context: InContext, viewer: Asking, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[Team]:
    """The workspace's teams by name."""
    return await service.list_teams(context, viewer, cursor=cursor, limit=limit)


@routes.post("", policy=Policy.MANAGER, status=201)
async def create_team(context: InContext, viewer: Asking, wish: NewTeam) -> TeamDetail:
    """Make a team; those named count as having always been in it."""
    return await service.create_team(context, viewer.workspace_id, wish)


@routes.get("/{team_id}", policy=Policy.VIEWER)
async def get_team(context: InContext, viewer: Asking, team_id: UUID) -> TeamDetail:
    """One team, with everybody who is or was in it."""
    return await service.get_team(context, viewer, TeamId(team_id))


@routes.patch("/{team_id}", policy=Policy.MANAGER, within_teams=True)
async def change_team(context: InContext, viewer: Asking, team_id: UUID, wish: TeamChange) -> TeamDetail:
    """Change its name or description."""
    return await service.change_team(context, viewer, TeamId(team_id), wish)


@routes.delete("/{team_id}", policy=Policy.MANAGER, status=NO_CONTENT)
async def delete_team(context: InContext, viewer: Asking, team_id: UUID) -> None:
    """Take a team away; its members stay developers."""
    await service.delete_team(context, viewer.workspace_id, TeamId(team_id))


@routes.put("/{team_id}/members/{developer_id}", policy=Policy.MANAGER, within_teams=True)
async def set_team_member(
    context: InContext, viewer: Asking, team_id: UUID, developer_id: UUID, wish: Joining
) -> TeamDetail:
    """Say when a developer was in the team; it replaces the times it overlaps."""
    return await service.put_member(context, viewer, TeamId(team_id), DeveloperId(developer_id), wish)


@routes.delete("/{team_id}/members/{developer_id}", policy=Policy.MANAGER, within_teams=True, status=NO_CONTENT)
async def remove_team_member(context: InContext, viewer: Asking, team_id: UUID, developer_id: UUID) -> None:
    """As if the developer had never been in the team. Whoever left it gets a `left_at` instead."""
    await service.drop_member(context, viewer, TeamId(team_id), DeveloperId(developer_id))

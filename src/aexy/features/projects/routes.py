"""`/workspaces/{workspace_id}/projects`, and the trackers and sprints beside them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.projects import service, sprint_numbers, sprints
from aexy.features.projects.schemas import (
    CountedSprintRow,
    NewProject,
    Project,
    ProjectChange,
    ProjectDetail,
    ProjectId,
    ProjectRepositories,
    ProjectTrackers,
    Sprint,
    SprintDetail,
    SprintState,
    Tracker,
)
from aexy.features.routing import NO_CONTENT, Asking, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}", tag="projects")


@routes.get("/projects", policy=Policy.VIEWER)
async def list_projects(
    context: InContext, viewer: Asking, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[Project]:
    """The workspace's projects by name."""
    return await service.list_projects(context, viewer.workspace_id, cursor=cursor, limit=limit)


@routes.post("/projects", policy=Policy.MANAGER, status=201)
async def create_project(context: InContext, viewer: Asking, wish: NewProject) -> ProjectDetail:
    """Make a project of repositories and tracker projects."""
    return await service.create_project(context, viewer.workspace_id, wish, requested_by=viewer.account_id)


@routes.get("/projects/{project_id}", policy=Policy.VIEWER)
async def get_project(context: InContext, viewer: Asking, project_id: UUID) -> ProjectDetail:
    """One project, with what it holds."""
    return await service.get_project(context, viewer.workspace_id, ProjectId(project_id))


@routes.patch("/projects/{project_id}", policy=Policy.MANAGER)
async def change_project(context: InContext, viewer: Asking, project_id: UUID, wish: ProjectChange) -> ProjectDetail:
    """Change its name or description."""
    return await service.change_project(context, viewer.workspace_id, ProjectId(project_id), wish)


@routes.delete("/projects/{project_id}", policy=Policy.MANAGER, status=NO_CONTENT)
async def delete_project(context: InContext, viewer: Asking, project_id: UUID) -> None:
    """Take a project away; what it held stays."""
    await service.delete_project(context, viewer.workspace_id, ProjectId(project_id), requested_by=viewer.account_id)


@routes.put("/projects/{project_id}/repositories", policy=Policy.MANAGER)
async def set_project_repositories(
    context: InContext, viewer: Asking, project_id: UUID, wish: ProjectRepositories
) -> ProjectDetail:
    """Say exactly which repositories are the project's; its numbers follow, also those of the past."""
    return await service.set_repositories(
        context, viewer.workspace_id, ProjectId(project_id), wish.repository_ids, requested_by=viewer.account_id
    )


@routes.put("/projects/{project_id}/trackers", policy=Policy.MANAGER)
async def set_project_trackers(
    context: InContext, viewer: Asking, project_id: UUID, wish: ProjectTrackers
) -> ProjectDetail:
    """Say exactly which tracker projects are the project's."""
    return await service.set_trackers(context, viewer.workspace_id, ProjectId(project_id), wish.tracker_ids)


@routes.get("/trackers", policy=Policy.VIEWER)
async def list_trackers(
    context: InContext, viewer: Asking, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[Tracker]:
    """The tracker projects there are, by name."""
    return await service.list_trackers(context, viewer.workspace_id, cursor=cursor, limit=limit)


@routes.get("/sprints", policy=Policy.VIEWER)
async def list_sprints(
    context: InContext,
    viewer: Asking,
    project: Annotated[UUID | None, Query(description="Of this project alone.")] = None,
    tracker: Annotated[UUID | None, Query(description="Of this tracker project alone.")] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> Page[Sprint]:
    """Sprints with the days that are theirs, the latest first."""
    return await sprints.list_sprints(
        context,
        viewer.workspace_id,
        project_id=ProjectId(project) if project else None,
        tracker_id=tracker,
        cursor=cursor,
        limit=limit,
    )


@routes.get("/sprints/counted", policy=Policy.VIEWER)
async def list_counted_sprints(
    context: InContext,
    viewer: Asking,
    state: Annotated[SprintState | None, Query(description="Only those as far as that.")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[CountedSprintRow]:
    """Sprints in numbers, the latest first: committed, done, carried over, and how what they held changed."""
    return await sprint_numbers.list_counted(context, viewer, state=state, cursor=cursor, limit=limit)


@routes.get("/sprints/{sprint_id}", policy=Policy.VIEWER)
async def get_sprint(context: InContext, viewer: Asking, sprint_id: UUID) -> SprintDetail:
    """One sprint day by day, by the points of each day, with its issues."""
    return await sprint_numbers.get_sprint(context, viewer, sprint_id)

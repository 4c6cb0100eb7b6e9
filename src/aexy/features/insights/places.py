"""Repositories and projects as a whole: all their numbers."""

from uuid import UUID

from aexy.context import Context
from aexy.features.insights import rollups
from aexy.features.insights.rollups import Days, Headlined, Rollup
from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Page
from aexy.features.repositories import service as repositories
from aexy.features.routing import Viewer
from aexy.kernel.metric import Level
from aexy.kernel.text import plain


async def list_repositories(
    context: Context, viewer: Viewer, days: Days, *, cursor: str | None, limit: int
) -> Page[Headlined]:
    """The workspace's repositories by name, with the numbers people ask first."""
    page = await repositories.list_repositories(context, viewer.workspace_id, cursor=cursor, limit=limit)
    named = [
        SubjectName(
            kind=Level.REPOSITORY, id=one.id, name=plain(one.name), detail=plain(one.owner) if one.owner else None
        )
        for one in page.items
    ]
    items = await rollups.headlined(context, viewer, named, days, by=Level.REPOSITORY)
    return Page(items=items, next_cursor=page.next_cursor)


async def repository(context: Context, viewer: Viewer, repository_id: UUID, days: Days) -> Rollup:
    """Every number of a repository."""
    return await rollups.rollup(context, viewer, Level.REPOSITORY, repository_id, days)


async def project(context: Context, viewer: Viewer, project_id: UUID, days: Days) -> Rollup:
    """Every number of a project: of what happened in its repositories, whoever did it."""
    return await rollups.rollup(context, viewer, Level.PROJECT, project_id, days)

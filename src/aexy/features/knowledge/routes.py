"""Ownership and truck factors under `/insights`, whom to ask and what to read under `/knowledge`."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from aexy.features.knowledge import asking, folders, losing, service
from aexy.features.knowledge.schemas import (
    KnowledgeLoss,
    Ownership,
    ReadingList,
    RepositoryTruckFactor,
    RotationImpact,
    TeamBusFactor,
    WhoKnows,
)
from aexy.features.routing import Asking, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}", tag="knowledge")

_LONGEST_PATH = 1000
Folder = Annotated[str, Query(max_length=_LONGEST_PATH, description="A folder or file; the whole when left out.")]
Path = Annotated[str, Query(min_length=1, max_length=_LONGEST_PATH, description="A file, a folder or a pattern.")]
Repository = Annotated[str | None, Query(max_length=_LONGEST_PATH, description="Its id, name or address.")]
Children = Annotated[int, Query(ge=1, le=500, description="How many folders and files of the level at most.")]
Listed = Annotated[int, Query(ge=1, le=100, description="How many files at most.")]


@routes.get("/insights/repositories/{repository_id}/truck-factor", policy=Policy.VIEWER, kept=True)
async def get_truck_factor(context: InContext, viewer: Asking, repository_id: UUID) -> RepositoryTruckFactor:
    """How many people have to leave until under half of a repository's files have an author; now and over time."""
    return await service.truck_factor_of(context, viewer, repository_id)


@routes.get("/insights/repositories/{repository_id}/ownership", policy=Policy.VIEWER, kept=True)
async def get_ownership(
    context: InContext, viewer: Asking, repository_id: UUID, path: Folder = "", limit: Children = 100
) -> Ownership:
    """Whose a folder is, and what is directly in it: shares, concentration, truck factor."""
    return await folders.ownership(context, viewer, repository_id, path, limit=limit)


@routes.get("/insights/teams/{team_id}/bus-factor", policy=Policy.VIEWER, kept=True)
async def get_team_bus_factor(context: InContext, viewer: Asking, team_id: UUID) -> TeamBusFactor:
    """How many of a team have to leave until under half of its files have an author in it."""
    return await service.bus_factor_of_team(context, viewer, team_id)


@routes.get("/insights/teams/{team_id}/rotation-impact", policy=Policy.VIEWER, kept=True)
async def get_rotation_impact(context: InContext, viewer: Asking, team_id: UUID) -> RotationImpact:
    """What a team loses when one of its people leaves it, or leaves altogether."""
    return await losing.rotation_impact(context, viewer, team_id)


@routes.get("/knowledge/loss", policy=Policy.VIEWER, kept=True)
async def get_knowledge_loss(
    context: InContext, viewer: Asking, developer_id: UUID, repository_id: UUID | None = None
) -> KnowledgeLoss:
    """Which files and folders would be without an author if somebody left, and who is next best."""
    return await losing.knowledge_loss(context, viewer, developer_id, repository_id)


@routes.get("/knowledge/who-knows", policy=Policy.VIEWER, kept=True)
async def get_who_knows(context: InContext, viewer: Asking, path: Path, repository: Repository = None) -> WhoKnows:
    """Who knows a file, a folder or a pattern, with the parts that rests on."""
    return await asking.who_knows(context, viewer, path, repository)


@routes.get("/knowledge/reading-list", policy=Policy.VIEWER, kept=True)
async def get_reading_list(
    context: InContext, viewer: Asking, repository_id: UUID, path: Folder = "", limit: Listed = 20
) -> ReadingList:
    """What to read first in a repository or folder, why, and whom to ask."""
    return await asking.reading_list_of(context, viewer, repository_id, path, limit=limit)

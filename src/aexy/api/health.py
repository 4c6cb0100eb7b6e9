"""`/health`: whether this process lives, and whether it can do its work. And the description of all routes."""

from typing import Literal

import asyncpg
from fastapi import Request, Response

from aexy.api.openapi import as_text, describe
from aexy.features.paging import Shape
from aexy.features.routing import Bound, InContext, Policy, Routes
from aexy.kernel.errors import Unavailable

routes = Routes(tag="health")


class Alive(Shape):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Ready(Shape):
    """The process can do its work."""

    status: Literal["ready"] = "ready"


@routes.get("/health/live", policy=Policy.PUBLIC, bound=Bound.UNCOUNTED)
async def get_liveness() -> Alive:
    """Whether the process answers."""
    return Alive()


@routes.get("/health/ready", policy=Policy.PUBLIC, bound=Bound.UNCOUNTED)
async def get_readiness(context: InContext) -> Ready:
    """Whether the database answers too."""
    try:
        await context.database.pool.fetchval("select 1", timeout=2)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        raise Unavailable(
            "The database does not answer.", next_step="Run `aexy doctor` to see what is wrong."
        ) from None
    return Ready()


@routes.get("/openapi.json", policy=Policy.PUBLIC, answers=dict)
async def get_description(request: Request) -> Response:
    """What this describes."""
    return Response(as_text(describe(request.app)), media_type="application/json")

"""`/health`: whether this process lives, and whether it can do its work. And the description of all routes."""

from typing import Literal

from fastapi import Request, Response
from pydantic import Field

from aexy.api.openapi import as_text, describe
from aexy.features.paging import Shape
from aexy.features.routing import Bound, InContext, Policy, Routes
from aexy.features.system.probing import DATABASE, probe
from aexy.store.pulse import does_not_answer

routes = Routes(tag="health")


class Alive(Shape):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Answering(Shape):
    """Whether one part answers."""

    part: str = Field(description="`database`, `cache`, `jobs` or `worker`.")
    state: Literal["up", "down"]


class Ready(Shape):
    """The process can do its work: all of it, or without what makes it quick or lets new work begin (degraded)."""

    status: Literal["ready", "degraded"] = "ready"
    parts: list[Answering]


@routes.get("/health/live", policy=Policy.PUBLIC, bound=Bound.UNCOUNTED)
async def get_liveness() -> Alive:
    """Whether the process answers."""
    return Alive()


@routes.get("/health/ready", policy=Policy.PUBLIC, bound=Bound.UNCOUNTED)
async def get_readiness(context: InContext) -> Ready:
    """Whether the database answers, without which nothing can be done, and what else does not."""
    found = await probe(context)
    if not all(one.is_up for one in found if one.part == DATABASE):
        raise does_not_answer()
    parts = [Answering(part=one.part, state="up" if one.is_up else "down") for one in found]
    return Ready(status="ready" if all(one.is_up for one in found) else "degraded", parts=parts)


@routes.get("/openapi.json", policy=Policy.PUBLIC, answers=dict)
async def get_description(request: Request) -> Response:
    """What this describes."""
    # Anybody may ask, and putting it together takes most of a second: once is enough for a process.
    state = request.app.state
    if not hasattr(state, "description"):
        state.description = as_text(describe(request.app))
    return Response(state.description, media_type="application/json")

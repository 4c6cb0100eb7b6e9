"""`/workspaces/{workspace_id}/demo`. Repositories' own routes are the repositories feature's."""

from pydantic import Field

from aexy.features.ingest import service
from aexy.features.jobs.schemas import Job
from aexy.features.paging import Wish
from aexy.features.routing import Asking, Bound, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/demo", tag="demo")


class DemoWish(Wish):
    """How large a demo organization to make; the same seed makes the same one."""

    developers: int = Field(default=48, ge=4, le=1000)
    commits: int = Field(default=15_000, ge=100, le=2_000_000)
    seed: int = Field(default=1, ge=0, le=2**31 - 1)


@routes.post("", policy=Policy.ADMIN, status=202, bound=Bound.EXPENSIVE)
async def make_demo(context: InContext, viewer: Asking, wish: DemoWish) -> Job:
    """Make up an organization in this workspace and read it like any other."""
    return await service.make_demo(
        context,
        viewer.workspace_id,
        developers=wish.developers,
        commits=wish.commits,
        seed=wish.seed,
        requested_by=viewer.account_id,
    )

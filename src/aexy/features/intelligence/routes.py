"""`/intelligence`: what concerns all analyses. Each has addresses of its own beside these."""

from aexy.features.ingest import service as ingest
from aexy.features.intelligence import together
from aexy.features.intelligence.schemas import AnalyseWish, Outcomes
from aexy.features.jobs.schemas import Job
from aexy.features.routing import Asking, AskingByQuery, Bound, InContext, Named, Policy, Routes

routes = Routes("/intelligence", tag="intelligence", workspace=Named.IN_QUERY)
team_routes = Routes("/intelligence/team/{workspace_id}", tag="intelligence")


@routes.post("/analyze-all", policy=Policy.VIEWER, bound=Bound.READING)
async def analyze_all(context: InContext, viewer: AskingByQuery, wish: AnalyseWish | None = None) -> Outcomes:
    """Every analysis of one person from one set of facts; what fails fails alone."""
    return await together.analyse_all(context, viewer, wish or AnalyseWish())


@team_routes.post("/analyze-all", policy=Policy.MANAGER, status=202)
async def analyze_everybody(context: InContext, viewer: Asking) -> Job:
    """Order every analysis for everybody, as each night does."""
    return await ingest.analyse_people(context, viewer.workspace_id, requested_by=viewer.account_id)

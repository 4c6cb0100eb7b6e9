"""The application: every feature's routes behind one porch, and the pages beside them."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI

from aexy.api import health, looking
from aexy.api import metrics as measures
from aexy.api.auth import Door
from aexy.api.cutting import Cut, UnderWay
from aexy.api.limits import Names, Porch
from aexy.api.policy import check_routes
from aexy.api.problems import translate_errors
from aexy.api.site import SITE, Site
from aexy.api.watching import Watch
from aexy.context import Context
from aexy.features.accounts.device_routes import routes as device
from aexy.features.accounts.key_routes import routes as keys
from aexy.features.accounts.routes import routes as accounts
from aexy.features.activity.routes import routes as activity
from aexy.features.alerts.routes import routes as alerts
from aexy.features.analytics.routes import routes as analytics
from aexy.features.assistance.routes import routes as assistance
from aexy.features.audit.routes import own_routes as own_audit
from aexy.features.audit.routes import routes as audit
from aexy.features.connections.routes import routes as connections
from aexy.features.dashboards.routes import routes as dashboards
from aexy.features.deletion.routes import routes as deletion
from aexy.features.delivery.agreements_routes import routes as delivery_agreements
from aexy.features.delivery.ci_routes import routes as delivery_ci
from aexy.features.delivery.deployment_routes import routes as delivery_deployments
from aexy.features.delivery.dora_routes import routes as dora
from aexy.features.delivery.flow_routes import routes as delivery_flow
from aexy.features.delivery.rules_routes import routes as delivery_rules
from aexy.features.delivery.telling_routes import routes as delivery_telling
from aexy.features.identities.routes import routes as identities
from aexy.features.importing.routes import routes as imports
from aexy.features.importing.uploads import LARGEST_FILE
from aexy.features.ingest.routes import routes as demo
from aexy.features.insights.churn_routes import routes as insights_churn
from aexy.features.insights.people_routes import routes as insights_people
from aexy.features.insights.pull_routes import routes as pull_insights
from aexy.features.insights.routes import catalogue_routes as metrics
from aexy.features.insights.routes import routes as insights
from aexy.features.insights.settings_routes import routes as insights_settings
from aexy.features.insights.team_routes import routes as team_insights
from aexy.features.intelligence.burnout_routes import routes as burnout
from aexy.features.intelligence.burnout_routes import team_routes as team_burnout
from aexy.features.intelligence.collaboration_routes import own_routes as own_collaboration
from aexy.features.intelligence.collaboration_routes import team_routes as team_collaboration
from aexy.features.intelligence.commits_routes import routes as commit_analysis
from aexy.features.intelligence.complexity_routes import own_routes as own_complexity
from aexy.features.intelligence.complexity_routes import team_routes as team_complexity
from aexy.features.intelligence.expertise_routes import routes as expertise
from aexy.features.intelligence.expertise_routes import team_routes as team_expertise
from aexy.features.intelligence.profile_routes import person_routes as person_profile
from aexy.features.intelligence.profile_routes import routes as profile
from aexy.features.intelligence.reviews_routes import routes as review_quality
from aexy.features.intelligence.routes import routes as intelligence
from aexy.features.intelligence.routes import team_routes as team_intelligence
from aexy.features.intelligence.search_routes import routes as people_search
from aexy.features.intelligence.teams_routes import routes as team_abilities
from aexy.features.intelligence.technology_routes import routes as technology
from aexy.features.intelligence.technology_routes import team_routes as team_technology
from aexy.features.investment.routes import routes as investment
from aexy.features.invitations.routes import own_routes as own_invitations
from aexy.features.invitations.routes import routes as invitations
from aexy.features.issues.routes import routes as issues
from aexy.features.jobs.routes import routes as jobs
from aexy.features.knowledge.coupling_routes import routes as coupling
from aexy.features.knowledge.hotspots_routes import routes as hotspots
from aexy.features.knowledge.risk_routes import routes as change_risk
from aexy.features.knowledge.routes import routes as knowledge
from aexy.features.knowledge.survival_routes import routes as survival
from aexy.features.matching.routes import own_routes as own_growth
from aexy.features.matching.routes import routes as matching
from aexy.features.members.routes import routes as members
from aexy.features.notifications.routes import routes as notifications
from aexy.features.ownership.routes import list_routes as all_ownership
from aexy.features.ownership.routes import routes as ownership
from aexy.features.people.routes import routes as people
from aexy.features.privacy.routes import routes as privacy
from aexy.features.projects.routes import routes as projects
from aexy.features.repositories.routes import routes as repositories
from aexy.features.routing import GuardedRoute, Routes
from aexy.features.schedules.routes import routes as schedules
from aexy.features.search.routes import routes as search
from aexy.features.signing_in.routes import routes as signing_in
from aexy.features.syncing.routes import routes as syncing
from aexy.features.system.routes import routes as system
from aexy.features.teams.routes import routes as teams
from aexy.features.webhooks.door import LARGEST_BODY, Porter
from aexy.features.webhooks.routes import door_routes as hooks
from aexy.features.webhooks.routes import routes as deliveries
from aexy.features.work_records.routes import routes as work_records
from aexy.features.workspaces.routes import routes as workspaces
from aexy.settings import Settings

PREFIX = "/api/v1"
ROUTES: tuple[Routes, ...] = (
    health.routes,
    accounts,
    keys,
    device,
    signing_in,
    metrics,
    insights,
    activity,
    notifications,
    search,
    alerts,
    analytics,
    burnout,
    team_burnout,
    review_quality,
    expertise,
    team_expertise,
    profile,
    person_profile,
    people_search,
    intelligence,
    team_intelligence,
    investment,
    insights_people,
    insights_churn,
    insights_settings,
    hotspots,
    coupling,
    survival,
    change_risk,
    team_insights,
    pull_insights,
    own_collaboration,
    team_collaboration,
    own_complexity,
    team_complexity,
    knowledge,
    delivery_ci,
    delivery_deployments,
    delivery_rules,
    dora,
    delivery_flow,
    delivery_agreements,
    delivery_telling,
    schedules,
    workspaces,
    deletion,
    members,
    invitations,
    own_invitations,
    repositories,
    jobs,
    people,
    privacy,
    identities,
    syncing,
    teams,
    team_abilities,
    commit_analysis,
    matching,
    own_growth,
    technology,
    team_technology,
    assistance,
    projects,
    issues,
    ownership,
    all_ownership,
    demo,
    imports,
    work_records,
    dashboards,
    connections,
    deliveries,
    hooks,
    audit,
    own_audit,
    system,
)

Opener = Callable[[], AbstractAsyncContextManager[Context]]
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock of this door."""
    return datetime.now(UTC)


def create_app(settings: Settings, opener: Opener, *, clock: Clock = utc_now, site: Path = SITE) -> FastAPI:
    """The whole of the HTTP door. `opener` opens the surroundings when the server starts, and closes them at its end.

    ValueError when a route has no policy, or hides another.
    """
    under_way = UnderWay()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opener() as surroundings:
            app.state.doorkeeper = door = Door(surroundings, clock)
            surroundings.database.pulse.lost.append(under_way.cut)
            app.state.porter = Porter()
            async with looking.written(door.looks, door.context):
                yield
                await app.state.porter.close()

    app = FastAPI(
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Its spans would carry query strings, which hold what people search for; ours carry the route.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    app.router.route_class = GuardedRoute
    for routes in ROUTES:
        routes.add_to(app.router, PREFIX)
    measures.routes.add_to(app.router, "")
    check_routes(app)
    translate_errors(app)
    public = urlsplit(settings.public_url or "")
    names = Names.of(settings.host, [*settings.hosts.split(","), public.hostname or ""])
    encrypted = public.hostname.encode() if public.hostname and public.scheme == "https" else None
    larger = {f"{PREFIX}{hooks.prefix}/": LARGEST_BODY, rf"{PREFIX}/workspaces/[^/]+/imports$": LARGEST_FILE}
    app.add_middleware(Cut, under_way=under_way)
    app.add_middleware(Porch, names=names, larger=larger, encrypted=encrypted)
    app.add_middleware(Watch)
    app.router.default = Site(site)
    return app

"""`/workspaces/{workspace_id}/insights`: one person's commits, pull requests and reviews, and how large they are."""

from uuid import UUID

from aexy.features.insights import sizes, works
from aexy.features.insights.sizes import PullSizes
from aexy.features.insights.team_routes import AskedDays
from aexy.features.insights.works import ListedCommits, ListedPulls, ListedReviews
from aexy.features.paging import USUAL_PAGE, Cursor, Limit
from aexy.features.routing import Asking, InContext, Policy, Routes
from aexy.kernel.metric import Level

routes = Routes("/workspaces/{workspace_id}/insights", tag="insights")


@routes.get("/developers/{developer_id}/commits", policy=Policy.VIEWER)
async def list_developer_commits(
    context: InContext,
    viewer: Asking,
    developer_id: UUID,
    days: AskedDays,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> ListedCommits:
    """A person's counted commits of a window, newest first."""
    return await works.commits(context, viewer, developer_id, days, cursor=cursor, limit=limit)


@routes.get("/developers/{developer_id}/pull-requests", policy=Policy.VIEWER)
async def list_developer_pull_requests(
    context: InContext,
    viewer: Asking,
    developer_id: UUID,
    days: AskedDays,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> ListedPulls:
    """A person's pull requests of a window, latest ended or opened first."""
    return await works.pulls(context, viewer, developer_id, days, cursor=cursor, limit=limit)


@routes.get("/developers/{developer_id}/reviews", policy=Policy.VIEWER)
async def list_developer_reviews(
    context: InContext,
    viewer: Asking,
    developer_id: UUID,
    days: AskedDays,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> ListedReviews:
    """The reviews a person gave in a window, newest first."""
    return await works.reviews(context, viewer, developer_id, days, cursor=cursor, limit=limit)


@routes.get("/developers/{developer_id}/pr-sizes", policy=Policy.VIEWER, kept=True)
async def get_developer_pr_sizes(context: InContext, viewer: Asking, developer_id: UUID, days: AskedDays) -> PullSizes:
    """How large a person's merged pull requests are; for them, their teammates and managers."""
    return await sizes.sizes(context, viewer, Level.DEVELOPER, developer_id, days)


@routes.get("/teams/{team_id}/pr-sizes", policy=Policy.VIEWER, kept=True)
async def get_team_pr_sizes(context: InContext, viewer: Asking, team_id: UUID, days: AskedDays) -> PullSizes:
    """How large a team's merged pull requests are."""
    return await sizes.sizes(context, viewer, Level.TEAM, team_id, days)


@routes.get("/repositories/{repository_id}/pr-sizes", policy=Policy.VIEWER, kept=True)
async def get_repository_pr_sizes(
    context: InContext, viewer: Asking, repository_id: UUID, days: AskedDays
) -> PullSizes:
    """How large a repository's merged pull requests are."""
    return await sizes.sizes(context, viewer, Level.REPOSITORY, repository_id, days)

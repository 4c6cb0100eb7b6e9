"""`/workspaces/{workspace_id}/issues`: how they stand, which they are, and what happened to one."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query

from aexy.features.issues import service
from aexy.features.issues.schemas import IssueDetail, IssueOrder, Issues, IssuesStanding, IssueState, StuckBy
from aexy.features.issues.service import Sought
from aexy.features.paging import USUAL_PAGE, Cursor, Limit
from aexy.features.routing import Asking, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/issues", tag="issues")

Team = Annotated[UUID | None, Query(description="Only those assigned to people in this team now; for its managers.")]
Days = Annotated[int | None, Query(ge=0, le=36_500)]


def _sought(
    *,
    state: IssueState = IssueState.OPEN,
    order: IssueOrder = IssueOrder.OLDEST,
    team: Team = None,
    kind: Annotated[str | None, Query(max_length=40)] = None,
    q: Annotated[str | None, Query(max_length=200, description="Part of a key or title.")] = None,
    assignee: Annotated[
        UUID | Literal["nobody"] | None, Query(description="A person, or `nobody` for those that are nobody's.")
    ] = None,
    age_from: Annotated[int | None, Query(ge=0, le=36_500, description="Opened so many days ago or more.")] = None,
    age_to: Annotated[int | None, Query(ge=1, le=36_500, description="Opened less than so many days ago.")] = None,
    stuck: Annotated[
        StuckBy | Literal["any"] | None, Query(description="Only stuck ones: for this reason, or `any`.")
    ] = None,
) -> Sought:
    return Sought(
        state=state,
        order=order,
        team=team,
        kind=kind,
        q=q,
        assignee=assignee if isinstance(assignee, UUID) else None,
        is_nobodys=assignee == "nobody",
        age_from=age_from,
        age_to=age_to,
        stuck=stuck,
    )


@routes.get("", policy=Policy.VIEWER)
async def list_issues(
    context: InContext,
    viewer: Asking,
    sought: Annotated[Sought, Depends(_sought)],
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> Issues:
    """Issues that fit, the oldest first; whose they are as far as that is for whoever asks."""
    return await service.list_issues(context, viewer, sought, cursor=cursor, limit=limit)


@routes.get("/standing", policy=Policy.VIEWER)
async def get_issues_standing(context: InContext, viewer: Asking, team: Team = None) -> IssuesStanding:
    """Open issues by state and age, which are stuck and why, and whose they are."""
    return await service.get_standing(context, viewer, team)


@routes.get("/{issue_id}", policy=Policy.VIEWER)
async def get_issue(context: InContext, viewer: Asking, issue_id: UUID) -> IssueDetail:
    """One issue with its changes, pull requests and sprints."""
    return await service.get_issue(context, viewer, issue_id)

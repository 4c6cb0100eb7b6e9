"""`/workspaces/{workspace_id}/insights/dora`: the five metrics of whom one asks, and what is behind the lead time."""

import csv
import io
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from aexy.features.attachments import Csv
from aexy.features.delivery import dora, dora_changes
from aexy.features.delivery.dora import DoraAsked
from aexy.features.delivery.dora_changes import SORTS, Which
from aexy.features.delivery.dora_schemas import Dora, DoraChanges, ServiceShort
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import Asking, Bound, InContext, Policy, Routes
from aexy.kernel.delivery.tiers import EDITIONS, USUAL_EDITION
from aexy.kernel.periods import PeriodType

routes = Routes("/workspaces/{workspace_id}/insights/dora", tag="delivery")


def _days(
    from_: Annotated[date | None, Query(alias="from", description="The first local day; 12 weeks ago.")] = None,
    to: Annotated[date | None, Query(description="The day after the last; the end of the open week.")] = None,
    bucket: Annotated[PeriodType, Query(description="The periods of the trend.")] = PeriodType.WEEKLY,
    edition: Annotated[str, Query(max_length=10, description=f"Whose tiers: {', '.join(EDITIONS)}.")] = USUAL_EDITION,
) -> DoraAsked:
    return DoraAsked(start=from_, end=to, bucket=bucket, edition=edition)


def _question(
    days: Annotated[DoraAsked, Depends(_days)],
    subject: Annotated[
        str,
        Query(
            max_length=100,
            description="workspace, or service:, team:, repository: or project: and an id.",
        ),
    ] = "workspace",
) -> DoraAsked:
    return DoraAsked(subject, days.start, days.end, days.bucket, days.edition)


Days = Annotated[DoraAsked, Depends(_days)]
Question = Annotated[DoraAsked, Depends(_question)]
Wanted = Annotated[Which, Query(description="Those that went live, those that did not yet, or all.")]
Sort = Annotated[str, Query(max_length=30, description=f"{', '.join(SORTS)}; largest first, with a minus smallest.")]


@routes.get("", policy=Policy.VIEWER, kept=True)
async def get_dora(context: InContext, viewer: Asking, question: Question) -> Dora:
    """DORA's five metrics of a subject, with stages, tiers, trends and what stands beside them."""
    return await dora.dora(context, viewer, question)


@routes.get("/services", policy=Policy.VIEWER, kept=True)
async def list_dora_services(
    context: InContext, viewer: Asking, days: Days, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[ServiceShort]:
    """Every service by name, with its five."""
    return await dora.dora_services(context, viewer, days, cursor=cursor, limit=limit)


@routes.get("/services/{service_id}", policy=Policy.VIEWER, kept=True)
async def get_service_dora(context: InContext, viewer: Asking, service_id: UUID, days: Days) -> Dora:
    """DORA's five metrics of a service."""
    return await dora.dora_of_service(context, viewer, service_id, days)


@routes.get("/changes", policy=Policy.VIEWER)
async def list_dora_changes(
    context: InContext,
    viewer: Asking,
    question: Question,
    which: Wanted = Which.ALL,
    sort: Sort = "at",
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> DoraChanges:
    """The changes behind the lead time, each with its stages."""
    return await dora_changes.changes(context, viewer, question, which=which, sort=sort, cursor=cursor, limit=limit)


@routes.get("/changes.csv", policy=Policy.VIEWER, answers=Csv, bound=Bound.EXPENSIVE)
async def export_dora_changes(
    context: InContext, viewer: Asking, question: Question, which: Wanted = Which.ALL, sort: Sort = "at"
) -> Response:
    """The same for a spreadsheet."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(dora_changes.COLUMNS)
    writer.writerows(await dora_changes.all_rows(context, viewer, question, which=which, sort=sort))
    headers = {"content-disposition": 'attachment; filename="changes.csv"'}
    return Response(written.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)

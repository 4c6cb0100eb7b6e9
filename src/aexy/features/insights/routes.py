"""`/metrics` and `/workspaces/{workspace_id}/insights`."""

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query, Response

from aexy.features.attachments import Csv
from aexy.features.insights import breaking, explaining, generating, service, tables
from aexy.features.insights.breaking import Spread
from aexy.features.insights.generating import Generated
from aexy.features.insights.schemas import (
    Breakdown,
    Bucket,
    Checks,
    Compare,
    Explanation,
    GenerateWish,
    History,
    Hours,
    Languages,
    MetricShape,
    Readings,
)
from aexy.features.insights.service import Asked
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import Asking, Bound, InContext, Policy, Routes
from aexy.kernel.errors import Unusable
from aexy.kernel.metric import Level
from aexy.kernel.periods import PeriodType
from aexy.kernel.text import cell

catalogue_routes = Routes("/metrics", tag="metrics")
routes = Routes("/workspaces/{workspace_id}/insights", tag="insights")

Metrics = Annotated[str | None, Query(description="Keys with commas; all of the level when left out.", max_length=2000)]
Bucketed = Annotated[Bucket, Query(description="Into what the window is divided; sprints are those of one board.")]
By = Annotated[Literal["developer", "team", "repository", "project"], Query(description="One row per what.")]
Trend = Annotated[PeriodType | None, Query(description="Also the first metric, period by period.")]
Sort = Annotated[str | None, Query(description="A key, largest or latest first; with a leading minus the other way.")]
Kind = Annotated[PeriodType, Query(description="Which periods.")]


def _asked(
    subject: Annotated[
        str, Query(description="workspace, or developer, team, repository or project with :UUID.", max_length=60)
    ] = "workspace",
    from_: Annotated[date | None, Query(alias="from", description="The first local day; 12 weeks ago.")] = None,
    to: Annotated[date | None, Query(description="The day after the last; the end of the open week.")] = None,
    team: Annotated[UUID | None, Query(description="Only what was done in this team.")] = None,
) -> Asked:
    return Asked(subject=subject, start=from_, end=to, team=team)


Question = Annotated[Asked, Depends(_asked)]


def _whose(
    question: Question,
    developer_id: Annotated[UUID | None, Query(description="The same as subject=developer:UUID.")] = None,
    team_id: Annotated[UUID | None, Query(description="The same as subject=team:UUID.")] = None,
) -> Asked:
    named = [f"developer:{developer_id}"] if developer_id else []
    named += [f"team:{team_id}"] if team_id else []
    named += [question.subject] if question.subject != "workspace" else []
    if len(named) > 1:
        raise Unusable(
            f"That names {len(named)} subjects.",
            next_step="Give one of `subject`, `developer_id` and `team_id`.",
            field="subject",
        )
    return replace(question, subject=named[0]) if named else question


Whose = Annotated[Asked, Depends(_whose)]


@catalogue_routes.get("", policy=Policy.SIGNED_IN)
async def list_metrics() -> Page[MetricShape]:
    """Every metric there is, family by family."""
    return Page(items=service.catalogue(), next_cursor=None)


@catalogue_routes.get("/{key}", policy=Policy.SIGNED_IN)
async def get_metric(key: str) -> MetricShape:
    """One metric: what it says, and what to be careful about."""
    return service.metric(key)


@routes.get("/readings", policy=Policy.VIEWER, kept=True)
async def list_readings(
    context: InContext,
    viewer: Asking,
    question: Question,
    metrics: Metrics = None,
    bucket: Bucketed = Bucket.TOTAL,
    compare: Compare = Compare.PREVIOUS,
    project: Annotated[UUID | None, Query(description="Whose sprints, with bucket=sprint.")] = None,
    board: Annotated[str | None, Query(description="Which board's, where there are several.", max_length=200)] = None,
) -> Readings:
    """Numbers of one subject, of the window as a whole, period by period or sprint by sprint."""
    wanted = replace(question, metrics=metrics, bucket=bucket, compare=compare, project=project, board=board)
    return await service.readings(context, viewer, wanted)


@routes.get("/breakdown", policy=Policy.VIEWER, kept=True)
async def get_breakdown(
    context: InContext,
    viewer: Asking,
    question: Question,
    by: By,
    metrics: Metrics = None,
    sort: Sort = None,
    limit: Limit = USUAL_PAGE,
    trend: Trend = None,
) -> Breakdown:
    """How a subject's numbers spread over people, teams or repositories."""
    asked = Asked(metrics, question.subject, question.start, question.end, team=question.team)
    return await breaking.breakdown(context, viewer, asked, Spread(Level(by), sort, limit, trend))


@routes.get("/languages", policy=Policy.VIEWER, kept=True)
async def list_languages(context: InContext, viewer: Asking, question: Question) -> Languages:
    """What was written in."""
    return await tables.languages(context, viewer, question)


@routes.get("/hours", policy=Policy.VIEWER, kept=True)
async def get_hours(context: InContext, viewer: Asking, question: Question) -> Hours:
    """When commits are written, by their authors' own clocks."""
    return await tables.hours(context, viewer, question)


@routes.get("/data-quality", policy=Policy.VIEWER)
async def list_checks(context: InContext, viewer: Asking, question: Question) -> Checks:
    """What is known to be missing or doubtful in the data."""
    return await tables.checks(context, viewer, question)


@routes.get("/metrics/{key}/explain", policy=Policy.VIEWER)
async def explain_metric(
    context: InContext,
    viewer: Asking,
    question: Question,
    key: str,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
    sort: Sort = None,
) -> Explanation:
    """What is behind one number: its distribution, what was left out, and its rows."""
    return await explaining.explain(context, viewer, key, question, cursor=cursor, limit=limit, sort=sort)


@routes.get("/metrics/{key}/explain.csv", policy=Policy.VIEWER, answers=Csv, bound=Bound.EXPENSIVE)
async def export_metric_rows(
    context: InContext, viewer: Asking, question: Question, key: str, sort: Sort = None
) -> Response:
    """The rows behind one number, for a spreadsheet."""
    rows = await explaining.all_rows(context, viewer, key, question, sort=sort)
    written = io.StringIO()
    columns = explaining.columns(key)
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([cell(row[c]) if isinstance(row[c], str) else row[c] for c in columns] for row in rows)
    headers = {"content-disposition": f'attachment; filename="{key}.csv"'}
    return Response(written.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


@routes.post("/snapshots/generate", policy=Policy.MEMBER, status=202, bound=Bound.EXPENSIVE)
async def generate_snapshots(
    context: InContext,
    viewer: Asking,
    wish: GenerateWish | None = None,
    wait: Annotated[bool, Query(description="Wait up to 20 seconds for it to be done.")] = False,  # noqa: FBT002 - HTTP's
) -> Generated:
    """Count again what was touched, or everything."""
    return await generating.generate(context, viewer, everything=wish is not None and wish.everything, wait=wait)


@routes.get("/snapshots/history", policy=Policy.VIEWER)
async def list_snapshots(
    context: InContext,
    viewer: Asking,
    question: Whose,
    period_type: Kind = PeriodType.WEEKLY,
    metrics: Metrics = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> History:
    """Stored snapshots of one subject, latest first."""
    asked = replace(question, metrics=metrics)
    return await tables.history(context, viewer, asked, kind=period_type, cursor=cursor, limit=limit)

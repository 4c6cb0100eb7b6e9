"""`/workspaces/{workspace_id}/insights/developers` and `/me`: one person's numbers."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import StreamingResponse

from aexy.features.attachments import Archive
from aexy.features.insights import besides, comparing, exporting, people, standing, trends
from aexy.features.insights.beside_schemas import BesideEachOther
from aexy.features.insights.comparing_schemas import Benchmarks, Comparison, Percentiles, Within
from aexy.features.insights.exporting import Format
from aexy.features.insights.people import When
from aexy.features.insights.people_rows import Wanted
from aexy.features.insights.people_schemas import ListedPerson, PersonNumbers, Trends
from aexy.features.insights.service import Asked as Question
from aexy.features.insights.standing import Wish
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import Asking, Bound, InContext, Policy, Routes
from aexy.kernel.metric import Family
from aexy.kernel.periods import PeriodType

routes = Routes("/workspaces/{workspace_id}/insights", tag="insights")

From = Annotated[date | None, Query(alias="from", description="The first local day; 12 weeks ago.")]
To = Annotated[date | None, Query(description="The day after the last; the end of the open week.")]
Metrics = Annotated[str | None, Query(description="Keys with commas; all of a person when left out.", max_length=2000)]
Among = Annotated[Within, Query(description="Held against whom.")]
Team = Annotated[UUID | None, Query(description="Which of the person's teams; the one joined last.")]
TheirRole = Annotated[
    str | None, Query(description="Which of the person's roles; that in the team joined last.", max_length=100)
]
Kind = Annotated[PeriodType, Query(description="Which periods.")]


def _when(
    from_: From = None,
    to: To = None,
    period_type: Annotated[
        PeriodType | None, Query(description="Instead of dates: the latest closed period and the open one.")
    ] = None,
) -> When:
    return When(from_, to, period_type)


Meant = Annotated[When, Depends(_when)]


def _asked(metrics: Metrics = None, from_: From = None, to: To = None) -> Question:
    return Question(metrics, start=from_, end=to)


Asked = Annotated[Question, Depends(_asked)]


@routes.get("/me", policy=Policy.VIEWER, kept=True)
async def get_own_numbers(context: InContext, viewer: Asking, when: Meant) -> PersonNumbers:
    """All your own numbers, also those nobody else sees."""
    return await people.own_numbers(context, viewer, when)


@routes.get("/developers", policy=Policy.VIEWER)
async def list_measured_developers(
    context: InContext,
    viewer: Asking,
    active: Annotated[bool | None, Query(description="Only who was active in the last twelve weeks, or not.")] = None,
    team: Annotated[UUID | None, Query(description="Only who is in this team now.")] = None,
    role: Annotated[str | None, Query(description="Only who has this role in a team now.", max_length=100)] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> Page[ListedPerson]:
    """People by name, with when they were last active and their teams."""
    return await people.list_people(context, viewer, Wanted(active, team, role), cursor=cursor, limit=limit)


@routes.get("/developers/compare", policy=Policy.VIEWER, kept=True)
async def compare_developers(
    context: InContext,
    viewer: Asking,
    developer_ids: Annotated[
        str, Query(description="Two to ten ids with commas; with others, one is enough.", max_length=1000)
    ],
    asked: Asked,
    *,
    others: Annotated[bool, Query(description="Beside them, under pseudonyms, everybody out of your reach.")] = False,
) -> Comparison:
    """Two to ten people side by side; small samples are drawn towards the workspace's number, and marked."""
    return await comparing.compare(context, viewer, developer_ids, asked, others=others)


@routes.get("/compare", policy=Policy.VIEWER, kept=True)
async def compare_subjects(
    context: InContext,
    viewer: Asking,
    subjects: Annotated[
        str,
        Query(
            description="Two to five of one kind with commas: developer:UUID, team:UUID or repository:UUID.",
            max_length=400,
        ),
    ],
    asked: Asked,
) -> BesideEachOther:
    """People, teams or repositories beside each other, and which differences are larger than chance."""
    return await besides.beside(context, viewer, subjects, asked)


@routes.get("/developers/{developer_id}", policy=Policy.VIEWER, kept=True)
async def get_developer_numbers(context: InContext, viewer: Asking, developer_id: UUID, when: Meant) -> PersonNumbers:
    """All numbers of one person, family by family."""
    return await people.numbers(context, viewer, developer_id, when)


@routes.get("/developers/{developer_id}/velocity", policy=Policy.VIEWER, kept=True)
async def get_developer_velocity(context: InContext, viewer: Asking, developer_id: UUID, when: Meant) -> PersonNumbers:
    """How much one person delivers."""
    return await people.numbers(context, viewer, developer_id, when, family=Family.VELOCITY)


@routes.get("/developers/{developer_id}/efficiency", policy=Policy.VIEWER, kept=True)
async def get_developer_efficiency(
    context: InContext, viewer: Asking, developer_id: UUID, when: Meant
) -> PersonNumbers:
    """How quickly one person's changes go through."""
    return await people.numbers(context, viewer, developer_id, when, family=Family.EFFICIENCY)


@routes.get("/developers/{developer_id}/quality", policy=Policy.VIEWER, kept=True)
async def get_developer_quality(context: InContext, viewer: Asking, developer_id: UUID, when: Meant) -> PersonNumbers:
    """How one person reviews and is reviewed."""
    return await people.numbers(context, viewer, developer_id, when, family=Family.QUALITY)


@routes.get("/developers/{developer_id}/sustainability", policy=Policy.VIEWER, kept=True)
async def get_developer_sustainability(
    context: InContext, viewer: Asking, developer_id: UUID, when: Meant
) -> PersonNumbers:
    """Whether one person's pace can be kept; their own business."""
    return await people.numbers(context, viewer, developer_id, when, family=Family.SUSTAINABILITY)


@routes.get("/developers/{developer_id}/collaboration", policy=Policy.VIEWER, kept=True)
async def get_developer_collaboration(
    context: InContext, viewer: Asking, developer_id: UUID, when: Meant
) -> PersonNumbers:
    """With whom one person works."""
    return await people.numbers(context, viewer, developer_id, when, family=Family.COLLABORATION)


@routes.get("/developers/{developer_id}/trends", policy=Policy.VIEWER, kept=True)
async def list_developer_trends(
    context: InContext,
    viewer: Asking,
    developer_id: UUID,
    period_type: Kind = PeriodType.WEEKLY,
    metrics: Metrics = None,
    from_: From = None,
    to: To = None,
) -> Trends:
    """Whether one person's numbers rise or fall, over closed periods."""
    return await trends.trends(context, viewer, developer_id, period_type, metrics=metrics, start=from_, end=to)


@routes.get("/developers/{developer_id}/percentile", policy=Policy.VIEWER)
async def get_developer_percentile(
    context: InContext,
    viewer: Asking,
    developer_id: UUID,
    asked: Asked,
    within: Among = Within.WORKSPACE,
    team: Team = None,
    role: TheirRole = None,
) -> Percentiles:
    """Where a person stands among five or more others; shown to them and to managers."""
    return await standing.percentiles(context, viewer, developer_id, Wish(within, team, role), asked)


@routes.get("/developers/{developer_id}/role-benchmark", policy=Policy.VIEWER)
async def get_developer_role_benchmark(
    context: InContext,
    viewer: Asking,
    developer_id: UUID,
    asked: Asked,
    within: Among = Within.ROLE,
    team: Team = None,
    role: TheirRole = None,
) -> Benchmarks:
    """A person beside the middle of those with the same role; shown to them and to managers."""
    return await standing.benchmarks(context, viewer, developer_id, Wish(within, team, role), asked)


@routes.get("/developers/{developer_id}/export", policy=Policy.VIEWER, answers=Archive, bound=Bound.EXPENSIVE)
async def export_developer(
    context: InContext,
    viewer: Asking,
    developer_id: UUID,
    form: Annotated[Format, Query(alias="format", description="How rows are written.")] = Format.NDJSON,
) -> StreamingResponse:
    """All there is of one person, as an archive; for that person and admins."""
    export = await exporting.open_export(context, viewer, developer_id, form)
    headers = {"content-disposition": f'attachment; filename="{export.file_name}"'}
    return StreamingResponse(exporting.pieces(export), media_type="application/zip", headers=headers)

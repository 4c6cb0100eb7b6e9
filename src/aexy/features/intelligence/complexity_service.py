"""How much there is to pull requests: of one person, of a batch, and of a group over time."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.analytics.groups import find_group, kept_frame, seen
from aexy.features.analytics.schemas import Person, WindowWish
from aexy.features.analytics.together import BY_PARTS
from aexy.features.insights.looking import View, look
from aexy.features.intelligence import complexity_rows as rows
from aexy.features.intelligence import service
from aexy.features.intelligence.complexity import ANALYSIS
from aexy.features.intelligence.complexity_calibrating import calibrated
from aexy.features.intelligence.complexity_groups import empty, read_group, summed
from aexy.features.intelligence.complexity_schemas import (
    CAUTION,
    DEFINITION,
    ChangeComplexity,
    ChangesComplexity,
    ComplexityWish,
    Factor,
    PersonComplexity,
    PullName,
    TeamComplexity,
)
from aexy.features.routing import Viewer
from aexy.kernel.analyses.complexity import classified
from aexy.kernel.analyses.effort import Fit
from aexy.kernel.errors import Unknown
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metric import Audience
from aexy.kernel.privacy import QUORUM, TOO_FEW, withheld_of
from aexy.kernel.text import plain
from aexy.store.analysis_facts.changes import Which, change_files, change_reviews, change_subjects, changes
from aexy.store.session import session

USUAL_DAYS = timedelta(days=182)
_FACTORS = ("files", "components", "layers", "costly")
_OF_A_CHANGE = (
    "level", "score", "plain_lines", "lines", "files", "is_cross_cutting", "is_infrastructure", "category", "certainty",
    "reviews", "remarks", "second_looks",
)  # fmt: skip
_NOTHING: dict[str, Any] = {
    **dict.fromkeys((*_OF_A_CHANGE, "files_known", "review_effort", "review_hours")),
    "factors": [],
    "components": [],
    "layers": [],
    "critical": [],
    "why": [],
}


async def of_person(
    context: Context, viewer: Viewer, developer_id: UUID | None, *, anew: bool = False
) -> PersonComplexity:
    """One person's pull requests; `anew` learns and counts again whatever is kept."""
    calibration = await calibrated(context, viewer.workspace_id, anew=anew)
    analysed = await service.of_person(context, viewer, ANALYSIS, developer_id, fresh=anew)
    found = analysed.result or {}
    lists = {name: found.get(name, []) for name in ("primary_categories", "common_components", "common_layers")}
    numbers: dict[str, Any] = {name: found.get(name) for name in ANALYSIS.shape.model_fields if name not in lists}
    return PersonComplexity(
        **numbers,
        **lists,
        as_of=analysed.as_of,
        developer=analysed.developer,
        withheld=analysed.withheld or analysed.failure,
        n=found.get("total_prs_analyzed", 0),
        calibration=calibration,
        caution=CAUTION,
        definition=DEFINITION,
    )


async def analyze(context: Context, viewer: Viewer, wish: ComplexityWish) -> ChangesComplexity:
    """A batch of pull requests, each with its parts and why. Unknown for a repository that is not there."""
    names = list(dict.fromkeys((one.repository_id, one.number) for one in wish.pull_requests))
    calibration = await calibrated(context, viewer.workspace_id)
    view = await look(context, viewer, subject="workspace", start=None, end=None)
    async with context.database.reading(viewer.workspace_id) as connection:
        _check_repositories(names, await rows.known_repositories(connection, [one for one, _ in names]))
        found = await rows.pulls(connection, names)
        fitted = await rows.fit_in_use(connection)
    told = await asyncio.to_thread(
        _classified, context.database.url, viewer.workspace_id, [one.key for one in found.values()], fitted
    )
    return ChangesComplexity(
        as_of=context.now,
        items=[_told(view, found[name], told.get(found[name].key)) for name in names if name in found],
        missing=[PullName(repository_id=one, number=number) for one, number in names if (one, number) not in found],
        calibration=calibration,
        caution=CAUTION,
        definition=DEFINITION,
    )


def _check_repositories(names: list[tuple[UUID, int]], known: set[UUID]) -> None:
    unknown = sorted({one for one, _ in names} - known)
    if unknown:
        raise Unknown(
            f"There is no repository {unknown[0]} in this workspace.",
            next_step="Look its id up in the list of repositories.",
            field="pull_requests",
        )


def _classified(url: str, workspace_id: WorkspaceId, pulls: list[int], fitted: Fit) -> dict[int, dict[str, Any]]:
    which = Which.these(pulls)
    with session(url, workspace_id) as opened:
        told = classified(
            changes(opened, which),
            change_files(opened, which),
            change_subjects(opened, which),
            change_reviews(opened, which),
            fitted,
        )
    return {row["pull"]: row for row in told.iter_rows(named=True)}


def _told(view: View, pull: rows.Pull, row: dict[str, Any] | None) -> ChangeComplexity:
    """As whoever asks may see it: how large a person's changes are is for their team."""
    hidden = None if pull.developer is None else withheld_of(Audience.TEAM, pull.developer, view.onlooker)
    author = None if pull.id is None else Person(id=pull.id, name=plain(pull.name))
    return ChangeComplexity(
        repository_id=pull.repository_id,
        repository=pull.repository,
        number=pull.number,
        title=plain(pull.title),
        url=pull.url,
        author=author,
        withheld=hidden,
        **_NOTHING if hidden or row is None else _numbers(row),
    )


def _numbers(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in _OF_A_CHANGE},
        "factors": [
            Factor(name=name, value=row[name], times=row[f"times_{name}"])
            for name in _FACTORS
            if row[name] is not None and row[f"times_{name}"] is not None
        ],
        "components": row["component_names"] or [],
        "layers": row["layer_names"] or [],
        "critical": row["costly_names"] or [],
        "files_known": row["is_known"],
        "why": row["why"].split(", ") if row["why"] else [],
        "review_effort": row["effort"],
        "review_hours": row["hours"],
    }


async def of_group(context: Context, viewer: Viewer, wish: WindowWish) -> TeamComplexity:
    """The pull requests a team or the workspace opened in a window, and how they changed."""
    calibration = await calibrated(context, viewer.workspace_id)
    async with context.database.reading(viewer.workspace_id) as connection:
        fitted = await rows.fit_in_use(connection)
    start = wish.start or ((wish.end or context.now.date()) - USUAL_DAYS)
    group = await find_group(context, viewer, wish, start=start, end=wish.end)
    view = group.view
    question = ("complexity", view.window.start, view.window.end, calibration.fitted_at)
    whole = await kept_frame(context, view, question, lambda opened: read_group(opened, view, fitted))
    found = whole.filter(pl.col("developer").is_in(group.keys))
    authors = found["developer"].unique()
    there = seen(group, Audience.TEAM, authors)
    withheld = BY_PARTS if there.withheld else TOO_FEW if len(authors) < QUORUM else None
    last = min(view.window.end, view.clock.today + timedelta(days=1))
    return TeamComplexity(
        **there.says(group, context.now, CAUTION),
        **empty() if withheld else summed(found, view.window.start, last),
        start=view.window.start,
        end=view.window.end,
        withheld_whole=withheld,
        calibration=calibration,
        definition=DEFINITION,
    )

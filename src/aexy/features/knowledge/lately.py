"""The code that changed most often lately: which repositories and folders, who knows them, and where few do."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.analytics.groups import kept_frame
from aexy.features.insights.counting import ALL_DAY
from aexy.features.insights.looking import View, look
from aexy.features.insights.rollups import Days
from aexy.features.insights.schemas import SubjectName
from aexy.features.knowledge import rows
from aexy.features.knowledge.asking import DEFINITION as SCORE
from aexy.features.knowledge.asking import knowers, ranked_in
from aexy.features.knowledge.keeping import Known, heaps_of, known_of
from aexy.features.knowledge.lately_schemas import (
    ChangedFolder,
    ChangedRepository,
    FilesAtRisk,
    FolderAtRisk,
    KnowledgeAtRisk,
    RepositoryAtRisk,
    WhoKnowsLately,
)
from aexy.features.knowledge.naming import Folk, folk_of
from aexy.features.knowledge.rows import Place
from aexy.features.knowledge.schemas import Whereabouts
from aexy.features.knowledge.service import CAUTION
from aexy.features.routing import Viewer
from aexy.kernel.analyses.truck_factor import truck_factor
from aexy.kernel.metric import Audience, Level
from aexy.kernel.text import plain
from aexy.store.analysis_facts.lately import read_folders_changed, read_repositories_changed
from aexy.store.session import Session

RISK = (
    "Of the files a truck factor is counted over: those with one author by degree of authorship, those nobody is "
    "author of, and those all of whose authors were last seen to commit more than 180 days ago."
)
_ASKED = 60  # folders that are looked at, until enough of them still stand
_MOST_REPOSITORIES = 4  # whose files are read for one answer
_MOST_PEOPLE = 3
_MOST_FOLDERS = 8


class _Heap(NamedTuple):
    """Files of one folder with the same authors."""

    folder: str
    authors: list[int]
    files: int


async def changed_most(
    context: Context, viewer: Viewer, days: Days, team: UUID | None, *, limit: int
) -> list[ChangedRepository]:
    """The repositories people (of a team) changed most often in some days; the first one has most commits."""
    return (await _changed(context, await _view(context, viewer, days, team)))[:limit]


async def who_knows_lately(
    context: Context, viewer: Viewer, days: Days, team: UUID | None, *, limit: int
) -> WhoKnowsLately:
    """Who knows the folders that changed most often. Files directly in the root are in no folder."""
    view = await _view(context, viewer, days, team)
    span, within = _span(view), _team(view)

    def make(opened: Session) -> pl.DataFrame:
        return read_folders_changed(opened, span, within, _ASKED)

    found = await kept_frame(context, view, ("folders changed", *span, within), make, seconds=ALL_DAY)
    places = await _places(context, view)
    known: dict[int, Known] = {}
    folders: list[ChangedFolder] = []
    for key, folder, commits in found.filter(pl.col("folder") != "").iter_rows():
        if len(folders) == limit or (key not in known and len(known) == _MOST_REPOSITORIES):
            continue
        if key not in known:
            known[key] = await known_of(context, view, key)
        told = await _folder(context, view, known[key], places[key], folder)
        if told.files:
            folders.append(told.model_copy(update={"commits": commits}))
    return WhoKnowsLately(
        as_of=context.now, start=view.window.start, end=view.window.end, folders=folders, definition=SCORE,
        caution=CAUTION,
    )  # fmt: skip


async def at_risk(
    context: Context, viewer: Viewer, days: Days, team: UUID | None, *, limit: int = 3
) -> KnowledgeAtRisk:
    """Where few know the code, in the repositories that changed most often."""
    view = await _view(context, viewer, days, team)
    changed = await _changed(context, view)
    return KnowledgeAtRisk(
        as_of=context.now,
        start=view.window.start,
        end=view.window.end,
        repositories=[await _at_risk_in(context, view, one) for one in changed[:limit]],
        more=max(len(changed) - limit, 0),
        definition=RISK,
        caution=CAUTION,
    )


async def _view(context: Context, viewer: Viewer, days: Days, team: UUID | None) -> View:
    return await look(context, viewer, subject="workspace", start=days.start, end=days.end, team=team)


def _span(view: View) -> tuple[datetime, datetime]:
    clock, window = view.clock, view.window
    return clock.midnight(window.start), clock.midnight(window.end)


def _team(view: View) -> int | None:
    return view.subject.key if view.subject.level is Level.TEAM else None


async def _changed(context: Context, view: View) -> list[ChangedRepository]:
    span, within = _span(view), _team(view)

    def make(opened: Session) -> pl.DataFrame:
        return read_repositories_changed(opened, span, within)

    found = await kept_frame(context, view, ("repositories changed", *span, within), make, seconds=ALL_DAY)
    places = await _places(context, view)
    return [
        ChangedRepository(key=key, id=places[key].id, name=plain(places[key].name), commits=commits)
        for key, commits in found.iter_rows()
        if key in places
    ]


async def _places(context: Context, view: View) -> Mapping[int, Place]:
    async with context.database.reading(view.workspace_id) as connection:
        return {place.key: place for place in await rows.repositories(connection)}


async def _folder(context: Context, view: View, known: Known, place: Place, folder: str) -> ChangedFolder:
    files = known.files.filter(pl.col("name").str.starts_with(f"{folder}/"))
    ranked = ranked_in(known, files)
    folk = await folk_of(context, view, ranked["developer"], Audience.OPEN)
    counted = files.filter("counts").select("path")
    authors = known.authors.join(counted, on="path", how="semi").select("developer", file="path")
    return ChangedFolder(
        repository=SubjectName(kind=Level.REPOSITORY, id=place.id, name=plain(place.name)),
        path=plain(folder),
        commits=0,
        files=files.height,
        truck_factor=truck_factor(authors, files=counted.height).value,
        people=knowers(ranked, folk)[:_MOST_PEOPLE],
        **folk.withheld(ranked["developer"]),
    )


async def _at_risk_in(context: Context, view: View, one: ChangedRepository) -> RepositoryAtRisk:
    heaps = [_Heap(*row) for row in (await heaps_of(context, view, one.key)).iter_rows()]
    folk = await folk_of(context, view, _people(heaps), Audience.OPEN)
    name = SubjectName(kind=Level.REPOSITORY, id=one.id, name=one.name)
    folders: dict[str, list[_Heap]] = defaultdict(list)
    for heap in heaps:
        folders[heap.folder].append(heap)
    found = [
        FolderAtRisk(repository=name, path=plain(path), **dict(_files_at_risk(there, folk)))
        for path, there in folders.items()
    ]
    risky = [each for each in found if each.one_author or each.without_author or each.nobody_left]
    risky.sort(key=lambda each: (-each.one_author - each.without_author, each.path))
    return RepositoryAtRisk(repository=name, folders=risky[:_MOST_FOLDERS], **dict(_files_at_risk(heaps, folk)))


def _people(heaps: Sequence[_Heap]) -> list[int]:
    return sorted({author for heap in heaps for author in heap.authors})


def _files_at_risk(heaps: Sequence[_Heap], folk: Folk) -> FilesAtRisk:
    """Whether everybody is gone is told where every author may be named."""
    left, why = _nobody_left(heaps, folk)
    return FilesAtRisk(
        files=sum(heap.files for heap in heaps),
        one_author=sum(heap.files for heap in heaps if len(heap.authors) == 1),
        without_author=sum(heap.files for heap in heaps if not heap.authors),
        nobody_left=left,
        withheld=why,
    )


def _nobody_left(heaps: Sequence[_Heap], folk: Folk) -> tuple[int | None, str | None]:
    people = _people(heaps)
    why = folk.withheld(people)["withheld"]
    if why is not None:
        return None, why
    around = {key for key in folk.shown(people) if folk.state(key) is not Whereabouts.GONE}
    return sum(heap.files for heap in heaps if heap.authors and around.isdisjoint(heap.authors)), None


__all__ = ["at_risk", "changed_most", "who_knows_lately"]

"""Widgets about code: where it hurts, whose it is, and where few know it.

They are about repositories. A dashboard names none, so they show those that people (of the team) changed most often in
the period, say which, and lead to the page with it chosen.
"""

from aexy.features.dashboards.drawings import (
    Drawing,
    Link,
    WidgetCell,
    WidgetColumn,
    WidgetFigure,
    WidgetFigures,
    WidgetSentence,
    WidgetTable,
)
from aexy.features.dashboards.ways import HOTSPOTS, OWNERSHIP, folder_page, way
from aexy.features.dashboards.widget import FROM_MEDIUM, Asked, Nothing, Persona, Told, Widget, WidgetSize
from aexy.features.insights.rollups import Days
from aexy.features.knowledge.folders import ownership
from aexy.features.knowledge.hotspots_schemas import USUAL_WINDOW, Hotspot
from aexy.features.knowledge.hotspots_service import find_hotspots
from aexy.features.knowledge.lately import changed_most
from aexy.features.knowledge.lately_schemas import ChangedRepository
from aexy.features.knowledge.schemas import CodeFolder
from aexy.features.knowledge.service import bus_factor_of_team, truck_factor_of
from aexy.kernel.metric import Better, Unit

LISTED = 10
_FOLDERS = 6
NO_CODE = Nothing("Nobody changed a repository in this period.", Link(label="Add a repository", href="/repositories"))
PERSONAS = (Persona.DEVELOPER, Persona.MANAGER)


async def _first(asked: Asked) -> list[ChangedRepository]:
    """The repository that is shown, and the next ones; nothing where none changed."""
    return await changed_most(asked.context, asked.viewer, Days(asked.start, asked.end), asked.team, limit=_FOLDERS)


def _which(changed: list[ChangedRepository], path: str, **query: object) -> WidgetSentence:
    """Which repository is shown, and why it."""
    first, *others = changed
    text = f"{first.name}: the repository with most commits of the period ({first.commits:,})."
    if others:
        text += f" After it: {', '.join(one.name for one in others[:3])}."
    return WidgetSentence(text=text, link=Link(label="Choose another", href=way(path, repository=first.id, **query)))


def number(title: str, unit: Unit = Unit.COUNT) -> WidgetColumn:
    """A column of numbers."""
    return WidgetColumn(title=title, kind="number", unit=unit)


async def hotspots(asked: Asked) -> Told:
    """The hottest files of the repository that changed most, over a year."""
    changed = await _first(asked)
    if not changed:
        return Told()
    first = changed[0]
    found = await find_hotspots(asked.context, asked.viewer, first.id, window=USUAL_WINDOW, folder=None, limit=LISTED)
    page = way(HOTSPOTS, repository=first.id, back=USUAL_WINDOW)
    if not found.files:
        said = f"{first.name}: {found.reason or 'nothing to show.'}"
        return Told(
            as_of=found.as_of, empty=Nothing(said, Link(label="Hotspots", href=page)), start=found.start, end=found.end
        )
    table = WidgetTable(
        title="Changed often, and complex",
        columns=[
            WidgetColumn(title="File"),
            number("Score", Unit.SCORE),
            number("Changes"),
            number("Fixes among them", Unit.SHARE),
            number("Decisions"),
            number("Authors"),
        ],
        rows=[_hotspot(one, page) for one in found.files],
        total=found.n,
    )
    which = _which(changed, HOTSPOTS, back=USUAL_WINDOW)
    rows = Link(label="Hotspots", href=page)
    return Told(
        [which, table], n=found.n, as_of=found.as_of, caution=found.caution, rows=rows, start=found.start, end=found.end
    )


def _hotspot(one: Hotspot, page: str) -> list[WidgetCell]:
    return [
        WidgetCell(text=one.path, href=page),
        WidgetCell(value=one.score),
        WidgetCell(value=one.changes),
        WidgetCell(value=one.fix_share),
        WidgetCell(value=one.complexity.total),
        WidgetCell(value=one.authors),
    ]


async def truck_factor(asked: Asked) -> Told:
    """How many people have to leave: of the team's files, or of the repository that changed most."""
    if asked.team is not None:
        team = await bus_factor_of_team(asked.context, asked.viewer, asked.team)
        says = f"{team.n:,} files in {team.repositories} repositories; {team.authors} of the team are author of some"
        one = WidgetFigure(
            label=team.subject.name, value=team.value, unit=Unit.COUNT, better=Better.HIGHER, n=team.n, says=says,
            href=OWNERSHIP,
        )  # fmt: skip
        return Told([WidgetFigures(figures=[one])] if team.n else (), n=team.n, as_of=team.as_of, caution=team.caution)
    changed = await _first(asked)
    if not changed:
        return Told()
    found = await truck_factor_of(asked.context, asked.viewer, changed[0].id)
    before = found.history[-1] if found.history else None
    one = WidgetFigure(
        label=changed[0].name,
        value=found.value,
        unit=Unit.COUNT,
        better=Better.HIGHER,
        previous=before.value if before else None,
        n=found.n,
        says=f"{found.covered:,} of {found.n:,} files have an author; {found.authors} people are author of some",
        href=folder_page(changed[0].id),
    )
    which = _which(changed, OWNERSHIP)
    rows = Link(label="Ownership", href=folder_page(changed[0].id))
    return Told([WidgetFigures(figures=[one]), which], n=found.n, as_of=found.as_of, caution=found.caution, rows=rows)


async def ownership_map(asked: Asked) -> Told:
    """Whose the folders of the repository are that changed most."""
    changed = await _first(asked)
    if not changed:
        return Told()
    first = changed[0]
    found = await ownership(asked.context, asked.viewer, first.id, "", limit=LISTED)
    table = WidgetTable(
        title="Folders, those with most files first",
        columns=[
            WidgetColumn(title="Folder"),
            number("Files"),
            WidgetColumn(title="Knows most"),
            number("Share", Unit.SHARE),
            number("Truck factor"),
            number("Without author"),
        ],
        rows=[_owned(one, first) for one in found.children],
        total=len(found.children) + found.more,
    )
    rows = Link(label="Ownership", href=folder_page(first.id))
    drawings: list[Drawing] = [_which(changed, OWNERSHIP), table]
    return Told(
        drawings if found.children else (), n=found.folder.files, as_of=found.as_of, caution=found.caution, rows=rows
    )


def _owned(one: CodeFolder, repository: ChangedRepository) -> list[WidgetCell]:
    """A row of the map. Who knows most is named where whoever asks may see that it is them, and nobody instead."""
    first = one.owners[0] if one.owners else None
    is_most = first is not None and first.share == one.concentration
    most = WidgetCell(text=first.developer.name) if first and is_most else WidgetCell(withheld=one.withheld)
    return [
        WidgetCell(text=one.name, href=folder_page(repository.id, one.path)),
        WidgetCell(value=one.files),
        most,
        WidgetCell(value=one.concentration),
        WidgetCell(value=one.truck_factor),
        WidgetCell(value=one.without_author),
    ]


_OWNERSHIP = Link(label="Ownership", href=OWNERSHIP)

WIDGETS = (
    Widget(
        key="hotspots",
        title="Hotspots",
        says="Files of the repository that changed most which are changed often and are complex: where work is likely "
        "to hurt. Over the last year.",
        categories=("knowledge",),
        size=WidgetSize.LARGE,
        sizes=FROM_MEDIUM,
        answer=hotspots,
        empty=NO_CODE,
        rows=Link(label="Hotspots", href=HOTSPOTS),
        personas=PERSONAS,
    ),
    Widget(
        key="truckFactor",
        title="Truck factor",
        says="How many people have to leave until under half of the files have an author: of the team, or of the "
        "repository that changed most.",
        categories=("knowledge",),
        size=WidgetSize.SMALL,
        answer=truck_factor,
        empty=NO_CODE,
        rows=_OWNERSHIP,
        personas=PERSONAS,
    ),
    Widget(
        key="ownershipMap",
        title="Whose the code is",
        says="The folders of the repository that changed most, who knows most of each, and how many could leave.",
        categories=("knowledge",),
        size=WidgetSize.LARGE,
        sizes=FROM_MEDIUM,
        answer=ownership_map,
        empty=NO_CODE,
        rows=_OWNERSHIP,
        personas=PERSONAS,
    ),
)

"""Widgets about who knows the code that changes: whom to ask, and where there are few to ask."""

from aexy.features.dashboards.drawings import Link, WidgetCell, WidgetColumn, WidgetTable
from aexy.features.dashboards.ways import OWNERSHIP, folder_page
from aexy.features.dashboards.widget import Asked, Told, Widget, WidgetSize
from aexy.features.dashboards.widgets.knowledge import LISTED, NO_CODE, PERSONAS, number
from aexy.features.insights.rollups import Days
from aexy.features.knowledge.lately import at_risk, who_knows_lately
from aexy.features.knowledge.lately_schemas import ChangedFolder, FilesAtRisk, RepositoryAtRisk
from aexy.features.knowledge.schemas import Knower, Whereabouts

_FOLDERS = 6


async def knowledge_risk(asked: Asked) -> Told:
    """Files of the repositories that changed most that one person, or nobody, is author of."""
    found = await at_risk(asked.context, asked.viewer, Days(asked.start, asked.end), asked.team)
    if not found.repositories:
        return Told()
    files = sum(one.files for one in found.repositories)
    folders = [each for one in found.repositories for each in one.folders]
    folders.sort(key=lambda one: (-one.one_author - one.without_author, one.repository.name, one.path))
    rows = [
        [
            WidgetCell(text=_place(one.repository.name, one.path), href=folder_page(one.repository.id, one.path)),
            *_risk(one),
        ]
        for one in folders[:LISTED]
    ]
    drawings = [
        _risks("Repositories that changed most", [_repository(one) for one in found.repositories], found.more),
        _risks("Folders with most of it", rows, max(len(folders) - LISTED, 0)),
    ]
    return Told(
        drawings, n=files, start=found.start, end=found.end, as_of=found.as_of,
        caution=f"{found.definition} {found.caution}",
    )  # fmt: skip


def _place(repository: str, path: str) -> str:
    return f"{repository} · {path or 'root'}"


def _risks(title: str, rows: list[list[WidgetCell]], more: int) -> WidgetTable:
    columns = [
        WidgetColumn(title="Where"),
        number("Files"),
        number("One author"),
        number("No author"),
        number("Authors gone"),
    ]
    return WidgetTable(title=title, columns=columns, rows=rows, total=len(rows) + more)


def _repository(one: RepositoryAtRisk) -> list[WidgetCell]:
    return [WidgetCell(text=one.repository.name, href=folder_page(one.repository.id)), *_risk(one)]


def _risk(one: FilesAtRisk) -> list[WidgetCell]:
    return [
        WidgetCell(value=one.files),
        WidgetCell(value=one.one_author),
        WidgetCell(value=one.without_author),
        WidgetCell(value=one.nobody_left, withheld=one.withheld),
    ]


async def who_knows(asked: Asked) -> Told:
    """Whom to ask about the folders that changed most."""
    found = await who_knows_lately(
        asked.context, asked.viewer, Days(asked.start, asked.end), asked.team, limit=_FOLDERS
    )
    table = WidgetTable(
        title="Folders that changed most",
        columns=[
            WidgetColumn(title="Folder"),
            number("Commits"),
            WidgetColumn(title="Ask first"),
            WidgetColumn(title="Then"),
            number("Truck factor"),
        ],
        rows=[_known(one) for one in found.folders],
        total=len(found.folders),
    )
    return Told(
        [table] if found.folders else (),
        n=sum(one.files for one in found.folders),
        start=found.start,
        end=found.end,
        as_of=found.as_of,
        caution=f"{found.definition} {found.caution}",
    )


def _known(one: ChangedFolder) -> list[WidgetCell]:
    around = [each for each in one.people if each.state is not Whereabouts.GONE]
    first = (
        WidgetCell(text=_person(around[0])) if around else WidgetCell(text="Nobody is around", withheld=one.withheld)
    )
    return [
        WidgetCell(text=_place(one.repository.name, one.path), href=folder_page(one.repository.id, one.path)),
        WidgetCell(value=one.commits),
        first,
        WidgetCell(text=", ".join(each.developer.name for each in around[1:]) or None),
        WidgetCell(value=one.truck_factor),
    ]


def _person(one: Knower) -> str:
    return f"{one.developer.name} ({one.score:.0%})"


_OWNERSHIP = Link(label="Ownership", href=OWNERSHIP)

WIDGETS = (
    Widget(
        key="knowledgeRisk",
        title="Where few know the code",
        says="Files with one author, with none, and with none who is still around, in the repositories that changed "
        "most.",
        categories=("knowledge",),
        size=WidgetSize.MEDIUM,
        answer=knowledge_risk,
        empty=NO_CODE,
        rows=_OWNERSHIP,
        personas=PERSONAS,
    ),
    Widget(
        key="whoKnows",
        title="Whom to ask",
        says="For the folders that changed most in the period: who knows them best and is still around.",
        categories=("knowledge",),
        size=WidgetSize.MEDIUM,
        answer=who_knows,
        empty=NO_CODE,
        rows=_OWNERSHIP,
        personas=PERSONAS,
    ),
)

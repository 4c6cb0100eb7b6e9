"""Widgets of documents: which changed last, and how many are kept up."""

from datetime import timedelta

from aexy.features.dashboards.drawings import WidgetFigure, WidgetFigures, WidgetItem, WidgetItems
from aexy.features.dashboards.recording import days_of, href, nothing, of_work_records, records
from aexy.features.dashboards.widget import Asked, Persona, Told, Widget, WidgetSize
from aexy.features.work_records import counting
from aexy.features.work_records.vocabulary import DOCUMENT
from aexy.kernel.metric import Unit
from aexy.kernel.text import plain

_LISTED = 10
_OLD = timedelta(days=180)


async def recent_docs(asked: Asked) -> Told:
    """Those that changed last."""
    edits, latest = await counting.edits(asked.context, asked.viewer, DOCUMENT, limit=_LISTED)
    items = []
    for edit, document in latest:
        space, owner = document.attributes.get("space"), document.owner.name if document.owner else None
        detail = " · ".join(plain(str(part)) for part in (space, owner) if part)
        items.append(
            WidgetItem(
                title=plain(document.title),
                detail=detail or None,
                at=edit.edited,
                href=href(DOCUMENT, id=document.external_id),
            )
        )
    drawn = [WidgetItems(title="Changed last", items=items, total=len(edits))] if items else []
    return Told(drawn, len(edits))


async def doc_activity(asked: Asked) -> Told:
    """How many were written, changed, and left alone for long."""
    days = await days_of(asked)
    edits, _ = await counting.edits(asked.context, asked.viewer, DOCUMENT, limit=0)
    if not edits:
        return Told()
    span, old = days.span, asked.context.now - _OLD
    new = sum(1 for one in edits if one.opened_at and span.since <= one.opened_at < span.until)
    changed = sum(
        1 for one in edits
        if span.since <= one.edited < span.until and not (one.opened_at and one.opened_at >= span.since)
    )  # fmt: skip
    quiet = sum(1 for one in edits if one.edited < old)
    figures = [
        WidgetFigure(label="Written", value=new, unit=Unit.COUNT),
        WidgetFigure(label="Changed", value=changed, unit=Unit.COUNT, says="Older ones that were changed."),
        WidgetFigure(label="Unchanged for half a year", value=quiet, n=len(edits), unit=Unit.COUNT),
    ]
    return Told([WidgetFigures(figures=figures)], len(edits), days.window.start, days.window.end)


_SAYS = "By the instant `edited_at` recorded with a document; by when it was written where there is none."
_NOTHING = nothing("documents")
_ROWS = records("All documents", DOCUMENT)

WIDGETS = of_work_records(
    Widget(
        key="recentDocs",
        title="Documents changed last",
        says=f"Documents that are still there, those that changed last first. {_SAYS}",
        categories=("documentation",),
        size=WidgetSize.MEDIUM,
        answer=recent_docs,
        empty=_NOTHING,
        rows=_ROWS,
        personas=(Persona.PRODUCT,),
        takes_period=False,
    ),
    Widget(
        key="docActivity",
        title="Documents",
        says=f"How many documents were written and changed in the period, and how many were left alone. {_SAYS}",
        categories=("documentation",),
        size=WidgetSize.SMALL,
        answer=doc_activity,
        empty=_NOTHING,
        rows=_ROWS,
        personas=(Persona.PRODUCT,),
    ),
)

"""Widgets of forms: how often they are filled in, and which there are."""

from aexy.features.dashboards.drawings import (
    Drawing,
    Tone,
    WidgetBar,
    WidgetBars,
    WidgetFigure,
    WidgetFigures,
    WidgetItem,
    WidgetItems,
)
from aexy.features.dashboards.recording import (
    days_of,
    href,
    nothing,
    of_work_records,
    records,
    traffic_trend,
)
from aexy.features.dashboards.widget import Asked, Persona, Told, Widget, WidgetSize
from aexy.features.work_records import counting
from aexy.features.work_records.vocabulary import FORM, FORM_SUBMISSION
from aexy.kernel.metric import Unit
from aexy.kernel.text import plain

_LISTED = 8
_MOST_FORMS = 500


async def form_submissions(asked: Asked) -> Told:
    """How many came in, by week and by form."""
    days = await days_of(asked)
    if not await counting.has_any(asked.context, asked.viewer, FORM_SUBMISSION):
        return Told()
    heaps = await counting.heaps(asked.context, asked.viewer, FORM_SUBMISSION)
    found = await counting.traffic(asked.context, asked.viewer, FORM_SUBMISSION, days.span)
    by_form = await counting.opened_by(asked.context, asked.viewer, FORM_SUBMISSION, "form", days.span)
    titles = await _titles(asked)
    waiting = sum(heap.records for heap in heaps)
    figures = [
        WidgetFigure(label="Came in", value=found.opened, previous=found.opened_before, unit=Unit.COUNT),
        WidgetFigure(
            label="Not dealt with yet", value=waiting, unit=Unit.COUNT, href=href(FORM_SUBMISSION, state="open")
        ),
    ]
    bars = [
        WidgetBar(key=form or "none", label=titles.get(form or "", form or "No form said"), value=count)
        for form, count in sorted(by_form.items(), key=lambda each: (-each[1], each[0] is None, each[0] or ""))[
            :_LISTED
        ]
    ]
    drawings: list[Drawing] = [
        WidgetFigures(figures=figures),
        traffic_trend("Submissions by week", found, days, names=("Came in",)),
        *([WidgetBars(title="By form", unit=Unit.COUNT, ordered=True, bars=bars)] if bars else []),
    ]
    return Told(drawings, found.opened, days.window.start, days.window.end)


async def recent_forms(asked: Asked) -> Told:
    """The forms published last, and how often each was filled in."""
    days = await days_of(asked)
    found = await counting.latest(asked.context, asked.viewer, FORM, limit=_LISTED)
    if not found:
        return Told()
    counts = await counting.opened_by(asked.context, asked.viewer, FORM_SUBMISSION, "form", days.span)
    items = [
        WidgetItem(
            title=plain(form.title),
            detail=form.status if form.closed_at is None else "taken down",
            at=form.opened_at,
            value=counts.get(form.external_id, 0),
            unit=Unit.COUNT,
            tone=Tone.PLAIN,
            href=href(FORM, id=form.external_id),
        )
        for form in found
    ]
    total = await counting.count(asked.context, asked.viewer, FORM)
    drawn = WidgetItems(title="Latest forms, and how often they were filled in", items=items, total=total)
    return Told([drawn], total, days.window.start, days.window.end)


async def _titles(asked: Asked) -> dict[str, str]:
    found = await counting.latest(asked.context, asked.viewer, FORM, limit=_MOST_FORMS)
    return {form.external_id: plain(form.title) for form in found}


WIDGETS = of_work_records(
    Widget(
        key="formSubmissions",
        title="Form submissions",
        says="How often forms were filled in during the period, by week and by form. What people wrote is not shown.",
        categories=("forms",),
        size=WidgetSize.MEDIUM,
        answer=form_submissions,
        empty=nothing("form submissions"),
        rows=records("All submissions", FORM_SUBMISSION),
        personas=(Persona.SUPPORT, Persona.SALES),
    ),
    Widget(
        key="recentForms",
        title="Latest forms",
        says="The forms published last, each with how often it was filled in during the period.",
        categories=("forms",),
        size=WidgetSize.MEDIUM,
        answer=recent_forms,
        empty=nothing("forms"),
        rows=records("All forms", FORM),
        personas=(Persona.SUPPORT, Persona.SALES),
    ),
)

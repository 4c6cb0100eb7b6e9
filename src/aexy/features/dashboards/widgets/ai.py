"""Widgets about AI assistance: how much of it can be seen, and what became of changes with and without it."""

from collections.abc import Iterable
from datetime import date, timedelta

from aexy.features.assistance.schemas import AiImpact, ImpactChanges, ImpactMeasure, ImpactSide
from aexy.features.assistance.service import ai_impact
from aexy.features.dashboards.drawings import Drawing, Link, WidgetFigure, WidgetFigures, WidgetSentence
from aexy.features.dashboards.widget import Asked, Nothing, Persona, Told, Widget, WidgetSize
from aexy.kernel.analyses.assistance import AUTHORED, CO_AUTHORED
from aexy.kernel.metric import Unit

_PAGE = "/insights/ai-impact"
_USUAL = timedelta(weeks=12)
_LEVELS = {AUTHORED: "by an agent", CO_AUTHORED: "that name an assistant"}


async def ai_impact_of(asked: Asked) -> Told:
    """Shares with their bounds, and differences with theirs; by whole weeks that are over."""
    start = asked.start or _usual_start(asked.end or asked.context.now.date())
    found = await ai_impact(asked.context, asked.viewer, asked.subject, start, asked.end, is_brief=True)
    n = found.commits.total.n
    if found.withheld or not n:
        return Told(n=n, start=found.start, end=found.end, as_of=found.as_of, withheld=found.withheld)
    caution = f"{found.says} {found.caution}"
    return Told(list(_drawings(found)), n=n, start=found.start, end=found.end, as_of=found.as_of, caution=caution)


def _usual_start(end: date) -> date:
    """Twelve weeks as everywhere on a dashboard, from a Monday: assistance is told by whole weeks."""
    about = end - _USUAL
    return about - timedelta(days=about.weekday())


def _drawings(found: AiImpact) -> Iterable[Drawing]:
    shares = [*_shares("Commits", found.commits), *_shares("Pull requests", found.pulls)]
    yield WidgetFigures(figures=shares)
    told = [one for one in found.compared if one.difference.value is not None]
    if told:
        yield WidgetFigures(figures=[_difference(one) for one in told])
    else:
        text = f"Nothing can be compared: that takes {found.fewest} changes with assistance, and as many without."
        yield WidgetSentence(text=text, link=Link(label="What is looked at", href=_PAGE))


def _shares(what: str, changes: ImpactChanges) -> Iterable[WidgetFigure]:
    """Evidence by evidence: of what leaves no trace nothing is known, so it is no figure."""
    for one in changes.total.levels:
        if one.level in _LEVELS:
            yield WidgetFigure(
                label=f"{what} {_LEVELS[one.level]}", value=one.value, unit=Unit.SHARE, n=changes.total.n, low=one.low,
                high=one.high, href=_PAGE,
            )  # fmt: skip


def _difference(one: ImpactMeasure) -> WidgetFigure:
    """Assisted less other; whether that is larger than chance is in the bounds."""
    return WidgetFigure(
        label=f"{one.name}: difference",
        value=one.difference.value,
        unit=one.unit,
        n=one.assisted.n + one.other.n,
        low=one.difference.low,
        high=one.difference.high,
        says=f"{_side(one.assisted, one.unit)} with assistance, {_side(one.other, one.unit)} without a trace of it",
        href=_PAGE,
    )


def _side(side: ImpactSide, unit: Unit) -> str:
    if side.value is None:
        return "nothing known"
    return f"{side.value:.0%}" if unit is Unit.SHARE else f"{side.value:,.1f} h"


WIDGETS = (
    Widget(
        key="aiImpact",
        title="AI assistance",
        says="The share of commits and pull requests that show assistance, and how changes with it differ from the "
        "others; with bounds, by whole weeks, never of a person. By an agent: one is its author. Naming one: a "
        "person is, and the message names an assistant.",
        categories=("ai",),
        size=WidgetSize.MEDIUM,
        answer=ai_impact_of,
        empty=Nothing("Nobody committed in these weeks.", Link(label="Add a repository", href="/repositories")),
        rows=Link(label="AI assistance", href=_PAGE),
        personas=(Persona.MANAGER,),
    ),
)

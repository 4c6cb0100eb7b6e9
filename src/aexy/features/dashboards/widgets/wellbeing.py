"""Signs that work is unlike one's own usual: of oneself for oneself, of a group for its managers, never of whom."""

from aexy.features.dashboards.drawings import (
    Drawing,
    Link,
    Tone,
    WidgetBar,
    WidgetBars,
    WidgetItem,
    WidgetItems,
    WidgetPoint,
    WidgetSentence,
    WidgetSeries,
    WidgetTrend,
)
from aexy.features.dashboards.oneself import WHO_ARE_YOU
from aexy.features.dashboards.widget import FROM_MEDIUM, Asked, Nothing, Persona, Told, Widget, WidgetSize
from aexy.features.intelligence import burnout_service as burnout
from aexy.features.intelligence.burnout_schemas import Burnout, TeamBurnout
from aexy.features.routing import Role
from aexy.kernel.metric import Better, Unit

_ROWS = Link(label="Your own page", href="/me")


async def sustainability_trend(asked: Asked) -> Told:
    """One's own signs; those of a team that is chosen where whoever asks may see a team's."""
    if asked.team is not None and asked.viewer.role.includes(Role.MANAGER):
        return _of_group(await burnout.of_group(asked.context, asked.viewer, asked.team))
    if asked.viewer.developer_id is None:
        return Told(empty=WHO_ARE_YOU)
    return _of_oneself(await burnout.of_person(asked.context, asked.viewer))


def _of_oneself(found: Burnout) -> Told:
    if not any(week.risk_score is not None for week in found.trend):
        return Told(empty=Nothing(found.reason, _ROWS) if found.reason else None, withheld=found.withheld)
    drawings: list[Drawing] = [
        WidgetTrend(
            title="How far from your usual",
            unit=Unit.SCORE,
            better=Better.LOWER,
            series=[
                WidgetSeries(
                    name=found.developer.name,
                    points=[WidgetPoint(start=week.week, value=week.risk_score) for week in found.trend],
                )
            ],
        )
    ]
    items = [WidgetItem(title=one.says, tone=Tone.ATTENTION) for one in found.alerts]
    drawings.append(
        WidgetItems(title="What is unlike your usual", items=items, total=len(items))
        if items
        else WidgetSentence(text=found.reason or "Nothing of the last four weeks is far from your usual.")
    )
    return Told(
        drawings,
        n=found.active_weeks,
        start=found.trend[0].week,
        end=found.end,
        as_of=found.as_of,
        caution=f"{found.says} {found.caution}",
    )


def _of_group(found: TeamBurnout) -> Told:
    if found.withheld:
        return Told(withheld=found.withheld, as_of=found.as_of)
    shown = [one for one in found.indicators if one.mean is not None]
    bars = WidgetBars(
        title=f"{found.subject.name}: mean distance from each one's usual",
        unit=Unit.SCORE,
        better=Better.LOWER,
        bars=[
            WidgetBar(key=one.key, label=one.says, value=one.mean, n=one.n, text=_how_many(one.at_least, one.at_most))
            for one in shown
        ],
    )
    return Told([bars] if shown else (), n=found.people, as_of=found.as_of, caution=found.says)


def _how_many(least: int | None, most: int | None) -> str | None:
    if least is None or most is None:
        return None
    return f"{least} people" if least == most else f"{least} to {most} people"


WIDGETS = (
    Widget(
        key="sustainabilityTrend",
        title="Your usual",
        says=(
            "How far your last four weeks are from your own usual, week by week, from when and how steadily you work. "
            "Only you see yours; managers who choose a team see means of five people and more."
        ),
        categories=("wellbeing",),
        size=WidgetSize.MEDIUM,
        sizes=FROM_MEDIUM,
        answer=sustainability_trend,
        empty=Nothing("There is too little to say what is usual for you: twelve weeks with commits are needed.", _ROWS),
        rows=_ROWS,
        personas=(Persona.DEVELOPER, Persona.HR),
        of_me=True,
        takes_period=False,
    ),
)

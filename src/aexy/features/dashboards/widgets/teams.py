"""Teams beside each other, what one did week by week, and who works with whom."""

from collections.abc import Sequence

from aexy.features.analytics.schemas import CollaborationWish
from aexy.features.dashboards.drawings import (
    Link,
    Tone,
    WidgetCell,
    WidgetColumn,
    WidgetEdge,
    WidgetNetwork,
    WidgetNode,
    WidgetSeries,
    WidgetTable,
    WidgetTrend,
)
from aexy.features.dashboards.oneself import person_href
from aexy.features.dashboards.telling import cell, column, point, read
from aexy.features.dashboards.widget import FROM_MEDIUM, Asked, Nothing, Persona, Told, Widget, WidgetSize
from aexy.features.insights.rollups import Days
from aexy.features.insights.schemas import Bucket, Cell
from aexy.features.insights.team_overview import TeamStanding, overview
from aexy.features.intelligence import collaboration_service as collaboration
from aexy.features.intelligence.collaboration_schemas import CollaborationGraph, GraphNode
from aexy.kernel.errors import Unusable
from aexy.kernel.metric import Better, Unit
from aexy.kernel.metrics import find

MERGED, CYCLE, FIRST_REVIEW = "prs_merged", "avg_pr_cycle_time_hours", "avg_time_to_first_review_hours"
WITH_CHANGE = (MERGED, CYCLE, FIRST_REVIEW)
BY_WEEK = ("commits_count", "prs_merged", "review_given_count")
MOST_NODES, MOST_EDGES = 40, 120
_NO_TEAMS = Nothing("There is no team here yet.", Link(label="Make a team", href="/teams"))


async def team_overview(asked: Asked) -> Told:
    """Every team by name: what it finished and how long that took, how that changed, and where it waits."""
    found = await overview(asked.context, asked.viewer, Days(asked.start, asked.end))
    shown = [one for one in found.teams if asked.team in {None, one.id}]
    table = WidgetTable(title="Teams", columns=_columns(), rows=[_team(one) for one in shown], total=len(shown))
    return Told([table] if shown else (), n=len(shown), start=found.start, end=found.end, as_of=found.as_of)


def _columns() -> list[WidgetColumn]:
    numbers = [
        each
        for key in WITH_CHANGE
        for each in (column(key), WidgetColumn(title="Change", kind="number", unit=Unit.SHARE))
    ]
    people = WidgetColumn(title="People", kind="number", unit=Unit.COUNT)
    return [WidgetColumn(title="Team"), people, *numbers, WidgetColumn(title="Waits longest")]


def _team(one: TeamStanding) -> list[WidgetCell]:
    href = f"/team?id={one.id}"
    cells = [
        each
        for key in WITH_CHANGE
        for each in (cell(one.now.get(key)), _change(key, one.now.get(key), one.before.get(key)))
    ]
    return [WidgetCell(text=one.name, href=href), WidgetCell(value=one.people), *cells, _waits(one)]


def _change(key: str, now: Cell | None, before: Cell | None) -> WidgetCell:
    """By which share it rose or fell; blank where there is nothing to hold it against."""
    if now is None or before is None or now.shown is None or not before.shown:
        return WidgetCell()
    change = now.shown / before.shown - 1
    better = find(key).better
    is_good = better is not Better.NEITHER and change != 0 and (change > 0) == (better is Better.HIGHER)
    is_bad = better is not Better.NEITHER and change != 0 and not is_good
    said = f"{change * 100:+.0f} %".replace("-", "\N{MINUS SIGN}")
    return WidgetCell(text=said, value=change, tone=Tone.GOOD if is_good else Tone.ATTENTION if is_bad else Tone.PLAIN)


def _waits(one: TeamStanding) -> WidgetCell:
    stage = one.waits_in
    value = one.now[stage].shown if stage else None
    if stage is None or value is None:
        return WidgetCell()
    return WidgetCell(text=f"{find(stage).name}: {value:,.0f} h", href="/insights/delivery/flow")


async def team_activity(asked: Asked) -> Told:
    """Commits, merged pull requests and reviews of the team, or of everybody, week by week."""
    found = await read(asked, BY_WEEK, bucket=Bucket.WEEKLY)
    series = [
        WidgetSeries(name=find(key).name, points=[point(one) for one in found.readings if one.metric == key])
        for key in BY_WEEK
    ]
    drawing = WidgetTrend(
        title=f"{found.subject.name}, by week", unit=Unit.COUNT, better=Better.NEITHER, mark="line", series=series
    )
    is_there = any(one.n for one in found.readings)
    return Told([drawing] if is_there else (), start=found.start, end=found.end, as_of=found.as_of)


async def collaboration_graph(asked: Asked) -> Told:
    """The network of those whom whoever asks may see, cut down to those who work most with others."""
    wish = CollaborationWish.model_validate({"team_id": asked.team, "from": asked.start, "to": asked.end})
    try:
        found = await collaboration.graph(asked.context, asked.viewer, wish)
    except Unusable as error:
        return Told(empty=Nothing(f"{error} Choose a team.", Link(label="Teams", href="/teams")))
    tied = [one for one in found.nodes if one.colleagues]
    shown = sorted(tied, key=lambda one: (-one.strength, one.developer.name, one.developer.id))[:MOST_NODES]
    return Told(
        [_network(found, shown)] if shown else (),
        n=found.n,
        start=found.start,
        end=found.end,
        as_of=found.as_of,
        caution=_of_how_many(found, len(shown), len(tied)),
        withheld=None if shown else found.withheld,
    )


def _network(found: CollaborationGraph, shown: Sequence[GraphNode]) -> WidgetNetwork:
    ids = {one.developer.id for one in shown}
    inside = [one for one in found.edges if one.developer_a_id in ids and one.developer_b_id in ids]
    strongest = sorted(inside, key=lambda one: (-one.strength_score, one.developer_a_id, one.developer_b_id))
    return WidgetNetwork(
        title=f"Who works with whom: {found.subject.name}",
        nodes=[
            WidgetNode(
                id=str(one.developer.id),
                label=one.developer.name,
                weight=one.strength,
                group=0 if one.circle is None else one.circle + 1,
                href=person_href(one.developer.id),
            )
            for one in shown
        ],
        edges=[
            WidgetEdge(source=str(one.developer_a_id), target=str(one.developer_b_id), weight=one.strength_score)
            for one in strongest[:MOST_EDGES]
        ],
    )


def _of_how_many(found: CollaborationGraph, shown: int, tied: int) -> str:
    said = [f"The {shown} of {tied} people with the strongest ties."] if shown < tied else []
    if found.withheld_people:
        people = "person is" if found.withheld_people == 1 else "people are"
        said.append(f"{found.withheld_people} more {people} left out: {found.withheld}")
    return " ".join([*said, found.caution])


WIDGETS = (
    Widget(
        key="teamOverview",
        title="Teams",
        says=(
            "Every team by name: merged pull requests, cycle time and time to first review (medians), each with its "
            "change against the window before, and the stage in which a change waits longest."
        ),
        categories=("team",),
        size=WidgetSize.LARGE,
        sizes=FROM_MEDIUM,
        answer=team_overview,
        empty=_NO_TEAMS,
        rows=Link(label="Teams", href="/teams"),
        personas=(Persona.MANAGER, Persona.PRODUCT, Persona.HR, Persona.ADMIN),
        metrics=WITH_CHANGE,
    ),
    Widget(
        key="teamActivity",
        title="By week",
        says="Commits, merged pull requests and reviews given, week by week: of the team that is chosen, or everybody.",
        categories=("team",),
        size=WidgetSize.MEDIUM,
        sizes=FROM_MEDIUM,
        answer=team_activity,
        empty=Nothing("Nothing was counted in this time.", Link(label="Add a repository", href="/repositories")),
        rows=Link(label="Activity", href="/analytics?tab=productivity"),
        personas=(Persona.MANAGER, Persona.PRODUCT),
        metrics=BY_WEEK,
    ),
    Widget(
        key="collaborationGraph",
        title="Who works with whom",
        says=(
            "Reviews and shared commits between people you may see; older ones count less. At most the forty with the "
            "strongest ties. Who may not be seen is not in it, under no name."
        ),
        categories=("team",),
        size=WidgetSize.LARGE,
        sizes=FROM_MEDIUM,
        answer=collaboration_graph,
        empty=Nothing(
            "Nobody is known to work with anybody yet. It takes reviews, which come from GitHub or GitLab.",
            Link(label="Connect a provider", href="/integrations"),
        ),
        rows=Link(label="The whole network", href="/analytics?tab=collaboration"),
        personas=(Persona.MANAGER,),
    ),
)

"""Who works with whom: of one person, and of a group as words and as a graph."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.analytics.groups import kept_frame, person_of
from aexy.features.analytics.rows import Human
from aexy.features.analytics.schemas import CollaborationWish, Measure, Person
from aexy.features.analytics.together import Network, network_of, whole
from aexy.features.insights.counting import ALL_DAY
from aexy.features.insights.looking import View, look
from aexy.features.intelligence import collaboration_rows as rows
from aexy.features.intelligence import service
from aexy.features.intelligence.collaboration import ANALYSIS, CAUTION, told
from aexy.features.intelligence.collaboration_schemas import (
    DEFINITION,
    GROUP_DEFINITION,
    Bridge,
    CentralPerson,
    Circle,
    CohesionPoint,
    CollaborationEdge,
    CollaborationGraph,
    Collaborators,
    Colleague,
    GraphNode,
    OnlyTie,
    TeamCollaboration,
)
from aexy.features.routing import Viewer
from aexy.kernel.analyses.circles import Circles, circles
from aexy.kernel.analyses.colleagues import pairs, reciprocity, sides
from aexy.kernel.analyses.network import edges, nodes, shape
from aexy.kernel.metric import Audience
from aexy.kernel.privacy import QUORUM, withheld_of
from aexy.store.analysis_facts.meetings import meetings
from aexy.store.session import Session

MOST_CENTRAL = 10
MOST_BRIDGES = 10
MOST_CLOSEST = 20
TREND_MONTHS = 6
TREND_DAYS = timedelta(days=90)


async def collaborators(
    context: Context, viewer: Viewer, developer_id: UUID | None, *, fresh: bool = False
) -> Collaborators:
    """One person's colleagues: those whom the viewer may see by name, and all of them when it is their own page."""
    analysed = await service.of_person(context, viewer, ANALYSIS, developer_id, fresh=fresh)
    found = analysed.result or {}
    view = await look(context, viewer, subject=f"developer:{analysed.developer.id}", start=None, end=None)
    closest, hidden = await _closest(context, view, [CollaborationEdge(**one) for one in found.get("edges", [])])
    numbers: dict[str, Any] = {
        name: found.get(name) for name in Collaborators.model_fields if name in ANALYSIS.shape.model_fields
    }
    return Collaborators(
        **numbers | {"n": found.get("n", 0)},
        as_of=analysed.as_of,
        developer=analysed.developer,
        withheld=analysed.withheld or analysed.failure,
        closest=closest[:MOST_CLOSEST],
        withheld_colleagues=hidden,
        caution=CAUTION,
        definition=DEFINITION,
    )


async def _closest(context: Context, view: View, told_edges: list[CollaborationEdge]) -> tuple[list[Colleague], int]:
    own, onlooker = view.subject.id, view.onlooker
    ids = {one for edge in told_edges for one in (edge.developer_a_id, edge.developer_b_id)} - {own}
    async with context.database.reading(view.workspace_id) as connection:
        people = await rows.named(connection, ids)
    is_own = onlooker.developer == view.subject.key
    found = []
    for edge in told_edges:
        is_a = edge.developer_a_id == own
        human = people.get(edge.developer_b_id if is_a else edge.developer_a_id)
        if human is not None and (is_own or withheld_of(Audience.TEAM, human.key, onlooker) is None):
            given, received = edge.a_reviewed_b, edge.b_reviewed_a
            found.append(
                Colleague(
                    developer=person_of(human),
                    edge=edge,
                    reviews_given=given if is_a else received,
                    reviews_received=received if is_a else given,
                )
            )
    return found, len(ids & people.keys()) - len(found)


async def team(context: Context, viewer: Viewer, wish: CollaborationWish) -> TeamCollaboration:
    """How a group works together as a whole, in numbers and names."""
    network = await network_of(context, viewer, wish)
    found = pairs(network.edges)
    people = {human.key: person_of(human) for human in network.shown.people}
    inside = found.filter(pl.col("a").is_in(list(people)), pl.col("b").is_in(list(people)))
    cohesion, density = whole(network)
    window = network.group.view.window
    # With somebody withheld there are no circles to tell: who is missing from one would tell of them.
    about = None if network.withheld else circles(found, network.people)
    return TeamCollaboration(
        **network.shown.says(network.group, context.now, CAUTION),
        **_whole_words(about, people, await _teams(context, network), named=network.group.named),
        start=window.start,
        end=window.end,
        half_life_days=wish.half_life_days,
        n=int(inside["interactions"].sum()),
        cohesion=cohesion,
        density=density,
        reciprocity=_measure(network, reciprocity(found), int(found["reviews"].sum())),
        modularity=_measure(network, about.modularity if about else None, len(network.people)),
        central=_central(network, people, about),
        trend=await _trend(context, network) if about else [],
        withheld_whole=network.withheld,
        definition=f"{DEFINITION} {GROUP_DEFINITION}",
    )


async def graph(context: Context, viewer: Viewer, wish: CollaborationWish) -> CollaborationGraph:
    """The network of those whom the viewer may see."""
    network = await network_of(context, viewer, wish)
    shown = {human.key: human for human in network.shown.people}
    found = pairs(network.edges)
    inside = found.filter(pl.col("a").is_in(list(shown)), pl.col("b").is_in(list(shown)))
    placed = await _placed(context, network, wish)
    teams = await _teams(context, network)
    by_key = {row.pop("developer"): row for row in placed.iter_rows(named=True)}
    window = network.group.view.window
    return CollaborationGraph(
        **network.shown.says(network.group, context.now, CAUTION),
        start=window.start,
        end=window.end,
        half_life_days=wish.half_life_days,
        n=int(inside["interactions"].sum()),
        nodes=[
            GraphNode(developer=person_of(human), teams=teams.get(key, []), **by_key[key])
            for key, human in shown.items()
        ],
        edges=_edges(inside, shown),
        withheld_whole=network.withheld,
        definition=f"{DEFINITION} {GROUP_DEFINITION}",
    )


async def _placed(context: Context, network: Network, wish: CollaborationWish) -> pl.DataFrame:
    """Everybody's numbers and circle; telling who hangs together takes longer than reading who met whom."""
    view = network.group.view
    whom = hashlib.blake2b(repr((network.people, network.group.keys)).encode(), digest_size=16).hexdigest()
    days = (view.window.start, view.window.end, wish.half_life_days)
    question = ("network places", *days, network.withheld is None, whom)
    return await kept_frame(context, view, question, lambda _: _places(network), seconds=ALL_DAY)


def _places(network: Network) -> pl.DataFrame:
    about = None if network.withheld else circles(pairs(network.edges), network.people)
    home = {who: place for place, one in enumerate(about.circles) for who in one.people} if about else {}
    counted = nodes(network.edges, network.people)
    return counted.with_columns(circle=pl.Series([home.get(key) for key in counted["developer"]], dtype=pl.Int64))


def _edges(found: pl.DataFrame, people: Mapping[int, Human]) -> list[CollaborationEdge]:
    """Each pair once, from its lower key."""
    ids = pl.DataFrame(
        {"developer": list(people), "id": [str(human.id) for human in people.values()]},
        schema={"developer": pl.Int32, "id": pl.String},
    )
    ends = sides(found).filter(pl.col("developer") < pl.col("other"))
    listed = told(ends, ids).explode("edges").unnest("edges") if ends.height else ends
    return [CollaborationEdge(**row) for row in listed.iter_rows(named=True)] if ends.height else []


def _measure(network: Network, value: float | None, n: int) -> Measure:
    if network.withheld:
        return Measure(value=None, n=0, withheld=network.withheld)
    return Measure(value=value, n=n, withheld=None)


async def _teams(context: Context, network: Network) -> Mapping[int, list[str]]:
    async with context.database.reading(network.group.view.workspace_id) as connection:
        return await rows.teams(connection, context.now)


def _whole_words(
    about: Circles | None, people: Mapping[int, Person], teams: Mapping[int, list[str]], *, named: bool
) -> dict[str, Any]:
    """Groups and who joins them, by name. Whoever is alone in a workspace did nothing that is seen here."""
    if about is None:
        return {"parts": None, "silos": None, "circles": [], "alone": [], "bridges": [], "only_ties": []}
    return {
        "parts": about.parts,
        "silos": sum(one.is_silo for one in about.circles),
        "circles": [
            Circle(
                size=len(one.people),
                people=[people[who] for who in one.people],
                teams=dict(Counter(sorted(team for who in one.people for team in teams.get(who, []))).most_common()),
                is_part=one.is_part,
                inside=one.inside,
                is_silo=one.is_silo,
            )
            for one in about.circles
        ],
        "alone": [people[who] for who in about.alone] if named else [],
        "bridges": [
            Bridge(developer=people[one.developer], groups=one.groups, share=one.share)
            for one in about.joining[:MOST_BRIDGES]
        ],
        "only_ties": [OnlyTie(developer_a=people[a], developer_b=people[b]) for a, b in about.only_ties],
    }


def _central(network: Network, people: Mapping[int, Person], about: Circles | None) -> list[CentralPerson]:
    found = nodes(network.edges, network.people).filter(pl.col("betweenness") > 0)
    ordered = found.sort("betweenness", "developer", descending=[True, False])
    only = set(about.only_people) if about else set()
    return [
        CentralPerson(
            developer=people[row["developer"]],
            betweenness=row["betweenness"],
            colleagues=row["colleagues"],
            is_only_way=row["developer"] in only,
        )
        for row in ordered.iter_rows(named=True)
        if row["developer"] in people
    ][:MOST_CENTRAL]


async def _trend(context: Context, network: Network) -> list[CohesionPoint]:
    """Of those who are in the group now, the ninety days before the first of each of the last months, and until now."""
    view = network.group.view
    last = min(view.window.end, view.clock.today + timedelta(days=1))
    days = [*_firsts(last), last]
    kept = await kept_frame(context, view, ("network-trend", last), lambda opened: _windows(opened, view, days))
    members = set(network.group.keys)
    among = kept.filter(pl.col("source").is_in(members), pl.col("target").is_in(members))
    return [_point(day, among.filter(pl.col("until") == day)) for day in days]


def _firsts(last: date) -> list[date]:
    """The first days of the last months, oldest first."""
    found = []
    day = last.replace(day=1)
    for _ in range(TREND_MONTHS):
        if day != last:
            found.append(day)
        day = (day - timedelta(days=1)).replace(day=1)
    return sorted(found)


def _windows(opened: Session, view: View, days: list[date]) -> pl.DataFrame:
    """The edges of each window; one reading serves all."""
    first = view.clock.midnight(days[0] - TREND_DAYS)
    met = meetings(opened, (first, view.clock.midnight(days[-1])))

    def window(day: date) -> pl.DataFrame:
        since, until = view.clock.midnight(day - TREND_DAYS), view.clock.midnight(day)
        return edges(met.filter(pl.col("at").is_between(since, until, closed="left")), now=until)

    return pl.concat([window(day).with_columns(pl.lit(day).alias("until")) for day in days])


def _point(day: date, found: pl.DataFrame) -> CohesionPoint:
    people = sorted({*found["source"], *found["target"]})
    both = pairs(found.drop("until"))
    is_enough = len(people) >= QUORUM
    return CohesionPoint(
        until=day,
        people=len(people),
        n=int(both["interactions"].sum()),
        cohesion=shape(found, people).cohesion if is_enough else None,
        reciprocity=reciprocity(both) if is_enough else None,
    )

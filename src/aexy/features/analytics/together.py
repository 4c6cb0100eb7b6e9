"""Who works with whom, and how closely a group as a whole does."""

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from aexy.context import Context
from aexy.features.analytics.groups import Group, Seen, find_group, kept_frame, person_of, seen
from aexy.features.analytics.schemas import Collaboration, CollaborationWish, Edge, Measure, Node
from aexy.features.insights.counting import ALL_DAY
from aexy.features.insights.looking import View
from aexy.features.routing import Viewer
from aexy.kernel.analyses.network import edges, nodes, shape
from aexy.kernel.errors import Unusable
from aexy.kernel.metric import Audience
from aexy.kernel.privacy import QUORUM, TOO_FEW
from aexy.store.analysis_facts.meetings import USUAL_DAYS, meetings
from aexy.store.session import Session

CAUTION = "Counted from reviews and shared commits: who talks, pairs or plans together without them is not seen here."
BY_PARTS = "Shown to whoever may see everybody it is made of."
MOST_NODES = 1000


@dataclass(frozen=True, slots=True)
class Network:
    """Who met whom in a group: `edges` among all of it, its `people` (keys), and those who may be `shown`."""

    group: Group
    edges: pl.DataFrame
    people: list[int]
    shown: Seen

    @property
    def withheld(self) -> str | None:
        """Why nothing is said about the group as a whole.

        Two groups that differ by one person tell what that person does: so only for whoever may see all of them.
        """
        return BY_PARTS if self.shown.withheld else TOO_FEW if len(self.people) < QUORUM else None


async def network_of(context: Context, viewer: Viewer, wish: CollaborationWish) -> Network:
    """The network of a group, and whom of it whoever asks may see. Unusable for one of too many people to show."""
    start = wish.start or ((wish.end or context.now.date()) - USUAL_DAYS)
    group = await find_group(context, viewer, wish, start=start, end=wish.end)
    view = group.view
    question = ("network", view.window.start, view.window.end, wish.half_life_days)
    half_life = wish.half_life_days
    whole = await kept_frame(context, view, question, lambda opened: _edges(opened, view, half_life), seconds=ALL_DAY)
    keys = set(group.keys)
    found = whole.filter(pl.col("source").is_in(keys), pl.col("target").is_in(keys))
    met = pl.concat([found["source"], found["target"]]).unique()
    there = seen(group, Audience.TEAM, met)
    # Whoever lists people one by one could find out about each by leaving them out of the list.
    listed = sorted(human.key for human in there.people) if wish.developer_ids else group.keys
    people = listed if group.named else sorted(met)
    _check_size(len(people))
    return Network(group, found, people, there)


async def collaboration(context: Context, viewer: Viewer, wish: CollaborationWish) -> Collaboration:
    """The network of those of a group whom whoever asks may see; the others are left out with their edges."""
    network = await network_of(context, viewer, wish)
    window = network.group.view.window
    cohesion, density = whole(network)
    return Collaboration(
        **network.shown.says(network.group, context.now, CAUTION),
        start=window.start,
        end=window.end,
        half_life_days=wish.half_life_days,
        nodes=_nodes(network),
        edges=_shown(network.edges, network.shown),
        cohesion=cohesion,
        density=density,
    )


def _check_size(people: int) -> None:
    if people > MOST_NODES:
        raise Unusable(
            f"{people:,} people are too many for one network.",
            next_step="Name a team or up to 200 people.",
            field="team_id",
        )


def _edges(opened: Session, view: View, half_life_days: float) -> pl.DataFrame:
    """As of the end of the last day, so that what was counted once holds all day."""
    first, last = view.window.start, min(view.window.end, view.clock.today + timedelta(days=1))
    span = view.clock.midnight(first), view.clock.midnight(last)
    return edges(meetings(opened, span), now=span[1], half_life_days=half_life_days)


def _nodes(network: Network) -> list[Node]:
    """A person's own numbers count everybody they meet, also those who are not shown."""
    by_key = {row.pop("developer"): row for row in nodes(network.edges, network.people).iter_rows(named=True)}
    return [Node(developer=person_of(human), **by_key[human.key]) for human in network.shown.people]


def _shown(found: pl.DataFrame, there: Seen) -> list[Edge]:
    ids = {human.key: human.id for human in there.people}
    return [
        Edge(
            source=ids[row["source"]],
            target=ids[row["target"]],
            n=row["reviews"] + row["shared_commits"],
            reviews=row["reviews"],
            shared_commits=row["shared_commits"],
            strength=row["strength"],
            last_at=row["last"],
        )
        for row in found.iter_rows(named=True)
        if row["source"] in ids and row["target"] in ids
    ]


def whole(network: Network) -> tuple[Measure, Measure]:
    """Cohesion and density of the group as a whole."""
    if network.withheld:
        nothing = Measure(value=None, n=0, withheld=network.withheld)
        return nothing, nothing
    of_all = shape(network.edges, network.people)
    return (
        Measure(value=of_all.cohesion, n=of_all.people, withheld=None),
        Measure(value=of_all.density, n=of_all.people, withheld=None),
    )

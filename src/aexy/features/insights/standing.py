"""Where a person stands among others: percentiles, and the middle of those in the same role or team.

Nobody learns here what they could not look up: a metric is compared only when whoever asks may see it of everybody in
the group, and only among five or more who have a number. What is each person's own is never compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from aexy.context import Context
from aexy.features.insights import breaking, people_rows
from aexy.features.insights.breaking import Spread
from aexy.features.insights.comparing import CAUTION
from aexy.features.insights.comparing_schemas import Among, Benchmark, Benchmarks, Percentiles, Standing, Within
from aexy.features.insights.looking import View, look, read_metrics
from aexy.features.insights.people_rows import Stint
from aexy.features.insights.remembering import remembering
from aexy.features.insights.schemas import Cell, Compare
from aexy.features.insights.service import Asked, window_reading
from aexy.features.routing import Role, Viewer
from aexy.kernel.comparison import midrank, quartiles, shared_ranks
from aexy.kernel.errors import Forbidden, Unknown
from aexy.kernel.metric import Audience, Level, Metric
from aexy.kernel.privacy import QUORUM, TOO_FEW, withheld_of

EVERYBODY = 100_000
NOBODY_RANKED = "This is each person's own: nobody is held against others by it."
NOT_ALL_SEEN = "You may not see this of everybody in the group, so it is not compared."
NOTHING_OWN = "There is no number of this person to hold against others."


@dataclass(frozen=True, slots=True)
class Group:
    """Those somebody is held against, with their numbers; `own` are that person's."""

    view: View
    among: Among
    others: Mapping[UUID, Mapping[str, Cell]]
    own: Mapping[str, Cell]

    def cells(self, metric: Metric) -> list[Cell]:
        """The number of everybody in the group, the person included."""
        return [cells[metric.key] for cells in self.others.values()]


@dataclass(frozen=True, slots=True)
class Wish:
    """Among whom; the team or role of the person's latest team where none is named."""

    within: Within = Within.WORKSPACE
    team: UUID | None = None
    role: str | None = None


async def percentiles(context: Context, viewer: Viewer, developer: UUID, wish: Wish, asked: Asked) -> Percentiles:
    """Where a person stands in each metric."""
    group, metrics = await _group(context, viewer, developer, wish, asked)
    return Percentiles(
        as_of=context.now,
        subject=group.view.name,
        start=group.view.window.start,
        end=group.view.window.end,
        among=group.among,
        caution=CAUTION,
        standings=[_standing(group, metric) for metric in metrics],
    )


async def benchmarks(context: Context, viewer: Viewer, developer: UUID, wish: Wish, asked: Asked) -> Benchmarks:
    """A person's numbers beside the middle of those in the same role or team."""
    group, metrics = await _group(context, viewer, developer, wish, asked)
    return Benchmarks(
        as_of=context.now,
        subject=group.view.name,
        start=group.view.window.start,
        end=group.view.window.end,
        among=group.among,
        caution=CAUTION,
        benchmarks=[_benchmark(group, metric) for metric in metrics],
    )


async def _group(
    context: Context, viewer: Viewer, developer: UUID, wish: Wish, asked: Asked
) -> tuple[Group, list[Metric]]:
    check_may_compare(viewer, developer)
    once = remembering(context)
    subject = f"developer:{developer}"
    view = await look(once, viewer, subject=subject, start=asked.start, end=asked.end)
    _check_in_reach(view)
    metrics = read_metrics(asked.metrics, Level.DEVELOPER)
    name, members = await _members(context, viewer, view.subject.id, wish)
    keys = ",".join(metric.key for metric in metrics)
    everybody = Asked(keys, "workspace", view.window.start, view.window.end)
    broken = await breaking.breakdown(once, viewer, everybody, Spread(Level.DEVELOPER, limit=EVERYBODY))
    others = {row.subject.id: row.readings for row in broken.rows if members is None or row.subject.id in members}
    among = Among(within=wish.within, name=name, people=len(others))
    own = others.get(view.subject.id) or await _without_facts(once, view, metrics)
    return Group(view, among, others, own), metrics


async def _without_facts(context: Context, view: View, metrics: Sequence[Metric]) -> dict[str, Cell]:
    found = [await window_reading(context, view, metric, Compare.NONE) for metric in metrics]
    return {one.metric: Cell(value=one.value, n=one.n, median=one.median, withheld=one.withheld) for one in found}


def check_may_compare(viewer: Viewer, developer: UUID) -> None:
    """Forbidden for all but the person and those who manage."""
    if viewer.developer_id != developer and not viewer.role.includes(Role.MANAGER):
        raise Forbidden(
            "Where somebody stands among others is shown to them and to managers.",
            next_step="Ask about yourself, or ask a manager.",
        )


def _check_in_reach(view: View) -> None:
    """Forbidden where even what is open to the workspace is not for whoever asks."""
    withheld = withheld_of(Audience.OPEN, view.subject.key, view.onlooker)
    if withheld:
        raise Forbidden(
            withheld, next_step="Ask about somebody in your teams, or ask a manager of the whole workspace."
        )


async def _members(context: Context, viewer: Viewer, developer: UUID, wish: Wish) -> tuple[str, frozenset[UUID] | None]:
    """What the group is called and who is in it now; None for everybody."""
    if wish.within is Within.WORKSPACE:
        return "Everybody in the workspace", None
    async with context.database.reading(viewer.workspace_id) as connection:
        stints = await people_rows.stints(connection, developer, context.now)
        stint = _meant(stints, wish)
        if wish.within is Within.TEAM:
            found = await people_rows.members(connection, context.now, team=stint.team_id, role=None)
            return stint.team, found
        return f"Everybody who is {stint.role} in a team", await people_rows.members(
            connection, context.now, team=None, role=stint.role
        )


def _meant(stints: Sequence[Stint], wish: Wish) -> Stint:
    for stint in stints:
        if wish.team in {None, stint.team_id} and wish.role in {None, stint.role}:
            return stint
    wanted = f"in no team {wish.team}" if wish.team else f"{wish.role} in no team" if wish.role else "in no team"
    raise Unknown(
        f"This person is {wanted} now.",
        next_step="Ask within the workspace, or name a team or role they have.",
        field="within",
    )


def _why_not(group: Group, metric: Metric) -> str | None:
    cells = group.cells(metric)
    if metric.audience is Audience.SELF:
        return NOBODY_RANKED
    if any(cell.withheld for cell in (*cells, group.own[metric.key])):
        return NOT_ALL_SEEN
    if sum(cell.value is not None for cell in cells) < QUORUM:
        return TOO_FEW
    return None


def _numbers(group: Group, metric: Metric) -> list[float]:
    return [shown for cell in group.cells(metric) if (shown := cell.shown) is not None]


def _standing(group: Group, metric: Metric) -> Standing:
    own, withheld = group.own[metric.key], _why_not(group, metric)
    values = [] if withheld else _numbers(group, metric)
    if not withheld and (own.value is None or group.view.subject.id not in group.others):
        withheld = NOTHING_OWN
    place = None if withheld else own.shown
    return Standing(
        metric=metric.key,
        unit=metric.unit,
        better=metric.better,
        caution=metric.caution,
        value=own.shown,
        n=own.n,
        percentile=None if place is None else midrank(values, place),
        rank=None if place is None else shared_ranks(values)[values.index(place)],
        people=len(values),
        withheld=withheld,
    )


def _benchmark(group: Group, metric: Metric) -> Benchmark:
    own, withheld = group.own[metric.key], _why_not(group, metric)
    values = [] if withheld else _numbers(group, metric)
    middle = quartiles(values) if values else None
    return Benchmark(
        metric=metric.key,
        unit=metric.unit,
        better=metric.better,
        caution=metric.caution,
        value=own.shown,
        n=own.n,
        p25=middle.p25 if middle else None,
        median=middle.median if middle else None,
        p75=middle.p75 if middle else None,
        people=len(values),
        withheld=withheld,
    )

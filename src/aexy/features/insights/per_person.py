"""A team's work person by person, as its own numbers are made of it; and who may see it by name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import partial
from typing import Any
from uuid import UUID

from pydantic import Field

from aexy.context import Context
from aexy.features.insights import rows
from aexy.features.insights.counting import ALL_DAY, needs_owners, number_in, read_enriched
from aexy.features.insights.looking import View
from aexy.features.insights.remembering import counted_once
from aexy.features.insights.schemas import Number
from aexy.features.paging import Shape
from aexy.kernel.measuring import measure
from aexy.kernel.metric import Audience, Level, Metric, sources
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.privacy import ONLY_TEAMMATES, QUORUM, TOO_FEW, withheld_of
from aexy.kernel.sharing import gini, shares
from aexy.kernel.text import plain
from aexy.store.session import session

Numbers = Mapping[int, Mapping[str, Number]]


class PersonShare(Shape):
    """What one person has of it, and which part of the whole that is."""

    developer_id: UUID
    name: str
    value: int
    share: float | None


class Shared(Shape):
    """How one kind of work is spread over the people of a team."""

    key: str
    name: str
    total: int | None = Field(description="Null where nothing of the kind is known here.")
    n: int = Field(description="How many people have any of it.")
    of: int = Field(description="Among how many people: who is in the team now, or did some of it while they were.")
    gini: float | None = Field(description="0: all have as much; near 1: one has all. Null when withheld.")
    top_share: float | None = Field(description="The part of whoever has most, unnamed.")
    shares: list[float] | None = Field(description="All parts, the largest first, without names.")
    people: list[PersonShare] | None = Field(description="By name, for those in a team with all of them, and managers.")
    withheld: str | None = Field(description="Why there is no spread to see.")
    people_withheld: str | None = Field(description="Why there are no names to see.")


@dataclass(frozen=True, slots=True)
class Known:
    """What a person is called."""

    id: UUID
    name: str


def there(keys: Iterable[str], level: Level = Level.DEVELOPER) -> list[Metric]:
    """Those of these metrics that are counted at this level."""
    wanted = set(keys)
    return [metric for metric in CATALOGUE if metric.key in wanted and level in metric.levels]


async def by_person(context: Context, view: View, metrics: Sequence[Metric]) -> Numbers:
    """These metrics of each person, of what they did in the team in the window: whoever did anything at all."""
    what = f"by person:{','.join(metric.key for metric in metrics)}"
    count = partial(_count, context.database.url, view, metrics)
    found = await counted_once(context, view, what, count, seconds=ALL_DAY)
    return {person: {key: Number(*number) for key, number in numbers.items()} for person, numbers in found}


def _count(url: str, view: View, metrics: Sequence[Metric]) -> list[Any]:
    with session(url, view.workspace_id) as opened:
        enriched = read_enriched(opened, view, view.window, has_owned=any(needs_owners(metric) for metric in metrics))
    counted = measure(metrics, enriched, by=Level.DEVELOPER, buckets=view.window, clock=view.clock)
    return [
        [row["subject"], {m.key: astuple(number_in(m, row)) for m in metrics}] for row in counted.iter_rows(named=True)
    ]


async def names(context: Context, view: View, keys: Iterable[int]) -> dict[int, Known]:
    """What these people are called, by key."""
    async with context.database.reading(view.workspace_id) as connection:
        found = await rows.names(connection, Level.DEVELOPER, sorted(keys), context.now)
    return {key: Known(row["id"], plain(row["name"])) for key, row in found.items()}


def names_withheld(view: View, people: Iterable[int]) -> str | None:
    """Why these people are not named to whoever asks: unless all may be, none is, or the rest would be known by it.

    How work is spread over a team is for those in it and their managers, even where each count is open to everybody.
    """
    reasons = [withheld_of(Audience.TEAM, person, view.onlooker) for person in people]
    return ONLY_TEAMMATES if any(reasons) else None


def knows(view: View, metric: Metric | None = None) -> bool:
    """Whether anything is known of what a metric counts, or of pull requests: of what is not, nobody has 0."""
    wanted = ("pulls",) if metric is None else sources(metric.facts)
    return any(source in view.covered for source in wanted)


def unknown(key: str, name: str, people: Mapping[int, Known]) -> Shared:
    """Nothing of this kind is known here, so nobody has any of it and nobody has none."""
    fields = dict.fromkeys(("total", "gini", "top_share", "shares", "people", "withheld", "people_withheld"))
    return Shared(key=key, name=name, n=0, of=len(people), **fields)


def spread(key: str, name: str, values: Mapping[int, int], people: Mapping[int, Known], view: View) -> Shared:
    """The spread of one kind of work; of fewer than five who have any, without names it would give somebody away."""
    have = {person: values.get(person, 0) for person in people}
    some = sum(value > 0 for value in have.values())
    is_shown = some >= QUORUM
    unnamed = names_withheld(view, people)
    parts = shares(list(have.values()))
    return Shared(
        key=key,
        name=name,
        total=sum(have.values()),
        n=some,
        of=len(have),
        gini=gini(list(have.values())) if is_shown else None,
        top_share=parts[0] if is_shown else None,
        shares=parts if is_shown else None,
        people=None if unnamed else _named(have, people),
        withheld=None if is_shown else TOO_FEW,
        people_withheld=unnamed,
    )


def _named(have: Mapping[int, int], people: Mapping[int, Known]) -> list[PersonShare]:
    total = sum(have.values())
    ordered = sorted(have, key=lambda person: (-have[person], people[person].name.lower(), person))
    return [
        PersonShare(
            developer_id=people[person].id,
            name=people[person].name,
            value=have[person],
            share=have[person] / total if total else None,
        )
        for person in ordered
    ]

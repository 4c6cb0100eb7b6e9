"""Two to ten people side by side; small samples are drawn towards the workspace's number, and marked.

A limited membership may have everybody it does not reach beside them, under pseudonyms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from aexy.context import Context
from aexy.features.insights import service
from aexy.features.insights.beyond import Beyond, beyond, wavers
from aexy.features.insights.comparing_schemas import Alike, Compared, ComparedMetric, Comparison
from aexy.features.insights.looking import read_metrics
from aexy.features.insights.remembering import remembering
from aexy.features.insights.schemas import Compare, Reading, Readings
from aexy.features.insights.service import Asked
from aexy.features.routing import Viewer
from aexy.kernel.comparison import FEWEST_ROWS, drawn_in
from aexy.kernel.errors import Unusable
from aexy.kernel.metric import Level, Metric, Unit
from aexy.kernel.metrics import find

FEWEST, MOST = 2, 10
CAUTION = (
    "People have different work: what is easily counted is rarely what matters most. Ask before concluding, and never "
    "decide about anybody by one number."
)


async def compare(
    context: Context, viewer: Viewer, developers: str, asked: Asked, *, others: bool = False
) -> Comparison:
    """These people's numbers in one window, as far as the viewer may see each; with others, one is enough."""
    once = remembering(context)
    ids = read_people(developers, fewest=1 if others else FEWEST)
    metrics = read_metrics(asked.metrics, Level.DEVELOPER)
    plain = replace(asked, metrics=",".join(metric.key for metric in metrics), compare=Compare.NONE)
    far = await beyond(once, viewer, ids, metrics, plain) if others else Beyond(None)
    found = [await service.readings(once, viewer, replace(plain, subject=f"developer:{id_}")) for id_ in ids]
    group = await _group(once, viewer, plain, metrics)
    days = far.window
    around = await _group(once, viewer, replace(plain, start=days.start, end=days.end), metrics) if days else {}
    return Comparison(
        as_of=context.now,
        start=found[0].start,
        end=found[0].end,
        caution=CAUTION,
        people=[one.subject for one in found],
        metrics=[
            _metric(metric, found, group, far.of(metric, around.get(metric.key)) if others else ([], None))
            for metric in metrics
        ],
        others_from=days.start if days else None,
        others_to=days.end if days else None,
    )


def read_people(text: str, *, fewest: int = FEWEST) -> list[UUID]:
    """Two to ten ids with commas, or one to ten; Unusable else."""
    try:
        ids = list(dict.fromkeys(UUID(part.strip()) for part in text.split(",") if part.strip()))
    except ValueError:
        raise Unusable(
            "One of the ids is no UUID.", next_step="Give ids as in the list of developers.", field="developer_ids"
        ) from None
    if not fewest <= len(ids) <= MOST:
        raise Unusable(
            f"{len(ids)} people cannot be compared.",
            next_step=f"Name {fewest} to {MOST} different people, with commas between.",
            field="developer_ids",
        )
    return ids


async def _group(context: Context, viewer: Viewer, asked: Asked, metrics: Sequence[Metric]) -> Mapping[str, Reading]:
    """The workspace's number of whatever is drawn in: of pooled rows, never a mean of people's means."""
    keys = [metric.key for metric in metrics if wavers(metric) and Level.WORKSPACE in metric.levels]
    if not keys:
        return {}
    found = await service.readings(context, viewer, replace(asked, metrics=",".join(keys), subject="workspace"))
    return {one.metric: one for one in found.readings}


def _metric(
    metric: Metric, found: Sequence[Readings], group: Mapping[str, Reading], others: tuple[list[Alike], str | None]
) -> ComparedMetric:
    whole = group.get(metric.key)
    people = []
    for one in found:
        own = next(reading for reading in one.readings if reading.metric == metric.key)
        people.append(_compared(one.subject.id, own, whole))
    return ComparedMetric(
        metric=metric.key,
        unit=metric.unit,
        better=metric.better,
        caution=metric.caution,
        group=whole.value if whole else None,
        group_median=_median(whole) if whole else None,
        group_n=whole.n if whole else 0,
        people=people,
        others=others[0],
        others_withheld=others[1],
    )


def _median(one: Reading) -> float | None:
    return one.median if one.unit is Unit.HOURS else None


def _compared(developer: UUID, own: Reading, whole: Reading | None) -> Compared:
    """A group that is withheld draws nothing in: what it drew would tell what it is."""
    is_small = wavers(find(own.metric)) and own.value is not None and own.n < FEWEST_ROWS
    value, weight = own.value, None if own.value is None else 1.0
    if is_small and own.value is not None and whole is not None and whole.value is not None:
        value, weight = drawn_in(own.value, own.n, whole.value)
    return Compared(
        developer_id=developer,
        value=value,
        n=own.n,
        raw=own.value,
        median=_median(own),
        small=is_small,
        weight=weight,
        withheld=own.withheld,
    )

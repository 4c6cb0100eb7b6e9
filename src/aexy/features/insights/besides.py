"""Up to five people, teams or repositories beside each other, and whether they differ by more than chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from aexy.context import Context
from aexy.features.insights import comparing, service
from aexy.features.insights.beside_schemas import (
    ApartPair,
    BesideEachOther,
    BesideVerdict,
    MetricBeside,
    NumberBeside,
    WeekBeside,
)
from aexy.features.insights.comparing_schemas import Compared
from aexy.features.insights.looking import read_metrics, read_subject
from aexy.features.insights.remembering import remembering
from aexy.features.insights.schemas import Bucket, Compare, Reading, Readings
from aexy.features.insights.service import Asked
from aexy.features.routing import Viewer
from aexy.kernel.chance import FEWEST_WEEKS, Apart, apart
from aexy.kernel.errors import Unusable
from aexy.kernel.metric import Level, Metric
from aexy.kernel.periods import Window

FEWEST, MOST = 2, 5
KINDS = (Level.DEVELOPER, Level.TEAM, Level.REPOSITORY)
OF_GROUPS = "They have different work, and different codes of their own: ask what differs before asking who is better."
METHOD = (
    "Whole weeks that are over are held beside each other, week by week. If the two of a week were swapped at random, "
    "how often would they lie this far apart? Less than once in a hundred times is called larger than chance."
)
NONE_LARGER = "No difference here is larger than chance."
TOO_FEW = (
    f"Too few weeks with a number on both sides to tell a difference from chance: it takes {FEWEST_WEEKS} or more."
)


@dataclass(frozen=True, slots=True)
class _One:
    """What was counted of one subject: as a whole, and week by week."""

    whole: Readings
    weekly: Readings

    def reading(self, metric: Metric) -> Reading:
        return next(one for one in self.whole.readings if one.metric == metric.key)

    def weeks(self, metric: Metric, window: Window) -> list[Reading]:
        return [
            one
            for one in self.weekly.readings
            if one.metric == metric.key
            and not one.period.open
            and window.start <= one.period.start
            and one.period.end <= window.end
        ]


async def beside(context: Context, viewer: Viewer, subjects: str, asked: Asked) -> BesideEachOther:
    """Their numbers in one window, each as far as the viewer may see it, and what can be said of differences."""
    once = remembering(context)
    names, level = read_subjects(subjects)
    metrics = read_metrics(asked.metrics, level)
    plain = replace(asked, metrics=",".join(metric.key for metric in metrics), compare=Compare.NONE)
    found = [await _read(once, viewer, replace(plain, subject=name)) for name in names]
    drawn = await _drawn_in(once, viewer, names, plain) if level is Level.DEVELOPER else {}
    first = found[0].whole
    return BesideEachOther(
        as_of=context.now,
        start=first.start,
        end=first.end,
        caution=comparing.CAUTION if level is Level.DEVELOPER else OF_GROUPS,
        method=METHOD,
        subjects=[one.whole.subject for one in found],
        metrics=[_metric(metric, found, Window(first.start, first.end), drawn) for metric in metrics],
    )


def read_subjects(text: str) -> tuple[list[str], Level]:
    """Two to five different subjects of one kind, as `team:UUID` with commas between; Unusable else."""
    names = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    levels = {read_subject(name)[0] for name in names}
    if not FEWEST <= len(names) <= MOST:
        raise Unusable(
            f"{len(names)} cannot stand beside each other.",
            next_step=f"Name {FEWEST} to {MOST} different ones, with commas between.",
            field="subjects",
        )
    if len(levels) > 1 or not levels <= set(KINDS):
        raise Unusable(
            "Only people, only teams or only repositories can stand beside each other.",
            next_step="Name subjects of one kind: developer:UUID, team:UUID or repository:UUID.",
            field="subjects",
        )
    return names, levels.pop()


async def _read(context: Context, viewer: Viewer, asked: Asked) -> _One:
    whole = await service.readings(context, viewer, asked)
    return _One(whole, await service.readings(context, viewer, replace(asked, bucket=Bucket.WEEKLY)))


async def _drawn_in(
    context: Context, viewer: Viewer, names: Sequence[str], asked: Asked
) -> Mapping[tuple[str, UUID], Compared]:
    """People's numbers as a comparison has them: few rows are drawn towards the workspace's number."""
    ids = ",".join(name.partition(":")[2] for name in names)
    found = await comparing.compare(context, viewer, ids, asked)
    return {(one.metric, who.developer_id): who for one in found.metrics for who in one.people}


def _metric(
    metric: Metric, found: Sequence[_One], window: Window, drawn: Mapping[tuple[str, UUID], Compared]
) -> MetricBeside:
    numbers = [_number(metric, one, window, drawn.get((metric.key, one.whole.subject.id))) for one in found]
    pairs = _pairs(numbers)
    ids = [one.subject_id for one in numbers]
    verdict = (
        BesideVerdict.UNKNOWN
        if not pairs
        else BesideVerdict.LARGER
        if any(one.is_larger for one in pairs)
        else BesideVerdict.WITHIN
    )
    return MetricBeside(
        metric=metric.key,
        unit=metric.unit,
        better=metric.better,
        caution=metric.caution,
        subjects=numbers,
        verdict=verdict,
        says=_says(verdict, pairs, [one.whole.subject.name for one in found]),
        pairs=[
            ApartPair(
                higher=ids[one.higher], lower=ids[one.lower], weeks=one.weeks, chance=one.chance, larger=one.is_larger
            )
            for one in pairs
        ],
    )


def _number(metric: Metric, one: _One, window: Window, compared: Compared | None) -> NumberBeside:
    own = one.reading(metric)
    weeks = [] if own.withheld else one.weeks(metric, window)
    return NumberBeside(
        subject_id=one.whole.subject.id,
        value=compared.value if compared else own.value,
        raw=own.value,
        median=own.median,
        n=own.n,
        small=compared.small if compared else False,
        weight=compared.weight if compared else None,
        withheld=own.withheld,
        weeks=[WeekBeside(start=week.period.start, value=week.shown, n=week.n) for week in weeks],
    )


def _pairs(numbers: Sequence[NumberBeside]) -> list[Apart]:
    """What can be said of each two, where the numbers themselves do not say the contrary."""
    starts = sorted({week.start for one in numbers for week in one.weeks})
    by_week = [{week.start: week.value for week in one.weeks} for one in numbers]
    found = apart([[known.get(start) for start in starts] for known in by_week])
    return [one if _agree(numbers[one.higher], numbers[one.lower]) else one._replace(is_larger=False) for one in found]


def _agree(higher: NumberBeside, lower: NumberBeside) -> bool:
    """Weeks count alike however much is in them, so that busy ones may say the contrary: then nothing is claimed."""
    return higher.raw is None or lower.raw is None or higher.raw >= lower.raw


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _says(verdict: BesideVerdict, pairs: Sequence[Apart], names: Sequence[str]) -> str:
    if verdict is not BesideVerdict.LARGER:
        return TOO_FEW if verdict is BesideVerdict.UNKNOWN else NONE_LARGER
    larger = [one for one in pairs if one.is_larger]
    below: dict[int, list[str]] = {}
    for one in larger:
        below.setdefault(one.higher, []).append(names[one.lower])
    said = "; ".join(f"{names[higher]} is above {_listed(lower)}" for higher, lower in below.items())
    others = " The other differences are no larger than chance." if len(larger) < len(pairs) else ""
    return f"{said}, by more than chance.{others}"

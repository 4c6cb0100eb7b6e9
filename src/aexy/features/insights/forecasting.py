"""How many will be done in the coming weeks, when so many will be, and how well that would have done before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from pydantic import Field

from aexy.context import Context
from aexy.features.insights.looking import View, read_metrics
from aexy.features.insights.rollups import Days, look_at
from aexy.features.insights.schemas import Bucket, Compare, Reading, SubjectName
from aexy.features.insights.service import Asked, readings
from aexy.features.paging import Shape
from aexy.features.routing import Viewer
from aexy.kernel import forecast as chances
from aexy.kernel.errors import Unusable, did_you_mean
from aexy.kernel.metric import Level
from aexy.kernel.periods import PeriodType, period_of

USUAL = "prs_merged"
THROUGHPUT = (USUAL, "commits_count", "review_given_count", "review_received_count")
CAUTION = (
    "It supposes that the coming weeks are like the last ones, of the same people; leave, holidays and larger pieces "
    "of work are not in it. How often it would have been right is beside it."
)
_LOOK_BACK = 104  # weeks to try the forecast on


class AmountSaid(Shape):
    """With this chance (0 to 1), at least so many are done in the weeks asked about."""

    chance: float
    at_least: int


class TermSaid(Shape):
    """With this chance, all items are done in so many weeks from today, so by that day; null: not within ten years."""

    chance: float
    weeks: int | None
    by: date | None


class HeldSaid(Shape):
    """In which share of the past forecasts at least the amount said with this chance was done."""

    chance: float
    share: float


class BackTestSaid(Shape):
    """What the same forecast, made in past weeks from what was known then, would have been worth."""

    n: int = Field(description="How many past weeks it was made in; neighbouring ones share weeks.")
    weeks: int = Field(description="How many weeks each looked ahead.")
    held: list[HeldSaid]
    between: float = Field(description="Share of outcomes from the 85 % amount up to the 50 % amount.")
    between_expected: float
    mean_absolute_error: float = Field(description="Of the 50 % amount.")
    mean_absolute_percentage_error: float | None = Field(description="0 to 1; of outcomes above zero.")
    n_percent: int


class WeekCounted(Shape):
    """A week that is over, and what was done in it."""

    start: date
    value: int


class Forecast(Shape):
    """What is likely, from a subject's own past weeks."""

    as_of: datetime
    subject: SubjectName
    metric: str
    weeks: int
    items: int | None
    amounts: list[AmountSaid]
    terms: list[TermSaid] = Field(description="Empty unless items were asked about.")
    drawn_from: list[WeekCounted] = Field(description="The weeks that are drawn at random, oldest first.")
    n: int = Field(description="How many those are.")
    back_test: BackTestSaid | None
    abstains: str | None = Field(description="Why nothing is said; null when something is.")
    withheld: str | None
    caution: str = CAUTION


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is asked: how many weeks ahead, and until how many items are done."""

    weeks: int = 4
    items: int | None = None
    metric: str = USUAL


async def forecast(context: Context, viewer: Viewer, level: Level, id_: UUID | None, ahead: Ahead) -> Forecast:
    """A subject's forecast; nothing is said under eight whole weeks of history, or of numbers that are withheld."""
    if ahead.metric not in THROUGHPUT:
        nearest = did_you_mean(ahead.metric, THROUGHPUT)
        raise Unusable(f"{ahead.metric!r} is not forecast.", next_step=nearest, field="metric")
    view = await look_at(context, viewer, level, id_, Days())
    read_metrics(ahead.metric, view.subject.level)
    weekly = await _weekly(context, viewer, view, ahead.metric)
    withheld = next((one.withheld for one in weekly if one.withheld), None)
    history = [] if withheld else _history(view, weekly)
    return _said(context, view, ahead, history, withheld=withheld)


async def _weekly(context: Context, viewer: Viewer, view: View, metric: str) -> list[Reading]:
    """The weeks that are over, as readings give them."""
    until = period_of(PeriodType.WEEKLY, view.clock.today).start
    since = until - timedelta(weeks=_LOOK_BACK)
    subject = view.subject
    asked = f"{subject.level}:{subject.id}" if subject.level is not Level.WORKSPACE else str(subject.level)
    found = await readings(context, viewer, Asked(metric, asked, since, until, Bucket.WEEKLY, Compare.NONE))
    return [one for one in found.readings if one.metric == metric]


def _history(view: View, weekly: Sequence[Reading]) -> list[WeekCounted]:
    """Whole weeks that facts cover, from the first in which anything was done: nobody is slow before they began."""
    known = [
        WeekCounted(start=one.period.start, value=int(one.value))
        for one in weekly
        if one.value is not None and _is_covered(view, one)
    ]
    first = next((place for place, week in enumerate(known) if week.value), len(known))
    return known[first:]


def _is_covered(view: View, week: Reading) -> bool:
    covered = view.covered.get("commits" if week.metric == "commits_count" else "pulls")
    return covered is not None and covered.start <= week.period.start and week.period.end <= covered.end


def _said(
    context: Context, view: View, ahead: Ahead, history: Sequence[WeekCounted], *, withheld: str | None
) -> Forecast:
    values = [week.value for week in history]
    last = history[-1].start if history else view.clock.today
    seed = chances.seed_of(view.subject.level, view.subject.id, ahead.metric, last)
    drawn = chances.recent(history)
    return Forecast(
        as_of=context.now,
        subject=view.name,
        metric=ahead.metric,
        weeks=ahead.weeks,
        items=ahead.items,
        amounts=[
            AmountSaid(chance=one.chance, at_least=one.at_least)
            for one in chances.amounts(values, ahead.weeks, seed=seed) or ()
        ],
        terms=_terms(view, ahead.items, values, seed),
        drawn_from=list(drawn),
        n=len(drawn),
        back_test=_back_test(values, ahead.weeks, seed),
        abstains=None if withheld else _abstains(len(values)),
        withheld=withheld,
    )


def _abstains(weeks: int) -> str | None:
    if weeks >= chances.LEAST_WEEKS:
        return None
    return f"A forecast needs {chances.LEAST_WEEKS} whole weeks of history; here there are {weeks}."


def _terms(view: View, items: int | None, values: Sequence[int], seed: int) -> list[TermSaid]:
    if items is None:
        return []
    return [
        TermSaid(chance=one.chance, weeks=one.weeks, by=_day(view, one.weeks))
        for one in chances.terms(values, items, seed=seed) or ()
    ]


def _day(view: View, weeks: int | None) -> date | None:
    return None if weeks is None else view.clock.today + timedelta(weeks=weeks)


def _back_test(values: Sequence[int], weeks: int, seed: int) -> BackTestSaid | None:
    tested = chances.back_test(values, weeks, seed=seed)
    if tested is None:
        return None
    return BackTestSaid(
        n=tested.n,
        weeks=weeks,
        held=[HeldSaid(chance=one.chance, share=one.share) for one in tested.held],
        between=tested.between,
        between_expected=0.35,
        mean_absolute_error=tested.mean_absolute_error,
        mean_absolute_percentage_error=tested.mean_absolute_percentage_error,
        n_percent=tested.n_percent,
    )

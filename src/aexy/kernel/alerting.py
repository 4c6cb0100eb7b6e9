"""When a number is worth a word: a rule's condition folded over a series of periods into episodes.

One function, `watch`, is both what goes on after each snapshot and what "test this rule on the last weeks" shows, so
the test cannot promise what the rule does not keep. The same series always gives the same episodes. What is missing,
withheld or rests on too little neither fires nor resolves: it abstains.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median

from aexy.kernel.metric import Unit
from aexy.kernel.periods import Period

_TOWARDS_NORMAL = 0.1  # of the limit: how far back a number must come unless the rule says otherwise
_MAD_TO_DEVIATION = 1.4826  # the median absolute deviation of a normal distribution is 1/1.4826 of its deviation
_PART_OF_MEDIAN = 0.1
FEWEST_BEFORE = 8  # periods with a number, for there to be a usual


class Kind(StrEnum):
    """What a value is held against: a fixed number, the period before, or what is usual for this very subject."""

    THRESHOLD = "threshold"
    CHANGE = "change"
    DEVIATION = "deviation"


class Beyond(StrEnum):
    """Which side of it is worth a word."""

    ABOVE = "above"
    BELOW = "below"


class Verdict(StrEnum):
    """What became of one period."""

    FIRES = "fires"  # an episode begins, or goes on
    COUNTS = "counts"  # it is beyond the limit, but not for long enough yet
    HOLDS = "holds"  # back within the limit, but not far enough for the episode to be over
    RESOLVES = "resolves"
    CALM = "calm"
    ABSTAINS = "abstains"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Fires beyond `at`, is over at `clear_at` (by default a tenth of `at` back towards normal).

    `at` is a value for a threshold, a share for a change (0.5: half as much again), a number of usual deviations for a
    deviation. `in_a_row` is how many periods it takes, `fewest` the sample below which it abstains, `before` how many
    periods make the usual.
    """

    kind: Kind
    side: Beyond = Beyond.ABOVE
    at: float
    clear_at: float | None = None
    in_a_row: int = 1
    fewest: int = 0
    before: int = 12

    @property
    def reach(self) -> int:
        """How many periods before the first one it has to know."""
        return {Kind.THRESHOLD: 0, Kind.CHANGE: 1, Kind.DEVIATION: self.before}[self.kind]

    @property
    def over_at(self) -> float:
        """Where an episode is over."""
        if self.clear_at is not None:
            return self.clear_at
        back = abs(self.at) * _TOWARDS_NORMAL
        is_falling = self.kind is Kind.THRESHOLD and self.side is Beyond.BELOW
        return self.at + back if is_falling else self.at - back

    def is_beyond(self, score: float) -> bool:
        """Whether this score fires."""
        return score < self.at if self._is_falling else score > self.at

    def is_over(self, score: float) -> bool:
        """Whether this score ends an episode."""
        return score >= self.over_at if self._is_falling else score <= self.over_at

    @property
    def _is_falling(self) -> bool:
        """Changes and deviations are measured in the direction of their side; a threshold is a place."""
        return self.kind is Kind.THRESHOLD and self.side is Beyond.BELOW


@dataclass(frozen=True, slots=True)
class Point:
    """A number of one period, or why there is none."""

    period: Period
    value: float | None
    n: int
    withheld: str | None = None


class Why(StrEnum):
    """Why nothing was said of a period."""

    WITHHELD = "withheld"
    NO_NUMBER = "no_number"
    TOO_FEW = "too_few"
    NOTHING_BEFORE = "nothing_before"
    ZERO_BEFORE = "zero_before"
    THIN_PAST = "thin_past"


@dataclass(frozen=True, slots=True)
class Judged:
    """A period and what became of it. `score` is what was held against the limit; `usual` what the value stood beside.

    For a threshold the score is the value; for a change the share it moved, in the direction of the rule; for a
    deviation how many usual deviations it lies on the rule's side of the usual. `past` is how many periods the usual
    was made of.
    """

    point: Point
    verdict: Verdict
    score: float | None = None
    usual: float | None = None
    past: int = 0
    run: int = 0
    why_not: Why | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    """From the period it fired at until the one it was over at; None while it goes on. `last` fired last."""

    opened: Judged
    last: Judged
    resolved: Judged | None = None

    @property
    def end(self) -> date | None:
        """The first day of the period it was over at."""
        return self.resolved.point.period.start if self.resolved else None

    def overlaps(self, start: date, end: date | None) -> bool:
        """Whether it shares a period with another that began and ended there (None: goes on)."""
        begins_in_time = end is None or self.opened.point.period.start <= end
        return begins_in_time and (self.end is None or self.end >= start)


@dataclass(frozen=True, slots=True)
class Watched:
    """Every period since the rule watches, and the episodes in them, first to last."""

    judged: tuple[Judged, ...]
    episodes: tuple[Episode, ...]


def watch(condition: Condition, unit: Unit, points: Sequence[Point], *, since: date) -> Watched:
    """Fold a series, first period to last, into episodes; periods before `since` only say what was usual."""
    judged = tuple(_judge(condition, unit, points, since))
    return Watched(judged, tuple(_episodes(judged)))


def _judge(condition: Condition, unit: Unit, points: Sequence[Point], since: date) -> Iterator[Judged]:
    is_open, run = False, 0
    for place, point in enumerate(points):
        if point.period.start < since:
            continue
        measured = _measure(condition, unit, points, place)
        if measured.score is None:
            yield measured
            continue
        run = run + 1 if condition.is_beyond(measured.score) else 0
        verdict = _verdict(condition, measured.score, run, is_open=is_open)
        is_open = verdict is Verdict.FIRES or (is_open and verdict is not Verdict.RESOLVES)
        yield Judged(point, verdict, measured.score, measured.usual, measured.past, run)


def _verdict(condition: Condition, score: float, run: int, *, is_open: bool) -> Verdict:
    if condition.is_beyond(score):
        return Verdict.FIRES if is_open or run >= condition.in_a_row else Verdict.COUNTS
    if not is_open:
        return Verdict.CALM
    return Verdict.RESOLVES if condition.is_over(score) else Verdict.HOLDS


def _episodes(judged: Sequence[Judged]) -> Iterator[Episode]:
    current: Episode | None = None
    for one in judged:
        if one.verdict is Verdict.FIRES:
            current = Episode(current.opened if current else one, one)
        elif one.verdict is Verdict.RESOLVES and current is not None:
            yield Episode(current.opened, current.last, one)
            current = None
    if current is not None:
        yield current


def _measure(condition: Condition, unit: Unit, points: Sequence[Point], place: int) -> Judged:
    """The score of one period; without one, why not."""
    point = points[place]
    why_not = _unusable(point, condition.fewest)
    if why_not is not None or point.value is None:
        return Judged(point, Verdict.ABSTAINS, why_not=why_not)
    match condition.kind:
        case Kind.THRESHOLD:
            return Judged(point, Verdict.CALM, score=point.value)
        case Kind.CHANGE:
            return _changed(condition, point, point.value, points[place - 1] if place else None)
        case Kind.DEVIATION:
            return _deviated(condition, unit, point, point.value, points[max(0, place - condition.before) : place])


def _unusable(point: Point, fewest: int) -> Why | None:
    if point.withheld is not None:
        return Why.WITHHELD
    if point.value is None:
        return Why.NO_NUMBER
    return Why.TOO_FEW if point.n < fewest else None


def _changed(condition: Condition, point: Point, value: float, before: Point | None) -> Judged:
    if before is None or before.value is None or _unusable(before, condition.fewest) is not None:
        return Judged(point, Verdict.ABSTAINS, why_not=Why.NOTHING_BEFORE)
    if before.value == 0:
        return Judged(point, Verdict.ABSTAINS, usual=0.0, why_not=Why.ZERO_BEFORE)
    share = (value - before.value) / abs(before.value)
    return Judged(point, Verdict.CALM, score=_on_side(share, condition.side), usual=before.value, past=1)


def _deviated(condition: Condition, unit: Unit, point: Point, value: float, before: Sequence[Point]) -> Judged:
    past = [one.value for one in before if one.value is not None and _unusable(one, condition.fewest) is None]
    if len(past) < FEWEST_BEFORE:
        return Judged(point, Verdict.ABSTAINS, past=len(past), why_not=Why.THIN_PAST)
    usual = median(past)
    distance = _on_side(value - usual, condition.side)
    # What has never moved and is 0 has no scale to measure by: any move of it is beyond every limit.
    scale = usual_deviation(past, unit)
    score = distance / scale if scale else (0.0 if distance == 0 else distance * float("inf"))
    return Judged(point, Verdict.CALM, score=score, usual=usual, past=len(past))


def usual_deviation(past: Sequence[float], unit: Unit) -> float:
    """How far values usually lie from their median: robust, and never below what is too little to speak of.

    The median absolute deviation is often 0, so there is a floor by unit: 0.05 for a share, one for a day or something
    counted, and a tenth of the median.
    """
    usual = median(past)
    spread = _MAD_TO_DEVIATION * median(abs(value - usual) for value in past)
    floors = {Unit.SHARE: 0.05, Unit.DAYS: 1.0, Unit.COUNT: 1.0, Unit.LINES: 1.0}
    part = 0.0 if unit is Unit.SHARE else abs(usual) * _PART_OF_MEDIAN
    return max(spread, part, floors.get(unit, 0.0))


def _on_side(difference: float, side: Beyond) -> float:
    return difference if side is Beyond.ABOVE else -difference


__all__ = [
    "FEWEST_BEFORE",
    "Beyond",
    "Condition",
    "Episode",
    "Judged",
    "Kind",
    "Point",
    "Verdict",
    "Watched",
    "Why",
    "usual_deviation",
    "watch",
]

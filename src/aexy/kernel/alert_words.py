"""What an alert says: why it fired, why it is over, why nothing was said. Sentences with the number and its sample."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isinf

from aexy.kernel.alerting import FEWEST_BEFORE, Beyond, Condition, Judged, Kind, Point, Verdict, Why
from aexy.kernel.metric import Unit
from aexy.kernel.periods import Period, PeriodType

_PERCENT = 100
_WHOLE_FROM = 100
_WORDS: Mapping[Unit, str] = {Unit.HOURS: " h", Unit.DAYS: " days", Unit.PER_WORKING_DAY: " per working day"}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Speaks of one rule: its metric by name and unit, the kind of its periods, its condition."""

    name: str
    unit: Unit
    kind: PeriodType
    condition: Condition

    def says(self, judged: Judged) -> str:
        """The sentence of one period."""
        match judged.verdict:
            case Verdict.ABSTAINS:
                return self._abstains(judged)
            case Verdict.FIRES:
                return f"{self._found(judged)}; the rule fires {self.limit}.{self._again(judged)}"
            case Verdict.COUNTS:
                wanted = f"{self.condition.in_a_row} {self._periods(self.condition.in_a_row)} in a row"
                return f"{self._found(judged)}: beyond the limit, but the rule takes {wanted}."
            case Verdict.HOLDS:
                return f"{self._found(judged)}: no longer beyond the limit, but it is over only {self.over}."
            case Verdict.RESOLVES:
                return f"{self._found(judged)}: it is over."
            case Verdict.CALM:
                return f"{self._found(judged)}."

    @property
    def limit(self) -> str:
        """Where it fires: above 24 h."""
        condition, at = self.condition, self.condition.at
        match condition.kind:
            case Kind.THRESHOLD:
                return f"{condition.side.value} {figure(at, self.unit)}"
            case Kind.CHANGE:
                way = "rise" if condition.side is Beyond.ABOVE else "fall"
                return f"at a {way} of more than {_share(at)}"
            case Kind.DEVIATION:
                return f"beyond {at:g} usual deviations {condition.side.value} what is usual"

    @property
    def over(self) -> str:
        """Where it is over: at 21.6 h or below."""
        over_at = self.condition.over_at
        match self.condition.kind:
            case Kind.THRESHOLD:
                way = "less" if self.condition.side is Beyond.ABOVE else "more"
                return f"at {figure(over_at, self.unit)} or {way}"
            case Kind.CHANGE:
                return f"at {_share(over_at)} or less"
            case Kind.DEVIATION:
                return f"within {over_at:g} usual deviations"

    @property
    def rule(self) -> str:
        """The whole rule in a sentence."""
        condition = self.condition
        row = f", {condition.in_a_row} {self._periods(condition.in_a_row)} in a row" if condition.in_a_row > 1 else ""
        few = f" It abstains below n = {condition.fewest}." if condition.fewest > 1 else ""
        return f"{self.name}: fires {self.limit}{row}; over {self.over}.{few}"

    def _found(self, judged: Judged) -> str:
        point, score = judged.point, judged.score
        value = figure(point.value or 0, self.unit)
        when = f"{when_of(point.period, self.kind)} (n = {point.n:,})"
        match self.condition.kind:
            case Kind.THRESHOLD:
                return f"{self.name} stood at {value} {when}"
            case Kind.CHANGE:
                moved = (score or 0) if self.condition.side is Beyond.ABOVE else -(score or 0)
                way = "rose" if moved > 0 else "fell"
                before = figure(judged.usual or 0, self.unit)
                if moved == 0:
                    return f"{self.name} stayed at {value} {when}"
                return f"{self.name} {way} by {_share(abs(moved))} to {value} {when}, from {before}"
            case Kind.DEVIATION:
                return f"{self.name} stood at {value} {when}, {self._distance(judged)}"

    def _distance(self, judged: Judged) -> str:
        score = judged.score or 0
        away = score if self.condition.side is Beyond.ABOVE else -score
        usual = f"{figure(judged.usual or 0, self.unit)} (the median of {judged.past} {self._periods(judged.past)})"
        if isinf(away):
            return f"where it had always been {usual}"
        return f"{abs(away):.1f} usual deviations {'above' if away >= 0 else 'below'} its own usual {usual}"

    def _again(self, judged: Judged) -> str:
        if judged.run <= 1:
            return ""
        return f" It is the {_ordinal(judged.run)} {self._periods(1)} in a row."

    def _abstains(self, judged: Judged) -> str:
        of = f"Nothing is said of {when_of(judged.point.period, self.kind).removeprefix('in ').removeprefix('on ')}"
        return f"{of}: {_reason(judged, self.condition)}"

    def _periods(self, count: int) -> str:
        one, many = _NAMES.get(self.kind, ("period", "periods"))
        return one if count == 1 else many


_NAMES: Mapping[PeriodType, tuple[str, str]] = {
    PeriodType.DAILY: ("day", "days"),
    PeriodType.WEEKLY: ("week", "weeks"),
    PeriodType.BIWEEKLY: ("fortnight", "fortnights"),
    PeriodType.MONTHLY: ("month", "months"),
    PeriodType.QUARTERLY: ("quarter", "quarters"),
}


def _reason(judged: Judged, condition: Condition) -> str:
    reasons: Mapping[Why, Callable[[Point], str]] = {
        Why.WITHHELD: lambda point: str(point.withheld),
        Why.NO_NUMBER: lambda _: "there is no number.",
        Why.TOO_FEW: lambda point: f"n = {point.n}, and the rule takes at least {condition.fewest}.",
        Why.NOTHING_BEFORE: lambda _: "there is no number before it to compare with.",
        Why.ZERO_BEFORE: lambda _: "before it was 0, and nothing is a percentage of nothing.",
        Why.THIN_PAST: lambda _: (
            f"{judged.past} of the {condition.before} before it have a number, and it takes "
            f"{FEWEST_BEFORE} to know what is usual."
        ),
    }
    return reasons[judged.why_not or Why.NO_NUMBER](judged.point)


def when_of(period: Period, kind: PeriodType) -> str:
    """In which period, in words: in the week of 9 November 2026."""
    start = period.start
    day = f"{start.day} {start:%B %Y}"
    match kind:
        case PeriodType.DAILY:
            return f"on {day}"
        case PeriodType.WEEKLY:
            return f"in the week of {day}"
        case PeriodType.MONTHLY:
            return f"in {start:%B %Y}"
        case PeriodType.QUARTERLY:
            return f"in the {_ordinal((start.month + 2) // 3)} quarter of {start.year}"
        case _:
            return f"in the {_NAMES.get(kind, ('period', ''))[0]} from {day}"


def figure(value: float, unit: Unit) -> str:
    """A value with its unit, as in a sentence."""
    if unit is Unit.SHARE:
        return _share(value)
    if unit in {Unit.COUNT, Unit.LINES}:
        return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
    return f"{_short(value)}{_WORDS.get(unit, '')}"


def _share(value: float) -> str:
    percent = value * _PERCENT
    return f"{percent:.0f} %" if abs(percent - round(percent)) < 0.05 else f"{percent:.1f} %"  # noqa: PLR2004 - rounds to it


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= _WHOLE_FROM or value == int(value) else f"{value:.3g}"


def _ordinal(number: int) -> str:
    words = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}
    return words.get(number, f"{number}th")


__all__ = ["Speaker", "figure", "when_of"]

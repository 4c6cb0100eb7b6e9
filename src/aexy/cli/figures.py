"""Numbers as people read them in a terminal: with their unit, against the period before, over time."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from aexy.kernel.errors import AexyError

NOTHING = "–"  # noqa: RUF001 - a dash says that there is no number
_BARS = "▁▂▃▄▅▆▇█"
_PERCENT = 100
_WHOLE_FROM = 100


class Malformed(AexyError):
    """The server answered something this version does not understand."""


_WRITTEN: Mapping[str, Callable[[float], str]] = {
    "count": lambda value: f"{value:,.0f}",
    "lines": lambda value: f"{value:,.0f}",
    "share": lambda value: f"{value * _PERCENT:.1f} %",
    "hours": lambda value: f"{_short(value)} h",
    "days": lambda value: f"{_short(value)} d",
    "per_working_day": lambda value: f"{value:.2f} /day",
    "per_week": lambda value: f"{_short(value)} /week",
}


def figure(value: float | None, unit: str) -> str:
    """A value with its unit; a dash where there is none."""
    if value is None:
        return NOTHING
    return _WRITTEN.get(unit, "{:,.2f}".format)(value)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= _WHOLE_FROM or value == int(value) else f"{value:.1f}"


class Headline(NamedTuple):
    """What stands for a reading, in words and as the two numbers that are held against each other."""

    says: str
    now: float | None
    before: float | None


def headline(reading: Mapping[str, Any]) -> Headline:
    """Of a duration the median, with the mean after it, since a few long ones move the mean; else the value.

    Medians are held against medians, as on the pages; a value against the value where either median is not known.
    """
    unit, value, median = reading["unit"], reading["value"], reading.get("median")
    previous = reading.get("previous") or {}
    if unit != "hours" or median is None:
        return Headline(figure(value, unit), value, previous.get("value"))
    says = f"{figure(median, unit)} median, mean {figure(value, unit)}"
    if previous.get("median") is None:
        return Headline(says, value, previous.get("value"))
    return Headline(says, median, previous["median"])


def over_time(step: Mapping[str, Any]) -> float | None:
    """What a reading is in a row of steps: of a duration its median, else its value."""
    median: float | None = step.get("median") if step["unit"] == "hours" else None
    value: float | None = step["value"]
    return value if median is None else median


def change(value: float | None, before: float | None, unit: str) -> str:
    """How far from the period before: in points for shares, else in per cent; empty where one of them is missing."""
    if value is None or before is None:
        return ""
    if unit == "share":
        points = (value - before) * _PERCENT
        return "=" if abs(points) < 0.05 else f"{_arrow(points)} {abs(points):.1f} pt"  # noqa: PLR2004 - rounds to 0.0
    if before == 0:
        return "=" if value == 0 else "new"
    part = (value - before) / abs(before) * _PERCENT
    return "=" if abs(part) < 0.5 else f"{_arrow(part)} {abs(part):,.0f} %"  # noqa: PLR2004 - rounds to 0


def _arrow(difference: float) -> str:
    return "▲" if difference > 0 else "▼"


def mood(value: float | None, before: float | None, better: str) -> str:
    """The style of a change: green where it is for the better, yellow for the worse, dim where neither is."""
    if value is None or before is None or value == before or better == "neither":
        return "dim"
    return "green" if (value > before) == (better == "higher") else "yellow"


def sparkline(values: Sequence[float | None]) -> str:
    """One bar a value, from 0 to the largest; a dot where there is none."""
    known = [value for value in values if value is not None]
    top = max((abs(value) for value in known), default=0)
    return "".join("·" if value is None else _bar(value, top) for value in values)


def _bar(value: float, top: float) -> str:
    if top <= 0:
        return _BARS[0]
    return _BARS[min(len(_BARS) - 1, max(0, round(max(value, 0) / top * (len(_BARS) - 1))))]


def bar(share: float, width: int = 20) -> str:
    """A share as a bar of blocks, in eighths of a character."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    full, rest = divmod(eighths, 8)
    return "█" * full + (" ▏▎▍▌▋▊▉"[rest] if rest else "")


def plural(count: int, thing: str) -> str:
    """1 commit, 2 commits, 3 repositories."""
    if count == 1:
        return f"1 {thing}"
    return f"{count:,} {thing[:-1]}ies" if thing.endswith("ry") else f"{count:,} {thing}s"


def expect(answer: Any, *keys: str) -> dict[str, Any]:  # noqa: ANN401 - JSON is any of several things
    """The answer as an object that has these keys; Malformed otherwise."""
    if not isinstance(answer, dict) or any(key not in answer for key in keys):
        raise Malformed(
            "The server's answer was not understood.", next_step="Use the command line and the server of one version."
        )
    return answer

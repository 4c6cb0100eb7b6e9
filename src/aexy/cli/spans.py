"""Which days a person means: `2026-W09`, `12w`, `--from 2026-01-01 --to 2026-02-01`."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from aexy.kernel.errors import Unusable

_LENGTH = re.compile(r"(\d{1,4})([dwmqy])\Z")
_YEAR = re.compile(r"(\d{4})\Z")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})\Z")
_QUARTER = re.compile(r"(\d{4})-[Qq]([1-4])\Z")
_WEEK = re.compile(r"(\d{4})-[Ww](\d{1,2})\Z")
_MONTHS_OF = {"m": 1, "q": 3, "y": 12}
FORMS = "Write it as 12w, 90d, 6m, 2q, 1y, 2026, 2026-03, 2026-Q1 or 2026-W09, or give --from and --to as dates."
_EARLIEST, _LATEST = date(1970, 1, 1), date(2200, 1, 1)


class Span(NamedTuple):
    """The local dates `[start, end)`."""

    start: date
    end: date


def span(period: str | None, start: str | None, end: str | None, *, today: date) -> Span | None:
    """What was asked for; None when nothing was. Unusable when it cannot be read or ends before it begins.

    A length (`12w`) is that many whole weeks, months, quarters or years before the present one, and the present one;
    days (`30d`) end with today.
    """
    if period is not None and (start or end):
        raise Unusable("--period and --from/--to say the same thing twice.", next_step="Give one of them.")
    if period is not None:
        return _checked(_of_period(period.strip(), today))
    if start is None and end is None:
        return None
    until = _day(end, "--to") if end else _tomorrow(today)
    return _checked(Span(_day(start, "--from") if start else until - timedelta(weeks=13), until))


def _of_period(text: str, today: date) -> Span:
    try:
        if match := _LENGTH.match(text):
            return _latest(int(match[1]), match[2], today)
        if match := _YEAR.match(text):
            return Span(date(int(match[1]), 1, 1), date(int(match[1]) + 1, 1, 1))
        if match := _MONTH.match(text):
            first = date(int(match[1]), int(match[2]), 1)
            return Span(first, _months_later(first, 1))
        if match := _QUARTER.match(text):
            first = date(int(match[1]), int(match[2]) * 3 - 2, 1)
            return Span(first, _months_later(first, 3))
        if match := _WEEK.match(text):
            monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return Span(monday, monday + timedelta(weeks=1))
    except (ValueError, OverflowError):
        pass
    raise Unusable(f"{text!r} is no period.", next_step=FORMS, field="period")


def _latest(count: int, unit: str, today: date) -> Span:
    if unit == "d":
        return Span(_tomorrow(today) - timedelta(days=count), _tomorrow(today))
    if unit == "w":
        monday = today - timedelta(days=today.weekday())
        return Span(monday - timedelta(weeks=count), monday + timedelta(weeks=1))
    months = _MONTHS_OF[unit]
    first = today.replace(month=(today.month - 1) // months * months + 1, day=1)
    return Span(_months_later(first, -count * months), _months_later(first, months))


def _months_later(first: date, months: int) -> date:
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, 1)


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unusable(
            f"{option} {text!r} is no date.", next_step="Write dates as 2026-03-01.", field=option.lstrip("-")
        ) from None


def _tomorrow(today: date) -> date:
    return today + timedelta(days=1)


def _checked(asked: Span) -> Span:
    if asked.start >= asked.end:
        raise Unusable(
            f"The period from {asked.start} to {asked.end} has no day.",
            next_step="The second date is the first day that no longer counts; it lies after the first.",
        )
    if asked.start < _EARLIEST or asked.end > _LATEST:
        raise Unusable(f"The period from {asked.start} to {asked.end} is out of reach.", next_step=FORMS)
    return asked

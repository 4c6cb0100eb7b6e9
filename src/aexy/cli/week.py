"""Weeks and hours as people write them: `sun-thu`, `mon,tue,thu`, `09:00-17:30`."""

import re
from collections.abc import Sequence

from aexy.kernel.errors import Unusable

_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NUMBERS = {name.lower(): number for number, name in enumerate(_WEEK, start=1)}


def working_days(text: str) -> list[int]:
    """ISO weekdays; a range may go on past Sunday. Unusable when it cannot be read."""
    days: set[int] = set()
    for part in text.lower().split(","):
        first, _, last = part.strip().partition("-")
        if first[:3] not in _NUMBERS or (last or first)[:3] not in _NUMBERS:
            raise Unusable(f"{text!r} are no working days.", next_step="Write them as mon-fri, sun-thu or mon,tue,thu.")
        day, until = _NUMBERS[first[:3]], _NUMBERS[(last or first)[:3]]
        days.add(day)
        while day != until:
            day = day % len(_WEEK) + 1
            days.add(day)
    return sorted(days)


def hours(text: str) -> tuple[str, str]:
    """Beginning and end. Unusable when they cannot be read."""
    found = re.fullmatch(r"\s*(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})\s*", text)
    if found is None:
        raise Unusable(f"{text!r} are no hours.", next_step="Write them as 09:00-17:30.")
    return found[1].zfill(5), found[2].zfill(5)


def days(numbers: Sequence[int]) -> str:
    """`Mon-Fri` or `Sun-Thu` for a run of days, which may go on past Sunday; else `Mon, Tue, Thu`."""
    if len(numbers) in {1, len(_WEEK)}:
        return "every day" if len(numbers) > 1 else _WEEK[numbers[0] - 1]
    first = [day for day in numbers if (day - 2) % len(_WEEK) + 1 not in numbers]
    if len(first) == 1:
        return f"{_WEEK[first[0] - 1]}-{_WEEK[(first[0] + len(numbers) - 2) % len(_WEEK)]}"
    return ", ".join(_WEEK[day - 1] for day in numbers)

"""Schedules and days off as facts: one statement, whatever the workspace keeps."""

from datetime import date, timedelta

import polars as pl

from aexy.kernel.facts import DAYS_OFF, SCHEDULES
from aexy.kernel.holidays import days_off
from aexy.store.scopes import Span
from aexy.store.session import Session

_KEPT = """
select 's' as kind, s.developer, s.working_days, s.time_zone as zone, s.country, s.subdivision,
       null::date as first_day, null::date as last_day
from schedules_in_force s
union all
select 'l', l.developer, null, null, null, null, l.first_day, l.last_day
from leave_in_force l
union all
select 'w', null, null, null, w.country, w.subdivision, null, null
from workspaces w
where w.id = current_workspace()
    and w.country is not null"""
# Further than the ends of any period that holds one of the instants, and than people's clocks are from the workspace's.
_MARGIN = timedelta(days=100)
_FIRST, _LAST = date(1970, 1, 1), date(2199, 12, 31)


def read_calendars(session: Session, spans: tuple[Span, ...], *instants: pl.Series) -> dict[str, pl.DataFrame]:
    """The tables `schedules` and `days_off`, for these times; for all time, of all periods that hold these instants."""
    kept = session.frame(_KEPT)
    schedules = kept.filter(pl.col("kind") == "s")
    place = kept.filter(pl.col("kind") == "w").select("country", "subdivision").rows()
    leave = kept.filter(pl.col("kind") == "l").select("developer", "first_day", "last_day")
    stretch = _stretch(spans, instants)
    is_needed = place or leave.height or schedules["country"].null_count() < schedules.height
    off = pl.DataFrame(schema=dict(DAYS_OFF))
    if stretch is not None and is_needed:
        default = place[0] if place else None
        off = days_off(schedules, leave, default=default, start=stretch[0], end=stretch[1])
    return {"schedules": schedules.select(list(SCHEDULES)), "days_off": off}


def _stretch(spans: tuple[Span, ...], instants: tuple[pl.Series, ...]) -> tuple[date, date] | None:
    """The dates `[start, end)` that may be asked for; None where there is nothing to ask of."""
    ends = [instant.date() for span in spans for instant in span]
    if not spans:
        known = pl.concat(instants).drop_nulls().dt.date() if instants else pl.Series([], dtype=pl.Date)
        ends = [known.min(), known.max()] if known.len() else []  # type: ignore[list-item]  # of dates
    if not ends:
        return None
    return max(min(ends) - _MARGIN, _FIRST), min(max(ends) + _MARGIN, _LAST)

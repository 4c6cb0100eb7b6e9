"""Schedules and days off as facts."""

from datetime import date, timedelta

import polars as pl

from aexy.kernel.facts import DAYS_OFF, SCHEDULES
from aexy.kernel.holidays import days_off
from aexy.store.around import Around, Kind
from aexy.store.scopes import Span

# Where somebody is, which days they work, and the zone they go by, in one text.
_SAID = "concat_ws('|', {country}, coalesce({subdivision}, ''), coalesce({days}, ''), coalesce({zone}, ''))"
_PARTS = ("country", "subdivision", "working_days", "zone")
_OWN = _SAID.format(
    country="coalesce(s.country, '')",
    subdivision="s.subdivision",
    days="array_to_string(s.working_days, ',')",
    zone="s.time_zone",
)
CALENDAR = (
    f"""
select {Kind.SCHEDULE}, s.developer, null, null, null, null, null, {_OWN}
from schedules_in_force s""",  # noqa: S608 - made of declared names
    f"""
select {Kind.LEAVE}, l.developer, null, null, l.first_day::timestamp at time zone 'UTC',
       l.last_day::timestamp at time zone 'UTC', null, null
from leave_in_force l""",  # noqa: S608 - likewise
    f"""
select {Kind.PLACE}, null, null, null, null, null, null,
       {_SAID.format(country="w.country", subdivision="w.subdivision", days="null", zone="null")}
from workspaces w
where w.id = current_workspace()
    and w.country is not null""",  # noqa: S608 - likewise
)
"""What to ask for, whatever the workspace keeps."""
# Further than the ends of any period that holds one of the instants, and than people's clocks are from the workspace's.
_MARGIN = timedelta(days=100)
_FIRST, _LAST = date(1970, 1, 1), date(2199, 12, 31)


def calendars(around: Around, spans: tuple[Span, ...], *instants: pl.Series) -> dict[str, pl.DataFrame]:
    """The tables `schedules` and `days_off`, for these times; for all time, of all periods that hold these instants."""
    schedules = around.of(Kind.SCHEDULE, developer="thing", said="said").select("developer", *_parted())
    place = around.of(Kind.PLACE, said="said").select(*_parted()).select("country", "subdivision").rows()
    days = {"first_day": pl.col("at").dt.date(), "last_day": pl.col("until").dt.date()}
    leave = around.of(Kind.LEAVE, developer="thing", **days)
    stretch = _stretch(spans, instants)
    is_needed = place or leave.height or schedules["country"].null_count() < schedules.height
    off = pl.DataFrame(schema=dict(DAYS_OFF))
    if stretch is not None and is_needed:
        default = place[0] if place else None
        off = days_off(schedules, leave, default=default, start=stretch[0], end=stretch[1])
    weekdays = pl.col("working_days").str.split(",").list.eval(pl.element().cast(pl.Int8))
    return {"schedules": schedules.with_columns(weekdays).select(list(SCHEDULES)), "days_off": off}


def _parted() -> list[pl.Expr]:
    """What was said, null where nothing was."""
    parts = pl.col("said").str.split_exact("|", len(_PARTS) - 1)
    return [parts.struct[place].replace("", None).alias(name) for place, name in enumerate(_PARTS)]


def _stretch(spans: tuple[Span, ...], instants: tuple[pl.Series, ...]) -> tuple[date, date] | None:
    """The dates `[start, end)` that may be asked for; None where there is nothing to ask of."""
    ends = [instant.date() for span in spans for instant in span]
    if not spans:
        known = pl.concat(instants).drop_nulls().dt.date() if instants else pl.Series([], dtype=pl.Date)
        ends = [known.min(), known.max()] if known.len() else []  # type: ignore[list-item]  # of dates
    if not ends:
        return None
    return max(min(ends) - _MARGIN, _FIRST), min(max(ends) + _MARGIN, _LAST)

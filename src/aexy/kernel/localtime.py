"""Local days of many instants, by arithmetic: a zone's distance from UTC changes twice a year, not with each row."""

from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aexy.kernel.matching import lie_close

Instants = NDArray[np.int64]

_HOUR = 3_600_000_000  # microseconds
_DAY = 24 * _HOUR


def days_of(at: pl.Series, zone: ZoneInfo) -> pl.Series:
    """The local date of each instant, as `day`."""
    instants = at.to_physical().to_numpy()
    return pl.Series("day", (local(instants, zone) // _DAY).astype(np.int32)).cast(pl.Date)


def local(at: Instants, zone: ZoneInfo) -> Instants:
    """What a clock there shows, as microseconds since 1970 on it."""
    if zone.key == "UTC" or not at.size:
        return at
    hours = at // _HOUR
    first, last = int(hours.min()), int(hours.max())
    if not lie_close(first, last, at.size):
        return _asked_each(at, zone)
    edges = np.arange(first, last + 2) * _HOUR
    ahead = _asked_each(edges, zone) - edges
    hours -= first
    found: Instants = at + ahead[hours]
    changing = np.flatnonzero((ahead[1:] != ahead[:-1])[hours])
    found[changing] = _asked_each(at[changing], zone)
    return found


def _asked_each(at: Instants, zone: ZoneInfo) -> Instants:
    instants = pl.Series(at).cast(pl.Datetime("us", "UTC")).dt.convert_time_zone(zone.key)
    there: Instants = instants.dt.replace_time_zone(None).to_physical().to_numpy()
    return there

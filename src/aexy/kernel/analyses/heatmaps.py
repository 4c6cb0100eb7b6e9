"""When people do what: by day, and by weekday and hour, each by their own clock."""

from collections.abc import Iterable

import polars as pl

from aexy.kernel.facts import Schema
from aexy.kernel.periods import Period

KINDS = ("commits", "reviews", "remarks")
# One row per thing done. `hour` (0 to 23) is null where it is not known.
DEEDS: Schema = {
    "kind": pl.Enum(KINDS),
    "day": pl.Date(),
    "weekday": pl.Int8(),
    "hour": pl.Int8(),
}
WEEK, HOURS = 7, 24


def daily(deeds: pl.DataFrame, window: Period) -> pl.DataFrame:
    """How many of each kind on every day of the window, 0 on most: `day`, `commits`, `reviews`, `remarks`."""
    days = pl.DataFrame({"day": list(window.days())}, schema={"day": pl.Date})
    counted = deeds.group_by("day").agg((pl.col("kind") == kind).sum().cast(pl.Int64).alias(kind) for kind in KINDS)
    return days.join(counted, on="day", how="left").with_columns(pl.col(KINDS).fill_null(0)).sort("day")


def hourly(deeds: pl.DataFrame, kinds: Iterable[str] = KINDS) -> pl.DataFrame:
    """How many of these kinds at every hour of the week: `weekday` (1 is Monday), `hour`, `n`; 168 rows in order.

    What has no known hour is not in it, so the sum may be less than there are deeds.
    """
    hours = pl.DataFrame(
        [(weekday, hour) for weekday in range(1, WEEK + 1) for hour in range(HOURS)],
        schema={"weekday": pl.Int8, "hour": pl.Int8},
        orient="row",
    )
    chosen = deeds.filter(pl.col("kind").is_in(list(kinds)), pl.col("hour").is_not_null())
    counted = chosen.group_by("weekday", "hour").agg(pl.len().cast(pl.Int64).alias("n"))
    found = hours.join(counted, on=["weekday", "hour"], how="left").with_columns(pl.col("n").fill_null(0))
    return found.sort("weekday", "hour")

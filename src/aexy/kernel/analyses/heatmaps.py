"""When people do what: by day, and by weekday and hour, each by their own clock."""

from collections.abc import Iterable

import polars as pl

from aexy.kernel.facts import UTC_INSTANT, Schema
from aexy.kernel.periods import Period

KINDS = ("commits", "reviews", "remarks")
# One row per thing done; `offset_minutes` is null for what does not say by which clock it was done.
DONE: Schema = {
    "kind": pl.Enum(KINDS),
    "at": UTC_INSTANT,
    "offset_minutes": pl.Int32(),
    "hour_known": pl.Boolean(),
}
# The same by the person's own clock. `hour` (0 to 23) is null where it is not known.
DEEDS: Schema = {
    "kind": pl.Enum(KINDS),
    "day": pl.Date(),
    "weekday": pl.Int8(),
    "hour": pl.Int8(),
}
WEEK, HOURS = 7, 24


def deeds(done: pl.DataFrame, zone: str) -> pl.DataFrame:
    """What one person did (`DONE`), placed on their own clock: `DEEDS`.

    A commit carries its author's distance from UTC; what carries none goes by `zone`.
    """
    there = pl.col("at").dt.convert_time_zone(zone).dt.replace_time_zone(None)
    carried = (pl.col("at") + pl.duration(minutes=pl.col("offset_minutes"))).dt.replace_time_zone(None)
    local = pl.when(pl.col("offset_minutes").is_null()).then(there).otherwise(carried)
    placed = done.with_columns(local.alias("local"))
    return placed.select(
        "kind",
        pl.col("local").dt.date().alias("day"),
        pl.col("local").dt.weekday().alias("weekday"),
        pl.when("hour_known").then(pl.col("local").dt.hour()).alias("hour"),
    ).cast(pl.Schema(DEEDS))


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

"""When people do what: by day, and by weekday and hour, each by their own clock."""

from collections.abc import Iterable

import polars as pl

from aexy.kernel.enrich import Enriched
from aexy.kernel.facts import Fact, Facts, Schema
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


def deeds(enriched: Enriched, facts: Facts, developer: int) -> pl.DataFrame:
    """Commits, reviews and remarks of one person, by their own clock: `DEEDS`.

    A commit carries its author's. A review or a remark goes by the zone of its author's schedule, else the workspace's.
    """
    zones = facts.schedules.filter(pl.col("developer") == developer)["zone"].drop_nulls()
    zone = zones[0] if zones.len() else enriched.clock.zone.key
    commits = enriched.commits.filter(pl.col("author") == developer)
    said = {
        "reviews": enriched.of(Fact.GIVEN).filter(pl.col("author") == developer),
        "remarks": facts.remarks.filter(pl.col("author") == developer),
    }
    local = pl.col("at").dt.convert_time_zone(zone)
    found = [commits.select(_kind("commits"), day="own_day", weekday="own_weekday", hour="own_hour")]
    for kind, rows in said.items():
        placed = rows.select(_kind(kind), day=local.dt.date(), weekday=local.dt.weekday(), hour=local.dt.hour())
        found.append(placed)
    return pl.concat([part.cast(pl.Schema(DEEDS)) for part in found])


def _kind(name: str) -> pl.Expr:
    return pl.lit(name, DEEDS["kind"]).alias("kind")


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

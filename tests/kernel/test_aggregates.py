"""A metric says what it is as a Polars expression and is counted by other means: both agree to the last digit."""

from datetime import date, timedelta
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.kernel.test_measure import CLOCK, MONDAY, TEAMS, Row, commits
from tests.kernel.test_measure import facts as of_commits
from tests.kernel.test_pull_properties import made_up

from aexy.kernel import aggregates
from aexy.kernel.aggregates import Aggregate
from aexy.kernel.cells import Cells, column_of
from aexy.kernel.enrich import Enriched, enrich
from aexy.kernel.facts import Facts
from aexy.kernel.measuring import measure
from aexy.kernel.metric import Buckets, Level, Metric, Unit, rows_of
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.periods import PeriodType, Window

BY_THE_CALENDAR = {Unit.PER_WORKING_DAY, Unit.PER_WEEK}  # their numerators are counted, and held against the others
WINDOW = Window(date(2026, 1, 7), date(2026, 2, 20), until=MONDAY + timedelta(days=40, hours=5))
PLACES = pl.DataFrame({"project": [1, 1, 2], "repository": [1, 2, 2]})

levels = st.sampled_from(Level)
buckets = st.sampled_from([*PeriodType, WINDOW])


def plain(metric: Metric, enriched: Enriched, by: Level, into: Buckets) -> pl.DataFrame:
    """One metric as its expressions say, by one `group_by`, where it has rows."""
    value = metric.value.meaning
    if metric.over is not None:
        over = metric.over.meaning
        value = pl.when(over != 0).then(value / over)
    people = pl.col("author").filter(metric.where if metric.where is not None else pl.lit(value=True)).n_unique()
    is_enough = pl.lit(value=True) if by is Level.DEVELOPER else people >= metric.quorum
    if metric.where is None:
        is_enough = pl.lit(value=True)
    spread = metric.spread.column if metric.spread else ""
    numbers = {metric.key: value, metric.n_key: metric.n.meaning} | {
        name: aggregates.quantile(spread, share).meaning for name, share in metric.all_quantile_keys.items()
    }
    counted = (pl.when(is_enough).then(each).alias(name) for name, each in numbers.items())
    rows = rows_of(metric.facts, enriched, by=by, buckets=into)
    return (
        rows.group_by("subject", "period_start", maintain_order=True)
        .agg(counted)
        .with_columns(pl.col(metric.n_key).fill_null(0).cast(pl.Int64), pl.col(metric.key).cast(metric.dtype))
        .sort("subject", "period_start")
    )


def agrees(known: Facts, by: Level, into: Buckets) -> None:
    enriched = enrich(known, CLOCK)
    counted = measure(CATALOGUE, enriched, by=by, buckets=into, clock=CLOCK, with_sizes=True)
    for metric in CATALOGUE:
        if by in metric.levels:
            expected = plain(metric, enriched, by, into)
            if metric.unit in BY_THE_CALENDAR:
                expected = expected.drop(metric.key)
            found = expected.select("subject", "period_start").join(counted, on=["subject", "period_start"], how="left")
            assert_frame_equal(found.select(expected.columns), expected, check_exact=True)


@settings(max_examples=40)
@given(commits, levels, buckets)
def test_commits_are_counted_as_the_expressions_say(rows: list[Row], by: Level, into: Buckets) -> None:
    known = of_commits(rows)
    agrees(Facts.of(commits=known.commits, co_authors=known.co_authors, memberships=TEAMS, holdings=PLACES), by, into)


@settings(max_examples=25)
@given(st.integers(0, 10_000).map(Random), levels, buckets)
def test_pull_requests_are_counted_as_the_expressions_say(random: Random, by: Level, into: Buckets) -> None:
    known = made_up(random)
    owned = known.reviews.select("review", owns=pl.col("review") % 3 == 0).filter(pl.col("review") % 5 > 0)
    tables = {name: getattr(known, name) for name in ("pulls", "reviews", "remarks", "requests", "pull_commits")}
    others = {"memberships": TEAMS, "holdings": PLACES, "owners": known.owners, "presence": known.presence}
    agrees(Facts.of(**tables, **others, owned=owned), by, into)


def test_many_rows_in_one_cell_are_counted_as_the_expressions_say() -> None:
    agrees(made_up(Random(3), pulls=900), Level.WORKSPACE, PeriodType.QUARTERLY)  # noqa: S311 - no secret


WORDS: dict[str, Aggregate] = {
    "rows": aggregates.rows(),
    "known": aggregates.known("value"),
    "total": aggregates.total("value"),
    "mean": aggregates.mean("value"),
    "most": aggregates.most("value"),
    "distinct": aggregates.distinct("value"),
    "distinct, a day of half-hours": aggregates.distinct("value", every=48),
    "squares": aggregates.squares("value"),
    "median": aggregates.quantile("value", 0.5),
    "p90": aggregates.quantile("value", 0.9),
    "several": aggregates.least(aggregates.known("value") * 2, aggregates.rows()) - 0.5,
}
few = st.none() | st.integers(-100, 100)
far = st.none() | st.integers(-(2**48), 2**48)  # thirty together stay whole in a float


@pytest.mark.parametrize("word", WORDS)
@given(st.data())
def test_a_word_counts_over_cells_what_it_means_of_each(word: str, data: st.DataObject) -> None:
    values = data.draw(st.lists(few, max_size=30) | st.lists(far, max_size=30))
    fractions = data.draw(st.booleans()) and "day" not in word
    series = pl.Series("value", values, dtype=pl.Int64)
    places = pl.Series("cell", [place % 4 for place in range(len(values))], dtype=pl.Int64)
    frame = pl.DataFrame([places, series])
    if fractions:
        frame = frame.with_columns(pl.col("value") / 7)
    cells = Cells(places.to_numpy(), 4, lambda name: column_of(frame[name]))
    counted = pl.DataFrame({"cell": range(4), "found": pl.Series(WORDS[word].of(cells), nan_to_null=True)})
    expected = frame.group_by("cell").agg(found=WORDS[word].meaning).sort("cell")
    assert_frame_equal(counted.head(expected.height), expected, check_exact=True)

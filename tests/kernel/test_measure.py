"""What must hold of every metric, whatever the facts."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from aexy.kernel.enrich import Enriched, enrich
from aexy.kernel.errors import Unknown, Unusable
from aexy.kernel.facts import COMMITS, Facts
from aexy.kernel.measuring import measure, narrowed
from aexy.kernel.metric import Level, Metric, Unit
from aexy.kernel.metrics import CATALOGUE, find
from aexy.kernel.periods import Clock, PeriodType, Window, period_of

Row = dict[str, Any]

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
CLOCK = Clock(MONDAY + timedelta(days=90), ZoneInfo("Europe/Berlin"))
TEAMS = pl.DataFrame(
    [(1, 10, None, None), (2, 10, None, MONDAY + timedelta(days=20)), (2, 11, MONDAY + timedelta(days=20), None)],
    schema={
        "developer": pl.Int32,
        "team": pl.Int32,
        "joined": pl.Datetime("us", "UTC"),
        "left": pl.Datetime("us", "UTC"),
    },
    orient="row",
)
ADDITIVE = ["commits_count", "lines_added", "lines_removed", "net_lines", "active_days"]

commit = st.fixed_dictionaries(
    {
        "repository": st.integers(1, 3),
        "author": st.integers(1, 4),
        "at": st.integers(0, 60 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes)),
        "offset_minutes": st.sampled_from([0, 60, 330, 345, -480]),
        "hour_known": st.booleans(),
        "is_merge": st.booleans(),
        "ai": st.booleans(),
        "lines_added": st.none() | st.integers(0, 1000),
    }
)
commits = st.lists(commit, max_size=40)


def facts(rows: list[Row]) -> Facts:
    numbered = [
        row | {"commit": number, "lines_removed": None if row["lines_added"] is None else number}
        for number, row in enumerate(rows)
    ]
    named = [(number, (number + 1) % 5 + 1) for number in range(0, len(rows), 3)]
    return Facts.of(
        commits=pl.DataFrame(numbered, schema_overrides=dict(COMMITS)) if rows else Facts().commits,
        co_authors=pl.DataFrame(named, schema={"commit": pl.Int64, "developer": pl.Int32}, orient="row"),
        developers=pl.DataFrame({"developer": [4], "kind": ["bot"]}),
        memberships=TEAMS,
    )


levels = st.sampled_from(Level)
kinds = st.sampled_from(PeriodType)


@given(commits, levels, kinds, st.randoms())
def test_the_order_of_rows_never_matters(rows: list[Row], level: Level, kind: PeriodType, random: Random) -> None:
    known = facts(rows)
    shuffled = Facts.of(
        commits=known.commits.sample(fraction=1, shuffle=True, seed=random.randint(0, 9999)),
        co_authors=known.co_authors.reverse(),
        developers=known.developers,
        memberships=known.memberships.reverse(),
    )
    assert_frame_equal(
        measure(CATALOGUE, known, by=level, buckets=kind, clock=CLOCK),
        measure(CATALOGUE, shuffled, by=level, buckets=kind, clock=CLOCK),
        check_exact=True,
    )


@given(commits, levels)
def test_what_is_counted_by_the_day_adds_up_to_the_month(rows: list[Row], level: Level) -> None:
    metrics = [find(key) for key in ADDITIVE]
    daily = measure(metrics, facts(rows), by=level, buckets=PeriodType.DAILY, clock=CLOCK)
    monthly = measure(metrics, facts(rows), by=level, buckets=PeriodType.MONTHLY, clock=CLOCK)
    columns = [name for metric in metrics for name in (metric.key, metric.n_key)]
    added_up = daily.group_by("subject", pl.col("period_start").dt.truncate("1mo")).agg(pl.col(columns).sum())
    assert_frame_equal(
        added_up.sort("subject", "period_start"),
        monthly.select("subject", "period_start", pl.col(columns).fill_null(0)),
        check_column_order=False,
    )


@given(commits, commits, kinds)
def test_somebody_else_changes_nobodys_number(mine: list[Row], theirs: list[Row], kind: PeriodType) -> None:
    mine = [row | {"author": row["author"] % 2 + 1} for row in mine]
    before = Facts.of(commits=facts(mine).commits)
    after = Facts.of(commits=facts([*mine, *(row | {"author": 3} for row in theirs)]).commits)
    assert_frame_equal(
        measure(CATALOGUE, before, by=Level.DEVELOPER, buckets=kind, clock=CLOCK),
        measure(CATALOGUE, after, by=Level.DEVELOPER, buckets=kind, clock=CLOCK).filter(pl.col("subject") != 3),
        check_exact=True,
    )


@given(commits, levels, kinds)
def test_measuring_many_at_once_is_measuring_each_alone(rows: list[Row], level: Level, kind: PeriodType) -> None:
    enriched = enrich(facts(rows), CLOCK)
    together = measure(CATALOGUE, enriched, by=level, buckets=kind, clock=CLOCK)
    assert_frame_equal(together, measure(CATALOGUE, enriched, by=level, buckets=kind, clock=CLOCK))
    for metric in CATALOGUE:
        if level in metric.levels:
            alone = measure([metric], enriched, by=level, buckets=kind, clock=CLOCK)
            columns = ["subject", "period_start", metric.key, metric.n_key]
            beside = together.join(alone, on=["subject", "period_start"], how="semi")
            assert_frame_equal(alone.select(columns), beside.select(columns), check_exact=True)


def _where(enriched: Enriched, metric: Metric, kept: pl.Expr) -> Enriched:
    return enriched.each(lambda fact, rows: rows.filter(kept) if fact is metric.facts else rows)


@given(commits, kinds)
def test_rows_a_metric_does_not_count_add_nothing(rows: list[Row], kind: PeriodType) -> None:
    enriched = enrich(facts(rows), CLOCK)
    for metric in CATALOGUE:
        if metric.where is not None:
            everything = measure([metric], enriched, by=Level.DEVELOPER, buckets=kind, clock=CLOCK)
            rest = _where(enriched, metric, ~metric.where)
            left = measure([metric], rest, by=Level.DEVELOPER, buckets=kind, clock=CLOCK)
            assert left[metric.key].null_count() == left.height
            assert not left[metric.n_key].sum()
            only = _where(enriched, metric, metric.where)
            assert_frame_equal(
                measure([metric], only, by=Level.DEVELOPER, buckets=kind, clock=CLOCK),
                everything.filter(pl.col(metric.n_key) > 0),
            )


@given(commits)
def test_a_team_is_counted_from_the_facts_of_those_in_it_then(rows: list[Row]) -> None:
    known = facts(rows)
    moved = MONDAY + timedelta(days=20)
    in_team = (pl.col("author") == 1) | ((pl.col("author") == 2) & (pl.col("at") < moved))
    theirs = Facts.of(
        commits=known.commits.filter(in_team), memberships=pl.DataFrame({"developer": [1, 2], "team": [10, 10]})
    )
    no_pairs = [metric for metric in CATALOGUE if metric.key != "unique_collaborators"]
    team = measure(no_pairs, known, by=Level.TEAM, buckets=PeriodType.MONTHLY, clock=CLOCK).filter(subject=10)
    pooled = measure(no_pairs, theirs, by=Level.WORKSPACE, buckets=PeriodType.MONTHLY, clock=CLOCK)
    assert_frame_equal(team.drop("subject"), pooled.drop("subject"))


@given(commits, kinds)
def test_a_window_of_one_period_gives_that_periods_number(rows: list[Row], kind: PeriodType) -> None:
    enriched = enrich(facts(rows), CLOCK)
    buckets = measure(CATALOGUE, enriched, by=Level.WORKSPACE, buckets=kind, clock=CLOCK)
    for start in buckets["period_start"]:
        window = Window(start, period_of(kind, start).end)
        total = measure(CATALOGUE, enriched, by=Level.WORKSPACE, buckets=window, clock=CLOCK)
        assert_frame_equal(total, buckets.filter(period_start=start), check_exact=True)


@given(commits, levels, kinds, st.randoms())
def test_some_periods_alone_are_counted_as_among_all(
    rows: list[Row], level: Level, kind: PeriodType, random: Random
) -> None:
    enriched = enrich(facts(rows), CLOCK)
    every = measure(CATALOGUE, enriched, by=level, buckets=kind, clock=CLOCK)
    some = {start for start in every["period_start"] if random.random() < 0.5}
    assert_frame_equal(
        measure(CATALOGUE, enriched, by=level, buckets=kind, clock=CLOCK, starts=some),
        every.filter(pl.col("period_start").is_in(list(some))),
        check_exact=True,
    )


@given(commits, levels, kinds)
def test_one_subjects_rows_alone_give_its_numbers(rows: list[Row], level: Level, kind: PeriodType) -> None:
    enriched = enrich(facts(rows), CLOCK)
    every = measure(CATALOGUE, enriched, by=level, buckets=kind, clock=CLOCK)
    for key in every["subject"].unique():
        theirs = measure(CATALOGUE, narrowed(enriched, level, key), by=level, buckets=kind, clock=CLOCK)
        assert_frame_equal(theirs.filter(subject=key), every.filter(subject=key), check_exact=True)


@given(commits)
def test_days_read_for_the_streak_alone_lengthen_it_and_change_nothing_else(rows: list[Row]) -> None:
    known = facts(rows)
    everything = enrich(known, CLOCK)
    half = MONDAY + timedelta(days=10)
    earlier = everything.commits.filter(pl.col("at") < half).select("author", "own_day").unique()
    later = Facts.of(
        commits=known.commits.filter(pl.col("at") >= half), developers=known.developers, other_days=earlier
    )
    expected = everything.commits.filter(pl.col("at") >= half).sort("commit")
    columns = ["commit", "streak", "own_day"]
    assert_frame_equal(enrich(later, CLOCK).commits.sort("commit").select(columns), expected.select(columns))


@given(commits, levels)
@settings(max_examples=20)
def test_shares_lie_between_0_and_1(rows: list[Row], level: Level) -> None:
    counted = measure(CATALOGUE, facts(rows), by=level, buckets=PeriodType.WEEKLY, clock=CLOCK)
    for metric in CATALOGUE:
        if metric.unit in {Unit.SHARE, Unit.SCORE} and level in metric.levels:
            assert counted[metric.key].drop_nulls().is_between(0, 1).all()


@pytest.mark.parametrize("level", Level)
def test_no_facts_are_no_numbers(level: Level) -> None:
    assert measure(CATALOGUE, Facts(), by=level, buckets=PeriodType.DAILY, clock=CLOCK).is_empty()


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda metric: metric.key)
def test_a_metric_says_what_it_is(metric: Metric) -> None:
    assert metric.says.endswith(".")
    assert metric.caution is None or metric.caution.endswith(".")
    assert metric.is_whole or metric.unit not in {Unit.COUNT, Unit.DAYS}


def test_a_wrong_key_is_answered_with_the_nearest() -> None:
    with pytest.raises(Unknown, match="Did you mean 'commits_count'"):
        find("commit_count")


def test_facts_that_lack_a_column_are_refused() -> None:
    with pytest.raises(Unusable, match="lacks commit"):
        Facts.of(commits=pl.DataFrame({"author": [1]}))


@pytest.mark.parametrize(("level", "column"), [(Level.DEVELOPER, "author"), (Level.REPOSITORY, "repository")])
def test_many_rows_are_counted_as_few_are(level: Level, column: str) -> None:
    random = Random(5)  # noqa: S311 - made-up commits are no secret
    rows = [
        {
            "repository": random.randint(1, 4),
            "author": random.choice([1, 2, 3, 5, 70_000]),
            "at": MONDAY + timedelta(minutes=random.randint(0, 60 * 24 * 60)),
            "offset_minutes": random.choice([0, 330, -480]),
            "hour_known": random.random() < 0.9,
            "lines_added": random.choice([None, 3, 400]),
        }
        for _ in range(12_000)
    ]
    known = facts(rows).commits
    halves = [known.filter(pl.col(column) % 2 == odd) for odd in (0, 1)]
    for kind in (PeriodType.DAILY, PeriodType.MONTHLY):
        whole, *parts = (
            measure(CATALOGUE, Facts.of(commits=each), by=level, buckets=kind, clock=CLOCK) for each in (known, *halves)
        )
        assert_frame_equal(whole, pl.concat(parts).sort("subject", "period_start"), check_exact=True)

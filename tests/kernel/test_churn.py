"""Code churn: lines that went within 21 days of being added, by worked examples and by what must always hold."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from aexy.kernel.churn import ADDED, REMOVED, WINDOW, churn
from aexy.kernel.periods import Clock, PeriodType, Window

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
CLOCK = Clock(NOW)
MONDAY = datetime(2024, 3, 4, 10, tzinfo=UTC)
ADA, GRACE = 1, 2
Commits = list[tuple[int, int, datetime, int]]
Removals = list[tuple[int, int | None, datetime, int]]
YEAR = Window(MONDAY.date() - timedelta(days=100), NOW.date() + timedelta(days=1))


def added(*rows: tuple[int, int, datetime, int], until: datetime = NOW) -> pl.DataFrame:
    return pl.DataFrame([(*row, until) for row in rows], schema=dict(ADDED), orient="row")


def removed(*rows: tuple[int, int | None, datetime, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict(REMOVED), orient="row")


def days(count: float) -> timedelta:
    return timedelta(days=count)


def of_year(commits: pl.DataFrame, gone: pl.DataFrame) -> dict[str, Any]:
    return churn(commits, gone, YEAR, CLOCK).row(0, named=True)


def test_a_line_rewritten_on_the_21st_day_counts_and_on_the_22nd_does_not() -> None:
    commits = added((1, ADA, MONDAY, 100))
    gone = removed((1, ADA, MONDAY + days(21), 10), (1, ADA, MONDAY + days(21.1), 5), (1, GRACE, MONDAY + days(22), 5))
    found = of_year(commits, gone)
    assert (found["n"], found["by_author"], found["by_others"]) == (100, 10, 0)


def test_a_workspace_may_look_at_another_stretch_of_days() -> None:
    commits = added((1, ADA, MONDAY, 100), (2, ADA, NOW - days(10), 10))
    gone = removed((1, ADA, MONDAY + days(5), 10), (1, ADA, MONDAY + days(20), 5))
    found = churn(commits, gone, YEAR, CLOCK, window=days(7)).row(0, named=True)
    assert (found["n"], found["by_author"], found["pending"]) == (110, 10, 0)


def test_it_is_told_whether_the_author_or_somebody_else_rewrote_it() -> None:
    commits = added((1, ADA, MONDAY, 100), (2, GRACE, MONDAY, 100))
    gone = removed((1, ADA, MONDAY + days(1), 30), (1, GRACE, MONDAY + days(2), 20), (2, None, MONDAY + days(2), 1))
    found = of_year(commits, gone)
    assert (found["n"], found["by_author"], found["by_others"]) == (200, 30, 21)


def test_lines_belong_to_the_week_they_were_added_in_not_to_that_they_went_in() -> None:
    commits = added((1, ADA, MONDAY, 10), (2, ADA, MONDAY + days(7), 10))
    found = churn(commits, removed((1, ADA, MONDAY + days(8), 4)), PeriodType.WEEKLY, CLOCK)
    assert found.select("period_start", "n", "by_author").rows() == [
        (MONDAY.date(), 10, 4),
        (MONDAY.date() + timedelta(days=7), 10, 0),
    ]


def test_lines_younger_than_21_days_are_not_judged_yet() -> None:
    commits = added((1, ADA, NOW - days(21), 10), (2, ADA, NOW - days(20), 7))
    found = of_year(commits, removed((2, ADA, NOW - days(1), 3)))
    assert (found["n"], found["by_author"], found["pending"], found["gone_so_far"]) == (10, 0, 7, 3)


def test_what_nobody_looked_at_for_21_days_is_not_judged_either() -> None:
    commits = added((1, ADA, NOW - days(60), 10), (2, ADA, NOW - days(40), 7), until=NOW - days(30))
    found = of_year(commits, removed())
    assert (found["n"], found["pending"]) == (10, 7)


def test_a_line_that_two_branches_remove_goes_once_by_the_earlier() -> None:
    commits = added((1, ADA, MONDAY, 10))
    gone = removed((1, GRACE, MONDAY + days(2), 8), (1, ADA, MONDAY + days(1), 8))
    found = of_year(commits, gone)
    assert (found["by_author"], found["by_others"]) == (8, 2)


def test_a_clock_that_was_set_back_makes_no_removal_too_late() -> None:
    found = of_year(added((1, ADA, MONDAY, 10)), removed((1, ADA, MONDAY - days(3), 2)))
    assert found["by_author"] == 2


def test_without_added_lines_there_is_no_row() -> None:
    assert churn(added(), removed(), YEAR, CLOCK).is_empty()


instants = st.integers(0, 60 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
commits_made = st.lists(st.tuples(st.integers(1, 3), instants, st.integers(1, 50)), min_size=1, max_size=8).map(
    lambda rows: [(number, *row) for number, row in enumerate(rows, 1)]
)
removals_made = st.lists(st.tuples(st.integers(1, 8), st.none() | st.integers(1, 4), instants, st.integers(1, 40)))


@settings(max_examples=60, deadline=None)
@given(commits_made, removals_made, st.randoms(use_true_random=False))
def test_shares_stay_shares_weeks_add_up_and_order_never_matters(
    commits: Commits, removals: Removals, chance: random.Random
) -> None:
    whole = of_year(added(*commits), removed(*removals))
    assert 0 <= whole["by_author"] + whole["by_others"] <= whole["n"]
    assert whole["n"] + whole["pending"] == sum(lines for *_, lines in commits)
    weeks = churn(added(*commits), removed(*removals), PeriodType.WEEKLY, CLOCK)
    names = ["n", "by_author", "by_others", "pending", "gone_so_far"]
    assert weeks.select(pl.col(names).sum()).row(0) == tuple(whole[name] for name in names)
    chance.shuffle(commits)
    chance.shuffle(removals)
    assert of_year(added(*commits), removed(*removals)) == whole


@settings(max_examples=30, deadline=None)
@given(commits_made, removals_made)
def test_somebody_else_changes_nobodys_number(commits: Commits, removals: Removals) -> None:
    before = of_year(added(*commits), removed(*removals))
    other = (100, 9, MONDAY, 10)
    mine = churn(added(*commits), removed(*removals, (100, 9, MONDAY + WINDOW, 5)), YEAR, CLOCK).row(0, named=True)
    assert mine == before
    assert of_year(added(*commits, other), removed(*removals))["n"] == before["n"] + 10

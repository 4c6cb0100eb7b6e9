"""Forecasts of throughput: what must hold of them whatever the history, and how often they come true."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aexy.kernel.forecast import CHANCES, LEAST_WEEKS, amounts, back_test, seed_of, terms

WEEKS = st.lists(st.integers(0, 40), min_size=LEAST_WEEKS, max_size=40)
FEW = settings(max_examples=15, deadline=None)


@FEW
@given(history=WEEKS, items=st.integers(0, 60), more=st.integers(1, 60))
def test_more_items_are_never_done_sooner(history: list[int], items: int, more: int) -> None:
    fewer, many = terms(history, items, seed=1), terms(history, items + more, seed=1)
    assert fewer is not None
    assert many is not None
    for one, other in zip(fewer, many, strict=True):
        assert other.weeks is None or (one.weeks is not None and one.weeks <= other.weeks)


@FEW
@given(history=WEEKS, weeks=st.integers(1, 12))
def test_the_surer_the_fewer_and_the_later(history: list[int], weeks: int) -> None:
    said = [one.at_least for one in amounts(history, weeks, seed=2) or ()]
    assert said == sorted(said, reverse=True)
    assert weeks * min(history) <= said[-1] <= said[0] <= weeks * max(history)
    needed = [one.weeks or 10_000 for one in terms(history, 1 + sum(history), seed=2) or ()]
    assert needed == sorted(needed)


def test_weeks_that_were_all_alike_give_an_exact_forecast() -> None:
    assert [one.at_least for one in amounts([5] * 12, 4, seed=3) or ()] == [20] * len(CHANCES)
    assert [one.weeks for one in terms([5] * 12, 21, seed=3) or ()] == [5] * len(CHANCES)
    tested = back_test([5] * 20, 4, seed=3)
    assert tested is not None
    assert (tested.n, tested.mean_absolute_error, tested.mean_absolute_percentage_error) == (9, 0, 0)
    assert {one.share for one in tested.held} == {1}


def test_the_same_question_has_the_same_answer() -> None:
    history = [3, 0, 7, 2, 5, 1, 4, 9, 2]
    seed = seed_of("team", "2026-03-02")
    assert seed == seed_of("team", "2026-03-02") != seed_of("team", "2026-03-09")
    assert amounts(history, 6, seed=seed) == amounts(history, 6, seed=seed)
    assert terms(history, 30, seed=seed) == terms(history, 30, seed=seed)
    assert back_test([*history, 4, 6], 2, seed=seed) == back_test([*history, 4, 6], 2, seed=seed)


def test_under_eight_weeks_nothing_is_said() -> None:
    assert amounts([5] * 7, 4, seed=4) is None
    assert terms([5] * 7, 4, seed=4) is None
    assert back_test([5] * 11, 4, seed=4) is None
    assert back_test([5] * 12, 4, seed=4) is not None


def test_who_never_finishes_anything_has_no_date() -> None:
    assert [one.at_least for one in amounts([0] * 10, 4, seed=5) or ()] == [0] * len(CHANCES)
    assert [one.weeks for one in terms([0] * 10, 1, seed=5) or ()] == [None] * len(CHANCES)
    assert [one.weeks for one in terms([0] * 10, 0, seed=5) or ()] == [0] * len(CHANCES)


def test_only_the_last_half_year_is_drawn_from() -> None:
    assert amounts([50] * 30 + [5] * 26, 2, seed=6) == amounts([5] * 26, 2, seed=6)


@pytest.mark.parametrize("weeks", [1, 4])
def test_where_weeks_go_on_alike_forecasts_hold_about_as_often_as_they_say(weeks: int) -> None:
    history = [int(each) for each in np.random.default_rng(7).poisson(20, size=400)]
    tested = back_test(history, weeks, seed=7)
    assert tested is not None
    for one in tested.held:
        assert one.share == pytest.approx(one.chance, abs=0.08)
    assert tested.between == pytest.approx(0.35, abs=0.08)
    assert tested.mean_absolute_percentage_error is not None
    assert tested.mean_absolute_percentage_error < 0.25
    assert tested.n_percent == tested.n


def test_a_history_that_changes_shows_in_the_errors() -> None:
    steady, jumpy = back_test([10, 11] * 15, 2, seed=8), back_test([2] * 15 + [20] * 15, 2, seed=8)
    assert steady is not None
    assert jumpy is not None
    assert steady.mean_absolute_error < 1 < jumpy.mean_absolute_error

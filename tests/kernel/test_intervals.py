"""Bounds of shares, medians and shares of sums: by hand, against published values, and by drawing many samples."""

import numpy as np
import pytest

from aexy.kernel.intervals import (
    MOST_ROWS,
    NOTHING,
    median,
    median_difference,
    ratio,
    ratio_difference,
    share,
    share_difference,
)


def test_a_share_has_wilsons_bounds() -> None:
    # Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (hits, n), bounds in published.items():
        found = share(hits, n)
        assert found.value == hits / n
        assert (found.low, found.high) == pytest.approx(bounds, abs=5e-5)
    assert share(0, 0) == NOTHING


def test_a_difference_of_shares_has_newcombes_bounds() -> None:
    # Newcombe (1998), table II, method 10: 56 of 70 less 48 of 80, and 9 of 10 less 3 of 10.
    first, second = share_difference((56, 70), (48, 80)), share_difference((9, 10), (3, 10))
    assert (first.value, first.low, first.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert (second.value, second.low, second.high) == pytest.approx((0.6, 0.1705, 0.8090), abs=5e-5)
    assert share_difference((1, 2), (0, 0)) == NOTHING


def test_bounds_of_a_median_hold_it_and_are_the_same_each_time() -> None:
    values = np.arange(1.0, 102.0)
    found = median(values)
    assert found.value == 51
    assert found.low is not None
    assert found.high is not None
    assert 35 < found.low < 51 < found.high < 67
    assert median(values) == found
    assert median(np.array([3.0]))[1:] == (None, None)
    assert median(np.array([])) == NOTHING


def test_many_rows_have_much_the_same_bounds_as_when_each_is_drawn() -> None:
    dice = np.random.default_rng(1)
    few, many = dice.exponential(10, MOST_ROWS), dice.exponential(10, 40 * MOST_ROWS)
    for values in (few, many):
        found = median(values)
        wide = 1.96 * 10 / np.sqrt(values.size)  # 1 ÷ (2 f √n), and f at the median is 1 ÷ 20
        assert found.high is not None
        assert found.low is not None
        assert found.high - found.low == pytest.approx(2 * wide, rel=0.2)


def test_lines_of_a_commit_stand_together_so_its_bounds_are_wide() -> None:
    lines = np.full(40, 100.0)
    left = np.where(np.arange(40) % 2, 100.0, 0.0)
    found = ratio(left, lines)
    assert found.value == 0.5
    assert found.low is not None
    assert found.high is not None
    # Of forty commits, not of four thousand lines: Wilson's of 20 in 40 is 0.35 to 0.65.
    assert (found.low, found.high) == pytest.approx((0.35, 0.65), abs=0.04)
    assert ratio(np.array([]), np.array([])) == NOTHING
    assert ratio(np.array([1.0]), np.array([2.0])) == (0.5, None, None)


def test_nineteen_of_twenty_bounds_hold_the_truth() -> None:
    dice = np.random.default_rng(7)
    held = 0
    for _ in range(200):
        found = median(dice.lognormal(1, 1, 60))
        held += found.low is not None and found.high is not None and found.low <= np.e <= found.high
    assert 180 <= held <= 199


def test_differences_of_alike_hold_nothing_and_of_unlike_do_not() -> None:
    dice = np.random.default_rng(3)
    one, two = dice.normal(10, 1, 80), dice.normal(10, 1, 90)
    alike, apart = median_difference(one, two), median_difference(one + 5, two)
    assert alike.low is not None
    assert alike.high is not None
    assert apart.low is not None
    assert alike.low < 0 < alike.high
    assert apart.low > 3
    wholes = np.full(80, 10.0)
    lines = ratio_difference((np.full(80, 9.0), wholes), (np.full(80, 5.0), wholes))
    assert (lines.value, lines.low, lines.high) == pytest.approx((0.4, 0.4, 0.4))
    assert median_difference(one, np.array([])) == NOTHING
    assert ratio_difference((wholes, wholes), (np.zeros(1), np.zeros(1))) == NOTHING

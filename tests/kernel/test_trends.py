"""A trend is told by the middle of all slopes, and not at all where there is too little."""

from random import Random

import pytest

from aexy.kernel.trends import FEWEST_PERIODS, theil_sen


def test_a_straight_line_has_its_own_slope_and_no_doubt() -> None:
    found = theil_sen([3 + 2 * place for place in range(8)])
    assert found is not None
    assert (found.per_period, found.low, found.high, found.n) == (2, 2, 2, 8)
    assert found.is_clear


def test_one_odd_period_does_not_turn_a_trend() -> None:
    found = theil_sen([1, 2, 3, 4, 500, 6, 7, 8, 9])
    assert found is not None
    assert found.per_period == 1


def test_periods_without_a_number_are_passed_over_and_keep_their_place() -> None:
    found = theil_sen([0, None, 2, 3, None, 5, 6, 7])
    assert found is not None
    assert (found.per_period, found.n) == (1, 6)


def test_of_too_few_periods_nothing_is_said() -> None:
    assert theil_sen([1, 2, 3, 4, 5]) is None
    assert theil_sen([1, None, 2, 3, None, 4, 5, None]) is None
    assert theil_sen([1.0] * FEWEST_PERIODS) is not None


def test_what_never_changes_has_no_direction() -> None:
    found = theil_sen([4] * 10)
    assert found is not None
    assert (found.per_period, found.is_clear) == (0, False)


def test_noise_has_no_clear_direction_more_often_than_one_time_in_ten() -> None:
    random = Random(7)  # noqa: S311 - a test's numbers, not a secret
    clear = sum(
        bool((slope := theil_sen([random.gauss(0, 1) for _ in range(12)])) and slope.is_clear) for _ in range(400)
    )
    assert clear < 40


@pytest.mark.parametrize("turn", [1, -1])
def test_turned_upside_down_the_slope_turns_too(turn: int) -> None:
    found = theil_sen([turn * value for value in (1, 5, 2, 8, 9, 4, 12)])
    assert found is not None
    assert found.per_period * turn > 0
    assert found.low <= found.per_period <= found.high

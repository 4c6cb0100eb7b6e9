"""What is called larger than chance is seldom chance, and what is not so called may well be."""

import numpy as np
import pytest

from aexy.kernel.chance import CLAIM, apart, can_tell, chance_of

FLAT = [5.0] * 12


def test_weeks_that_all_lean_one_way_are_as_rare_as_so_many_heads_in_a_row() -> None:
    assert chance_of([1.0] * 10) == pytest.approx(2 / 2**10)
    assert chance_of([1.0] * 9 + [-1.0]) == pytest.approx(2 * (1 + 10) / 2**10)


def test_weeks_that_are_alike_say_nothing() -> None:
    assert chance_of([0.0] * 12) == 1.0
    assert chance_of([]) == 1.0


def test_one_wild_week_is_no_difference() -> None:
    (pair,) = apart([[500.0, *FLAT[1:]], FLAT])
    assert (pair.is_larger, pair.chance) == (False, 1.0)


def test_many_weeks_are_drawn_at_random_and_always_the_same() -> None:
    differences = [float(n % 7 - 2) for n in range(52)]
    assert chance_of(differences) == chance_of(differences)
    assert 0 < chance_of(differences) < CLAIM


def test_a_clear_difference_says_which_is_the_higher() -> None:
    higher = [9.0, 8, 10, 9, 11, 9, 8, 10, 9, 12, 9, 10]
    lower = [4.0, 6, 5, 4, 5, 6, 3, 5, 4, 6, 5, 4]
    (pair,) = apart([lower, higher])
    assert (pair.higher, pair.lower, pair.weeks, pair.is_larger) == (1, 0, 12, True)


def test_what_both_had_off_counts_for_neither() -> None:
    shared = [0.0, 40, 3, 0, 22, 8, 0, 31, 5, 17, 2, 9]
    (pair,) = apart([[value + 1 for value in shared], shared])
    assert pair.is_larger


def test_weeks_without_a_number_on_either_side_are_passed_over() -> None:
    (pair,) = apart([[None, *FLAT[1:]], [*FLAT[:-1], None]])
    assert pair.weeks == 10
    assert apart([[*[None] * 5, *FLAT[:7]], FLAT]) == []


def test_more_pairs_need_more_weeks() -> None:
    assert [can_tell(weeks, 1) for weeks in (7, 8)] == [False, True]
    assert [can_tell(weeks, 10) for weeks in (10, 11)] == [False, True]


def test_of_five_that_are_alike_hardly_ever_two_are_called_different() -> None:
    dice = np.random.default_rng(11)
    claims = sum(
        any(pair.is_larger for pair in apart(dice.gamma(2, 3, size=(5, 12)).tolist()))  # skewed, as waits are
        for _ in range(200)
    )
    assert claims <= 200 * CLAIM * 3

"""Who ties shares a place, and a few rows do not make anybody the best."""

import pytest

from aexy.kernel.comparison import FEWEST_ROWS, PRIOR_ROWS, drawn_in, midrank, quartiles, shared_ranks


def test_ties_share_the_better_rank_and_the_next_is_left_out() -> None:
    assert shared_ranks([5, 9, 9, 1]) == [3, 1, 1, 4]


def test_ties_share_a_midrank() -> None:
    values = [1, 2, 2, 2, 3]
    assert midrank(values, 2) == 0.5
    assert midrank(values, 1) == 0.1
    assert midrank(values, 3) == 0.9
    assert sum(midrank(values, value) for value in values) / len(values) == pytest.approx(0.5)


def test_where_all_are_alike_everybody_is_in_the_middle() -> None:
    assert {midrank([4, 4, 4, 4], 4)} == {0.5}


def test_quartiles_lie_on_the_line_between_neighbours() -> None:
    assert quartiles([4, 1, 3, 2]) == (1.75, 2.5, 3.25)
    assert quartiles([7]) == (7, 7, 7)
    with pytest.raises(ValueError, match="no quartiles"):
        quartiles([])


def test_a_small_sample_is_drawn_towards_its_group_by_a_weight_that_can_be_checked() -> None:
    drawn = drawn_in(1.0, 1, 0.4)
    assert drawn.value == pytest.approx(1 / 6 + 0.4 * 5 / 6)
    assert drawn.weight == 1 / (1 + PRIOR_ROWS)
    assert drawn_in(1.0, 4, 0.4).value == pytest.approx((4 * 1.0 + 5 * 0.4) / 9)
    assert drawn_in(1.0, FEWEST_ROWS, 0.4) == (1.0, 1.0)

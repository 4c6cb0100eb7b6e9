"""Evenness, by examples anybody can work out."""

import pytest

from aexy.kernel.sharing import gini, shares


def test_who_all_have_as_much_share_evenly() -> None:
    assert gini([7, 7, 7, 7]) == pytest.approx(0)
    assert shares([7, 7]) == [0.5, 0.5]


def test_one_of_five_who_has_all_leaves_four_fifths_to_even_out() -> None:
    assert gini([0, 0, 0, 0, 9]) == pytest.approx(0.8)
    assert shares([0, 9, 0]) == [1, 0, 0]


def test_evenness_does_not_depend_on_order_or_size() -> None:
    assert gini([1, 2, 3, 4]) == pytest.approx(0.25)
    assert gini([400, 200, 100, 300]) == pytest.approx(0.25)


def test_nothing_cannot_be_shared() -> None:
    assert gini([]) is None
    assert gini([0, 0]) is None
    assert shares([0, 0]) == []

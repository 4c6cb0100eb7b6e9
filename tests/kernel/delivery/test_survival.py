"""Medians of what is not all over: against published numbers, and what must hold whatever lasted how long."""

from statistics import median, median_low

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aexy.kernel.delivery.survival import Lasting, lasting

# Remission of 42 children with leukaemia in weeks (Freireich et al., 1963); below 0: still in remission then. The
# medians and their log-log bounds are those that R's survfit(conf.type = "log-log") and SAS's LIFETEST print.
SIX_MP = (6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35)
PLACEBO = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)

spans = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=40)
few = settings(max_examples=60)


def of(*groups: tuple[float, ...]) -> Lasting:
    """Of groups of spans, below 0 what is not over."""
    told = np.array([abs(one) for group in groups for one in group], dtype=float)
    is_over = np.array([one >= 0 for group in groups for one in group])
    which = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    return lasting(which, told, is_over, len(groups))


def told(rows: list[tuple[int, bool]]) -> tuple[float, ...]:
    return tuple(float(span + 1) if is_over else -float(span + 1) for span, is_over in rows)


def test_the_published_medians_and_their_bounds() -> None:
    found = of(SIX_MP, PLACEBO)
    assert found.median.tolist() == [23, 8]
    assert found.low.tolist() == [13, 4]
    assert np.isnan(found.high[0])
    assert found.high[1] == 11


def test_half_left_for_a_while_is_the_middle_of_that_while() -> None:
    assert of((1, 2, 4, -9)).median.tolist() == [3]
    assert of((1, 2, -3, -9)).median.tolist() == [2], "nobody knows until when half are left"


def test_nothing_over_has_no_median_and_nothing_at_all_neither() -> None:
    found = lasting(np.array([0, 0]), np.array([3.0, 5.0]), np.array([False, False]), 2)
    assert np.isnan(found.median).all()
    assert np.isnan(found.low).all()


@few
@given(st.lists(st.integers(0, 60), min_size=1, max_size=40))
def test_where_everything_is_over_the_quantiles_are_the_ordinary_ones(rows: list[int]) -> None:
    found = of(tuple(float(one) for one in rows))
    assert found.median[0] == median(rows)
    for share, of_share in ((0.75, found.p75), (0.9, found.p90)):
        assert of_share[0] == pytest.approx(float(np.quantile(rows, share)), abs=1e-9)


@few
@given(spans)
def test_what_is_open_counted_as_over_can_only_be_quicker(rows: list[tuple[int, bool]]) -> None:
    known, as_if_over = of(told(rows)).median[0], median_low(abs(one) for one in told(rows))
    assert np.isnan(known) or known >= as_if_over - 1e-9


@few
@given(spans)
def test_the_median_lies_within_its_bounds(rows: list[tuple[int, bool]]) -> None:
    found = of(told(rows))
    if not np.isnan(found.median[0]):
        assert np.isnan(found.low[0]) or found.low[0] <= found.median[0]
        assert np.isnan(found.high[0]) or found.high[0] >= found.median[0]


@few
@given(spans, spans, st.randoms(use_true_random=False))
def test_groups_know_nothing_of_each_other_and_order_does_not_matter(
    one: list[tuple[int, bool]], other: list[tuple[int, bool]], random: object
) -> None:
    together, alone = of(told(one), told(other)), of(told(other))
    random.shuffle(other)  # type: ignore[attr-defined]  # a Random
    again = of(told(one), told(other))
    for both, by_itself, shuffled in zip(together, alone, again, strict=True):
        assert both[1] == by_itself[0] or (np.isnan(both[1]) and np.isnan(by_itself[0]))
        assert both[1] == shuffled[1] or (np.isnan(both[1]) and np.isnan(shuffled[1]))


@few
@given(spans, st.integers(1, 20))
def test_what_stays_open_longer_makes_no_median_shorter(rows: list[tuple[int, bool]], more: int) -> None:
    now = of(told(rows)).median[0]
    later = of(tuple(one if one >= 0 else one - more for one in told(rows))).median[0]
    assert np.isnan(later) or later >= now - 1e-9

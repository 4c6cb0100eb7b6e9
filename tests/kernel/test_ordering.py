"""Sorting by pieces of numbers is sorting by the numbers."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from aexy.kernel.ordering import in_order

keys = st.one_of(st.integers(-3, 3), st.integers(-(1 << 40), 1 << 40))


@given(st.lists(st.tuples(keys, keys), max_size=30))
def test_rows_are_sorted_and_equal_ones_stay_as_they_were(pairs: list[tuple[int, int]]) -> None:
    rows = pl.DataFrame(pairs, schema={"one": pl.Int64, "other": pl.Int64}, orient="row").with_row_index("was")
    parts = pl.concat([rows[:3], rows[3:]], rechunk=False)
    sorted_rows = rows.sort("one", "other", maintain_order=True)
    assert_frame_equal(in_order(parts, parts["one"], parts["other"]), sorted_rows)

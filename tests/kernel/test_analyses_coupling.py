"""Coupling by hand: which files change together, how sure that is, and what is left out."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aexy.kernel.analyses.coupling import CHANGED, coupling

API, CLIENT, DOCS = 1, 2, 3


def changed(*changes: tuple[int, ...]) -> pl.DataFrame:
    """Each change by the files it touched."""
    rows = [(number, path) for number, paths in enumerate(changes) for path in paths]
    return pl.DataFrame(rows, schema=CHANGED, orient="row")


def test_support_confidence_and_degree_are_counted_over_changes() -> None:
    found = coupling(changed((API, CLIENT), (API, CLIENT), (API, CLIENT, DOCS), (API,), (DOCS,)), least=2)
    assert (found.changes, found.left_out) == (5, 0)
    (pair,) = found.pairs.to_dicts()
    assert (pair["a"], pair["b"], pair["support"], pair["changes_a"], pair["changes_b"]) == (API, CLIENT, 3, 4, 3)
    # Three of the api's four changes touched the client; all three of the client's touched the api.
    assert (pair["a_to_b"], pair["b_to_a"], pair["degree"]) == (0.75, 1.0, 0.75)


def test_a_change_of_more_files_than_the_bound_counts_for_nobody() -> None:
    found = coupling(changed((API, CLIENT), (API, CLIENT), tuple(range(1, 32))), least=2)
    assert (found.changes, found.left_out) == (2, 1)
    assert found.pairs.select("a", "b", "support", "changes_a").rows() == [(API, CLIENT, 2, 2)]


def test_what_was_seen_often_comes_before_what_was_seen_always_but_seldom() -> None:
    often = [(API, CLIENT)] * 30 + [(API,)] * 3
    found = coupling(changed(*often, (8, 9), (8, 9)), least=2)
    assert found.pairs.select("a", "b").rows() == [(API, CLIENT), (8, 9)]
    assert found.pairs["degree"].to_list() == [pytest.approx(30 / 33), 1.0]
    # Wilson's lower bound of 2 of 2 at z = 1.645 is 2 ÷ (2 + z²).
    assert found.pairs["at_least"][1] == pytest.approx(2 / (2 + 1.645**2))


def test_a_file_twice_in_a_change_is_once_in_it() -> None:
    assert coupling(changed((API, API, CLIENT), (CLIENT, API)), least=2).pairs["support"].to_list() == [2]


def test_nothing_together_is_no_pair() -> None:
    assert coupling(changed((API,), (CLIENT,)), least=1).pairs.is_empty()
    assert coupling(changed(), least=1).changes == 0


@given(st.lists(st.frozensets(st.integers(1, 9), min_size=1, max_size=6), max_size=25))
def test_tables_of_a_size_count_what_counting_pair_by_pair_does(changes: list[frozenset[int]]) -> None:
    found = coupling(changed(*map(tuple, changes)), least=1, most_files=5)
    kept = [one for one in changes if len(one) <= 5]
    for pair in found.pairs.iter_rows(named=True):
        a, b = pair["a"], pair["b"]
        assert pair["support"] == sum({a, b} <= one for one in kept)
        assert pair["changes_a"] == sum(a in one for one in kept)
        assert 0 < pair["at_least"] <= pair["degree"] <= min(pair["a_to_b"], pair["b_to_a"])
    assert found.pairs.height == len({(a, b) for one in kept for a in one for b in one if a < b})

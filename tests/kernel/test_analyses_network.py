"""Who works with whom, on graphs small enough to be worked by hand."""

from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from aexy.kernel.analyses.network import MEETINGS, betweenness, edges, nodes, shape

NOW = datetime(2026, 6, 1, tzinfo=UTC)
Meeting = tuple[int, int, float, bool]


def met(*rows: Meeting) -> pl.DataFrame:
    """(who, whom, days ago, whether it was a review)."""
    listed = [(source, target, NOW - timedelta(days=ago), review) for source, target, ago, review in rows]
    return pl.DataFrame(listed, schema=dict(MEETINGS), orient="row")


def ties(*pairs: tuple[int, int]) -> pl.DataFrame:
    return edges(met(*((one, other, 0, True) for one, other in pairs)), now=NOW)


def between(found: pl.DataFrame, people: range) -> dict[int, float]:
    return dict(nodes(found, people).select("developer", "betweenness").iter_rows())


def test_an_edge_counts_reviews_and_shared_commits_and_fades() -> None:
    found = edges(met((1, 2, 0, True), (1, 2, 180, True), (1, 2, 360, False), (2, 1, 360, False)), now=NOW)
    assert found.rows() == [
        (1, 2, 2, 1, pytest.approx(1.75), NOW, pytest.approx(1.5)),
        (2, 1, 0, 1, pytest.approx(0.25), NOW - timedelta(days=360), 0),
    ]


def test_nobody_meets_themselves_nor_in_the_future() -> None:
    assert edges(met((1, 1, 3, True), (1, 2, -1, True)), now=NOW).height == 0


def test_whoever_stands_between_two_others_is_on_all_their_ways() -> None:
    assert between(ties((1, 2), (3, 2)), range(1, 4)) == {1: 0, 2: 1, 3: 0}


def test_a_kite_by_hand() -> None:
    # 1-2, 1-3, 2-4, 3-4, 4-5: ways 1→4 are two (over 2, over 3), 1→5 two (each over 4), 2→3 two (over 1, over 4),
    # 2→5 and 3→5 one (over 4). Of 6 pairs of others: 1 gets ½; 2 and 3 get ½ of 1→4 and ½ of 1→5; 4 gets 1→5, ½ of
    # 2→3, 2→5 and 3→5.
    assert between(ties((1, 2), (1, 3), (2, 4), (3, 4), (4, 5)), range(1, 6)) == pytest.approx(
        {1: 0.5 / 6, 2: 1 / 6, 3: 1 / 6, 4: 3.5 / 6, 5: 0}
    )


def test_two_people_have_nobody_between_them() -> None:
    assert between(ties((1, 2)), range(1, 3)) == {1: None, 2: None}


def test_who_works_alone_is_there_all_the_same() -> None:
    found = nodes(ties((1, 2), (2, 1)), range(1, 4))
    assert found.rows() == [(1, 1, 2.0, 0.0), (2, 1, 2.0, 0.0), (3, 0, 0.0, 0.0)]


def test_ties_out_of_the_group_are_not_looked_at() -> None:
    found = nodes(ties((1, 2), (2, 9), (9, 3)), range(1, 4))
    assert found.select("developer", "colleagues").rows() == [(1, 1), (2, 1), (3, 0)]


def test_a_group_in_which_everybody_works_with_everybody_is_wholly_cohesive_whatever_its_size() -> None:
    for size in (2, 5, 12):
        people = range(1, size + 1)
        found = shape(ties(*((one, other) for one in people for other in people if one < other)), people)
        assert (found.cohesion, found.density, found.ties) == (1, 1, size * (size - 1) // 2)


def test_cohesion_of_a_chain_of_three_and_one_alone() -> None:
    # Pairs of 1-2-3 and 4: two of one step, one of two steps, three without a way.
    found = shape(ties((1, 2), (2, 3)), range(1, 5))
    assert found.cohesion == pytest.approx((1 + 1 + 0.5) / 6)
    assert found.density == pytest.approx(2 / 6)


def test_one_person_is_no_group() -> None:
    assert shape(ties(), [1]).cohesion is None
    assert shape(ties(), []).density is None


meetings = st.lists(
    st.tuples(st.integers(1, 7), st.integers(1, 7), st.floats(0, 900, allow_nan=False), st.booleans()), max_size=30
)


@given(meetings, st.randoms())
def test_the_order_of_rows_never_matters(rows: list[Meeting], random: Random) -> None:
    mixed = list(rows)
    random.shuffle(mixed)
    one, other = edges(met(*rows), now=NOW), edges(met(*mixed), now=NOW)
    assert_frame_equal(one, other, check_exact=True)
    assert_frame_equal(nodes(one, range(1, 8)), nodes(other, range(1, 8)), check_exact=True)


@given(meetings)
def test_all_at_once_is_what_walking_each_way_gives(rows: list[Meeting]) -> None:
    found = edges(met(*rows), now=NOW)
    neighbours: dict[int, set[int]] = {one: set() for one in range(1, 8)}
    for source, target in found.select("source", "target").iter_rows():
        neighbours[source].add(target)
        neighbours[target].add(source)
    assert between(found, range(1, 8)) == pytest.approx(_walked(neighbours))


def _walked(neighbours: dict[int, set[int]]) -> dict[int, float]:
    """Betweenness by listing every shortest way between every two."""
    passed = dict.fromkeys(neighbours, 0.0)
    for start in neighbours:
        ways = {start: [[start]]}
        latest = {start}
        while latest:
            reached: dict[int, list[list[int]]] = {}
            for node in latest:
                for other in neighbours[node] - ways.keys():
                    reached.setdefault(other, []).extend([*way, other] for way in ways[node])
            ways |= reached
            latest = set(reached)
        for end, found in ways.items():
            for way in found:
                for node in way[1:-1] if end != start else ():
                    passed[node] += 1 / len(found)
    pairs = (len(neighbours) - 1) * (len(neighbours) - 2)
    return {node: value / pairs for node, value in passed.items()}


def test_a_thousand_people_are_no_trouble() -> None:
    random = np.random.default_rng(7)
    matrix = np.triu((random.random((1000, 1000)) < 0.01).astype(float), 1)
    found = betweenness(matrix + matrix.T)
    assert len(found) == 1000
    assert all(0 <= share <= 1 for share in found)

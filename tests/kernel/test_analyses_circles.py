"""Silos, groups and who joins them, on graphs small enough to be worked by hand."""

from itertools import combinations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aexy.kernel.analyses.circles import circles, communities, modularity, only_ways, parts_of, ties_of

Tie = tuple[int, int, float]


def tied(*ties: Tie) -> pl.DataFrame:
    return pl.DataFrame(list(ties), schema={"a": pl.Int32, "b": pl.Int32, "strength": pl.Float64}, orient="row")


def all_of(*people: int, strength: float = 1.0) -> list[Tie]:
    return [(a, b, strength) for a, b in combinations(people, 2)]


def test_two_separate_pairs_are_two_silos() -> None:
    found = circles(tied((1, 2, 1), (3, 4, 1)), range(1, 5))
    assert [(one.people, one.is_silo, one.inside) for one in found.circles] == [((1, 2), True, 1), ((3, 4), True, 1)]
    assert (found.parts, found.alone, found.joining) == (2, (), ())


def test_one_group_beside_nobody_is_no_silo() -> None:
    found = circles(tied((1, 2, 1), (2, 3, 1)), range(1, 4))
    assert [(one.people, one.is_silo) for one in found.circles] == [((1, 2, 3), False)]


def test_whoever_has_no_tie_stands_alone_and_is_no_silo() -> None:
    found = circles(tied((1, 2, 1)), [1, 2, 3])
    assert (found.alone, len(found.circles), found.circles[0].is_silo) == ((3,), 1, False)


def test_nobody_is_nothing() -> None:
    found = circles(tied(), [])
    assert (found.circles, found.parts, found.modularity) == ((), 0, None)


def test_two_rings_joined_by_one_tie_are_two_groups_of_one_part() -> None:
    # 1 to 4 and 5 to 8 all with each other, and 4 with 5: of strength 26, two lie between the groups.
    found = circles(tied(*all_of(1, 2, 3, 4), *all_of(5, 6, 7, 8), (4, 5, 1)), range(1, 9))
    assert [(one.people, one.is_part) for one in found.circles] == [((1, 2, 3, 4), False), ((5, 6, 7, 8), False)]
    assert [one.inside for one in found.circles] == [pytest.approx(12 / 13)] * 2
    assert all(one.is_silo for one in found.circles)
    assert found.modularity == pytest.approx(2 * (12 / 26 - 0.25))
    assert [(one.developer, one.groups, one.share) for one in found.joining] == [(4, 1, 0.5), (5, 1, 0.5)]
    assert found.only_people == (4, 5)
    assert found.only_ties == ((4, 5),)


def test_a_small_part_is_not_taken_apart() -> None:
    found = circles(tied(*all_of(1, 2, 3), *all_of(4, 5, 6), (3, 4, 1)), range(1, 7))
    assert [one.people for one in found.circles] == [(1, 2, 3, 4, 5, 6)]


def test_where_everybody_works_with_everybody_there_are_no_groups() -> None:
    found = circles(tied(*all_of(*range(1, 11))), range(1, 11))
    assert len(found.circles) == 1
    assert (found.only_people, found.only_ties) == ((), ())


def test_a_group_with_many_ties_outside_is_no_silo() -> None:
    between = [(a, a + 4, 0.5) for a in range(1, 5)]
    found = circles(tied(*all_of(1, 2, 3, 4), *all_of(5, 6, 7, 8), *between), range(1, 9))
    assert [one.people for one in found.circles] == [(1, 2, 3, 4), (5, 6, 7, 8)]
    assert [one.inside for one in found.circles] == [pytest.approx(12 / 14)] * 2
    assert not any(one.is_silo for one in found.circles)


def test_in_a_chain_everybody_but_the_ends_is_the_only_way() -> None:
    people, ties = only_ways(ties_of(tied((1, 2, 1), (2, 3, 1), (3, 4, 1)), range(1, 5)))
    assert people == (2, 3)
    assert ties == ((1, 2), (2, 3), (3, 4))


def test_of_a_ring_nobody_is_the_only_way() -> None:
    assert only_ways(ties_of(tied((1, 2, 1), (2, 3, 1), (1, 3, 1)), range(1, 4))) == ((), ())


graphs = st.lists(
    st.tuples(st.integers(1, 12), st.integers(1, 12), st.floats(0.1, 9)).filter(lambda tie: tie[0] < tie[1]),
    max_size=30,
    unique_by=lambda tie: tie[:2],
)


@given(graphs)
def test_the_order_of_ties_never_matters(ties: list[Tie]) -> None:
    mixed = sorted(ties, reverse=True)
    assert circles(tied(*ties), range(1, 13)) == circles(tied(*mixed), range(12, 0, -1))


@given(graphs)
def test_everybody_is_in_one_circle_or_alone(ties: list[Tie]) -> None:
    found = circles(tied(*ties), range(1, 13))
    assert sorted([*found.alone, *(who for one in found.circles for who in one.people)]) == list(range(1, 13))


@given(graphs)
def test_groups_are_never_worse_than_everybody_in_one(ties: list[Tie]) -> None:
    known = ties_of(tied(*ties), range(1, 13))
    if ties:
        assert (modularity(known, communities(known)) or 0) >= -1e-9


@given(graphs)
def test_the_only_ways_are_those_whose_loss_parts_somebody(ties: list[Tie]) -> None:
    known = ties_of(tied(*ties), range(1, 13))
    whole = len(parts_of(known))
    without_tie = {
        (a, b)
        for a, b, _ in ties
        if len(parts_of(ties_of(tied(*[t for t in ties if t[:2] != (a, b)]), range(1, 13)))) > whole
    }
    without_person = {
        who
        for who in range(1, 13)
        if known[who] and len(parts_of(ties_of(tied(*ties), [one for one in range(1, 13) if one != who]))) > whole
    }
    assert only_ways(known) == (tuple(sorted(without_person)), tuple(sorted(without_tie)))

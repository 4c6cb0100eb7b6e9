"""Pairs, reciprocity and reach, on graphs small enough to be worked by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from aexy.kernel.analyses.colleagues import acquainted, closest, pairs, profiles, reciprocity
from aexy.kernel.analyses.network import MEETINGS, edges, nodes

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def met(*rows: tuple[int, int, float, bool]) -> pl.DataFrame:
    """Edges of (who, whom, days ago, whether it was a review); a shared commit is given once, and is one each way."""
    listed = [(source, target, NOW - timedelta(days=ago), review) for source, target, ago, review in rows]
    listed += [
        (target, source, NOW - timedelta(days=ago), review) for source, target, ago, review in rows if not review
    ]
    return edges(pl.DataFrame(listed, schema=dict(MEETINGS), orient="row"), now=NOW)


def of(found: pl.DataFrame, developer: int) -> dict[str, Any]:
    return profiles(pairs(found), acquainted(pairs(found))).row(
        by_predicate=pl.col("developer") == developer, named=True
    )


def test_a_pair_counts_reviews_of_both_and_a_shared_commit_once() -> None:
    found = pairs(met((2, 1, 0, True), (2, 1, 180, True), (1, 2, 360, True), (1, 2, 180, False)))
    assert found.rows() == [
        (1, 2, 4, 3, 1, pytest.approx(1 + 0.5 + 0.25 + 2 * 0.5), NOW, 1, 2, pytest.approx(0.25), pytest.approx(1.5)),
    ]


def test_reviews_one_way_are_not_reciprocal() -> None:
    assert reciprocity(pairs(met(*[(1, 2, 0, True)] * 5))) == 0
    assert of(met(*[(1, 2, 0, True)] * 5), 1)["reciprocity"] == 0


def test_reviews_both_ways_alike_are_wholly_reciprocal() -> None:
    assert reciprocity(pairs(met(*[(1, 2, 0, True)] * 3, *[(2, 1, 0, True)] * 3))) == 1


def test_of_four_given_and_two_received_two_thirds_are_reciprocal() -> None:
    assert reciprocity(pairs(met(*[(1, 2, 0, True)] * 4, *[(2, 1, 0, True)] * 2))) == pytest.approx(4 / 6)


def test_of_four_reviews_nobody_says_which_way_they_go() -> None:
    found = met(*[(1, 2, 0, True)] * 4)
    assert reciprocity(pairs(found)) is None
    assert of(found, 1)["reciprocity"] is None


def test_co_authors_tie_without_reviews() -> None:
    found = met((1, 2, 0, False))
    one = of(found, 1)
    assert (one["colleagues"], one["shared_commits"], one["reviews_given"], one["reciprocity"]) == (1, 1, 0, None)
    assert pairs(found)["interactions"].to_list() == [1]


def test_an_approval_from_oneself_is_no_edge() -> None:
    assert pairs(met((1, 1, 0, True))).is_empty()


def test_strength_of_a_person_is_that_of_all_their_pairs_and_of_their_node() -> None:
    found = met((1, 2, 10, True), (2, 1, 200, True), (1, 3, 30, False), (3, 2, 400, True))
    by_node = dict(nodes(found, range(1, 4)).select("developer", "strength").iter_rows())
    by_profile = dict(profiles(pairs(found), acquainted(pairs(found))).select("developer", "strength").iter_rows())
    assert by_profile == pytest.approx(by_node)


def test_whoever_is_two_steps_away_is_within_reach_and_counted_once() -> None:
    # 1-2, 1-3, 2-4, 3-4, 4-5: from 1 two colleagues and theirs, 4, once; 5 is three steps away.
    found = met((1, 2, 0, True), (1, 3, 0, True), (2, 4, 0, True), (3, 4, 0, True), (4, 5, 0, True))
    assert {key: of(found, key)["reach"] for key in range(1, 6)} == {1: 3, 2: 4, 3: 4, 4: 4, 5: 3}


def test_a_persons_profile_is_the_same_counted_alone_or_among_all() -> None:
    found = met((1, 2, 0, True), (2, 3, 3, True), (3, 4, 9, False), (4, 1, 400, True), (4, 5, 2, True))
    everybody = profiles(pairs(found), acquainted(pairs(found)))
    theirs = pairs(found.filter((pl.col("source") == 1) | (pl.col("target") == 1)))
    alone = profiles(theirs, acquainted(pairs(found)), [1])
    assert alone.rows() == everybody.filter(pl.col("developer") == 1).rows()


def test_the_closest_colleague_comes_first() -> None:
    found = met((1, 2, 300, True), (1, 3, 0, True), (1, 3, 0, True), (4, 1, 0, True))
    assert closest(pairs(found), [1])["other"].to_list() == [3, 4, 2]

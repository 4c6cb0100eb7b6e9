"""Whose work in hand stands out: told by name, part by part, of enough people, and of nobody by a score."""

from uuid import uuid4

import polars as pl

from aexy.features.analytics.far_above import sentence, stands_out
from aexy.features.analytics.rows import Human
from aexy.kernel.analyses.workload import PARTS, highest_usual, relative_workload

NAMES = {part: part.replace("_", " ").capitalize() for part in PARTS}


def told(**hand: list[int]) -> str:
    """The sentence about so many people called P0, P1 …, who have so much of each part."""
    n = len(next(iter(hand.values())))
    counts = pl.DataFrame(
        {"developer": list(range(n))} | {part: hand.get(part, [0] * n) for part in PARTS},
        schema_overrides={"developer": pl.Int32},
    )
    people = [Human(id=uuid4(), key=key, name=f"P{key}") for key in range(n)]
    compared = relative_workload(counts)
    return sentence(people, compared, highest_usual(compared), NAMES)


def test_who_has_far_more_of_a_part_than_the_others_is_named_with_the_part() -> None:
    assert told(open_pull_requests=[1, 1, 2, 1, 2, 1, 1, 9]) == (
        "1 of 8 people has clearly more in hand than the others: P7 (open pull requests)."
    )
    assert told(open_pull_requests=[1, 1, 2, 1, 2, 1, 1, 9], open_issues=[9, 0, 0, 0, 0, 0, 0, 9]) == (
        "2 of 8 people have clearly more in hand than the others: P0 (open issues), "
        "P7 (open pull requests, open issues)."
    )


def test_issues_in_progress_are_not_said_beside_the_open_ones_they_are_among() -> None:
    idle = [0] * 7
    assert told(open_issues=[*idle, 9], issues_in_progress=[*idle, 9]).endswith("P7 (open issues).")
    assert told(issues_in_progress=[*idle, 9]).endswith("P7 (issues in progress).")


def test_those_beyond_six_are_counted() -> None:
    said = told(open_issues=[0] * 40 + [9] * 8)
    assert said.startswith("8 of 48 people have")
    assert said.endswith("P45 (open issues) and 2 more.")


def test_nobody_stands_out_among_equals_nor_for_what_is_done_already() -> None:
    assert told(open_issues=[3] * 9) == "Nobody's work in hand stands out."
    assert told(review_given_count=[0] * 8 + [90]) == "Nobody's work in hand stands out."


def test_of_few_people_nobody_is_said_to_have_more() -> None:
    assert told(open_issues=[0, 0, 90]) == (
        "Fewer than 8 people are shown: too few to say whose work in hand stands out."
    )


def test_what_is_not_known_stands_out_nowhere() -> None:
    assert not stands_out(None, 1)
    assert not stands_out(5, None)
    assert not stands_out(5, 5)
    assert stands_out(6, 5)

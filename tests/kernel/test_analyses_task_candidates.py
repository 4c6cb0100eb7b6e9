"""Scores, equals and fairness, counted by hand."""

import pytest

from aexy.kernel.analyses.task_candidates import NEAR, WEIGHTS, Candidate, Placed, applying, load_value, place, score

SAME = {"skill": 0.8, "ownership": 0.5, "similar": None, "load": 0.5, "growth": None, "availability": 1.0}


def order(found: list[Placed]) -> list[str]:
    return [one.candidate.name for one in found]


def test_a_score_is_the_weighted_mean_of_the_parts_that_say_something() -> None:
    ada = Candidate(1, "Ada", SAME)
    by = applying([ada])
    assert by == ("skill", "ownership", "load", "availability")
    # (0.30 · 0.8 + 0.25 · 0.5 + 0.15 · 0.5 + 0.10 · 1) ÷ 0.80
    assert score(ada.parts, WEIGHTS, by) == pytest.approx(0.675)
    assert score(ada.parts, {"skill": 1.0, "load": 1.0}, by) == pytest.approx(0.65)
    assert score(ada.parts, {}, by) == 0.0


def test_a_part_that_is_known_of_one_alone_compares_nobody() -> None:
    known, unknown = Candidate(1, "Ada", {**SAME, "growth": 1.0}), Candidate(2, "Ben", SAME)
    assert "growth" not in applying([known, unknown])
    assert [one.score for one in place([known, unknown])] == [0.675, 0.675]


def test_equal_scores_are_ordered_by_name_and_then_by_key_whatever_came_first() -> None:
    people = [Candidate(3, "ben", SAME), Candidate(2, "Ada", SAME), Candidate(1, "Ben", SAME)]
    assert [one.candidate.key for one in place(people)] == [2, 1, 3]
    assert [one.candidate.key for one in place(people[::-1])] == [2, 1, 3]


def test_fairness_gives_the_next_task_to_whoever_has_less_among_the_nearly_equal() -> None:
    best = Candidate(1, "Ada", {"skill": 0.80}, in_hand=3)
    near = Candidate(2, "Ben", {"skill": 0.76}, in_hand=1)
    far = Candidate(3, "Cal", {"skill": 0.74}, in_hand=0)
    assert order(place([best, near, far])) == ["Ada", "Ben", "Cal"]
    fair = place([best, near, far], fair=True)
    # Cal is 0.06 from the best: not nearly as good, and so last until Ada is placed.
    assert order(fair) == ["Ben", "Ada", "Cal"]
    assert [(one.place, one.before) for one in fair] == [(1, 2), (2, 1), (3, 3)]


def test_fairness_moves_the_second_task_to_somebody_else() -> None:
    ada, ben = Candidate(1, "Ada", {"skill": 0.80}, in_hand=0), Candidate(2, "Ben", {"skill": 0.78}, in_hand=0)
    assert order(place([ada, ben], fair=True))[0] == "Ada"
    has_taken_one = Candidate(1, "Ada", {"skill": 0.80}, in_hand=1)
    assert order(place([has_taken_one, ben], fair=True))[0] == "Ben"


def test_exactly_as_far_as_nearly_equal_reaches_is_near() -> None:
    ada, ben = Candidate(1, "Ada", {"skill": 0.80}, in_hand=1), Candidate(2, "Ben", {"skill": 0.80 - NEAR}, in_hand=0)
    assert order(place([ada, ben], fair=True)) == ["Ben", "Ada"]


def test_load_is_half_for_the_usual_amount_and_one_for_none() -> None:
    assert load_value([1.0, 1.0]) == 0.5
    assert load_value([0.0, 0.0]) == 1.0
    assert load_value([3.0]) == 0.25
    assert load_value([]) is None


def test_nobody_is_placed_where_nobody_is() -> None:
    assert place([]) == []
    assert place([], fair=True) == []

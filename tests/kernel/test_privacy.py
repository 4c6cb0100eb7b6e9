"""A person's own numbers are theirs, and no group gives one of its people away."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aexy.kernel.metric import Audience, Level
from aexy.kernel.metrics import CATALOGUE, find
from aexy.kernel.periods import Clock, Period
from aexy.kernel.privacy import (
    ONLY_SELF,
    ONLY_TEAMMATES,
    TABLE,
    Onlooker,
    is_guarded,
    run_holds,
    whole_weeks,
    withheld_person,
)
from aexy.kernel.showing import gives_away, groups_to_show

ANN, BEN = 1, 2
LATE, COLLABORATORS, COMMITS = find("late_night_commit_ratio"), find("unique_collaborators"), find("commits_count")


@pytest.mark.parametrize("role", ["owner", "admin", "manager", "member", "viewer", "nobody"])
def test_whatever_the_role_what_is_a_persons_own_is_seen_by_that_person_alone(role: str) -> None:
    assert withheld_person(LATE, ANN, Onlooker(role=role, developer=BEN, teammates=frozenset({ANN}))) == ONLY_SELF
    assert withheld_person(LATE, ANN, Onlooker(role=role, developer=ANN)) is None


def test_a_member_sees_collaborators_of_teammates_and_a_manager_of_all() -> None:
    assert withheld_person(COLLABORATORS, ANN, Onlooker(role="member", developer=BEN)) == ONLY_TEAMMATES
    assert withheld_person(COLLABORATORS, ANN, Onlooker(role="member", teammates=frozenset({ANN}))) is None
    assert withheld_person(COLLABORATORS, ANN, Onlooker(role="manager")) is None
    assert withheld_person(COLLABORATORS, ANN, Onlooker(role="viewer", teammates=frozenset({ANN}))) == ONLY_TEAMMATES


def test_commits_are_open_to_the_workspace() -> None:
    assert withheld_person(COMMITS, ANN, Onlooker(role="viewer")) is None


def test_every_audience_knows_every_role() -> None:
    assert {frozenset(roles) for roles in TABLE.values()} == {
        frozenset({"owner", "admin", "manager", "member", "viewer"})
    }


def test_what_is_a_persons_own_needs_five_people_in_a_group() -> None:
    for metric in CATALOGUE:
        assert (metric.quorum == 5) == (metric.audience is Audience.SELF)
        assert is_guarded(metric, Level.TEAM) == (metric.audience is Audience.SELF)


def test_a_team_that_leaves_one_person_over_is_not_shown() -> None:
    six = {(person, 0) for person in range(6)}
    assert groups_to_show({1: {(person, 0) for person in range(5)}}, six) == set()
    assert groups_to_show({1: six}, six) == {1}


def test_two_repositories_of_the_same_people_are_shown_and_one_mans_repository_keeps_another_hidden() -> None:
    both = {(person, repository) for person in range(5) for repository in (1, 2)}
    by_repository = {r: {atom for atom in both if atom[1] == r} for r in (1, 2)}
    assert groups_to_show(by_repository, both) == {1, 2}
    assert groups_to_show({1: by_repository[1]}, by_repository[1] | {(0, 3)}) == set()


@given(st.dictionaries(st.integers(1, 6), st.frozensets(st.integers(1, 20), max_size=15), max_size=6))
def test_no_difference_of_what_is_shown_comes_down_to_a_few(members: dict[int, frozenset[int]]) -> None:
    groups = {key: {(person, 0) for person in people} for key, people in members.items()}
    everybody = {(person, 0) for person in range(1, 21)}
    shown = groups_to_show(groups, everybody)
    rest = set(range(1, 21)).difference(*(members[key] for key in shown)) if shown else set()
    assert not rest or len(rest) >= 5
    for one, other in combinations(shown, 2):
        assert not 0 < len(members[one] - members[other]) < 5
    assert groups_to_show(dict(reversed(groups.items())), everybody) == shown


def test_the_open_week_of_a_group_is_left_out() -> None:
    wednesday = Clock(datetime(2026, 1, 14, 12, tzinfo=UTC))
    assert whole_weeks(Period(date(2025, 12, 29), date(2026, 1, 19)), wednesday) == Period(
        date(2025, 12, 29), date(2026, 1, 12)
    )
    assert whole_weeks(Period(date(2026, 1, 12), date(2026, 1, 19)), wednesday) is None
    assert whole_weeks(Period(date(2025, 12, 30), date(2026, 1, 5)), wednesday) is None


@settings(max_examples=300)
@given(st.lists(st.frozensets(st.integers(1, 13), min_size=5), max_size=5))
def test_no_sum_and_difference_of_groups_that_are_shown_says_anything_of_fewer_than_five(
    members: list[frozenset[int]],
) -> None:
    """Whoever knows the numbers of every group that is shown, and everybody's, adds and subtracts as they like."""
    groups = {key: {(person, 0) for person in people} for key, people in enumerate(members)}
    everybody = set(range(1, 14))
    shown = groups_to_show(groups, {(person, 0) for person in everybody})
    known = np.array(
        [[person in members[key] for person in sorted(everybody)] for key in shown] + [[True] * len(everybody)], float
    )
    rank = np.linalg.matrix_rank(known)
    for few in combinations(range(len(everybody)), 4):
        others = [person for person in range(len(everybody)) if person not in few]
        assert np.linalg.matrix_rank(known[:, others]) == rank


def test_two_teams_that_share_four_are_not_both_shown_beside_everybody() -> None:
    """Both together without everybody are those in both."""
    everybody = {(person, 0) for person in range(20)}
    one, other = {(person, 0) for person in range(12)}, {(person, 0) for person in range(8, 20)}
    assert len(groups_to_show({1: one, 2: other}, everybody)) == 1


def test_two_teams_that_share_two_are_not_both_shown_beside_a_third_that_is_all_the_rest() -> None:
    """Both together, and everybody without the third, differ by those in both."""
    one, other, third = ({(person, 0) for person in people} for people in (range(12), range(10, 22), range(22, 28)))
    assert len(groups_to_show({1: one, 2: other, 3: third}, one | other | third)) == 2
    assert len(groups_to_show({1: one, 2: other, 3: third}, {(person, 0) for person in range(40)})) == 3


def test_a_year_of_a_thousand_people_in_a_hundred_teams_is_looked_at_by_pieces() -> None:
    """Half of the teams share some people with the next; each person has as many rows as there are days in a year."""
    members = {team: range(team * 10, team * 10 + (13 if team % 2 else 10)) for team in range(100)}
    groups = {team: {(person, day) for person in people for day in range(250)} for team, people in members.items()}
    everybody = set().union(*groups.values())
    shown = groups_to_show(groups, everybody)
    assert 50 <= len(shown) < 100


def test_among_many_who_could_be_told_apart_nothing_is_shown_for_safety() -> None:
    everybody = {(person, 0) for person in range(60)}
    groups = [{(person, 0) for person in everybody_of} for everybody_of in (range(40), range(3, 43), range(6, 46))]
    assert not gives_away(groups, everybody)
    assert gives_away(groups, everybody, most=2)


@settings(max_examples=300)
@given(st.lists(st.sampled_from([0, 0, 1, 4, 5, 6, 9]), min_size=1, max_size=9))
def test_no_sum_and_difference_of_runs_shown_while_time_goes_on_says_anything_of_fewer_than_five(
    people: list[int],
) -> None:
    """Runs begin and end at Mondays; whatever lies between two that can be reached from each other can be computed."""
    weeks = [date(2026, 1, 5) + timedelta(weeks=number) for number in range(len(people) + 1)]
    together = {monday: {monday} for monday in weeks}
    for known in range(1, len(people) + 1):
        by_week = dict(zip(weeks, people[:known], strict=False))
        for start, end in combinations(weeks[: known + 1], 2):
            if run_holds(by_week, Period(start, end)):
                both = together[start] | together[end]
                together |= dict.fromkeys(both, both)
    for first, last in combinations(range(len(weeks)), 2):
        if weeks[last] in together[weeks[first]]:
            # However many each week had, fewer than five is only certain where no week had five.
            assert not any(people[first:last]) or max(people[first:last]) >= 5


def test_a_quiet_week_is_not_what_is_left_of_a_long_run_without_its_ends() -> None:
    weeks = [date(2026, 1, 5) + timedelta(weeks=number) for number in range(5)]
    by_week = dict(zip(weeks, (5, 5, 1, 5), strict=False))
    shown = {
        (start, end) for start, end in combinations(range(5), 2) if run_holds(by_week, Period(weeks[start], weeks[end]))
    }
    assert shown == {(0, 1), (0, 2), (1, 2), (0, 4), (1, 4), (2, 4)}

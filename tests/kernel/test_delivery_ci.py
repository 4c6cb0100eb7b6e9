"""CI in numbers: success, duration, queue, flaky commits and jobs, minutes; by worked examples and by counting out."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aexy.kernel.delivery.ci import Ci, ci
from aexy.kernel.delivery.ci_frames import JOBS, RUNS
from aexy.kernel.periods import Clock

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
NOON = MONDAY + timedelta(hours=12)
CLOCK = Clock(MONDAY + timedelta(days=60))
SHOP, PAY = 1, 2


class Run(NamedTuple):
    """One run. Minutes are those after noon on Monday."""

    run: int
    status: str
    asked: float
    starts: float | None = None
    ends: float | None = None
    sha: str = "a"
    name: str | None = "CI"
    repository: int = SHOP
    attempt: int | None = None


class Job(NamedTuple):
    """One job of a run."""

    run: int
    job: str
    status: str
    starts: float | None
    ends: float | None


def at(minutes: float | None) -> datetime | None:
    return None if minutes is None else NOON + timedelta(minutes=minutes)


def counted(runs: Sequence[Run], jobs: Sequence[Job] = (), since: datetime = MONDAY) -> Ci:
    rows = [
        (one.run, one.repository, one.name, one.sha.encode(), one.status, at(one.asked), at(one.starts), at(one.ends),
         one.attempt)
        for one in runs
    ]  # fmt: skip
    of_jobs = [(one.run, one.job, one.status, at(one.starts), at(one.ends)) for one in jobs]
    return ci(
        pl.DataFrame(rows, schema=dict(RUNS), orient="row"),
        pl.DataFrame(of_jobs, schema=dict(JOBS), orient="row"),
        since,
        CLOCK,
    )


def whole(runs: Sequence[Run], jobs: Sequence[Job] = (), since: datetime = MONDAY) -> dict[str, Any]:
    return counted(runs, jobs, since).by().row(0, named=True)


def test_a_red_build_that_is_run_again_and_passes_is_flaky_and_its_minutes_were_wasted() -> None:
    # The worked example of docs/how-to/ci.md: commit a fails after 10 minutes and passes when it is run again; commit b
    # passes at once; commit c fails and is mended by commit d.
    found = whole([
        Run(1, "failure", 0, 1, 11, sha="a"),
        Run(2, "success", 20, 21, 33, sha="a"),
        Run(3, "success", 40, 41, 51, sha="b"),
        Run(4, "failure", 60, 61, 66, sha="c"),
        Run(5, "success", 80, 81, 92, sha="d"),
    ])  # fmt: skip
    assert (found["succeeded"], found["finished"], found["success_rate"]) == (3, 5, 0.6)
    assert (found["flaky"], found["passed"], found["flaky_rate"]) == (1, 3, pytest.approx(1 / 3))
    assert (found["minutes"], found["wasted_flaky"], found["wasted_cancelled"]) == (48, 10, 0)
    assert (found["duration_median"], found["duration_n"], found["queue_median"]) == (600, 5, 60)


def test_a_failure_that_another_commit_mends_is_not_flaky() -> None:
    found = whole([Run(1, "failure", 0, 1, 2, sha="a"), Run(2, "success", 5, 6, 7, sha="b")])
    assert (found["flaky"], found["passed"], found["wasted_flaky"]) == (0, 1, 0)


def test_what_passes_and_then_fails_has_not_passed_in_the_end() -> None:
    found = whole([Run(1, "success", 0, 1, 2), Run(2, "failure", 5, 6, 7)])
    assert (found["flaky"], found["passed"], found["flaky_rate"]) == (0, 0, None)


def test_two_runs_at_the_same_time_say_nothing_of_each_other() -> None:
    found = whole([Run(1, "failure", 0, 1, 10), Run(2, "success", 0, 1, 11)])
    assert (found["flaky"], found["passed"]) == (0, 1)


@pytest.mark.parametrize(("days", "flaky"), [(6.9, 1), (7.1, 0)])
def test_a_failure_counts_for_seven_days(days: float, flaky: int) -> None:
    later = days * 24 * 60
    assert whole([Run(1, "failure", 0, 1, 2), Run(2, "success", later, later + 2, later + 3)])["flaky"] == flaky


@pytest.mark.parametrize("other", [{"name": "Release"}, {"repository": PAY}, {"sha": "b"}])
def test_another_workflow_repository_or_commit_is_another_matter(other: dict[str, Any]) -> None:
    assert whole([Run(1, "failure", 0, 1, 2), Run(2, "success", 5, 6, 7, **other)])["flaky"] == 0


def test_runs_without_a_name_or_a_commit_are_counted_and_only_those_of_one_commit_can_be_flaky() -> None:
    found = whole([Run(1, "failure", 0, 1, 2, name=None), Run(2, "success", 5, 6, 7, name=None)])
    assert (found["runs"], found["flaky"]) == (2, 1)


def test_a_failure_before_the_window_counts_for_what_passed_in_it() -> None:
    runs = [Run(1, "failure", 0, 1, 11), Run(2, "success", 20, 21, 33)]
    found = whole(runs, since=NOON + timedelta(minutes=15))
    assert (found["runs"], found["failed"], found["flaky"], found["passed"]) == (1, 0, 1, 1)
    assert (found["minutes"], found["wasted_flaky"]) == (12, 0)


def test_a_job_that_fails_and_passes_within_one_run_makes_its_commit_flaky() -> None:
    jobs = [
        Job(1, "lint", "success", 1, 2), Job(1, "test", "failure", 1, 5), Job(1, "test", "success", 6, 11),
    ]  # fmt: skip
    found = counted([Run(1, "success", 0, 1, 11, attempt=2)], jobs)
    whole = found.by().row(0, named=True)
    assert (whole["flaky"], whole["passed"], whole["again_unknown"]) == (1, 1, 0)
    assert (whole["minutes"], whole["wasted_flaky"]) == (10, 4)
    assert found.jobs.filter("flaky").select("job", "failures", "failed_run").rows() == [("test", 1, 1)]


def test_how_the_attempts_before_went_is_not_guessed() -> None:
    found = whole([Run(1, "success", 0, 30, 40, attempt=2)])
    assert (found["flaky"], found["again"], found["again_unknown"]) == (0, 1, 1)
    assert (found["queue_n"], found["duration_median"]) == (0, 600)


def test_a_job_that_is_allowed_to_fail_is_not_flaky_until_it_passes() -> None:
    jobs = [Job(1, "beta", "failure", 1, 5), Job(1, "test", "success", 1, 5)]
    assert whole([Run(1, "success", 0, 1, 5)], jobs)["flaky"] == 0


def test_a_run_begins_with_its_first_job_and_its_minutes_are_those_of_all_jobs() -> None:
    jobs = [
        Job(1, "docs", "skipped", 0.1, 0.1), Job(1, "lint", "success", 4, 6), Job(1, "test", "success", 5, 15),
    ]  # fmt: skip
    found = whole([Run(1, "success", 0, 0, 15)], jobs)
    assert (found["queue_median"], found["duration_median"]) == (240, 660)
    assert (found["minutes"], found["of_jobs"], found["of_runs"], found["of_nobody"]) == (12, 1, 0, 0)


def test_without_jobs_minutes_are_the_runs_own_and_without_times_nobodys() -> None:
    found = whole([
        Run(1, "success", 0, 2, 12), Run(2, "cancelled", 0, 1, 4), Run(3, "skipped", 0, 1, 3),
        Run(4, "success", 0, None, 5), Run(5, "running", 0, 1),
    ])  # fmt: skip
    assert (found["minutes"], found["of_runs"], found["of_nobody"]) == (13, 3, 2)
    assert (found["wasted_cancelled"], found["unfinished"]) == (3, 1)
    assert (found["success_rate"], found["duration_n"]) == (1, 1)


def test_spans_that_end_before_they_begin_are_null_and_counted() -> None:
    found = whole([Run(1, "success", 5, 3, 1), Run(2, "success", 0, 1, 3)])
    assert (found["duration_n"], found["duration_backwards"], found["duration_median"]) == (1, 1, 120)
    assert (found["queue_n"], found["queue_backwards"], found["queue_median"]) == (1, 1, 60)
    assert (found["minutes"], found["of_nobody"]) == (2, 1)


def test_quantiles_lie_between_runs_as_everywhere() -> None:
    found = whole([Run(number, "success", 0, 0, number, sha=str(number)) for number in (1, 2, 3, 4)])
    assert (found["duration_median"], found["duration_p75"], found["duration_p90"]) == pytest.approx((150, 195, 222))


def test_nothing_is_no_number() -> None:
    found = whole([])
    assert (found["runs"], found["success_rate"], found["duration_median"], found["minutes"]) == (0, None, None, 0)


def test_weeks_are_the_workspaces_and_commits_stand_where_their_last_run_does() -> None:
    week = 7 * 24 * 60
    runs = [
        Run(1, "failure", 0, 1, 2),
        Run(2, "success", week - 60, week - 59, week - 50),
        Run(3, "success", week, sha="b"),
    ]
    found = counted(runs).by(["period_start"])
    assert found.select("period_start", "runs", "flaky", "passed").rows() == [
        (MONDAY.date(), 1, 0, 0),
        (MONDAY.date() + timedelta(days=7), 2, 1, 2),
    ]


a_run = st.builds(
    Run,
    run=st.just(0),
    status=st.sampled_from(["success", "failure", "cancelled", "skipped", "running"]),
    asked=st.integers(0, 9 * 24 * 6).map(lambda tens: tens * 10.0),
    starts=st.none(),
    ends=st.none(),
    sha=st.sampled_from("ab"),
    name=st.sampled_from(["CI", None]),
    repository=st.sampled_from([SHOP, PAY]),
    attempt=st.sampled_from([None, 1, 2]),
)


def timed(run: Run, number: int, wait: int, length: int) -> Run:
    return run._replace(run=number, starts=run.asked + wait, ends=run.asked + wait + length)


some_runs = st.lists(st.tuples(a_run, st.integers(0, 30), st.integers(1, 60)), max_size=12).map(
    lambda rows: [timed(run, number, wait, length) for number, (run, wait, length) in enumerate(rows, 1)]
)


def counted_out(runs: Sequence[Run]) -> tuple[int, int]:
    """Commits that passed in the end, and flaky ones, by looking at each with each."""
    passed = flaky = 0
    for key in {(run.repository, run.name, run.sha) for run in runs}:
        mine = [
            (one.ends or 0, one.starts or 0, one.run, one.status == "success")
            for one in runs
            if (one.repository, one.name, one.sha) == key and one.status in {"success", "failure"}
        ]
        if mine and max(mine)[3]:
            passed += 1
            bad = [ends for ends, _, _, is_good in mine if not is_good]
            good = [starts for _, starts, _, is_good in mine if is_good]
            flaky += any(0 <= starts - ends <= 7 * 24 * 60 for ends in bad for starts in good)
    return passed, flaky


@settings(max_examples=150, deadline=None)
@given(some_runs, st.randoms(use_true_random=False))
def test_the_numbers_are_what_counting_each_with_each_gives_in_any_order(
    runs: list[Run], chance: random.Random
) -> None:
    found = whole(runs)
    assert (found["passed"], found["flaky"]) == counted_out(runs)
    chance.shuffle(runs)
    assert whole(runs) == found


@settings(max_examples=50, deadline=None)
@given(some_runs)
def test_groups_add_up_to_the_whole(runs: list[Run]) -> None:
    found = counted(runs)
    sums = ["runs", "finished", "succeeded", "passed", "flaky", "minutes", "wasted_flaky", "wasted_cancelled"]
    everything = found.by().select(sums).row(0)
    for keys in (["period_start"], ["repository"], ["repository", "name"]):
        assert found.by(keys).select(pl.col(sums).sum()).row(0) == pytest.approx(everything)

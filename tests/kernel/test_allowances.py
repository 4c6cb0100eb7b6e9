"""A window that slides: no more than was allowed in any stretch of its length, to within the share it estimates by."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aexy.kernel.allowances import Allowance, Count, Tally, Window, Windows, judge

TEN = Allowance(10, 60)


def used(windows: Windows, times: int, at: float, key: str = "a", allowance: Allowance = TEN) -> list[Tally]:
    return [windows.count([Count(key, allowance)], at)[0] for _ in range(times)]


def test_as_many_as_are_allowed_pass_and_the_next_is_told_when() -> None:
    told = used(Windows(), 11, at=6000.0)
    assert [tally.left for tally in told] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0]
    assert [tally.is_over for tally in told] == [False] * 10 + [True]


def test_whoever_comes_back_when_told_is_let_in_and_no_sooner() -> None:
    windows = Windows()
    wait = used(windows, 11, at=6030.0)[-1].wait
    assert used(windows, 1, at=6030.0 + wait - 0.5)[0].is_over
    assert not used(windows, 1, at=6030.0 + wait + 0.001)[0].is_over


def test_asking_while_one_is_sent_away_makes_it_no_longer() -> None:
    windows = Windows()
    first = used(windows, 11, at=6030.0)[-1].wait
    last = used(windows, 500, at=6035.0)[-1].wait
    assert last == pytest.approx(first - 5)


def test_an_hour_later_everything_is_forgotten() -> None:
    windows = Windows()
    used(windows, 11, at=6000.0)
    assert used(windows, 1, at=9600.0)[0].left == 9


def test_where_one_bound_is_over_the_others_are_not_used_up() -> None:
    windows = Windows()
    for _ in range(50):
        windows.count([Count("address", TEN), Count("account", Allowance(40))], 6000.0)
    assert windows.count([Count("account", Allowance(40))], 6000.0)[0].left == 29


def test_a_process_remembers_a_bounded_number_of_windows() -> None:
    windows = Windows()
    for number in range(60_000):
        windows.count([Count(str(number), TEN)], 6000.0)
    assert len(windows._kept) <= 50_001


@given(st.lists(st.floats(0, 30), min_size=1, max_size=200))
def test_in_no_stretch_pass_more_than_twice_and_in_no_cut_window_more_than_were_allowed(pauses: list[float]) -> None:
    let_in = list(_let_in(pauses))
    for at in let_in:
        assert sum(at <= other < at + 60 for other in let_in) <= 2 * TEN.most
        assert sum(at // 60 == other // 60 for other in let_in) <= TEN.most


def _let_in(pauses: list[float]) -> Iterator[float]:
    windows, at = Windows(), 6000.0
    for pause in pauses:
        at += pause
        if not used(windows, 1, at)[0].is_over:
            yield at


@given(st.integers(0, 30), st.integers(0, 30), st.floats(0, 59.9))
def test_the_wait_that_is_told_is_the_shortest_that_helps(now: int, before: int, passed: float) -> None:
    _, tally = judge(Window(100, now, before), TEN, 6000.0 + passed)
    if tally.is_over:
        assert not judge(Window(100, now, before), TEN, 6000.0 + passed + tally.wait + 0.01)[1].is_over
        if tally.wait > 0.02:
            assert judge(Window(100, now, before), TEN, 6000.0 + passed + tally.wait - 0.01)[1].is_over

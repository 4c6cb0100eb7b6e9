"""Main authors, counted by arrays, are those a loop over every commit would find."""

from datetime import UTC, datetime, timedelta
from random import Random

import polars as pl
import pytest

from aexy.kernel.facts import UTC_INSTANT
from aexy.kernel.owning import REMEMBERED, owning

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
ASKED = {"review": pl.Int64(), "path": pl.Int64(), "at": UTC_INSTANT, "reviewer": pl.Int32()}
TOUCHES = {"path": pl.Int64(), "author": pl.Int32(), "at": UTC_INSTANT}
ANN, BOB = 1, 2

Asked = list[tuple[int, int, datetime, int]]
Touches = list[tuple[int, int, datetime]]


def owned(asked: Asked, touches: Touches, *, at_once: int = 1_000) -> dict[int, bool]:
    found = owning(
        pl.DataFrame(asked, schema=ASKED, orient="row"),
        pl.DataFrame(touches, schema=TOUCHES, orient="row"),
        at_once=at_once,
    )
    return dict(found.iter_rows())


def by_hand(asked: Asked, touches: Touches) -> dict[int, bool]:
    found: dict[int, bool] = {}
    for review, path, at, reviewer in asked:
        counts: dict[int, int] = {}
        for touched, author, when in touches:
            if touched == path and at - REMEMBERED <= when < at:
                counts[author] = counts.get(author, 0) + 1
        owns = counts.get(reviewer, 0) > 0 and counts[reviewer] == max(counts.values())
        found[review] = found.get(review, False) or owns
    return found


def days(number: float) -> datetime:
    return NOON + timedelta(days=number)


def test_who_touched_a_file_most_owns_it() -> None:
    touches = [(7, ANN, days(-3)), (7, ANN, days(-2)), (7, BOB, days(-1))]
    assert owned([(1, 7, NOON, ANN), (2, 7, NOON, BOB)], touches) == {1: True, 2: False}


def test_one_such_file_among_many_is_enough() -> None:
    touches = [(7, ANN, days(-3)), (8, BOB, days(-1))]
    assert owned([(1, 7, NOON, BOB), (1, 8, NOON, BOB)], touches) == {1: True}


def test_equally_many_commits_make_several_main_authors() -> None:
    touches = [(7, ANN, days(-3)), (7, BOB, days(-1))]
    assert owned([(1, 7, NOON, ANN), (2, 7, NOON, BOB)], touches) == {1: True, 2: True}


def test_a_file_nobody_touched_has_no_main_author() -> None:
    assert owned([(1, 7, NOON, ANN)], []) == {1: False}
    assert owned([], [(7, ANN, NOON)]) == {}


def test_what_came_with_or_after_the_review_or_is_forgotten_does_not_count() -> None:
    early = NOON - REMEMBERED
    touches = [(7, ANN, NOON), (7, ANN, early - timedelta(microseconds=1)), (8, ANN, early)]
    assert owned([(1, 7, NOON, ANN), (2, 8, NOON, ANN)], touches) == {1: False, 2: True}


@pytest.mark.parametrize("at_once", [1, 7, 1_000_000])
def test_as_a_loop_would_find(at_once: int) -> None:
    random = Random(at_once)  # noqa: S311 - made-up rows
    touches = [
        (min(int(random.paretovariate(0.8)), 12), random.randrange(6), days(-random.randrange(1000)))
        for _ in range(600)
    ]
    asked = [(n // 3, random.randrange(14), days(-random.randrange(900)), random.randrange(7)) for n in range(300)]
    assert owned(asked, touches, at_once=at_once) == by_hand(asked, touches)

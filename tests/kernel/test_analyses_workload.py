"""Work in hand, part by part: who is waited for, and how much of the group's lies on whom."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from aexy.kernel.analyses.workload import highest_usual, relative_workload, reviews_waiting
from aexy.kernel.facts import PULLS, REQUESTS, REVIEWS, Schema

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


def at(day: int) -> datetime:
    return MONDAY + timedelta(days=day)


def parts_of(rows: dict[int, tuple[int | None, ...]], parts: tuple[str, ...]) -> dict[tuple[int, str], dict[str, Any]]:
    counts = pl.DataFrame(
        [(who, *values) for who, values in rows.items()],
        schema={"developer": pl.Int32} | dict.fromkeys(parts, pl.Int64),
        orient="row",
    )
    found = relative_workload(counts, parts)
    return {(row.pop("developer"), row.pop("part")): row for row in found.iter_rows(named=True)}


def test_each_part_stands_beside_the_median_and_the_whole_of_the_group() -> None:
    found = parts_of({1: (6, 0), 2: (2, 1), 3: (4, 3)}, ("open_pull_requests", "open_issues"))
    assert found[1, "open_pull_requests"] == {"value": 6, "median": 4, "relative": 1.5, "share": 0.5}
    assert found[2, "open_issues"] == {"value": 1, "median": 1, "relative": 1, "share": 0.25}
    assert found[1, "open_issues"] == {"value": 0, "median": 1, "relative": 0, "share": 0}


def test_what_no_facts_cover_is_null_not_zero() -> None:
    found = parts_of({1: (None,), 2: (None,)}, ("open_points",))
    assert found[1, "open_points"] == {"value": None, "median": None, "relative": None, "share": None}


def test_nothing_is_many_times_of_nothing() -> None:
    found = parts_of({1: (0,), 2: (0,), 3: (5,)}, ("open_issues",))
    assert found[3, "open_issues"] == {"value": 5, "median": 0, "relative": None, "share": 1}
    assert parts_of({1: (0,), 2: (0,)}, ("open_issues",))[1, "open_issues"]["share"] is None


def test_one_person_is_compared_with_nobody() -> None:
    assert parts_of({1: (5,)}, ("open_issues",))[1, "open_issues"] == {
        "value": 5, "median": None, "relative": None, "share": None,
    }  # fmt: skip


def usual_of(values: Sequence[int | None]) -> dict[str, float]:
    counts = pl.DataFrame(
        {"developer": range(len(values)), "open_issues": values}, schema_overrides={"developer": pl.Int32}
    )
    return highest_usual(relative_workload(counts, ("open_issues",)), ("open_issues",))


def test_what_is_usual_ends_above_the_upper_quartile_by_one_and_a_half_times_the_distance_between_the_quartiles() -> (
    None
):
    # Of 0 to 8 the quartiles are 2 and 6: 6 + 1.5 * 4.
    assert usual_of([0, 1, 2, 3, 4, 5, 6, 7, 8]) == {"open_issues": 12}


def test_two_items_are_usual_where_others_have_none() -> None:
    assert usual_of([0] * 8 + [2]) == {"open_issues": 2}


def test_the_quartiles_of_few_people_say_nothing() -> None:
    assert usual_of([0] * 6 + [50]) == {}
    assert usual_of([0] * 7 + [None] * 5) == {}


def _frame(schema: Schema, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict(schema))


def waiting(
    requests: list[tuple[int, int, int, int | None]], reviews: list[tuple[int, int, int]]
) -> list[tuple[int, int]]:
    """(pull, reviewer, day, withdrawn on), (pull, reviewer, day); pull 1 is open and by 9."""
    asked = [
        {"pull": p, "reviewer": r, "at": at(day), "withdrawn": None if back is None else at(back)}
        for p, r, day, back in requests
    ]
    given = [{"review": n, "pull": p, "reviewer": r, "at": at(day)} for n, (p, r, day) in enumerate(reviews)]
    pulls = _frame(PULLS, [{"pull": 1, "repository": 1, "author": 9, "opened": at(0)}])
    found = reviews_waiting(_frame(REQUESTS, asked), _frame(REVIEWS, given), pulls)
    return found.select("developer", "pull").rows()


@pytest.mark.parametrize(
    ("requests", "reviews", "who"),
    [
        ([(1, 2, 0, None)], [], [(2, 1)]),
        ([(1, 2, 0, None)], [(1, 2, 1)], []),
        ([(1, 2, 0, None)], [(1, 3, 1)], [(2, 1)]),
        ([(1, 2, 0, None), (1, 2, 2, None)], [(1, 2, 1)], [(2, 1)]),
        ([(1, 2, 0, None), (1, 2, 2, None)], [(1, 2, 2)], []),
        ([(1, 2, 0, 1)], [], []),
        ([(1, 2, 0, 1), (1, 2, 3, None)], [], [(2, 1)]),
        ([(1, 9, 0, None)], [], []),
        ([(7, 2, 0, None)], [], []),
    ],
    ids=[
        "asked", "answered", "answered by another", "asked again", "answered again", "taken back",
        "taken back and asked again", "the author asks themselves", "not open",
    ],
)  # fmt: skip
def test_somebody_is_waited_for(
    requests: list[tuple[int, int, int, int | None]],
    reviews: list[tuple[int, int, int]],
    who: list[tuple[int, int]],
) -> None:
    assert waiting(requests, reviews) == who

"""Seniority as worked examples: several parts, none of them a language, and silence where there is little to go by."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aexy.kernel.analyses.seniority import GIVEN, LEVELS, PARTS, reviewing, seniority, weights, why_not

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LEAD: dict[str, float | None] = {
    "breadth": 12, "experience": 8, "reviews": 240, "review_depth": 3, "ownership": 300, "complexity": 25,
    "mentoring": 9,
}  # fmt: skip
HALVES: dict[str, float | None] = {part.key: part.half for part in PARTS}


def judged(parts: Mapping[str, float | None], days: int = 1000, months: int = 60) -> dict[str, Any]:
    row = {"developer": 1, "days": days, "months": months} | {part.key: parts.get(part.key) for part in PARTS}
    schema = {"developer": pl.Int32, "days": pl.Int64, "months": pl.Int64} | {p.key: pl.Float64 for p in PARTS}
    return seniority(pl.DataFrame([row], schema=schema)).row(0, named=True)


def test_golden_one_python_commit_makes_nobody_anything() -> None:
    one = judged({"breadth": 0, "experience": 1 / 12, "ownership": 1}, 1, 1)
    assert (one["level"], one["score"], one["confidence"]) == (None, None, None)
    assert "fewer than 90 days" in str(why_not(1, 1, 0.6))


def test_golden_a_thin_history_has_no_seniority_whatever_else_is_there() -> None:
    assert judged(LEAD, 89, 12)["level"] is None
    assert judged(LEAD, 200, 5)["level"] is None
    assert judged(LEAD, 90, 6)["level"] is not None


def test_golden_no_language_has_a_part_in_it() -> None:
    assert {part.key for part in PARTS} == set(LEAD)
    assert not any("share" in part.says.lower() for part in PARTS)
    assert sum(weights().values()) == pytest.approx(1)


def test_years_of_it_with_reviews_ownership_and_mentoring_are_a_principals() -> None:
    one = judged(LEAD)
    assert one["level"] == "principal"
    assert one["confidence"] > 0.9
    assert [part["key"] for part in one["parts"]] == [part.key for part in PARTS]


def test_much_activity_in_two_years_with_one_skill_in_depth_is_no_staff_engineers() -> None:
    busy: dict[str, float | None] = LEAD | {"breadth": 1, "experience": 2}
    assert judged(busy)["score"] > 65
    assert judged(busy)["level"] == "senior"
    assert judged(LEAD | {"experience": None, "breadth": 12})["level"] == "senior"
    assert judged(LEAD | {"experience": 4})["level"] == "staff"


def test_half_a_year_of_work_is_a_juniors() -> None:
    some: dict[str, float | None] = {
        "experience": 0.5,
        "ownership": 8,
        "reviews": 4,
        "complexity": 3,
        "mentoring": 0,
        "breadth": 0,
    }
    assert judged(some, 100, 6)["level"] == "junior"


def test_a_part_is_worth_half_at_its_half() -> None:
    found = {part["key"]: part["worth"] for part in judged(HALVES)["parts"]}
    assert found == pytest.approx(dict.fromkeys(weights(), 0.5))
    assert judged(HALVES)["score"] == pytest.approx(50)


def test_what_is_not_known_has_no_part_and_makes_it_less_sure() -> None:
    git: dict[str, float | None] = {"breadth": 4.0, "experience": 2.5, "ownership": 60.0}
    one, whole = judged(git), judged(HALVES)
    assert one["score"] == pytest.approx(whole["score"])
    assert one["known"] == pytest.approx(0.55)
    assert one["confidence"] < whole["confidence"]
    assert judged({"breadth": 4.0, "experience": 2.5})["level"] is None  # 0.40 of the weight is too little
    assert why_not(1000, 60, 0.45) == "Too few of the parts are known."


@given(st.sampled_from(sorted(LEAD)), st.floats(0, 500), st.floats(0, 500))
def test_more_of_a_part_is_never_less_of_the_whole(key: str, more: float, less: float) -> None:
    high, low = max(more, less), min(more, less)
    assert judged(LEAD | {key: high})["score"] >= judged(LEAD | {key: low})["score"]


@pytest.mark.parametrize(
    ("score", "level"), [(0, "junior"), (24, "junior"), (25, "mid"), (45, "senior"), (79, "staff")]
)
def test_levels_begin_where_they_are_declared(score: float, level: str) -> None:
    from math import log2  # noqa: PLC0415 - used here only

    parts: dict[str, float | None] = {part.key: -part.half * log2(1 - (score + 1e-6) / 100) for part in PARTS}
    assert judged(parts)["level"] == level
    assert level in LEVELS


def reviews(*rows: tuple[int, int, int, int]) -> pl.DataFrame:
    """(author, days ago, remarks, the author's first day ago), given by 1."""
    listed = [
        (1, author, NOW - timedelta(days=ago), remarks, NOW - timedelta(days=since))
        for author, ago, remarks, since in rows
    ]
    return pl.DataFrame(listed, schema=dict(GIVEN), orient="row")


def test_reviews_fade_and_their_depth_is_of_the_last_two_years() -> None:
    found = reviewing(reviews(*[(2, 180, 2, 900)] * 10, (2, 800, 40, 900)), today=TODAY).row(0, named=True)
    assert found["reviews"] == pytest.approx(5 + 2 ** (-800 / 180))
    assert (found["reviews_n"], found["review_depth_n"], found["review_depth"]) == (11, 10, 2)


def test_the_depth_of_a_few_reviews_is_not_known() -> None:
    assert reviewing(reviews(*[(2, 5, 3, 900)] * 9), today=TODAY)["review_depth"].to_list() == [None]


def test_mentoring_is_of_people_who_were_new_and_were_told_something() -> None:
    rows = [(2, 10, 1, 20), (2, 11, 5, 20), (3, 10, 0, 20), (4, 10, 2, 400), (5, 300, 2, 400)]
    # 2 was new and 5 was then; 3 was told nothing, 4 is long here.
    assert reviewing(reviews(*rows), today=TODAY)["mentoring"].to_list() == [2]

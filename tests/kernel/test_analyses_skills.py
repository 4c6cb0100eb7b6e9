"""Skills as worked examples: what one day is worth, what years are, and what time takes away."""

from datetime import date, timedelta
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from aexy.kernel.analyses.skills import SKILL_DAYS, HalfLives, skills

TODAY = date(2026, 6, 1)


def worked(*rows: tuple[int, str, int]) -> pl.DataFrame:
    """(developer, skill, days ago): one commit of ten lines each."""
    listed = [(who, skill, TODAY - timedelta(days=ago), 1, 10) for who, skill, ago in rows]
    return pl.DataFrame(listed, schema=dict(SKILL_DAYS), orient="row")


def of(days: pl.DataFrame, developer: int = 1, skill: str = "Python", **more: Any) -> dict[str, Any]:
    found = skills(days, today=TODAY, **more).filter(pl.col("developer") == developer, pl.col("skill") == skill)
    return found.row(0, named=True)


def test_one_day_of_work_today_is_a_novices_one_percent() -> None:
    one = of(worked((1, "Python", 0)))
    assert one["evidence"] == 1
    assert one["proficiency"] == pytest.approx(1.1486, abs=1e-4)  # 100 · (1 - 2^(-1/60))
    assert (one["depth"], one["days"], one["commits"], one["lines"]) == ("novice", 1, 1, 10)
    assert one["confidence"] == pytest.approx(1 / 11)
    assert one["recency"] == 1


def test_a_day_half_a_year_ago_counts_half_of_one_today() -> None:
    one = of(worked((1, "Python", 180), (1, "Python", 360)))
    assert one["evidence"] == pytest.approx(0.5 + 0.25)
    assert one["recency"] == pytest.approx(0.5)
    assert (one["first_day"], one["last_day"]) == (TODAY - timedelta(days=360), TODAY - timedelta(days=180))


def test_every_working_day_for_years_makes_an_expert() -> None:
    rows = [(1, "Python", ago) for ago in range(5 * 365) if (TODAY - timedelta(days=ago)).isoweekday() < 6]
    one = of(worked(*rows))
    assert one["proficiency"] == pytest.approx(88.2, abs=0.2)
    assert one["depth"] == "expert"
    assert one["confidence"] > 0.99


@pytest.mark.parametrize(
    ("days", "depth"),
    [(44, "novice"), (45, "intermediate"), (79, "intermediate"), (80, "advanced"), (139, "advanced"), (140, "expert")],
)
def test_depth_begins_at_forty_sixty_and_eighty(days: int, depth: str) -> None:
    # 60 · log2(1 / (1 - p)): 44.2 days are 40, 79.3 are 60, 139.3 are 80, where nothing fades.
    one = of(worked(*((1, "Python", ago) for ago in range(days))), half_lives=HalfLives(usual=1e12))
    assert one["depth"] == depth


def test_two_rows_of_one_day_are_one_day() -> None:
    one = of(worked((1, "Python", 3), (1, "Python", 3)))
    assert (one["days"], one["commits"], one["lines"]) == (1, 2, 20)
    assert one["evidence"] == pytest.approx(2 ** (-3 / 180))


def test_a_skill_may_keep_longer_than_others() -> None:
    days = worked((1, "COBOL", 360), (1, "Python", 360))
    lives = HalfLives(usual=180, of_skill={"COBOL": 720})
    assert of(days, skill="COBOL", half_lives=lives)["evidence"] == pytest.approx(2**-0.5)
    assert of(days, skill="Python", half_lives=lives)["evidence"] == pytest.approx(0.25)


def test_work_in_one_language_takes_nothing_from_another() -> None:
    alone = of(worked(*((1, "Python", ago) for ago in range(30))))
    beside = of(worked(*((1, "Python", ago) for ago in range(30)), *((1, "Go", ago) for ago in range(300))))
    assert alone == beside


def test_a_clock_that_runs_ahead_makes_no_day_count_more_than_one() -> None:
    assert of(worked((1, "Python", -400)))["evidence"] == 1


def test_nobody_without_a_day_has_a_skill() -> None:
    assert skills(worked(), today=TODAY).height == 0


rows = st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["Python", "Go", "SQL"]), st.integers(-2, 900)))


@given(rows, st.randoms())
def test_the_order_of_rows_never_matters(listed: list[tuple[int, str, int]], random: Random) -> None:
    mixed = list(listed)
    random.shuffle(mixed)
    assert_frame_equal(skills(worked(*listed), today=TODAY), skills(worked(*mixed), today=TODAY), check_exact=True)


@given(rows, rows)
def test_somebody_else_changes_nobodys_skills(
    listed: list[tuple[int, str, int]], others: list[tuple[int, str, int]]
) -> None:
    strangers = [(who + 10, skill, ago) for who, skill, ago in others]
    together = skills(worked(*listed, *strangers), today=TODAY).filter(pl.col("developer") <= 3)
    assert_frame_equal(together, skills(worked(*listed), today=TODAY), check_exact=True)


@given(rows)
def test_another_day_of_work_never_makes_anybody_less_proficient(listed: list[tuple[int, str, int]]) -> None:
    before = skills(worked(*listed), today=TODAY).select("developer", "skill", was="proficiency")
    after = skills(worked(*listed, (1, "Python", 0)), today=TODAY)
    assert after.join(before, on=["developer", "skill"]).filter(pl.col("proficiency") < pl.col("was")).height == 0

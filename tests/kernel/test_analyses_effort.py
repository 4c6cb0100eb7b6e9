"""What is learnt of review effort: from made-up histories whose truth is known."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from aexy.kernel.analyses.complexity import REVIEWS
from aexy.kernel.analyses.effort import FEWEST, Fit, fit, observed, plain_lines

START = datetime(2026, 1, 1, tzinfo=UTC)


def made(many: int, *, of_size: float, of_breadth: float, noise: float = 0.5) -> pl.DataFrame:
    """Changes whose effort rests on size and on how many components they touch as said, the same each time."""
    random = np.random.default_rng(3)
    lines, components = np.exp(random.normal(4, 1, many)).astype(int), random.integers(1, 9, many)
    effort = of_size * np.log1p(lines) + of_breadth * np.log1p(components) + random.normal(0, noise, many)
    return pl.DataFrame({
        "pull": np.arange(many), "at": [START + timedelta(hours=hour) for hour in range(many)], "lines": lines,
        "files": components, "components": components, "layers": np.ones(many, dtype=int),
        "costly": np.zeros(many, dtype=int), "effort": effort,
    })  # fmt: skip


def test_effort_is_remarks_second_looks_and_hours_in_logarithms() -> None:
    found = observed(pl.DataFrame([(1, 1, 0, 0, 0.0), (2, 3, 7, 1, 3.0)], schema=REVIEWS, orient="row"))
    assert found["effort"].to_list() == pytest.approx([0, np.log(8) + np.log(2) + np.log(4)])


def test_a_review_left_lying_for_a_year_counts_as_two_weeks() -> None:
    found = observed(pl.DataFrame([(1, 2, 0, 0, 9000.0)], schema=REVIEWS, orient="row"))
    assert found["effort"][0] == pytest.approx(np.log(1 + 24 * 14))


def test_where_breadth_matters_the_model_beats_size_on_what_it_has_not_seen() -> None:
    found = fit(made(800, of_size=0.3, of_breadth=1.5))
    assert found.uses_model is True
    assert (found.reviewed, found.held_out) == (800, 200)
    assert found.rank_model is not None
    assert found.rank_size is not None
    assert found.rank_model > found.rank_size + 0.1
    assert found.times[0] == 1
    assert found.times[1] + found.times[2] == pytest.approx(5, rel=0.2)  # 1.5 / 0.3, on files and components together


def test_where_size_is_all_there_is_size_is_used_and_said_so() -> None:
    found = fit(made(800, of_size=1, of_breadth=0))
    assert (found.uses_model, set(found.times)) == (False, {0.0})
    assert "no better than size" in found.says
    assert found.rank_size is not None
    assert found.rank_size > 0.7


def test_where_nothing_has_to_do_with_effort_that_is_said() -> None:
    found = fit(made(800, of_size=0, of_breadth=0))
    assert found.uses_model is False
    assert "says little here" in found.says


def test_few_reviewed_changes_teach_nothing() -> None:
    found = fit(made(FEWEST - 1, of_size=1, of_breadth=2))
    assert (found.uses_model, found.rank_model, found.reviewed) == (False, None, FEWEST - 1)


def test_what_takes_less_effort_the_broader_it_is_never_counts_negative() -> None:
    found = fit(made(800, of_size=1, of_breadth=-1))
    assert all(times >= 0 for times in found.times)


def test_the_same_history_in_any_order_teaches_the_same() -> None:
    known = made(400, of_size=0.3, of_breadth=1)
    assert fit(known) == fit(known.sample(fraction=1, shuffle=True, seed=1))


def test_no_change_counts_as_more_than_four_times_its_lines() -> None:
    fitted = Fit(
        uses_model=True, times=(1.0, 9.0, 9.0, 9.0, 9.0), reviewed=0, held_out=0, rank_model=None, rank_size=None,
        better_in=None, says="",
    )  # fmt: skip
    broad = made(1, of_size=1, of_breadth=1).with_columns(lines=pl.lit(99), files=pl.lit(40), components=pl.lit(20))
    assert plain_lines(broad, fitted)["plain_lines"][0] == 4 * 100 - 1

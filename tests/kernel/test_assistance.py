"""Assisted changes beside others: what is compared, and what is not shown."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from aexy.kernel.analyses.assistance import (
    AUTHORED,
    CO_AUTHORED,
    FEWEST,
    LEVEL,
    NEITHER,
    PULLS,
    TOO_THIN,
    band,
    cells,
    levels,
    survival,
)
from aexy.kernel.churn import ADDED, REMOVED
from aexy.kernel.periods import Clock
from aexy.kernel.privacy import TOO_FEW

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)
CLOCK = Clock(NOW, ZoneInfo("UTC"))
BOT = 99


def pulls(level: str, n: int, people: int = 5, **more: Any) -> list[dict[str, Any]]:
    """So many merged pull requests of so many people; `more` are other columns."""
    row = {"type": "fix", "size": 10, "response_hours": 1.0, "cycle_hours": 4.0, "is_reworked": False}
    return [{"author": number % people + 1, "at": NOW, "level": level, **row, **more} for number in range(n)]


def compared(*rows: list[dict[str, Any]]) -> dict[tuple[str | None, str | None], dict[str, Any]]:
    frame = pl.DataFrame([one for part in rows for one in part], schema=pl.Schema(PULLS))
    return {(one.type, one.band): {each.measure: each for each in one.measures} for one in cells(frame)}


def test_an_agent_is_author_a_named_assistant_co_author_and_the_rest_has_no_trace() -> None:
    rows = pl.DataFrame(
        {"author": [BOT, BOT, 1, 2], "ai": [False, True, True, False]}, schema_overrides={"author": pl.Int32}
    )
    agents = pl.Series([BOT], dtype=pl.Int32)
    assert rows.select(levels(agents)).to_series().to_list() == [AUTHORED, AUTHORED, CO_AUTHORED, NEITHER]


def test_both_sides_stand_beside_each_other_with_their_difference() -> None:
    found = compared(pulls(CO_AUTHORED, 20, cycle_hours=2.0), pulls(NEITHER, 30, is_reworked=True))[None, None]
    cycle, rework = found["cycle_hours"], found["rework_share"]
    assert (cycle.assisted.estimate.value, cycle.other.estimate.value, cycle.difference.value) == (2.0, 4.0, -2.0)
    assert (cycle.assisted.n, cycle.other.n, cycle.assisted.people) == (20, 30, 5)
    assert (rework.assisted.estimate.value, rework.other.estimate.value, rework.difference.value) == (0.0, 1.0, -1.0)


def test_what_is_not_known_of_a_change_leaves_it_out_of_that_measure_alone() -> None:
    found = compared(pulls(CO_AUTHORED, 20, response_hours=None), pulls(NEITHER, 30))[None, None]
    assert (found["response_hours"].assisted.n, found["cycle_hours"].assisted.n) == (0, 20)


def test_few_changes_and_few_people_are_not_shown() -> None:
    thin = compared(pulls(CO_AUTHORED, FEWEST - 1), pulls(NEITHER, 30))[None, None]["cycle_hours"]
    assert (thin.assisted.withheld, thin.assisted.estimate.value, thin.other.estimate.value) == (TOO_THIN, None, None)
    few = compared(pulls(CO_AUTHORED, 50, people=4), pulls(NEITHER, 30))[None, None]["cycle_hours"]
    assert (few.assisted.withheld, few.difference.value) == (TOO_FEW, None)
    # What agents wrote speaks of nobody.
    agents = compared(pulls(AUTHORED, 20, people=1), pulls(NEITHER, 30))[None, None]["cycle_hours"]
    assert (agents.assisted.withheld, agents.assisted.estimate.value) == (None, 4.0)


def test_like_is_compared_with_like_by_type_and_size() -> None:
    found = compared(
        pulls(CO_AUTHORED, 10, type="fix", size=10), pulls(NEITHER, 10, type="fix", size=500),
        pulls(CO_AUTHORED, 10, type="feat", size=500), pulls(NEITHER, 10, type="feat", size=500),
        pulls(NEITHER, 10, type="docs", size=None),
    )  # fmt: skip
    both = {key: one["cycle_hours"].assisted.withheld is None for key, one in found.items()}
    assert both[None, None]
    assert both["fix", None]
    assert not both["fix", "small"]
    assert both["feat", "large"]
    assert not both["docs", None]
    assert ("docs", None) in both
    assert not any(size is None and type_ is None for type_, size in list(both)[1:])


def test_bands_begin_where_they_say() -> None:
    sizes = pl.DataFrame({"size": [0, 49, 50, 199, 200, None]})
    assert sizes.select(band()).to_series().to_list() == ["small", "small", "medium", "medium", "large", None]


def test_lines_survive_that_are_old_enough_and_were_not_removed_in_time() -> None:
    def lines(commit: int, age: int, level: str, author: int) -> tuple[Any, ...]:
        return commit, author, NOW - age * DAY, 10, NOW, level

    added = pl.DataFrame(
        [
            *(lines(number, 60, CO_AUTHORED, number % 5) for number in range(10)),
            *(lines(number, 60, NEITHER, number % 5) for number in range(10, 20)),
            lines(20, 10, CO_AUTHORED, 1),  # too young
        ],
        schema=pl.Schema({**ADDED, "level": LEVEL}),
        orient="row",
    )
    removed = pl.DataFrame(
        [
            (0, 1, NOW - 40 * DAY, 10),  # after twenty days
            (1, 1, NOW - 20 * DAY, 10),  # after forty
            (10, 2, NOW - 59 * DAY, 5),
            (20, 2, NOW - 9 * DAY, 10),
        ],
        schema=pl.Schema(REMOVED),
        orient="row",
    )
    found = survival(added, removed, CLOCK, 30)
    assert (found.assisted.n, found.assisted.estimate.value) == (100, 0.9)
    assert (found.other.n, found.other.estimate.value) == (100, 0.95)
    assert survival(added, removed, CLOCK, 90).assisted.withheld == TOO_THIN

"""Hotspots by hand: places among files, their product, and files under the names they have now."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from aexy.kernel.analyses.hotspots import CHANGES, COMPLEXITY, hotspots, tally
from aexy.kernel.analyses.renames import RENAMES, follow, renamed

DAY = datetime(2024, 3, 4, tzinfo=UTC)
ROUTER, PARSER, CONFIG, LEAF = 1, 2, 3, 4


def changes(*rows: tuple[int, int, int | None, int, int, bool]) -> pl.DataFrame:
    """(path, commit, author, day, lines, is_fix)."""
    return pl.DataFrame(
        [
            (path, commit, author, DAY + timedelta(days=day), lines, fix)
            for path, commit, author, day, lines, fix in rows
        ],
        schema=CHANGES,
        orient="row",
    )


def complexity(*rows: tuple[int, int, int | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=COMPLEXITY, orient="row")


def ranked(touched: pl.DataFrame, measured: pl.DataFrame) -> pl.DataFrame:
    return hotspots(tally(touched).join(measured, on="path", how="left"))


@pytest.fixture
def found() -> dict[int, dict[str, object]]:
    """The router changes four times and is complex; the config five times and is simple; the parser once, complex."""
    touched = changes(
        *((ROUTER, commit, 7 + commit % 2, commit, 10, commit == 3) for commit in (1, 2, 3, 4)),
        *((CONFIG, commit, 7, commit, 1, False) for commit in (1, 2, 5, 6, 8)),
        (PARSER, 9, None, 9, 100, True),
        (LEAF, 9, 7, 9, 1, False),
    )
    measured = complexity((ROUTER, 40, 32), (PARSER, 60, None), (CONFIG, 3, 3), (LEAF, 3, 6), (99, 500, 500))
    return {row["path"]: row for row in ranked(touched, measured).iter_rows(named=True)}


def test_the_hottest_file_is_changed_often_and_complex_at_once(found: dict[int, dict[str, object]]) -> None:
    # Of four files the router is changed at least as often as three and at least as complex as three: 3/4 by 3/4.
    assert found[ROUTER]["score"] == pytest.approx(0.5625)
    # The config leads by changes and shares the last place by complexity with the leaf: 4/4 by 2/4.
    assert (found[CONFIG]["often"], found[CONFIG]["complex"], found[CONFIG]["score"]) == (1.0, 0.5, 0.5)
    assert found[PARSER]["score"] == pytest.approx(0.5 * 1.0)
    assert found[LEAF]["score"] == pytest.approx(0.5 * 0.5)
    assert next(iter(found)) == ROUTER


def test_a_file_nobody_touched_in_the_window_is_none(found: dict[int, dict[str, object]]) -> None:
    assert 99 not in found


def test_a_file_that_was_not_measured_has_no_place_and_changes_nobody_elses(
    found: dict[int, dict[str, object]],
) -> None:
    assert found[ROUTER]["score"] == pytest.approx(0.5625)
    touched = changes((ROUTER, 1, 7, 1, 1, False), (LEAF, 1, 7, 1, 1, False))
    assert ranked(touched, complexity((ROUTER, 4, 4)))["path"].to_list() == [ROUTER]


def test_changes_authors_fixes_lines_and_the_last_change_stand_beside(found: dict[int, dict[str, object]]) -> None:
    router = found[ROUTER]
    assert [router[name] for name in ("changes", "authors", "fixes", "lines")] == [4, 2, 1, 40]
    assert router["last"] == DAY + timedelta(days=4)
    assert found[PARSER]["authors"] == 0


def test_the_trend_is_by_what_share_complexity_grew(found: dict[int, dict[str, object]]) -> None:
    assert found[ROUTER]["trend"] == pytest.approx(0.25)
    assert found[LEAF]["trend"] == pytest.approx(-0.5)
    assert found[PARSER]["trend"] is None


def test_nothing_changed_gives_no_rows() -> None:
    assert ranked(changes(), complexity((ROUTER, 4, None))).is_empty()


def test_a_file_is_followed_through_all_its_names() -> None:
    rows = [(10, 11, DAY), (11, 12, DAY + timedelta(days=1)), (20, 21, DAY), (20, 22, DAY + timedelta(days=2))]
    moves = pl.DataFrame(rows, schema=RENAMES, orient="row")
    now = follow(moves, pl.Series([12, 22], dtype=pl.Int32))
    assert dict(now.iter_rows()) == {10: 12, 11: 12, 20: 22}
    assert renamed(changes((10, 1, 7, 0, 1, False), (5, 1, 7, 0, 1, False)), now)["path"].to_list() == [12, 5]


def test_a_name_that_stands_again_is_not_followed_away() -> None:
    moves = pl.DataFrame([(10, 11, DAY), (11, 10, DAY + timedelta(days=1))], schema=RENAMES, orient="row")
    assert dict(follow(moves, pl.Series([10], dtype=pl.Int32)).iter_rows()) == {11: 10}
    nobody = follow(moves, pl.Series([], dtype=pl.Int32))
    assert set(nobody.columns) == {"old", "path"}

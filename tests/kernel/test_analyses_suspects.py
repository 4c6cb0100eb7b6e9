"""Suspected commits by hand: the latest that a fix points to, and what is left out."""

from datetime import UTC, datetime, timedelta

import polars as pl

from aexy.kernel.analyses.suspects import FIXES, ORIGINS, REMOVED, suspects

DAY = datetime(2024, 3, 4, tzinfo=UTC)
FIX, OLD, LATE, IMPORT = 100, 1, 2, 3


def fixes(*rows: tuple[int, int, int | None]) -> pl.DataFrame:
    """(fix, day, day of the report)."""
    made = [(fix, on(day), None if reported is None else on(reported)) for fix, day, reported in rows]
    return pl.DataFrame(made, schema=FIXES, orient="row")


def removed(*rows: tuple[int, int | None, int, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=REMOVED, orient="row")


def origins(*rows: tuple[int, int, int]) -> pl.DataFrame:
    """(commit, day, files)."""
    return pl.DataFrame([(key, on(day), files) for key, day, files in rows], schema=ORIGINS, orient="row")


def on(day: int) -> datetime:
    return DAY + timedelta(days=day)


KNOWN = origins((OLD, 0, 2), (LATE, 10, 3), (IMPORT, 12, 400))


def test_the_latest_commit_that_a_fix_points_to_is_suspected() -> None:
    found = suspects(fixes((FIX, 20, None)), removed((FIX, OLD, 7, 30), (FIX, LATE, 7, 1), (FIX, LATE, 8, 2)), KNOWN)
    assert found.pairs.to_dicts() == [{"origin": LATE, "fix": FIX, "lines": 3, "paths": [7, 8]}]
    assert (found.fixes, found.left_out) == (1, {})


def test_a_commit_made_after_the_report_cannot_be_what_was_reported() -> None:
    found = suspects(fixes((FIX, 20, 5)), removed((FIX, OLD, 7, 1), (FIX, LATE, 7, 1)), KNOWN)
    assert found.pairs["origin"].to_list() == [OLD]


def test_imports_and_reformattings_are_nobodys_fault() -> None:
    found = suspects(fixes((FIX, 20, None)), removed((FIX, IMPORT, 7, 1)), KNOWN)
    assert found.pairs.is_empty()
    assert found.left_out == {"only imports, or commits after the report": 1}


def test_a_fix_that_rewrites_much_points_to_nobody() -> None:
    found = suspects(fixes((FIX, 20, None)), removed((FIX, LATE, 7, 501)), KNOWN)
    assert found.left_out == {"changed too much": 1}
    many = removed(*((FIX, LATE, path, 1) for path in range(31)))
    assert suspects(fixes((FIX, 20, None)), many, KNOWN).left_out == {"changed too much": 1}


def test_a_fix_that_only_adds_has_no_lines_to_point_to() -> None:
    assert suspects(fixes((FIX, 20, None)), removed(), KNOWN).left_out == {"removed no line of a program": 1}


def test_lines_nobody_saw_come_point_to_nobody() -> None:
    found = suspects(fixes((FIX, 20, None)), removed((FIX, None, 7, 4)), KNOWN)
    assert found.left_out == {"lines of unknown origin only": 1}


def test_several_fixes_may_point_to_the_same_commit() -> None:
    found = suspects(fixes((FIX, 20, None), (101, 30, None)), removed((FIX, LATE, 7, 1), (101, LATE, 7, 2)), KNOWN)
    assert found.pairs.select("origin", "fix").rows() == [(LATE, FIX), (LATE, 101)]

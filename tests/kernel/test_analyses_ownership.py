"""Who owns what, on histories small enough to be worked by hand."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from aexy.kernel.analyses.file_lives import TOUCHES, Changes, follow
from aexy.kernel.analyses.ownership import REVIEWS, active_parts, hands, loss, shares

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ADA, GRACE, LIN = 1, 2, 3
Touch = tuple[int, str, int | None]
Review = tuple[int, str, float]


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def changed(*touches: Touch | tuple[int, str, int | None, str]) -> Changes:
    """(days ago, path, who, what it was called before); one commit each, the oldest first."""
    rows = [
        (number, ord(path), ord(old[0]) if old else None, who, ago(days), ago(days))
        for number, (days, path, who, *old) in enumerate(touches)
    ]
    return follow(pl.DataFrame(rows, schema=dict(TOUCHES), orient="row"))


def reviewed(*reviews: Review) -> pl.DataFrame:
    """(who, path, days ago)."""
    rows = [(number, ord(path), who, ago(days)) for number, (who, path, days) in enumerate(reviews)]
    return pl.DataFrame(rows, schema=dict(REVIEWS), orient="row")


def parts(found: pl.DataFrame, column: str) -> dict[int, float]:
    return dict(found.select("developer", column).iter_rows())


def test_a_change_counts_half_after_half_a_year_and_a_review_half_of_a_change() -> None:
    changes = changed((180, "a", ADA), (0, "a", GRACE))
    found = hands(changes, reviewed((LIN, "a", 180)), now=NOW)
    assert parts(found, "known") == {ADA: pytest.approx(0.5), GRACE: pytest.approx(1), LIN: pytest.approx(0.25)}
    whole = 0.5 + 1 + 0.25
    assert parts(shares(found), "share") == {
        GRACE: pytest.approx(1 / whole), ADA: pytest.approx(0.5 / whole), LIN: pytest.approx(0.25 / whole),
    }  # fmt: skip
    assert shares(found)["developer"].to_list() == [GRACE, ADA, LIN]
    assert found.filter(developer=LIN)["is_author"].to_list() == [False]


def test_changes_and_reviews_under_an_old_name_belong_to_the_file() -> None:
    changes = changed((9, "a", ADA), (5, "b", GRACE, "a"))
    found = hands(changes, reviewed((LIN, "a", 7)), now=NOW)
    assert set(found["path"]) == {ord("b")}
    assert parts(found, "changes") == {ADA: 1, GRACE: 1, LIN: 0}
    assert parts(found, "reviews") == {ADA: 0, GRACE: 0, LIN: 1}


def test_the_share_of_a_folder_is_counted_from_all_its_changes_not_from_shares_of_its_files() -> None:
    changes = changed((0, "a", ADA), (0, "a", ADA), (0, "a", ADA), (0, "b", GRACE))
    assert parts(shares(hands(changes, reviewed(), now=NOW)), "share") == {ADA: 0.75, GRACE: 0.25}
    folders = hands(changes, reviewed(), now=NOW).with_columns(folder=pl.col("path"))
    assert shares(folders, "folder").select("folder", "developer", "share").rows() == [
        (ord("a"), ADA, 1.0), (ord("b"), GRACE, 1.0),
    ]  # fmt: skip


def test_whoever_leaves_takes_the_files_nobody_else_is_author_of() -> None:
    changes = changed(
        (9, "a", ADA), (9, "b", ADA), (8, "b", GRACE), (9, "c", GRACE), *[(7, "a", ADA)] * 12, (6, "a", LIN)
    )
    found = loss(hands(changes, reviewed(), now=NOW), {ADA})
    # b has Grace as an author too; of a, Lin knows a little.
    assert found.files["path"].to_list() == [ord("a")]
    assert found.heirs.select("path", "developer").rows() == [(ord("a"), LIN)]
    both = loss(hands(changes, reviewed(), now=NOW), {ADA, GRACE})
    assert both.files["path"].to_list() == [ord("a"), ord("b"), ord("c")]
    assert both.heirs["path"].to_list() == [ord("a")]


def test_who_knows_best_is_told_in_parts() -> None:
    changes = changed((0, "a", ADA), (0, "b", ADA), (0, "b", GRACE), (0, "b", GRACE))
    found = active_parts(shares(hands(changes, reviewed((LIN, "a", 0)), now=NOW)), 2)
    ada, grace, lin = (found.row(by_predicate=pl.col("developer") == who, named=True) for who in (ADA, GRACE, LIN))
    assert (ada["authorship"], ada["recency"], ada["reviewing"]) == (1.0, 0.5, 0.0)
    assert (grace["authorship"], grace["recency"], grace["reviewing"]) == (0.5, 0.5, 0.0)
    assert (lin["authorship"], lin["recency"], lin["reviewing"]) == (0.0, 0.0, 1.0)
    assert [ada["score"], grace["score"], lin["score"]] == pytest.approx([0.6, 0.4, 0.2])
    assert found["developer"].to_list() == [ADA, GRACE, LIN]


def test_without_any_reviews_they_have_no_part() -> None:
    found = active_parts(shares(hands(changed((0, "a", ADA)), reviewed(), now=NOW)), 1)
    assert found.select("reviewing", "score").rows() == [(None, 1.0)]

"""Which category a merged pull request is in, and why, on a few of them."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from aexy.kernel.investing import CHANGES, TOUCHES, Rule, Rulebook, sort_out

BOOK = Rulebook(
    rules=(
        Rule(category="bugs", labels=("bug", "incident*"), kinds=("bug",), types=("fix",), branches=("hotfix/*",)),
        Rule(category="docs", types=("docs",), paths=("docs", "*.md")),
        Rule(category="infrastructure", paths=("deploy/**", ".github")),
    ),
    words={"features": ("add", "support", "show"), "debt": ("remove", "split", "old"), "bugs": ("stop",)},
)


def change(pull: int, title: str = "Untitled", branch: str | None = None, labels: Any = (), kinds: Any = ()) -> Any:  # noqa: ANN401 - a row
    return pull, title, branch, list(labels), list(kinds)


def sorted_out(
    *changes: Any, touches: Sequence[tuple[int, str]] = (), book: Rulebook = BOOK
) -> list[tuple[str | None, str, str | None]]:
    found = sort_out(
        pl.DataFrame(list(changes), schema=dict(CHANGES), orient="row"),
        pl.DataFrame(list(touches), schema=dict(TOUCHES), orient="row"),
        book,
    )
    return list(found.select("category", "how", "why").iter_rows())


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"labels": ["ui", "Bug"]}, "label Bug"),
        ({"labels": ["incident-2026"]}, "label incident-2026"),
        ({"kinds": ["bug"]}, "issue bug"),
        ({"title": "fix(parser): an empty line"}, "type fix"),
        ({"title": "FIX!: an empty line"}, "type fix"),
        ({"branch": "hotfix/total"}, "branch hotfix/total"),
    ],
)
def test_any_one_of_what_a_rule_names_is_enough(said: dict[str, Any], why: str) -> None:
    assert sorted_out(change(1, **said)) == [("bugs", "rule", why)]


def test_the_first_rule_that_fits_decides() -> None:
    assert sorted_out(change(1, "docs: say it", labels=["bug"])) == [("bugs", "rule", "label bug")]


def test_at_least_half_of_the_files_have_to_lie_there() -> None:
    files = [
        (1, "docs/a.md"),
        (1, "src/b.py"),
        (2, "docs/a.md"),
        (2, "src/b.py"),
        (2, "src/c.py"),
        (3, "deploy/x/y.yaml"),
    ]
    assert sorted_out(change(1), change(2), change(3), touches=files) == [
        ("docs", "rule", "50 % of its files"),
        (None, "none", None),
        ("infrastructure", "rule", "100 % of its files"),
    ]


def test_where_no_rule_fits_the_category_with_most_of_the_words_is_suggested() -> None:
    assert sorted_out(change(1, "Add and show limits, remove a flag")) == [
        ("features", "suggestion", "words: add, show"),
    ]


def test_two_that_are_even_and_words_nobody_declared_are_no_suggestion() -> None:
    assert (
        sorted_out(change(1, "Add limits, remove a flag"), change(2, "Rounding"), change(3, "Address book"))
        == [(None, "none", None)] * 3
    )


def test_without_rules_and_words_nothing_is_known() -> None:
    assert sorted_out(change(1, "fix: this"), book=Rulebook(rules=())) == [(None, "none", None)]


def test_one_alone_comes_to_the_same_as_among_others() -> None:
    rows = [change(1, "fix: a"), change(2, "Add b"), change(3, "c", labels=["bug"])]
    together = sort_out(
        pl.DataFrame(rows, schema=dict(CHANGES), orient="row"), pl.DataFrame(schema=dict(TOUCHES)), BOOK
    )
    for row in rows:
        alone = sort_out(
            pl.DataFrame([row], schema=dict(CHANGES), orient="row"), pl.DataFrame(schema=dict(TOUCHES)), BOOK
        )
        assert_frame_equal(alone, together.filter(pl.col("pull") == row[0]))

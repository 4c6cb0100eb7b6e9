"""What sort of change a pull request is and how much there is to it, on changes small enough to be judged by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from aexy.kernel.analyses.change_kinds import CATEGORIES, categories, hints
from aexy.kernel.analyses.change_paths import traits
from aexy.kernel.analyses.complexity import CHANGES, FILES, LEVELS, REVIEWS, SUBJECTS, classified, of_people
from aexy.kernel.analyses.effort import SIZE, Fit

NOW = datetime(2026, 6, 1, tzinfo=UTC)
File = tuple[str, str, int]
NO_LAYERS = pl.DataFrame(schema={"pull": pl.Int64, "layer": pl.String, "files": pl.Int64})


def changes(*ones: dict[str, Any]) -> pl.DataFrame:
    rows = [
        {
            "pull": number, "developer": 1, "repository": "api", "number": number, "title": "Something", "labels": [],
            "opened": NOW, "merged": NOW + timedelta(days=1), "provider_lines": None, "provider_files": None, **one,
        }
        for number, one in enumerate(ones)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=CHANGES)


def files(*ones: list[File]) -> pl.DataFrame:
    rows = [(number, *file) for number, one in enumerate(ones) for file in one]
    return pl.DataFrame(rows, schema=FILES, orient="row")


def told(
    *ones: tuple[dict[str, Any], list[File]], fitted: Fit = SIZE, subjects: pl.DataFrame | None = None,
    reviews: pl.DataFrame | None = None,
) -> pl.DataFrame:  # fmt: skip
    return classified(
        changes(*(one for one, _ in ones)),
        files(*(touched for _, touched in ones)),
        pl.DataFrame(schema=SUBJECTS) if subjects is None else subjects,
        pl.DataFrame(schema=REVIEWS) if reviews is None else reviews,
        fitted,
    )


def level(*touched: File) -> str:
    found: str = told(({}, list(touched)))["level"][0]
    return found


def category(title: str, *labels: str) -> str | None:
    found = categories(
        hints(changes({"title": title, "labels": list(labels)}), pl.DataFrame(schema=SUBJECTS), NO_LAYERS)
    )
    return None if found.is_empty() else str(found["category"][0])


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Fix address parsing", "bugfix"),
        ("fix: add a missing comma", "bugfix"),
        ("Add limits to the invoice store", "feature"),
        ("PAY-12: Fix rounding", "bugfix"),
        ("[PAY-12] Add refunds", "feature"),
        ("chore(deps): bump lodestar from 2.1.0 to 2.2.0", "dependency"),
        ("Bump lodestar from 2.1.0 to 2.2.0", "dependency"),
        ("docs: explain how refunds work", "documentation"),
        ("perf(ledger): read rows in one query", "performance"),
        ("Rename ledger fields after what they hold", "refactor"),
        ("Run checks in parallel in CI", "infrastructure"),
        ("Change the lint settings", "configuration"),
        ("Cover the ledger with examples", "test"),
        ("Prevent an XSS injection in the banner", "security"),
        ("Ledger", None),
        ("Addresses", None),
    ],
)
def test_a_title_says_what_sort_of_change_it_is_by_words_as_words(title: str, expected: str | None) -> None:
    assert category(title) == expected


def test_a_label_outweighs_a_word() -> None:
    assert category("Add a check for empty invoices", "bug") == "bugfix"
    assert category("Something", "type: documentation") == "documentation"
    assert category("Something", "good first issue") is None


def test_commits_say_it_where_the_title_does_not() -> None:
    subjects = pl.DataFrame([(0, "bugfix", 3, 4)], schema=SUBJECTS, orient="row")
    assert told(({"title": "Ledger"}, []), subjects=subjects)["category"].to_list() == ["bugfix"]
    half = pl.DataFrame([(0, "bugfix", 2, 4)], schema=SUBJECTS, orient="row")
    assert told(({"title": "Ledger"}, []), subjects=half)["category"].to_list() == [None]


def test_what_touches_nothing_but_tests_is_a_test_change() -> None:
    found = told(({"title": "Ledger"}, [("tests/test_ledger.py", "test", 9)]))
    assert found.select("category", "why").row(0) == ("test", "everything it touches is tests")
    mixed = told(({"title": "Ledger"}, [("tests/test_ledger.py", "test", 9), ("src/ledger.py", "source", 1)]))
    assert mixed["category"][0] is None


def test_every_category_can_be_reached_by_a_label() -> None:
    labels = {"bugfix": "bug", "test": "tests", "dependency": "dependencies"}
    assert {name: category("Something", labels.get(name, name)) for name in CATEGORIES} == {n: n for n in CATEGORIES}


def test_a_one_line_change_to_a_migration_is_not_trivial() -> None:
    assert level(("db/migrate/20260101_add_index.rb", "source", 1)) == "simple"
    assert level(("src/ledger.rb", "source", 1)) == "trivial"


def test_a_thousand_line_generated_lock_file_is_trivial() -> None:
    assert level(("package-lock.json", "lock", 1000)) == "trivial"
    assert level(("gen/api.pb.go", "generated", 4000), ("src/one.go", "source", 3)) == "trivial"


@pytest.mark.parametrize(("lines", "expected"), list(zip((10, 60, 250, 1000, 1001), LEVELS, strict=True)))
def test_by_size_alone_levels_end_at_declared_lines(lines: int, expected: str) -> None:
    assert level(("src/ledger.py", "source", lines)) == expected


def test_a_pipeline_is_written_by_people_whatever_linguist_calls_it() -> None:
    found = told(({}, [(".github/workflows/ci.yml", "vendored", 4)]))
    assert found.select("lines", "costly_names", "layer_names", "is_infrastructure").row(0) == (
        4, ["delivery"], ["infrastructure"], True,
    )  # fmt: skip


def test_without_files_the_providers_size_counts_and_nothing_is_said_of_layers() -> None:
    found = told(({"provider_lines": 70, "provider_files": 3}, []))
    assert found.select("level", "files", "is_known", "layers", "is_cross_cutting").row(0) == (
        "moderate", 3, False, None, None,
    )  # fmt: skip
    assert told(({}, []))["level"].to_list() == [None]


def test_paths_say_component_layer_and_what_is_costly() -> None:
    paths = [
        ("src/billing/api/routes.py", "source"), ("web/src/Button.tsx", "source"), ("docs/start.md", "documentation"),
        ("internal/TokenStore.go", "source"), ("src/auth/login.py", "source"), ("main.py", "source"),
        ("services/mail/tokenizer.py", "source"), ("proto/pay.proto", "source"), ("tests/auth/test_login.py", "test"),
    ]  # fmt: skip
    found = traits(pl.DataFrame(paths, schema=["path", "class"], orient="row"))
    assert found["component"].to_list() == [
        "billing", "web", "docs", "internal", "auth", ".", "mail", "proto", "auth",
    ]  # fmt: skip
    assert found["layer"].to_list() == ["api", "ui", "documentation", "core", "core", "core", "core", "api", "tests"]
    assert found["security"].to_list() == [False, False, False, False, True, False, False, False, False]
    assert found["public_api"].to_list() == [False] * 7 + [True, False]


def test_three_layers_of_code_or_three_components_are_cross_cutting() -> None:
    layers = [("a/api/x.py", "source", 1), ("a/models/x.py", "source", 1), ("a/x.css", "source", 1)]
    parts = [(f"{name}/x.py", "source", 1) for name in "abc"]
    tested = [("a/x.py", "source", 1), ("a/y.sql", "source", 1), ("docs/x.md", "documentation", 1)]
    assert told(({}, layers), ({}, parts), ({}, tested))["is_cross_cutting"].to_list() == [True, True, False]


def test_a_model_multiplies_lines_by_what_goes_beyond_one_plain_file() -> None:
    fitted = Fit(
        uses_model=True, times=(1.0, 0.0, 1.0, 0.0, 0.5), reviewed=400, held_out=100, rank_model=0.5, rank_size=0.4,
        better_in=1.0, says="",
    )  # fmt: skip
    plain = [("a/x.py", "source", 9)]
    broad = [(f"{name}/x.py", "source", 3) for name in "abc"]
    costly = [("a/migrations/x.py", "source", 9)]
    found = told(({}, plain), ({}, broad), ({}, costly), fitted=fitted)["plain_lines"].to_list()
    # Ten by nothing; by (1 + 3) / (1 + 1) for three components; by the square root of e for what is costly.
    assert found == pytest.approx([9, 10 * 2 - 1, 10 * 1.6487 - 1], rel=1e-3)


def test_a_person_is_counts_and_means_of_their_changes() -> None:
    reviews = pl.DataFrame([(0, 2, 3, 1, 2.0)], schema=REVIEWS, orient="row")
    found = of_people(
        told(
            ({"title": "Fix it"}, [("src/pay/db/schema.sql", "source", 20), ("src/pay/x.py", "source", 10)]),
            ({"title": "Add it"}, [("src/pay/x.py", "source", 5), (".github/workflows/ci.yml", "vendored", 5)]),
            ({"developer": 2, "title": "Fix it"}, [("x.py", "source", 5)]),
            reviews=reviews,
        )
    ).row(0, named=True)
    assert (found["developer"], found["total_prs_analyzed"], found["is_thin"]) == (1, 2, True)
    assert found["complexity_distribution"] == dict.fromkeys([*LEVELS, "unknown"], 0) | {"simple": 2}
    assert (found["primary_categories"], found["category_distribution"]["bugfix"]) == (["bugfix", "feature"], 1)
    assert found["common_components"] == ["api/pay", "api/.github"]
    assert found["common_layers"] == ["core", "data", "infrastructure"]
    assert (found["avg_files_per_pr"], found["infrastructure_ratio"], found["cross_cutting_ratio"]) == (2, 0.5, 0)
    assert (found["handles_critical_changes"], found["critical_changes"]["delivery"]) == (True, 1)
    # ln 4 of remarks, ln 2 of second looks, ln 3 of hours; of the one change somebody reviewed.
    assert (found["avg_review_effort"], found["reviewed_prs"]) == (pytest.approx(3.178, abs=1e-3), 1)

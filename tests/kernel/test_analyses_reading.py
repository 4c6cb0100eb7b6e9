"""What to read first, on files that are told in a line each."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from aexy.kernel.analyses.file_lives import TOUCHES, follow
from aexy.kernel.analyses.reading import described, means, reading_list

NOW = datetime(2026, 6, 1, tzinfo=UTC)
Touch = tuple[int, int, str, int | None, str | None]


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def told(*touches: Touch) -> dict[str, tuple[int, int, int]]:
    """(commit, days ago, path, who, what it was called); changes, people and with how many others, by path."""
    rows = [(key, ord(path), old and ord(old), who, ago(days), ago(days)) for key, days, path, who, old in touches]
    found = described(follow(pl.DataFrame(rows, schema=dict(TOUCHES), orient="row")), now=NOW)
    return {chr(path): (changes, people, together) for path, changes, people, *_, together in found.iter_rows()}


def test_a_file_says_how_often_by_how_many_and_with_what_it_was_changed() -> None:
    assert told(
        (1, 9, "a", 1, None), (1, 9, "b", 1, None), (2, 5, "a", None, None), (3, 3, "c", 2, "a"), (3, 3, "b", 2, None),
        (4, 2, "d", 1, None),
    ) == {"b": (2, 2, 1), "c": (3, 2, 1), "d": (1, 1, 0)}  # fmt: skip


def test_what_was_changed_together_long_ago_or_with_everything_else_says_nothing() -> None:
    many = [(2, 5, chr(97 + number), 1, None) for number in range(22)]
    assert told((1, 900, "a", 1, None), (1, 900, "b", 1, None), *many)["a"] == (2, 1, 0)


def files(*rows: tuple[str, str, int, int, float]) -> pl.DataFrame:
    """(name, class, changes, together, recent)."""
    listed = [(number, *row, row[1] in {"source", "test"}) for number, row in enumerate(rows)]
    columns = ["path", "name", "class", "changes", "together", "recent", "counts"]
    return pl.DataFrame(listed, schema=columns, orient="row")


def test_a_list_explains_begins_and_then_goes_to_the_middle() -> None:
    known = files(
        ("docs/README.md", "documentation", 3, 0, 1.0), ("README.md", "documentation", 1, 0, 0.1),
        ("src/main.py", "source", 2, 1, 0.5), ("src/core.py", "source", 9, 7, 0.2),
        ("src/hot.py", "source", 20, 0, 9.0),
        ("tests/test_core.py", "test", 30, 9, 9.0), ("poetry.lock", "lock", 99, 9, 9.0),
    )  # fmt: skip
    found = reading_list(known, limit=10)
    assert found.select("name", "kind").rows() == [
        ("README.md", "documentation"), ("docs/README.md", "documentation"), ("src/main.py", "entry"),
        ("src/core.py", "central"), ("src/hot.py", "often changed"),
    ]  # fmt: skip
    assert found.filter(name="src/core.py")["why"].to_list() == [[
        "Changed together with 7 other files in the last two years.", "Changed 9 times, lately too.",
    ]]  # fmt: skip
    assert reading_list(known, limit=2)["name"].to_list() == ["README.md", "docs/README.md"]


def test_no_kind_crowds_the_others_out() -> None:
    known = files(
        *((f"docs/{number}/README.md", "documentation", 1, 0, 0.0) for number in range(30)),
        *((f"{number}/main.py", "source", 1, 0, 0.0) for number in range(30)),
        ("core.py", "source", 9, 7, 0.2),
    )
    kinds = reading_list(known, limit=10)["kind"].to_list()
    assert (kinds.count("documentation"), kinds.count("entry"), kinds.count("central")) == (3, 3, 1)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("", ["a.py", "src/a.py", "src/b/c.py", "srcs.py"]),
        ("src", ["src/a.py", "src/b/c.py"]),
        ("src/a.py", ["src/a.py"]),
        ("src/*.py", ["src/a.py"]),
        ("src/**", ["src/a.py", "src/b/c.py"]),
        ("**/*.py", ["a.py", "src/a.py", "src/b/c.py", "srcs.py"]),
        ("?.py", ["a.py"]),
        ("(a).py", []),
    ],
)
def test_a_path_is_a_file_a_folder_or_a_pattern(path: str, found: list[str]) -> None:
    names = pl.DataFrame({"name": ["a.py", "src/a.py", "src/b/c.py", "srcs.py"]})
    assert names.filter(means(pl.col("name"), path))["name"].to_list() == found

"""What a path that is not there yet is told from."""

import polars as pl
import pytest

from aexy.kernel.analyses.new_paths import folders_above, instead_of, tail_of
from aexy.kernel.analyses.reading import means


@pytest.mark.parametrize(
    ("path", "tail"),
    [
        ("src/refunds/partial.py", ".py"),
        ("web/page.test.tsx", ".tsx"),
        ("deploy/Dockerfile", "/Dockerfile"),
        ("Makefile", "/Makefile"),
        ("src/profile", None),  # a folder, as far as one can see
        ("src/refunds/", None),
        (".env", None),
    ],
)
def test_a_kind_is_an_ending_or_a_name_that_is_one(path: str, tail: str | None) -> None:
    assert tail_of(path) == tail


def test_folders_are_told_from_the_nearest_and_no_more_than_four() -> None:
    assert folders_above("/a/b/c.py") == ["a/b", "a"]
    assert folders_above("a/b/c/d/e/f.py") == ["a/b/c/d/e", "a/b/c/d", "a/b/c", "a/b"]
    assert folders_above("new.py") == []


def test_what_is_alike_anywhere_above_comes_before_what_only_lies_near() -> None:
    assert instead_of("a/b/c.py") == ["a/b/**/*.py", "a/**/*.py", "a/b", "a"]
    assert instead_of("a/Dockerfile") == ["a/**/Dockerfile", "a"]
    assert instead_of("a/b") == ["a"]
    assert instead_of("new.py") == []


def test_the_patterns_mean_files_of_the_folder_itself_and_below() -> None:
    names = pl.Series("name", ["a/x.py", "a/b/y.py", "a/b/z.go", "a/b/[id]/w.py", "ab/v.py", "a/Dockerfile"])

    def meant(pattern: str) -> list[str]:
        return names.to_frame().filter(means(pl.col("name"), pattern))["name"].to_list()

    assert meant("a/**/*.py") == ["a/x.py", "a/b/y.py", "a/b/[id]/w.py"]
    assert meant("a/**/Dockerfile") == ["a/Dockerfile"]
    assert meant(instead_of("a/b/[id]/new.py")[0]) == ["a/b/[id]/w.py"]

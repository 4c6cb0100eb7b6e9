"""How old versions are, by hand; and what several come to."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from aexy.kernel.analyses.technology import standing, suggestions, uses, worst
from aexy.kernel.lifecycles import NO_LINE, NOT_KNOWN, NOT_WRITTEN, SEVERAL, TOO_NEW, Cycle, Lifecycle, Status, judge
from aexy.kernel.versions import Bounds, bounds_of, key_of

TODAY = date(2024, 6, 1)
LAST = (1 << 30,)


def line(name: str, released: str, ends: str | None = None, *, ended: bool = False) -> Cycle:
    return Cycle(
        name, date.fromisoformat(released), date.fromisoformat(ends) if ends else None, ended, f"{name}.9", None
    )


FRAME = Lifecycle(
    "Frame",
    "https://frame.example/releases",
    date(2024, 5, 1),
    (
        line("5.0", "2024-03-01", "2027-01-01"),
        line("4.2", "2022-04-01", "2026-04-01"),
        line("3.2", "2021-04-01", "2024-04-01"),
        line("2.0", "2017-12-02", ended=True),
        line("6.0", "2024-12-01"),
    ),
    frozenset({"pypi"}),
)


@pytest.mark.parametrize(
    ("version", "status", "release_line", "lag_days"),
    [
        ("==5.0.3", Status.CURRENT, "5.0", 0),
        ("5.0", Status.CURRENT, "5.0", 0),
        ("4.2.1", Status.RECENT, "4.2", 92),
        ("~=4.2.0", Status.RECENT, "4.2", 92),
        ("3.2.25", Status.DEPRECATED, "3.2", 792),
        ("2.0", Status.DEPRECATED, "2.0", 1157),
        (">=2.0,<4", Status.DEPRECATED, "2.0", 1157),
    ],
)
def test_a_version_is_as_old_as_its_release_line(
    version: str, status: Status, release_line: str, lag_days: int
) -> None:
    judged = judge(FRAME, "pypi", version, TODAY)
    assert judged.cycle is not None
    assert (judged.status, judged.cycle.name, judged.lag_days) == (status, release_line, lag_days)


def test_what_was_superseded_more_than_a_year_ago_and_is_supported_is_outdated() -> None:
    judged = judge(FRAME, "pypi", "4.2.1", date(2025, 6, 1))
    assert (judged.status, judged.lag_days) == (Status.OUTDATED, 457)
    assert judged.newest is not None
    assert judged.newest.name == "6.0"


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        (None, NOT_WRITTEN),
        ("latest", NOT_WRITTEN),
        ("*", NOT_WRITTEN),
        ("git+https://x", NOT_WRITTEN),
        (">=3.2", SEVERAL),
        ("4.2 || 5.0.0", SEVERAL),
        ("7.1", TOO_NEW),
        ("1.4", NO_LINE),
        ("4.1", NO_LINE),
    ],
)
def test_what_cannot_be_said_is_null_with_a_reason(version: str | None, reason: str) -> None:
    judged = judge(FRAME, "pypi", version, TODAY)
    assert (judged.status, judged.lag_days, judged.reason) == (None, None, reason)


def test_a_technology_nobody_knows_dates_of_has_no_status() -> None:
    assert judge(None, "pypi", "1.0", TODAY).reason == NOT_KNOWN
    # A client of another ecosystem has versions of its own.
    assert judge(FRAME, "npm", "5.0.0", TODAY).reason == NOT_KNOWN


@pytest.mark.parametrize(
    ("ecosystem", "written", "low", "high"),
    [
        ("npm", "^16.8.0", (16, 8, 0), (17,)),
        ("npm", "^0.3.1", (0, 3, 1), (0, 4)),
        ("npm", "~1.2.3", (1, 2, 3), (1, 3)),
        ("npm", "1.x", (1,), (2,)),
        ("npm", "1.2 - 3", (1, 2), (3, *LAST)),
        ("npm", ">=1.2 <2", (1, 2), (2,)),
        ("npm", "^1.0 || ^3.0", (1, 0), (4,)),
        ("cargo", "1.2", (1, 2), (2,)),
        ("rubygems", "~> 7.0", (7, 0), (8,)),
        ("rubygems", "~> 7.0.4", (7, 0, 4), (7, 1)),
        ("pypi", ">=2,!=2.5", (2,), None),
        ("docker", "3.9-slim", (3, 9), (3, 9, *LAST)),
        ("go", "v1.9.1", (1, 9, 1), (1, 9, 1, *LAST)),
        ("maven", "31.1-jre", (31, 1), (31, 1, *LAST)),
    ],
)
def test_a_range_is_bounded_as_it_is_written(
    ecosystem: str, written: str, low: tuple[int, ...], high: tuple[int, ...] | None
) -> None:
    found = bounds_of(ecosystem, written)
    assert found is not None
    assert (found.low, found.high) == (low, high)


def test_words_and_endless_versions_are_no_bounds() -> None:
    for written in (None, "", "main", "*", "x" * 300, "workspace:*", "1." * 200):
        assert bounds_of("npm", written) is None
    assert key_of("v1.2.3-rc1") == (1, 2, 3)
    assert Bounds(None, (2,)) == bounds_of("npm", "<2")


def standing_rows(*rows: dict[str, Any]) -> pl.DataFrame:
    usual = {
        "repository": 1, "repository_id": "r", "repository_name": "shop", "path": "pyproject.toml", "skill": "Frame",
        "domain": "web", "ecosystem": "pypi", "version": None, "is_locked": False, "scope": "runtime",
        "since": date(2024, 1, 1),
    }  # fmt: skip
    return pl.DataFrame([usual | row for row in rows], infer_schema_length=None)


def test_a_lock_file_goes_before_what_a_manifest_asks_for_and_a_version_before_none() -> None:
    found = uses(
        standing_rows(
            {"version": ">=3.2"},
            {"version": "4.2.1", "is_locked": True, "path": "uv.lock", "since": date(2024, 2, 1)},
            {"version": None, "path": "other/pyproject.toml"},
            {"repository": 2, "version": "3.2.1", "path": "a.txt", "scope": "development"},
            {"repository": 2, "version": "3.2.1", "path": "b.txt", "since": date(2023, 1, 1)},
            {"repository": 3},
        ),
        {"Frame": FRAME},
        TODAY,
    )
    told = [(one.repository, one.version, one.manifests, one.scope, one.since.year, one.judged.status) for one in found]
    assert told == [
        (1, "4.2.1", ("uv.lock",), "runtime", 2024, Status.RECENT),
        (2, "3.2.1", ("a.txt", "b.txt"), "runtime", 2023, Status.DEPRECATED),
        (3, None, ("pyproject.toml",), "runtime", 2024, None),
    ]  # fmt: skip
    assert [(one["technology"], one["version"], one["to"], one["at_least"]) for one in suggestions(found)] == [
        ("Frame", "3.2.1", "5.0.9", "4.2")
    ]
    stands = standing(one.judged.status for one in found)
    assert (stands.n, stands.recent, stands.deprecated, stands.unknown, stands.adoption) == (3, 1, 1, 1, 0.5)
    assert worst([Status.CURRENT, None, Status.OUTDATED]) is Status.OUTDATED


def test_nothing_in_use_is_no_score() -> None:
    assert uses(pl.DataFrame(), {}, TODAY) == []
    assert standing([]).adoption is None
    assert standing([None]).adoption is None
    assert worst([None]) is None

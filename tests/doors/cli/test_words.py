"""Numbers, periods and tables as they are written in a terminal."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from aexy.cli.clock import own_time_zone
from aexy.cli.figures import bar, change, figure, mood, plural, sparkline
from aexy.cli.main import COMMANDS, GROUPS
from aexy.cli.spans import Span, span
from aexy.kernel.errors import Unusable

TODAY = date(2026, 3, 4)  # a Wednesday


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("1w", date(2026, 2, 23), date(2026, 3, 9)),
        ("30d", date(2026, 2, 3), date(2026, 3, 5)),
        ("6m", date(2025, 9, 1), date(2026, 4, 1)),
        ("2q", date(2025, 7, 1), date(2026, 4, 1)),
        ("1y", date(2025, 1, 1), date(2027, 1, 1)),
        ("2025", date(2025, 1, 1), date(2026, 1, 1)),
        ("2025-12", date(2025, 12, 1), date(2026, 1, 1)),
        ("2025-Q4", date(2025, 10, 1), date(2026, 1, 1)),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 5)),
    ],
)
def test_a_period_is_whole_days(period: str, start: date, end: date) -> None:
    assert span(period, None, None, today=TODAY) == Span(start, end)


def test_dates_are_half_open_and_the_end_may_be_left_out() -> None:
    assert span(None, "2026-01-01", "2026-02-01", today=TODAY) == Span(date(2026, 1, 1), date(2026, 2, 1))
    assert span(None, "2026-03-01", None, today=TODAY) == Span(date(2026, 3, 1), date(2026, 3, 5))
    assert span(None, None, "2026-03-02", today=TODAY) == Span(date(2025, 12, 1), date(2026, 3, 2))
    assert span(None, None, None, today=TODAY) is None


@pytest.mark.parametrize("period", ["", "w", "12", "2026-13", "2026-Q5", "9999y", "2026-00", "2026-W54", "1x"])
def test_what_is_no_period_is_refused(period: str) -> None:
    with pytest.raises(Unusable):
        span(period, None, None, today=TODAY)


def test_both_ways_to_say_it_at_once_are_refused() -> None:
    with pytest.raises(Unusable, match="twice"):
        span("1w", "2026-01-01", None, today=TODAY)


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (None, "count", "–"),  # noqa: RUF001 - a dash says that there is no number
        (12_345, "count", "12,345"),
        (0.1249, "share", "12.5 %"),
        (3.25, "hours", "3.2 h"),
        (250.4, "hours", "250 h"),
        (4, "days", "4 d"),
        (1.5, "per_working_day", "1.50 /day"),
        (0.5, "score", "0.50"),
    ],
)
def test_a_figure_has_its_unit(value: float | None, unit: str, written: str) -> None:
    assert figure(value, unit) == written


@pytest.mark.parametrize(
    ("value", "before", "unit", "written"),
    [
        (110, 100, "count", "▲ 10 %"),
        (90, 100, "count", "▼ 10 %"),
        (100, 100, "count", "="),
        (5, 0, "count", "new"),
        (0, 0, "count", "="),
        (-50, -100, "lines", "▲ 50 %"),
        (0.25, 0.20, "share", "▲ 5.0 pt"),
        (None, 1, "count", ""),
        (1, None, "count", ""),
    ],
)
def test_a_change_says_how_far_and_which_way(
    value: float | None, before: float | None, unit: str, written: str
) -> None:
    assert change(value, before, unit) == written


def test_only_what_has_a_better_direction_is_coloured() -> None:
    assert mood(2, 1, "higher") == "green"
    assert mood(2, 1, "lower") == "yellow"
    assert mood(2, 1, "neither") == "dim"
    assert mood(None, 1, "higher") == "dim"


def test_sparklines_and_bars_begin_at_zero() -> None:
    assert sparkline([0, 5, 10, None, -3]) == "▁▅█·▁"
    assert sparkline([None, None]) == "··"
    assert sparkline([0, 0]) == "▁▁"
    assert bar(0.5, 4) == "██"
    assert bar(0.0, 4) == ""
    assert bar(2.0, 4) == "████"


def test_things_are_counted_in_words() -> None:
    assert [plural(n, "commit") for n in (0, 1, 2)] == ["0 commits", "1 commit", "2 commits"]
    assert plural(3, "repository") == "3 repositories"


def test_the_machines_time_zone_is_a_name(tmp_path: Path) -> None:
    assert own_time_zone(wanted="Asia/Tokyo") == "Asia/Tokyo"
    link = tmp_path / "localtime"
    target = tmp_path / "zoneinfo" / "Europe" / "Paris"
    target.parent.mkdir(parents=True)
    target.touch()
    link.symlink_to(target)
    assert own_time_zone(link, wanted="nowhere") == "Europe/Paris"
    assert own_time_zone(tmp_path, wanted="nowhere") == "UTC"


def test_every_word_is_in_one_group_of_the_help() -> None:
    grouped = [word for words in GROUPS.values() for word in words]
    assert sorted(grouped) == sorted(set(grouped))
    assert set(grouped) <= set(COMMANDS)


def test_help_loads_none_of_the_heavy_libraries() -> None:
    """A word's module is loaded for its line in the help, so it must not load Polars, the HTTP client or the API."""
    modules = sorted({COMMANDS[word].partition(":")[0] for word in OWN_WORDS})
    program = (
        "import sys, importlib\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "print(*sorted({'polars', 'httpx', 'fastapi', 'asyncpg', 'numpy', 'temporalio'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


OWN_WORDS = (
    "demo", "ingest", "sync", "scan", "jobs", "repos", "readings", "metrics", "me", "people", "team", "workspace",
    "snapshots", "auth", "completion",
)  # fmt: skip

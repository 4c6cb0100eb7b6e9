"""Worked examples: a readable table of facts and the numbers expected of it, test and documentation at once.

    Clock: Europe/Berlin, now 2026-01-20 12:00            (any of these may be left out)
    Late hours: 22 to 6

    | author | at | repository | lines | notes |        notes: merge · server squash · names an assistant · with Ben, Cy
    | team | person | from | until |
    | subject | period | value | n |                       subject: Ann · team Core · repository api · workspace

An author whose name ends in `[bot]` is a bot. Lines are `+10 -2`, or `?` beyond a shallow boundary.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import polars as pl

from aexy.kernel.facts import MEMBERSHIPS, Facts
from aexy.kernel.metric import Level
from aexy.kernel.periods import Clock, PeriodType

CASES = Path(__file__).parent / "cases"
NOW = datetime(2026, 3, 1, tzinfo=UTC)

Row = Mapping[str, str]


class Expected(NamedTuple):
    level: Level
    subject: int
    kind: PeriodType
    start: date
    value: float | None
    n: int
    says: str


@dataclass(frozen=True)
class Case:
    facts: Facts
    clock: Clock
    expected: tuple[Expected, ...]


def read_case(path: Path) -> Case:
    text = path.read_text(encoding="utf-8")
    tables = list(_tables(text))
    commits = _only(tables, "author")
    expected = _only(tables, "subject")
    numbers = _numbers(commits)
    facts = Facts.of(
        commits=_commits(commits, numbers),
        co_authors=_co_authors(commits, numbers),
        developers=pl.DataFrame(
            [(numbers[name], "bot" if name.endswith("[bot]") else "human") for name in sorted(_people(commits))],
            schema=["developer", "kind"],
            orient="row",
        ),
        memberships=_memberships([row for table in tables if "team" in table[0] for row in table], numbers),
    )
    return Case(facts, _clock(text), tuple(_expected(row, numbers) for row in expected))


def _tables(text: str) -> Iterator[list[Row]]:
    for block in re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE):
        header, _, *rows = [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in block.splitlines()]
        yield [dict(zip(header, row, strict=True)) for row in rows]


def _only(tables: list[list[Row]], column: str) -> list[Row]:
    return next(table for table in tables if column in table[0])


def _people(commits: list[Row]) -> set[str]:
    return {row["author"] for row in commits} | {name for row in commits for name in _named(row)}


def _named(row: Row) -> list[str]:
    found = re.search(r"with (.+)", row["notes"])
    return re.split(r",\s*", found.group(1)) if found else []


def _numbers(commits: list[Row]) -> dict[str, int]:
    names = [*sorted(_people(commits)), *sorted({row["repository"] for row in commits})]
    return {name: number for number, name in enumerate(names, start=1)}


def _commits(rows: list[Row], numbers: Mapping[str, int]) -> pl.DataFrame:
    return pl.DataFrame([_commit(number, row, numbers) for number, row in enumerate(rows)])


def _commit(number: int, row: Row, numbers: Mapping[str, int]) -> dict[str, Any]:
    at = datetime.strptime(row["at"], "%a %Y-%m-%d %H:%M %z")
    offset = at.utcoffset()
    assert offset is not None
    lines = re.fullmatch(r"\+(\d+) -(\d+)", row["lines"])
    return {
        "commit": number,
        "repository": numbers[row["repository"]],
        "author": numbers[row["author"]],
        "at": at.astimezone(UTC),
        "offset_minutes": offset.total_seconds() // 60,
        "hour_known": "server squash" not in row["notes"],
        "is_merge": "merge" in row["notes"],
        "ai": "names an assistant" in row["notes"],
        "lines_added": int(lines[1]) if lines else None,
        "lines_removed": int(lines[2]) if lines else None,
    }


def _co_authors(rows: list[Row], numbers: Mapping[str, int]) -> pl.DataFrame:
    named = [(number, numbers[name]) for number, row in enumerate(rows) for name in _named(row)]
    return pl.DataFrame(named, schema={"commit": pl.Int64, "developer": pl.Int32}, orient="row")


def _memberships(rows: list[Row], numbers: dict[str, int]) -> pl.DataFrame:
    for row in rows:
        numbers.setdefault(f"team {row['team']}", len(numbers) + 1)
    found = [
        (numbers[row["person"]], numbers[f"team {row['team']}"], _instant(row["from"]), _instant(row["until"]))
        for row in rows
    ]
    return pl.DataFrame(found, schema=dict(MEMBERSHIPS), orient="row")


def _instant(day: str) -> datetime | None:
    return datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None


def _clock(text: str) -> Clock:
    zone = re.search(r"^Clock: ([\w/]+)", text, re.MULTILINE)
    now = re.search(r"now (\d{4}-\d\d-\d\d \d\d:\d\d)", text)
    late = re.search(r"^Late hours: (\d+) to (\d+)", text, re.MULTILINE)
    there = ZoneInfo(zone[1] if zone else "UTC")
    at = datetime.fromisoformat(now[1]).replace(tzinfo=there).astimezone(UTC) if now else NOW
    return Clock(at, there, late_from=int(late[1]) if late else 22, late_until=int(late[2]) if late else 6)


def _expected(row: Row, numbers: Mapping[str, int]) -> Expected:
    kind, _, start = row["period"].partition(" ")
    level, _, name = row["subject"].rpartition(" ")
    subject = 0 if name == "workspace" else numbers[row["subject"] if level == "team" else name]
    of = Level.WORKSPACE if name == "workspace" else Level(level or "developer")
    value = None if row["value"] == "nothing" else float(row["value"])
    at = date.fromisoformat(start)
    return Expected(of, subject, PeriodType(kind), at, value, int(row["n"]), f"{row['subject']}, {row['period']}")

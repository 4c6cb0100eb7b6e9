"""Worked examples: a readable table of facts and the numbers expected of it, test and documentation at once.

    Clock: Europe/Berlin, now 2026-01-20 12:00            (any of these may be left out)
    Late hours: 22 to 6

    | author | at | repository | lines | notes |        notes: merge · server squash · names an assistant · with Ben, Cy
    | pull | author | repository | opened | ready | merged | closed | by | lines | deployed |
    | pull | written | committed |                       its commits; without any they are not known
    | pull | reviewer | at | state | comments | owns |
    | pull | said by | at |                              a remark on lines
    | pull | asked | at | withdrawn |
    | team | person | from | until |
    | owned | by | from | until |
    | holding | repository |
    | person | works | off |                             ISO weekdays, local dates; both with spaces between
    | subject | period | value | n |        subject: Ann · team Core · repository api · project P · workspace

Columns that say nothing may be left out. An author whose name ends in `[bot]` is a bot. Lines are `+10 -2`, or `?`
beyond a shallow boundary; of a pull request `120`, `120 provider` or `?`. `ready` is the opening when nothing is said,
and `draft` for what still is one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import polars as pl

from aexy.kernel.facts import (
    COMMITS,
    DAYS_OFF,
    HOLDINGS,
    MEMBERSHIPS,
    OWNED,
    OWNERS,
    PRESENCE,
    PULLS,
    REVIEWS,
    SCHEDULES,
    Facts,
    Schema,
)
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
    found = Tables(list(tables_of(text)))
    known = known_by(found)
    reviews, pulls = found.of("pull", "reviewer"), found.of("pull", "author")
    commits = _commits(found.of("author"), known)
    tables = {
        "commits": commits,
        "co_authors": _co_authors(found.of("author"), known),
        "developers": _developers(known),
        "memberships": _memberships(found.of("team"), known),
        "pulls": _pulls(pulls, {row["pull"] for row in found.of("pull", "written")}, known),
        "pull_commits": _stamped(found.of("pull", "written"), {"written": "authored", "committed": "committed"}, known),
        "reviews": _reviews(reviews, known),
        "remarks": _stamped(found.of("pull", "said by"), {"at": "at"}, known, who=("said by", "author")),
        "requests": _stamped(
            found.of("pull", "asked"), {"at": "at", "withdrawn": "withdrawn"}, known, who=("asked", "reviewer")
        ),
        "owned": _owned(reviews),
        "presence": _presence(commits, reviews, pulls, known),
        "owners": _owners(found.of("owned"), known),
        "holdings": _holdings(found.of("holding"), known),
        "schedules": _schedules(found.of("person"), known),
        "days_off": _days_off(found.of("person"), known),
    }  # fmt: skip
    facts = Facts.of(**{name: frame for name, frame in tables.items() if frame.height})
    return Case(facts, read_clock(text), tuple(_expected(row, known) for row in found.of("subject")))


@dataclass(frozen=True)
class Tables:
    """The tables of an example, known by their first column, and where several begin alike by the second."""

    tables: list[list[Row]]

    def of(self, first: str, second: str | None = None) -> list[Row]:
        for table in self.tables:
            columns = list(table[0])
            if columns[0] == first and second in {None, columns[1]}:
                return table
        return []


def tables_of(text: str) -> Iterator[list[Row]]:
    for block in re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE):
        header, _, *rows = [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in block.splitlines()]
        yield [dict(zip(header, row, strict=True)) for row in rows]


_PEOPLE = ("author", "reviewer", "said by", "asked", "by", "person")


def known_by(found: Tables) -> dict[str, int]:
    """Everybody's and everything's number."""
    rows = [row for table in found.tables for row in table]
    owned = found.of("owned")
    people = {row[column] for row in rows if row not in owned for column in _PEOPLE if row.get(column)}
    people |= {name for row in found.of("author") for name in _named(row)}
    repositories = {row["repository"] for row in rows if "repository" in row} | {row["owned"] for row in owned}
    teams = {f"team {row['team']}" for row in found.of("team")} | {f"team {row['by']}" for row in owned}
    projects = {f"project {row['holding']}" for row in found.of("holding")}
    names = [*sorted(people), *sorted(repositories), *sorted(teams), *sorted(projects)]
    return {name: number for number, name in enumerate(names, start=1)}


def _named(row: Row) -> list[str]:
    found = re.search(r"with (.+)", row.get("notes", ""))
    return re.split(r",\s*", found.group(1)) if found else []


def _framed(rows: list[dict[str, Any]], schema: Schema) -> pl.DataFrame:
    columns = {name: dtype for name, dtype in schema.items() if not rows or name in rows[0]}
    return pl.DataFrame(rows, schema=columns)


def _developers(known: Mapping[str, int]) -> pl.DataFrame:
    bots = [name for name in known if name.endswith("[bot]")]
    return pl.DataFrame({"developer": [known[name] for name in bots], "kind": ["bot"] * len(bots)})


def _commits(rows: list[Row], known: Mapping[str, int]) -> pl.DataFrame:
    return _framed([_commit(number, row, known) for number, row in enumerate(rows)], COMMITS)


def _commit(number: int, row: Row, known: Mapping[str, int]) -> dict[str, Any]:
    at = stamp_of(row["at"])
    assert at is not None
    offset = at.utcoffset()
    assert offset is not None
    lines = re.fullmatch(r"\+(\d+) -(\d+)", row["lines"])
    return {
        "commit": number,
        "repository": known[row["repository"]],
        "author": known[row["author"]],
        "at": at.astimezone(UTC),
        "offset_minutes": offset.total_seconds() // 60,
        "hour_known": "server squash" not in row["notes"],
        "is_merge": "merge" in row["notes"],
        "ai": "names an assistant" in row["notes"],
        "lines_added": int(lines[1]) if lines else None,
        "lines_removed": int(lines[2]) if lines else None,
    }


def _co_authors(rows: list[Row], known: Mapping[str, int]) -> pl.DataFrame:
    named = [(number, known[name]) for number, row in enumerate(rows) for name in _named(row)]
    return pl.DataFrame(named, schema={"commit": pl.Int64, "developer": pl.Int32}, orient="row")


def _pulls(rows: list[Row], written: set[str], known: Mapping[str, int]) -> pl.DataFrame:
    made = []
    for row in rows:
        opened, said = stamp_of(row["opened"]), row.get("ready", "")
        lines = row.get("lines", "?").removesuffix(" provider")
        is_providers = row.get("lines", "").endswith("provider")
        merged = stamp_of(row.get("merged"))
        made.append(
            {
                "pull": int(row["pull"]),
                "repository": known[row["repository"]],
                "author": known.get(row["author"]),
                "opened": opened,
                "ready": None if said == "draft" else stamp_of(said) or opened,
                "closed": stamp_of(row.get("closed")) or merged,
                "merged": merged,
                "merged_by": known.get(row.get("by", "")),
                "lines": None if is_providers or lines == "?" else int(lines),
                "provider_lines": int(lines) if is_providers else None,
                "commits_known": row["pull"] in written,
                "deployed": stamp_of(row.get("deployed")),
            }
        )
    return _framed(made, PULLS)


def _reviews(rows: list[Row], known: Mapping[str, int]) -> pl.DataFrame:
    made = [
        {
            "review": number,
            "pull": int(row["pull"]),
            "reviewer": known[row["reviewer"]],
            "at": stamp_of(row["at"]),
            "state": row.get("state") or "commented",
            "comments": int(row["comments"]) if row.get("comments", "").isdigit() else None,
        }
        for number, row in enumerate(rows)
        if not row["reviewer"].endswith("[bot]")
    ]
    return _framed(made, REVIEWS)


def _owned(rows: list[Row]) -> pl.DataFrame:
    said = [{"review": number, "owns": row["owns"] == "yes"} for number, row in enumerate(rows) if row.get("owns")]
    return _framed(said, OWNED)


def _stamped(
    rows: list[Row], stamps: Mapping[str, str], known: Mapping[str, int], who: tuple[str, str] | None = None
) -> pl.DataFrame:
    """Rows of a pull request that are hardly more than instants."""
    made: list[dict[str, Any]] = []
    for row in rows:
        instants = {name: stamp_of(row.get(column)) for column, name in stamps.items()}
        made.append({"pull": int(row["pull"]), **instants, **({who[1]: known[row[who[0]]]} if who else {})})
    overrides = dict.fromkeys(stamps.values(), pl.Datetime("us", "UTC"))
    return pl.DataFrame(made, schema_overrides=overrides) if made else pl.DataFrame()


def _presence(commits: pl.DataFrame, reviews: list[Row], pulls: list[Row], known: Mapping[str, int]) -> pl.DataFrame:
    """As it is read from a database: counted commits and reviews."""
    where = {row["pull"]: known[row["repository"]] for row in pulls}
    reviewed = [
        {"author": known[row["reviewer"]], "repository": where[row["pull"]], "at": stamp_of(row["at"])}
        for row in reviews
    ]
    written = commits.filter(~pl.col("is_merge")).select(PRESENCE.keys()) if commits.height else _framed([], PRESENCE)
    return pl.concat([written.cast(pl.Schema(PRESENCE)), _framed(reviewed, PRESENCE)])


def _memberships(rows: list[Row], known: Mapping[str, int]) -> pl.DataFrame:
    found = [
        (known[row["person"]], known[f"team {row['team']}"], instant_of(row["from"]), instant_of(row["until"]))
        for row in rows
    ]
    return pl.DataFrame(found, schema=dict(MEMBERSHIPS), orient="row")


def _owners(rows: list[Row], known: Mapping[str, int]) -> pl.DataFrame:
    made = [
        {
            "repository": known[row["owned"]],
            "team": known[f"team {row['by']}"],
            "since": instant_of(row.get("from", "")),
            "until": instant_of(row.get("until", "")),
        }
        for row in rows
    ]
    return _framed(made, OWNERS)


def _holdings(rows: list[Row], known: Mapping[str, int]) -> pl.DataFrame:
    made = [{"project": known[f"project {row['holding']}"], "repository": known[row["repository"]]} for row in rows]
    return _framed(made, HOLDINGS)


def _schedules(rows: list[Row], known: Mapping[str, int]) -> pl.DataFrame:
    made = [
        {"developer": known[row["person"]], "working_days": [int(day) for day in row["works"].split()], "zone": None}
        for row in rows
    ]
    return _framed(made, SCHEDULES)


def _days_off(rows: list[Row], known: Mapping[str, int]) -> pl.DataFrame:
    made = [
        {"developer": known[row["person"]], "day": date.fromisoformat(day)}
        for row in rows
        for day in row["off"].split()
    ]
    return _framed(made, DAYS_OFF)


def stamp_of(text: str | None) -> datetime | None:
    """`Mon 2026-01-05 09:00 +0100`; without an offset it is UTC."""
    if not text:
        return None
    parts = text if re.search(r" [+-]\d{4}$", text) else f"{text} +0000"
    return datetime.strptime(parts, "%a %Y-%m-%d %H:%M %z")


def instant_of(day: str) -> datetime | None:
    return datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None


def read_clock(text: str) -> Clock:
    zone = re.search(r"^Clock: ([\w/]+)", text, re.MULTILINE)
    now = re.search(r"now (\d{4}-\d\d-\d\d \d\d:\d\d)", text)
    late = re.search(r"^Late hours: (\d+) to (\d+)", text, re.MULTILINE)
    there = ZoneInfo(zone[1] if zone else "UTC")
    at = datetime.fromisoformat(now[1]).replace(tzinfo=there).astimezone(UTC) if now else NOW
    return Clock(at, there, late_from=int(late[1]) if late else 22, late_until=int(late[2]) if late else 6)


def _expected(row: Row, numbers: Mapping[str, int]) -> Expected:
    kind, _, start = row["period"].partition(" ")
    level, _, name = row["subject"].rpartition(" ")
    subject = 0 if name == "workspace" else numbers[row["subject"] if level in {"team", "project"} else name]
    of = Level.WORKSPACE if name == "workspace" else Level(level or "developer")
    value = None if row["value"] == "nothing" else float(row["value"])
    at = date.fromisoformat(start)
    return Expected(of, subject, PeriodType(kind), at, value, int(row["n"]), f"{row['subject']}, {row['period']}")

"""Worked examples of delivery: readable tables of what was deployed and merged, and the numbers expected of them.

    Clock: Europe/Berlin, now 2026-01-20 12:00            (may be left out)

    | service | repositories |
    | deployed | service | at | outcome | failed by | restored | notes |       notes: first · unplanned · unknown commit
    | change | author | service | began | ready | responded | approved | merged | live |
                                                 live: an instant, `not yet`, or `before` and an instant
    | pushed | author | service | merged | live |          without a pull request
    | incident | service | began | of |
    | team | person | from | until |
    | owned | by | from | until |
    | subject | period | value | n |        subject: workspace · service shop · team Core · repository api

Columns that say nothing may be left out. A service is of the repository of its name unless a table says otherwise. An
author whose name ends in `[bot]` is a bot, `?` is nobody who is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from tests.kernel.worked import Row, Tables, instant_of, read_clock, stamp_of, tables_of

from aexy.kernel.delivery.belonging import Whose
from aexy.kernel.delivery.facts import DeliveryFacts
from aexy.kernel.periods import Clock, PeriodType

CASES = Path(__file__).parent / "cases"


_NAMED = {"author": "", "person": "", "service": "service ", "by": "team ", "team": "team "}


class Expected(NamedTuple):
    whose: Whose
    subject: int
    kind: PeriodType
    start: date
    value: float | None
    n: int
    says: str


@dataclass(frozen=True)
class Case:
    facts: DeliveryFacts
    clock: Clock
    expected: tuple[Expected, ...]


def read_case(path: Path) -> Case:
    text = path.read_text(encoding="utf-8")
    found = Tables(list(tables_of(text)))
    known = _known(found)
    tables = {
        "deployments": [_deployment(number, row, known) for number, row in enumerate(found.of("deployed"))],
        "changes": [
            *(_change(row, known) for row in found.of("change")),
            *(_push(number, row, known) for number, row in enumerate(found.of("pushed"), start=1)),
        ],
        "incidents": [_incident(number, row, known) for number, row in enumerate(found.of("incident"))],
        "parts": _parts(found, known),
        "memberships": [_stay(row, "team", "person", known) for row in found.of("team")],
        "owners": [_owner(row, known) for row in found.of("owned")],
        "developers": [{"developer": key, "kind": "bot"} for name, key in known.items() if name.endswith("[bot]")],
    }
    frames = {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in tables.items() if rows}
    expected = tuple(_expected(row, known) for row in found.of("subject"))
    return Case(DeliveryFacts.of(**frames), read_clock(text), expected)


def _known(found: Tables) -> dict[str, int]:
    """Everybody's and everything's number."""
    names: dict[str, None] = {}
    for table in found.tables:
        for row in table:
            for column, kind in _NAMED.items():
                if row.get(column):
                    names[f"{kind}{row[column]}"] = None
            for column in ("repositories", "owned"):
                names |= {f"repository {name}": None for name in row.get(column, "").split()}
            if row.get("service"):
                names[f"repository {row['service']}"] = None
    return {name: number for number, name in enumerate(names, start=1)}


def _deployment(number: int, row: Row, known: Mapping[str, int]) -> dict[str, Any]:
    notes = row.get("notes", "")
    return {
        "deployment": number, "service": known[f"service {row['service']}"], "repository": None,
        "at": stamp_of(row["at"]), "outcome": row.get("outcome") or "success", "is_first": "first" in notes,
        "is_unplanned": "unplanned" in notes, "is_known": "unknown" not in notes,
        "failed_by": row.get("failed by") or None, "restored": stamp_of(row.get("restored")),
    }  # fmt: skip


def _change(row: Row, known: Mapping[str, int]) -> dict[str, Any]:
    pull = int(row["change"])
    instants = {name: stamp_of(row.get(name)) for name in ("began", "ready", "responded", "approved")}
    return _at_last(row, known) | {"change": pull, "pull": pull} | instants


def _push(number: int, row: Row, known: Mapping[str, int]) -> dict[str, Any]:
    nothing = dict.fromkeys(("pull", "ready", "responded", "approved"))
    return _at_last(row, known) | {"change": -number, "began": stamp_of(row["merged"])} | nothing


def _at_last(row: Row, known: Mapping[str, int]) -> dict[str, Any]:
    live, is_before = row["live"], row["live"].startswith("before")
    at = None if live == "not yet" else stamp_of(live.removeprefix("before "))
    author = None if row["author"] == "?" else known[row["author"]]
    return {
        "service": known[f"service {row['service']}"], "repository": known[f"repository {row['service']}"],
        "author": author, "merged": stamp_of(row["merged"]), "deployed": None if is_before else at,
        "is_before": is_before,
    }  # fmt: skip


def _incident(number: int, row: Row, known: Mapping[str, int]) -> dict[str, Any]:
    of = int(row["of"]) if row.get("of") else None
    service = known[f"service {row['service']}"]
    return {"incident": number, "service": service, "started": stamp_of(row["began"]), "deployment": of}


def _parts(found: Tables, known: Mapping[str, int]) -> list[dict[str, int]]:
    said = {row["service"]: row["repositories"].split() for row in found.of("service")}
    services = [name.removeprefix("service ") for name in known if name.startswith("service ")]
    return [
        {"service": known[f"service {name}"], "repository": known[f"repository {part}"]}
        for name in services
        for part in said.get(name, [name])
    ]


def _stay(row: Row, team: str, person: str, known: Mapping[str, int]) -> dict[str, Any]:
    since, until = instant_of(row.get("from", "")), instant_of(row.get("until", ""))
    return {"developer": known[row[person]], "team": known[f"team {row[team]}"], "joined": since, "left": until}


def _owner(row: Row, known: Mapping[str, int]) -> dict[str, Any]:
    since, until = instant_of(row.get("from", "")), instant_of(row.get("until", ""))
    repository, team = known[f"repository {row['owned']}"], known[f"team {row['by']}"]
    return {"repository": repository, "team": team, "since": since, "until": until}


def _expected(row: Row, known: Mapping[str, int]) -> Expected:
    kind, _, start = row["period"].partition(" ")
    whose = Whose(row["subject"].partition(" ")[0])
    subject = 0 if whose is Whose.WORKSPACE else known[row["subject"]]
    value = None if row["value"] == "nothing" else float(row["value"])
    says = f"{row['subject']}, {row['period']}"
    return Expected(whose, subject, PeriodType(kind), date.fromisoformat(start), value, int(row["n"]), says)


__all__ = ["CASES", "Case", "Expected", "read_case"]

"""What GitLab tells nobody: that a project, a merge request or an issue was deleted.

Once a day all numbers of a project are listed, a hundred a request, and compared with those of the last time. What was
there and is not any more was deleted; so was what came and went in between, which left a hole in the numbering. The
first census only notes what there is: imported projects have holes from the start.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from aexy.kernel.errors import Unknown
from aexy.sources.contract import Cursor, Page, Row, Scope
from aexy.sources.gitlab import queries
from aexy.sources.gitlab.asking import Asking
from aexy.sources.gitlab.discovering import instant
from aexy.sources.gitlab.fields import Fields
from aexy.sources.gitlab.manners import REST
from aexy.sources.gitlab.queries import Walked
from aexy.sources.http import Http

_EVERY: Final = timedelta(days=1)
_NUMBERS_A_ROW: Final = 500
_COUNTED: Final = (queries.MERGE_REQUESTS, queries.ISSUES)


async def repository(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """Whether the project is there, and once a day what is not there any more. Cut off, it goes on where it stopped."""
    at = dict(cursor or {})
    if at.get("counting") is None:
        try:
            await http.get(f"{REST}/projects/{scope.external_id}")
        except Unknown:
            row = {"project_gone": True, "at": instant(now)}
            yield Page("repository", f"gone/{instant(now)}", [row], {**at, "read_at": instant(now)})
            return
        last = at.get("census_at")
        if last is not None and now - datetime.fromisoformat(last) < _EVERY:
            yield Page("repository", None, [], {**at, "read_at": instant(now)})
            return
        at["counting"] = {}
        yield Page("repository", None, [], at)
    for walked in _COUNTED:
        async for page in _count(http, scope, walked, at):
            yield page
    counted, known = at.pop("counting"), at.get("known") or {}
    rows = [row for walked in _COUNTED for row in _vanished(walked.stream, known, counted, now)]
    seen = {stream: each["seen"] for stream, each in counted.items()}
    ended = {"census_at": instant(now), "known": seen, "read_at": instant(now)}
    yield Page("repository", f"missing/{instant(now)}" if rows else None, rows, ended)


async def _count(http: Http, scope: Scope, walked: Walked, at: dict[str, Any]) -> AsyncIterator[Page]:
    """List the numbers there are, writing down after each page which have been seen."""
    asking = Asking(http, scope)
    while not (sofar := at["counting"].get(walked.stream) or {}).get("done"):
        found = await asking.project(queries.numbers_query(walked), {"after": sofar.get("after")})
        listed = found.get("rows")
        listed = listed if isinstance(listed, dict) else {}
        numbers = {Fields(each, walked.stream).number("iid") for each in listed.get("nodes") or []}
        info = listed.get("page_info") or {}
        at["counting"] = {**at["counting"], walked.stream: {
            "seen": as_text(numbers | as_numbers(sofar.get("seen") or "")), "after": info.get("end_cursor"),
            "done": not info.get("has_next_page"),
        }}  # fmt: skip
        yield Page("repository", None, [], dict(at))


def _vanished(
    stream: str, known: Mapping[str, str], counted: Mapping[str, Any], now: datetime
) -> list[Row]:  # fmt: skip
    if stream not in known:
        return []
    before, here = as_numbers(known[stream]), as_numbers(counted[stream]["seen"])
    since = range(max(before, default=0) + 1, max(here, default=0) + 1)
    gone = sorted((before | set(since)) - here)
    return [
        {"of": stream, "missing": gone[start : start + _NUMBERS_A_ROW], "at": instant(now)}
        for start in range(0, len(gone), _NUMBERS_A_ROW)
    ]


def as_text(numbers: Iterable[int]) -> str:
    """1, 2, 3, 7 → `1-3,7`: what a cursor keeps."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{first}" if first == last else f"{first}-{last}" for first, last in runs)


def as_numbers(text: str) -> set[int]:
    """`1-3,7` → 1, 2, 3, 7."""
    found: set[int] = set()
    for run in filter(None, text.split(",")):
        first, _, last = run.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return found

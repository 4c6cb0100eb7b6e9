"""How Copilot is used in an organization: daily reports, which GitHub lays down as files behind links of their own.

What is asked for says only where the files are. They lie on another host, the address is all it takes to read them, and
it is good for minutes: so no token goes there, and the address is neither kept nor shown. The last 28 days come in one
report for everybody together and one for each person; older days are asked for one by one, newest first, once.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlsplit

import httpx
import orjson

from aexy.kernel.errors import AexyError, Forbidden, SourceFailed, Unknown
from aexy.sources.contract import Cursor, Page, Row, Scope
from aexy.sources.github.asking import page_name, written
from aexy.sources.github.dialect import GitHubDialect
from aexy.sources.github.organization import is_due, owners
from aexy.sources.http import Http

STREAM = "assistant_usage"
REPORTS = ("organization", "users")
_LATEST_DAYS, _OLDEST_DAYS, _QUIET_DAYS = 28, 365, 7
_ROWS = 1_000
_EMPTY = 204


class _FilesDialect(GitHubDialect):
    """The host the files lie on: it knows nothing of GitHub's API."""

    headers: ClassVar[Mapping[str, str]] = {"user-agent": "aexy"}

    def refusal(self, status: int, headers: httpx.Headers, body: bytes, url: str) -> AexyError | None:
        """A link that is not good any more; the next sync gets a new one."""
        del headers, body, url
        return SourceFailed(
            f"A Copilot report could not be downloaded (status {status}).", next_step="Start the sync again later."
        )


class _Files:
    """The hosts the files lie on, each opened once."""

    def __init__(self, http: Http, open_ones: AsyncExitStack) -> None:
        self._http, self._open_ones = http, open_ones
        self._hosts: dict[str, Http] = {}

    async def read(self, link: str) -> bytes:
        """A file, asked for without any token. Raises SourceFailed when it cannot be had."""
        parts = urlsplit(link)
        if parts.scheme != "https" and not self._http.allow_private:
            raise SourceFailed("A Copilot report lies at no https address.", next_step="Report this.")
        base = f"{parts.scheme}://{parts.netloc}"
        if base not in self._hosts:
            way = Http(
                base=base, dialect=_FilesDialect(), credentials=(), clock=self._http.clock,
                watcher=self._http.watcher, allow_private=self._http.allow_private,
            )  # fmt: skip
            self._hosts[base] = await self._open_ones.enter_async_context(way)
        return (await self._hosts[base].get(link)).body


class _Reader(NamedTuple):
    """Whose reports are read, and how. `is_only`: no other organization is read beside it."""

    http: Http
    files: _Files
    login: str
    is_only: bool


async def pages(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """The reports of every organization. One that has no Copilot has none; one that refuses is told at the end."""
    if not is_due(cursor, now):
        return
    logins, refused = await owners(http, scope.options), None
    older: dict[str, str] = dict((cursor or {}).get("older") or {})
    async with AsyncExitStack() as open_ones:
        files = _Files(http, open_ones)
        for login in logins:
            try:
                async for page in _of_owner(_Reader(http, files, login, len(logins) == 1), older, now):
                    yield page
            except Unknown:
                continue
            except Forbidden as error:
                refused = refused or error
    if refused:
        raise refused
    yield Page(STREAM, None, [], {"read_at": written(now), "older": older})


async def _of_owner(by: _Reader, older: dict[str, str], now: datetime) -> AsyncIterator[Page]:
    login = by.login
    days = [(now - timedelta(days=_LATEST_DAYS)).date().isoformat()]
    for report in REPORTS:
        for rows in await _report(by, report, None):
            days += [row["usage"]["day"] for row in rows if _is_day(row["usage"].get("day"))]
            yield Page(STREAM, page_name(rows, f"{login}:{report}"), rows, {"older": dict(older)})
    end, quiet = now.date() - timedelta(days=_OLDEST_DAYS), 0
    day = date.fromisoformat(older[login]) if login in older else date.fromisoformat(min(days)) - timedelta(days=1)
    while day > end and quiet < _QUIET_DAYS:
        found = [(report, rows) for report in REPORTS for rows in await _report(by, report, day)]
        quiet, before = 0 if found else quiet + 1, day - timedelta(days=1)
        for at, (report, rows) in enumerate(found, 1):
            # Only behind the last page of a day is the day done.
            reached = {**older, login: f"{before if at == len(found) else day}"}
            yield Page(STREAM, page_name(rows, f"{login}:{report}"), rows, {"older": reached})
        day = before
    older[login] = end.isoformat()


async def _report(by: _Reader, report: str, day: date | None) -> list[list[Row]]:
    """The rows of a day's report, or of the latest; a day that GitHub has no report of gives none."""
    path = f"/orgs/{by.login}/copilot/metrics/reports/{report}-" + ("1-day" if day else "28-day/latest")
    try:
        answer = await by.http.get(path, {"day": day.isoformat()} if day else None)
    except Unknown:
        if day is None:
            raise
        return []
    if answer.status == _EMPTY:
        return []
    said = answer.json()
    links = said.get("download_links") if isinstance(said, dict) else None
    if not isinstance(links, list) or not all(isinstance(each, str) for each in links):
        raise SourceFailed(
            "GitHub's answer about Copilot reports names no files.", next_step="Report this with the field's name.",
            field="download_links",
        )  # fmt: skip
    until = said.get("report_end_day") or said.get("report_day")
    rows: list[Row] = [
        {"organization": by.login, "report": report, "until": each.get("report_end_day") or until or usage.get("day"),
         "is_only": by.is_only, "usage": usage}
        for link in links for each in _lines(await by.files.read(link)) for usage in _days(each)
    ]  # fmt: skip
    return [rows[start : start + _ROWS] for start in range(0, len(rows), _ROWS)]


def _lines(body: bytes) -> Iterator[Mapping[str, Any]]:
    """One object a line, or a list of them."""
    try:
        found: Sequence[object] = (
            orjson.loads(body)
            if body.lstrip()[:1] == b"["
            else [orjson.loads(line) for line in body.splitlines() if line]
        )
    except orjson.JSONDecodeError as error:
        raise SourceFailed(
            f"A Copilot report is no JSON ({error}).", next_step="Start the sync again later."
        ) from error
    for each in found:
        if not isinstance(each, dict):
            raise SourceFailed("A line of a Copilot report is no object.", next_step="Start the sync again later.")
        yield each


def _days(line: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The days a line tells of: that of a person is one, that of an organization may hold several."""
    found = line.get("day_totals", [line])
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else [line]


def _is_day(said: object) -> bool:
    try:
        return isinstance(said, str) and bool(date.fromisoformat(said))
    except ValueError:
        return False

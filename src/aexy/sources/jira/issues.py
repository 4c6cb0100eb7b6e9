"""A project's issues, page by page, and now and then which of them are there no more."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final, Self

import orjson

from aexy.sources.contract import Cursor, Page, Row, Scope
from aexy.sources.http import Http
from aexy.sources.jira.asking import Asking
from aexy.sources.jira.completing import Made, made
from aexy.sources.jira.lexicon import Lexicon, lexicon
from aexy.sources.jira.presence import packed, unpacked
from aexy.sources.jira.walking import OVERLAP, Position, floor, following, is_due, milliseconds
from aexy.sources.taking import needed_instant, needed_text, text, whole

STREAM: Final = "issues"
_PAGE: Final = 50
_MOST_IDS = {True: 5000, False: 1000}
_AT_ONCE: Final = 100
_COUNTED_EVERY: Final = timedelta(hours=20)


@dataclass(slots=True, kw_only=True)
class _Way:
    """How far the walk has come. `known` are the issues counted last, `fresh` those that were seen since."""

    position: Position
    newest: int = 0
    known: str | None = None
    fresh: set[int] = field(default_factory=set)
    counted_at: str | None = None
    total: int | None = None
    done: int = 0

    @classmethod
    def of(cls, cursor: Cursor | None) -> Self:
        """From where the cursor says. A token of the cloud's is not kept: its walk begins again at its minute."""
        note = cursor or {}
        since = whole(note, "since") or 0
        return cls(
            position=Position(since=since, crowded=note.get("crowded") is True),
            newest=whole(note, "newest") or since,
            known=text(note, "known"),
            fresh=unpacked(note.get("fresh")),
            counted_at=text(note, "counted_at"),
            total=whole(note, "total"),
            done=whole(note, "done") or 0,
        )

    def passed(self, issues: Sequence[Mapping[str, Any]]) -> None:
        """Remember that these were read."""
        if issues:
            self.newest = max(self.newest, _last(issues))
        numbers = {int(needed_text(issue, "id")) for issue in issues}
        self.done += len(numbers - self.fresh)
        self.fresh |= numbers

    def note(self) -> Cursor:
        """The cursor. Before a first count nothing is known, so nothing need be remembered for it."""
        found: dict[str, Any] = {"since": self.position.since, "newest": self.newest}
        more = {
            "crowded": self.position.crowded, "known": self.known,
            "fresh": packed(self.fresh) if self.known and self.fresh else None,
            "counted_at": self.counted_at, "total": self.total, "done": self.done if self.total else None,
        }  # fmt: skip
        return found | {name: value for name, value in more.items() if value}

    def page(self, kind: str, rows: Sequence[Made]) -> Page:
        """A page of these rows, and the cursor after it."""
        told = [each.row for each in rows]
        skipped = tuple(sentence for each in rows for sentence in each.skipped)
        done = min(self.done, self.total) if self.total is not None else None
        return Page(STREAM, page_name(kind, told) if told else None, told, self.note(), done, self.total, skipped)


async def pages(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """Whatever changed since the cursor, oldest change first; then, once a day, what has gone."""
    asking, way = Asking.of(http, scope.options), _Way.of(cursor)
    words = await lexicon(asking, scope.options)
    if cursor is None:
        way.total = await asking.count(way.position.jql(scope.external_id))
    position: Position | None = way.position
    while position is not None:
        found = await asking.search(
            position.jql(scope.external_id), words.fields, size=_PAGE, start=position.start, token=position.token
        )
        rows = await made(asking, words, found.issues)
        way.passed(found.issues)
        position = following(position, found, _last(found.issues) if found.issues else way.newest)
        way.position = position or Position(since=max(0, floor(way.newest) - OVERLAP))
        yield way.page("since", rows)
    async for page in _gone(asking, words, way, scope, now):
        yield page


async def fetch(http: Http, scope: Scope, items: Sequence[str], now: datetime) -> AsyncIterator[Page]:
    """Single issues by their numbers. Those that are not there come as rows that say so."""
    asking = Asking.of(http, scope.options)
    words = await lexicon(asking, scope.options)
    wanted = sorted({each for each in items if each.isdecimal()}, key=int)
    way = _Way(position=Position())
    async for rows in _by_ids(asking, words, wanted, now):
        yield way.page("asked", rows)


async def _gone(asking: Asking, words: Lexicon, way: _Way, scope: Scope, now: datetime) -> AsyncIterator[Page]:
    """Count what the project has. What it had and has not is asked for by its number: it may only have moved."""
    way.total = None
    if not is_due(way.counted_at, now, _COUNTED_EVERY):
        return
    there = {number async for number in _numbers(asking, scope)}
    missed = sorted((unpacked(way.known) | way.fresh) - there)
    async for rows in _by_ids(asking, words, [str(number) for number in missed], now):
        yield way.page("missed", rows)
    way.known, way.fresh, way.counted_at = packed(there), set(), now.isoformat()
    yield way.page("counted", ())


async def _numbers(asking: Asking, scope: Scope) -> AsyncIterator[int]:
    start, token = 0, None
    while True:
        jql = f"project = {scope.external_id} ORDER BY key ASC"
        size = _MOST_IDS[asking.is_cloud]
        found = await asking.search(jql, ["id"], size=size, start=start, token=token, whole_=False)
        for issue in found.issues:
            yield int(needed_text(issue, "id"))
        start, token = start + len(found.issues), found.token
        if not found.has_more:
            return


async def _by_ids(asking: Asking, words: Lexicon, ids: Sequence[str], now: datetime) -> AsyncIterator[list[Made]]:
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        found = await asking.by_ids(some, words.fields)
        there = {text(issue, "id") for issue in found}
        gone = [Made({"gone": {"id": each, "at": now.isoformat()}}) for each in some if each not in there]
        yield [*await made(asking, words, found), *gone]


def page_name(kind: str, rows: Sequence[Row]) -> str:
    """A name that only this page has: what it is and a digest of what it says."""
    return f"{kind}:{sha256(orjson.dumps(rows)).hexdigest()[:24]}"


def _last(issues: Iterable[Mapping[str, Any]]) -> int:
    return max(milliseconds(needed_instant(issue, "fields.updated")) for issue in issues)

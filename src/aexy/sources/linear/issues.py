"""A team's issues, oldest change first, with all that happened to each; and single ones by their ids."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import orjson

from aexy.kernel.errors import SourceFailed
from aexy.sources.contract import Cursor, Page, Row, Scope
from aexy.sources.http import Http
from aexy.sources.linear import queries
from aexy.sources.linear.asking import ask, further, listed
from aexy.sources.taking import needed_instant, needed_text, rows, said, text

STREAM: Final = "issues"
BEGINNING: Final = "1970-01-01T00:00:00.000Z"
_CUT: Final = (
    ("history", queries.MORE_HISTORY), ("comments", queries.MORE_COMMENTS), ("attachments", queries.MORE_LINKS),
)  # fmt: skip


async def pages(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """Whatever changed since the cursor.

    Each page is asked for from the last change of the one before, so nothing moves out of sight while it is read; only
    where a whole page changed at one instant (an import does that) the list's own cursor leads on.
    """
    del now
    since, after = text(cursor, "since") or BEGINNING, None
    while True:
        found = said(await ask(http, queries.ISSUES, team=scope.external_id, since=since, after=after), "issues")
        nodes = rows(found, "nodes")
        last = _last(nodes, since)
        more = further(found)
        after = more if last == since else None
        since = last
        told = await _whole(http, nodes)
        yield Page(STREAM, page_name("since", told) if told else None, told, {"since": since})
        if more is None:
            return


async def fetch(http: Http, scope: Scope, items: Sequence[str], now: datetime) -> AsyncIterator[Page]:
    """Single issues. Those that are not there come as rows that say so."""
    del scope
    wanted = sorted(set(items))
    for start in range(0, len(wanted), queries.ISSUES_AT_ONCE):
        some = wanted[start : start + queries.ISSUES_AT_ONCE]
        told = await _whole(http, rows(await ask(http, queries.ISSUES_BY_ID, ids=some), "issues.nodes"))
        there = {text(row, "issue.id") for row in told}
        told += [{"gone": {"id": each, "at": now.isoformat()}} for each in some if each not in there]
        yield Page(STREAM, page_name("asked", told), told, {})


def page_name(kind: str, told: Sequence[Row]) -> str:
    """A name that only this page has: what it is and a digest of what it says."""
    return f"{kind}:{sha256(orjson.dumps(told)).hexdigest()[:24]}"


async def _whole(http: Http, nodes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return list(await asyncio.gather(*(_row(http, node) for node in nodes)))


async def _row(http: Http, node: Mapping[str, Any]) -> dict[str, Any]:
    """An issue with the whole of its lists, which the question cut short."""
    row: dict[str, Any] = {"issue": {name: value for name, value in node.items() if name not in dict(_CUT)}}
    for name, query in _CUT:
        found = node.get(name)
        row[name] = rows(found, "nodes")
        after = further(found)
        if after is not None:
            row[name] += await listed(http, query, "issue.part", id=needed_text(node, "id"), after=after)
    return row


def _last(nodes: Sequence[Mapping[str, Any]], since: str) -> str:
    """The last change of a page. What is not in the order that was asked for would be passed over later: raises."""
    changes = [needed_instant(node, "updatedAt") for node in nodes]
    if changes != sorted(changes):
        raise SourceFailed("Linear gave issues in another order than was asked for.", next_step="Report it.")
    return needed_text(nodes[-1], "updatedAt") if nodes else since

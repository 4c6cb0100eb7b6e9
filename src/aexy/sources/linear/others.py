"""What else Linear has: comments that came later, cycles, teams and people."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import orjson

from aexy.sources.contract import Cursor, FoundProject, Page, Scope
from aexy.sources.http import Http
from aexy.sources.linear import queries
from aexy.sources.linear.asking import ask, listed, parts
from aexy.sources.linear.issues import page_name
from aexy.sources.taking import needed_text, rows, said, text

COMMENTS: Final = "comments"
SPRINTS: Final = "sprints"
PROJECTS: Final = "projects"
PEOPLE: Final = "people"
_DAILY: Final = timedelta(hours=20)
_A_DAY: Final = timedelta(days=1)


async def comment_pages(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """Comments since the cursor. A comment does not change its issue, which brings those that were there before."""
    since = text(cursor, "since") or (now - _A_DAY).isoformat()
    newest = since
    async for told in parts(http, queries.COMMENTS, "comments", team=scope.external_id, since=since):
        # Newest first: the cursor moves when the last part has been read.
        newest = max([newest, *(needed_text(each, "updatedAt") for each in told)], key=datetime.fromisoformat)
        named = [{"comment": each} for each in told]
        if named:
            yield Page(COMMENTS, page_name("since", named), named, {"since": since})
    yield Page(COMMENTS, None, (), {"since": newest})


async def cycle_pages(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """All cycles, for they begin and end without being changed; those that are as they were are left out."""
    before = said(cursor, "cycles")
    known = {str(number): str(digest) for number, digest in before.items()} if isinstance(before, Mapping) else {}
    found = await listed(http, queries.CYCLES, "cycles", team=scope.external_id)
    after = {needed_text(each, "id"): _digest(each) for each in found}
    told = [{"sprint": each} for each in found if known.get(needed_text(each, "id")) != after[needed_text(each, "id")]]
    told += [_gone(number, now) for number in sorted(set(known) - set(after))]
    yield Page(SPRINTS, page_name("all", told) if told else None, told, {"cycles": after})


async def fetch_cycles(http: Http, scope: Scope, items: Sequence[str], now: datetime) -> AsyncIterator[Page]:
    """Single cycles by their ids."""
    del scope
    wanted = sorted(set(items))
    for start in range(0, len(wanted), queries.MANY):
        some = wanted[start : start + queries.MANY]
        told = [{"sprint": each} for each in rows(await ask(http, queries.CYCLES_BY_ID, ids=some), "cycles.nodes")]
        there = {text(row, "sprint.id") for row in told}
        told += [_gone(each, now) for each in some if each not in there]
        yield Page(SPRINTS, page_name("asked", told), told, {})


async def discover(http: Http) -> AsyncIterator[FoundProject]:
    """The teams, to which issues belong."""
    key = text(await ask(http, queries.VIEWER), "organization.urlKey")
    for each in await listed(http, queries.TEAMS, "teams"):
        url = f"https://linear.app/{key}/team/{text(each, 'key')}" if key else None
        yield FoundProject(needed_text(each, "id"), needed_text(each, "key"), needed_text(each, "name"), url)


async def team_pages(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """All teams on one page, and those that were there and are not."""
    del scope
    found = [dict(each) for each in await listed(http, queries.TEAMS, "teams")]
    there = sorted(needed_text(each, "id") for each in found)
    before = said(cursor, "teams")
    missed = sorted({str(each) for each in before} - set(there)) if isinstance(before, list) else []
    told = [*found, *(_gone(each, now) for each in missed)]
    yield Page(PROJECTS, page_name("all", told), told, {"teams": there}, len(found), len(found))


async def people_pages(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """Everybody, once a day."""
    del scope
    last = text(cursor, "at")
    if last is not None and now - datetime.fromisoformat(last) < _DAILY:
        return
    async for told in parts(http, queries.PEOPLE, "users"):
        if told:
            yield Page(PEOPLE, page_name("some", told), told, dict(cursor or {}))
    yield Page(PEOPLE, None, (), {"at": now.isoformat()})


def _gone(number: str, now: datetime) -> dict[str, Any]:
    return {"gone": {"id": number, "at": now.isoformat()}}


def _digest(cycle: Mapping[str, Any]) -> str:
    return sha256(orjson.dumps(cycle, option=orjson.OPT_SORT_KEYS)).hexdigest()[:12]

"""What belongs to the whole Jira: its projects and the people it knows."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from aexy.kernel.errors import Unknown
from aexy.sources.contract import Cursor, FoundProject, Page, Scope
from aexy.sources.http import Http
from aexy.sources.jira.asking import Asking
from aexy.sources.jira.issues import page_name
from aexy.sources.jira.walking import is_due
from aexy.sources.taking import needed_text, rows, said, text

PROJECTS: Final = "projects"
PEOPLE: Final = "people"
_KEPT: Final = ("self", "id", "key", "name", "projectTypeKey", "simplified", "style", "archived")
_PEOPLE_AT_ONCE: Final = 200
_PEOPLE_EVERY: Final = timedelta(hours=20)


async def projects(asking: Asking) -> list[dict[str, Any]]:
    """All that may be seen, in short."""
    if asking.is_cloud:
        found = await asking.listed(f"{asking.api}/project/search", "values")
    else:
        found = rows({"all": await asking.get(f"{asking.api}/project")}, "all")
    return [{name: each[name] for name in _KEPT if name in each} for each in found]


async def discover(asking: Asking, origin: str) -> AsyncIterator[FoundProject]:
    """The projects, as something that can be followed."""
    for each in await projects(asking):
        base, is_rest, _ = (text(each, "self") or "").partition("/rest/")
        url = f"{base if is_rest and '/ex/jira/' not in base else f'https://{origin}'}/browse/{each.get('key')}"
        yield FoundProject(needed_text(each, "id"), needed_text(each, "key"), needed_text(each, "name"), url)


async def project_pages(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """All projects on one page, and those that were there and are not."""
    asking = Asking.of(http, scope.options)
    found = await projects(asking)
    there = sorted(needed_text(each, "id") for each in found)
    before = said(cursor, "projects")
    missed = sorted({str(each) for each in before} - set(there)) if isinstance(before, list) else []
    told = [*found, *[row for each in missed if (row := await _vanished(asking, each, now))]]
    yield Page(PROJECTS, page_name("all", told), told, {"projects": there}, len(found), len(found))


async def fetch_projects(http: Http, scope: Scope, items: Sequence[str], now: datetime) -> AsyncIterator[Page]:
    """Single projects by their numbers."""
    asking = Asking.of(http, scope.options)
    told = []
    for number in sorted(set(items)):
        found = await _project(asking, number)
        told.append({name: found[name] for name in _KEPT if name in found} if found else _gone(number, now))
    if told:
        yield Page(PROJECTS, page_name("asked", told), told, {})


async def people_pages(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """Everybody the account may look up, once a day. Issues name people as well; here are those who only watch."""
    asking = Asking.of(http, scope.options)
    if not is_due(text(cursor, "at"), now, _PEOPLE_EVERY):
        return
    start = 0
    path = f"{asking.api}/users/search" if asking.is_cloud else f"{asking.api}/user/search"
    matching = {} if asking.is_cloud else {"username": ".", "includeInactive": "true"}
    while True:
        asked = {**matching, "startAt": start, "maxResults": _PEOPLE_AT_ONCE}
        found = rows({"all": await asking.get(path, asked)}, "all")
        start += _PEOPLE_AT_ONCE
        if not found:
            break
        yield Page(PEOPLE, page_name("some", found), found, dict(cursor or {}))
    yield Page(PEOPLE, None, (), {"at": now.isoformat()})


async def _project(asking: Asking, number: str) -> Mapping[str, Any] | None:
    try:
        found = await asking.get(f"{asking.api}/project/{number}")
    except Unknown:
        return None
    return found if isinstance(found, Mapping) else None


async def _vanished(asking: Asking, number: str, now: datetime) -> dict[str, Any] | None:
    return None if await _project(asking, number) else _gone(number, now)


def _gone(number: str, now: datetime) -> dict[str, Any]:
    return {"gone": {"id": number, "at": now.isoformat()}}

"""What is asked by REST: deployments, releases, sprints and groups."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from aexy.kernel.errors import Forbidden, Unknown
from aexy.sources.contract import Cursor, Page, Row, Scope
from aexy.sources.gitlab.discovering import every, instant, next_page, rows_of
from aexy.sources.gitlab.fields import Fields
from aexy.sources.gitlab.manners import REST
from aexy.sources.gitlab.walking import OVERLAP
from aexy.sources.http import Http

_MOST = 100
_MOST_TAGS = 5000


async def deployments(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """Deployments by the time they changed. The window moves along with them, so none is passed over."""
    at = dict(cursor or {})
    since, number, page = at.get("since"), int(at.get("n") or 0), int(at.get("page") or 1)
    newest, tiers = at.get("newest") or "", dict[int, str | None]()
    path = f"{REST}/projects/{scope.external_id}/deployments"
    while True:
        query = {"order_by": "updated_at", "sort": "asc", "per_page": _MOST, "page": page}
        answer = await http.get(path, {**query, "updated_after": since} if since else query)
        rows = [dict(each) for each in rows_of(answer.json(), path)]
        if rows and not tiers:
            tiers = await _tiers(http, scope)
        for each in rows:
            _put_tier(each, tiers)
        last = max([newest, *(_changed(each) for each in rows)])
        is_last, number = next_page(answer.headers) is None, number + 1
        name = f"{since or 'all'}/{page}/{number}" if rows else None
        if is_last:
            ended = instant(datetime.fromisoformat(last) - OVERLAP) if last else since
            yield Page("deployments", name, rows, {"since": ended, "read_at": instant(now)})
            return
        # The window begins anew a second before the last one, unless so many changed at once that it would not move.
        moved = instant(datetime.fromisoformat(last) - timedelta(seconds=1))
        since, page = (moved, 1) if since is None or moved > since else (since, page + 1)
        newest = last
        yield Page("deployments", name, rows, {"since": since, "page": page, "newest": newest, "n": number})


async def one_deployment(http: Http, scope: Scope, number: str, now: datetime, tiers: Mapping[int, str | None]) -> Row:
    """A deployment, or the row that says it is gone."""
    try:
        answer = await http.get(f"{REST}/projects/{scope.external_id}/deployments/{number}")
    except Unknown:
        return {"id": int(number), "gone_at": instant(now)}
    row: dict[str, Any] = dict(answer.json())
    _put_tier(row, tiers)
    return row


async def _tiers(http: Http, scope: Scope) -> dict[int, str | None]:
    path = f"{REST}/projects/{scope.external_id}/environments"
    try:
        return {
            Fields(each, "environments").number("id"): Fields(each, "environments").text_or("tier")
            async for each in every(http, path, {})
        }
    except Forbidden:
        return {}


async def tiers_of(http: Http, scope: Scope) -> Mapping[int, str | None]:
    """What kind of place each environment is, as far as GitLab says."""
    return await _tiers(http, scope)


def _put_tier(row: dict[str, Any], tiers: Mapping[int, str | None]) -> None:
    environment = row.get("environment")
    if isinstance(environment, dict) and environment.get("tier") is None:
        row["environment"] = {**environment, "tier": tiers.get(environment.get("id", 0))}


def _changed(row: Row) -> str:
    fields = Fields(row, "deployments")
    return instant(fields.at_or("updated_at") or fields.at("created_at"))


async def releases(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """All releases each time (they are few, and do not say when they changed); those that are gone since."""
    at, path = dict(cursor or {}), f"{REST}/projects/{scope.external_id}/releases"
    query = {"order_by": "created_at", "sort": "desc", "per_page": _MOST}
    answer = await http.get(path, query, etag=at.get("etag"))
    if answer.is_unchanged:
        yield Page("releases", None, [], {**at, "read_at": instant(now)})
        return
    rows, etag = rows_of(answer.json(), path), answer.headers.get("etag")
    while (following := next_page(answer.headers)) is not None:
        # A first page that stays the same says nothing of the others.
        etag = None
        answer = await http.get(following)
        rows = [*rows, *rows_of(answer.json(), path)]
    tags = [Fields(each, "releases").text("tag_name") for each in rows]
    gone = [{"tag_name": tag, "gone_at": instant(now)} for tag in at.get("tags") or [] if tag not in set(tags)]
    ended = {"etag": etag, "tags": tags[:_MOST_TAGS], "read_at": instant(now)}
    if everything := [*rows, *gone]:
        for start in range(0, len(everything), _MOST):
            name = f"{instant(now)}/{start // _MOST + 1}"
            is_last = start + _MOST >= len(everything)
            yield Page("releases", name, everything[start : start + _MOST], ended if is_last else at)
    else:
        yield Page("releases", None, [], ended)


async def sprints(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """Iterations, where the installation is licensed for them, and milestones."""
    known = dict((cursor or {}).get("known") or {})
    rows: list[Row] = []
    for name in ("iterations", "milestones"):
        path = f"{REST}/projects/{scope.external_id}/{name}"
        try:
            rows += [{name.removesuffix("s"): each} async for each in every(http, path, {"include_ancestors": "true"})]
        except (Forbidden, Unknown):
            if name == "milestones":
                raise
    versions = {_own(row, name): row[name].get("updated_at") for row in rows for name in row}
    changed = [row for row in rows for name in row if known.get(_own(row, name)) != versions[_own(row, name)]]
    yield Page("sprints", instant(now) if changed else None, changed, {"known": versions, "read_at": instant(now)})


def _own(row: Row, name: str) -> str:
    return f"{name}:{row[name].get('id')}"


async def teams(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """Groups the token's owner belongs to, each with all its members. One that was listed before has nobody now."""
    del scope
    at = dict(cursor or {})
    query = {"pagination": "keyset", "order_by": "name", "sort": "asc", "min_access_level": 10}
    groups = [each async for each in every(http, f"{REST}/groups", query)]
    done, before = set(at.get("done") or ()), dict(at.get("known") or {})
    known = {str(Fields(each, "teams").number("id")): [each.get("full_path"), each.get("name")] for each in groups}
    for group in groups:
        number = Fields(group, "teams").number("id")
        if number not in done:
            members = [each async for each in every(http, f"{REST}/groups/{number}/members/all", {})]
            done.add(number)
            row = {**group, "members": members}
            reached = {"done": sorted(done), "known": before}
            yield Page("teams", f"{instant(now)}/{number}", [row], reached, len(done), len(groups))
    gone: list[Row] = [
        {"id": int(number), "full_path": path, "name": name, "members": []}
        for number, (path, name) in before.items() if number not in known
    ]  # fmt: skip
    yield Page("teams", f"{instant(now)}/gone" if gone else None, gone, {"read_at": instant(now), "known": known})

"""What is asked by REST: deployments, releases, sprints, groups, and whether the project is still there."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from aexy.kernel.errors import Forbidden, Unknown
from aexy.sources.contract import Cursor, Page, Row, Scope
from aexy.sources.gitlab import queries
from aexy.sources.gitlab.discovering import every, instant, next_page, rows_of
from aexy.sources.gitlab.fields import Fields
from aexy.sources.gitlab.manners import REST
from aexy.sources.gitlab.walking import OVERLAP, missing
from aexy.sources.http import Http

_MOST = 100
# How often it is looked whether something was deleted, which GitLab tells nobody.
_CENSUS: Final = timedelta(days=1)
_MOST_TAGS = 5000
_NUMBERS_A_ROW = 500


async def repository(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """Whether the project is there, and once a day which merge requests and issues are not there any more."""
    at = dict(cursor or {})
    try:
        await http.get(f"{REST}/projects/{scope.external_id}")
    except Unknown:
        yield Page("repository", f"gone/{instant(now)}", [{"project_gone": True, "at": instant(now)}], at)
        return
    last = at.get("census_at")
    if last is not None and now - datetime.fromisoformat(last) < _CENSUS:
        yield Page("repository", None, [], at)
        return
    highest, rows = dict(at.get("highest") or {}), list[Row]()
    for walked in (queries.MERGE_REQUESTS, queries.ISSUES):
        numbers, highest[walked.stream] = await missing(http, scope, walked, int(highest.get(walked.stream) or 0))
        rows += [
            {"of": walked.stream, "missing": numbers[start : start + _NUMBERS_A_ROW], "at": instant(now)}
            for start in range(0, len(numbers), _NUMBERS_A_ROW)
        ]
    following = {"census_at": instant(now), "highest": highest}
    yield Page("repository", f"missing/{instant(now)}" if rows else None, rows, following)


async def deployments(http: Http, scope: Scope, cursor: Cursor | None) -> AsyncIterator[Page]:
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
            yield Page("deployments", name, rows, {"since": ended})
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
        yield Page("releases", None, [], at)
        return
    rows, etag = rows_of(answer.json(), path), answer.headers.get("etag")
    while (following := next_page(answer.headers)) is not None:
        # A first page that stays the same says nothing of the others.
        etag = None
        answer = await http.get(following)
        rows = [*rows, *rows_of(answer.json(), path)]
    tags = [Fields(each, "releases").text("tag_name") for each in rows]
    gone = [{"tag_name": tag, "gone_at": instant(now)} for tag in at.get("tags") or [] if tag not in set(tags)]
    if everything := [*rows, *gone]:
        for start in range(0, len(everything), _MOST):
            name = f"{instant(now)}/{start // _MOST + 1}"
            ended = {"etag": etag, "tags": tags[:_MOST_TAGS]} if start + _MOST >= len(everything) else at
            yield Page("releases", name, everything[start : start + _MOST], ended)
    else:
        yield Page("releases", None, [], {"etag": etag, "tags": []})


async def sprints(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """Iterations, where the installation is licensed for them, and milestones."""
    known = dict(cursor or {})
    rows: list[Row] = []
    for name in ("iterations", "milestones"):
        path = f"{REST}/projects/{scope.external_id}/{name}"
        try:
            rows += [{name.removesuffix("s"): each} async for each in every(http, path, {"include_ancestors": "true"})]
        except (Forbidden, Unknown):
            if name == "milestones":
                raise
    versions = {f"{name}:{row[name]['id']}": row[name].get("updated_at") for row in rows for name in row}
    changed = [row for row in rows for name in row if known.get(f"{name}:{row[name]['id']}") != row[name]["updated_at"]]
    yield Page("sprints", instant(now) if changed else None, changed, versions)


async def teams(http: Http, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """Groups the token's owner belongs to, each with all its members."""
    rows: list[Row] = []
    query = {"pagination": "keyset", "order_by": "name", "sort": "asc", "min_access_level": 10}
    groups = [each async for each in every(http, f"{REST}/groups", query)]
    for group in groups:
        number = Fields(group, "teams").number("id")
        members = [each async for each in every(http, f"{REST}/groups/{number}/members/all", {})]
        rows.append({**group, "members": members})
    yield Page("teams", instant(now) if rows else None, rows, dict(cursor or {}))

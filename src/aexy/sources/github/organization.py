"""Repositories a token can see, and the people and teams of their organizations."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from aexy.kernel.errors import Forbidden, Unknown
from aexy.sources.contract import Cursor, FoundRepository, Options, Page, Row, Scope
from aexy.sources.github import queries
from aexy.sources.github.app import AppCredential
from aexy.sources.github.asking import ask, page_name, rest_list, rows_of, skipped, written
from aexy.sources.github.shapes import instant
from aexy.sources.http import Http

PEOPLE, TEAMS = "people", "teams"
_READ_EVERY = timedelta(hours=6)

# Teams of an organization by their numbers, each with its slug and name.
Listed = dict[str, list[str]]


def is_app(http: Http) -> bool:
    """Whether an app asks, not a person."""
    return any(isinstance(each, AppCredential) for each in http.credentials)


async def discover(http: Http, options: Options) -> AsyncIterator[FoundRepository]:
    """What the token or the installation sees, and repositories named in the options besides."""
    path, key = ("/installation/repositories", "repositories") if is_app(http) else ("/user/repos", None)
    async for rows in rest_list(http, path, {}, key):
        for row in rows:
            yield found(row)
    for name in options.get("repositories", ()):
        for row in rows_of([(await http.get(f"/repos/{name}")).json()]):
            yield found(row)


def found(row: Row) -> FoundRepository:
    """A repository as REST gives it."""
    return FoundRepository(
        external_id=str(row["id"]), owner=row["owner"]["login"], name=row["name"], clone_url=row["clone_url"],
        web_url=row.get("html_url"), default_branch=row.get("default_branch"), is_fork=bool(row.get("fork")),
        is_private=bool(row.get("private")), is_archived=bool(row.get("archived")),
        created_at=instant(row["created_at"]) if row.get("created_at") else None,
    )  # fmt: skip


async def owners(http: Http, options: Options) -> list[str]:
    """The organizations whose people and teams are read: those in the options, else the token's own."""
    if named := options.get("owners"):
        return [str(each) for each in named]
    if is_app(http):
        answer = await http.get("/installation/repositories", {"per_page": 1})
        listed = rows_of(answer.json(), "repositories")
        return [row["owner"]["login"] for row in listed if row["owner"].get("type") == "Organization"]
    told = await ask(http, queries.ORGANIZATIONS, {})
    return [each["login"] for each in told.data["viewer"]["organizations"]["nodes"] if each]


def is_due(cursor: Cursor | None, now: datetime) -> bool:
    """Whether it was read so long ago that it is worth reading whole again."""
    read_at = (cursor or {}).get("read_at")
    return read_at is None or now - instant(read_at) >= _READ_EVERY


async def people(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """The members of every organization, with the name and address they show there."""
    if is_due(cursor, now):
        async for page in _of_owners(http, scope, cursor, now, PEOPLE):
            yield page


async def teams(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """The teams of every organization with all their members. One that was listed before and is not now has nobody."""
    if is_due(cursor, now):
        async for page in _of_owners(http, scope, cursor, now, TEAMS):
            yield page


async def _of_owners(
    http: Http, scope: Scope, cursor: Cursor | None, now: datetime, stream: str
) -> AsyncIterator[Page]:
    query, field, size = {
        PEOPLE: (queries.PEOPLE, "membersWithRole", queries.MEMBERS),
        TEAMS: (queries.TEAMS_OF, "teams", queries.TEAMS),
    }[stream]
    at = dict(cursor or {})
    known: dict[str, Listed] = {login: dict(listed) for login, listed in (at.get("known") or {}).items()}
    for login in await owners(http, scope.options):
        after: str | None = None
        seen: Listed = {}
        while True:
            told = await ask(http, query, {"login": login, "first": size, "after": after})
            listed = told.data["organization"][field]
            rows = [each for each in listed["nodes"] if each]
            if stream == TEAMS:
                rows = [await _with_all_members(http, login, row) for row in rows]
                seen |= {str(row["databaseId"]): [row["slug"], row["name"]] for row in rows}
            yield Page(
                stream, page_name(rows) if rows else None, rows, at, None, listed["totalCount"], skipped(told.errors)
            )
            if not listed["pageInfo"]["hasNextPage"]:
                break
            after = listed["pageInfo"]["endCursor"]
        if dissolved := [
            _dissolved(number, *known[login][number]) for number in known.get(login, {}) if number not in seen
        ]:
            yield Page(stream, page_name(dissolved, f"dissolved {written(now)}"), dissolved, at)
        known[login] = seen
    yield Page(stream, None, [], {"read_at": written(now)} | ({"known": known} if stream == TEAMS else {}))


def _dissolved(number: str, slug: str, name: str) -> Row:
    """A team that is not there any more, as the teams that are come."""
    return {"databaseId": int(number), "slug": slug, "name": name, "description": None, "members": {"nodes": []}}


async def _with_all_members(http: Http, login: str, team: Row) -> Row:
    members: Mapping[str, Any] = team["members"]
    while members["pageInfo"]["hasNextPage"]:
        variables = {"login": login, "slug": team["slug"], "after": members["pageInfo"]["endCursor"]}
        told = await ask(http, queries.MORE_MEMBERS, variables)
        more = told.data["organization"]["team"]["members"]
        members = {"nodes": [*members["nodes"], *more["nodes"]], "pageInfo": more["pageInfo"]}
    return {**team, "members": members}


async def missing_organizations(http: Http, options: Options) -> tuple[str, ...]:
    """Organizations named in the options that the token cannot see, each with why."""
    notes: list[str] = []
    for login in options.get("owners", ()):
        try:
            await http.get(f"/orgs/{login}")
        except (Unknown, Forbidden) as error:
            notes.append(f"{login}: {error}")
    return tuple(notes)

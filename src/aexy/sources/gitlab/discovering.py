"""Whose token it is, and which projects it can see."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from aexy.kernel.errors import SourceFailed, Unknown
from aexy.sources.contract import Checked, FoundRepository, Options
from aexy.sources.gitlab.fields import Fields
from aexy.sources.gitlab.manners import REST
from aexy.sources.http import Http

_MOST = 100
_ENOUGH = ("read_api", "api")
_LACKING = "GitLab answers nothing that Aexy asks: merge requests, issues, pipelines and members stay unread."
_UNPROVEN = "It is a fine-grained token: GitLab does not say what it may read, so the first sync shows what is missing."
_NO_GIT = "It may not clone private projects: give it the scope read_repository, or add them by an address with a key."


async def check(http: Http, options: Options) -> Checked:
    """The token's owner, scopes and end."""
    account = Fields(_object((await http.get(f"{REST}/user")).json(), "user"), "user").text("username")
    if options.get("token_kind") == "oauth":
        token = Fields(_object((await http.get("oauth/token/info")).json(), "token"), "token")
        said = token.row.get("scope")
    else:
        try:
            answer = await http.get(f"{REST}/personal_access_tokens/self")
        except Unknown:
            # Before GitLab 15.5 a token could not ask about itself.
            return Checked(account, (), {}, None, ("This GitLab does not say which scopes a token has.",))
        token = Fields(_object(answer.json(), "token"), "token")
        said = token.row.get("scopes")
    scopes = tuple(str(each) for each in said) if isinstance(said, list) else ()
    return Checked(account, scopes, *_lacks(scopes), token.day_or("expires_at"), _notes(scopes))


def _lacks(scopes: tuple[str, ...]) -> tuple[Mapping[str, str]]:
    is_enough = any(each in scopes for each in (*_ENOUGH, "granular"))
    return ({} if is_enough else {"read_api": _LACKING},)


def _notes(scopes: tuple[str, ...]) -> tuple[str, ...]:
    if "granular" in scopes:
        return (_UNPROVEN,)
    return () if {"read_repository", "write_repository", "api"} & set(scopes) else (_NO_GIT,)


async def discover(http: Http, options: Options) -> AsyncIterator[FoundRepository]:
    """Projects the token's owner is a member of; those of `groups` and below them when the option names any."""
    groups = options.get("groups") or ()
    seen: set[str] = set()
    paths = [f"groups/{quote(str(group), safe='')}/projects" for group in groups] or ["projects"]
    for path in paths:
        more = {"include_subgroups": "true"} if groups else {"membership": "true"}
        query = {"pagination": "keyset", "order_by": "id", "sort": "asc", **more}
        async for row in every(http, f"{REST}/{path}", query):
            found = _found(Fields(row, "projects"))
            if found.external_id not in seen:
                seen.add(found.external_id)
                yield found


def _found(row: Fields) -> FoundRepository:
    namespace = row.one("namespace")
    if namespace is None:
        row.fail("namespace", "where the project lives")
    return FoundRepository(
        str(row.number("id")), namespace.text("full_path"), row.text("path"), row.text("http_url_to_repo"),
        row.filled("web_url"), row.filled("default_branch"), row.one("forked_from_project") is not None,
        row.text_or("visibility") != "public", bool(row.flag_or("archived")), row.at_or("created_at"),
    )  # fmt: skip


async def every(http: Http, path: str, query: Mapping[str, Any]) -> AsyncIterator[Mapping[str, Any]]:
    """All rows of a REST list, page by page along its Link header."""
    answer = await http.get(path, {"per_page": _MOST, **query})
    while True:
        for row in rows_of(answer.json(), path):
            yield row
        following = next_page(answer.headers)
        if following is None:
            return
        answer = await http.get(following)


def next_page(headers: Mapping[str, str]) -> str | None:
    """The address of the next page of a REST list."""
    for link in headers.get("link", "").split(","):
        address, _, rel = link.partition(";")
        if 'rel="next"' in rel:
            return address.strip().strip("<>")
    return None


def rows_of(answer: object, path: str) -> list[Mapping[str, Any]]:
    """The answer as a list of objects. Raises SourceFailed naming what was asked for."""
    if not isinstance(answer, list) or not all(isinstance(each, dict) for each in answer):
        raise SourceFailed(
            f"GitLab answered {path} with something that is no list of objects.",
            next_step="Look whether the address is GitLab's, and no proxy answers instead.",
        )
    return answer


def _object(answer: object, what: str) -> Mapping[str, Any]:
    if not isinstance(answer, dict):
        raise SourceFailed(
            f"GitLab answered with something that is no {what}.",
            next_step="Look whether the address is GitLab's, and no proxy answers instead.",
        )
    return answer


def instant(at: datetime) -> str:
    """As GitLab takes instants."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

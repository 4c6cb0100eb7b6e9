"""Asking GitHub for lists: GraphQL answers that came whole, in part or not at all, and REST pages that lead on."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import httpx
import orjson

from aexy.kernel.errors import SourceFailed
from aexy.sources.contract import Row, Scope
from aexy.sources.dialect import Answer
from aexy.sources.github.dialect import refused_graphql
from aexy.sources.http import IN_FLIGHT, TRIES, Http

PER_PAGE = 100
# Changes become visible on GitHub's replicas in some order within seconds: what was read last is looked at again.
OVERLAP = timedelta(minutes=1)
_LIMITS = 10
_PAGE_NUMBER = re.compile(r"[?&]page=(\d+)")
_HEAVY = ("MAX_NODE_LIMIT_EXCEEDED", "RESOURCE_LIMITS_EXCEEDED", "TIMEOUT")


class TooHeavy(Exception):
    """GitHub gave up on a query: less is to be asked at once."""


class StaleCursor(Exception):
    """GitHub does not know the place any more at which we want to go on."""


class Told(NamedTuple):
    """What came, and what was left out of it, in GitHub's words."""

    data: Row
    errors: list[Row]


def graphql_url(http: Http) -> str:
    """Where GraphQL is asked: beside REST on github.com, beside its version on Enterprise."""
    return f"{http.base.removesuffix('/v3')}/graphql"


async def ask(http: Http, query: str, variables: Mapping[str, Any], *, tries: int = TRIES) -> Told:
    """Ask until there is an answer. Raises TooHeavy, StaleCursor, or what refused it in words."""
    for _ in range(_LIMITS):
        try:
            answer = await http.graphql(graphql_url(http), query, variables, tries=tries)
        except SourceFailed as error:
            if tries < TRIES:
                raise TooHeavy(error.detail) from error
            raise
        if not isinstance(answer, dict):
            raise SourceFailed("GitHub's GraphQL answer is no object.", next_step="Look at the connection's address.")
        data, errors = answer.get("data") or {}, list(answer.get("errors") or ())
        kinds = {each.get("type") for each in errors}
        if "RATE_LIMITED" in kinds or "RATE_LIMIT" in kinds:
            # The headers it came with made the Http wait already, unless they did not say until when.
            await http.clock.sleep(1.0)
            continue
        _look_at(errors, data, kinds)
        return Told(data, errors)
    raise SourceFailed("GitHub kept saying that its limit is spent.", next_step="Start the sync again later.")


def _look_at(errors: list[Row], data: Row, kinds: set[Any]) -> None:
    if kinds & set(_HEAVY) or any("timeout" in str(each.get("message", "")).lower() for each in errors):
        raise TooHeavy(str(errors[0].get("message", "")))
    if "INVALID_CURSOR_ARGUMENTS" in kinds:
        raise StaleCursor(str(errors[0].get("message", "")))
    if errors and not any(value is not None for value in data.values()):
        raise refused_graphql(errors)


async def of_repository(
    http: Http, scope: Scope, query: str, variables: Mapping[str, Any], *, tries: int = TRIES
) -> Told:
    """The same for what stands below one repository, which must still be the one we mean."""
    owner, _, name = scope.name.partition("/")
    told = await ask(http, query, {"owner": owner, "name": name, **variables}, tries=tries)
    repository = told.data.get("repository")
    if not isinstance(repository, dict):
        raise refused_graphql(told.errors)
    if str(repository.get("databaseId")) != scope.external_id:
        raise SourceFailed(
            f"{scope.name} is another repository now than the one that was followed.",
            next_step="Discover the connection's repositories again: it was renamed, and its name was given away.",
        )
    return Told(repository, told.errors)


def skipped(errors: Sequence[Row]) -> tuple[str, ...]:
    """What was left out, in words."""
    return tuple(
        dict.fromkeys(
            f"{'.'.join(map(str, each.get('path') or ['the answer']))}: {str(each.get('message', ''))[:300]}"
            for each in errors
        )
    )


async def rest_list(
    http: Http, path: str, params: Mapping[str, Any], key: str | None = None, *, first: Answer | None = None
) -> AsyncIterator[list[Row]]:
    """All pages of a list, several at once as soon as the `first` says how many there are."""
    first = first or await http.get(path, {**params, "per_page": PER_PAGE, "page": 1})
    yield rows_of(first.json(), key)
    last = last_page(first.headers)
    for start in range(2, last + 1, IN_FLIGHT):
        numbers = range(start, min(start + IN_FLIGHT, last + 1))
        answers = await asyncio.gather(
            *(http.get(path, {**params, "per_page": PER_PAGE, "page": number}) for number in numbers)
        )
        for answer in answers:
            yield rows_of(answer.json(), key)


def rows_of(said: object, key: str | None = None) -> list[Row]:
    """The rows of a REST answer. Raises SourceFailed when it is no list of objects."""
    found = said.get(key) if key and isinstance(said, dict) else said
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise SourceFailed(
            f"GitHub answered with something that is no list{f' of {key}' if key else ''}.",
            next_step="Look whether the connection's address is GitHub's.",
        )
    return found


def last_page(headers: httpx.Headers) -> int:
    """The number of the last page, by the Link header; 1 when there is none."""
    link = httpx.Response(200, headers=headers).links.get("last", {}).get("url", "")
    found = _PAGE_NUMBER.search(link)
    return int(found[1]) if found else 1


def page_name(rows: Sequence[Row], label: str = "") -> str:
    """A name that says what is in a page, and differs when that does."""
    digest = hashlib.sha256(orjson.dumps(list(rows), option=orjson.OPT_SORT_KEYS)).hexdigest()[:20]
    return f"{label}:{digest}" if label else digest


def earlier(at: str, by: timedelta) -> str:
    """That instant moved back, as GitHub writes it."""
    moved = datetime.fromisoformat(at) - by
    return moved.strftime("%Y-%m-%dT%H:%M:%SZ")


def written(at: datetime) -> str:
    """An instant as GitHub writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def rows_at(numbers: Sequence[int], size: int) -> list[Sequence[int]]:
    """The numbers in stretches of that size."""
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]

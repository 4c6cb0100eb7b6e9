"""Whatever GitHub says wrongly in any one field of any row is refused by that field's name, or does no harm.

Every field of real-looking rows is given every kind of wrong value. What is read all the same must be of the types our
records promise, since nobody looks at it again before it is in the database.
"""

import types
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import orjson
import pytest
from tests.providers.github.fake import FakeGitHub
from tests.providers.scenario import scenario
from tests.providers.serving import Hours
from tests.providers.walking import Walk

from aexy.kernel.activity import Record
from aexy.kernel.errors import SourceFailed
from aexy.sources.contract import Auth, Level, Scope
from aexy.sources.dialect import Silence
from aexy.sources.github import GITHUB

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
NAME = "acme/payments-api"
WRONG: tuple[object, ...] = (None, 7, True, "words", "\x00", [], ["words"], {})
USAGE = {
    "organization": "acme", "report": "users", "until": "2026-03-08", "is_only": True,
    "usage": {
        "day": "2026-03-08", "user_id": 7, "user_login": "ada", "user_initiated_interaction_count": 3,
        "totals_by_feature": [
            {"feature": "code_completion", "code_generation_activity_count": 5, "code_acceptance_activity_count": 2,
             "loc_suggested_to_add_sum": 10, "loc_added_sum": 8},
        ],
    },
}  # fmt: skip
Path = tuple[str | int, ...]
HINTS: dict[type[Any], Mapping[str, Any]] = {}


async def some_rows() -> dict[str, tuple[Scope, dict[str, Any]]]:
    """The longest row of every stream: it has most in it."""
    hours, told = Hours(NOW), scenario()
    number = str(told.repositories[NAME].id)
    found: dict[str, tuple[Scope, dict[str, Any]]] = {}
    async with FakeGitHub(told, hours) as fake:
        way = GITHUB.http(
            fake.url, Auth("token", ("secret",)), {}, clock=hours.clock(), watcher=Silence(), allow_private=True
        )
        async with way as http:
            for stream in GITHUB.streams:
                is_ours = stream.level is Level.REPOSITORY
                scope = Scope(
                    level=stream.level, external_id=number if is_ours else "", name=NAME, origin="github.com",
                    options={"owners": ["acme"]},
                )  # fmt: skip
                walk = Walk(GITHUB, scope, stream.name, hours)
                for page in await walk.go(http):
                    for row in page.rows:
                        kept = orjson.loads(orjson.dumps(row))
                        before = found.get(page.stream)
                        if before is None or len(orjson.dumps(before[1])) < len(orjson.dumps(kept)):
                            found[page.stream] = scope, kept
    return found | {"assistant_usage": (Scope(level=Level.CONNECTION, origin="github.com"), USAGE)}


def fields(value: object, at: Path = ()) -> Iterator[Path]:
    """Where everything in a row stands; of a list the first two."""
    if at:
        yield at
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from fields(inside, (*at, name))
    elif isinstance(value, list):
        for position, inside in enumerate(value[:2]):
            yield from fields(inside, (*at, position))


def changed(row: dict[str, Any], at: Path, value: object) -> dict[str, Any]:
    other: dict[str, Any] = orjson.loads(orjson.dumps(row))
    inside: Any = other
    for step in at[:-1]:
        inside = inside[step]
    inside[at[-1]] = value
    return other


def without(row: dict[str, Any], at: Path) -> dict[str, Any]:
    other: dict[str, Any] = orjson.loads(orjson.dumps(row))
    inside: Any = other
    for step in at[:-1]:
        inside = inside[step]
    del inside[at[-1]]
    return other


def promised(kind: type[Any]) -> Mapping[str, Any]:
    if kind not in HINTS:
        HINTS[kind] = get_type_hints(kind)
    return HINTS[kind]


def fits(value: object, hint: Any) -> bool:  # noqa: ANN401, PLR0911 - an annotation; one return a kind of it
    if get_origin(hint) in (Union, types.UnionType):
        return any(fits(value, each) for each in get_args(hint))
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    if get_origin(hint) is tuple:
        return type(value) is tuple and all(fits(each, get_args(hint)[0]) for each in value)
    if hint is Any or get_origin(hint) is not None:
        return hint is Any or isinstance(value, dict)
    if hint is datetime:
        return type(value) is datetime and value.tzinfo is not None
    if hasattr(hint, "_fields"):
        return type(value) is hint and is_sound(value)
    return type(value) is hint if hint in (str, bytes, bool, int, date, type(None)) else type(value) in (float, int)


def is_sound(record: Any) -> bool:  # noqa: ANN401 - any of the records
    return all(fits(getattr(record, name), hint) for name, hint in promised(type(record)).items())


def read(stream: str, row: dict[str, Any], scope: Scope) -> list[Record] | None:
    """What it says; None where it was refused, naming a field."""
    try:
        return list(GITHUB.read(stream, row, scope))
    except SourceFailed as error:
        if error.field is None:
            raise
        return None


async def test_nothing_wrong_gets_through_in_any_field_of_any_row() -> None:
    found = await some_rows()
    assert set(found) >= {"pull_requests", "issues", "runs", "deployments", "releases", "teams", "people", "comments"}
    refused, slipped = 0, set[tuple[str, str]]()
    for stream, (scope, row) in found.items():
        whole = read(stream, row, scope)
        assert whole, stream
        assert all(is_sound(each) for each in whole), stream
        for at in fields(row):
            for other in (without(row, at), *(changed(row, at, value) for value in WRONG)):
                said = read(stream, other, scope)
                refused += said is None
                if any(not is_sound(each) for each in said or ()):
                    slipped.add((stream, ".".join(map(str, at))))
    assert slipped == set()
    assert refused > 1_000


async def test_the_field_that_is_named_is_the_one_that_is_wrong() -> None:
    scope, row = (await some_rows())["pull_requests"]
    for at, value, named in (
        (("title",), 7, "title"), (("mergeCommit", "oid"), "words", "mergeCommit.oid"),
        (("author", "login"), 7, "author.login"), (("commits", "nodes", 0, "commit", "authoredDate"), "soon",
                                                   "commits.nodes[0].commit.authoredDate"),
        (("timelineItems", "nodes", 1, "actor", "databaseId"), "7", "timelineItems.nodes[1].actor.databaseId"),
    ):  # fmt: skip
        with pytest.raises(SourceFailed) as failed:
            GITHUB.read("pull_requests", changed(row, at, value), scope)
        assert failed.value.field == named

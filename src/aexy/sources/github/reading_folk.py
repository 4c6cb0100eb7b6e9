"""What rows about people and teams say."""

from collections.abc import Iterator, Mapping
from typing import Any

from aexy.kernel.activity import Known, Record, Team
from aexy.sources.contract import Scope
from aexy.sources.github import folk
from aexy.sources.github.folk import ACTOR, actor, clean, clean_or_none
from aexy.sources.github.shapes import Shape, maybe_number, maybe_text, nodes, number, perhaps, text

Row = Mapping[str, Any]

PERSON: Shape = ACTOR + perhaps(maybe_text("email"))
REST_PERSON: Shape = folk.USER + number("id") + perhaps(maybe_text("name", "email", "type"))
TEAM: Shape = text("slug", "name") + maybe_text("description") + maybe_number("databaseId") + nodes("members", ACTOR)


def person(row: Row, scope: Scope) -> Iterator[Record]:
    """Somebody as their profile shows them. GitHub only shows an address there that they have confirmed."""
    who = actor(row, folk.prefix(scope))
    if who is not None:
        yield Known(who._replace(email=row.get("email") or None))


def rest_person(row: Row, scope: Scope) -> Iterator[Record]:
    """The same as REST gives it."""
    who = folk.user(row, folk.prefix(scope))
    if who is not None:
        yield Known(who._replace(name=row.get("name") or None, email=row.get("email") or None))


def team(row: Row, scope: Scope) -> Iterator[Record]:
    """A team and everybody in it."""
    before = folk.prefix(scope)
    members = [actor(each, before) for each in row["members"]["nodes"]]
    yield Team(
        f"{before}{row['databaseId']}", row["slug"], clean(row["name"]), tuple(each for each in members if each),
        clean_or_none(row["description"]),
    )  # fmt: skip

"""People and commits as GitHub names them, brought into ours."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from aexy.kernel.activity import AccountType, Who
from aexy.sources.contract import Scope
from aexy.sources.github.shapes import Shape, late, maybe_number, maybe_text, perhaps, text

MAIN = "github.com"
PROVIDER: Final = "github"
# Accounts that were deleted all point at this one.
_GHOST = 10137
_TEXTS, _NUMBERS = {str, type(None)}, {int, type(None)}
_TYPES: dict[str, AccountType] = {
    "User": "User", "Bot": "Bot", "Mannequin": "Mannequin", "Organization": "Organization",
    "EnterpriseUserAccount": "User",
}  # fmt: skip

ACTOR: Shape = late(text("__typename") + perhaps(maybe_text("login", "name", "slug") + maybe_number("databaseId")))
USER: Shape = text("login") + perhaps(maybe_text("type") + maybe_number("id"))


def prefix(scope: Scope) -> str:
    """What stands before account numbers of installations other than GitHub's own: numbers are theirs alone."""
    return "" if scope.origin in (MAIN, "") else f"{scope.origin}/"


def actor(who: Mapping[str, Any] | None, before: str) -> Who | None:
    """Somebody as GraphQL says them. GitHub shows a deleted account as nobody."""
    if who is None:
        return None
    return _who(before, who.get("databaseId"), who.get("login"), who["__typename"], who.get("name"))


def slug(team: Mapping[str, Any]) -> str | None:
    """What a team that was asked for something is called; None for people."""
    said = team.get("slug")
    if type(said) not in _TEXTS:
        raise TypeError(said)
    return said


def user(who: Mapping[str, Any] | None, before: str) -> Who | None:
    """Somebody as REST says them."""
    if who is None:
        return None
    return _who(before, who.get("id"), who["login"], who.get("type") or "User", None)


@lru_cache(maxsize=50_000)
def _who(before: str, number: int | None, login: str | None, kind: str, name: str | None) -> Who | None:
    if type(kind) is not str or not {type(login), type(name)} <= _TEXTS or type(number) not in _NUMBERS:
        raise TypeError(kind)  # `late` fields: each account is looked at once
    if number is None or number == _GHOST or not login:
        return None
    # REST writes a bot with brackets, GraphQL without them.
    username = f"{login}[bot]" if kind == "Bot" and not login.endswith("[bot]") else login
    return Who(PROVIDER, f"{before}{number}", username, name, None, _TYPES.get(kind))


@lru_cache(maxsize=50_000)
def signature(name: str | None, email: str | None) -> Who | None:
    """Who signed a commit, by the name and address in it."""
    if not name and not email:
        return None
    shown, address = (name or "").replace("\x00", ""), (email or "").replace("\x00", "")
    return Who("git", f"{shown} <{address}>", None, shown or None, address or None)


def clean(words: str) -> str:
    """The same words without NUL, which PostgreSQL does not keep."""
    return words.replace("\x00", "") if "\x00" in words else words


def clean_or_none(words: str | None) -> str | None:
    """The same where there may be none."""
    return None if words is None else clean(words)


def subject(message: str) -> str:
    """A commit message's first line."""
    return clean(message.partition("\n")[0].rstrip())

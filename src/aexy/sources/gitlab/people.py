"""People as GitLab names them, brought into ours."""

import re
from functools import lru_cache
from typing import Final

from aexy.kernel.activity import Who
from aexy.sources.contract import Scope
from aexy.sources.gitlab.fields import Fields

MAIN: Final = "gitlab.com"
PROVIDER: Final = "gitlab"
# What a deleted account left behind belongs to GitLab's own user of this name.
_GHOST = "ghost"
# Project and group access tokens act as users that GitLab makes for them.
_TOKEN_USER = re.compile(r"(project|group)_\d+_bot(_[0-9a-f]+|\d*)?|service_account_(group_)?[\da-f_]+")


def prefix(scope: Scope) -> str:
    """What stands before account numbers of installations other than GitLab's own: numbers are theirs alone."""
    return "" if scope.origin in (MAIN, "") else f"{scope.origin}/"


def person(user: Fields | None, before: str) -> Who | None:
    """Somebody with an account; nobody for a deleted one."""
    if user is None:
        return None
    username = user.text("username")
    if username == _GHOST:
        return None
    is_bot = user.flag_or("bot") or _TOKEN_USER.fullmatch(username) is not None
    return _who(f"{before}{user.number('id')}", username, user.filled("name"), user.filled("public_email"), is_bot)


@lru_cache(maxsize=50_000)
def _who(external_id: str, username: str, name: str | None, email: str | None, is_bot: bool) -> Who:  # noqa: FBT001 - a key of the cache
    return Who(PROVIDER, external_id, username, name, email, "Bot" if is_bot else "User")


@lru_cache(maxsize=50_000)
def signature(name: str | None, email: str | None) -> Who | None:
    """Who signed a commit, by the name and address in it."""
    if not name and not email:
        return None
    return Who("git", f"{name or ''} <{email or ''}>", None, name or None, email or None)

"""What a provider brings to the suite: how its fake is opened, what can be done to it, and what it has no words for."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from tests.providers.facts import Row
from tests.providers.scenario import Scenario
from tests.providers.serving import Allowances, Hours, Reply, Request, Server

from aexy.sources.contract import Auth, Scope, Source


class Unsaid(NamedTuple):
    """What the story tells and this provider does not, with the reason.

    `columns` empty: whole rows. `of` chooses the rows that are meant, by what the story's form of them says; None: all.
    """

    table: str
    why: str
    columns: tuple[str, ...] = ()
    of: Callable[[Row], bool] | None = None


@dataclass(kw_only=True)
class Opened:
    """A fake that answers, and what the suite does to it. `hooks` are (headers, body) of everything it would send."""

    server: Server
    url: str
    allowances: Allowances
    scopes: list[Scope]
    hooks: Callable[[], list[tuple[Mapping[str, str], bytes]]]
    delete_something: Callable[[], tuple[str, str]]  # (table, external id) of what is gone then
    # People go on working, now: titles, people, labels and states of what was there are others.
    change_things: Callable[[], None]
    give_tokens: Callable[[tuple[str, ...]], None]
    # What it answers to somebody who asks too fast: come again in ninety seconds.
    patience: Reply
    signed_by: Callable[[Request], str] = field(default=lambda request: request.token)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A provider in the suite."""

    name: str
    source: Source
    secret: str
    opened: Callable[[Scenario, Hours, timedelta], AbstractAsyncContextManager[Opened]]
    unsaid: tuple[Unsaid, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    hook_secret: bytes = b"hush"
    kind: str = "token"
    # Tables whose rows have no clock of the provider's: their version is when a change was noticed.
    noticed: frozenset[str] = frozenset()

    def auth(self, *tokens: str) -> Auth:
        """Its token, or several."""
        return Auth("basic" if self.kind == "basic" else "token", tokens or (self.secret,))

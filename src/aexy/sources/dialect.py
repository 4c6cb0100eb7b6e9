"""How a provider wants to be asked: how one signs in, what it says of budgets and limits, its refusals in words."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import httpx
import orjson

from aexy.kernel.errors import AexyError, SourceFailed

if TYPE_CHECKING:
    from aexy.sources.http import Http

NOT_MODIFIED = 304


class Budget(NamedTuple):
    """What the provider last said a token may ask of a resource. None: it did not say."""

    token: int
    resource: str
    allowance: int | None
    remaining: int | None
    resets_at: datetime | None


def by_our_clock(at: datetime, headers: httpx.Headers, now: datetime) -> datetime:
    """An instant by the provider's clock, as ours would say it: its Date tells how far ahead or behind that is."""
    try:
        return at + (now.replace(microsecond=0) - parsedate_to_datetime(headers.get("date", "")))
    except (ValueError, TypeError):
        return at


class Answer(NamedTuple):
    """An answer in good order. `status` is 2xx, or 304 when nothing has changed since the ETag that was sent."""

    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def is_unchanged(self) -> bool:
        """Nothing new since the ETag that was sent."""
        return self.status == NOT_MODIFIED

    def json(self) -> Any:  # noqa: ANN401 - whatever the provider said
        """The body. Raises SourceFailed when it is no JSON."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise SourceFailed(
                f"The provider answered with something that is no JSON ({error}).",
                next_step="Try again; if it stays so, a proxy in between may be answering instead.",
            ) from error


class Credential(Protocol):
    """One token, or whatever makes tokens."""

    @property
    def number(self) -> int:
        """Tells those of a connection apart."""
        ...

    async def headers(self, http: "Http") -> Mapping[str, str]:
        """What signs a request with it. May ask the provider for a fresh token."""
        ...


@dataclass(frozen=True, slots=True)
class StaticCredential:
    """A token that stays as it is until somebody changes it."""

    number: int
    signed: Mapping[str, str] = field(repr=False)

    async def headers(self, http: "Http") -> Mapping[str, str]:
        """The same for every request."""
        del http
        return self.signed


class Dialect(Protocol):
    """A provider's manners."""

    @property
    def provider(self) -> str:
        """Its name: github."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """What every request to it says."""
        ...

    def budget(self, headers: httpx.Headers, token: int, now: datetime) -> Budget | None:
        """What this answer says of the token's budget."""
        ...

    def wait(self, status: int, headers: httpx.Headers, body: bytes, now: datetime) -> datetime | None:
        """When this refusal is a limit, when to ask again; None when it is another refusal."""
        ...

    def refusal(self, status: int, headers: httpx.Headers, body: bytes, url: str) -> AexyError | None:
        """What a refusal means, in a sentence; None for the ordinary meaning of its status."""
        ...


class Watcher(Protocol):
    """Whoever wants to know: the job's progress, and the table of budgets."""

    async def budget(self, budget: Budget) -> None:
        """The provider said so."""
        ...

    async def waiting(self, until: datetime, why: str) -> None:
        """Nothing is asked before that instant."""
        ...

    async def retrying(self, at: datetime, why: str) -> None:
        """A request got no good answer, and is made again then."""
        ...


class Silence:
    """Nobody wants to know."""

    async def budget(self, budget: Budget) -> None:
        """Not kept."""

    async def waiting(self, until: datetime, why: str) -> None:
        """Not told."""

    async def retrying(self, at: datetime, why: str) -> None:
        """Not told."""


@dataclass(slots=True, kw_only=True)
class Clock:
    """The hour and how to let it pass."""

    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

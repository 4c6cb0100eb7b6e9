"""What signing in at a provider comes to, and the guarded way to ask one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlencode, urlsplit

import httpx
from pydantic import SecretStr

from aexy.kernel.errors import AexyError, NotSignedIn, SourceFailed
from aexy.sources.dialect import Budget, Clock
from aexy.sources.http import Http

_TRIES = 2
_LARGEST = 1 << 20
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Profile(NamedTuple):
    """Somebody, as the provider knows them. (issuer, subject) is who they are for ever; names and addresses change.

    `emails` are those the provider says are proven to be theirs, lower case, the main one first.
    """

    issuer: str
    subject: str
    name: str
    emails: tuple[str, ...]


class Trip(NamedTuple):
    """One way there and back: what is sent along, and what has to come back with the answer."""

    redirect_uri: str
    state: str
    verifier: str
    challenge: str
    nonce: str


class Provider(Protocol):
    """Somewhere to sign in at."""

    @property
    def key(self) -> str:
        """What it is called in addresses."""
        ...

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    async def address(self, trip: Trip) -> str:
        """Where the browser is sent."""
        ...

    async def profile(self, trip: Trip, code: str, issuer: str | None, now: datetime) -> Profile:
        """Who came back with this code. NotSignedIn when it proves nobody, SourceFailed when nobody answers."""
        ...


@dataclass(frozen=True, slots=True)
class Client:
    """What the provider knows us by, and how it may be asked."""

    id: str
    secret: SecretStr
    clock: Clock
    allow_private: bool


@dataclass(frozen=True, slots=True)
class _Plain:
    """Asked without a token of ours; a refusal proves nobody, and its words are the provider's own business."""

    provider: str
    headers: Mapping[str, str] = field(default_factory=lambda: {"accept": "application/json", "user-agent": "aexy"})

    def budget(self, headers: httpx.Headers, token: int, now: datetime) -> Budget | None:
        """None is said."""

    def wait(self, status: int, headers: httpx.Headers, body: bytes, now: datetime) -> datetime | None:
        """Nobody who signs in waits for an hour."""

    def refusal(self, status: int, headers: httpx.Headers, body: bytes, url: str) -> AexyError | None:
        """The code, or what proves us, was not taken."""
        del headers, body, url
        return not_confirmed(self.provider, f"it answered {status}")


async def ask(
    client: Client, provider: str, url: str, *, form: Mapping[str, str] | None = None, bearer: str | None = None
) -> Any:  # noqa: ANN401 - whatever the provider says
    """One question at an address that may be asked: guarded, pinned, on one host, and small. Its answer as JSON."""
    parts = urlsplit(url)
    headers = {"authorization": f"Bearer {bearer}"} if bearer else {}
    content = None
    if form is not None:
        headers["content-type"] = "application/x-www-form-urlencoded"
        content = urlencode(form).encode()
    async with Http(
        base=f"{parts.scheme}://{parts.netloc}", dialect=_Plain(provider), credentials=(), clock=client.clock,
        allow_private=client.allow_private, most_bytes=_LARGEST, most_tries=_TRIES,
    ) as http:  # fmt: skip
        method = "GET" if form is None else "POST"
        answer = await http.send(method, url, content=content, headers=headers, unsigned=True, tries=_TRIES)
    return answer.json()


def not_confirmed(provider: str, why: str) -> NotSignedIn:
    """Nobody is known to be who they say."""
    return NotSignedIn(f"{provider} did not confirm who you are: {why}.", next_step="Begin again at the sign-in page.")


def strange(provider: str, what: str) -> SourceFailed:
    """The provider is not as its kind is."""
    return SourceFailed(f"{provider} {what}.", next_step="Whoever runs this server has to look at its settings.")


def with_query(url: str, query: Mapping[str, str]) -> str:
    """An address with these questions added to those it has."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"


__all__ = ["LOOPBACK", "Client", "Profile", "Provider", "Trip", "ask", "not_confirmed", "strange", "with_query"]

"""Asking a provider's API: tokens in turn, budgets kept, waits told, failures tried again, nothing ever passed over.

An `Http` belongs to one connection. A source gives it a `Dialect`: how this provider is signed in to, says what a token
may still ask, and words its refusals. Time and sleep are handed in, so a test can live through an hour in no time.
"""

import asyncio
import random
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from time import perf_counter
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
import orjson

from aexy import outward
from aexy.kernel.errors import AexyError, Forbidden, NotSignedIn, SourceFailed, Unknown
from aexy.sources.dialect import NOT_MODIFIED, Answer, Budget, Clock, Credential, Dialect, Silence, Watcher
from aexy.watch.measures import PROVIDER, PROVIDER_LEFT
from aexy.watch.traces import span

IN_FLIGHT = 4
MOST_BYTES = 64 << 20
TRIES = 6
# A sync may wait for days; a provider that sends it away a hundred times in a row does not mean it.
MOST_WAITS = 100
MOST_MOVES = 5
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0
_WORTH_TELLING = 3.0
# After so many requests in a row that got no answer at all, each of the next is tried once: nobody is there.
_SILENCES = 3
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_UNAUTHORIZED, _FORBIDDEN, _MISSING, _GONE, _MANY, _BROKEN = 401, 403, 404, 410, 429, 500
_FINE = range(200, 300)
_MOVED = (301, 302, 307, 308)
_REASONS = (
    ("name or service not known", "nobody knows that name"), ("nodename nor servname", "nobody knows that name"),
    ("no address associated", "nobody knows that name"), ("name resolution", "names cannot be looked up now"),
    ("certificate", "its certificate is not trusted here"), ("wrong_version_number", "it speaks no TLS"),
    ("wrong version number", "it speaks no TLS"), ("all connection attempts failed", "nothing listens there"),
    ("connection refused", "nothing listens there"), ("disconnected", "it hung up"),
    ("peer closed connection", "it hung up"),
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Http:
    """One connection's way to its provider. `base` is the API's address, without a slash at its end.

    `mend` is what to do about a token that is refused, where whoever opened it knows better than the provider's words.
    """

    base: str
    dialect: Dialect
    credentials: Sequence[Credential]
    clock: Clock
    watcher: Watcher = field(default_factory=Silence)
    allow_private: bool = False
    most_bytes: int = MOST_BYTES
    most_tries: int = TRIES
    mend: str | None = None
    resolve: outward.Resolve = outward.public_address
    requests: int = 0
    _client: httpx.AsyncClient | None = None
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(IN_FLIGHT))
    _budgets: dict[tuple[int, str], Budget] = field(default_factory=dict)
    _rests: dict[int, datetime] = field(default_factory=dict)
    _flying: dict[tuple[int, str], int] = field(default_factory=dict)
    _silences: int = 0  # requests given up in a row without any answer

    async def __aenter__(self) -> Self:
        self._client = outward.client(allow_private=self.allow_private, resolve=self.resolve, timeout=_TIMEOUT)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._client:
            await self._client.aclose()
            self._client = None

    async def get(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        *,
        etag: str | None = None,
        resource: str = "core",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask for a path below `base`, or an address on the same host as the provider gave it."""
        more = dict(headers or {}) | ({"if-none-match": etag} if etag else {})
        return await self.send("GET", path, params=params, headers=more, resource=resource)

    async def graphql(
        self,
        path: str,
        query: str,
        variables: Mapping[str, Any],
        *,
        tries: int = TRIES,
        resource: str = "graphql",
    ) -> Any:  # noqa: ANN401 - whatever was answered
        """Ask a GraphQL endpoint; the whole answer, `data` and `errors`. `resource` says whose budget it costs."""
        answer = await self.send(
            "POST", path, content=orjson.dumps({"query": query, "variables": dict(variables)}),
            headers={"content-type": "application/json"}, resource=resource, tries=tries,
        )  # fmt: skip
        return answer.json()

    async def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        resource: str = "core",
        unsigned: bool = False,
        tries: int = TRIES,
    ) -> Answer:
        """Ask until there is an answer: limits are waited for, broken answers tried again, `tries` times in all.

        Raises NotSignedIn, Forbidden, Unknown or SourceFailed, each with what to do.
        """
        url, broken, sent_on, waits = self._address(path), 0, 0, 0
        # Whoever makes a token for another request must not wait for that one's place.
        async with nullcontext() if unsigned else self._places:
            while waits <= MOST_WAITS and sent_on <= MOST_MOVES:
                credential = None if unsigned else await self._choose(resource)
                try:
                    status, said, body = await self._signed(
                        credential, resource, method, url, params, content, headers or {}
                    )
                except httpx.TransportError as error:
                    broken = await self._pause(broken, tries, url, _reason(error))
                    continue
                if status in _FINE or status == NOT_MODIFIED:
                    return Answer(status, said, body)
                if status in _MOVED and (there := said.get("location")):
                    url, params, sent_on = self._address(str(httpx.URL(url).join(there))), None, sent_on + 1
                elif (until := self._limit(status, said, body)) is not None:
                    await self._rest(credential, until)
                    waits += 1
                elif status >= _BROKEN:
                    broken = await self._pause(broken, tries, url, f"status {status}")
                else:
                    raise self._refusal(status, said, body, url)
        raise SourceFailed(
            f"{_shown(url)} kept asking for patience or sending us elsewhere.", next_step="Start the sync again later."
        )

    def _address(self, path: str) -> str:
        if not path.startswith(("http://", "https://")):
            return f"{self.base}/{path.removeprefix('/')}"
        if urlsplit(path).netloc != urlsplit(self.base).netloc:
            # A token goes to the host it was given for, and to no other.
            raise SourceFailed(
                f"The provider sends us from {urlsplit(self.base).netloc} to {urlsplit(path).netloc}.",
                next_step="Change the connection's address if it has moved.",
            )
        return path

    async def _signed(
        self, credential: Credential | None, resource: str, method: str, url: str, params: Mapping[str, Any] | None,
        content: bytes | None, headers: Mapping[str, str],
    ) -> tuple[int, httpx.Headers, bytes]:  # fmt: skip
        """One request with that token, which counts against its budget as soon as it is under way."""
        flight = credential.number if credential else 0, resource
        self._flying[flight] = self._flying.get(flight, 0) + 1
        try:
            signed = await credential.headers(self) if credential else {}
            answer = await self._watched(method, url, params, content, {**self.dialect.headers, **signed, **headers})
            self._silences = 0
            await self._keep(answer[1], credential, resource)
            return answer
        finally:
            self._flying[flight] -= 1

    async def _watched(self, method: str, *words: Any) -> tuple[int, httpx.Headers, bytes]:
        """The same as `_once`, counted and traced by provider and status: the address says too much."""
        provider, began, status = self.dialect.provider, perf_counter(), "none"
        with span(f"{method} {provider}", {"peer.service": provider}, calls=True):
            try:
                answer = await self._once(method, *words)
                status = str(answer[0])
                return answer
            finally:
                PROVIDER.labels(provider, status).observe(perf_counter() - began)

    async def _once(
        self, method: str, url: str, params: Mapping[str, Any] | None, content: bytes | None, headers: dict[str, str]
    ) -> tuple[int, httpx.Headers, bytes]:
        client = self._client
        if client is None:
            raise RuntimeError("An Http is used inside `async with`.")
        self.requests += 1
        request = client.build_request(
            method, url, params=dict(params) if params else None, content=content, headers=headers
        )  # fmt: skip
        answer = await client.send(request, stream=True)
        try:
            body = bytearray()
            async for block in answer.aiter_bytes():
                body += block
                if len(body) > self.most_bytes:
                    raise SourceFailed(
                        f"{_shown(url)} answered with more than {self.most_bytes >> 20} MB.",
                        next_step="No provider does that; look whether the address is the API's.",
                    )
        finally:
            await answer.aclose()
        return answer.status_code, answer.headers, bytes(body)

    async def _choose(self, resource: str) -> Credential | None:
        """The token with most left to ask; when none has any, wait for the first that will."""
        while self.credentials:
            now = self.clock.now()
            free = [one for one in self.credentials if self._free_at(one.number, resource, now) <= now]
            if free:
                return max(free, key=lambda one: (self._left(one.number, resource), -one.number))
            first = min(self._free_at(one.number, resource, now) for one in self.credentials)
            await self._wait(first, f"{self.dialect.provider} allows no more requests until then")
        return None

    def _free_at(self, token: int, resource: str, now: datetime) -> datetime:
        rest = self._rests.get(token, now)
        budget = self._budgets.get((token, resource))
        spent = budget is not None and self._left(token, resource) <= 0 and budget.resets_at is not None
        return max(rest, budget.resets_at) if spent and budget and budget.resets_at else rest

    def _left(self, token: int, resource: str) -> int:
        budget = self._budgets.get((token, resource))
        if budget is None or budget.remaining is None:
            return 1 << 30
        return budget.remaining - self._flying.get((token, resource), 0)

    async def _keep(self, headers: httpx.Headers, credential: Credential | None, resource: str) -> None:
        now = self.clock.now()
        budget = self.dialect.budget(headers, credential.number if credential else 0, now)
        if budget is not None:
            before = self._budgets.get((budget.token, resource))
            known = None if before is None or before.resets_at != budget.resets_at else before.remaining
            if known is not None and budget.remaining is not None:
                # Answers overtake each other: within one window the smallest number is the latest.
                budget = budget._replace(remaining=min(known, budget.remaining))
            self._budgets[budget.token, resource] = budget
            self._budgets[budget.token, budget.resource] = budget
            if budget.remaining is not None:
                least = [one.remaining for one in self._budgets.values() if one.remaining is not None]
                PROVIDER_LEFT.labels(self.dialect.provider).set(min(least))
            await self.watcher.budget(budget)

    def _limit(self, status: int, headers: httpx.Headers, body: bytes) -> datetime | None:
        now = self.clock.now()
        until = self.dialect.wait(status, headers, body, now)
        if until is None and status == _MANY:
            until = retry_after(headers, now) or now + timedelta(seconds=_LONGEST_PAUSE)
        return until

    async def _rest(self, credential: Credential | None, until: datetime) -> None:
        if credential is None:
            await self._wait(until, f"{self.dialect.provider} asks for patience")
        else:
            self._rests[credential.number] = until

    async def _wait(self, until: datetime, why: str) -> None:
        await self.watcher.waiting(until, why)
        # A second more: clocks differ, and a reset is no sooner than its second is over.
        await self.clock.sleep(max(0.0, (until - self.clock.now()).total_seconds()) + 1.0)

    async def _pause(self, broken: int, tries: int, url: str, why: str) -> int:
        """Let a broken answer rest, longer each time; how many there were."""
        tried = broken + 1
        if tried >= (min(tries, self.most_tries) if self._silences < _SILENCES else 1):
            self._silences += 1
            raise SourceFailed(
                f"{_shown(url)} did not answer after {tried} tries ({why}).",
                next_step="Start the sync again later; it goes on where it stopped.",
            )
        longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (tried - 1))
        rest = longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads retries, no secret
        if rest >= _WORTH_TELLING:
            await self.watcher.retrying(self.clock.now() + timedelta(seconds=rest), why)
        await self.clock.sleep(rest)
        return tried

    def _refusal(self, status: int, headers: httpx.Headers, body: bytes, url: str) -> AexyError:
        said = self.dialect.refusal(status, headers, body, url)
        if isinstance(said, NotSignedIn) and self.mend and "`aexy connect " in said.next_step:
            return NotSignedIn(said.detail, next_step=self.mend)
        if said is not None:
            return said
        name = self.dialect.provider
        if status == _UNAUTHORIZED:
            return NotSignedIn(f"{name} does not accept the token.", next_step=f"Run `aexy connect {name}` again.")
        if status == _FORBIDDEN:
            return Forbidden(f"The token may not read {_shown(url)}.", next_step="Give it the missing scope.")
        if status in (_MISSING, _GONE):
            return Unknown(f"{_shown(url)} is not there, or the token may not see it.", next_step="Look at both.")
        return SourceFailed(f"{_shown(url)} was answered with status {status}.", next_step="Look at the connection.")


def retry_after(headers: httpx.Headers, now: datetime) -> datetime | None:
    """What `Retry-After` says, in seconds or as a date; None when it says nothing sensible."""
    said = headers.get("retry-after", "")
    if said.isdigit():
        return now + timedelta(seconds=int(said))
    try:
        return parsedate_to_datetime(said) if said else None
    except ValueError:
        return None


def _reason(error: httpx.TransportError) -> str:
    """Why there was no answer, in words; what nobody has words for as it came."""
    said = str(error).lower()
    for words, meaning in _REASONS:
        if words in said:
            return meaning
    if isinstance(error, httpx.TimeoutException):
        return "it took too long"
    return f"{type(error).__name__} {error}".strip()


def _shown(url: str) -> str:
    """An address without its query, which may hold what is nobody's business."""
    return url.partition("?")[0]

"""What a source is that nothing is asked of: it has no streams, and whoever asks all the same is told so."""

import hmac
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NoReturn

from aexy.kernel.errors import Conflict
from aexy.sources.contract import (
    Auth,
    Checked,
    Cursor,
    FoundProject,
    FoundRepository,
    Options,
    Page,
    Scope,
    Stream,
)
from aexy.sources.dialect import Clock, Watcher
from aexy.sources.http import Http

SIGNATURE = "sha256="


class Hushed:
    """The half of a source's contract that asks. The other, `read`, `verify`, `delivery` and `hear`, is each one's."""

    provider: str
    streams: tuple[Stream, ...] = ()

    def http(
        self, base_url: str, auth: Auth, options: Options, *, clock: Clock, watcher: Watcher, allow_private: bool
    ) -> Http:
        """There is no way to it."""
        del base_url, auth, options, clock, watcher, allow_private
        self._refuse()

    def origin(self, base_url: str) -> str:
        """Its name in facts."""
        del base_url
        return self.provider

    async def check(self, http: Http, options: Options) -> Checked:
        """There is no token to try."""
        del http, options
        self._refuse()

    async def discover(self, http: Http, options: Options) -> AsyncIterator[FoundRepository | FoundProject]:
        """Nothing is followed."""
        del http, options
        nothing: tuple[FoundRepository, ...] = ()
        for each in nothing:
            yield each

    async def pages(
        self, http: Http, scope: Scope, stream: str, cursor: Cursor | None, now: datetime
    ) -> AsyncIterator[Page]:
        """There are no streams."""
        del http, scope, stream, cursor, now
        nothing: tuple[Page, ...] = ()
        for each in nothing:
            yield each

    async def fetch(
        self, http: Http, scope: Scope, stream: str, items: Sequence[str], now: datetime
    ) -> AsyncIterator[Page]:
        """No web hook of these names something to be asked for."""
        del http, scope, stream, items, now
        nothing: tuple[Page, ...] = ()
        for each in nothing:
            yield each

    def _refuse(self) -> NoReturn:
        raise Conflict(
            f"Nothing is asked of {self.provider}: it tells by its web hook.",
            next_step="Look at what it told with `aexy webhooks list NAME`.",
        )


def is_signed(said: Sequence[str], body: bytes, secrets: Sequence[bytes]) -> bool:
    """Whether one of these signatures (hex of HMAC-SHA256) is one of these secrets'; each is tried with each."""
    fits = False
    for secret in secrets:
        made = hmac.new(secret, body, sha256).hexdigest().encode()
        for each in said:
            fits |= bool(secret) and hmac.compare_digest(made, each.encode("utf-8", "surrogateescape"))
    return fits


def stands_in(headers: Mapping[str, str], name: str, secrets: Sequence[bytes]) -> bool:
    """Whether one of the secrets stands in this header, in constant time."""
    said = sha256(headers.get(name, "").encode("utf-8", "surrogateescape")).digest()
    fits = False
    for secret in secrets:
        fits |= bool(secret) and hmac.compare_digest(said, sha256(secret).digest())
    return fits

"""Letting requests in: each is counted by who asks, from where and what for.

Counting goes in the journey that asks whether a session stands, so a request costs one journey to Valkey at most. Who
was sent away is remembered here until there is room again, and costs no journey at all meanwhile.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from time import monotonic
from typing import Final, NamedTuple

from fastapi import Request

from aexy.context import Context, Turnstile
from aexy.features.accounts.tokens import Kind, Proof
from aexy.features.bounds import Bound
from aexy.kernel.allowances import Allowance, Count, Tally
from aexy.kernel.errors import TooMany
from aexy.settings import Settings
from aexy.watch.measures import refused

# Where the porch finds the headers that say how a request was counted.
COUNTED: Final = "aexy.counted"
REMEMBERED_AT_MOST: Final = 10_000
MINUTE: Final = 60
_HOST_BITS: Final = 64  # of an IPv6 address; those before them say whose network it is
_NEXT: Final = "Ask again in {wait} seconds; the `ratelimit` headers say how many are left before."
_WORDS: Final[Mapping[Bound, str]] = {
    Bound.READING: "questions",
    Bound.CHANGING: "changes",
    Bound.EXPENSIVE: "exports, forecasts and imports",
    Bound.SIGNING_IN: "attempts to sign in",
    Bound.HOOKS: "web hooks",
    Bound.UNKNOWN: "requests with a token that nobody knows",
}


class Allowances(NamedTuple):
    """What is allowed of one kind; None where nothing is bounded."""

    each: Allowance | None
    address: Allowance | None


@dataclass(slots=True)
class Admission:
    """The counting of one process; `allowed` by kind, `_shut` until when who was sent away stays out."""

    turnstile: Turnstile
    allowed: Mapping[Bound, Allowances]
    clock: Callable[[], float] = monotonic
    _shut: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, surroundings: Context) -> "Admission":
        """As the settings say."""
        return cls(surroundings.turnstile, allowances(surroundings.settings))

    async def admit(self, request: Request, bound: Bound) -> None:
        """Count a request of nobody who is known; TooMany when there were too many of this kind."""
        counts = self.counts(request, bound)
        if counts:
            self.settle(request, bound, counts, await self.turnstile.count(counts))

    def counts(self, request: Request, bound: Bound, proof: Proof | None = None) -> list[Count]:
        """All that a request counts for. TooMany at once for whoever was sent away a moment ago."""
        each, by_address = self.allowed[bound]
        counts = [Count(f"{bound.value}:{who}", each) for who in whose(request, proof)] if each else []
        if by_address and (address := whence(request)):
            counts.append(Count(f"{bound.value}:address:{address}", by_address))
        if self._shut:
            self._refuse_again(counts, bound)
        return counts

    def settle(self, request: Request, bound: Bound, counts: Sequence[Count], tallies: Sequence[Tally]) -> None:
        """Have the answer say how the counts stand; TooMany when one is over."""
        if not tallies:
            return
        request.scope[COUNTED] = headers(counts, tallies)
        if any(tally.is_over for tally in tallies):
            self._refuse(counts, tallies, bound)

    def _refuse_again(self, counts: Sequence[Count], bound: Bound) -> None:
        """Send away at once whoever was sent away a moment ago."""
        now = self.clock()
        wait = max((self._shut.get(count.key, 0.0) - now for count in counts), default=0.0)
        if wait > 0:
            raise _too_many(bound, wait)

    def _refuse(self, counts: Sequence[Count], tallies: Sequence[Tally], bound: Bound) -> None:
        wait = max(tally.wait for tally in tallies)
        if len(self._shut) >= REMEMBERED_AT_MOST:
            self._shut.clear()
        now = self.clock()
        for count, tally in zip(counts, tallies, strict=True):
            if tally.is_over:
                self._shut[count.key] = now + tally.wait
        raise _too_many(bound, wait)


def allowances(settings: Settings) -> Mapping[Bound, Allowances]:
    """Who may do how much. Strict kinds are counted by address alone: who asks is not known yet."""
    several = settings.limit_address
    reading, changing, hooks = settings.limit_reading, settings.limit_changing, settings.limit_hooks
    expensive = settings.limit_expensive
    return {
        Bound.READING: Allowances(_allow(reading), _allow(reading * several)),
        Bound.CHANGING: Allowances(_allow(changing), _allow(changing * several)),
        Bound.EXPENSIVE: Allowances(_allow(expensive), _allow(expensive * several)),
        Bound.HOOKS: Allowances(_allow(hooks), _allow(hooks * several)),
        Bound.SIGNING_IN: Allowances(None, _allow(settings.limit_signing_in)),
        Bound.UNKNOWN: Allowances(None, _allow(settings.limit_unknown)),
        Bound.UNCOUNTED: Allowances(None, None),
    }


def _allow(most: int) -> Allowance | None:
    return Allowance(most, MINUTE) if most else None


def whose(request: Request, proof: Proof | None) -> list[str]:
    """Everybody a request counts for beside its address."""
    if proof is None:
        connection = request.path_params.get("connection_id")
        return [f"connection:{str(connection)[:36]}"] if connection else []
    if proof.kind is Kind.KEY:
        return [f"account:{proof.account_id}", f"key:{proof.id}"]
    return [f"account:{proof.account_id}"]


def whence(request: Request) -> str | None:
    """The address a request came from; of IPv6 the network, for its owner has all of it."""
    client = request.scope.get("client")
    return _network(client[0]) if client and client[0] else None


@lru_cache(maxsize=4096)
def _network(host: str) -> str | None:
    try:
        address = ip_address(host)
    except ValueError:
        return None
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return f"{IPv6Address(int(address) >> _HOST_BITS << _HOST_BITS)}/64"


def headers(counts: Sequence[Count], tallies: Sequence[Tally]) -> list[tuple[bytes, bytes]]:
    """`RateLimit-Policy` names every bound, `RateLimit` the tightest (draft-ietf-httpapi-ratelimit-headers-10)."""
    policies = _policies(tuple((_policy(count.key), count.allowance) for count in counts))
    count, tally = min(zip(counts, tallies, strict=True), key=lambda one: one[1].left / one[0].allowance.most)
    resets = math.ceil(tally.wait) if tally.is_over else count.allowance.seconds
    return [
        (b"ratelimit-policy", policies),
        (b"ratelimit", f'"{_policy(count.key)}";r={tally.left};t={resets}'.encode()),
    ]


@lru_cache(maxsize=256)
def _policies(bounds: tuple[tuple[str, Allowance], ...]) -> bytes:
    return ", ".join(f'"{name}";q={allowed.most};w={allowed.seconds}' for name, allowed in bounds).encode()


def _policy(key: str) -> str:
    kind, whose_, _ = key.split(":", 2)
    return f"{kind}-{whose_}"


def _too_many(bound: Bound, wait: float) -> TooMany:
    refused(bound.value)
    return TooMany(
        f"Too many {_WORDS[bound]} came from you in the last minute.",
        next_step=_NEXT.format(wait=math.ceil(wait)),
        wait=wait,
    )


__all__ = ["COUNTED", "Admission", "Allowances", "allowances", "headers", "whence", "whose"]

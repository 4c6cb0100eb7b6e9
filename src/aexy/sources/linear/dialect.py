"""Linear's manners: how one signs in, what its headers say of requests and complexity, its refusals in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import orjson

from aexy.kernel.errors import AexyError, Forbidden, NotSignedIn, SourceFailed, Unknown
from aexy.sources.contract import Auth
from aexy.sources.dialect import Budget, StaticCredential, by_our_clock
from aexy.sources.http import retry_after
from aexy.sources.taking import rows, said, text

RESOURCE: Final = "graphql"
LIMITED: Final = "RATELIMITED"
_KEY: Final = "lin_api_"
_REFUSED, _WRONG, _MANY = 401, 400, 429
_LONGEST: Final = 300
_A_WHILE: Final = timedelta(minutes=1)
_AGAIN: Final = "Make a new API key in Linear's settings (Security & access) and run `aexy connect linear` again."


@dataclass(frozen=True, slots=True)
class LinearDialect:
    """Two budgets an hour, of requests and of complexity; whichever ends first is the one that counts."""

    provider: str = "linear"
    headers: Mapping[str, str] = field(default_factory=lambda: {"accept": "application/json"})

    def budget(self, headers: httpx.Headers, token: int, now: datetime) -> Budget | None:
        """How many questions like the last one are left."""
        allowed, left = _count(headers, "requests-limit"), _count(headers, "requests-remaining")
        points = _count(headers, "complexity-remaining")
        if left is None and points is None:
            return None
        cost = max(1, _number(headers.get("x-complexity")) or 1)
        by_points = None if points is None else points // cost
        if by_points is not None and (left is None or by_points < left):
            return Budget(token, RESOURCE, allowed, by_points, _moment(headers, "complexity-reset", now))
        return Budget(token, RESOURCE, allowed, left, _moment(headers, "requests-reset", now))

    def wait(self, status: int, headers: httpx.Headers, body: bytes, now: datetime) -> datetime | None:
        """Linear says that a limit is reached with status 400 and a code."""
        if status != _MANY and not (status == _WRONG and LIMITED in codes(body)):
            return None
        return retry_after(headers, now) or until(headers, now)

    def refusal(self, status: int, headers: httpx.Headers, body: bytes, url: str) -> AexyError | None:
        """What Linear says, where its status alone would say too little."""
        del headers, url
        found = failures(body)
        return failed(found, status=status) if found or status in (_REFUSED, _WRONG) else None


def credentials(auth: Auth) -> list[StaticCredential]:
    """A personal API key stands for itself; a token from signing in with OAuth is a bearer's."""
    signed = [token if token.startswith(_KEY) else f"Bearer {token}" for token in auth.tokens]
    return [StaticCredential(at, {"authorization": each}) for at, each in enumerate(signed)]


def until(headers: httpx.Headers, now: datetime) -> datetime:
    """When what is spent comes back: what has no rest, else a minute."""
    for name in ("requests", "complexity", "endpoint-requests"):
        moment = _moment(headers, f"{name}-reset", now)
        if _count(headers, f"{name}-remaining") == 0 and moment is not None and moment > now:
            return moment
    return now + _A_WHILE


def failures(body: bytes) -> list[Mapping[str, Any]]:
    """The errors of an answer."""
    try:
        return rows(orjson.loads(body), "errors")
    except orjson.JSONDecodeError:
        return []


def codes(body: bytes) -> set[str]:
    """What sorts of errors there are."""
    return {text(each, "extensions.code") or "" for each in failures(body)}


def failed(found: Sequence[Mapping[str, Any]], *, status: int = 200) -> AexyError:
    """Errors in a sentence with what to do."""
    kinds = {(text(each, "extensions.code") or text(each, "extensions.type") or "").upper() for each in found}
    words = " ".join(
        text(each, "extensions.userPresentableMessage") or text(each, "message") or "" for each in found
    )[:_LONGEST].strip(". ")  # fmt: skip
    told = f" ({words})" if words else ""
    if status == _REFUSED or kinds & {"AUTHENTICATION_ERROR", "AUTHENTICATION ERROR"}:
        return NotSignedIn("Linear does not accept this token.", next_step=_AGAIN)
    if kinds & {"FORBIDDEN", "FEATURE_NOT_ACCESSIBLE"}:
        return Forbidden(
            f"Linear does not let this token read that{told}.", next_step="Give the key access to the team."
        )
    if "not found" in words.lower():
        return Unknown(
            f"Linear does not have something that was asked for{told}.", next_step="Look whether it is there."
        )
    if "complex" in words.lower():
        return SourceFailed(f"Linear finds a question too large{told}.", next_step="Report it: it is asked in parts.")
    return SourceFailed(
        f"Linear could not answer{told}.", next_step="Start the sync again later; report it if it stays."
    )


def said_data(answer: object) -> Mapping[str, Any]:
    """The data of an answer."""
    found = said(answer, "data")
    return found if isinstance(found, Mapping) else {}


def _count(headers: httpx.Headers, name: str) -> int | None:
    return _number(headers.get(f"x-ratelimit-{name}"))


def _number(said_: str | None) -> int | None:
    try:
        return None if said_ is None else int(float(said_))
    except (ValueError, OverflowError):
        return None


def _moment(headers: httpx.Headers, name: str, now: datetime) -> datetime | None:
    """Milliseconds since 1970, by Linear's clock."""
    found = _count(headers, name)
    try:
        return None if found is None else by_our_clock(datetime.fromtimestamp(found / 1000, UTC), headers, now)
    except (ValueError, OverflowError, OSError):
        return None

"""How GitLab wants to be asked: tokens, `RateLimit-*` and `Retry-After`, its refusals in words."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import orjson

from aexy.kernel.errors import AexyError, Forbidden, NotSignedIn
from aexy.sources.contract import Auth, Options
from aexy.sources.dialect import Budget, Clock, Credential, StaticCredential, Watcher
from aexy.sources.gitlab.people import PROVIDER
from aexy.sources.http import Http, retry_after

REST = "api/v4"
GRAPHQL = "api/graphql"
_UNAUTHORIZED, _FORBIDDEN, _MANY, _CLOSED = 401, 403, 429, 503


class Manners:
    """GitLab's, the same for GitLab.com and any installation."""

    provider = PROVIDER
    headers: Mapping[str, str] = {"accept": "application/json", "user-agent": "aexy"}

    def budget(self, headers: httpx.Headers, token: int, now: datetime) -> Budget | None:
        """An installation without limits says nothing of them."""
        remaining, reset = headers.get("ratelimit-remaining", ""), headers.get("ratelimit-reset", "")
        if not remaining.isdecimal():
            return None
        allowance = headers.get("ratelimit-limit", "")
        return Budget(
            token, headers.get("ratelimit-name", "core"), int(allowance) if allowance.isdecimal() else None,
            int(remaining), _by_our_clock(reset, headers, now),
        )  # fmt: skip

    def wait(self, status: int, headers: httpx.Headers, body: bytes, now: datetime) -> datetime | None:
        """A limit names its end; an installation that is closed for maintenance may do so as well."""
        del body
        until = retry_after(headers, now)
        if status == _MANY:
            return until or _by_our_clock(headers.get("ratelimit-reset", ""), headers, now)
        return until if status == _CLOSED else None

    def refusal(self, status: int, headers: httpx.Headers, body: bytes, url: str) -> AexyError | None:
        """An expired token and a missing scope are told apart from other refusals."""
        del headers, url
        said = _said(body)
        if status == _UNAUTHORIZED:
            why = next((word for word in ("expired", "revoked") if word in said.lower()), None)
            return NotSignedIn(
                f"GitLab does not accept the token{f': it is {why}' if why else ''}.",
                next_step="Make a new one with the scope read_api, and run `aexy connect gitlab` again.",
            )
        if status == _FORBIDDEN and "insufficient_scope" in said:
            return Forbidden(
                "The token lacks a scope that GitLab asks for here.",
                next_step="Make one with the scope read_api, and run `aexy connect gitlab` again.",
            )
        return None


def _by_our_clock(reset: str, headers: httpx.Headers, now: datetime) -> datetime | None:
    """GitLab names an instant by its own clock, which its Date tells."""
    if not reset.isdecimal() or len(reset) > len("9999999999"):
        return None
    at = datetime.fromtimestamp(int(reset), UTC)
    try:
        ahead = parsedate_to_datetime(headers.get("date", "")) - now
    except (ValueError, TypeError):
        ahead = timedelta()
    return at - ahead


def _said(body: bytes) -> str:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    return " ".join(str(each) for each in said.values()) if isinstance(said, dict) else ""


def way(
    base_url: str, auth: Auth, options: Options, *, clock: Clock, watcher: Watcher, allow_private: bool
) -> Http:  # fmt: skip
    """The way to the installation at `base_url`. OAuth's tokens (option `token_kind`) are signed with as bearers."""
    credentials: list[Credential] = [
        StaticCredential(number, _signed(token, options)) for number, token in enumerate(auth.tokens)
    ]
    return Http(
        base=base_url.rstrip("/"), dialect=Manners(), credentials=credentials, clock=clock, watcher=watcher,
        allow_private=allow_private,
    )  # fmt: skip


def _signed(token: str, options: Options) -> Mapping[str, str]:
    if options.get("token_kind") == "oauth":
        return {"authorization": f"Bearer {token}"}
    return {"private-token": token}

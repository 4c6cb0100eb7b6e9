"""Jira's manners: how one signs in, what its headers say of limits, its refusals in words."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import httpx
import orjson

from aexy.kernel.errors import AexyError, Forbidden, NotSignedIn, SourceFailed, Unknown, Unusable
from aexy.sources.contract import Auth, Options
from aexy.sources.dialect import Budget, StaticCredential, by_our_clock
from aexy.sources.http import retry_after
from aexy.sources.taking import rows, said

_REFUSED, _FORBIDDEN, _WRONG, _REMOVED, _MANY, _BUSY = 401, 403, 400, 410, 429, 503
_LOGIN = "x-seraph-loginreason"
_DENIED = "x-authentication-denied-reason"
_NOT_LET_IN = ("AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED", "AUTHORISATION_FAILED")
_LONGEST = 300
AGAIN = "Make a new API token (Cloud) or personal access token (Data Center) and run `aexy connect jira` again."


@dataclass(frozen=True, slots=True)
class JiraDialect:
    """Cloud's manners and those of a server of one's own, which differ in little."""

    provider: str = "jira"
    headers: Mapping[str, str] = field(default_factory=lambda: {"accept": "application/json"})
    core: ClassVar[str] = "core"

    def budget(self, headers: httpx.Headers, token: int, now: datetime) -> Budget | None:
        """What is left: Cloud names the moment at which all is given back, a server how long a refill takes."""
        remaining = _count(headers.get("x-ratelimit-remaining"))
        if remaining is None:
            return None
        resets_at = _resets_at(headers, now)
        seconds = _count(headers.get("x-ratelimit-interval-seconds"))
        if resets_at is None and seconds is not None:
            resets_at = now + timedelta(seconds=seconds)
        return Budget(token, self.core, _count(headers.get("x-ratelimit-limit")), remaining, resets_at)

    def wait(self, status: int, headers: httpx.Headers, body: bytes, now: datetime) -> datetime | None:
        """Too many requests, or a server too busy to answer that says when it will not be."""
        del body
        if status not in (_MANY, _BUSY):
            return None
        later = retry_after(headers, now)
        return later if later is not None or status == _BUSY else _resets_at(headers, now)

    def refusal(self, status: int, headers: httpx.Headers, body: bytes, url: str) -> AexyError | None:
        """What Jira says, where its status alone would say too little."""
        words, shown = _words(body), url.partition("?")[0]
        if "CAPTCHA" in headers.get(_DENIED, ""):
            return NotSignedIn(
                "Jira wants whoever owns this account to pass a CAPTCHA, after too many wrong passwords.",
                next_step="Sign in to Jira in a browser once and connect again; personal access tokens need none.",
            )
        if status == _REFUSED:
            return NotSignedIn("Jira does not accept this token.", next_step=AGAIN)
        if status == _FORBIDDEN:
            return Forbidden(
                f"Jira does not let this account read {shown}{words}.",
                next_step="Ask a Jira administrator for the permission Browse projects (and Browse users and groups).",
            )
        if status == _REMOVED:
            return SourceFailed(
                f"{shown} is no longer offered by this Jira{words}.",
                next_step="Set the connection's option `edition` to `cloud` if it is a Jira Cloud site.",
            )
        if status == _WRONG:
            return _nonsense(shown, words)
        return None


def credentials(auth: Auth, options: Options) -> list[StaticCredential]:
    """What signs requests: e-mail and API token, or login and password, as `basic`; else personal access tokens.

    The e-mail is the option `login`; without it each token is `login:token`. Raises Unusable when there is none.
    """
    if auth.kind != "basic":
        return [StaticCredential(at, {"authorization": f"Bearer {token}"}) for at, token in enumerate(auth.tokens)]
    login = options.get("login")
    signed = [token if not login else f"{login}:{token}" for token in auth.tokens]
    if any(":" not in each for each in signed):
        raise Unusable(
            "A Jira API token is used together with the e-mail of its account, which is missing.",
            next_step="Give the e-mail as well: `aexy connect jira --login ada@example.org`.",
            field="login",
        )
    encoded = [base64.b64encode(each.encode()).decode() for each in signed]
    return [StaticCredential(at, {"authorization": f"Basic {each}"}) for at, each in enumerate(encoded)]


def check_signed_in(headers: httpx.Headers) -> None:
    """Jira may answer somebody it did not recognise as nobody in particular, with empty lists: that is no answer.

    Raises NotSignedIn.
    """
    if any(reason in headers.get(_LOGIN, "").upper() for reason in _NOT_LET_IN):
        raise NotSignedIn("Jira answered, but did not accept this token.", next_step=AGAIN)


def _nonsense(shown: str, words: str) -> AexyError:
    if "does not support sprints" in words:
        return Unknown(f"{shown} has no sprints.", next_step="There is nothing to mend.")
    if "does not exist for the field" in words:
        return Unknown(
            f"Jira says that something asked for does not exist, or may not be seen{words}.",
            next_step="Look whether the project is still there and whether the account may browse it.",
        )
    return SourceFailed(f"Jira does not understand what was asked of {shown}{words}.", next_step="Report it.")


def _words(body: bytes) -> str:
    """The messages in a refusal, as the end of a sentence."""
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    told = said(answer, "errorMessages")
    found = [str(each) for each in told] if isinstance(told, list) else []
    found += [str(each.get("message")) for each in rows(answer, "errors") if each.get("message")]
    found += [str(answer["message"])] if isinstance(answer, dict) and isinstance(answer.get("message"), str) else []
    joined = " ".join(found)[:_LONGEST].rstrip(". ")
    return f" ({joined})" if joined else ""


def _count(said_: str | None) -> int | None:
    return int(said_) if said_ is not None and said_.isdecimal() else None


def _resets_at(headers: httpx.Headers, now: datetime) -> datetime | None:
    at = _moment(headers.get("x-ratelimit-reset"))
    return None if at is None else by_our_clock(at, headers, now)


def _moment(said_: str | None) -> datetime | None:
    """`2026-03-02T10:00Z`, or seconds since 1970 as some proxies put it."""
    try:
        if said_ and said_.isdecimal():
            return datetime.fromtimestamp(int(said_), UTC)
        at = datetime.fromisoformat(said_) if said_ else None
    except (ValueError, OverflowError, OSError):
        return None
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at

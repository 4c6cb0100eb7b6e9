"""GitHub's manners: what its headers say of budgets and limits, and what its refusals mean."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar

import httpx
import orjson

from aexy.kernel.errors import AexyError, Forbidden, NotSignedIn, SourceFailed, Unknown
from aexy.sources.dialect import Budget
from aexy.sources.http import retry_after

_SECONDARY_REST = timedelta(seconds=60)
_UNAUTHORIZED, _FORBIDDEN, _GONE, _MANY, _LEGAL = 401, 403, 410, 429, 451
_SSO_URL = re.compile(r"url=([^;\s]+)")


class GitHubDialect:
    """How GitHub and GitHub Enterprise want to be asked."""

    provider: ClassVar[str] = "github"
    headers: ClassVar[Mapping[str, str]] = {
        "accept": "application/vnd.github+json",
        "x-github-api-version": "2022-11-28",
        # Node ids of the one new form, so that those of REST and GraphQL are the same.
        "x-github-next-global-id": "1",
        "user-agent": "aexy",
    }

    def budget(self, headers: httpx.Headers, token: int, now: datetime) -> Budget | None:
        """What is left. The reset is told by GitHub's clock, which its Date lets us set ours by."""
        limit, remaining, reset = (
            _whole(headers.get(f"x-ratelimit-{name}")) for name in ("limit", "remaining", "reset")
        )
        if remaining is None:
            return None
        resets_at = datetime.fromtimestamp(reset, UTC) + _skew(headers, now) if reset is not None else None
        return Budget(token, headers.get("x-ratelimit-resource", "core"), limit, remaining, resets_at)

    def wait(self, status: int, headers: httpx.Headers, body: bytes, now: datetime) -> datetime | None:
        """A spent budget comes back at its reset; a secondary limit says after how long, or means a minute."""
        if status not in (_FORBIDDEN, _MANY):
            return None
        if (after := retry_after(headers, now)) is not None:
            return after
        if headers.get("x-ratelimit-remaining") == "0":
            budget = self.budget(headers, 0, now)
            return (budget.resets_at if budget else None) or now + _SECONDARY_REST
        if status == _MANY or b"secondary rate limit" in body.lower() or b"abuse detection" in body.lower():
            return now + _SECONDARY_REST
        return None

    def refusal(self, status: int, headers: httpx.Headers, body: bytes, url: str) -> AexyError | None:
        """Refusals that have a mend of their own."""
        said, path = _message(body), "/" + url.partition("?")[0].partition("//")[2].partition("/")[2]
        if status == _UNAUTHORIZED:
            return NotSignedIn(
                "GitHub does not accept the token: it is wrong, has expired or was revoked.",
                next_step="Make a new one and run `aexy connect github` again.",
            )
        if status == _FORBIDDEN:
            return _forbidden(headers, said, path)
        if status == _GONE:
            return Unknown(
                f"GitHub has switched that off for this repository: {path}.", next_step="Nothing is to be done."
            )
        if status == _LEGAL:
            return Forbidden(f"GitHub withholds {path} for legal reasons.", next_step="Stop following this repository.")
        return None


def _forbidden(headers: httpx.Headers, said: str, path: str) -> AexyError:
    if "required" in (sso := headers.get("x-github-sso", "")):
        found = _SSO_URL.search(sso)
        where = f" at {found[1]}" if found else ""
        return Forbidden(
            "The organization wants the token to be authorized for its single sign-on.",
            next_step=f"Authorize it{where}, then sync again.",
        )
    if "suspended" in said.lower():
        return Forbidden("The app's installation is suspended.", next_step="Ask the organization's owner to resume it.")
    if "ip allow list" in said.lower():
        return Forbidden(
            "The organization only lets known addresses in.",
            next_step="Ask its owner to put this machine's address on the IP allow list.",
        )
    return missing_rights(headers, path) or Forbidden(
        f"GitHub refuses {path}: {said or 'it does not say why'}.", next_step="Look at the token's rights there."
    )


def missing_rights(headers: httpx.Headers, path: str) -> AexyError | None:
    """What the token would need, as far as GitHub says."""
    wanted, has = headers.get("x-accepted-oauth-scopes", ""), headers.get("x-oauth-scopes")
    if has is not None and wanted:
        return Forbidden(
            f"The token may not read {path}: it has the scopes {has or '(none)'} and needs one of {wanted}.",
            next_step="Add the scope at GitHub, Settings, Developer settings, then sync again.",
        )
    if permissions := headers.get("x-accepted-github-permissions"):
        return Forbidden(
            f"The token may not read {path}: it needs the permission {permissions}.",
            next_step="Add it to the token or the app at GitHub, accept it for the organization, then sync again.",
        )
    return None


def refused_graphql(errors: list[Mapping[str, Any]]) -> AexyError:
    """What the errors of a GraphQL answer that gave nothing mean."""
    said = "; ".join(dict.fromkeys(str(each.get("message", "")) for each in errors))[:500]
    kinds = {each.get("type") for each in errors}
    if "INSUFFICIENT_SCOPES" in kinds:
        return Forbidden(f"The token lacks a scope: {said}", next_step="Add it at GitHub, then sync again.")
    if any((each.get("extensions") or {}).get("saml_failure") for each in errors) or "SAML" in said:
        return Forbidden(
            "The organization wants the token to be authorized for its single sign-on.",
            next_step="Authorize it at GitHub (Settings, Developer settings, Configure SSO), then sync again.",
        )
    if "FORBIDDEN" in kinds:
        return Forbidden(f"GitHub refuses: {said}", next_step="Look at the token's rights there.")
    if "NOT_FOUND" in kinds:
        return Unknown(f"GitHub has no such thing, or hides it: {said}", next_step="Look at its name and the token.")
    return SourceFailed(f"GitHub did not understand: {said}", next_step="Report this sentence.")


def _skew(headers: httpx.Headers, now: datetime) -> timedelta:
    try:
        return now.replace(microsecond=0) - parsedate_to_datetime(headers.get("date", "")).astimezone(UTC)
    except (ValueError, TypeError):
        return timedelta()


def _whole(said: str | None) -> int | None:
    return int(said) if said and said.isdigit() else None


def _message(body: bytes) -> str:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    return str(said.get("message", "")) if isinstance(said, dict) else ""

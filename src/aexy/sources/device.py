"""Signing in to GitHub by a code (RFC 8628): shown here, typed at the provider, polled for until it was."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx
from pydantic import SecretStr

from aexy.kernel.errors import AexyError, Conflict, SourceFailed, Unusable
from aexy.sources.dialect import Budget, Clock
from aexy.sources.http import Http

_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_SECONDS = 5
_AGAIN = "Start again with `aexy connect github`."
_REFUSALS: Mapping[str, AexyError] = {
    "expired_token": Unusable("The code was not typed in time.", next_step=_AGAIN, field="device_code"),
    "access_denied": Unusable("Somebody refused it at GitHub.", next_step=_AGAIN, field="device_code"),
    "incorrect_device_code": Unusable("GitHub does not know this code.", next_step=_AGAIN, field="device_code"),
    "device_flow_disabled": Conflict(
        "The OAuth app does not let anybody sign in by a code.",
        next_step="Switch its device flow on at GitHub, or connect with a token.",
    ),
    "incorrect_client_credentials": Conflict(
        "GitHub does not know the OAuth app.", next_step="Look at AEXY_GITHUB_CLIENT_ID, or connect with a token."
    ),
}


class Started(NamedTuple):
    """What a person types where, and how often to ask whether they did."""

    user_code: str
    verification_url: str
    device_code: str
    seconds_between: int
    seconds_left: int


class Polled(NamedTuple):
    """The token once there is one; until then how long to wait before asking again."""

    token: SecretStr | None
    seconds_between: int


@dataclass(frozen=True, slots=True)
class _Plain:
    """Asked without a token, and with nothing to say about budgets."""

    provider: str = "github"
    headers: Mapping[str, str] = field(
        default_factory=lambda: {
            "accept": "application/json", "content-type": "application/x-www-form-urlencoded", "user-agent": "aexy",
        }
    )  # fmt: skip

    def budget(self, headers: httpx.Headers, token: int, now: datetime) -> Budget | None:
        """None is said."""

    def wait(self, status: int, headers: httpx.Headers, body: bytes, now: datetime) -> datetime | None:
        """Only what HTTP itself says."""

    def refusal(self, status: int, headers: httpx.Headers, body: bytes, url: str) -> AexyError | None:
        """The ordinary meaning of a status."""


def at(base_url: str, *, clock: Clock, allow_private: bool) -> Http:
    """The way to GitHub's pages, not opened yet."""
    return Http(base=base_url, dialect=_Plain(), credentials=(), clock=clock, allow_private=allow_private)


async def start(http: Http, client_id: str, scopes: str) -> Started:
    """Ask for a code. Conflict when the app may not, SourceFailed when the answer is none of GitHub's."""
    said = await _ask(http, "login/device/code", {"client_id": client_id, "scope": scopes})
    _refuse(said)
    try:
        return Started(
            str(said["user_code"]), str(said["verification_uri"]), str(said["device_code"]),
            int(said.get("interval", _SECONDS)), int(said["expires_in"]),
        )  # fmt: skip
    except (KeyError, ValueError, TypeError) as error:
        raise _strange() from error


async def poll(http: Http, client_id: str, device_code: SecretStr) -> Polled:
    """Ask whether the code was typed. Unusable when it was refused or is too old."""
    said = await _ask(
        http,
        "login/oauth/access_token",
        {"client_id": client_id, "device_code": device_code.get_secret_value(), "grant_type": _GRANT},
    )
    if said.get("access_token"):
        return Polled(SecretStr(str(said["access_token"])), 0)
    if said.get("error") in {"authorization_pending", "slow_down"}:
        return Polled(None, int(said.get("interval") or _SECONDS))
    _refuse(said)
    raise _strange()


async def _ask(http: Http, path: str, form: Mapping[str, str]) -> Mapping[str, Any]:
    answer = await http.send("POST", path, content=urlencode(form).encode(), unsigned=True)
    said = answer.json()
    if not isinstance(said, dict):
        raise _strange()
    return said


def _refuse(said: Mapping[str, Any]) -> None:
    refusal = _REFUSALS.get(str(said.get("error")))
    if refusal is not None:
        raise type(refusal)(refusal.detail, next_step=refusal.next_step, field=refusal.field)


def _strange() -> SourceFailed:
    return SourceFailed(
        "GitHub did not answer as it says it does when somebody signs in by a code.",
        next_step="Look at the address, or connect with a token.",
    )

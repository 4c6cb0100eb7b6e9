"""A GitHub App signs in for each installation with a token of an hour; a person is shown a code to type at GitHub."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import jwt
import orjson

from aexy.kernel.errors import Forbidden, NotSignedIn, SourceFailed, Unusable
from aexy.sources.github.shapes import instant
from aexy.sources.http import Http

_EARLY = timedelta(minutes=5)
# GitHub refuses more than ten minutes; and clocks differ, so it begins a minute ago.
_LASTS, _SINCE = timedelta(minutes=9), timedelta(minutes=1)
_NEVER = datetime.min.replace(tzinfo=UTC)
_DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass(slots=True, kw_only=True)
class AppCredential:
    """An installation's token, minted with the app's key and renewed before it ends."""

    app_id: str
    installation_id: str
    key: str = field(repr=False)
    number: int = 0
    _token: str = field(default="", repr=False)
    _until: datetime = _NEVER
    _minting: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def headers(self, http: Http) -> Mapping[str, str]:
        """What signs a request; asks GitHub for a fresh token when the last one ends within five minutes."""
        async with self._minting:
            if http.clock.now() + _EARLY >= self._until:
                await self._mint(http)
        return {"authorization": f"Bearer {self._token}"}

    async def _mint(self, http: Http) -> None:
        path = f"/app/installations/{self.installation_id}/access_tokens"
        answer = await http.send("POST", path, headers=self.signed(http.clock.now()), unsigned=True)
        said = answer.json()
        try:
            self._token, self._until = str(said["token"]), instant(said["expires_at"])
        except (KeyError, TypeError, ValueError) as error:
            raise SourceFailed("GitHub gave no token for the installation.", next_step="Try again later.") from error

    def signed(self, now: datetime) -> dict[str, str]:
        """What signs a request as the app itself, for ten minutes."""
        claims = {"iat": int((now - _SINCE).timestamp()), "exp": int((now + _LASTS).timestamp()), "iss": self.app_id}
        try:
            token = jwt.encode(claims, self.key, algorithm="RS256")
        except (ValueError, TypeError, jwt.PyJWTError) as error:
            raise NotSignedIn(
                "The app's key is no private key in PEM form.",
                next_step="Make a new one on the app's page at GitHub and connect again with the whole file.",
            ) from error
        return {"authorization": f"Bearer {token}"}

    async def installation(self, http: Http) -> Mapping[str, Any]:
        """What GitHub says of the installation: its account and permissions. Raises Forbidden when it is suspended."""
        path = f"/app/installations/{self.installation_id}"
        said = (await http.send("GET", path, headers=self.signed(http.clock.now()), unsigned=True)).json()
        if not isinstance(said, dict) or not isinstance(said.get("account"), dict):
            raise SourceFailed("GitHub's answer about the installation is not what it promised.", field="account")
        if said.get("suspended_at"):
            raise Forbidden(
                "The app's installation is suspended.", next_step="Ask the organization's owner to resume it."
            )
        return said


class DeviceCode(NamedTuple):
    """What a person types at `address` to let us in. `secret` stays with us."""

    code: str
    address: str
    secret: str
    interval: int
    expires_at: datetime


async def start_device_flow(http: Http, base_url: str, client_id: str, scopes: str) -> DeviceCode:
    """Ask for a code. `http` is one whose base is `base_url`, without credentials."""
    said = await _post(http, f"{base_url}/login/device/code", {"client_id": client_id, "scope": scopes})
    try:
        return DeviceCode(
            str(said["user_code"]), str(said["verification_uri"]), str(said["device_code"]),
            int(said.get("interval", 5)), http.clock.now() + timedelta(seconds=int(said["expires_in"])),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise SourceFailed(
            f"GitHub gave no code: {said.get('error_description') or said.get('error') or 'it does not say why'}.",
            next_step="Look whether the client id is right and the app allows the device flow, or use a token.",
        ) from error


async def wait_for_device(http: Http, base_url: str, client_id: str, code: DeviceCode) -> str:
    """The token, as soon as the person has said yes. Raises Forbidden or NotSignedIn when they do not."""
    interval = code.interval
    while http.clock.now() < code.expires_at:
        await http.clock.sleep(interval)
        said = await _post(
            http, f"{base_url}/login/oauth/access_token",
            {"client_id": client_id, "device_code": code.secret, "grant_type": _DEVICE_GRANT},
        )  # fmt: skip
        if token := said.get("access_token"):
            return str(token)
        match said.get("error"):
            case "authorization_pending":
                continue
            case "slow_down":
                interval = max(interval + 5, int(said.get("interval") or 0))
            case "access_denied":
                raise Forbidden(
                    "The request was declined at GitHub.", next_step="Run the command again to be asked again."
                )
            case "expired_token":
                break
            case other:
                raise Unusable(
                    f"GitHub gave no token: {said.get('error_description') or other}.", next_step="Use a token instead."
                )
    raise NotSignedIn("The code has expired.", next_step="Run the command again for a new one.")


async def _post(http: Http, url: str, body: Mapping[str, str]) -> Mapping[str, Any]:
    headers = {"accept": "application/json", "content-type": "application/json"}
    said = (await http.send("POST", url, headers=headers, content=orjson.dumps(dict(body)), unsigned=True)).json()
    if not isinstance(said, dict):
        raise SourceFailed("GitHub's answer is no object.", next_step="Look at the address.")
    return said

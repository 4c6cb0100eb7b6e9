"""A GitHub App signs in for each installation with a token of an hour, minted with the app's own key."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from aexy.kernel.errors import Forbidden, NotSignedIn, SourceFailed, Unknown, Unusable
from aexy.sources.github.shapes import instant
from aexy.sources.http import Http

_EARLY = timedelta(minutes=5)
# GitHub refuses more than ten minutes; and clocks differ, so it begins a minute ago.
_LASTS, _SINCE = timedelta(minutes=9), timedelta(minutes=1)
_NEVER = datetime.min.replace(tzinfo=UTC)
_INSTALL = "Install it on its page at GitHub, or give the connection a token instead."


@dataclass(slots=True, kw_only=True)
class AppCredential:
    """An installation's token, minted with the app's key and renewed before it ends.

    Without an `installation_id` it is the app's only installation, which is asked for once.
    """

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
        said = await self._ask(http, "POST", "/access_tokens")
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
        said = await self._ask(http, "GET")
        if not isinstance(said, dict) or not isinstance(said.get("account"), dict):
            raise SourceFailed("GitHub's answer about the installation is not what it promised.", field="account")
        if said.get("suspended_at"):
            raise _suspended()
        return said

    async def _ask(self, http: Http, method: str, below: str = "") -> Any:  # noqa: ANN401 - whatever was answered
        """Ask as the app for something of the installation. NotSignedIn when it is gone, Forbidden when suspended."""
        self.installation_id = self.installation_id or await self._only(http)
        path = f"/app/installations/{self.installation_id}{below}"
        try:
            return (await http.send(method, path, headers=self.signed(http.clock.now()), unsigned=True)).json()
        except Unknown as error:
            raise NotSignedIn(
                f"The app {self.app_id} has no installation {self.installation_id} (any more).", next_step=_INSTALL
            ) from error
        except Forbidden as error:
            raise _suspended() from error

    async def _only(self, http: Http) -> str:
        """The one installation there is. Unusable when there are several, naming them."""
        asked = {"per_page": 100}
        signed = self.signed(http.clock.now())
        said = (await http.send("GET", "/app/installations", params=asked, headers=signed, unsigned=True)).json()
        if not isinstance(said, list):
            raise SourceFailed("GitHub's list of installations is none.", next_step="Look at the connection's address.")
        known = {str(each.get("id")): (each.get("account") or {}).get("login") for each in said}
        if len(known) == 1:
            return next(iter(known))
        if not known:
            raise NotSignedIn(f"The app {self.app_id} is installed nowhere.", next_step=_INSTALL)
        named = ", ".join(f"{login} ({number})" for number, login in known.items())
        raise Unusable(
            f"The app has {len(known)} installations: {named}.",
            next_step="Say which by its number (`--installation`).",
            field="app",
        )


def _suspended() -> Forbidden:
    return Forbidden("The app's installation is suspended.", next_step="Ask the organization's owner to resume it.")

"""Signing in at GitHub, or at a GitHub Enterprise Server: OAuth 2.0 with PKCE. GitHub has no ID token: it is asked.

Who somebody is there is their number: names are given up, and taken by others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aexy.sources.sign_in.contract import Client, Profile, Trip, ask, not_confirmed, strange, with_query

PUBLIC = "https://github.com"
_SCOPES = "read:user user:email"


@dataclass(frozen=True, slots=True)
class GitHub:
    """GitHub at `base`, without a slash at its end."""

    client: Client
    base: str = PUBLIC
    key: str = "github"
    name: str = "GitHub"

    @property
    def _api(self) -> str:
        return "https://api.github.com" if self.base == PUBLIC else f"{self.base}/api/v3"

    async def address(self, trip: Trip) -> str:
        """Where the browser is sent."""
        return with_query(
            f"{self.base}/login/oauth/authorize",
            {
                "client_id": self.client.id, "redirect_uri": trip.redirect_uri, "scope": _SCOPES, "state": trip.state,
                "response_type": "code", "code_challenge": trip.challenge, "code_challenge_method": "S256",
            },
        )  # fmt: skip

    async def profile(self, trip: Trip, code: str, issuer: str | None, now: datetime) -> Profile:
        """Who came back with this code."""
        del now
        if issuer is not None and issuer.rstrip("/") not in {self.base, f"{self.base}/login/oauth"}:
            raise not_confirmed(self.name, "somebody else answered")
        form = {
            "client_id": self.client.id, "client_secret": self.client.secret.get_secret_value(), "code": code,
            "redirect_uri": trip.redirect_uri, "code_verifier": trip.verifier,
        }  # fmt: skip
        said = await ask(self.client, self.name, f"{self.base}/login/oauth/access_token", form=form)
        token = said.get("access_token") if isinstance(said, dict) else None
        if not isinstance(token, str) or not token:
            raise not_confirmed(self.name, "the code was not taken")
        person = await ask(self.client, self.name, f"{self._api}/user", bearer=token)
        emails = await ask(self.client, self.name, f"{self._api}/user/emails", bearer=token)
        return self._read(person, emails)

    def _read(self, person: Any, emails: Any) -> Profile:  # noqa: ANN401 - as GitHub says it
        if not isinstance(person, dict) or not isinstance(person.get("id"), int) or person.get("type") != "User":
            raise strange(self.name, "said nothing about a person")
        known = [each for each in emails if isinstance(each, dict)] if isinstance(emails, list) else []
        proven = [each for each in known if each.get("verified") is True and isinstance(each.get("email"), str)]
        proven.sort(key=_is_main, reverse=True)
        name = str(person.get("name") or person.get("login") or "Somebody")
        return Profile(self.base, str(person["id"]), name, tuple(str(each["email"]).lower() for each in proven))


def _is_main(email: Mapping[str, object]) -> bool:
    return email.get("primary") is True

"""Signing in by OpenID Connect: the authorization code flow with PKCE and a nonce, at any provider that keeps to it.

What the provider says of itself and its keys is asked for at each sign-in: signing in is rare, and a key that was taken
back is believed no longer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from aexy.kernel.errors import SourceFailed
from aexy.sources.sign_in.contract import LOOPBACK, Client, Profile, Trip, ask, not_confirmed, strange, with_query
from aexy.sources.sign_in.id_token import read_id_token


class _Described(NamedTuple):
    authorize: str
    token: str
    keys: str
    person: str | None


@dataclass(frozen=True, slots=True)
class OpenId:
    """The provider that says it is `issuer`, letter by letter."""

    client: Client
    issuer: str
    name: str
    scopes: str = "openid email profile"
    key: str = "oidc"

    async def address(self, trip: Trip) -> str:
        """Where the browser is sent."""
        described = await self._described()
        return with_query(
            described.authorize,
            {
                "client_id": self.client.id, "redirect_uri": trip.redirect_uri, "scope": self.scopes,
                "state": trip.state, "nonce": trip.nonce, "response_type": "code",
                "code_challenge": trip.challenge, "code_challenge_method": "S256",
            },
        )  # fmt: skip

    async def profile(self, trip: Trip, code: str, issuer: str | None, now: datetime) -> Profile:
        """Who came back with this code."""
        if issuer is not None and issuer != self.issuer:
            raise not_confirmed(self.name, "somebody else answered")
        described = await self._described()
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": trip.redirect_uri,
            "client_id": self.client.id, "client_secret": self.client.secret.get_secret_value(),
            "code_verifier": trip.verifier,
        }  # fmt: skip
        said = await ask(self.client, self.name, described.token, form=form)
        token = said.get("id_token") if isinstance(said, dict) else None
        if not isinstance(token, str):
            raise not_confirmed(self.name, "the code was not taken")
        keys = await ask(self.client, self.name, described.keys)
        claims = read_id_token(
            token, keys, issuer=self.issuer, client_id=self.client.id, nonce=trip.nonce, now=now, provider=self.name
        )
        return self._read(await self._with_address(claims, said, described))

    async def _with_address(
        self, claims: Mapping[str, Any], said: Mapping[str, Any], described: _Described
    ) -> Mapping[str, Any]:
        """Some providers keep addresses out of the token: then the person's page is asked, and must be theirs."""
        access = said.get("access_token")
        if "email" in claims or described.person is None or not isinstance(access, str):
            return claims
        person = await ask(self.client, self.name, described.person, bearer=access)
        if not isinstance(person, dict) or not compare_digest(str(person.get("sub")), str(claims["sub"])):
            raise not_confirmed(self.name, "it spoke of somebody else")
        return {**person, **claims}

    def _read(self, claims: Mapping[str, Any]) -> Profile:
        email = claims.get("email")
        # A word is not a yes: only `true` itself says that the address was proven.
        is_proven = claims.get("email_verified") is True and isinstance(email, str) and "@" in email
        name = claims.get("name") or claims.get("preferred_username") or (email if is_proven else None) or "Somebody"
        return Profile(self.issuer, str(claims["sub"]), str(name), (str(email).lower(),) if is_proven else ())

    async def _described(self) -> _Described:
        url = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        self._insist_on_tls(url)
        said = await ask(self.client, self.name, url)
        if not isinstance(said, dict) or said.get("issuer") != self.issuer:
            raise strange(self.name, "does not say that it is the issuer that is set")
        methods = said.get("code_challenge_methods_supported")
        if isinstance(methods, list) and "S256" not in methods:
            raise strange(self.name, "cannot prove that who comes back is who was sent (PKCE with S256)")
        person = said.get("userinfo_endpoint")
        return _Described(
            self._place(said, "authorization_endpoint"),
            self._place(said, "token_endpoint"),
            self._place(said, "jwks_uri"),
            self._place(said, "userinfo_endpoint") if person is not None else None,
        )

    def _place(self, said: Mapping[str, Any], name: str) -> str:
        url = said.get(name)
        if not isinstance(url, str) or urlsplit(url).scheme not in {"http", "https"}:
            raise strange(self.name, f"says no {name}")
        self._insist_on_tls(url)
        return url

    def _insist_on_tls(self, url: str) -> None:
        """What is said in the clear could be anybody's; on this machine itself, where that is allowed, it is ours."""
        parts = urlsplit(url)
        if parts.scheme == "https" or (self.client.allow_private and parts.hostname in LOOPBACK):
            return
        raise SourceFailed(f"{self.name} is not asked without TLS.", next_step="Set an https:// AEXY_OIDC_ISSUER.")

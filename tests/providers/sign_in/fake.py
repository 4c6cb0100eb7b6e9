"""A provider to sign in at: an OpenID provider and GitHub in one, strict as a real one, false where a test says so.

async with Fake(hours) as fake:
fake.url                     the issuer, and GitHub's address
back = fake.visit(url)       what a person's browser does there: sign in, and be sent back with a code
fake.person = Person(…)      who signs in from now on
fake.claims, fake.described  what its ID tokens and its description say that is not so
fake.rotate()                signs with another key
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from tests.providers.serving import Hours, Reply, Request, Server, as_json

CLIENT, SECRET = "aexy-here", "a-secret-of-the-client"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account at the provider."""

    number: int = 4711
    name: str = "Ada Example"
    login: str = "ada"
    email: str | None = "ada@example.org"
    is_verified: Any = True


@dataclass
class Fake:
    """The provider. `algorithm` and `key` sign its ID tokens; `claims` are said instead of what is so."""

    hours: Hours
    person: Person = field(default_factory=Person)
    claims: dict[str, Any] = field(default_factory=dict)
    described: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    key: Any = None
    shows_email: bool = True
    _pairs: dict[str, RSAPrivateKey] = field(default_factory=dict)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _server: Server = field(init=False)

    async def __aenter__(self) -> Self:
        self._server = Server(self.hours)
        for method, path, handler in (
            ("GET", r"/\.well-known/openid-configuration", self._describe),
            ("GET", r"/keys", self._keys),
            ("POST", r"/token", self._oidc_token),
            ("GET", r"/userinfo", self._person),
            ("POST", r"/login/oauth/access_token", self._github_token),
            ("GET", r"/api/v3/user", self._github_user),
            ("GET", r"/api/v3/user/emails", self._github_emails),
        ):
            self._server.route(method, path, handler)
        await self._server.__aenter__()
        self.rotate()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.__aexit__()

    @property
    def url(self) -> str:
        """Where it is, without a slash at its end."""
        return self._server.url

    @property
    def server(self) -> Server:
        """For its log and for faults."""
        return self._server

    def rotate(self) -> None:
        """Sign with another key, and show that one only."""
        self._pairs = {f"k{len(self._codes)}-{sha256(str(self._pairs).encode()).hexdigest()[:8]}": _pair()}

    @property
    def public_pem(self) -> bytes:
        """The key everybody may know."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415

        public = next(iter(self._pairs.values())).public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def visit(self, url: str) -> dict[str, str]:
        """A browser goes there, the person signs in, and the browser is sent back: what it brings."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        code = f"code-{len(self._codes)}-{sha256(url.encode()).hexdigest()[:16]}"
        self._codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def _describe(self, request: Request) -> Reply:
        del request
        said = {
            "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize", "jwks_uri": f"{self.url}/keys",
            "token_endpoint": f"{self.url}/token", "userinfo_endpoint": f"{self.url}/userinfo",
            "code_challenge_methods_supported": ["plain", "S256"],
        }  # fmt: skip
        return as_json(said | self.described)

    def _keys(self, request: Request) -> Reply:
        del request
        shown = [
            jwt.algorithms.RSAAlgorithm.to_jwk(pair.public_key(), as_dict=True) | {"kid": name, "use": "sig"}
            for name, pair in self._pairs.items()
        ]
        return as_json({"keys": shown})

    def _redeemed(self, request: Request) -> dict[str, str] | None:
        """What was asked when the code was given; None for a code that is none, was used, or is not proven."""
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        asked = self._codes.pop(form.get("code", ""), None)
        if asked is None or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        digest = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        is_proven = asked.get("code_challenge_method") == "S256" and digest == asked["code_challenge"]
        is_client = (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)
        return asked if is_proven and is_client else None

    def _oidc_token(self, request: Request) -> Reply:
        asked = self._redeemed(request)
        if asked is None:
            return as_json({"error": "invalid_grant"}, 400)
        now = int(self.hours.now.timestamp())
        told: dict[str, Any] = {
            "iss": self.url, "aud": CLIENT, "sub": str(self.person.number), "nonce": asked["nonce"], "iat": now,
            "exp": now + 300, "name": self.person.name,
        }  # fmt: skip
        if self.shows_email:
            told |= {"email": self.person.email, "email_verified": self.person.is_verified}
        said = {name: value for name, value in (told | self.claims).items() if value is not None}
        name, pair = next(iter(self._pairs.items()))
        key = pair if self.key is None else self.key
        token = jwt.encode(said, key, self.algorithm, headers={"kid": name})
        return as_json({"access_token": "an-access-token", "token_type": "Bearer", "id_token": token})

    def _person(self, request: Request) -> Reply:
        assert request.token == "an-access-token"
        said = {"sub": str(self.person.number), "email": self.person.email, "email_verified": self.person.is_verified}
        return as_json(said | self.claims)

    def _github_token(self, request: Request) -> Reply:
        if self._redeemed(request) is None:
            return as_json({"error": "bad_verification_code"})
        return as_json({"access_token": "an-access-token", "token_type": "bearer", "scope": "user:email"})

    def _github_user(self, request: Request) -> Reply:
        assert request.token == "an-access-token"
        person = self.person
        return as_json({"id": person.number, "login": person.login, "name": person.name, "type": "User"} | self.claims)

    def _github_emails(self, request: Request) -> Reply:
        assert request.token == "an-access-token"
        if self.person.email is None:
            return as_json([])
        return as_json([
            {"email": "other@example.org", "verified": False, "primary": False},
            {"email": self.person.email, "verified": self.person.is_verified, "primary": True},
        ])  # fmt: skip


def _pair() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)

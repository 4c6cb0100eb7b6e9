"""The other doors of the same GitHub: apps that sign in by a key, people who type a code, git over HTTP."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jwt
import psutil
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.hub import Hub
from tests.providers.serving import Reply, Request, as_json, paged

CLIENT_ID = "Iv1.0123456789abcdef"
TYPED = "ghu_typed_token_0001"


def a_private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()


@dataclass
class Apps:
    """GitHub Apps: `keys` by app id, `installations` by number with whose account it is on."""

    hub: Hub
    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=dict)
    installations: dict[int, str] = field(default_factory=lambda: {7: "acme"})
    suspended: set[int] = field(default_factory=set)
    minted: int = 0

    def __post_init__(self) -> None:
        route = self.hub.server.route
        route("GET", r"/api/v3/app/installations", self._all)
        route("GET", r"/api/v3/app/installations/(?P<number>\d+)", self._one)
        route("POST", r"/api/v3/app/installations/(?P<number>\d+)/access_tokens", self._mint)
        route("GET", r"/api/v3/installation/repositories", self._repositories)

    def _refusal(self, request: Request, number: int | None = None) -> Reply | None:
        """As GitHub refuses: a token that is no app's, one that lasts too long, an installation that is gone."""
        now = self.hub.server.hours.now.timestamp()
        try:
            issuer = jwt.decode(request.token, options={"verify_signature": False})["iss"]
            said: dict[str, Any] = jwt.decode(
                request.token, self.keys[issuer].public_key(), algorithms=["RS256"],
                options={"verify_exp": False, "verify_iat": False},
            )  # fmt: skip
        except (jwt.PyJWTError, KeyError):
            return as_json({"message": "A JSON web token could not be decoded"}, 401)
        if not said["iat"] <= now < said["exp"] <= now + 600:
            return as_json({"message": "'Expiration time' claim ('exp') is too far in the future"}, 401)
        if number is not None and number not in self.installations:
            return as_json({"message": "Not Found"}, 404)
        return None

    def _all(self, request: Request) -> Reply:
        found = [{"id": number, "account": {"login": login}} for number, login in self.installations.items()]
        return self._refusal(request) or as_json(found)

    def _one(self, request: Request, number: str) -> Reply:
        at = int(number)
        refusal = self._refusal(request, at)
        if refusal is not None:
            return refusal
        permissions = {"metadata": "read", "contents": "read", "pull_requests": "read", "issues": "read"}
        suspended_at = "2026-11-01T00:00:00Z" if at in self.suspended else None
        account = {"login": self.installations[at]}
        return as_json({"id": at, "account": account, "permissions": permissions, "suspended_at": suspended_at})

    def _mint(self, request: Request, number: str) -> Reply:
        refusal = self._refusal(request, int(number))
        if refusal is not None:
            return refusal
        if int(number) in self.suspended:
            return as_json({"message": "This installation has been suspended"}, 403)
        self.minted += 1
        token = f"ghs_minted_token_{self.minted:04}"
        self.hub.tokens[token] = ""
        expires = self.hub.server.hours.now + timedelta(hours=1)
        return as_json({"token": token, "expires_at": expires.strftime("%Y-%m-%dT%H:%M:%SZ")}, 201)

    def _repositories(self, request: Request) -> Reply:
        if request.token not in self.hub.tokens:
            return as_json({"message": "Bad credentials"}, 401)
        rows, links = paged(self.hub.repositories, request)
        return as_json({"total_count": len(self.hub.repositories), "repositories": list(rows)}, headers=links)


@dataclass
class Codes:
    """Signing in by a code. `answers` is what each further asking is told; when it is empty the code was typed."""

    hub: Hub
    answers: list[str] = field(default_factory=list)
    refusal: str | None = None

    def __post_init__(self) -> None:
        self.hub.server.route("POST", "/login/device/code", self._start)
        self.hub.server.route("POST", "/login/oauth/access_token", self._poll)

    def _start(self, request: Request) -> Reply:
        asked = _form(request)
        if asked.get("client_id") != CLIENT_ID:
            return as_json({"error": "incorrect_client_credentials"})
        if self.refusal:
            return as_json({"error": self.refusal})
        self.scopes = asked["scope"].split()
        return as_json({
            "device_code": "a-device-code", "user_code": "WDJB-MJHT", "interval": 5, "expires_in": 899,
            "verification_uri": f"{self.hub.url}/login/device",
        })  # fmt: skip

    def _poll(self, request: Request) -> Reply:
        if _form(request).get("device_code") != "a-device-code":
            return as_json({"error": "incorrect_device_code"})
        if self.answers:
            said = self.answers.pop(0)
            return as_json({"error": said} | ({"interval": 10} if said == "slow_down" else {}))
        self.hub.tokens[TYPED] = ", ".join(self.scopes)
        return as_json({"access_token": TYPED, "token_type": "bearer", "scope": ",".join(self.scopes)})


def _form(request: Request) -> Mapping[str, str]:
    return {name: values[0] for name, values in parse_qs(request.body.decode()).items()}


@dataclass
class Hosting:
    """The files of a bare repository (after `git update-server-info`) at /acme/pay.git, for who has `token`."""

    hub: Hub
    folder: Path
    user: str
    token: str
    command_lines: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hub.server.route("GET", r"/acme/pay\.git/(?P<path>.+)", self._file)

    @property
    def url(self) -> str:
        return f"{self.hub.url}/acme/pay.git"

    @property
    def signature(self) -> str:
        """What a request must be signed with."""
        return base64.b64encode(f"{self.user}:{self.token}".encode()).decode()

    def _file(self, request: Request, path: str) -> Reply:
        self.command_lines += [" ".join(each.info["cmdline"] or ()) for each in psutil.process_iter(["cmdline"])]
        self.seen.append(request.token)
        if request.token != self.signature:
            return Reply(401, b"", {"www-authenticate": 'Basic realm="hub"'})
        file = self.folder / path
        return Reply(200, file.read_bytes()) if file.is_file() else Reply(404)

"""A small GitHub Enterprise: tokens with scopes, repositories they see, deployments; deliveries of its web hooks.

It speaks through `tests.providers.serving`, so faults can be ordered of it like of any fake.
"""

import hashlib
import hmac
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import orjson
from pydantic import SecretStr
from tests.providers.serving import Hours, Reply, Request, Server, as_json, paged

from aexy.context import Context
from aexy.kernel.ids import ConnectionId, WorkspaceId
from aexy.store import sealing
from aexy.store.vault import Label

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PAY, WEB = 4001, 4002
GOOD = "ghp_good_token_0001"


def a_repository(number: int, name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": number, "name": name, "owner": {"login": "acme", "type": "Organization"}, "html_url": f"https://hub.example/acme/{name}",
        "clone_url": f"https://hub.example/acme/{name}.git", "default_branch": "main", "fork": False, "private": True,
        "archived": False, "created_at": "2024-01-01T00:00:00Z", **more,
    }  # fmt: skip


def a_deployment(number: int, *, state: str = "success", at: str = "2026-11-20T10:00:00Z") -> dict[str, Any]:
    return {
        "id": number, "node_id": f"D_{number}", "sha": f"{number:040x}", "ref": "main",
        "environment": "production", "task": "deploy", "created_at": at, "updated_at": at,
        "creator": {"login": "ann", "id": 7, "node_id": "U_7", "type": "User"},
        "statuses_url": "", "statuses": [{"state": state, "createdAt": at, "logUrl": None}],
    }  # fmt: skip


def a_release(number: int, *, name: str = "1.0", at: str = "2026-11-20T10:00:00Z") -> dict[str, Any]:
    return {
        "id": number, "tag_name": f"v{number}", "name": name, "draft": False, "prerelease": False,
        "target_commitish": "main", "created_at": at, "published_at": at, "updated_at": at,
        "html_url": f"https://hub.example/acme/pay/releases/{number}",
        "body": None, "author": {"login": "ann", "id": 7, "node_id": "U_7", "type": "User"},
    }  # fmt: skip


@dataclass
class Hub:
    """What it knows. `tokens` maps a token to the scopes it has; one that is not there is refused."""

    server: Server
    tokens: dict[str, str] = field(default_factory=lambda: {GOOD: "repo, read:org, read:user"})
    repositories: list[dict[str, Any]] = field(
        default_factory=lambda: [a_repository(PAY, "pay"), a_repository(WEB, "web")]
    )
    deployments: dict[int, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path, answer in (
            (r"/api/v3/user", self._user),
            (r"/api/v3/user/repos", self._repositories),
            (r"/api/v3/repositories/(?P<repository>\d+)/deployments/(?P<number>\d+)", self._deployment),
        ):
            self.server.route("GET", path, answer)

        self.server.route("POST", r".*/graphql", self._statuses)

    @property
    def url(self) -> str:
        return self.server.url

    def _user(self, request: Request) -> Reply:
        scopes = self.tokens.get(request.token)
        if scopes is None:
            return as_json({"message": "Bad credentials"}, 401)
        return as_json({"login": "ann", "id": 7}, headers={"x-oauth-scopes": scopes})

    def _repositories(self, request: Request) -> Reply:
        if request.token not in self.tokens:
            return as_json({"message": "Bad credentials"}, 401)
        rows, links = paged(self.repositories, request)
        return as_json(list(rows), headers=links)

    def _deployment(self, request: Request, repository: str, number: str) -> Reply:
        del request, repository
        found = self.deployments.get(int(number))
        return as_json(found) if found else as_json({"message": "Not Found"}, 404)

    def _statuses(self, request: Request) -> Reply:
        if request.token not in self.tokens:
            return as_json({"message": "Bad credentials"}, 401)
        known = {each["node_id"]: each for each in self.deployments.values()}
        nodes = [
            {"id": node, "statuses": {"nodes": known[node]["statuses"], "pageInfo": {"hasNextPage": False}}}
            for node in request.json()["variables"]["ids"]
        ]
        return as_json({"data": {"nodes": nodes}})


@asynccontextmanager
async def a_hub(hours: Hours) -> AsyncIterator[Hub]:
    async with Server(hours) as server:
        yield Hub(server)


def signed(secret: str, event: str, payload: object, delivery: str) -> tuple[dict[str, str], bytes]:
    """Headers and body as GitHub sends them."""
    body = payload if isinstance(payload, bytes) else orjson.dumps(payload)
    mark = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {
        "content-type": "application/json", "x-github-event": event, "x-github-delivery": delivery,
        "x-hub-signature-256": f"sha256={mark}",
    }  # fmt: skip
    return headers, body


def released(number: int, *, repository: int = PAY, **more: Any) -> Mapping[str, Any]:
    """A release was published."""
    return {"action": "published", "release": a_release(number, **more), "repository": a_repository(repository, "pay")}


def deployed(number: int, *, repository: int = PAY) -> Mapping[str, Any]:
    """A deployment was made; what became of it is asked for."""
    return {"action": "created", "deployment": a_deployment(number), "repository": a_repository(repository, "pay")}


async def a_hooked_connection(
    context: Context,
    workspace: WorkspaceId,
    *secrets: str,
    provider: str = "github",
    base_url: str = "https://hub.example",
) -> ConnectionId:
    """A connection with these web hook secrets and a token, without asking anybody."""
    async with context.database.workspace(workspace) as connection:
        made = ConnectionId(
            await connection.fetchval(
                """
                insert into connections (workspace_id, provider, name, base_url, origin, auth_kind, is_trusted)
                values ($1, $2, $2, $3, $4, 'token', true) returning id
                """,
                workspace, provider, base_url, urlsplit(base_url).netloc,
            )
        )  # fmt: skip
        await sealing.keep(connection, context.settings, Label(workspace, made, "token"), SecretStr(GOOD))
        for kind, secret in zip(("webhook", "webhook_next"), secrets, strict=False):
            await sealing.keep(connection, context.settings, Label(workspace, made, kind), SecretStr(secret))
    return made


async def followed_repository(context: Context, workspace: WorkspaceId, found: ConnectionId, number: int = PAY) -> int:
    """A repository that is followed through it: its key."""
    async with context.database.workspace(workspace) as connection:
        return int(
            await connection.fetchval(
                """
                insert into repositories
                    (workspace_id, connection_id, provider, origin, external_id, provider_id, url, owner, name,
                     is_local)
                select $1, $2, provider, origin, $3, 'hub/' || $3, 'https://hub.example/' || $3, 'acme', $3, false
                from connections where id = $2
                returning key
                """,
                workspace, found, str(number),
            )
        )  # fmt: skip

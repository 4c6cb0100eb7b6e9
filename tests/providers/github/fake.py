"""GitHub Enterprise on loopback: REST below /api/v3, GraphQL at /api/graphql, web hooks signed as it signs them.

async with FakeGitHub(scenario(), hours) as github:
    github.tokens["secret"] = "repo, read:org"       who may ask, with which scopes
    github.world.repositories["acme/payments-api"]   what it holds; change it, and it answers accordingly
    github.server.order(Broken(502))                 faults, see serving.py
    github.hooks("acme/payments-api")                every delivery it would have sent, in order
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta
from typing import Any, NamedTuple, Self
from uuid import NAMESPACE_URL, uuid5

import orjson
from tests.providers.github import graph, rest
from tests.providers.github import world as w
from tests.providers.github.world import Hosted, Row, World
from tests.providers.questions import parsed
from tests.providers.scenario import Scenario
from tests.providers.serving import Allowances, Hours, Reply, Request, Server, as_json, paged

_APP_TOKEN = "ghs_installation"
_LIST = r"/api/v3/repositories/(?P<number>\d+)"


class Delivery(NamedTuple):
    """A web hook as it would be posted."""

    headers: dict[str, str]
    body: bytes


class FakeGitHub:
    """One installation. Every request must be signed by a token it knows."""

    def __init__(self, scenario: Scenario, hours: Hours, *, skew: timedelta = timedelta(), delay: float = 0.0) -> None:
        self.world = World(scenario)
        self.hours = hours
        self.server = Server(hours, skew=skew, delay=delay)
        self.allowances = Allowances(hours=hours)
        self.tokens: dict[str, str | None] = {"secret": "repo, read:org, read:user"}
        self.minted = 0
        self.spent_points = 0
        self._route()

    async def __aenter__(self) -> Self:
        await self.server.__aenter__()
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.server.__aexit__(*exception)

    @property
    def url(self) -> str:
        """What people call it."""
        return self.server.url

    @property
    def api(self) -> str:
        """Where REST answers."""
        return f"{self.server.url}/api/v3"

    def _route(self) -> None:
        route = self.server.route
        route("POST", "/api/graphql", self._graphql)
        route("POST", r"/api/v3/app/installations/\d+/access_tokens", self._mint)
        route("GET", r"/api/v3/app/installations/\d+", self._installation)
        for path, handler in (
            (r"/api/v3/user", self._user),
            (r"/api/v3/user/repos", self._repos),
            (r"/api/v3/installation/repositories", self._installed),
            (_LIST, self._one_repository),
            (_LIST + r"/pulls/comments", self._review_comments),
            (_LIST + r"/issues/comments", self._comments),
            (_LIST + r"/actions/runs", self._runs),
            (_LIST + r"/actions/runs/(?P<run>\d+)", self._run),
            (_LIST + r"/deployments", self._deployments),
            (_LIST + r"/deployments/(?P<item>\d+)", self._deployment),
            (_LIST + r"/releases", self._releases),
        ):
            route("GET", path, self._guarded(handler))

    # Who may ask, and how much.

    def _guarded(self, handler: Any) -> Any:  # noqa: ANN401 - handlers take what their paths name
        def answer(request: Request, **named: str) -> Reply:
            if request.token not in self.tokens:
                return as_json({"message": "Bad credentials"}, 401)
            standing = self.allowances.spend(request.token, "core", cost=0)
            if standing.remaining <= 0:
                return as_json({"message": "API rate limit exceeded"}, 403, self._limits(request, "core", 0))
            reply: Reply = handler(request, **named)
            is_known = _tag(reply.body) == request.headers.get("if-none-match", "").removeprefix("W/")
            limits = self._limits(request, "core", 0 if reply.etag and is_known else 1)
            return reply._replace(headers={**reply.headers, **limits, **self._scopes(request)})

        return answer

    def _limits(self, request: Request, resource: str, cost: int) -> dict[str, str]:
        standing = self.allowances.spend(request.token, resource, cost)
        resets = standing.resets_at + self.server.skew
        return {
            "x-ratelimit-limit": str(standing.allowance), "x-ratelimit-remaining": str(standing.remaining),
            "x-ratelimit-reset": str(int(resets.timestamp())), "x-ratelimit-resource": resource,
        }  # fmt: skip

    def _scopes(self, request: Request) -> dict[str, str]:
        scopes = self.tokens.get(request.token)
        return {} if scopes is None else {"x-oauth-scopes": scopes}

    def _graphql(self, request: Request) -> Reply:
        if request.token not in self.tokens:
            return as_json({"message": "Bad credentials"}, 401)
        asked = request.json()
        cost = graph.price(parsed(asked["query"]), asked["variables"])[0]
        standing = self.allowances.spend(request.token, "graphql", cost)
        limits = self._limits(request, "graphql", 0)
        if standing.is_refused:
            limits["x-ratelimit-remaining"] = "0"
            error = {"type": "RATE_LIMITED", "message": "API rate limit exceeded for user ID 1."}
            return as_json({"errors": [error]}, 200, limits)
        self.spent_points += cost
        return as_json(graph.answer(self.world, asked["query"], asked["variables"]), 200, limits)

    def _mint(self, request: Request) -> Reply:
        if request.token.count(".") != 2:
            return as_json({"message": "A JSON web token could not be decoded"}, 401)
        self.minted += 1
        token = f"{_APP_TOKEN}_{self.minted}"
        self.tokens = {token: None}
        expires = (self.hours.now + timedelta(hours=1)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return as_json({"token": token, "expires_at": expires}, 201)

    def _installation(self, _: Request) -> Reply:
        return as_json({"id": 7, "account": {"login": "acme"}, "permissions": {"metadata": "read"}})

    # What there is.

    def _user(self, _: Request) -> Reply:
        return as_json({"login": "octo", "id": 1, "type": "User"})

    def _repos(self, request: Request) -> Reply:
        there = [rest.repository(each) for each in self.world.repositories.values() if not each.is_gone]
        return self._page(there, request)

    def _installed(self, request: Request) -> Reply:
        there = [rest.repository(each) for each in self.world.repositories.values() if not each.is_gone]
        rows, links = paged(there, request)
        return as_json({"total_count": len(there), "repositories": list(rows)}, headers=links)

    def _hosted(self, number: str) -> Hosted | None:
        return self.world.numbered(int(number))

    def _one_repository(self, _: Request, number: str) -> Reply:
        hosted = self._hosted(number)
        return as_json(rest.repository(hosted), etag=True) if hosted else _missing()

    def _review_comments(self, request: Request, number: str) -> Reply:
        hosted = self._hosted(number)
        return self._since(rest.review_comments(self.world, hosted, self.api), request) if hosted else _missing()

    def _comments(self, request: Request, number: str) -> Reply:
        hosted = self._hosted(number)
        return self._since(rest.comments(self.world, hosted, self.api), request) if hosted else _missing()

    def _since(self, rows: Sequence[Row], request: Request) -> Reply:
        since = request.query.get("since")
        return self._page([row for row in rows if since is None or row["updated_at"] >= since], request)

    def _runs(self, request: Request, number: str) -> Reply:
        hosted = self._hosted(number)
        if hosted is None:
            return _missing()
        until = request.query.get("created", "").removeprefix("<=")
        newest = sorted(hosted.told.pipelines, key=lambda row: (row["created_at"], row["id"]), reverse=True)
        found = [rest.run(self.world, hosted, row) for row in newest if not until or row["created_at"] <= until]
        rows, links = paged(found, request)
        return as_json({"total_count": len(found), "workflow_runs": list(rows)}, headers=links, etag=True)

    def _run(self, _: Request, number: str, run: str) -> Reply:
        hosted = self._hosted(number)
        found = [row for row in hosted.told.pipelines if row["id"] == int(run)] if hosted else []
        return as_json(rest.run(self.world, hosted, found[0]), etag=True) if hosted and found else _missing()

    def _deployments(self, request: Request, number: str) -> Reply:
        hosted = self._hosted(number)
        if hosted is None:
            return _missing()
        newest = sorted(hosted.told.deployments, key=lambda row: (row["created_at"], row["id"]), reverse=True)
        return self._page([rest.deployment(self.world, row) for row in newest], request)

    def _deployment(self, _: Request, number: str, item: str) -> Reply:
        hosted = self._hosted(number)
        found = [row for row in hosted.told.deployments if row["id"] == int(item)] if hosted else []
        return as_json(rest.deployment(self.world, found[0]), etag=True) if found else _missing()

    def _releases(self, request: Request, number: str) -> Reply:
        hosted = self._hosted(number)
        if hosted is None:
            return _missing()
        return self._page([rest.release(self.world, hosted, row) for row in reversed(hosted.told.releases)], request)

    def _page(self, rows: Sequence[Row], request: Request) -> Reply:
        some, links = paged(rows, request)
        return as_json(list(some), headers=links, etag=True)

    # What it would have posted.

    def hooks(self, name: str, secret: bytes = b"hush") -> Iterator[Delivery]:
        """Every delivery about a repository in its present state: each thing once."""
        hosted = self.world.repositories[name]
        for event, payload in self._payloads(hosted):
            body = orjson.dumps({**payload, "repository": rest.repository(hosted), "sender": None})
            signature = hmac.new(secret, body, hashlib.sha256).hexdigest()
            yield Delivery(
                {
                    "x-github-event": event, "x-github-delivery": str(uuid5(NAMESPACE_URL, body.decode())),
                    "x-hub-signature-256": f"sha256={signature}", "content-type": "application/json",
                },
                body,
            )  # fmt: skip

    def _payloads(self, hosted: Hosted) -> Iterator[tuple[str, Row]]:
        world, api = self.world, self.api
        for row in w.pulls(hosted):
            whole = rest.pull(world, hosted, row, api)
            yield "pull_request", {"action": "closed" if row["closed_at"] else "opened", "pull_request": whole}
            for made in w.reviews_of(hosted, row["number"]):
                review = rest.review(world, hosted, made, api)
                yield "pull_request_review", {"action": "submitted", "review": review, "pull_request": whole}
        for row in w.issues(hosted):
            yield "issues", {"action": "edited", "issue": rest.issue(world, hosted, row)}
        for row in rest.review_comments(world, hosted, api):
            number = int(row["pull_request_url"].rpartition("/")[2])
            yield (
                "pull_request_review_comment",
                {"action": "created", "comment": row, "pull_request": {"number": number}},
            )
        for said in hosted.told.comments:
            on = {"number": said["pull_request"] or said["issue"]} | (
                {"pull_request": {}} if said["pull_request"] else {}
            )
            yield "issue_comment", {"action": "created", "comment": rest.comment(world, hosted, said, api), "issue": on}
        yield from self._running(hosted)

    def _running(self, hosted: Hosted) -> Iterator[tuple[str, Row]]:
        for row in hosted.told.pipelines:
            yield "workflow_run", {"action": "completed", "workflow_run": rest.run(self.world, hosted, row)}
            for job in row["jobs"]:
                yield "workflow_job", {"action": "completed", "workflow_job": rest.job(job, row)}
        for row in hosted.told.deployments:
            status = {"id": row["id"], "state": row["status"], "created_at": row["finished_at"]}
            made = rest.deployment(self.world, row)
            yield "deployment_status", {"action": "created", "deployment": made, "deployment_status": status}
        for row in hosted.told.releases:
            yield "release", {"action": "published", "release": rest.release(self.world, hosted, row)}


def _tag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _missing() -> Reply:
    return as_json({"message": "Not Found", "documentation_url": "https://docs.github.com/rest"}, 404)

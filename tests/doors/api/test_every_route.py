"""What holds of every route there is, whatever it does."""

import re
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from tests.tenants.calls import Plan

from aexy.api.app import create_app
from aexy.api.policy import check_routes, routes_of
from aexy.cli.openapi import POLICIES, SNAPSHOT, description, document, policies
from aexy.context import Context
from aexy.features.routing import GuardedRoute, Named, Policy, Routes
from aexy.kernel.ids import WorkspaceId

PROBLEM = "application/problem+json"


def _calls(app: FastAPI) -> list[tuple[str, str, Policy]]:
    """(method, path, policy) of every route."""
    return [(method, _address(route), route.policy) for route in routes_of(app) for method in route.methods or ()]


def _address(route: GuardedRoute) -> str:
    """The path, with the query that names the workspace where the path does not."""
    return route.path + ("?workspace_id={workspace_id}" if route.workspace is Named.IN_QUERY else "")


def _filled(path: str, workspace: object) -> str:
    return re.sub(r"\{\w+\}", lambda _: str(uuid4()), path.replace("{workspace_id}", str(workspace)))


async def test_nobody_gets_past_a_route_that_is_not_public(
    app: FastAPI, nobody: httpx.AsyncClient, workspace: WorkspaceId
) -> None:
    for method, path, policy in _calls(app):
        answer = await nobody.request(method, _filled(path, workspace))
        if policy is Policy.PUBLIC:
            assert answer.status_code != 401 or path.endswith("/redeem"), path
        else:
            assert (answer.status_code, answer.headers["content-type"]) == (401, PROBLEM), f"{method} {path}"
            assert answer.json()["next_step"]


async def test_a_workspace_that_is_not_ones_own_does_not_exist(
    app: FastAPI, stranger: httpx.AsyncClient, workspace: WorkspaceId
) -> None:
    for method, path, policy in _calls(app):
        if policy.role is None:
            continue
        answer = await stranger.request(method, _filled(path, workspace), json={})
        unknown = await stranger.request(method, _filled(path, uuid4()), json={})
        assert answer.status_code == unknown.status_code == 404, f"{method} {path}"
        assert answer.json()["field"] == "workspace_id"


async def test_a_malformed_id_is_named(app: FastAPI, client: httpx.AsyncClient, workspace: WorkspaceId) -> None:
    for method, path, policy in _calls(app):
        if policy.role is None:
            continue
        for name in re.findall(r"\{(\w+_id)\}", path):
            broken = _filled(path.replace(f"{{{name}}}", "not-an-id"), workspace)
            answer = await client.request(method, broken, json={})
            said = answer.json()
            assert (answer.status_code, said["field"]) == (400, name), f"{method} {path}"
            assert said["next_step"]


async def test_a_page_of_a_million_is_refused(app: FastAPI, client: httpx.AsyncClient, workspace: WorkspaceId) -> None:
    lists = [
        f"/api/v1{path}"
        for path in (
            "/workspaces",
            "/workspaces/{workspace_id}/repositories",
            "/workspaces/{workspace_id}/jobs",
            "/workspaces/{workspace_id}/developers",
            "/workspaces/{workspace_id}/teams",
        )
    ]
    assert set(lists) <= {path for _, path, _ in _calls(app)}
    for path in lists:
        for query, field in (("limit=1000000", "limit"), ("limit=0", "limit"), ("cursor=nonsense", "cursor")):
            answer = await client.get(f"{_filled(path, workspace)}?{query}")
            assert (answer.status_code, answer.json()["field"]) == (400, field), path
            assert answer.headers["content-type"] == PROBLEM
            assert answer.json()["next_step"]


def _new_app(context: Context) -> FastAPI:
    return create_app(context.settings, lambda: pytest.fail("never opened"))


def test_a_route_without_a_policy_cannot_be_added(context: Context) -> None:
    app = _new_app(context)

    async def secret() -> None: ...

    with pytest.raises(ValueError, match="no policy"):
        app.get("/api/v1/secret")(secret)


def test_a_route_nobody_guards_stops_the_start(context: Context) -> None:
    app = _new_app(context)
    app.mount("/secret", FastAPI())
    with pytest.raises(ValueError, match="past the policies"):
        check_routes(app)


def test_a_hidden_route_stops_the_start(context: Context) -> None:
    app = _new_app(context)
    routes = Routes("/things", tag="things")

    @routes.get("/{thing_id}", policy=Policy.PUBLIC)
    async def get_thing(thing_id: str) -> str:
        return thing_id

    @routes.get("/newest", policy=Policy.PUBLIC)
    async def get_newest_thing() -> str:
        return ""

    routes.add_to(app.router, "")
    with pytest.raises(ValueError, match="hides /things/newest"):
        check_routes(app)


def test_a_role_without_a_workspace_stops_the_start(context: Context) -> None:
    app = _new_app(context)
    routes = Routes(tag="things")

    @routes.get("/things", policy=Policy.OWNER)
    async def list_things() -> str:
        return ""

    routes.add_to(app.router, "")
    with pytest.raises(ValueError, match="names no workspace"):
        check_routes(app)


def test_the_matrix_knows_every_route_and_every_object(app: FastAPI) -> None:
    plan = Plan.of(app)
    assert len(plan.routes) > 150
    assert not plan.unknown, "\n".join(plan.unknown)


def test_the_snapshot_of_the_description_is_current() -> None:
    assert SNAPSHOT.read_text() == description(), "Run `just openapi` and commit what it wrote."


def test_the_pages_know_who_may_call_what() -> None:
    assert POLICIES.read_text() == policies(document()), "Run `just openapi` and commit what it wrote."

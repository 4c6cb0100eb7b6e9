"""A route whose path names no workspace takes it from the query, behind the same gate."""

from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from tests.doors.api.conftest import ClientOf

from aexy.api.openapi import describe
from aexy.api.policy import check_routes, routes_of
from aexy.features.routing import Asking, AskingByQuery, Named, Policy, Routes
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

PLACE = "/api/v1/whose"


@pytest.fixture(autouse=True)
def whose(app: FastAPI) -> None:
    """Routes that say which workspace they were asked about."""
    routes = Routes("/whose", tag="whose", workspace=Named.IN_QUERY)
    beside = Routes("/workspaces/{workspace_id}/whose", tag="whose")

    @routes.post("", policy=Policy.VIEWER)
    async def ask_whose(viewer: AskingByQuery, wish: dict[str, str]) -> str:
        return f"{viewer.workspace_id} {wish['is']}"

    @routes.get("/managed", policy=Policy.MANAGER)
    async def get_managed(viewer: AskingByQuery) -> str:
        return str(viewer.workspace_id)

    @beside.post("", policy=Policy.VIEWER)
    async def ask_beside(viewer: Asking, wish: dict[str, str]) -> str:
        return f"{viewer.workspace_id} {wish['is']}"

    routes.add_to(app.router, "/api/v1")
    beside.add_to(app.router, "/api/v1")
    check_routes(app)


async def test_the_workspace_named_in_the_query_is_asked_about(
    client: httpx.AsyncClient, workspace: WorkspaceId
) -> None:
    answer = await client.post(f"{PLACE}?workspace_id={workspace}", json={"is": "it"})
    assert (answer.status_code, answer.json()) == (200, f"{workspace} it")


async def test_a_stranger_gets_the_answer_they_get_for_a_path(
    stranger: httpx.AsyncClient, workspace: WorkspaceId
) -> None:
    for named in (workspace, uuid4()):
        # A body that makes no sense: nothing about the request is looked at before who asks.
        by_query = await stranger.post(f"{PLACE}?workspace_id={named}", json=[])
        by_path = await stranger.post(f"/api/v1/workspaces/{named}/whose", json=[])
        assert by_query.status_code == by_path.status_code == 404
        assert _said(by_query) == _said(by_path)


def _said(answer: httpx.Response) -> dict[str, object]:
    return {key: said for key, said in answer.json().items() if key != "request_id"}


async def test_nobody_is_asked_to_sign_in_first(nobody: httpx.AsyncClient, workspace: WorkspaceId) -> None:
    assert (await nobody.post(f"{PLACE}?workspace_id={workspace}", json={})).status_code == 401
    assert (await nobody.post(PLACE, json={})).status_code == 401


async def test_a_role_counts_where_it_was_given(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, client: httpx.AsyncClient
) -> None:
    made = await owner.fetchval("insert into accounts (name) values ('Viewer') returning id")
    await owner.execute("insert into memberships values ($1, $2, 'viewer')", workspace, made)
    assert (await client.get(f"{PLACE}/managed?workspace_id={workspace}")).json() == str(workspace)
    async with client_of(AccountId(made)) as viewer:
        assert (await viewer.get(f"{PLACE}/managed?workspace_id={workspace}")).status_code == 403
        assert (await viewer.get(f"{PLACE}/managed")).status_code == 403


async def test_whoever_has_one_workspace_need_not_name_it(client: httpx.AsyncClient, workspace: WorkspaceId) -> None:
    assert (await client.post(PLACE, json={"is": "mine"})).json() == f"{workspace} mine"
    await client.post("/api/v1/workspaces", json={"name": "Second"})
    answer = await client.post(PLACE, json={"is": "mine"})
    assert (answer.status_code, answer.json()["field"]) == (400, "workspace_id")
    assert "2 workspaces" in answer.json()["detail"]


async def test_what_is_no_id_is_named(client: httpx.AsyncClient) -> None:
    for text in ("mine", "", "%00"):
        answer = await client.post(f"{PLACE}?workspace_id={text}", json={"is": "it"})
        assert (answer.status_code, answer.json()["field"]) == (400, "workspace_id"), text


async def test_of_two_that_are_named_the_same_one_is_checked_and_answered(
    client: httpx.AsyncClient, workspace: WorkspaceId
) -> None:
    foreign = uuid4()
    last = await client.post(f"{PLACE}?workspace_id={foreign}&workspace_id={workspace}", json={"is": "it"})
    assert last.json() == f"{workspace} it"
    assert (
        await client.post(f"{PLACE}?workspace_id={workspace}&workspace_id={foreign}", json={"is": "it"})
    ).status_code == 404


def test_the_description_of_every_such_route_says_so(app: FastAPI) -> None:
    described = describe(app)["paths"]
    there = [route for route in routes_of(app) if route.workspace is Named.IN_QUERY]
    assert there
    for route in there:
        for method in route.methods or ():
            parameters = described[route.path][method.lower()]["parameters"]
            named = {each["name"]: (each["in"], each["required"]) for each in parameters}
            assert named["workspace_id"] == ("query", False), route.path


@pytest.mark.parametrize(
    ("prefix", "policy"), [("/workspaces/{workspace_id}/both", Policy.VIEWER), ("/neither", Policy.SIGNED_IN)]
)
def test_a_workspace_that_is_named_twice_or_for_nothing_stops_the_start(
    app: FastAPI, prefix: str, policy: Policy
) -> None:
    routes = Routes(prefix, tag="both", workspace=Named.IN_QUERY)

    @routes.get("", policy=policy)
    async def get_both() -> str:
        return ""

    routes.add_to(app.router, "/api/v1")
    with pytest.raises(ValueError, match="takes a workspace from its query"):
        check_routes(app)

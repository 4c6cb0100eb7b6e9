"""Every route and every type of object, called as another tenant, as nobody and as each role.

The calls are generated: routes from the application, objects and bodies from `tests/tenants`. `pytest -s` shows how
many calls were made; docs/security/tenants.md says what for.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from tests.doors.api.conftest import ClientOf, Clock
from tests.hub import GOOD, a_hub
from tests.providers.serving import Hours
from tests.tenants.calls import Call, Plan, Route
from tests.tenants.checksums import fingerprint
from tests.tenants.objects import NOW, Objects
from tests.tenants.samples import OTHERWISE
from tests.tenants.world import World, a_world, clients_of, leaks, without_ids

from aexy.context import Context
from aexy.features.accounts import service as accounts
from aexy.features.granting import Scope
from aexy.features.routing import Policy, Role
from aexy.store.postgres import Connection

# They end the session they are asked with, so each gets one of its own, and they come last.
LEAVING = {"signOut", "signOutEverywhere", "leaveWorkspace", "deleteWorkspace"}


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW + timedelta(hours=1))


@pytest.fixture
def plan(app: FastAPI) -> Plan:
    return Plan.of(app)


@pytest.fixture
def context(context: Context, hours: Hours) -> Context:
    return replace(context, clock=hours.clock())


@pytest.fixture
def hours() -> Hours:
    return Hours(NOW)


@pytest_asyncio.fixture
async def world(context: Context, owner: Connection, plan: Plan, hours: Hours) -> AsyncIterator[World]:
    async with a_hub(hours) as hub:
        hub.tokens["ghp_x"] = hub.tokens[GOOD]
        yield await a_world(context, owner, hub, plan)


def in_workspaces(plan: Plan) -> list[Route]:
    return [route for route in plan.routes if route.policy.role is not None]


def is_expected(route: Route, answer: httpx.Response) -> bool:
    """Whether the route may answer so to somebody who may call it."""
    statuses, _ = OTHERWISE.get(route.operation, (set(), ""))
    return answer.status_code in statuses


def told(found: list[str], world: World, what: str) -> None:
    """Say how many calls were made, and fail with all that is wrong."""
    print(f"\n{what}: {world.calls} calls, {len(found)} leaks")  # noqa: T201 - a figure people ask for
    assert not found, "\n".join(found)


async def test_nobody_and_an_ended_session_get_nothing(
    world: World, client_of: ClientOf, clock: Clock, context: Context
) -> None:
    before = await fingerprint(world.owner, world.workspace)
    async with client_of(world.roles[Role.OWNER]) as client:
        ended = client.headers["authorization"].partition(" ")[2]
        assert (await client.post("/api/v1/auth/sign-out")).is_success
    late = await accounts.make_cli_session(context, world.roles[Role.ADMIN])
    clock.turn(timedelta(days=800))
    found: list[str] = []
    async with client_of(None) as client:
        for token in (None, ended, late.token, "no-such-token"):
            client.headers["authorization"] = f"Bearer {token}" if token else ""
            for route in world.plan.routes:
                if route.policy is Policy.PUBLIC:
                    continue
                answer = await world.ask(client, route.call(world.workspace, world.ours.ids))
                if answer.status_code != 401 or leaks(answer):
                    found.append(f"{route.method} {route.path} answered {answer.status_code} to {token}")
    assert await fingerprint(world.owner, world.workspace) == before
    told(found, world, "Nobody, an ended, an expired and an invented session")


async def test_another_tenant_finds_nothing_reads_nothing_and_changes_nothing(
    world: World, client_of: ClientOf
) -> None:
    before = await fingerprint(world.owner, world.workspace, world.roles.values())
    found: list[str] = []
    async with clients_of(client_of, [world.theirs.account]) as (client,):
        for route in world.plan.routes:
            for call in _about_our_workspace(route, world):
                answer = await world.ask(client, call)
                if answer.status_code != 404 or leaks(answer):
                    found.append(
                        f"{call.method} {call.address} ({call.why}) answered {answer.status_code}: {answer.text[:300]}"
                    )
            for foreign, absent in _about_our_objects(route, world):
                answer, unknown = await world.ask(client, foreign), await world.ask(client, absent)
                found += _told_apart(foreign, answer, unknown)
    assert await fingerprint(world.owner, world.workspace, world.roles.values()) == before
    told(found, world, "Another tenant's owner")


def _about_our_workspace(route: Route, world: World) -> Iterator[Call]:
    if route.policy.role is None:
        return
    yield route.call(world.workspace, world.ours.ids, why="our workspace, our objects")
    if route.named:
        yield route.call(world.workspace, world.theirs.ids, why="our workspace, their objects")


def _about_our_objects(route: Route, world: World) -> Iterator[tuple[Call, Call]]:
    """In their own workspace: each thing that can be named is once ours and once nobody's."""
    theirs, ours, missing = world.theirs.ids, world.ours.ids, world.missing
    if route.policy is Policy.PUBLIC:
        return
    for name, kind in route.in_path():
        yield tuple(  # type: ignore[misc]
            route.call(world.elsewhere, theirs, path_ids={name: ids}, why=f"{kind} in the path")
            for ids in (ours, missing)
        )
    for variant, place in route.in_body():
        yield tuple(  # type: ignore[misc]
            route.call(world.elsewhere, theirs, variant=variant, body_ids={place: ids}, why=f"{place} in the body")
            for ids in (ours, missing)
        )
    for name, text in route.in_queries():
        yield tuple(  # type: ignore[misc]
            route.call(world.elsewhere, theirs, query={name: text.format_map(ids)}, why=f"{text} in the query")
            for ids in (ours, missing)
        )


def _told_apart(call: Call, answer: httpx.Response, unknown: httpx.Response) -> Iterator[str]:
    """What is wrong where an object of ours is answered in any other way than one that is not there."""
    said = f"{call.method} {call.address} ({call.why}) answered {answer.status_code}"
    if leaks(answer) or leaks(unknown):
        yield f"{said} with a word of ours: {answer.text[:300]}"
    if without_ids(answer) != without_ids(unknown) and not (answer.is_success and unknown.is_success):
        yield f"{said}: {answer.text[:200]}\n    and for what is not there {unknown.status_code}: {unknown.text[:200]}"
    if answer.status_code >= 500:
        yield f"{said}: {answer.text[:300]}"
    if "in the path" in call.why and answer.status_code != 404:
        yield f"{said}, not 404: {answer.text[:300]}"


async def test_another_tenants_own_answers_hold_nothing_of_ours(world: World, client_of: ClientOf) -> None:
    found: list[str] = []
    async with clients_of(client_of, [world.theirs.account]) as (client,):
        for route in world.plan.routes:
            if route.changes:
                continue
            answer = await world.ask(client, route.call(world.elsewhere, world.theirs.ids))
            if leaks(answer) or not (answer.is_success or is_expected(route, answer)):
                found.append(f"{route.method} {route.path} answered {answer.status_code}: {answer.text[:300]}")
    told(found, world, "What another tenant reads of its own")


async def test_a_lesser_role_is_refused_and_changes_nothing(world: World, client_of: ClientOf) -> None:
    before = await fingerprint(world.owner, world.workspace)
    found: list[str] = []
    async with clients_of(client_of, world.roles.values()) as clients:
        for role, client in zip(world.roles, clients, strict=True):
            for route in in_workspaces(world.plan):
                if route.policy.role is None or role.includes(route.policy.role):
                    continue
                answer = await world.ask(client, route.call(world.workspace, world.ours.ids))
                if answer.status_code != 403 or leaks(answer):
                    found.append(
                        f"{route.method} {route.path} answered a {role} {answer.status_code}: {answer.text[:300]}"
                    )
    assert await fingerprint(world.owner, world.workspace) == before
    told(found, world, "Roles below a route's policy")


async def test_a_manager_of_some_teams_cannot_tell_another_team_from_none(world: World, client_of: ClientOf) -> None:
    limited = await world.a_limited_manager()
    before = await fingerprint(world.owner, world.workspace)
    found: list[str] = []
    async with client_of(limited) as client:
        for route in in_workspaces(world.plan):
            if "team" not in route.names or not Role.MANAGER.includes(route.policy.role or Role.OWNER):
                continue
            answer, unknown = [
                await world.ask(client, route.call(world.workspace, world.ours.ids | {"team": team}))
                for team in (world.ours.ids["team"], world.missing["team"])
            ]
            if without_ids(answer) != without_ids(unknown) or answer.is_success:
                found.append(f"{route.method} {route.path} answered {answer.status_code}: {answer.text[:300]}")
    assert await fingerprint(world.owner, world.workspace) == before
    told(found, world, "A manager limited to another team")


async def test_a_key_opens_no_more_than_it_was_made_for(world: World, client_of: ClientOf) -> None:
    # Whoever owns both workspaces made one key for reading in ours, and one for everything in the other.
    await world.owner.execute(
        "insert into memberships (workspace_id, account_id, role) values ($1, $2, 'owner')",
        world.elsewhere, world.ours.account,
    )  # fmt: skip
    async with clients_of(client_of, [world.ours.account, None]) as (client, bearer):
        made = [
            (
                await client.post("/api/v1/auth/keys", json={"name": "x", "scopes": scopes, "workspace_id": str(place)})
            ).json()
            for scopes, place in ((["read"], world.workspace), (["read", "write", "admin"], world.elsewhere))
        ]
        before = await fingerprint(world.owner, world.workspace)
        found: list[str] = []
        for route in world.plan.routes:
            for key, expected in zip(made, (403, 404), strict=True):
                if not (route.scope is not Scope.READ if expected == 403 else route.policy.role is not None):
                    continue
                if route.policy is Policy.PUBLIC:
                    continue
                bearer.headers["authorization"] = f"Bearer {key['key']}"
                answer = await world.ask(bearer, route.call(world.workspace, world.ours.ids))
                if answer.status_code != expected or leaks(answer):
                    found.append(
                        f"{route.method} {route.path} answered a key {answer.status_code}: {answer.text[:300]}"
                    )
    after = await fingerprint(world.owner, world.workspace)
    # A key notes when it was used last.
    assert {table for table in after if after[table] != before[table]} <= {"public.api_keys"}
    told(found, world, "A key for reading, and one of another workspace")


async def test_whoever_may_call_a_route_gets_an_answer(world: World, client_of: ClientOf, app: FastAPI) -> None:
    found: list[str] = []
    for role, account in world.roles.items():
        routes = [route for route in world.plan.routes if route.policy.role is None or role.includes(route.policy.role)]
        async with client_of(account) as client:
            made = await world.fresh(account)
            app.state.doorkeeper.forget(account)
            for route in sorted(routes, key=lambda one: one.changes):
                if route.operation in LEAVING:
                    continue
                if route.changes:
                    made = await world.fresh(account, route)
                    # Which developer they are has changed with the set.
                    app.state.doorkeeper.forget(account)
                found += await _answered(world, client, route, made, role)
        for route in routes:
            if route.operation in LEAVING:
                async with client_of(account) as client:
                    found += await _answered(world, client, route, made, role)
    told(found, world, "Roles a route's policy lets in")


async def _answered(world: World, client: httpx.AsyncClient, route: Route, made: Objects, role: Role) -> list[str]:
    answer = await world.ask(client, route.call(world.workspace, made.ids))
    if answer.is_success or is_expected(route, answer):
        return []
    return [f"{route.method} {route.path} answered a {role} {answer.status_code}: {answer.text[:300]}"]

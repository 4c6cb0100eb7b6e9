"""Who asks too often is told when to come back; nobody else notices."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from redis.asyncio import Redis
from starlette.requests import Request
from tests.doors.api.conftest import ADDRESS, Clock, OrderBook

from aexy.api.admitting import Admission, allowances, whence
from aexy.api.policy import routes_of
from aexy.context import Context
from aexy.features.accounts.tokens import Kind, Proof
from aexy.features.bounds import Bound
from aexy.features.granting import EVERYTHING
from aexy.features.policies import Policy
from aexy.kernel.ids import AccountId
from aexy.settings import Settings
from aexy.stack.home import Home
from aexy.stack.valkey import Valkey
from aexy.store.cache import NoCache
from aexy.store.postgres import Database
from aexy.store.standing import ValkeyStandings
from aexy.store.turnstile import ValkeyTurnstile

PROBLEM = "application/problem+json"
FEW = {"limit_reading": 20, "limit_changing": 5, "limit_expensive": 3, "limit_signing_in": 4, "limit_unknown": 6}
ME = "/api/v1/auth/me"


@pytest_asyncio.fixture
async def standings(tmp_path: Path) -> AsyncIterator[ValkeyStandings]:
    home = Home(tmp_path / "valkey")
    home.prepare(guest=None)
    server = Valkey(home)
    child = await server.start()
    opened = ValkeyStandings(server.url)
    yield opened
    await opened.close()
    await child.stop()


@pytest.fixture
def turnstile(standings: ValkeyStandings) -> ValkeyTurnstile:
    return standings.turnstile


@pytest.fixture
def context(database: Database, orders: OrderBook, clock: Clock, tmp_path: Path, standings: ValkeyStandings) -> Context:
    settings = Settings(home=tmp_path, **FEW)  # type: ignore[arg-type]
    return Context(settings, database, NoCache(), orders, clock.now, standings=standings, turnstile=standings.turnstile)


async def test_the_one_too_many_is_a_problem_that_says_when_to_come_back(client: httpx.AsyncClient) -> None:
    fine = [await client.get(ME) for _ in range(20)]
    answer = await client.get(ME)
    assert {one.status_code for one in fine} == {200}
    assert (answer.status_code, answer.headers["content-type"]) == (429, PROBLEM)
    assert 1 <= int(answer.headers["retry-after"]) <= 120
    assert "seconds" in answer.json()["next_step"]
    again = await client.get(ME)
    assert (again.status_code, again.json()["type"]) == (429, answer.json()["type"])


async def test_every_counted_answer_says_what_is_left(client: httpx.AsyncClient) -> None:
    first, second = await client.get(ME), await client.get(ME)
    assert first.headers["ratelimit-policy"] == '"reading-account";q=20;w=60, "reading-address";q=80;w=60'
    assert first.headers["ratelimit"] == '"reading-account";r=19;t=60'
    assert second.headers["ratelimit"] == '"reading-account";r=18;t=60'


async def test_a_refusal_of_another_kind_says_it_too(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/api/v1/workspaces/{uuid4()}/jobs")
    assert answer.status_code == 404
    assert answer.headers["ratelimit"] == '"reading-account";r=19;t=60'


async def test_changing_and_reading_are_counted_apart(client: httpx.AsyncClient) -> None:
    changes = [await client.post("/api/v1/workspaces", json={"name": f"W {n}"}) for n in range(6)]
    assert [one.status_code for one in changes] == [201] * 5 + [429]
    assert (await client.get(ME)).status_code == 200


async def test_one_account_does_not_use_up_anothers(client: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    for _ in range(25):
        await client.get(ME)
    assert (await stranger.get(ME)).status_code == 200


async def test_expensive_things_are_bounded_more_tightly(client: httpx.AsyncClient, base: str) -> None:
    path = f"{base}/insights/metrics/commits_count/explain.csv"
    told = [(await client.get(path)).status_code for _ in range(5)]
    assert told[3:] == [429, 429]


async def test_a_signing_in_is_counted_by_address(nobody: httpx.AsyncClient) -> None:
    told = [await nobody.post("/api/v1/auth/redeem", json={"token": f"guess-{n}"}) for n in range(6)]
    assert 429 not in {one.status_code for one in told[:4]}
    assert [one.status_code for one in told[4:]] == [429, 429]
    assert told[4].headers["ratelimit-policy"] == '"signing_in-address";q=4;w=60'


async def test_tokens_nobody_knows_are_soon_not_looked_up_any_more(app: FastAPI) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        told = [(await client.get(ME, headers={"authorization": f"Bearer guess-{n}"})).status_code for n in range(9)]
        assert told == [401] * 6 + [429] * 3
        assert (await client.get(ME)).status_code == 401, "who has no token at all is told to sign in"


async def test_from_another_address_all_is_well(app: FastAPI) -> None:
    for address in ("192.0.2.1", "192.0.2.2"):
        transport = httpx.ASGITransport(app, client=(address, 1234))
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            told = [(await client.post("/api/v1/auth/redeem", json={"token": "x"})).status_code for _ in range(4)]
        assert 429 not in told


async def test_health_is_never_counted(nobody: httpx.AsyncClient) -> None:
    told = [await nobody.get("/api/v1/health/live") for _ in range(50)]
    assert {one.status_code for one in told} == {200}
    assert "ratelimit" not in told[0].headers


async def test_a_dashboard_never_meets_the_usual_limits(turnstile: ValkeyTurnstile) -> None:
    admission = Admission(turnstile, allowances(Settings()))
    proof = a_proof(Kind.SESSION)
    request = a_request("127.0.0.1")
    for _ in range(20):
        counts = admission.counts(request, Bound.READING, proof)
        told = await asyncio.gather(*(turnstile.ask(counts) for _ in range(40)))
        assert not any(tally.is_over for one in told for tally in one.tallies)


def a_proof(kind: Kind) -> Proof:
    return Proof(kind, uuid4(), AccountId(uuid4()), EVERYTHING, datetime.max.replace(tzinfo=UTC))


def a_request(address: str, **state: object) -> Request:
    return Request({"type": "http", "headers": [], "client": (address, 1), "state": dict(state), "path_params": {}})


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("not an address", None),
        ("", None),
    ],
)
def test_an_ipv6_network_counts_as_one(address: str, counted: str | None) -> None:
    assert whence(a_request(address)) == counted


def test_an_api_key_is_bounded_beside_its_account(context: Context) -> None:
    admission = Admission(context.turnstile, allowances(context.settings))
    proof = a_proof(Kind.KEY)
    keys = [count.key for count in admission.counts(a_request("192.0.2.1"), Bound.READING, proof)]
    assert keys == [f"reading:account:{proof.account_id}", f"reading:key:{proof.id}", "reading:address:192.0.2.1"]


async def test_a_request_is_one_journey_to_valkey(client: httpx.AsyncClient, turnstile: ValkeyTurnstile) -> None:
    await client.get(ME)
    async with Redis.from_url(turnstile.url) as looker:
        await looker.config_resetstat()
        for _ in range(5):
            assert (await client.get(ME)).status_code == 200
        seen = await looker.info("commandstats")
    within = {"cmdstat_get", "cmdstat_set", "cmdstat_mget", "cmdstat_time"}
    lookers = {"cmdstat_config|resetstat", "cmdstat_info"}
    assert set(seen) - within - lookers == {"cmdstat_evalsha"}
    assert seen["cmdstat_evalsha"]["calls"] == 5


async def test_a_web_hook_is_counted_by_its_connection(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"/api/v1/webhooks/{uuid4()}", content=b"{}")
    assert answer.status_code == 403
    assert '"hooks-connection";q=12000;w=60' in answer.headers["ratelimit-policy"]


def test_only_health_and_what_a_browser_needs_first_is_public_and_uncounted(app: FastAPI) -> None:
    uncounted = {route.path for route in routes_of(app) if route.bound is Bound.UNCOUNTED}
    assert uncounted == {"/api/v1/health/live", "/api/v1/health/ready"}
    assert all(route.policy is Policy.PUBLIC for route in routes_of(app) if route.bound is Bound.SIGNING_IN)

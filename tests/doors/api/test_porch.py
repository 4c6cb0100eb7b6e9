"""What every request passes: our name, a size, an id; and what every answer carries."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.types import Receive, Scope, Send
from tests.doors.api.conftest import ADDRESS

from aexy.api.limits import LARGEST_BODY, Names, Porch

PROBLEM = "application/problem+json"
LIVE = "/api/v1/health/live"


@pytest.mark.parametrize("host", ["127.0.0.1:8321", "localhost", "LOCALHOST:1", "[::1]:8321"])
def test_a_server_on_loopback_answers_to_loopbacks_names(host: str) -> None:
    assert Names.of("127.0.0.1").include(host.encode())


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.5:8321", "", "localhost:x"])
def test_and_to_no_other(host: str) -> None:
    assert not Names.of("127.0.0.1").include(host.encode())


def test_a_server_open_to_others_answers_to_addresses_and_its_configured_names() -> None:
    names = Names.of("10.0.0.1", ["aexy.example"])
    assert names.include(b"192.168.1.5:8321")
    assert names.include(b"aexy.example")
    assert not names.include(b"evil.example")


async def test_a_foreign_name_is_refused(nobody: httpx.AsyncClient) -> None:
    answer = await nobody.get(LIVE, headers={"host": "evil.example"})
    assert (answer.status_code, answer.headers["content-type"]) == (421, PROBLEM)
    assert "AEXY_HOSTS" in answer.json()["next_step"]


async def test_a_body_too_large_is_refused_by_what_it_says_of_itself(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/workspaces", content=b"x" * (LARGEST_BODY + 1))
    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)


async def test_and_while_it_comes_when_it_says_nothing(client: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_BODY // 100_000 + 1):
            yield b" " * 100_000

    answer = await client.post("/api/v1/workspaces", content=pieces(), headers={"content-type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"name": ', None),
        (b"[]", "body"),
        (b"{}", "name"),
        (b'{"name": ""}', "name"),
        (b'{"name": 3}', "name"),
        (b'{"name": "A", "colour": "red"}', "colour"),
        (b'{"name": "A", "time_zone": "Mars/Olympus"}', "time_zone"),
        (b'{"name": "A", "working_days": [0]}', "working_days.0"),
        (b'{"name": "A", "working_days": [1, 1]}', "working_days"),
        (b'{"name": "A", "working_days": []}', "working_days"),
        (b"\xff\xfe", None),
    ],
)
async def test_a_body_that_cannot_be_used_is_a_problem_with_a_way_on(
    client: httpx.AsyncClient, body: bytes, field: str | None
) -> None:
    answer = await client.post("/api/v1/workspaces", content=body, headers={"content-type": "application/json"})
    said = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM), said
    assert said.get("field") == field
    assert said["detail"]
    assert said["next_step"]
    assert said["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("body", [b"[" * 500_000, b'{"name":' * 100_000])
async def test_a_body_nested_without_end_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/api/v1/workspaces", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)


async def test_what_does_not_exist_is_a_problem(nobody: httpx.AsyncClient) -> None:
    for path in ("/api/v1/nothing", "/api/nothing", "/api"):
        answer = await nobody.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)


async def test_a_method_nobody_takes_is_a_problem(nobody: httpx.AsyncClient) -> None:
    answer = await nobody.put(LIVE)
    assert (answer.status_code, answer.headers["content-type"]) == (405, PROBLEM)
    assert answer.headers["allow"] == "GET"


async def test_a_request_keeps_the_id_it_came_with(nobody: httpx.AsyncClient) -> None:
    answer = await nobody.get(LIVE, headers={"x-request-id": "trace-0123456789"})
    assert answer.headers["x-request-id"] == "trace-0123456789"
    forged = await nobody.get(LIVE, headers={"x-request-id": "a b\tc"})
    assert forged.headers["x-request-id"] != "a b\tc"


async def test_every_answer_is_protected(nobody: httpx.AsyncClient) -> None:
    answer = await nobody.get(LIVE)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"


async def test_what_nobody_foresaw_shows_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(*_: Scope | Receive | Send) -> None:
        raise KeyError("a secret")

    transport = httpx.ASGITransport(Porch(broken, Names.of("127.0.0.1")))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        answer = await client.get("/")
    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM)
    assert "secret" not in answer.text
    assert answer.json()["request_id"]
    assert "a secret" in caplog.text


async def test_a_request_that_takes_too_long_is_ended() -> None:
    async def endless(*_: Scope | Receive | Send) -> None:
        await asyncio.sleep(60)

    transport = httpx.ASGITransport(Porch(endless, Names.of("127.0.0.1"), seconds=0.01))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        answer = await client.get("/")
    assert answer.status_code == 503


async def test_health_says_whether_the_database_answers(nobody: httpx.AsyncClient) -> None:
    said = (await nobody.get("/api/v1/health/ready")).json()
    assert said == {"status": "ready", "parts": [{"part": "database", "state": "up"}]}


async def test_the_description_is_served(nobody: httpx.AsyncClient) -> None:
    assert (await nobody.get("/api/v1/openapi.json")).json()["info"]["title"] == "Aexy"


async def test_without_pages_it_says_how_to_build_them(nobody: httpx.AsyncClient) -> None:
    answer = await nobody.get("/")
    assert answer.status_code == 503
    assert "make build" in answer.text

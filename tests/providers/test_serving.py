"""The parts of the fakes do what real servers do, seen through the way our sources ask."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

import httpx
import pytest
from tests.providers.serving import Allowances, Broken, Cut, Dripping, Hours, Reply, Request, Server, as_json, paged

from aexy.kernel.errors import AexyError
from aexy.sources.dialect import Budget, StaticCredential
from aexy.sources.http import Http

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)


class Plain:
    """A provider without limits."""

    provider = "plain"
    headers: ClassVar[dict[str, str]] = {"accept": "application/json"}

    def budget(self, headers: httpx.Headers, token: int, now: datetime) -> Budget | None:
        del headers, token, now
        return None

    def wait(self, status: int, headers: httpx.Headers, body: bytes, now: datetime) -> datetime | None:
        del status, headers, body, now
        return None

    def refusal(self, status: int, headers: httpx.Headers, body: bytes, url: str) -> AexyError | None:
        del status, headers, body, url
        return None


def an_http(server: Server) -> Http:
    credentials = [StaticCredential(0, {"authorization": "Bearer secret"})]
    return Http(
        base=server.url, dialect=Plain(), credentials=credentials, clock=server.hours.clock(), allow_private=True
    )


async def test_a_request_is_answered_by_its_route_and_logged() -> None:
    async with Server(Hours(MONDAY)) as server, an_http(server) as http:
        server.route("GET", r"/people/(?P<name>\w+)", lambda _, name: as_json({"name": name}))
        assert (await http.get("/people/ada", {"full": "1"})).json() == {"name": "ada"}
    assert [(one.request.token, one.request.query, one.status) for one in server.log] == [
        ("secret", {"full": "1"}, 200)
    ]


async def test_who_has_the_answer_already_is_told_so() -> None:
    async with Server(Hours(MONDAY)) as server, an_http(server) as http:
        server.route("GET", "/same", lambda _: as_json([1], etag=True))
        tag = (await http.get("/same")).headers["etag"]
        again = await http.get("/same", etag=f"W/{tag}")
    assert again.is_unchanged
    assert again.body == b""


async def test_pages_lead_to_each_other() -> None:
    def rows(request: Request) -> Reply:
        some, links = paged(list(range(7)), request, usual=3)
        return as_json(list(some), headers=links)

    async with Server(Hours(MONDAY)) as server, an_http(server) as http:
        server.route("GET", "/rows", rows)
        seen, url = [], "/rows"
        while url:
            answer = await http.get(url)
            seen += answer.json()
            response = httpx.Response(200, headers=answer.headers)
            url = response.links.get("next", {}).get("url", "")
    assert seen == list(range(7))


@pytest.mark.parametrize("fault", [Broken(502), Cut(), Dripping()])
async def test_a_fault_passes_and_the_answer_is_whole(fault: Broken | Cut | Dripping) -> None:
    async with Server(Hours(MONDAY)) as server, an_http(server) as http:
        server.route("GET", "/long", lambda _: as_json(list(range(1000))))
        server.order(fault, when=lambda request: request.path == "/long")
        assert (await http.get("/long")).json() == list(range(1000))
    assert [one.status for one in server.log] == {Broken: [502, 200], Cut: [0, 200], Dripping: [200]}[type(fault)]


async def test_waiting_takes_no_time() -> None:
    hours = Hours(MONDAY)
    await hours.clock().sleep(3600)
    assert hours.clock().now() == MONDAY + timedelta(hours=1)


def test_an_allowance_is_spent_and_comes_back_with_the_window() -> None:
    hours = Hours(MONDAY)
    allowances = Allowances(hours=hours, allowance=2)
    asked = [allowances.spend("a", "core") for _ in range(3)]
    assert [(one.remaining, one.is_refused) for one in asked] == [(1, False), (0, False), (0, True)]
    assert not allowances.spend("b", "core").is_refused
    hours.now += timedelta(hours=1)
    assert allowances.spend("a", "core").remaining == 1

"""Asking a provider: tokens in turn, limits waited for to the second, failures tried again, tokens never given away."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import httpx
import pytest
from tests.providers.serving import Allowances, Broken, Cut, Hours, Instead, Reply, Request, Server, as_json

from aexy.kernel.errors import AexyError, Forbidden, NotSignedIn, SourceFailed, Unknown
from aexy.sources.dialect import Budget, StaticCredential
from aexy.sources.http import IN_FLIGHT, TRIES, Http

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)


class Counting:
    """A provider that counts requests in the manner of most."""

    provider = "counting"
    headers: ClassVar[dict[str, str]] = {}

    def budget(self, headers: httpx.Headers, token: int, now: datetime) -> Budget | None:
        del now
        if "x-left" not in headers:
            return None
        resets = datetime.fromtimestamp(int(headers["x-resets"]), UTC)
        return Budget(token, "core", int(headers["x-most"]), int(headers["x-left"]), resets)

    def wait(self, status: int, headers: httpx.Headers, body: bytes, now: datetime) -> datetime | None:
        del body, now
        is_limit = status == 403 and headers.get("x-left") == "0"
        return datetime.fromtimestamp(int(headers["x-resets"]), UTC) if is_limit else None

    def refusal(self, status: int, headers: httpx.Headers, body: bytes, url: str) -> AexyError | None:
        del status, headers, body, url
        return None


@dataclass
class Listening:
    """Hears what an Http tells."""

    budgets: list[Budget] = field(default_factory=list)
    waits: list[tuple[datetime, str]] = field(default_factory=list)
    retries: list[str] = field(default_factory=list)

    async def budget(self, budget: Budget) -> None:
        self.budgets.append(budget)

    async def waiting(self, until: datetime, why: str) -> None:
        self.waits.append((until, why))

    async def retrying(self, at: datetime, why: str) -> None:
        del at
        self.retries.append(why)


def an_http(server: Server, *tokens: str, watcher: Listening | None = None, most_bytes: int = 1 << 20) -> Http:
    return Http(
        base=server.url,
        dialect=Counting(),
        credentials=[StaticCredential(number, {"authorization": f"Bearer {one}"}) for number, one in enumerate(tokens)],
        clock=server.hours.clock(),
        watcher=watcher or Listening(),
        allow_private=True,
        most_bytes=most_bytes,
    )


def limited(server: Server, allowance: int) -> None:
    """Every path of the server is counted against what a token may ask in an hour."""
    allowances = Allowances(hours=server.hours, allowance=allowance)

    def answer(request: Request) -> Reply:
        standing = allowances.spend(request.token, "core")
        resets = str(int(standing.resets_at.timestamp()))
        headers = {"x-most": str(standing.allowance), "x-left": str(standing.remaining), "x-resets": resets}
        return as_json({}, 403 if standing.is_refused else 200, headers)

    server.route("GET", ".*", answer)


async def test_a_spent_token_is_not_asked_with_before_its_reset() -> None:
    heard = Listening()
    async with Server(Hours(MONDAY)) as server, an_http(server, "one", watcher=heard) as http:
        limited(server, 3)
        for _ in range(7):
            await http.get("/x")
    assert [one.status for one in server.log] == [200] * 7  # a request that is refused is one too many
    gaps = [one.at - MONDAY for one in server.log]
    assert [gap >= timedelta(hours=1) for gap in gaps] == [False] * 3 + [True] * 4
    assert [gap >= timedelta(hours=2) for gap in gaps] == [False] * 6 + [True]
    assert [until for until, _ in heard.waits] == [MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=2, seconds=1)]
    assert heard.budgets[-1].remaining == 2


async def test_requests_under_way_count_against_what_is_left() -> None:
    async with Server(Hours(MONDAY)) as server, an_http(server, "one") as http:
        limited(server, 10)
        await http.get("/x")
        await asyncio.gather(*(http.get("/x") for _ in range(25)))
    assert [one.status for one in server.log] == [200] * 26


async def test_several_tokens_are_used_in_turn_and_nobody_waits_while_one_is_left() -> None:
    heard = Listening()
    async with Server(Hours(MONDAY)) as server, an_http(server, "one", "two", watcher=heard) as http:
        limited(server, 3)
        for _ in range(6):
            await http.get("/x")
        assert server.hours.slept == []
        await http.get("/x")
    assert sorted(one.request.token for one in server.log[:6]) == ["one"] * 3 + ["two"] * 3
    assert len(heard.waits) == 1


async def test_a_limit_nobody_announced_is_waited_for_as_it_says() -> None:
    async with Server(Hours(MONDAY)) as server, an_http(server, "one") as http:
        server.route("GET", ".*", lambda _: as_json({"fine": True}))
        server.order(Instead(Reply(429, b"slow down", {"retry-after": "90"})))
        assert (await http.get("/x")).json() == {"fine": True}
    assert server.log[1].at - server.log[0].at >= timedelta(seconds=90)


async def test_a_long_line_of_limits_is_no_reason_to_give_up() -> None:
    async with Server(Hours(MONDAY)) as server, an_http(server, "one") as http:
        server.route("GET", ".*", lambda _: as_json({}))
        server.order(*[Instead(Reply(429, b"", {"retry-after": "60"}))] * (TRIES * 3))
        await http.get("/x")
    assert len(server.log) == TRIES * 3 + 1


@pytest.mark.parametrize("fault", [Broken(502), Broken(500), Cut()])
async def test_what_broke_is_asked_again_a_little_later(fault: Broken | Cut) -> None:
    async with Server(Hours(MONDAY)) as server, an_http(server, "one") as http:
        server.route("GET", ".*", lambda _: as_json({"whole": "x" * 1000}))
        server.order(fault, fault)
        assert (await http.get("/x")).json() == {"whole": "x" * 1000}
    assert len(server.log) == 3
    first, second = server.hours.slept
    assert 0.5 <= first <= 1 <= second <= 2


async def test_a_provider_that_is_gone_is_not_asked_six_times_for_everything() -> None:
    heard = Listening()
    async with Server(Hours(MONDAY)) as server, an_http(server, "one", watcher=heard) as http:
        server.route("GET", ".*", lambda _: as_json({}))
        server.order(*[Cut()] * (3 * TRIES + 1))
        for tries in (TRIES, TRIES, TRIES, 1):
            before = len(server.log)
            with pytest.raises(SourceFailed, match="did not answer"):
                await http.get("/x")
            assert len(server.log) - before == tries
        assert heard.retries == ["it hung up"] * len(heard.retries) != []
        assert (await http.get("/x")).json() == {}
        server.order(*[Cut()] * (TRIES - 1))
        assert (await http.get("/x")).json() == {}, "who answers once is asked patiently again"


async def test_what_stays_broken_is_given_up_in_a_sentence() -> None:
    async with Server(Hours(MONDAY)) as server, an_http(server, "one") as http:
        server.route("GET", ".*", lambda _: as_json({}))
        server.order(*[Broken(503)] * TRIES)
        with pytest.raises(SourceFailed, match=r"after 6 tries \(status 503\).*goes on where it stopped"):
            await http.get("/x", {"secret": "in the query"})
    assert len(server.log) == TRIES


@pytest.mark.parametrize(
    ("status", "kind"), [(401, NotSignedIn), (403, Forbidden), (404, Unknown), (410, Unknown), (418, SourceFailed)]
)
async def test_a_refusal_is_not_asked_twice_and_names_no_query(status: int, kind: type[AexyError]) -> None:
    async with Server(Hours(MONDAY)) as server, an_http(server, "one") as http:
        server.order(Instead(Reply(status)))
        with pytest.raises(kind) as refused:
            await http.get("/x", {"q": "nobody-s-business"})
    assert len(server.log) == 1
    assert "nobody-s-business" not in str(refused.value)
    assert refused.value.next_step


async def test_a_token_goes_to_no_other_host() -> None:
    async with Server(Hours(MONDAY)) as server, Server(Hours(MONDAY)) as other, an_http(server, "one") as http:
        server.order(Instead(Reply(302, b"", {"location": f"{other.url}/x"})))
        with pytest.raises(SourceFailed, match="sends us from"):
            await http.get("/x")
        with pytest.raises(SourceFailed, match="sends us from"):
            await http.get(f"{other.url}/x")
    assert other.log == []


async def test_a_moved_path_on_the_same_host_is_followed_and_a_circle_is_left() -> None:
    async with Server(Hours(MONDAY)) as server, an_http(server, "one") as http:
        server.route("GET", "/new", lambda _: as_json({"here": True}))
        server.route("GET", "/old", lambda _: Reply(301, b"", {"location": "/new"}))
        server.route("GET", "/round", lambda _: Reply(301, b"", {"location": "/round"}))
        assert (await http.get("/old")).json() == {"here": True}
        with pytest.raises(SourceFailed, match="elsewhere"):
            await http.get("/round")


async def test_an_answer_without_end_is_left_before_it_fills_the_memory() -> None:
    async with Server(Hours(MONDAY)) as server, an_http(server, "one", most_bytes=1 << 20) as http:
        server.route("GET", ".*", lambda _: Reply(200, b" " * (5 << 20)))
        with pytest.raises(SourceFailed, match="more than 1 MB"):
            await http.get("/x")


async def test_what_is_no_json_is_said_to_be_none() -> None:
    async with Server(Hours(MONDAY)) as server, an_http(server, "one") as http:
        server.route("GET", ".*", lambda _: Reply(200, b"<html>"))
        with pytest.raises(SourceFailed, match="no JSON"):
            (await http.get("/x")).json()


async def test_four_requests_are_in_flight_and_no_more() -> None:
    async with Server(Hours(MONDAY), delay=0.01) as server, an_http(server, "one") as http:
        server.route("GET", ".*", lambda _: as_json({}))
        await asyncio.gather(*(http.get(f"/{number}") for number in range(20)))
    assert server.most_at_once == IN_FLIGHT


async def test_a_private_address_is_the_local_owners_only() -> None:
    async with Server(Hours(MONDAY)) as server:
        asking = an_http(server, "one")
        asking.allow_private = False
        async with asking as http:
            with pytest.raises(Forbidden, match=r"127\.0\.0\.1 is a private address"):
                await http.get("/x")
    assert server.log == []


async def test_a_token_is_not_in_what_is_printed_of_an_http() -> None:
    async with Server(Hours(MONDAY)) as server:
        assert "very-secret" not in repr(an_http(server, "very-secret"))

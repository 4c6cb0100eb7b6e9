"""The one way out: looked up once, judged, connected to as judged."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from aexy import outward
from aexy.kernel.errors import Forbidden, SourceFailed, Unusable
from aexy.outward import Pinned, public_address

PUBLIC = "93.184.216.34"


def names(**known: list[str]) -> Callable[[str], list[str]]:
    """A resolver by script: each look-up of a name takes the next of its answers, the last for ever."""
    left = {name.replace("_", "."): list(answers) for name, answers in known.items()}

    def look_up(host: str) -> list[str]:
        if host not in left:
            raise OSError(-2, "Name or service not known")
        answers = left[host]
        return (answers.pop(0) if len(answers) > 1 else answers[0]).split()

    return look_up


@asynccontextmanager
async def listening(answer: bytes) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A real server on loopback that answers everybody alike."""
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], heard


def recorded(seen: list[httpx.Request], *answers: httpx.Response) -> httpx.MockTransport:
    left = list(answers)

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return left.pop(0) if left else httpx.Response(200)

    return httpx.MockTransport(handle)


def test_one_private_address_among_several_is_enough_to_refuse() -> None:
    assert public_address("good.example", names(good_example=[PUBLIC])) == PUBLIC
    with pytest.raises(Forbidden):
        public_address("both.example", names(both_example=[f"{PUBLIC} 169.254.169.254"]))
    with pytest.raises(SourceFailed):
        public_address("unknown.example", names())
    with pytest.raises(Unusable):
        public_address("0x7f.1", names())


async def test_the_address_that_was_judged_is_the_one_that_is_called_and_the_name_is_still_proven() -> None:
    seen: list[httpx.Request] = []
    look_up = names(hub_example=[PUBLIC, "127.0.0.1"])
    transport = Pinned(lambda host: public_address(host, look_up), recorded(seen))
    async with httpx.AsyncClient(transport=transport) as client:
        await client.get("https://hub.example:8443/a")
        assert (seen[0].url.host, seen[0].headers["host"]) == (PUBLIC, "hub.example:8443")
        assert seen[0].extensions["sni_hostname"] == "hub.example"
        with pytest.raises(Forbidden):
            await client.get("https://hub.example:8443/a")
    assert len(seen) == 1


@pytest.mark.parametrize(
    "there", ["http://169.254.169.254/latest/meta-data/", "http://[::ffff:169.254.169.254]/", "http://intra.example/"]
)
async def test_a_redirect_leads_no_further_than_a_first_request_would(there: str) -> None:
    seen: list[httpx.Request] = []
    look_up = names(hub_example=[PUBLIC], intra_example=["10.0.0.7"])

    def look(host: str) -> list[str]:
        return look_up(host) if host.endswith(".example") else [host]

    transport = Pinned(
        lambda host: public_address(host, look), recorded(seen, httpx.Response(302, headers={"location": there}))
    )
    async with httpx.AsyncClient(transport=transport) as client:
        assert (await client.get("http://hub.example/")).status_code == 302
        seen.clear()
    transport = Pinned(
        lambda host: public_address(host, look), recorded(seen, httpx.Response(302, headers={"location": there}))
    )
    async with httpx.AsyncClient(transport=transport, follow_redirects=True) as client:
        with pytest.raises(Forbidden):
            await client.get("http://hub.example/")
    assert len(seen) == 1


async def test_over_a_real_socket_the_server_is_called_by_its_name() -> None:
    async with (
        listening(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok") as (port, heard),
        outward.client(allow_private=False, resolve=lambda _: "127.0.0.1") as client,
    ):
        answer = await client.get(f"http://hub.example:{port}/x")
    assert answer.text == "ok"
    assert f"host: hub.example:{port}".encode() in heard[0].lower()


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "http://2130706433:{port}/",
            "http://127.1:{port}/", "http://0.0.0.0:{port}/", "http://localhost.:{port}/"],
)  # fmt: skip
async def test_a_server_beside_us_hears_nothing(url: str) -> None:
    async with (
        listening(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n") as (port, heard),
        outward.client(allow_private=False) as client,
    ):
        with pytest.raises((Forbidden, Unusable)):
            await client.get(url.format(port=port))
    assert heard == []


async def test_no_proxy_of_ours_is_used_for_strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n") as (port, heard):
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
        async with outward.client(allow_private=False) as client:
            with pytest.raises(Forbidden):
                await client.get("http://10.0.0.1/")
    assert heard == []

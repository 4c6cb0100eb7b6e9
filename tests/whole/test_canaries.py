"""Secrets that cannot be mistaken are planted wherever one enters, everything goes wrong, and none is found anywhere.

The whole product runs as a person starts it. Its provider echoes tokens in refusals and failures, a statement fails
with a token on its way, a worker is killed, a repository refuses the password in its address.
"""

import asyncio
import signal
import socket
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes, token_hex
from typing import Any

import asyncpg
import httpx
import psutil
import pytest
import pytest_asyncio
from pydantic import SecretStr
from tests.providers.github.fake import FakeGitHub
from tests.providers.scenario import scenario
from tests.providers.serving import Hours, Instead, Reply, as_json
from tests.running import Product, aexy, soon
from tests.whole.searching import Search

from aexy.settings import Settings
from aexy.stack.home import Home
from aexy.stack.postgres import SUPERUSER, cluster_at

# Where secrets are meant to be: their own folder, and what only lives while Aexy runs, all for us alone.
MEANT = ("secrets/", "run/state.json", "run/cli-token", "run/valkey")
# Settings that bring a secret within something that has a form of its own. Every other one is planted as it is.
FORMED_SETTINGS = {"vault_keys", "smtp_url", "sentry_dsn"}


def plain_settings() -> list[str]:
    """Settings that bring a secret and take any text."""
    kinds = {name: getattr(field.annotation, "__args__", ()) for name, field in Settings.model_fields.items()}
    return sorted({name for name, kind in kinds.items() if SecretStr in kind} - FORMED_SETTINGS)


def test_every_setting_that_brings_a_secret_is_planted_here(product_settings: dict[str, str]) -> None:
    secret = {*FORMED_SETTINGS, *plain_settings()}
    assert {f"AEXY_{name.upper()}" for name in secret} <= set(product_settings)


class Canaries(dict[str, str]):
    """Secrets by what they are."""

    def plant(self, name: str, before: str = "") -> str:
        """A new one."""
        self[name] = f"{before}canary{token_hex(16)}"
        return self[name]


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


def _a_closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.fixture
def product_settings(canaries: Canaries) -> dict[str, str]:
    """A setting for every secret that one can bring."""
    canaries["vault key"] = b64encode(token_bytes(32)).decode()
    plain = {f"AEXY_{name.upper()}": canaries.plant(f"setting {name}") for name in plain_settings()}
    return plain | {
        "AEXY_VAULT_KEYS": f"k1:{canaries['vault key']}",
        "AEXY_SMTP_URL": f"smtp://aexy:{canaries.plant('mail password')}@127.0.0.1:{_a_closed_port()}",
        "AEXY_MAIL_FROM": "aexy@example.org",
        "AEXY_SENTRY_DSN": f"http://{canaries.plant('error tracker key')}@127.0.0.1:{_a_closed_port()}/1",
        "AEXY_LOG_LEVEL": "debug",
    }


@pytest.fixture
def product(place: Path, product_settings: dict[str, str]) -> Any:  # noqa: ANN401 - an iterator of it
    running = Product(place / "home", product_settings)
    running.start()
    yield running
    running.stop()


@pytest_asyncio.fixture
async def github(canaries: Canaries) -> AsyncIterator[FakeGitHub]:
    async with FakeGitHub(scenario(developers=4, commits=100), Hours(datetime.now(UTC))) as made:
        made.tokens = {
            canaries.plant("provider token", "ghp_"): "repo, read:org, read:user",
            canaries.plant("second token", "ghp_"): "repo, read:org, read:user",
        }
        yield made


class Somebody:
    """Somebody who does all that brings a secret in, over the API."""

    def __init__(self, product: Product, github: FakeGitHub, canaries: Canaries) -> None:
        self.product, self.github, self.canaries, self.said = product, github, canaries, bytearray()
        canaries["session"] = (product.home / "run" / "cli-token").read_text().strip()
        self.http = httpx.AsyncClient(
            base_url=f"{product.state.url}/api/v1", timeout=120,
            headers={"authorization": f"Bearer {canaries['session']}"},
        )  # fmt: skip

    async def ask(self, method: str, path: str, body: object = None, *, shown_once: bool = False) -> Any:  # noqa: ANN401 - JSON
        """What is answered; all of it is looked through later, but for what is shown once."""
        answer = await self.http.request(method, path, json=body)
        if not shown_once:
            self.said += answer.content + str(answer.headers).encode()
        return answer.json() if answer.content else None

    async def enter_everything(self) -> str:
        """The workspace in which all secrets were given."""
        made = await self.ask("POST", "/workspaces", {"name": "control-workspace"})
        base = f"/workspaces/{made['id']}"
        wish = {"provider": "github", "base_url": self.github.url, "tokens": [self.canaries["provider token"]]}
        connection = await self.ask("POST", f"{base}/connections", wish)
        path = f"{base}/connections/{connection['id']}"
        await self.ask("POST", f"{path}/tokens", {"token": self.canaries["second token"]})
        await self.ask("POST", f"{path}/webhook", {"secret": self.canaries.plant("web hook secret")})
        await self.ask("PUT", f"{path}/followed", {"follows_all": True})
        rule = {
            "name": "r", "metric": "commits_count", "subject": "workspace", "period_type": "weekly",
            "condition": {"kind": "threshold", "side": "below", "at": 10**6}, "emails": [],
            "hook": {
                "url": f"{self.github.url}/{self.canaries.plant('hook address')}",
                "secret": self.canaries.plant("hook secret"),
            },
        }  # fmt: skip
        await self.ask("POST", f"{base}/insights/alert-rules", rule)
        password = self.canaries.plant("repository password")
        location = f"{self.github.url.replace('://', f'://somebody:{password}@')}/acme/closed.git"
        await self.ask("POST", f"{base}/repositories", {"location": location})
        key = await self.ask("POST", "/auth/keys", {"name": "k"}, shown_once=True)
        self.canaries["API key"] = key["key"]
        link = aexy("link", home=self.product.home).stdout
        self.canaries["sign-in link"] = link.partition("#token=")[2].split()[0]
        return path

    async def sync(self, path: str) -> None:
        """Read what is new, and wait until that is over."""
        job = await self.ask("POST", f"{path}/sync", {})
        assert "id" in job, job
        base = path.partition("/connections")[0]
        for _ in range(600):
            told = await self.ask("GET", f"{base}/jobs/{job['id']}")
            if told["state"] not in {"queued", "running"}:
                return
            await asyncio.sleep(0.2)
        pytest.fail(f"the sync did not come to its end: {told}")

    async def look_at_everything(self, base: str) -> None:
        """All that shows what was entered."""
        for path in ("/connections", "/jobs", "/repositories", "/insights/alert-rules", "/sync-health", "/audit",
                     "/audit/export", "/audit/verify"):  # fmt: skip
            answer = await self.http.get(base + path)
            self.said += answer.content
        for path in ("/openapi.json", "/auth/me", "/auth/keys", "/health/ready"):
            self.said += (await self.http.get(path)).content


async def _everything_goes_wrong(somebody: Somebody, path: str, owner_url: str) -> None:
    server, token = somebody.github.server, somebody.canaries["provider token"]
    echo = {"message": f"The token {token} and {somebody.canaries['second token']} are bad"}
    for faults in (
        [Instead(as_json(echo, 500))] * 30,
        [Instead(as_json({"errors": [echo]}))] * 3,
        [Instead(Reply(302, b"", {"location": f"https://elsewhere.example/?token={token}"}))] * 3,
        [Instead(Reply(200, f"not json: {token}".encode()))] * 3,
        [Instead(as_json(echo, 401))] * 30,
    ):
        server.order(*faults)
        await somebody.sync(path)
        server.forget()
        server._faults.clear()
        await somebody.ask("POST", f"{path}/check", {})
    owner = await asyncpg.connect(owner_url)
    await owner.execute("alter table connection_secrets rename to gone")
    answer = await somebody.http.post(f"{path}/tokens", json={"token": somebody.canaries.plant("token at a failure")})
    somebody.github.tokens[somebody.canaries["token at a failure"]] = "repo"
    answer = await somebody.http.post(f"{path}/tokens", json={"token": somebody.canaries["token at a failure"]})
    somebody.said += answer.content
    await owner.execute("alter table gone rename to connection_secrets")
    await owner.close()
    await somebody.ask("POST", f"{path}/tokens", {"token": somebody.canaries.plant("refused token")})
    await somebody.ask("POST", f"{path}/tokens", {"tokne": somebody.canaries.plant("misspelt token")})
    worker = somebody.product.state.worker.pid
    assert worker
    psutil.Process(worker).send_signal(signal.SIGKILL)
    await asyncio.to_thread(soon, lambda: somebody.product.state.worker.pid not in {None, worker})


def _everything_is_printed(product: Product) -> bytes:
    given = product.environment
    commands = (("doctor",), ("doctor", "--json"), ("status",), ("status", "--json"), ("settings",),
                ("settings", "--json"), ("connections", "list"), ("sync", "--health"), ("secrets", "list"),
                ("--debug", "connections", "show", "nothing"), ("audit", "list"), ("db", "list"))  # fmt: skip
    done = [aexy(*words, home=product.home, **given) for words in commands]
    return "".join(one.stdout + one.stderr for one in done).encode()


async def test_no_planted_secret_is_found_outside_the_sealed_columns_and_the_key_files(
    product: Product, github: FakeGitHub, canaries: Canaries
) -> None:
    somebody = Somebody(product, github, canaries)
    owner_url = str(product.state.addresses.owner_url)
    path = await somebody.enter_everything()
    await somebody.sync(path)
    assert {one.request.token for one in github.server.log} >= {canaries["provider token"], canaries["second token"]}
    await _everything_goes_wrong(somebody, path, owner_url)
    await somebody.look_at_everything(path.partition("/connections")[0])
    printed = await asyncio.to_thread(_everything_is_printed, product)
    for name in ("postgres-aexy_app", "postgres-aexy_owner", "postgres-postgres", "valkey"):
        canaries[f"password {name}"] = (product.home / "secrets" / name).read_text()
    search = Search(canaries)
    # As the superuser: an extension's own tables, which may quote a statement that failed, are nobody else's to read.
    assert await search.database(cluster_at(Home(product.home)).url(SUPERUSER)) > 100
    search.look("answers of the API", bytes(somebody.said))
    search.look("what commands print", printed)
    _look_at_processes(search, product)
    await somebody.http.aclose()
    await asyncio.to_thread(product.stop)
    said = product.said.replace(canaries["sign-in link"], "")
    search.look("what `aexy up` prints", said.encode())
    assert search.folder(product.home, but=MEANT) > 100
    assert sorted(set(search.found)) == []
    _the_search_finds_what_is_there(product)


def _look_at_processes(search: Search, product: Product) -> None:
    """What others see of a process, and what servers that need none of our secrets were given."""
    for name, part in product.state.parts.items():
        if part.pid and name not in {"api", "worker"}:
            given = " ".join(f"{key}={value}" for key, value in psutil.Process(part.pid).environ().items())
            search.look(f"the environment of {name}", given.encode())
    everybody = [psutil.Process(pid) for pid in product.pids()]
    for one in everybody:
        search.look(f"the command line of {one.name()}", " ".join(one.cmdline()).encode())
        for child in one.children(recursive=True):
            with suppress(psutil.NoSuchProcess):  # who has ended meanwhile shows nothing to anybody any more
                search.look(f"the command line of {child.name()}", " ".join(child.cmdline()).encode())


def _the_search_finds_what_is_there(product: Product) -> None:
    """The same search for something that is no secret: in PostgreSQL's files, and packed in Temporal's."""
    control = Search({"control": "control-workspace"})
    control.folder(product.home, but=MEANT)
    assert any(" in postgres/" in place for place in control.found)

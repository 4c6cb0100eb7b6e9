"""The product as it runs: every line it writes is one of ours, and one trace leads from a request to the database."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import orjson
import pytest
from tests.running import Product, aexy, soon
from tests.watch.receiver import Receiver, Span

from aexy.running import cli_token_file
from aexy.stack.ports import free_port

SECRET_WORDS = "ada.lovelace@example.org"


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.fixture(scope="module")
def product(modules_place: Path, receiver: Receiver) -> Iterator[Product]:
    """It runs, traces and tells errors, and has read one repository."""
    watched = {
        "AEXY_OTLP_ENDPOINT": receiver.url,
        "AEXY_SENTRY_DSN": receiver.dsn,
        "AEXY_WORKER_METRICS_PORT": str(free_port()),
        "AEXY_LOG_LEVEL": "info",
    }
    running = Product(modules_place / "home", watched)
    running.start()
    try:
        repository = _a_repository(modules_place / "work")
        done = aexy("ingest", str(repository), home=running.home)
        assert done.returncode == 0, done.stderr
        yield running
    finally:
        running.stop()


def _a_repository(folder: Path) -> Path:
    folder.mkdir()
    me = ["-c", f"user.email={SECRET_WORDS}", "-c", "user.name=Ada Lovelace"]
    for words in (["init", "-q", "-b", "main"], [*me, "commit", "-q", "--allow-empty", "-m", "The first note"]):
        subprocess.run(["git", "-C", str(folder), *words], check=True)
    return folder


def _lines(home: Path, service: str) -> list[dict[str, str]]:
    return [orjson.loads(line) for line in (home / "logs" / f"{service}.log").read_bytes().splitlines()]


def _client(product: Product) -> httpx.Client:
    token = cli_token_file(product.home).read_text().strip()
    return httpx.Client(base_url=product.state.url, headers={"authorization": f"Bearer {token}"})


def test_every_line_is_an_object_and_those_of_a_job_say_whose(product: Product) -> None:
    api, worker = _lines(product.home, "api"), _lines(product.home, "worker")
    assert {line["service"] for line in api} == {"api"}
    assert {line["service"] for line in worker} <= {"worker", "reader"}
    for line in (*api, *worker):
        assert {"time", "level", "service", "process", "logger", "message"} <= line.keys(), line
    with _client(product) as client:
        workspace = client.get("/api/v1/auth/me").json()["workspaces"][0]["id"]
        missing = client.post(
            f"/api/v1/workspaces/{workspace}/repositories", json={"location": str(product.home / "nowhere")}
        )
    assert missing.status_code >= 400
    told = [line for line in _lines(product.home, "worker") if "job_id" in line]
    for line in told:
        assert line["workspace_id"] == workspace
        assert line["workflow_id"] == line["job_id"]


@pytest.mark.usefixtures("product")
def test_a_trace_leads_from_the_request_over_the_job_into_the_database(receiver: Receiver) -> None:
    def whole() -> list[Span]:
        ordered = [one for one in receiver.spans if one.name.startswith("POST /api/v1/workspaces/{workspace_id}/repos")]
        return [one for one in receiver.spans if ordered and one.trace == ordered[0].trace]

    def steps(service: str) -> set[str]:
        return {one.name for one in whole() if one.service == service}

    assert soon(lambda: {"RunActivity:recount", "transaction"} <= steps("aexy-worker")), steps("aexy-worker")
    assert "StartWorkflow:SyncRepository" in steps("aexy-api")
    assert any(name.startswith("insert jobs") for name in steps("aexy-api")), steps("aexy-api")
    assert any(name.startswith("update jobs") for name in steps("aexy-worker")), steps("aexy-worker")

    def roots() -> list[str]:
        known = {one.id for one in whole()}
        return [one.name for one in whole() if one.parent not in known]

    # A step is told when it is over, after what it did inside: until the last one is, that hangs on nothing known.
    assert soon(lambda: roots() == ["POST /api/v1/workspaces/{workspace_id}/repositories"]), roots()


def test_nothing_that_leaves_holds_a_word_of_anybodys(product: Product, receiver: Receiver) -> None:
    with _client(product) as client:
        assert client.get("/api/v1/auth/me", params={"q": SECRET_WORDS}).status_code == 200
        client.get(f"/api/v1/{SECRET_WORDS}")
    assert soon(lambda: any(one.name == "GET unmatched" for one in receiver.spans))
    assert SECRET_WORDS.encode() not in receiver.raw
    assert b"The first note" not in receiver.raw
    assert b"select jobs" in receiver.raw
    logs = b"".join(path.read_bytes() for path in (product.home / "logs").glob("*.log"))
    assert SECRET_WORDS.encode() not in logs


def test_the_terminal_says_how_deep_down_everything_is(product: Product) -> None:
    assert soon(lambda: aexy("status", "--deep", home=product.home).returncode == 0)
    said = aexy("status", "--deep", home=product.home).stdout
    assert "PostgreSQL" in said
    assert "connections in use" in said
    health = orjson.loads(aexy("status", "--deep", "--json", home=product.home).stdout)
    assert health["is_well"]
    assert {part["key"] for part in health["parts"]} == {"database", "cache", "jobs", "worker"}
    assert health["machine"]["disk"]["free"] > 0


def test_the_worker_counts_its_steps_for_a_scraper(product: Product) -> None:
    port = product.environment["AEXY_WORKER_METRICS_PORT"]
    told = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    assert 'aexy_activity_duration_seconds_count{activity="recount",outcome="done"} 1.0' in told
    with _client(product) as client:
        api = client.get("/internal/metrics").text
    assert 'aexy_part_up{part="worker"} 1.0' in api
    assert 'route="/api/v1/workspaces/{workspace_id}/repositories"' in api

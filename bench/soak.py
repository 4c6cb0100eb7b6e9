"""The whole product under steady reading for ten minutes: `python bench/soak.py`.

`aexy up` on a fresh data folder with the demo; 16 connections ask 200 mixed questions a second between them, each at
its appointed time whether or not the one before was late (so waiting counts); meanwhile the worker counts all numbers
anew every minute and reads a repository that grew. Prints errors, times, memory of API and worker over time, and the
machine's load, for a shared machine's figures mean little without it. Ends with 1 when anything failed.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import httptools
import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.running import Product, soon

from aexy.running import State, cli_token_file
from aexy.stack.health import memory_of

CONNECTIONS = 16
SAMPLE_SECONDS = 5.0
WORK_EVERY_SECONDS = 60.0
WARM = 0.25  # what a process takes in its first minutes is no leak
PARTS = ("api", "worker")
PATIENCE_SECONDS = 300


@dataclass
class Seen:
    """What came of it."""

    took: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    memory: dict[str, list[tuple[float, int]]] = field(default_factory=lambda: {part: [] for part in PARTS})
    load: list[float] = field(default_factory=list)
    jobs: Counter[str] = field(default_factory=Counter)


class _Answer:
    """Takes one answer apart."""

    def __init__(self) -> None:
        self.is_whole = False
        self.parser = httptools.HttpResponseParser(self)

    def on_message_complete(self) -> None:
        self.is_whole = True


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> int:
    answer = _Answer()
    writer.write(request)
    while not answer.is_whole:
        piece = await reader.read(1 << 16)
        if not piece:
            raise ConnectionError("The server hung up.")
        answer.parser.feed_data(piece)
    return int(answer.parser.get_status_code())


async def _connection(
    port: int, requests: Sequence[tuple[str, bytes]], place: int, until: float, pace: float, seen: Seen
) -> None:
    """Every `pace` seconds the next question, from its own place in the list on."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    due, number = monotonic() + pace * place / CONNECTIONS, place
    while due < until:
        await asyncio.sleep(max(0.0, due - monotonic()))
        path, request = requests[number % len(requests)]
        try:
            status = str(await asyncio.wait_for(_ask(reader, writer, request), 60))
        except (OSError, TimeoutError) as error:
            status = type(error).__name__
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        seen.took.append(monotonic() - due)
        seen.statuses[status] += 1
        if status != "200":
            seen.wrong[f"{status} {path.partition('?')[0]}"] += 1
        due, number = due + pace, number + CONNECTIONS - 1
    writer.close()


async def _sample(state: State, until: float, seen: Seen) -> None:
    began = monotonic()
    while monotonic() < until:
        for part in PARTS:
            found = await asyncio.to_thread(memory_of, state.parts[part].pid)
            seen.memory[part].append((monotonic() - began, found or 0))
        seen.load.append(os.getloadavg()[0])
        await asyncio.sleep(SAMPLE_SECONDS)


async def _work(client: httpx.AsyncClient, base: str, repository: Path, until: float, seen: Seen) -> None:
    """Have the worker do something every minute: all numbers anew, and a repository that grew."""
    while monotonic() < until - WORK_EVERY_SECONDS / 2:
        _grow(repository)
        for path, wish in (("repositories", {"location": str(repository)}), ("insights/snapshots/generate", {})):
            answer = await client.post(f"{base}/{path}", json=wish)
            seen.jobs[f"ordered {answer.status_code}"] += 1
        await asyncio.sleep(WORK_EVERY_SECONDS)


def _grow(repository: Path) -> None:
    me = ["-c", "user.name=Soak", "-c", "user.email=soak@example.org"]
    for _ in range(5):
        words = ["git", "-C", str(repository), *me, "commit", "-q", "--allow-empty", "-m", "one more"]
        subprocess.run(words, check=True)


def questions(client: httpx.Client, base: str) -> list[str]:
    """A mix as pages ask it: mostly readings, then lists, now and then something counted."""
    people = _people(client, base)
    keys, window = "commits_count,lines_added,avg_commit_size", "bucket=weekly&compare=none"
    readings = [f"{base}/insights/readings?metrics={keys}&subject=developer:{one}&{window}" for one in people]
    lists = [f"{base}/{each}" for each in ("jobs", "repositories", "developers?limit=50", "teams", "sync-health")]
    other = [
        f"{base}/insights/readings?metrics=commits_count,merge_ratio&subject=workspace&{window}",
        f"{base}/insights/readings?metrics=commits_count&subject=workspace&bucket=daily&compare=none",
        "/api/v1/metrics",
        "/api/v1/auth/me",
        "/api/v1/health/ready",
    ]
    asked = [path for path in (*lists, *other) if client.get(path).status_code == 200]
    assert len(asked) >= 8, f"only {asked} are there"
    return [path for pair in zip(readings, readings[1:], (asked * 50)[: len(readings)], strict=False) for path in pair]


def _people(client: httpx.Client, base: str) -> list[str]:
    return [one["id"] for one in client.get(f"{base}/developers?limit=50").json()["items"]]


def _slope(points: Sequence[tuple[float, int]]) -> float:
    """MB an hour after warming up, by least squares."""
    warm = [point for point in points if point[0] >= points[-1][0] * WARM]
    if len(warm) < 3:
        return 0.0
    return statistics.linear_regression([t for t, _ in warm], [m for _, m in warm]).slope * 3600 / 2**20


def _workspaces(client: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/api/v1/auth/me").json()["workspaces"]
    return found


def _settled(client: httpx.Client, base: str) -> bool:
    return not client.get(f"{base}/jobs?active=true").json()["items"]


def prepare(product: Product, client: httpx.Client) -> tuple[str, list[tuple[str, bytes]], Path]:
    """Wait for the demo, and say where the workspace is, what is asked, and what is read beside."""
    assert soon(lambda: bool(_workspaces(client)), seconds=PATIENCE_SECONDS), "the demo is not begun"
    workspaces = _workspaces(client)
    base = f"/api/v1/workspaces/{workspaces[0]['id']}"
    assert soon(lambda: _settled(client, base), seconds=PATIENCE_SECONDS), "the demo is not made"
    assert soon(lambda: len(_people(client, base)) > 1, seconds=PATIENCE_SECONDS), "the demo has nobody in it"
    port, token = client.base_url.port or 80, client.headers["authorization"]
    tail = f" HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: {token}\r\n\r\n"
    repository = product.home.with_name("soaked")
    subprocess.run(["git", "init", "-q", "-b", "main", str(repository)], check=True)
    return base, [(path, f"GET {path}{tail}".encode()) for path in questions(client, base)], repository


async def soak(
    product: Product, prepared: tuple[str, list[tuple[str, bytes]], Path], token: str, options: argparse.Namespace
) -> Seen:
    """Ask and work for so long."""
    base, requests, repository = prepared
    port = product.state.parts["api"].port or 80
    seen, until, pace = Seen(), monotonic() + options.seconds, CONNECTIONS / options.rate
    async with httpx.AsyncClient(base_url=product.state.url, headers={"authorization": token}, timeout=60) as orders:
        await asyncio.gather(
            *(_connection(port, requests, place, until, pace, seen) for place in range(CONNECTIONS)),
            _sample(product.state, until, seen),
            _work(orders, base, repository, until, seen),
        )
    return seen


def ended(client: httpx.Client, base: str, seen: Seen) -> None:
    """Wait for the last job, and count how they ended."""
    assert soon(lambda: _settled(client, base), seconds=PATIENCE_SECONDS), "jobs are still under way"
    for one in client.get(f"{base}/jobs?limit=100").json()["items"]:
        seen.jobs[one["state"]] += 1


def report(seen: Seen, seconds: float) -> bool:
    """Print it; whether nothing failed."""
    took = sorted(1000 * each for each in seen.took)
    quantile = {q: took[min(len(took) - 1, int(len(took) * q))] for q in (0.5, 0.95, 0.99, 0.999)}
    print(f"asked {len(took):,} in {seconds:.0f} s ({len(took) / seconds:.0f}/s) · answers {dict(seen.statuses)}")
    print(f"errors {sum(seen.wrong.values())} {dict(seen.wrong)}")
    print("ms " + " · ".join(f"p{100 * q:g} {value:.1f}" for q, value in quantile.items()) + f" · most {took[-1]:.0f}")
    for part, points in seen.memory.items():
        first = next(m for t, m in points if t >= points[-1][0] * WARM)
        print(
            f"{part}: {points[0][1] >> 20} MB at first, {first >> 20} warm, {points[-1][1] >> 20} at last, "
            f"{max(m for _, m in points) >> 20} at most; slope {_slope(points):+.1f} MB an hour"
        )
    print(f"jobs {dict(seen.jobs)} · load {min(seen.load):.1f} to {max(seen.load):.1f} on {os.cpu_count()} cores")
    return not seen.wrong and not seen.jobs["failed"]


def main() -> int:
    """Run it all in a folder that goes away afterwards."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--rate", type=float, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aexy-soak-") as folder:
        Path(folder).chmod(0o711)
        # One account asks for all; its share of requests would be for one person.
        product = Product(
            Path(folder) / "home", {"AEXY_LIMIT_READING": "1000000", "AEXY_LIMIT_CHANGING": "10000"}, has_demo=True
        )
        product.begin()
        assert soon(lambda: "Aexy is up" in product.said, seconds=PATIENCE_SECONDS), product.said
        try:
            first = cli_token_file(product.home).read_text().split()[0]
            with httpx.Client(base_url=product.state.url, timeout=60) as client:
                client.headers["authorization"] = f"Bearer {first}"
                made = client.post("/api/v1/auth/keys", json={"name": "soak", "scopes": ["read", "write", "admin"]})
                assert made.status_code == 201, made.text
                client.headers["authorization"] = f"Bearer {made.json()['key']}"
                prepared = prepare(product, client)
                seen = asyncio.run(soak(product, prepared, client.headers["authorization"], options))
                ended(client, prepared[0], seen)
        finally:
            product.stop()
        return 0 if report(seen, options.seconds) else 1


if __name__ == "__main__":
    sys.exit(main())

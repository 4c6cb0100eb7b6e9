"""How fast kept pages become facts: `python bench/activity.py [--pulls 100000] [--again]`.

Made-up pull requests in the form GitHub's GraphQL gives them, 25 a page, are kept as raw pages in the embedded
PostgreSQL as a sync keeps them (not measured). Then they are read and loaded by what a replay runs: unpacked and read
in a thread, many pages a load, while the server takes the load before. Prints pull requests a second, rows of facts a
second, and what each of the two processes used of a processor. `--again` loads the same once more, which changes
nothing. Two kinds: with reviews only, as the target says, and with everything that belongs to a pull request.
"""

import argparse
import asyncio
import gc
import random
import resource
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.ingest import add_repository, fresh_database, server_processor

from aexy.features.connections.service import Followed
from aexy.features.syncing.replaying import read_ahead
from aexy.kernel.ids import WorkspaceId
from aexy.sources.contract import Level, Scope
from aexy.sources.github import GITHUB
from aexy.stack.home import Home
from aexy.stack.postgres import APPLICATION, OWNER, Cluster, cluster_at, start_postgres
from aexy.store import pages
from aexy.store.activity import Batch, Place, load_batch
from aexy.store.postgres import Database

PULLS_A_PAGE = 25
PEOPLE = 400
START = datetime(2020, 1, 1, tzinfo=UTC)
WORDS = (
    "payments", "card", "refund", "ledger", "settlement", "currency", "retry", "queue", "cache", "index", "request",
    "timeout", "login", "session", "export", "import", "table", "column", "report", "chart", "filter", "order",
    "invoice", "tax", "rounding", "webhook", "token", "budget", "page", "cursor", "limit",
)  # fmt: skip


class Author:
    """Makes up pull requests as GitHub's GraphQL gives them; the same every time."""

    def __init__(self, *, everything: bool) -> None:
        self.everything = everything
        self.chance = random.Random(7)  # noqa: S311 - made-up rows
        self.people = [self._person(number) for number in range(PEOPLE)]
        self.ids = 10_000_000

    def _person(self, number: int) -> dict[str, Any]:
        return {"__typename": "User", "login": f"dev{number}", "databaseId": 1_000 + number, "name": f"Dev {number}"}

    def pull(self, number: int) -> dict[str, Any]:
        """One row of the stream `pull_requests`."""
        chance = self.chance
        opened = START + timedelta(minutes=number * 25)
        author = chance.choice(self.people)
        is_merged = chance.random() < 0.8
        closed = opened + timedelta(hours=chance.expovariate(1 / 30)) if is_merged or chance.random() < 0.5 else None
        reviews = [self._review(opened + timedelta(hours=1 + n)) for n in range(self._few(1.3))]
        commits: list[dict[str, Any]] = []
        timeline: list[dict[str, Any]] = []
        if self.everything:
            commits = [self._commit(author, opened + timedelta(minutes=30 * n)) for n in range(1 + self._few(1.5))]
            timeline = self._timeline(author, opened, closed)
        return {
            "number": number, "fullDatabaseId": str(self._id()), "title": self._words(7), "body": self._words(25),
            "url": f"https://github.com/acme/shop/pull/{number}", "createdAt": iso(opened),
            "updatedAt": iso(closed or opened + timedelta(days=2)), "closedAt": closed and iso(closed),
            "mergedAt": iso(closed) if closed and is_merged else None, "isDraft": False, "isCrossRepository": False,
            "headRefName": f"fix/{number}-{chance.choice(WORDS)}", "baseRefName": "main", "headRefOid": self._sha(),
            "baseRefOid": self._sha(), "additions": chance.randrange(500), "deletions": chance.randrange(200),
            "changedFiles": 1 + chance.randrange(12), "author": author, "mergedBy": author if is_merged else None,
            "milestone": None,
            "mergeCommit": {"oid": self._sha(), "authoredDate": iso(closed), "parents": {"totalCount": 1}}
            if closed and is_merged
            else None,
            "comments": {"totalCount": 1}, "labels": _list([{"name": "bug"}]),
            "commits": {"totalCount": len(commits), **_list(commits)}, "reviews": _list(reviews),
            "timelineItems": _list(timeline),
            "closingIssuesReferences": _list(
                [{"number": number - 1, "repository": {"databaseId": 1}}] if number % 5 == 0 else []
            ),
        }  # fmt: skip

    def _timeline(self, author: dict[str, Any], opened: datetime, closed: datetime | None) -> list[dict[str, Any]]:
        timeline = [self._request(author, opened) for _ in range(self._few(1.1))]
        timeline += [self._comment(opened + timedelta(hours=2 + n)) for n in range(self._few(0.6))]
        if self.chance.random() < 0.3:
            timeline.append({**self._event("LabeledEvent", author, opened), "label": {"name": "bug"}})
        if closed:
            timeline.append(self._event("ClosedEvent", author, closed))
        return timeline

    def _few(self, mean: float) -> int:
        return min(int(self.chance.expovariate(1 / (mean + 0.5))), 20)

    def _id(self) -> int:
        self.ids += 1
        return self.ids

    def _sha(self) -> str:
        return f"{self.chance.getrandbits(160):040x}"

    def _words(self, count: int) -> str:
        return " ".join(self.chance.choices(WORDS, k=count))

    def _commit(self, author: dict[str, Any], at: datetime) -> dict[str, Any]:
        return {
            "commit": {
                "oid": self._sha(), "authoredDate": iso(at), "committedDate": iso(at),
                "messageHeadline": self._words(6),
                "author": {
                    "name": author["name"], "email": f"{author['login']}@acme.example",
                    "date": iso(at).replace("Z", "+00:00"), "user": author,
                },
            }
        }  # fmt: skip

    def _review(self, at: datetime) -> dict[str, Any]:
        return {
            "fullDatabaseId": str(self._id()), "state": "APPROVED", "body": self._words(8), "submittedAt": iso(at),
            "createdAt": iso(at), "updatedAt": iso(at), "author": self.chance.choice(self.people),
            "commit": {"oid": self._sha()}, "comments": {"totalCount": self.chance.randrange(3)},
        }  # fmt: skip

    def _event(self, kind: str, who: dict[str, Any], at: datetime) -> dict[str, Any]:
        return {"__typename": kind, "id": f"E_{self._id():x}", "createdAt": iso(at), "actor": who}

    def _request(self, who: dict[str, Any], at: datetime) -> dict[str, Any]:
        return {**self._event("ReviewRequestedEvent", who, at), "requestedReviewer": self.chance.choice(self.people)}

    def _comment(self, at: datetime) -> dict[str, Any]:
        return {
            "__typename": "IssueComment", "id": f"IC_{self._id():x}", "fullDatabaseId": str(self._id()),
            "createdAt": iso(at), "updatedAt": iso(at), "body": self._words(12),
            "author": self.chance.choice(self.people),
        }  # fmt: skip


def iso(at: datetime) -> str:
    """As GitHub writes it."""
    return at.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _list(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    return {"pageInfo": {"hasNextPage": False, "endCursor": None}, "nodes": nodes}


class Page(NamedTuple):
    """A page as a sync keeps it."""

    stream: str
    page: str
    rows: list[dict[str, Any]]


async def keep(database: Database, workspace: WorkspaceId, place: Place, pulls: int, *, everything: bool) -> None:
    """Keep that many pull requests as raw pages."""
    author = Author(everything=everything)
    for first in range(1, pulls + 1, PULLS_A_PAGE):
        rows = [author.pull(number) for number in range(first, min(first + PULLS_A_PAGE, pulls + 1))]
        async with database.workspace(workspace) as connection:
            await pages.put(connection, workspace, place, Page("pull_requests", str(first), rows), now=START)


async def load_all(database: Database, workspace: WorkspaceId, place: Place) -> int:
    """What a replay does, without its job; how many rows of facts were written."""
    scope = Scope(level=Level.REPOSITORY, external_id="1", name="acme/shop", origin="github.com")
    written = 0
    async for bunch in read_ahead(database, workspace, GITHUB, Followed(scope, place, None)):
        if bunch.bad:
            raise SystemExit(f"A row could not be read: {bunch.bad}")
        async with database.workspace(workspace) as connection:
            loaded = await load_batch(connection, workspace, place, bunch.batch or Batch([]))
        written += sum(loaded.rows.values())
    return written


async def measure(cluster: Cluster, server: int, pulls: int, *, everything: bool, again: bool) -> None:
    """One kind of pull requests in a new database."""
    await fresh_database(cluster, "bench")
    workspace, key = await add_repository(cluster, "bench")
    place = Place("github", "github.com", key, external_id="1")
    database = await Database.connect(cluster.url(APPLICATION, "bench"), size=3)
    try:
        await keep(database, workspace, place, pulls, everything=everything)
        owner = await asyncpg.connect(cluster.url(OWNER, "bench"))
        await owner.execute("vacuum analyze raw_pages")
        await owner.close()
        kind = "with reviews, commits, requests, comments, events" if everything else "with reviews only"
        for time in ("", ", again") if again else ("",):
            gc.collect()
            begun, ours, theirs = perf_counter(), _used(), server_processor(server)
            written = await load_all(database, workspace, place)
            took = perf_counter() - begun
            print(
                f"{pulls:,} pull requests {kind}{time}: {took:.1f} s, {pulls / took:,.0f} a second, {written:,} rows of"
                f" facts ({written / took:,.0f} a second); processor: ours {_used() - ours:.1f} s,"
                f" PostgreSQL {server_processor(server) - theirs:.1f} s"
            )
    finally:
        await database.close()


def _used() -> float:
    return sum(resource.getrusage(resource.RUSAGE_SELF)[:2])


async def bench(asked: argparse.Namespace) -> None:
    """Both kinds."""
    with tempfile.TemporaryDirectory(prefix="aexy-bench-") as folder:
        cluster = cluster_at(Home(Path(folder) / "home"))
        server = await start_postgres(cluster)
        try:
            for everything in (False, True):
                await measure(cluster, server.pid, asked.pulls, everything=everything, again=asked.again)
        finally:
            await server.stop()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"Most memory of the reading process: {memory / 1e6:,.0f} MB")


def main() -> None:
    """Ask what is wanted and measure it."""
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("--pulls", type=int, default=100_000)
    asking.add_argument("--again", action="store_true", help="load the same once more")
    asyncio.run(bench(asking.parse_args()))


if __name__ == "__main__":
    main()

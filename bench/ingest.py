"""How fast a history gets into the database: `python bench/ingest.py REPO [--runs 3] [--passes] [--peers PYTHON]`.

Prints ratios to one `git log --numstat -M` over the same commits, measured in the same run: the whole path into
PostgreSQL (opening, planning, reading, loading, settling) with two processes and with one, a second ingest with nothing
new, and the largest memory of a child. Plain `git log` leaves out what merges change. Ours reads that too: where there
are many, after everything else counts. So there are two figures, until every commit counts with the lines of all but
merges, and until merges have theirs; and `git log` with merges against their first parent stands beside. REPO is any
local repository; its default branch is read. With `--passes` what a sync reads when everything counts is measured too
(`bench/ingest_passes.py` says what that is), and everything to the end. PYTHON is an interpreter that has PyDriller and
Perceval; they get the newest commits only, since they take so long.
"""

import argparse
import asyncio
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import asyncpg
import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.ingest_passes import run_passes

from aexy.features.ingest.opening import MANY_MERGES
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.git import (
    Chunk,
    Git,
    Known,
    Opened,
    Plan,
    classifier,
    open_repository,
    parse_location,
    plan,
    reach,
    read_chunk,
    reopen,
    rules_digest,
)
from aexy.stack.home import Home
from aexy.stack.postgres import APPLICATION, OWNER, SUPERUSER, Cluster, cluster_at, start_postgres
from aexy.store.loading import load
from aexy.store.migrate import migrate
from aexy.store.postgres import Database
from aexy.store.settling import Settlement, settle, settle_merges

GIT = Git()
PEER_COMMITS = 3_000
PYDRILLER = """
import sys
from pydriller import Repository
print(sum(file.added_lines for commit in Repository(sys.argv[1]).traverse_commits() for file in commit.modified_files))
"""
PERCEVAL = """
import sys
from perceval.backends.core.git import GitRepository, GitParser
repo = GitRepository(sys.argv[1], sys.argv[1])
print(sum(int(f.get("added") or 0) for c in GitParser(repo.log(branches=["main"])).parse() for f in c["files"]
          if (f.get("added") or "-") != "-"))
"""


class Cost(NamedTuple):
    """Seconds by the clock, and seconds of processor time, git's and PostgreSQL's included.

    The second hardly depends on what else the machine has to do, the first very much.
    """

    wall: float
    processor: float


class Meter:
    """Measures what happens from its making to `stop`, in this process, its children and a server."""

    def __init__(self, server: int | None = None) -> None:
        self._server = server
        self._start = Cost(perf_counter(), self._processor())

    def stop(self) -> Cost:
        """What it has cost so far."""
        return Cost(perf_counter() - self._start.wall, self._processor() - self._start.processor)

    def _processor(self) -> float:
        used = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return used + (server_processor(self._server) if self._server else 0)


def server_processor(pid: int) -> float:
    """Processor seconds of a server, its children, and those that have ended."""
    server = psutil.Process(pid)
    used = 0.0
    for process in (server, *server.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            used += sum(process.cpu_times()[:4])
    return used


def bare(folder: Path, objects: Path, sha: str) -> Path:
    """A bare repository with one branch at `sha` that borrows the objects; peers insist on `core.bare`."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(folder)], check=True)
    (folder / "objects/info/alternates").write_text(f"{objects}\n")
    (folder / "refs/heads/main").write_text(f"{sha}\n")
    return folder


def git_log(repo: Path, *arguments: str) -> Cost:
    environment = os.environ | {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    command = ["git", "--git-dir", str(repo), "log", "--numstat", "-M", *arguments]
    meter = Meter()
    subprocess.run(command, stdout=subprocess.DEVNULL, env=environment, check=True)
    return meter.stop()


def read_and_load(url: str, workspace: WorkspaceId, key: RepositoryKey, folder: Path, chunk: Chunk) -> int:
    """One stretch, in a child; the most memory the child has had so far, in bytes."""
    load(url, workspace, key, read_chunk(GIT, folder, chunk), classify=classifier(reopen(folder).attributes))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


async def fresh_database(cluster: Cluster, name: str) -> None:
    connection = await asyncpg.connect(cluster.url(SUPERUSER, "postgres"))
    await connection.execute(f"drop database if exists {name} with (force)")
    await connection.execute(f"create database {name} owner {OWNER}")
    await connection.close()
    await migrate(cluster.url(OWNER, name))


async def add_repository(cluster: Cluster, name: str) -> tuple[WorkspaceId, RepositoryKey]:
    connection = await asyncpg.connect(cluster.url(OWNER, name))
    try:
        workspace = await connection.fetchval("insert into workspaces (slug, name) values ('w', 'W') returning id")
        key = await connection.fetchval(
            """
            insert into repositories (workspace_id, name, provider, provider_id, url, is_local)
            values ($1, 'bench', 'git', 'bench', 'bench', true)
            returning key
            """,
            workspace,
        )
        return workspace, key
    finally:
        await connection.close()


class Ingest:
    """One repository read into one database by so many processes."""

    def __init__(self, url: str, workspace: WorkspaceId, key: RepositoryKey, repo: Path, folder: Path) -> None:
        self.url, self.workspace, self.key, self.repo, self.folder = url, workspace, key, repo, folder
        self.memory = 0
        self.counted: Cost | None = None

    async def run(self, processes: int, known: Known, meter: Meter) -> Opened:
        """From a folder to facts that count, and on to the lines of merges; `counted` says what the first part cost."""
        opened = open_repository(GIT, parse_location(str(self.repo), cwd=self.repo), self.folder)
        planned = plan(GIT, opened, known, many_merges=MANY_MERGES)
        if not planned.is_new:
            return opened
        self.read(processes, planned.chunks)
        await self.settle(settle, opened, planned)
        self.counted = meter.stop()
        if planned.later:
            self.read(processes, planned.later)
            await self.settle(settle_merges, opened, planned)
        return opened

    def read(self, processes: int, chunks: tuple[Chunk, ...]) -> None:
        """All stretches, so many at once as there are processes."""
        with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
            waiting = [
                pool.submit(read_and_load, self.url, self.workspace, self.key, self.folder, chunk) for chunk in chunks
            ]
            self.memory = max([self.memory, *(one.result() for one in waiting)])

    async def settle(self, settling: Callable[..., Awaitable[object]], opened: Opened, planned: Plan) -> None:
        """Make what was read count."""
        found = reach(opened, planned)
        database = await Database.connect(self.url, size=1)
        async with database.workspace(self.workspace) as connection:
            state = Settlement(
                counted=found.counted, others=found.others, is_whole=found.is_whole, refs=opened.refs,
                default_ref=opened.default_ref, has_more=bool(planned.later), mailmap=opened.mailmap,
                attributes=opened.attributes, rules_digest=rules_digest(opened.attributes),
                classify=classifier(opened.attributes), now=datetime.now(UTC),
            )  # fmt: skip
            await settling(connection, self.workspace, self.key, state)
        await database.close()

    async def totals(self) -> tuple[int, int, int, int, int]:
        """Commits counted, lines added outside merges, file changes, merges, lines added by them."""
        database = await Database.connect(self.url, size=1)
        async with database.workspace(self.workspace) as connection:
            row = await connection.fetchrow(
                """
                select count(*), coalesce(sum(additions) filter (where not is_merge), 0),
                       (select count(*) from commit_files), count(*) filter (where is_merge),
                       coalesce(sum(additions) filter (where is_merge), 0)
                from commits
                where standing = 'counted'
                """
            )
        await database.close()
        return tuple(row)


async def measure(
    cluster: Cluster, server: int, repo: Path, scratch: Path, processes: int
) -> tuple[Cost, Cost, Cost, Ingest]:
    """The cost of a first ingest until it counts and altogether, and of one with nothing new, in a new database."""
    await fresh_database(cluster, "bench")
    workspace, key = await add_repository(cluster, "bench")
    folder = scratch / f"reading-{processes}-{perf_counter()}.git"
    ingest = Ingest(cluster.url(APPLICATION, "bench"), workspace, key, repo, folder)
    meter = Meter(server)
    opened = await ingest.run(processes, Known(), meter)
    first = meter.stop()
    meter = Meter(server)
    await ingest.run(processes, Known(opened.tips(), opened.default_sha), meter)
    return ingest.counted or first, first, meter.stop(), ingest


def middle(costs: list[Cost]) -> Cost:
    return Cost(*(statistics.median(column) for column in zip(*costs, strict=True)))


def report(name: str, costs: list[Cost], base: Cost) -> None:
    one = middle(costs)
    print(
        f"{name:<34} {one.wall:8.2f} s {one.wall / base.wall:7.2f} x "
        f"{one.processor:10.2f} s {one.processor / base.processor:7.2f} x   "
        f"({', '.join(f'{cost.wall:.2f}' for cost in costs)})"
    )


async def histories(repo: Path, scratch: Path, runs: int, *, has_passes: bool) -> None:
    cluster = cluster_at(Home(scratch / "home"))
    server = await start_postgres(cluster)
    try:
        behind: dict[str, list[Cost]] = {}
        ends: list[Cost] = []
        logs: list[Cost] = []
        whole_logs: list[Cost] = []
        counts: dict[int, list[Cost]] = {2: [], 1: []}
        firsts: dict[int, list[Cost]] = {2: [], 1: []}
        agains: list[Cost] = []
        memory = 0
        memories: dict[str, int] = {}
        for _ in range(runs):
            logs.append(git_log(repo))
            whole_logs.append(git_log(repo, "--diff-merges=first-parent"))
            for processes, seconds in firsts.items():
                counted, first, again, ingest = await measure(cluster, server.pid, repo, scratch, processes)
                counts[processes].append(counted)
                seconds.append(first)
                agains.append(again)
                memory = max(memory, ingest.memory)
                if has_passes and processes == max(firsts):
                    passes = run_passes(ingest, Meter, server.pid)
                    for name, one in passes.items():
                        behind.setdefault(name, []).append(one.cost)
                        memories[name] = max(memories.get(name, 0), one.memory)
                    ends.append(Cost(*map(sum, zip(first, *(one.cost for one in passes.values()), strict=True))))
        commits, additions, files, merges, merged = await ingest.totals()
        base = middle(logs)
        size = f"{commits:,} commits, {files:,} file changes, {additions:,} lines added outside merges"
        print(f"{size}, {merges:,} merges that add {merged:,}; {os.cpu_count()} cores")
        print(f"{'':<34} {'clock':>10} {'':>9} {'processor':>12}")
        report("git log --numstat -M", logs, base)
        report("the same with --diff-merges", whole_logs, base)
        for processes, words in ((2, "two processes"), (1, "one process")):
            report(f"until it counts, {words}", counts[processes], base)
            report(f"with merges' lines, {words}", firsts[processes], base)
        report("again, with nothing new", agains, base)
        print(f"{'largest child without its git':<34} {memory / 1e6:8.0f} MB")
        for name, costs in behind.items():
            report(f"behind it: {name}", costs, base)
        if ends:
            report("to the end, two processes at first", ends, base)
            print("largest process of each pass: " + ", ".join(f"{k} {v / 1e6:.0f} MB" for k, v in memories.items()))
    finally:
        await server.stop()


def peers(python: str, repo: Path, objects: Path, scratch: Path) -> None:
    """The newest commits through the peers, each against `git log` over the same ones."""
    shas = subprocess.run(
        ["git", "--git-dir", str(repo), "rev-list", "--first-parent", f"--max-count={PEER_COMMITS}", "main"],
        capture_output=True, check=True, text=True,
    ).stdout.split()  # fmt: skip
    part = bare(scratch / "part.git", objects, shas[0])
    (part / "shallow").write_text(f"{shas[-1]}\n")
    base = git_log(part)
    print(f"\nThe newest {len(shas):,} on the first-parent line:")
    report("git log --numstat -M", [base], base)
    for name, script in (("PyDriller", PYDRILLER), ("Perceval", PERCEVAL)):
        command = [python, "-c", script, str(part)]
        meter = Meter()
        done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            print(f"{name:<34} did not finish: {done.stderr.strip().splitlines()[-1]}")
            continue
        report(name, [meter.stop()], base)


def main() -> None:
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("repo", type=Path)
    asking.add_argument("--runs", type=int, default=1)
    asking.add_argument("--passes", action="store_true")
    asking.add_argument("--peers", metavar="PYTHON")
    asked = asking.parse_args()
    with tempfile.TemporaryDirectory(prefix="aexy-bench-") as folder:
        scratch = Path(folder)
        opened = open_repository(GIT, parse_location(str(asked.repo), cwd=Path.cwd()), scratch / "whole.git")
        objects = scratch / "whole.git" / "objects"
        repo = bare(scratch / "one-branch.git", objects, opened.default_sha or "")
        asyncio.run(histories(repo, scratch, asked.runs, has_passes=asked.passes))
        if asked.peers:
            peers(asked.peers, repo, objects, scratch)


if __name__ == "__main__":
    main()

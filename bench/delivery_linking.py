"""What went live with what: `python bench/delivery_linking.py [--services N] [--commits N] [--deployments N]`.

All services brought in line from nothing; then again, with nothing new; then one deployment added to one service, by
itself and with everything else that linking looks at. With it the graph alone, of one long history. Medians of nine,
and means of the processor time of both sides, which is what is left on a machine that others use as well.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter, process_time

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.delivery_world import make_delivery_world

from aexy.kernel.delivery.graph import History
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.stack.children import unprivileged
from aexy.stack.home import Home
from aexy.stack.postgres import APPLICATION, OWNER, cluster_at, start_postgres
from aexy.store.delivery import bring
from aexy.store.linking import link
from aexy.store.migrate import migrate
from aexy.store.postgres import Connection, Database

ROUNDS = 9
# The tip of a repository goes live once more, or is the first to after a roll-back.
_NEXT = """
insert into deployments (workspace_id, provider, origin, external_id, repository_key, version, environment,
                         environment_kind, sha, status, created_at, finished_at)
select $1, 'github', 'example.org', 'next-' || $2::bigint, c.repository_key, now(), 'production', 'production', c.sha,
       'success', now(), now()
from commits c
where c.key = (
    select max(o.key)
    from commits o
    where o.repository_key = (select min(r.key) + $2::bigint % count(*) from repositories r where r.workspace_id = $1)
)
returning repository_key
"""


class Counting:
    """A connection that counts what is asked of it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.statements = 0

    def __getattr__(self, name: str) -> object:
        if name in ("execute", "fetch", "fetchrow", "fetchval"):
            self.statements += 1
        return getattr(self._connection, name)


def graph(commits: int) -> None:
    """A line with a merge for every five commits, and a deployment for every twenty-five."""
    keys = b"".join(n.to_bytes(8, "big") for n in range(commits))
    shas = b"".join(n.to_bytes(20, "big") for n in range(commits))
    counts = b"".join((0 if n == 0 else 2 if n % 5 == 0 else 1).to_bytes(2, "big") for n in range(commits))
    on = b"".join(
        (n - back).to_bytes(20, "big") for n in range(1, commits) for back in ((1, 4) if n % 5 == 0 else (1,))
    )
    began = perf_counter()
    history = History.packed(keys, shas, counts, on)
    built = perf_counter()
    history.chain(range(24, commits, 25))
    print(
        f"graph of {commits:,} commits: {1000 * (built - began):.0f} ms built, "
        f"{1000 * (perf_counter() - built):.0f} ms the first deployment of each of {commits // 25:,}"
    )


async def timed(
    database: Database, workspace: WorkspaceId, work: Callable[[Connection], Awaitable[object]]
) -> tuple[float, float, int]:
    """Milliseconds that passed and that processors worked, and how many statements it took."""
    async with database.workspace(workspace) as connection:
        counting = Counting(connection)
        server = Path(f"/proc/{connection.get_server_pid()}/stat")
        began, worked = perf_counter(), _worked(server)
        await work(counting)
        return 1000 * (perf_counter() - began), 1000 * (_worked(server) - worked), counting.statements


def _worked(server: Path) -> float:
    """Seconds of processor time, ours and the server's for us."""
    ticks = server.read_text().rpartition(")")[2].split()[11:13]
    return process_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


async def measure(url: str, owner_url: str, workspace: WorkspaceId) -> None:
    database = await Database.connect(url, size=2, patience=None)
    owner = await asyncpg.connect(owner_url, command_timeout=3600)
    for name in ("from nothing", "again"):
        took, worked, statements = await timed(database, workspace, lambda one: bring(one, workspace, None))
        print(f"all services {name}: {took / 1000:.1f} s ({worked / 1000:.1f} s worked), {statements} statements")
        await owner.execute("analyze")
    for name, work in (("deliveries", bring), ("all links", link)):
        found = []
        for number in range(ROUNDS):
            key = await owner.fetchval(_NEXT, workspace, number + (1000 if work is link else 0))

            async def one(connection: Connection, key: int = key, is_all: bool = work is link) -> object:  # noqa: FBT001 - bound
                if is_all:
                    return await link(connection, workspace, repository_keys=[RepositoryKey(key)])
                return await bring(connection, workspace, [key])

            found.append(await timed(database, workspace, one))
        median = statistics.median(took for took, _, _ in found)
        mean = statistics.mean(worked for _, worked, _ in found)
        most = max(count for _, _, count in found)
        print(f"one deployment more, {name}: {median:.0f} ms ({mean:.0f} ms worked), {most} statements")
    await owner.close()
    await database.close()


async def run(home: Path, services: int, commits: int, deployments: int) -> None:
    place = Home(home)
    place.prepare(guest=unprivileged())
    cluster = cluster_at(place)
    postgres = await start_postgres(cluster)
    try:
        await migrate(cluster.url(OWNER))
        workspace = await make_delivery_world(
            cluster.url(OWNER), services=services, commits=commits, deployments=deployments
        )
        print(f"{services} services with {commits:,} commits and {deployments} deployments each")
        await measure(cluster.url(APPLICATION), cluster.url(OWNER), workspace)
    finally:
        await postgres.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--services", type=int, default=50)
    parser.add_argument("--commits", type=int, default=10_000)
    parser.add_argument("--deployments", type=int, default=400)
    asked = parser.parse_args()
    for size in (10_000, 500_000):
        graph(size)
    with tempfile.TemporaryDirectory(prefix="aexy-bench-") as folder:
        asyncio.run(run(Path(folder), asked.services, asked.commits, asked.deployments))


if __name__ == "__main__":
    main()

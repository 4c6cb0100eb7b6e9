"""How fast people are analysed: `python bench/analyses.py [--developers N] [--commits N] [--pulls N] [--home FOLDER]`.

All analyses for everybody from facts to results kept, in a process of its own, with its largest memory; each analysis
by itself; and one person after new facts, with all analyses and with each (`--one`: only that).
"""

import argparse
import asyncio
import resource
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.snapshots import alone
from bench.synthetic import OF_THIRTY, make_workspace

from aexy.features.intelligence import everybody, rows, running
from aexy.features.intelligence.analyses import KEPT
from aexy.kernel.ids import WorkspaceId
from aexy.stack.children import unprivileged
from aexy.stack.home import Home
from aexy.stack.postgres import APPLICATION, OWNER, cluster_at, start_postgres
from aexy.store.migrate import migrate
from aexy.store.postgres import Connection
from aexy.store.session import session

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
ROUNDS = 7
# 300 files a repository in folders of several languages; two or three of them a commit.
PATHS = """
insert into paths (workspace_id, repository_key, path, language, class)
select $1, r.key,
       x.folder || '/part' || n % 12 || '/file' || n || x.ending,
       x.language,
       case when n % 10 = 0 then 'test' else 'source' end
from repositories r
cross join generate_series(1, 300) n
cross join lateral (
    select (array['src', 'web', 'cmd', 'infra', 'docs'])[1 + n % 5] as folder,
           (array['.py', '.ts', '.go', '.tf', '.md'])[1 + n % 5] as ending,
           (array['Python', 'TypeScript', 'Go', 'HCL', 'Markdown'])[1 + n % 5] as language
) x
where r.workspace_id = $1"""
FILES = """
with known as materialized (
    select repository_key, array_agg(key order by key) as keys from paths where workspace_id = $1 group by 1
)
insert into commit_files (workspace_id, commit_key, path_key, additions, deletions)
select $1, c.key, k.keys[1 + (c.author_key * 31 + c.key * 7 + n * 5) % cardinality(k.keys)], 10, 3
from commits c
join known k on k.repository_key = c.repository_key
cross join generate_series(1, 2 + (c.key % 2)::int) n
where c.workspace_id = $1
on conflict do nothing"""
WORDS = """
update {table}
set {column} = (array['feat: ', 'fix: ', 'Fix ', 'Add ', 'refactor(api): ', 'Update ', 'docs: ', ''])[1 + key % 8]
    || (array['address parsing', 'the retry of payments', 'tests for the queue', 'a page of settings',
              'dependency bumps', 'slow queries in reports', 'the CI pipeline'])[1 + key % 7]
where workspace_id = $1"""


async def furnish(owner: Connection, workspace: WorkspaceId) -> None:
    """Files, and words that mean something; once."""
    if await owner.fetchval("select exists (select from paths where workspace_id = $1)", workspace):
        return
    await owner.execute(PATHS, workspace)
    await owner.execute(FILES, workspace)
    for table, column in (("commits", "subject"), ("pull_requests", "title")):
        await owner.execute(WORDS.format(table=table, column=column), workspace)
    await owner.execute("vacuum analyze commits, commit_files, paths, pull_requests")


def all_of_everybody(url: str, workspace: WorkspaceId) -> dict[str, float]:
    """Seconds and the largest memory in MB."""
    began = perf_counter()
    came_to = everybody.analyse_now(url, workspace, NOW)
    return {
        "all": perf_counter() - began,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "failed": len(came_to["failed"]),
    }


def each_of_everybody(url: str, workspace: WorkspaceId) -> dict[str, float]:
    """Seconds of each analysis that reads everything for itself."""
    stand = asyncio.run(everybody.stand_now(url, workspace, NOW))
    took = {}
    for one in KEPT:
        began = perf_counter()
        running.run(url, stand, [one], None)
        took[one.key] = perf_counter() - began
    return took


def one_person(url: str, workspace: WorkspaceId) -> dict[str, float]:
    """Milliseconds until all analyses of one person are counted and kept, and each alone: medians over people."""
    stand = asyncio.run(everybody.stand_now(url, workspace, NOW))
    with session(url, workspace) as opened:
        people = rows.humans(opened)[3 : 3 + ROUNDS]
    took = {}
    for name, chosen in [("all", KEPT), *((one.key, (one,)) for one in KEPT)]:
        times = []
        for who in people:
            began = perf_counter()
            running.run(url, stand, chosen, [who])
            times.append(1000 * (perf_counter() - began))
        took[name] = statistics.median(times)
    return took


async def run(home: Path, developers: int, commits: int, pulls: int, *, is_one: bool) -> None:
    place = Home(home)
    place.prepare(guest=unprivileged())
    cluster = cluster_at(place)
    postgres = await start_postgres(cluster)
    try:
        await migrate(cluster.url(OWNER))
        url, owner_url = cluster.url(APPLICATION), cluster.url(OWNER)
        workspace = await make_workspace(
            owner_url, developers=developers, events=commits * 30 // OF_THIRTY, commits_a_pull=commits // pulls
        )
        owner = await asyncpg.connect(owner_url, command_timeout=3600)
        await furnish(owner, workspace)
        await owner.close()
        if not is_one:
            report(url, workspace)
        for key, milliseconds in alone(one_person, url, workspace).items():
            print(f"  one person, {key}: {milliseconds:.0f} ms")
    finally:
        await postgres.stop()


def report(url: str, workspace: WorkspaceId) -> None:
    whole = alone(all_of_everybody, url, workspace)
    print(f"all {len(KEPT)} of everybody: {whole['all']:.1f} s, {whole['memory']:.0f} MB, {whole['failed']} failed")
    for key, seconds in alone(each_of_everybody, url, workspace).items():
        print(f"  {key} alone {seconds:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--developers", type=int, default=1000)
    parser.add_argument("--commits", type=int, default=2_000_000)
    parser.add_argument("--pulls", type=int, default=400_000)
    parser.add_argument("--home", type=Path, help="keep the made-up workspace here for the next run")
    parser.add_argument("--one", action="store_true", help="only what one person takes")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aexy-bench-") as folder:
        asyncio.run(run(asked.home or Path(folder), asked.developers, asked.commits, asked.pulls, is_one=asked.one))


if __name__ == "__main__":
    main()

"""Whether change risk beats lines added on a real project: `python bench/real_risks.py DATA CLONE --home FOLDER`.

DATA and CLONE are as in `bench/real_pulls.py`. FOLDER is the data folder of a product that is stopped and has read the
clone, as its only repository and to the end of its lines; it is written to, so let it be one made for this. What the
data knows of merged pull requests is put beside the history: number, when opened and merged, lines, and the commits
its merge brought. Who reviewed is not in the data, so whoever is a file's main author counts as absent unless they
wrote the change. Who opened it is taken from its commits. Printed is what the product learns of the two years before
March 2014, regrets counted as far as the history in the folder goes.
"""

import argparse
import asyncio
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.real_pulls import GIT, merged_files, number_of, project_of, told_of

from aexy.features.knowledge.risk_counting import count_risks
from aexy.features.knowledge.risk_service import WAITING
from aexy.kernel.analyses.risk_model import learn
from aexy.kernel.ids import WorkspaceId
from aexy.stack.children import unprivileged
from aexy.stack.home import Home
from aexy.stack.postgres import APPLICATION, OWNER, cluster_at, start_postgres
from aexy.store.migrate import migrate
from aexy.store.postgres import Connection
from aexy.store.session import session

NOW = datetime(2014, 3, 1, tzinfo=UTC)
REPOSITORY = """
select r.workspace_id, r.key
from repositories r
where exists (select from commits c where c.repository_key = r.key)"""
COMMITS = """
select encode(c.sha, 'hex') as sha, c.key, c.author_key
from commits c
where c.repository_key = $1 and c.standing = 'counted'"""
FORGET = (
    "delete from commit_pull_requests where workspace_id = $1",
    "delete from pull_requests where workspace_id = $1",
)
PULL = """
insert into pull_requests (workspace_id, repository_key, number, external_id, version, title, author_key, opened_at,
                           ready_at, closed_at, merged_at, additions, deletions)
values ($1, $2, $3, 'P' || $3::integer, $6, '', $4, $5, $5, $6, $6, $7, $8)
returning key"""
LINK = """
insert into commit_pull_requests (workspace_id, commit_key, pull_key, evidence)
values ($1, $2, $3, 'member')
on conflict do nothing"""


def brought(clone: Path) -> Iterator[tuple[int, list[str]]]:
    """Number of a pull request, and the commits that its merge brought."""
    said = subprocess.run(
        [*GIT, "-C", str(clone), "log", "--merges", f"--until={NOW.date()}", "--format=%P%x09%s"],
        check=True, capture_output=True, text=True, errors="replace",
    )  # fmt: skip
    for line in said.stdout.splitlines():
        parents, _, subject = line.partition("\t")
        number, (first, *others) = number_of(subject), parents.split()
        if number is not None:
            listed = subprocess.run(
                [*GIT, "-C", str(clone), "rev-list", "--no-merges", *others, f"^{first}"],
                check=True, capture_output=True, text=True,
            )  # fmt: skip
            yield number, listed.stdout.split()


async def put(owner: Connection, workspace: UUID, repository: int, data: Path, clone: Path) -> int:
    """Pull requests beside the history; how many."""
    for statement in FORGET:
        await owner.execute(statement, workspace)
    commits = {row["sha"]: (row["key"], row["author_key"]) for row in await owner.fetch(COMMITS, repository)}
    lines = pl.DataFrame(
        list(merged_files(clone)), orient="row",
        schema={"number": pl.Int64, "path": pl.String, "added": pl.Int64, "removed": pl.Int64},
    ).group_by("number").agg(pl.col("added", "removed").sum())  # fmt: skip
    sizes = {number: (added, removed) for number, added, removed in lines.iter_rows()}
    told = {row["github_id"]: row for row in told_of(data, project_of(clone)).iter_rows(named=True)}
    many = 0
    for number, shas in brought(clone):
        its = [commits[sha] for sha in shas if sha in commits]
        row = told.pop(number, None)
        if row is None or not its:
            continue
        opened, merged = (datetime.fromtimestamp(row[name], UTC) for name in ("created_at", "merged_at"))
        added, removed = sizes.get(number, (None, None))
        key = await owner.fetchval(
            PULL, workspace, repository, number, its[-1][1], opened, merged, added, removed
        )  # fmt: skip
        await owner.executemany(LINK, [(workspace, commit, key) for commit, _ in its])
        many += 1
    return many


def tell(url: str, workspace: UUID) -> None:
    """What is learnt."""
    with session(url, WorkspaceId(workspace)) as opened:
        known = count_risks(opened, NOW)
    is_judged = pl.col("merged").is_not_null() & pl.col("heat").is_not_null() & (pl.col("merged") < NOW - WAITING)
    learned = learn(known.filter(is_judged).sort("merged", "pull"))
    print(
        f"learnt from {learned.learned:,} ({learned.learned_regretted:,} regretted), judged on the {learned.judged:,}"
        f" after them ({learned.judged_regretted:,} regretted)"
    )
    if learned.auc is None or learned.baseline_auc is None:
        print("too few of either to say anything")
        return
    print(
        f"AUC {learned.auc:.3f}, lines added {learned.baseline_auc:.3f}; gain {learned.gain_low:+.3f} to"
        f" {learned.gain_high:+.3f}, nine of ten times: {'surely' if learned.beats else 'not surely'} better"
    )


async def run(data: Path, clone: Path, home: Path) -> None:
    place = Home(home)
    place.prepare(guest=unprivileged())
    cluster = cluster_at(place)
    postgres = await start_postgres(cluster)
    try:
        await migrate(cluster.url(OWNER))
        owner = await asyncpg.connect(cluster.url(OWNER))
        row = await owner.fetchrow(REPOSITORY)
        many = await put(owner, row["workspace_id"], row["key"], data, clone)
        await owner.close()
        print(f"{project_of(clone)}: {many:,} merged pull requests stand in the history")
        await asyncio.to_thread(tell, cluster.url(APPLICATION), row["workspace_id"])
    finally:
        await postgres.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("clone", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    asked = parser.parse_args()
    asyncio.run(run(asked.data, asked.clone, asked.home))


if __name__ == "__main__":
    main()

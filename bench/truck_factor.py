"""Truck factors beside published ones, and how long they take: `python bench/truck_factor.py REPO[@DATE]… [--runs 3]`.

REPO is any local repository or bare git directory; of `REPO@2016-11-01` the history until that day is read, as its
default branch has it. Each is read into a PostgreSQL of this program's own by our ingest, people are merged, and the
truck factor is counted from facts as the product counts it. Printed are ours; the same over programming and markup
alone, as the tool of Avelino and others leaves data out; what that tool gave in November 2016, where it is known; and
seconds: reading the facts, following renames and counting now, and counting every quarter.

Where a copy lacks some of its largest files they are read as empty ones, and it is said how many: the authors of a file
do not depend on what is in it.
"""

import argparse
import asyncio
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.ingest import GIT, Ingest, Meter, add_repository, bare, fresh_database

from aexy.features.ingest.repository_pass import RepositoryPass
from aexy.features.ingest.trees import read_stays
from aexy.kernel.analyses.authorship import counts
from aexy.kernel.analyses.file_lives import follow
from aexy.kernel.analyses.truck_factor import TruckFactor, at_tip, over_time, quarter_ends
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.git import Known, open_repository, parse_location
from aexy.stack.home import Home
from aexy.stack.postgres import APPLICATION, Cluster, cluster_at, start_postgres
from aexy.store.analysis_facts.files import read_files
from aexy.store.postgres import Database
from aexy.store.session import session

# https://github.com/aserg-ufmg/Truck-Factor, "data from November, 2016".
PUBLISHED = {
    "freecodecamp": 1, "bootstrap": 3, "d3": 1, "react": 4, "angular.js": 6, "font-awesome": 1, "jquery": 4,
    "electron": 1, "tensorflow": 2, "docker": 13, "moby": 13, "meteor": 5, "swift": 5, "vue": 1, "rails": 11, "atom": 4,
}  # fmt: skip


class Row(NamedTuple):
    """A line of the table; seconds are medians."""

    name: str
    commits: int
    touches: int
    ours: TruckFactor
    as_published: TruckFactor
    quarters: int
    reading: float
    counting: float
    over_time: float
    empty: int

    def __str__(self) -> str:
        published = PUBLISHED.get(self.name, "")
        return (
            f"| {self.name} | {self.commits:,} | {self.touches:,} | {self.ours.files:,} | **{self.ours.value}** "
            f"| {self.as_published.value} | {published} | {self.reading:.2f} | {self.counting:.2f} "
            f"| {self.over_time:.2f} ({self.quarters}) | {self.empty or ''} |"
        )


HEAD = """\
| repository | commits | changes | files | ours | code alone | published | read s | count s | quarters s | empty |
|---|---|---|---|---|---|---|---|---|---|---|"""


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """Run git in a bare repository of ours."""
    command = ["git", "--git-dir", str(folder), *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, check=True).stdout


def at_date(folder: Path, day: str | None, scratch: Path) -> tuple[Path, int]:
    """A repository with the history until that day, or all of it; and how many files in it stand empty."""
    whole = scratch / "whole.git"
    opened = open_repository(GIT, parse_location(str(folder), cwd=Path.cwd()), whole)
    sha = opened.default_sha or ""
    if day:
        sha = git(whole, "rev-list", "-1", "--first-parent", f"--before={day}", sha).decode().strip()
    if not sha:
        raise SystemExit(f"{folder} has nothing before {day}.")
    part = bare(scratch / "part.git", whole / "objects", sha)
    listed = git(part, "rev-list", "--objects", "--missing=print", "main").splitlines()
    missing = {line[1:] for line in listed if line.startswith(b"?")}
    return (mended(part, whole, missing, scratch) if missing else part), len(missing)


def mended(part: Path, whole: Path, missing: set[bytes], scratch: Path) -> Path:
    """The same history with an empty file in place of each that is missing."""
    to = scratch / "mended.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(to)], check=True)
    (to / "objects/info/alternates").write_text(f"{whole / 'objects'}\n")
    empty = git(to, "hash-object", "-w", "--stdin").strip()
    out = ["git", "--git-dir", str(part), "fast-export", "--no-data", "--reencode=no", "--signed-tags=strip", "main"]
    into = ["git", "--git-dir", str(to), "fast-import", "--quiet", "--date-format=raw-permissive"]
    with (
        subprocess.Popen(out, stdout=subprocess.PIPE) as exporting,
        subprocess.Popen(into, stdin=subprocess.PIPE) as importing,
    ):
        assert exporting.stdout is not None
        assert importing.stdin is not None
        for line in exporting.stdout:
            words = line.split(b" ", 3)
            if line.startswith(b"M ") and len(words) > 3 and words[2] in missing:
                words[2] = empty
            importing.stdin.write(b" ".join(words))
        importing.stdin.close()
    if importing.returncode or exporting.returncode:
        raise SystemExit("The history could not be mended.")
    return to


async def one(cluster: Cluster, server: int, asked: str, runs: int, scratch: Path) -> Row:
    """Read one repository, and count."""
    name, _, day = asked.partition("@")
    repo, empty = at_date(Path(name), day or None, scratch)
    await fresh_database(cluster, "bench")
    workspace, key = await add_repository(cluster, "bench")
    url = cluster.url(APPLICATION, "bench")
    ingest = Ingest(url, workspace, key, repo, scratch / "reading.git")
    opened = await ingest.run(2, Known(), Meter(server))
    database = await Database.connect(url, size=1)
    await read_stays(RepositoryPass(GIT, opened, database, workspace, key, datetime.now(UTC), lambda *_: None))
    await database.close()
    commits = (await ingest.totals())[0]
    return count(url, workspace, key, (title(name), commits, empty), runs)


def count(url: str, workspace: WorkspaceId, key: RepositoryKey, about: tuple[str, int, int], runs: int) -> Row:
    """Count from facts, several times."""
    name, commits, empty = about
    seconds = []
    for _ in range(runs):
        start = perf_counter()
        with session(url, workspace) as opened:
            facts = read_files(opened, key)
        read = perf_counter()
        changes = follow(facts.touches, facts.stays)
        counted = facts.paths.filter(counts())["path"]
        ours = at_tip(changes, counted=counted)
        now = perf_counter()
        ends = quarter_ends(changes)
        over_time(changes, ends, counted=counted)
        seconds.append((read - start, now - read, perf_counter() - now))
    code = facts.paths.filter(counts(), pl.col("class") != "data")["path"]
    reading, counting, over = (statistics.median(column) for column in zip(*seconds, strict=True))
    published = at_tip(changes, counted=code)
    return Row(name, commits, facts.touches.height, ours, published, len(ends), reading, counting, over, empty)


def title(name: str) -> str:
    """What a repository is called in the list of published values."""
    path = Path(name)
    last = path.parent.name if path.name == "repo" else path.name
    return last.rpartition("+")[2].removesuffix(".git").lower()


async def everything(asked: list[str], runs: int) -> None:
    """One repository after the other."""
    print(HEAD)
    with tempfile.TemporaryDirectory(prefix="aexy-bench-") as folder:
        scratch = Path(folder)
        cluster = cluster_at(Home(scratch / "home"))
        server = await start_postgres(cluster)
        try:
            for number, each in enumerate(asked):
                place = scratch / str(number)
                place.mkdir()
                try:
                    print(await one(cluster, server.pid, each, runs, place), flush=True)
                finally:
                    shutil.rmtree(place)
        finally:
            await server.stop()


def main() -> None:
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("repos", nargs="+", metavar="REPO[@DATE]")
    asking.add_argument("--runs", type=int, default=1)
    asked = asking.parse_args()
    asyncio.run(everything(asked.repos, asked.runs))


if __name__ == "__main__":
    main()

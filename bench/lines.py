"""What it costs to know whose lines were removed: `python bench/lines.py REPO [--blames 200] [--seed 4]`.

Prints ratios to one `git log --numstat -M` over the default branch, measured in the same run: git's part of the pass
(patches without context), the whole pass in a process of its own with its state in a file, and the same again with
nothing new; the process's largest memory and the file's size. Then so many removals, a file of a commit each, are drawn
at random and compared with what `git blame` says of the lines before they went; merges are left out, as blame has no
one parent to ask. PostgreSQL is not in it: tests/features/ingest/test_lines.py is about what is kept there.
"""

import argparse
import multiprocessing
import random
import re
import resource
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

from aexy.sources.git import Git, classifier, open_repository, parse_location
from aexy.sources.git.line_state import Kept
from aexy.sources.git.lines import Removal, reading_lines

GIT = Git()
_OLD = re.compile(r"^@@ -(\d+)(?:,(\d+))? ", re.MULTILINE)


class Cost(NamedTuple):
    """Seconds by the clock and of processor time, git's included; the process's largest memory in megabytes."""

    wall: float
    processor: float
    memory: float = 0.0


class Pass(NamedTuple):
    """What one pass cost, what it told, and what is kept of it."""

    cost: Cost
    removals: list[Removal]
    kept: Kept
    git_processor: float


def main() -> None:
    """Measure, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repo", type=Path)
    parser.add_argument("--blames", type=int, default=200)
    parser.add_argument("--seed", type=int, default=4)
    asked = parser.parse_args()
    repo = asked.repo.resolve()
    with tempfile.TemporaryDirectory() as folder:
        mirror = Path(folder) / "mirror"
        open_repository(GIT, parse_location(str(repo), cwd=Path("/")), mirror)
        numstat = timed(lambda: count_bytes(repo, "log", "--numstat", "-M"))
        patches = timed(lambda: count_bytes(repo, "log", "-p", "-U0", "-M", "--raw", "--full-index", "--reverse"))
        whole = alone(mirror, None)
        again = alone(mirror, whole.kept)
        size = (mirror / "aexy-lines.sqlite").stat().st_size
    print(f"git log --numstat -M                {numstat.wall:6.2f} s, processor {numstat.processor:6.2f} s")
    for name, cost in (
        ("git log -p -U0 -M --raw, alone", patches),
        ("whole pass with its git", whole.cost),
        ("of that: git", Cost(whole.cost.wall, whole.git_processor)),
        ("again, with nothing new", again.cost),
    ):
        clock, processor = cost.wall / numstat.wall, cost.processor / numstat.processor
        print(f"{name:35} {clock:6.2f} x by the clock, {processor:6.2f} x processor")
    known = sum(one.lines for one in whole.removals if one.origin is not None)
    total = sum(one.lines for one in whole.removals)
    print(f"largest memory {whole.cost.memory:.0f} MB, state {size / 1e6:.1f} MB of {whole.kept.commits:,} commits")
    print(f"{total:,} lines removed, {total - known:,} of them of unknown origin")
    compare(repo, whole.removals, asked.blames, asked.seed)


def timed(work: Callable[[], object]) -> Cost:
    """What a command costs."""
    start, before = perf_counter(), children()
    work()
    return Cost(perf_counter() - start, children() - before)


def children() -> float:
    """Processor time of the processes that were started and ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def count_bytes(repo: Path, *arguments: str) -> int:
    """Let git write it all, and throw it away."""
    process = subprocess.Popen(["git", "-C", repo, *arguments], stdout=subprocess.PIPE)
    assert process.stdout is not None
    count = 0
    while block := process.stdout.read(1 << 18):
        count += len(block)
    process.wait()
    return count


def alone(mirror: Path, kept: Kept | None) -> Pass:
    """The pass in a process of its own, so that its memory is its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(read, mirror, kept).result()


def read(mirror: Path, kept: Kept | None) -> Pass:
    """Read what is new, keeping nothing but what was told."""
    start, own, gits = perf_counter(), process_time(), children()
    removals: list[Removal] = []
    with reading_lines(GIT, mirror, classify=classifier(), rules="bench", kept=kept) as reader:
        for batch in reader.batches():
            removals += batch.removals
            reader.save()
        told = reader.kept
    git = children() - gits
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Pass(Cost(perf_counter() - start, process_time() - own + git, memory), removals, told, git)


def compare(repo: Path, removals: list[Removal], count: int, seed: int) -> None:
    """How many removed lines have the origin that blame says."""
    told: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in removals:
        told[one.sha.hex(), one.path][one.origin.hex() if one.origin else "unknown"] += one.lines
    drawn = random.Random(seed).sample(sorted(told), min(count, len(told)))  # noqa: S311 (a sample, no secret)
    asked = same = files = 0
    for sha, path in drawn:
        said = blamed(repo, sha, path)
        if said is None:
            continue
        files += 1
        asked += said.total()
        same += (said & told[sha, path]).total()
        if said != told[sha, path]:
            print(f"  otherwise: {sha[:12]} {path}: blame {dict(said - told[sha, path])}")
    print(f"git blame agrees on {same:,} of {asked:,} lines ({same / max(asked, 1):.4f}) in {files} removals")


def blamed(repo: Path, sha: str, path: str) -> Counter[str] | None:
    """Whose lines a commit removed from a file, as blame says; None for merges."""
    parents = git(repo, "rev-list", "--parents", "-n", "1", sha).split()[1:]
    if len(parents) != 1:
        return None
    shown = git(repo, "diff-tree", "-r", "-M", "-p", "-U0", "--raw", "--no-commit-id", sha)
    entries = [line.split("\t")[1:] for line in shown.splitlines() if line.startswith(":")]
    was = next((names[0] for names in entries if names[-1] == path), path)
    part = next(one for one in shown.split("\ndiff --git ")[1:] if one.split("\n", 1)[0].endswith(f" b/{path}"))
    gone = [(int(at), int(lines or 1)) for at, lines in _OLD.findall(part)]
    ranges = [word for at, lines in gone if lines for word in ("-L", f"{at},+{lines}")]
    said = git(repo, "blame", "-s", "-l", "--root", *ranges, parents[0], "--", was)
    return Counter(line.split()[0] for line in said.splitlines())


def git(repo: Path, *arguments: str) -> str:
    """What git says."""
    done = subprocess.run(["git", "-C", repo, *arguments], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


if __name__ == "__main__":
    main()

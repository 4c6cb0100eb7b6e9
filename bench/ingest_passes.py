"""What a sync reads when everything counts, pass by pass: part of `python bench/ingest.py REPO --passes`.

trees        which files stand on the counted branch, and did at each quarter's end
manifests    which packages stand in which manifest and lock file from when until when
lines        whose lines each commit removed, what it comes to (for copies), what it imports; then linking
complexity   how complex the files at the tip are, and those of a year before

Each runs in a process of its own, one after the other; a sync does the first three in one process. The order is another
than in a sync, where lines come before manifests; neither reads what the other writes.
"""

import asyncio
import multiprocessing
import resource
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

from aexy.features.ingest.complexity import read_complexity
from aexy.features.ingest.lines import read_lines
from aexy.features.ingest.manifests import read_manifests
from aexy.features.ingest.repository_pass import RepositoryPass
from aexy.features.ingest.schemas import Reading
from aexy.features.ingest.trees import read_stays
from aexy.store.postgres import Database


class Ingested(Protocol):
    """A history that counts, and where: what `bench/ingest.py` has made."""

    url: str
    workspace: Any
    key: Any
    repo: Any
    folder: Any


class PassCost(NamedTuple):
    """What a pass cost, whatever it is measured in, and the most memory its process had, in bytes."""

    cost: Any
    memory: int


def run_passes(ingested: Ingested, meter: Callable[[int], Any], server: int) -> dict[str, PassCost]:
    """All of them, in order."""
    reading = Reading(
        database_url=ingested.url,
        workspace_id=str(ingested.workspace),
        repository_key=ingested.key,
        url=str(ingested.repo),
        folder=str(ingested.folder),
        branch_wanted=None,
        git="git",
        git_timeout=3600,
        allow_local=True,
        now=datetime.now(UTC).isoformat(),
    )
    found = {}
    for name, work in PASSES.items():
        metered = meter(server)
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            memory = pool.submit(work, reading).result()
        found[name] = PassCost(metered.stop(), memory)
    return found


def _trees(reading: Reading) -> int:
    return _alone(reading, read_stays)


def _manifests(reading: Reading) -> int:
    return _alone(reading, read_manifests)


def _lines(reading: Reading) -> int:
    read_lines(reading, _silently)
    return _memory()


def _complexity(reading: Reading) -> int:
    read_complexity(reading, _silently)
    return _memory()


PASSES = {"trees": _trees, "manifests": _manifests, "lines": _lines, "complexity": _complexity}


def _alone(reading: Reading, read: Callable[[RepositoryPass], Awaitable[object]]) -> int:
    async def run() -> None:
        database = await Database.connect(reading.database_url, size=1)
        try:
            await read(RepositoryPass.of(reading, database, _silently))
        finally:
            await database.close()

    asyncio.run(run())
    return _memory()


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _silently(stage: str, done: int, total: int | None) -> None:
    del stage, done, total

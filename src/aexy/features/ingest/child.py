"""A process that reads history: `python -m aexy.features.ingest.child`, started and told what to do by readers.py.

Tasks come as JSON lines on standard input, answers go as JSON lines to standard output, complaints to standard error.
"""

import asyncio
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from queue import SimpleQueue
from typing import IO, Any
from uuid import UUID

import orjson

from aexy.features.ingest.chunk import load_chunk
from aexy.features.ingest.failures import Remedy, understand
from aexy.features.ingest.opening import open_and_plan
from aexy.features.ingest.placing import one_connection, place, place_merges
from aexy.features.ingest.schemas import Counting, DemoReading, FileReading, Reading, Telling
from aexy.kernel.ids import JobId, WorkspaceId
from aexy.logs import belonging, log_as_json
from aexy.store.linking import link_deliveries

log = logging.getLogger("aexy.reader")

TASKS: dict[str, Callable[[dict[str, Any], Telling], dict[str, Any]]] = {
    "open": lambda task, tell: open_and_plan(Reading(**task), tell),
    "chunk": lambda task, tell: load_chunk(Reading(**task), tell),
    "settle": lambda task, tell: place(Reading(**task), tell),
    "settle_merges": lambda task, tell: place_merges(Reading(**task), tell),
    "lines": lambda task, tell: _read_lines(Reading(**task), tell),
    "complexity": lambda task, tell: _read_complexity(Reading(**task), tell),
    "demo": lambda task, tell: _make_up(DemoReading(**task), tell),
    "import": lambda task, tell: _import(FileReading(**task), tell),
    "count": lambda task, _: _count(Counting(**task)),
    "analyse": lambda task, _: _analyse(Counting(**task)),
}


def _make_up(reading: DemoReading, tell: Telling) -> dict[str, Any]:
    from aexy.features.ingest.demo_chunk import load_demo  # noqa: PLC0415 (only a demo needs numpy)

    return load_demo(reading, tell)


def _read_lines(reading: Reading, tell: Telling) -> dict[str, Any]:
    from aexy.features.ingest.lines import read_lines  # noqa: PLC0415 (only this needs SQLite)

    return read_lines(reading, tell)


def _read_complexity(reading: Reading, tell: Telling) -> dict[str, Any]:
    from aexy.features.ingest.complexity import read_complexity  # noqa: PLC0415 (only this needs lizard)

    return read_complexity(reading, tell)


def _import(reading: FileReading, tell: Telling) -> dict[str, Any]:
    from aexy.features.importing.loading import load_file  # noqa: PLC0415 (only an import needs it)

    return load_file(reading, tell)


def _count(counting: Counting) -> dict[str, Any]:
    from aexy.features.insights.snapshots import recompute_now  # noqa: PLC0415 (only counting needs Polars)

    workspace_id, now = WorkspaceId(UUID(counting.workspace_id)), datetime.fromisoformat(counting.now)
    asyncio.run(_link_deliveries(counting.database_url, workspace_id))
    tally = recompute_now(counting.database_url, workspace_id, now, everything=counting.everything)
    return {"workspaces_processed": 1, "snapshots_generated": tally.snapshots}


def _analyse(counting: Counting) -> dict[str, Any]:
    from aexy.features.intelligence.everybody import analyse_now  # noqa: PLC0415 (only this needs Polars)

    workspace_id, now = WorkspaceId(UUID(counting.workspace_id)), datetime.fromisoformat(counting.now)
    return analyse_now(counting.database_url, workspace_id, now)


async def _link_deliveries(database_url: str, workspace_id: WorkspaceId) -> None:
    """By rules that were never counted by, which moves days to be counted."""
    async with one_connection(database_url, workspace_id) as connection:
        await link_deliveries(connection, workspace_id)


class Teller:
    """Says how far it is, at most once in `beat_seconds`."""

    def __init__(self, out: IO[bytes], beat_seconds: float) -> None:
        self._out = out
        self._beat_seconds = beat_seconds
        self._next = time.monotonic() + beat_seconds

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """So much of it is done."""
        if time.monotonic() >= self._next:
            say(self._out, {"stage": stage, "done": done, "total": total})
            self._next = time.monotonic() + self._beat_seconds


def say(out: IO[bytes], line: dict[str, Any]) -> None:
    """One line, at once."""
    out.write(orjson.dumps(line) + b"\n")
    out.flush()


def carry_out(line: bytes, out: IO[bytes]) -> None:
    """Do what a line asks and say how it went; an error is a failure that is told, not the end."""
    task = orjson.loads(line)
    with belonging(**task.get("ids", {})):
        _do(task, out)


def _do(task: dict[str, Any], out: IO[bytes]) -> None:
    try:
        answer = TASKS[task["do"]](task["reading"], Teller(out, task["beat_seconds"]))
    except Exception as error:
        failure = understand(error, JobId(UUID(task["job_id"])))
        if failure.remedy is Remedy.SURPRISE:
            log.exception("%s failed: look for %s", task["do"], failure.reference)
        say(out, {"failure": failure})
    else:
        say(out, {"answer": answer})


def main() -> None:
    """Carry out one task after the other until the input is closed."""
    tasks: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(tasks,), daemon=True).start()
    while True:
        carry_out(tasks.get(), sys.stdout.buffer)


def _listen(tasks: SimpleQueue[bytes]) -> None:
    """Take tasks in beside the work: when the parent is gone the work is no use any more, and its successor does it."""
    for line in sys.stdin.buffer:
        tasks.put(line)
    os._exit(0)


if __name__ == "__main__":
    log_as_json(os.environ.get("AEXY_LOG_LEVEL", "info"), "reader")
    main()

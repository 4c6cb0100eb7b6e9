"""How the product is. A workspace's admin sees that workspace, and of the machine only which parts answer.

How much memory or room there is, which versions run, how long a part takes and how much others have waiting says
something about neighbours and helps whoever looks for a weakness, so only who runs the machine is told.
"""

import asyncio
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

import asyncpg
import psutil
from prometheus_client import Counter

from aexy.context import Context
from aexy.features.jobs import service as jobs
from aexy.features.jobs.schemas import JobState
from aexy.features.syncing import health as syncing
from aexy.features.system import rows
from aexy.features.system.probing import DATABASE, Found, probe
from aexy.features.system.schemas import (
    Freshness,
    MachineHealth,
    PartHealth,
    PartState,
    Pool,
    ProgramHealth,
    QueueDepth,
    Room,
    SystemHealth,
    SystemSnapshots,
    WorkspaceHealth,
)
from aexy.jobs.job import Queue
from aexy.kernel.errors import Unavailable
from aexy.kernel.ids import WorkspaceId
from aexy.running import Part, read_state
from aexy.store.postgres import Record
from aexy.watch import measures, own_version

MEASURES_AT: Final = "/internal/metrics"
MOST_FAILED: Final = 10
TITLES: Final = {
    DATABASE: "PostgreSQL", "cache": "Valkey", "jobs": "Temporal", "worker": "Worker", "api": "API and web",
}  # fmt: skip
_PROGRAMS: Final = {DATABASE: "postgres", "cache": "valkey", "jobs": "temporal", "worker": "worker", "api": "api"}
_QUEUES: Final = {
    "sync_repository": Queue.SYNC, "sync_connection": Queue.SYNC, "replay_pages": Queue.SYNC, "import_file": Queue.SYNC,
    "demo": Queue.SYNC, "snapshots": Queue.ANALYSIS, "analyses": Queue.ANALYSIS,
}  # fmt: skip
_WELL: Final = {
    DATABASE: "Everything is kept here.",
    "cache": "Answers given before come faster.",
    "jobs": "Work is taken and handed to the worker.",
    "worker": "Work is carried out.",
}
_UNWELL: Final = {
    DATABASE: "Nothing can be read or changed until it is back; it is tried every second.",
    "cache": "Answers are counted anew, which takes longer; nothing is lost.",
    "jobs": "Nothing new is started; what was ordered is ordered again when it is back.",
    "worker": "Work waits; it goes on where it stopped when the worker is back.",
}


async def look(context: Context, workspace_id: WorkspaceId, *, is_machine_shown: bool) -> SystemHealth:
    """Everything the one who asks may see, at this instant."""
    found = await probe(context)
    away = [TITLES[one.part] for one in found if not one.is_up]
    return SystemHealth(
        checked_at=context.now,
        is_well=not away,
        sentence=f"Does not answer: {', '.join(away)}." if away else "Everything answers.",
        parts=[_part(one) for one in found],
        workspace=await _workspace(context, workspace_id),
        machine=await _machine(context, found) if is_machine_shown else None,
    )


async def figures(context: Context) -> Sequence[Record]:
    """Counts and ages over all workspaces; nothing when the database does not give them."""
    with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, Unavailable):
        context.database.pulse.insist()
        async with context.database.pool.acquire(timeout=2) as connection:
            return await rows.figures(connection, context.now)
    return ()


def queue_of(kind: str) -> str:
    """Which queue takes a job of this kind."""
    return _QUEUES.get(kind, Queue.OPERATIONS).value


def pools(context: Context) -> list[Pool]:
    """Connections to the database."""
    both = {"changes": context.database.pool, "reads": context.database.readers}
    return [
        Pool(name=name, open=one.get_size(), idle=one.get_idle_size(), most=one.get_max_size())
        for name, one in both.items()
    ]


def room(home: Path) -> Room:
    """Where the data folder is, or will be."""
    place = next((path for path in (home, *home.parents) if path.exists()), Path("/"))
    free = shutil.disk_usage(place)
    return Room(free=free.free, total=free.total)


def _part(one: Found) -> PartHealth:
    return PartHealth(
        key=one.part,
        title=TITLES[one.part],
        state=PartState.UP if one.is_up else PartState.DOWN,
        means=(_WELL if one.is_up else _UNWELL)[one.part],
    )


async def _workspace(context: Context, workspace_id: WorkspaceId) -> WorkspaceHealth:
    async with context.database.reading(workspace_id) as connection:
        depths = await rows.queues(connection, workspace_id, context.now)
        waiting = await rows.waiting(connection, workspace_id)
        counted = await rows.snapshots(connection, workspace_id)
    latest = await jobs.list_jobs(
        context, workspace_id, repository_id=None, active=False, cursor=None, limit=MOST_FAILED * 5
    )
    failed = [one for one in latest.items if one.state is JobState.FAILED and _is_recent(one.finished_at, context.now)]
    return WorkspaceHealth(
        queues=_depths((row["kind"], row["queued"], row["running"], row["failed"]) for row in depths),
        oldest_queued_at=min((row["oldest"] for row in depths if row["oldest"]), default=None),
        failed=failed[:MOST_FAILED],
        connections=[
            Freshness(
                id=one.connection_id, name=one.name, provider=one.provider, condition=one.condition,
                sentence=one.sentence, last_synced_at=one.last_synced_at,
            )
            for one in await syncing.all_health(context, workspace_id)
        ],
        snapshots=SystemSnapshots(
            counted_at=counted["counted_at"], counted_until=counted["counted_until"],
            is_stale=bool(counted["is_stale"]), dirty_days=counted["dirty_days"],
        ),
        hooks_waiting=waiting["received"],
        hooks_dead=waiting["dead"],
        deliveries_waiting=waiting["deliveries"],
    )  # fmt: skip


def _is_recent(finished_at: datetime | None, now: datetime) -> bool:
    return finished_at is not None and (now - finished_at).total_seconds() < 86400  # noqa: PLR2004 - a day


async def _machine(context: Context, found: Sequence[Found]) -> MachineHealth:
    state = read_state(context.settings.home)
    known = state.parts if state and state.is_alive else {}
    told = await figures(context)
    by: defaultdict[tuple[str, str], float] = defaultdict(float)
    for row in told:
        by[row["what"], row["label"]] += row["value"]
    kinds = {label.partition(" ")[0] for what, label in by if what in {"jobs", "failed"}}
    counted = ((k, by["jobs", f"{k} queued"], by["jobs", f"{k} running"], by["failed", k]) for k in kinds)
    seconds = {one.part: one.seconds for one in found if one.is_up}
    felt = context.database.pulse.answer_seconds
    if DATABASE in seconds and felt is not None:
        seconds[DATABASE] = felt
    return MachineHealth(
        version=own_version(),
        started_at=state.started_at if known and state else None,
        programs=await asyncio.to_thread(_programs, known, seconds),
        workspaces=int(by["workspaces", ""]),
        queues=_depths(counted),
        oldest_queued_seconds=by["oldest", ""],
        hooks_waiting=int(by["inbox", "received"]),
        hooks_dead=int(by["inbox", "dead"]),
        disk=room(context.settings.home),
        pools=pools(context),
        cache_hit_share=_share(measures.CACHE, "hit", ("hit", "miss")),
        answers_kept_share=_share(measures.ANSWERS, "kept", ("kept", "made")),
        rate_limit_refusals=int(measures.total(measures.REFUSED)),
        errors_logged=int(measures.total(measures.ERRORS)),
        measures_at=MEASURES_AT,
    )


def _depths(counted: Iterable[tuple[str, float, float, float]]) -> list[QueueDepth]:
    """Of every queue, also of those with nothing in them."""
    sums: dict[str, list[float]] = {queue.value: [0, 0, 0] for queue in (Queue.SYNC, Queue.ANALYSIS, Queue.OPERATIONS)}
    for kind, *numbers in counted:
        row = sums[queue_of(kind)]
        row[:] = [before + more for before, more in zip(row, numbers, strict=True)]
    return [
        QueueDepth(queue=queue, queued=int(row[0]), running=int(row[1]), failed_last_day=int(row[2]))
        for queue, row in sums.items()
    ]


def _programs(known: Mapping[str, Part], seconds: Mapping[str, float]) -> list[ProgramHealth]:
    """In a thread: counting the memory of many processes takes a while."""
    return [_program(key, known.get(program), seconds.get(key)) for key, program in _PROGRAMS.items()]


def _program(key: str, part: Part | None, seconds: float | None) -> ProgramHealth:
    return ProgramHealth(
        key=key,
        title=TITLES[key],
        version=(part.version or own_version()) if part else None,
        milliseconds=None if seconds is None else round(seconds * 1000, 1),
        memory=_memory(part.pid) if part and part.is_alive else None,
    )


def _memory(pid: int | None) -> int | None:
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        return sum(_resident(one) for one in (process, *process.children(recursive=True)))
    return None


def _resident(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        full = process.memory_full_info()  # what several share is counted once where the system says so
        return int(getattr(full, "pss", 0) or full.rss)
    return 0


def _share(counter: Counter, good: str, all_of: Sequence[str]) -> float | None:
    asked = sum(measures.total(counter, outcome) for outcome in all_of)
    return round(measures.total(counter, good) / asked, 4) if asked else None

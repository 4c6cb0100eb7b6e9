"""The steps of an ingest. Each can be done again at any time to the same effect, so a dead worker loses nothing."""

import asyncio
import shutil
from dataclasses import asdict, replace
from typing import Any

from aexy.context import Context
from aexy.features.alerts import ordering as alerts
from aexy.features.ingest import credentials, job_rows, manifests, rows, service
from aexy.features.ingest.failures import Failed, Remedy
from aexy.features.ingest.readers import OnProgress, Readers
from aexy.features.ingest.schemas import ChunkTally, Counting, Opening, Reading, Repository
from aexy.features.jobs.schemas import JobState
from aexy.jobs.job import AnalysePeople, GenerateSnapshots, Order, SyncRepository
from aexy.kernel.ids import JobId, WorkspaceId
from aexy.sources.git import Chunk, Plan, forget, reopen
from aexy.sources.imports import import_rules
from aexy.store import complexity_rows, line_rows, manifest_rows, message_rows, path_stays

# More new commits than this are counted in a child process.
_MUCH = 2_000
SOME_FAILED = "Not everything could be counted: {keys}. What was before stays; the worker's log says why."


async def open_step(context: Context, readers: Readers, order: SyncRepository) -> Opening:
    """Open the repository and write down what to read; finish at once when there is nothing new."""
    at_once = context.settings.ingest_processes
    async with context.database.workspace(order.workspace_id) as connection:
        if not await job_rows.begin(connection, order.workspace_id, order.job_id, stage="Reading history"):
            return Opening(is_over=True)
        written = await rows.find_plan(connection, order.workspace_id, order.job_id)
    if written is not None:
        return _opening(written[0], at_once)
    repository = await service.get_repository(context, order.workspace_id, order.repository_id)
    signing = await credentials.for_fetch(context, repository)
    reading = replace(await _reading(context, repository), credentials=asdict(signing) if signing else None)
    found = await readers.ask("open", order.job_id, reading, _show(context, order))
    found["has_news"] = found["plan"]["is_new"] or _reads_differently(repository, found["opened"])
    found["has_lines"] = await _has_lines(context, repository, found)
    await _write_down(context, repository, order, found)
    if not found["has_news"] and not found["has_lines"]:
        await _finish(context, order, repository, found["opened"], {})
        return Opening(is_over=True)
    return _opening(found, at_once)


async def chunk_step(context: Context, readers: Readers, order: SyncRepository, number: int) -> None:
    """Read one stretch of history, unless somebody did."""
    repository = await service.get_repository(context, order.workspace_id, order.repository_id)
    async with context.database.workspace(order.workspace_id) as connection:
        spec = await rows.find_chunk(connection, order.workspace_id, order.job_id, number)
    if spec is None:
        return

    async def show(_: str, done: int, __: int | None) -> None:
        async with context.database.workspace(order.workspace_id) as connection:
            await rows.show_chunk(connection, order.workspace_id, order.job_id, number, done=done)

    reading = await _reading(context, repository, chunk=spec)
    tally = ChunkTally(**await readers.ask("chunk", order.job_id, reading, show))
    async with context.database.workspace(order.workspace_id) as connection:
        await rows.show_chunk(connection, order.workspace_id, order.job_id, number, done=tally.read, tally=tally)


async def settle_step(context: Context, readers: Readers, order: SyncRepository) -> None:
    """Say of every commit what it counts as, and of every name who it is; then the tips count as read."""
    async with context.database.workspace(order.workspace_id) as connection:
        written = await rows.find_plan(connection, order.workspace_id, order.job_id)
        is_on = await job_rows.begin(connection, order.workspace_id, order.job_id, stage="Placing commits")
    if written is None or not is_on:
        return
    repository = await service.get_repository(context, order.workspace_id, order.repository_id)
    reading = await _reading(context, repository, plan=written[0]["plan"])
    await readers.ask("settle", order.job_id, reading, _show(context, order))


async def snapshot_step(context: Context, readers: Readers, order: SyncRepository) -> None:
    """Recompute the snapshots of the touched days; then the job is done, unless merges are still to be read."""
    async with context.database.workspace(order.workspace_id) as connection:
        written = await rows.find_plan(connection, order.workspace_id, order.job_id)
        is_on = await job_rows.begin(connection, order.workspace_id, order.job_id, stage="Counting")
        read = (await rows.tally(connection, order.workspace_id, order.job_id)).read
    if written is None or not is_on:
        return
    repository = await service.get_repository(context, order.workspace_id, order.repository_id)
    is_much = read > _MUCH
    counted = await (count_in_child(context, readers, order) if is_much else count_here(context, order.workspace_id))
    if merges := sum(Chunk.from_dict(chunk).size for chunk in written[0]["plan"].get("later", ())):
        async with context.database.workspace(order.workspace_id) as connection:
            await rows.note_counted(connection, order.workspace_id, order.job_id, counted)
        await _show(context, order)("Reading merges", 0, merges)
        return
    await _wind_up(context, order, repository, written[0], counted)


async def merges_step(context: Context, readers: Readers, order: SyncRepository) -> None:
    """What merges change is in too: the tips count as read, and the job is done."""
    async with context.database.workspace(order.workspace_id) as connection:
        written = await rows.find_plan(connection, order.workspace_id, order.job_id)
        is_on = await job_rows.begin(connection, order.workspace_id, order.job_id, stage="Placing merges")
        tally = await rows.tally(connection, order.workspace_id, order.job_id)
    if written is None or not is_on:
        return
    repository = await service.get_repository(context, order.workspace_id, order.repository_id)
    reading = await _reading(context, repository, plan=written[0]["plan"])
    await readers.ask("settle_merges", order.job_id, reading, _show(context, order))
    await _show(context, order)("Placing merges", tally.read, tally.read)
    await _wind_up(context, order, repository, written[0], {})


async def lines_step(context: Context, readers: Readers, order: SyncRepository) -> None:
    """Read which lines were rewritten, which changes were copied, and how complex files are; then the job is done.

    Where that cannot be read the job is done all the same: the reason is kept, and the next sync tries again.
    """
    async with context.database.workspace(order.workspace_id) as connection:
        written = await rows.find_plan(connection, order.workspace_id, order.job_id)
        is_on = await job_rows.begin(connection, order.workspace_id, order.job_id, stage="Reading lines")
        tally = await rows.tally(connection, order.workspace_id, order.job_id)
    if written is None or not is_on:
        return
    repository = await service.get_repository(context, order.workspace_id, order.repository_id)
    reading = await _reading(context, repository)
    try:
        read = await readers.ask("lines", order.job_id, reading, _show(context, order))
    except Failed as failed:
        if failed.failure.remedy is Remedy.WAIT:
            raise
        read = {"lines_not_read": failed.failure.sentence}
        async with context.database.workspace(order.workspace_id) as connection:
            await line_rows.put_failure(
                connection, order.workspace_id, repository.key, sentence=failed.failure.sentence, now=context.now
            )
    read |= await _measure_files(context, readers, order, repository)
    await _show(context, order, unit="commits")("Reading lines", tally.read, tally.read)
    if read.pop("is_linked", False):
        read |= await count_here(context, order.workspace_id)
    await _finish(context, order, repository, written[0]["opened"], read)
    await _forget(context, repository, written[0]["plan"])


async def _measure_files(
    context: Context, readers: Readers, order: SyncRepository, repository: Repository
) -> dict[str, Any]:
    """How complex the files at the tip are; where they cannot be read, the job is done without, as above."""
    try:
        reading = await _reading(context, repository)
        return await readers.ask("complexity", order.job_id, reading, _show(context, order, unit="files"))
    except Failed as failed:
        if failed.failure.remedy is Remedy.WAIT:
            raise
        async with context.database.workspace(order.workspace_id) as connection:
            await complexity_rows.put_failure(
                connection, order.workspace_id, repository.key, sentence=failed.failure.sentence, now=context.now
            )
        return {"files_not_measured": failed.failure.sentence}


async def generate_snapshots(context: Context, readers: Readers, order: GenerateSnapshots) -> None:
    """A whole order: recompute the workspace's snapshots, the touched and newly closed periods or all of them."""
    async with context.database.workspace(order.workspace_id) as connection:
        if not await job_rows.begin(connection, order.workspace_id, order.job_id, stage="Counting"):
            return
    counted = await count_in_child(context, readers, order, everything=order.everything)
    async with context.database.workspace(order.workspace_id) as connection:
        await job_rows.end(
            connection, order.workspace_id, order.job_id, state=JobState.DONE, stage="Done", details=counted
        )


async def analyse_people(context: Context, readers: Readers, order: AnalysePeople) -> None:
    """A whole order: run every analysis for everybody. Done again, it comes to the same."""
    async with context.database.workspace(order.workspace_id) as connection:
        if not await job_rows.begin(connection, order.workspace_id, order.job_id, stage="Analysing"):
            return
    came_to = await readers.ask(
        "analyse", order.job_id, _counting(context, order, everything=True), _show(context, order)
    )
    failed = came_to["failed"]
    async with context.database.workspace(order.workspace_id) as connection:
        await job_rows.end(
            connection,
            order.workspace_id,
            order.job_id,
            state=JobState.FAILED if failed else JobState.DONE,
            stage=None if failed else "Done",
            details=came_to,
            error=SOME_FAILED.format(keys=", ".join(failed)) if failed else None,
        )


async def count_in_child(
    context: Context, readers: Readers, order: Order, *, everything: bool = False
) -> dict[str, Any]:
    """Bring the workspace's snapshots up to date in a child process: much to count takes memory, which goes with it."""
    counting = _counting(context, order, everything=everything)
    counted = await readers.ask("count", order.job_id, counting, _show(context, order))
    await alerts.have_judged(context, order.workspace_id)
    return counted


async def count_here(context: Context, workspace_id: WorkspaceId) -> dict[str, int]:
    """Bring the workspace's snapshots up to date in this process, which is quicker when there is little to count."""
    # Polars and its kin are 60 MB, which a worker does without until somebody pushes something.
    from aexy.features.insights.snapshots import recompute  # noqa: PLC0415

    counted = await recompute(context, workspace_id)
    await alerts.have_judged(context, workspace_id)
    return counted


async def beat(context: Context, workspace_id: WorkspaceId, job_id: JobId) -> None:
    """Say in the job's row that somebody is at it, also while a step has nothing to count."""
    async with context.database.workspace(workspace_id) as connection:
        await job_rows.beat(connection, workspace_id, job_id)


async def end(context: Context, workspace_id: WorkspaceId, job_id: JobId, *, error: str | None) -> None:
    """Write down that it failed, with the sentence that says why, or without one that it was cancelled."""
    state = JobState.FAILED if error else JobState.CANCELLED
    async with context.database.workspace(workspace_id) as connection:
        await job_rows.end(connection, workspace_id, job_id, state=state, error=error)


def _counting(context: Context, order: Order, *, everything: bool) -> Counting:
    return Counting(
        database_url=context.database.url,
        workspace_id=str(order.workspace_id),
        everything=everything,
        now=context.now.isoformat(),
    )


def _opening(found: dict[str, Any], at_once: int) -> Opening:
    plan = found["plan"]
    return Opening(
        chunks=len(plan["chunks"]),
        later=len(plan.get("later", ())),
        at_once=at_once,
        has_news=found.get("has_news", True),
        has_lines=found.get("has_lines", False),
    )


def _reads_differently(repository: Repository, opened: dict[str, Any]) -> bool:
    """Whether the same commits are read by other rules, or have other tags: one that is put on a known commit, too."""
    now = (opened["rules_digest"], opened["tags_digest"])
    return now != (repository.rules_digest, repository.tags_digest)


async def _has_lines(context: Context, repository: Repository, found: dict[str, Any]) -> bool:
    """Whether there are lines to read: the counted branch, its rules, or a tip are not those they were last read by.

    Likewise of files to measure and trees to look at, which is done in the same step, and of messages: of commits that
    were stored when only their first line was asked for.
    """
    async with context.database.workspace(repository.workspace_id) as connection:
        read = await line_rows.find_reading(connection, repository.workspace_id, repository.key)
        measured = await complexity_rows.find_reading(connection, repository.workspace_id, repository.key)
        made_with = await manifest_rows.find_reading(connection, repository.workspace_id, repository.key)
        is_unread = await message_rows.has_unread(connection, repository.workspace_id, repository.key)
        seen = await path_stays.find_tip(connection, repository.workspace_id, repository.key)
    opened = found["opened"]
    if opened["default_sha"] is None:
        return False
    if seen != opened["default_sha"] or measured is None or measured.tip != opened["default_sha"]:
        return True
    if made_with is None or not made_with.is_whole or made_with.rules != manifests.rules():
        return True
    was = (read.tip, repository.rules_digest, read.patched, read.imports) if read else None
    now = (opened["default_sha"], opened["rules_digest"], opened["tips_digest"], import_rules())
    return is_unread or was != now


async def _wind_up(
    context: Context,
    order: SyncRepository,
    repository: Repository,
    written: dict[str, Any],
    counted: dict[str, Any],
) -> None:
    """Everything counts: the job is done, or has nothing left but lines to read."""
    if not written.get("has_lines"):
        await _finish(context, order, repository, written["opened"], counted)
        await _forget(context, repository, written["plan"])
        return
    async with context.database.workspace(order.workspace_id) as connection:
        await rows.mark_synced(connection, repository, is_shallow=written["opened"]["is_shallow"], now=context.now)
        await rows.note_counted(connection, order.workspace_id, order.job_id, counted)
    await _show(context, order)("Reading lines", 0, None)


async def _forget(context: Context, repository: Repository, plan: dict[str, Any]) -> None:
    folder = service.reading_folder(context.settings, repository.id)
    await asyncio.to_thread(forget, reopen(folder), Plan.from_dict(plan))
    if repository.is_local:
        return
    async with context.database.workspace(repository.workspace_id) as connection:
        must_go = await rows.holds_somebody_erased(connection, repository.workspace_id, repository.key)
    if must_go:
        # A mirror is the history as it is, names and all: of somebody erased we keep none.
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _show(context: Context, order: Order, *, unit: str | None = None) -> OnProgress:
    async def show(stage: str, done: int, total: int | None) -> None:
        async with context.database.workspace(order.workspace_id) as connection:
            await job_rows.show(
                connection, order.workspace_id, order.job_id, stage=stage, done=done, total=total, unit=unit
            )

    return show


async def _reading(context: Context, repository: Repository, **more: dict[str, Any]) -> Reading:
    async with context.database.workspace(repository.workspace_id) as connection:
        refs = await rows.list_known_refs(connection, repository)
    settings = context.settings
    return Reading(
        database_url=context.database.url,
        workspace_id=str(repository.workspace_id),
        repository_key=repository.key,
        url=repository.url,
        folder=str(service.reading_folder(settings, repository.id)),
        branch_wanted=repository.branch_wanted,
        git=settings.git,
        git_timeout=settings.git_timeout_seconds,
        allow_local=settings.allow_private_hosts and repository.is_trusted,
        known_tips=[sha for sha, _ in refs],
        known_default=next((sha for sha, is_default in refs if is_default), None),
        was_shallow=repository.is_shallow,
        now=context.now.isoformat(),
        **more,
    )


async def _write_down(context: Context, repository: Repository, order: SyncRepository, found: dict[str, Any]) -> None:
    opened = found["opened"]
    planned = Plan.from_dict(found["plan"])
    chunks = [(chunk.to_dict(), chunk.size) for chunk in (*planned.chunks, *planned.later)]
    async with context.database.workspace(order.workspace_id) as connection:
        await rows.describe_repository(
            connection,
            repository,
            default_branch=opened["default_branch"],
            object_format=opened["object_format"],
            mirror_bytes=opened["mirror_bytes"],
        )
        await rows.put_plan(connection, order.workspace_id, order.job_id, found)
        await rows.put_chunks(connection, order.workspace_id, order.job_id, chunks, total=planned.total)


async def _finish(
    context: Context, order: SyncRepository, repository: Repository, opened: dict[str, Any], details: dict[str, Any]
) -> None:
    async with context.database.workspace(order.workspace_id) as connection:
        tally = await rows.tally(connection, order.workspace_id, order.job_id)
        people = await rows.count_people(connection, order.workspace_id)
        await rows.mark_synced(connection, repository, is_shallow=opened["is_shallow"], now=context.now)
        await job_rows.end(
            connection,
            order.workspace_id,
            order.job_id,
            state=JobState.DONE,
            stage="Done",
            details=tally_details(tally) | {"people": people} | details,
        )


def tally_details(tally: ChunkTally) -> dict[str, Any]:
    """What a run brought, as the job's row tells it."""
    return {
        "commits_read": tally.read,
        "commits_added": tally.added,
        "files": tally.files,
        "lines": tally.lines,
    }

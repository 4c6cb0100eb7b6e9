"""Bringing rows: a file is kept, looked into and ordered; a worker takes it whole or says what is wrong with it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.importing import rows, uploads
from aexy.features.importing.schemas import ImportTable, ImportWish, TableColumn
from aexy.features.importing.settling import settle
from aexy.features.importing.wishes import options_of
from aexy.features.ingest import service as ingest
from aexy.features.ingest.readers import Readers
from aexy.features.ingest.schemas import FileReading, JobKind
from aexy.features.jobs.schemas import Job
from aexy.jobs.job import ImportFile
from aexy.kernel.errors import Conflict, Unknown, Unusable
from aexy.kernel.ids import AccountId, JobId, WorkspaceId
from aexy.settings import Settings
from aexy.sources.files.sheet import Sheet, open_sheet
from aexy.sources.files.tables import TABLES
from aexy.sources.files.template import meanings


async def start(
    context: Context, workspace_id: WorkspaceId, wish: ImportWish, body: AsyncIterator[bytes], *,
    requested_by: AccountId | None,
) -> Job:  # fmt: skip
    """Take a file in and have it imported. What is wrong with it as a whole is raised here, naming the field.

    Conflict while another import is under way: rows are applied in the order they were brought.
    """
    upload, path = await uploads.keep(context.settings, workspace_id, wish.name, body)
    try:
        sheet = await asyncio.to_thread(open_sheet, path, options_of(wish))
        await _check_repository(context, workspace_id, wish, sheet)
        arguments = {"upload": upload, "wish": wish.model_dump(mode="json"), "at": context.now.isoformat()}
        job = await ingest.order(context, workspace_id, JobKind.IMPORT, "rows", requested_by, arguments=arguments)
        async with context.database.workspace(workspace_id) as connection:
            is_ours = await rows.is_upload_of(connection, workspace_id, JobId(job.id), upload)
            if is_ours:
                await audit.record(
                    connection, workspace_id, by=requested_by, action="import.started", subject=f"job:{job.id}",
                    said={"table": sheet.stream, "is_trial": wish.is_trial}, now=context.now,
                )  # fmt: skip
    except BaseException:
        uploads.drop(context.settings, workspace_id, upload)
        raise
    if not is_ours:
        uploads.drop(context.settings, workspace_id, upload)
        raise Conflict(
            "Another import is under way.", next_step=f"Wait until it is over: `aexy jobs watch {str(job.id)[:8]}`."
        )
    return job


async def read(context: Context, readers: Readers, order: ImportFile) -> bool:
    """Carry an import out as far as facts go; False when the job had ended before.

    Unusable when rows cannot be taken: nothing was written then, and the job's details have the first of them.
    """
    workspace_id, job_id = order.workspace_id, order.job_id
    if not await ingest.begin(context, workspace_id, job_id, stage="Looking at every row"):
        return False
    path = uploads.find(context.settings, workspace_id, order.upload)
    reading = FileReading(
        database_url=context.database.url, workspace_id=str(workspace_id), job_id=str(job_id), path=str(path),
        wish=order.wish, now=order.at,
    )  # fmt: skip

    async def show(stage: str, done: int, total: int | None) -> None:
        await ingest.show(context, workspace_id, job_id, stage=stage, done=done, total=total)

    found = await readers.ask("import", job_id, reading, show)
    repositories = found.pop("repositories", ())
    is_trial = bool(order.wish.get("is_trial"))
    await ingest.tell(context, workspace_id, job_id, details=found | {"is_trial": is_trial})
    if found["problems"] and not is_trial:
        uploads.drop(context.settings, workspace_id, order.upload)
        raise Unusable(_sentence(path.name, found), next_step="Mend them and import it again.", field="file")
    if not is_trial:
        await ingest.show(
            context, workspace_id, job_id, stage="Linking what belongs together", done=found["rows"],
            total=found["rows"],
        )  # fmt: skip
        await settle(context, workspace_id, order.wish["table"], repositories)
    return True


async def finish(context: Context, order: ImportFile, counted: dict[str, Any]) -> None:
    """The job is done, and the file is not needed any more."""
    await ingest.finish(context, order.workspace_id, order.job_id, details=counted)
    await asyncio.to_thread(uploads.drop, context.settings, order.workspace_id, order.upload)


def list_tables() -> list[ImportTable]:
    """Every table that can be imported, column by column."""
    return [
        ImportTable(
            name=table.name, title=table.title, of_repository=table.of_repository,
            columns=[
                TableColumn(
                    name=column.name, holds=holds, meaning=meaning, example=column.example,
                    is_required=column.is_required,
                )
                for column, (_, holds, meaning) in zip(table.columns, meanings(table), strict=True)
            ],
        )
        for table in TABLES.values()
    ]  # fmt: skip


def _sentence(name: str, found: dict[str, Any]) -> str:
    first, wrong, of = found["problems"][0], found["wrong"], found["rows"]
    where = f"line {first['line']}{', ' if first['field'] else ''}{first['field']}"
    few = "1 row" if wrong == 1 else f"{wrong:,} rows"
    return f"{few} of {of:,} in {name} cannot be taken, so nothing was. The first, {where}: {first['detail']}."


async def _check_repository(context: Context, workspace_id: WorkspaceId, wish: ImportWish, sheet: Sheet) -> None:
    if wish.repository_id is None:
        if sheet.of_repository and wish.is_devlake:
            raise Unusable(
                f"{sheet.title} belong to a repository.", next_step="Say which: --repository.", field="repository_id"
            )
        return
    async with context.database.reading(workspace_id) as connection:
        key = await rows.find_repository(connection, workspace_id, wish.repository_id)
    if key is None:
        raise Unknown(
            f"There is no repository {wish.repository_id}.", next_step="See `aexy repos list`.", field="repository_id"
        )


def clear_away(settings: Settings, workspace_id: WorkspaceId, upload: str) -> None:
    """Take away a file that was brought, whatever is being done with it."""
    uploads.drop(settings, workspace_id, upload)

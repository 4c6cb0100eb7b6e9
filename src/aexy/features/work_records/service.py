"""Taking work records in, by the way of every import, and showing them."""

from aexy.context import Context
from aexy.features.importing import posting
from aexy.features.importing.schemas import Posted, RowWish
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.work_records import rows
from aexy.features.work_records.schemas import NewWorkRecords, WorkRecord, WorkRecordKind
from aexy.kernel.ids import AccountId, WorkspaceId

LIST = "work_records"


async def post(
    context: Context, workspace_id: WorkspaceId, wish: NewWorkRecords, *, requested_by: AccountId | None
) -> Posted:
    """Take a batch in, as a whole or not at all; the same again changes nothing."""
    told = [record.model_dump(mode="json", exclude_none=True) for record in wish.records]
    batch = RowWish(table="work_records", source=wish.source, rows=told)
    return await posting.post(context, workspace_id, batch, requested_by=requested_by, name="records")


async def list_records(
    context: Context, workspace_id: WorkspaceId, *, kind: str | None, status: str | None, is_open: bool | None,
    external_id: str | None, cursor: str | None, limit: int,
) -> Page[WorkRecord]:  # fmt: skip
    """The workspace's records, those that came last first."""
    place = read_cursor(LIST, cursor, (int,))
    async with context.database.reading(workspace_id) as connection:
        found = await rows.newest(
            connection, workspace_id, kind=kind, status=status, is_open=is_open, external_id=external_id,
            before=place[0] if place else None, limit=limit + 1,
        )  # fmt: skip
    last = found[limit - 1][0] if len(found) > limit else None
    return Page(items=[record for _, record in found[:limit]], next_cursor=write_cursor(LIST, last) if last else None)


async def list_kinds(context: Context, workspace_id: WorkspaceId) -> list[WorkRecordKind]:
    """What kinds there are, and how many of each."""
    async with context.database.reading(workspace_id) as connection:
        return await rows.count_kinds(connection, workspace_id)

"""Taking work records in, by the way of every import, and showing them."""

from collections import Counter
from collections.abc import Iterable

from aexy.context import Context
from aexy.features.importing import posting
from aexy.features.importing.schemas import Posted, RowWish
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.work_records import counting_rows, rows
from aexy.features.work_records.schemas import (
    NewWorkRecords,
    Wanted,
    WordCount,
    WorkRecord,
    WorkRecordKind,
    WorkRecordWords,
)
from aexy.features.work_records.vocabulary import BY_KEY, place
from aexy.kernel.errors import Unknown, did_you_mean
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
    context: Context, workspace_id: WorkspaceId, wanted: Wanted, *, cursor: str | None, limit: int
) -> Page[WorkRecord]:
    """The workspace's records, those that came last first."""
    place = read_cursor(LIST, cursor, (int,))
    before = place[0] if place else None
    async with context.database.reading(workspace_id) as connection:
        found = await rows.newest(connection, workspace_id, wanted, before=before, limit=limit + 1)
    last = found[limit - 1][0] if len(found) > limit else None
    return Page(items=[record for _, record in found[:limit]], next_cursor=write_cursor(LIST, last) if last else None)


async def list_kinds(context: Context, workspace_id: WorkspaceId) -> list[WorkRecordKind]:
    """What kinds there are, and how many of each."""
    async with context.database.reading(workspace_id) as connection:
        return await rows.count_kinds(connection, workspace_id)


async def words_of(context: Context, workspace_id: WorkspaceId, key: str) -> WorkRecordWords:
    """A kind's meaning and words. Unknown for one that is neither declared nor there."""
    async with context.database.reading(workspace_id) as connection:
        heaps = await counting_rows.heaps(connection, key, now=context.now)
        stages = await counting_rows.stages(connection, key)
        statuses = await counting_rows.statuses(connection, key)
    kind = BY_KEY.get(key)
    if kind is None and not stages:
        raise Unknown(f"There are no records of the kind {key!r}.", next_step=did_you_mean(key, BY_KEY), field="kind")
    return WorkRecordWords(
        kind=key,
        title=kind.title if kind else key.replace("_", " ").capitalize(),
        says=kind.says if kind else None,
        opened=kind.opened if kind else None,
        due=kind.due if kind else None,
        closed=kind.closed if kind else None,
        attributes=kind.attributes if kind else {},
        stages=_words(stages, ((heap.stage, heap.records) for heap in heaps), kind.stages if kind else ()),
        statuses=_words(statuses, ((heap.status, heap.records) for heap in heaps), kind.statuses if kind else ()),
    )


def _words(
    records: dict[str | None, int], still_open: Iterable[tuple[str | None, int]], order: tuple[str, ...]
) -> list[WordCount]:
    still = Counter[str | None]()
    for word, count in still_open:
        still[word] += count
    return [
        WordCount(word=word, records=records[word], open=still[word])
        for word in sorted(records, key=lambda word: place(order, word))
    ]

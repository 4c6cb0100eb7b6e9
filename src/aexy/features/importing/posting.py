"""Rows posted to the API: what a file's rows are, a batch at a time, taken in at once and as a whole."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NoReturn

import orjson

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.importing import rows
from aexy.features.importing.applying import apply
from aexy.features.importing.drafts import Draft, Drafts, Ground, Seen, draft
from aexy.features.importing.schemas import Posted, RowWish, Tally
from aexy.features.importing.settling import settle
from aexy.features.ingest import service as ingest
from aexy.kernel.errors import Unknown, Unusable, did_you_mean
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.sources.files.formats import Row
from aexy.sources.files.reading import Problem
from aexy.sources.files.sheet import Sheet
from aexy.sources.files.tables import TABLES
from aexy.store.postgres import Connection


async def post(
    context: Context, workspace_id: WorkspaceId, wish: RowWish, *, requested_by: AccountId | None, name: str = "rows"
) -> Posted:
    """Take a batch in; the same again changes nothing. Unusable naming the first field at fault: nothing is taken then.

    `name` is what the rows are called where they were sent.
    """
    sheet = _sheet(wish)
    async with context.database.workspace(workspace_id) as connection:
        ground = await _ground(connection, context, workspace_id, wish)
        drafts = await draft(connection, ground, sheet, [Row(line, row) for line, row in enumerate(wish.rows)])
        _refuse(drafts, name)
        key = _only_place(drafts.good, name)
        told = await apply(connection, ground, sheet, _page(wish), key, drafts.good)
        if told.new or told.changed:
            await audit.record(
                connection, workspace_id, by=requested_by, action="import.posted", subject=f"table:{sheet.stream}",
                said={"source": wish.source, "new": told.new, "changed": told.changed}, now=context.now,
            )  # fmt: skip
    if told.new or told.changed:
        await settle(context, workspace_id, wish.table, [] if key is None else [key])
        await ingest.generate_snapshots(context, workspace_id, requested_by=requested_by)
    return _posted(len(wish.rows), told)


def _posted(count: int, told: Tally) -> Posted:
    return Posted(rows=count, new=told.new, changed=told.changed, unchanged=told.unchanged)


def _sheet(wish: RowWish) -> Sheet:
    table = TABLES.get(wish.table)
    if table is None:
        raise Unknown(f"There is no table {wish.table!r}.", next_step=did_you_mean(wish.table, TABLES), field="table")
    return Sheet(table.name, table.title, None, iter(()), table.of_repository)


async def _ground(connection: Connection, context: Context, workspace_id: WorkspaceId, wish: RowWish) -> Ground:
    key = None
    if wish.repository_id is not None:
        key = await rows.find_repository(connection, workspace_id, wish.repository_id)
        if key is None:
            raise Unknown(
                f"There is no repository {wish.repository_id}.", next_step="List the workspace's repositories.",
                field="repository_id",
            )  # fmt: skip
    return Ground(workspace_id, wish.source, key, context.now)


def _refuse(drafts: Drafts, name: str) -> None:
    problems = sorted([*drafts.problems, *Seen("row").problems(drafts)])
    if problems:
        _raise(problems[0], name)


def _raise(problem: Problem, name: str) -> NoReturn:
    field = f"{name}.{problem.line}{'.' if problem.field else ''}{problem.field}"
    raise Unusable(f"`{field}` {problem.detail}.", next_step="Mend it and send the batch again.", field=field)


def _only_place(good: Sequence[Draft], name: str) -> int | None:
    places = {one.repository_key for one in good}
    if len(places) > 1:
        raise Unusable(
            "The rows belong to several repositories.", next_step="Send a batch for each.", field=f"{name}.repository"
        )
    return places.pop()


def _page(wish: RowWish) -> str:
    said: list[dict[str, Any]] = wish.rows
    return f"post/{sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]}"

"""Rows of one place: weighed against what is stored, kept as a raw page, loaded. One transaction does it all."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from aexy.features.importing.comparing import Compared, News, compare
from aexy.features.importing.drafts import Draft, Ground
from aexy.features.importing.schemas import Tally
from aexy.sources.files.sheet import Sheet
from aexy.store import pages
from aexy.store.activity import load
from aexy.store.postgres import Connection


class _Kept(NamedTuple):
    """A page of rows as they came."""

    stream: str
    page: str
    rows: Sequence[dict[str, Any]]


async def weigh(connection: Connection, ground: Ground, group: Sequence[Draft]) -> Tally:
    """What would be new; `group` is of one repository."""
    return _tally(await _compare(connection, ground, group))


async def apply(
    connection: Connection, ground: Ground, sheet: Sheet, page: str, repository_key: int | None, group: Sequence[Draft]
) -> Tally:
    """Keep the rows and load what they say; `page` names them for ever. All are of that repository, or of none."""
    place = ground.place(repository_key)
    compared = await _compare(connection, ground, group)
    kept = [_row(sheet, one, told) for one, told in zip(group, compared, strict=True)]
    await pages.put(connection, ground.workspace_id, place, _Kept(sheet.stream, page, kept), now=ground.now)
    records = [
        record
        for one, told in zip(group, compared, strict=True)
        for record in one.understood.as_of(told.at)
    ]  # fmt: skip
    await load(connection, ground.workspace_id, place, records, now=ground.now)
    return _tally(compared)


async def _compare(connection: Connection, ground: Ground, group: Sequence[Draft]) -> list[Compared]:
    if not group:
        return []
    place = ground.place(group[0].repository_key)
    understood = [one.understood for one in group]
    return await compare(connection, ground.workspace_id, place, understood, ground.now)


def _row(sheet: Sheet, one: Draft, told: Compared) -> dict[str, Any]:
    row = {"line": one.line, "at": told.at.isoformat(), "said": one.said}
    if sheet.zone is not None:
        row["zone"] = sheet.zone.key
    if one.number is not None:
        row["number"] = one.number
    return row


def _tally(compared: Sequence[Compared]) -> Tally:
    counted = Counter(one.news for one in compared)
    return Tally(new=counted[News.NEW], changed=counted[News.CHANGED], unchanged=counted[News.UNCHANGED])

"""What a batch says of people who were erased: their words go before it is kept, and what they wrote with them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from aexy.kernel.erasing import Tombstones
from aexy.kernel.ids import WorkspaceId
from aexy.store.activity.batch import Batch, Rows
from aexy.store.activity.columns import Kind, Table
from aexy.store.activity.persons import Person
from aexy.store.postgres import Connection

# What rows are found by, here and at the provider, says what it says.
_FOUND_BY = ("external_id", "url", "reference")


@dataclass(frozen=True, slots=True)
class Prose:
    """A column with what one person wrote."""

    table: str
    writer: str
    column: str


PROSE = (
    Prose("pull_requests", "author_key", "body"),
    Prose("reviews", "reviewer_key", "body"),
    Prose("review_comments", "author_key", "body"),
    Prose("conversation_comments", "author_key", "body"),
    Prose("issues", "author_key", "body"),
    Prose("work_logs", "author_key", "comment"),
    Prose("releases", "author_key", "body"),
)


def scrub(batch: Batch, tombstones: Tombstones, names: dict[Person, str]) -> None:
    """Take their words out of every row; `names` are the external ids identities are now found by."""
    for table, rows in batch.rows.items():
        _scrub_rows(table, rows, tombstones, names)
    batch.teams = [
        (at, team._replace(name=tombstones.scrub(team.name), slug=tombstones.scrub(team.slug)))
        for at, team in batch.teams
    ]
    for key, project in batch.projects.items():
        batch.projects[key] = project and project._replace(name=tombstones.scrub(project.name))
    for pair, detail in batch.same.items():
        batch.same[pair] = tombstones.scrub(detail)


def _scrub_rows(table: Table, rows: Rows, tombstones: Tombstones, names: dict[Person, str]) -> None:
    for place, column in enumerate(table.read):
        if column.kind is Kind.WHO_ID:
            known = {external_id: now for (_, external_id), now in names.items()}
            rows.columns[place] = [known.get(value, value) for value in rows.columns[place]]
            continue
        if place < table.key_length or column.kind in (Kind.WHO, Kind.PROJECT) or column.name.endswith(_FOUND_BY):
            continue
        how = _HOW.get(column.type)
        if how is not None:
            rows.columns[place] = [None if value is None else how(value, tombstones) for value in rows.columns[place]]


def _text(value: str, tombstones: Tombstones) -> str:
    return tombstones.scrub(value)


def _texts(values: Iterable[str], tombstones: Tombstones) -> tuple[str, ...]:
    return tuple(map(tombstones.scrub, values))


def _json(value: str, tombstones: Tombstones) -> str:
    return orjson.dumps(tombstones.scrub_json(orjson.loads(value)), option=orjson.OPT_SORT_KEYS).decode()


_HOW: dict[str, Callable[[Any, Tombstones], Any]] = {"text": _text, "text[]": _texts, "jsonb": _json}


async def silence(connection: Connection, workspace_id: WorkspaceId, keys: Iterable[int]) -> int:
    """Forget what those of these identities wrote who were erased; how many texts that were."""
    erased = await connection.fetchval(
        """
        select coalesce(array_agg(key), '{}')
        from developer_identities
        where workspace_id = $1
          and key = any($2::integer[])
          and external_id like 'erased:%'
        """,
        workspace_id,
        list(keys),
    )
    count = 0
    for prose in PROSE if erased else ():
        status: str = await connection.execute(
            f"""
            update {prose.table}
            set {prose.column} = null
            where workspace_id = $1
              and {prose.writer} = any($2::integer[])
              and {prose.column} is not null
            """,  # noqa: S608 - the names are those above
            workspace_id,
            erased,
        )
        count += int(status.rpartition(" ")[2])
    return count


__all__ = ["PROSE", "Prose", "scrub", "silence"]

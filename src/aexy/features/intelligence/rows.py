"""Results of analyses as they are kept: one a person and analysis, written over by the next."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import polars as pl

from aexy.store.postgres import Connection
from aexy.store.session import Session

FIND = """
select r.developer_key, r.analysis, r.fingerprint, r.as_of, r.result
from analysis_results r
where r.analysis = any($1)
    and ($2::integer[] is null or r.developer_key = any($2))"""
PUT = """
insert into analysis_results (workspace_id, analysis, developer_key, fingerprint, as_of, result)
select (select current_workspace()), n.analysis, d.key, n.fingerprint, n.as_of::timestamptz, n.result::jsonb
from new_results n
join developers d on d.key = n.developer_key
order by n.developer_key, n.analysis
on conflict (developer_key, analysis) do update
set fingerprint = excluded.fingerprint,
    as_of = excluded.as_of,
    result = excluded.result"""
HUMANS = """
select d.key
from developers d
where d.kind = 'human'
order by d.key"""

_NEW = {
    "analysis": pl.String,
    "developer_key": pl.Int32,
    "fingerprint": pl.Binary,
    "as_of": pl.String,
    "result": pl.String,
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A result as it was stored; `result` is None where there was nothing to say."""

    analysis: str
    developer: int
    fingerprint: bytes
    as_of: datetime
    result: dict[str, Any] | None


async def find(connection: Connection, analyses: Collection[str], developers: Collection[int] | None) -> list[Kept]:
    """What is kept of these people (None: everybody), whatever it was counted from."""
    found = await connection.fetch(FIND, list(analyses), None if developers is None else list(developers))
    return [
        Kept(
            row["analysis"],
            row["developer_key"],
            row["fingerprint"],
            row["as_of"],
            None if row["result"] is None else orjson.loads(row["result"]),
        )
        for row in found
    ]


def put(session: Session, results: Iterable[Kept]) -> int:
    """Keep these, in place of what there was; how many."""
    lines = [
        (
            one.analysis,
            one.developer,
            one.fingerprint,
            one.as_of.isoformat(),
            None if one.result is None else orjson.dumps(one.result).decode(),
        )
        for one in results
    ]
    if lines:
        session.copy(pl.DataFrame(lines, schema=_NEW, orient="row"), "new_results")
        session.run(PUT)
        session.run("drop table new_results")
    return len(lines)


async def keys(connection: Connection) -> set[int]:
    """Everybody an analysis may be about."""
    return {row["key"] for row in await connection.fetch(HUMANS)}


def humans(session: Session) -> list[int]:
    """The same, in order, within a session."""
    return [int(key) for key in session.frame(HUMANS)["key"]]

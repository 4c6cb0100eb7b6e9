"""What providers said, kept as it came, so that it can be read again when the reading gets better.

A page is kept under its name within its stream; a page of that name that says something else takes its place.
"""

import zlib
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

import orjson

from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import Place
from aexy.store.postgres import Connection

_FAST = 1
_AT_ONCE = 100


class Fetched(Protocol):
    """A page as a source yields it."""

    @property
    def stream(self) -> str:
        """Which stream it is of."""
        ...

    @property
    def page(self) -> str | None:
        """Its name within the stream."""
        ...

    @property
    def rows(self) -> Sequence[Mapping[str, Any]]:
        """What it holds."""
        ...


class StoredPage(NamedTuple):
    """A page as it is kept, with where it came from."""

    id: int
    stream: str
    page: str
    rows: list[dict[str, Any]]
    place: Place
    fetched_at: datetime


async def put(connection: Connection, workspace_id: WorkspaceId, place: Place, page: Fetched, *, now: datetime) -> bool:
    """Keep a page; False when the very same was kept already. `now` is when it was fetched.

    What takes the place of another of that name goes to the end, so that pages are read again in the order they came.
    """
    if page.page is None:
        return False
    body = b"\n".join(orjson.dumps(row) for row in page.rows)
    digest = sha256(body).digest()
    kept = (workspace_id, place.provider, place.origin, page.stream, place.repository_key, place.project_key, page.page)
    known = await connection.fetchrow(_FIND, *kept)
    if known and known["digest"] == digest:
        return False
    if known:
        await connection.execute("delete from raw_pages where workspace_id = $1 and id = $2", workspace_id, known["id"])
    packed = zlib.compress(body, _FAST)
    await connection.execute(_PUT, *kept, place.connection_id, packed, len(page.rows), digest, now)
    return True


_FIND = """
select id, digest
from raw_pages
where workspace_id = $1
  and source = $2
  and origin = $3
  and stream = $4
  and coalesce(repository_key, 0) = coalesce($5::integer, 0)
  and coalesce(project_key, 0) = coalesce($6::integer, 0)
  and page = $7
"""
_PUT = """
insert into raw_pages
    (workspace_id, source, origin, stream, repository_key, project_key, page, connection_id, body, rows, digest,
     fetched_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (workspace_id, source, origin, stream, coalesce(repository_key, 0), coalesce(project_key, 0), page)
do update set body = excluded.body, rows = excluded.rows, digest = excluded.digest, fetched_at = excluded.fetched_at
"""
_AFTER = """
select p.id, p.stream, p.page, p.body, p.source, p.origin, p.repository_key, p.project_key, p.connection_id,
       p.fetched_at, coalesce(r.external_id, t.external_id, '') as external_id
from raw_pages p
left join repositories r on r.key = p.repository_key
left join tracker_projects t on t.key = p.project_key
where p.workspace_id = $1
  and p.id > $2
  and ($3::text is null or (p.source, p.origin) = ($3, $4))
  and ($3::text is null or (coalesce(p.repository_key, 0), coalesce(p.project_key, 0))
       = (coalesce($5::integer, 0), coalesce($6::integer, 0)))
  and ($7::text is null or p.stream = $7)
order by p.id
limit $8
"""


async def stored(
    connection: Connection,
    workspace_id: WorkspaceId,
    *,
    place: Place | None = None,
    stream: str | None = None,
    after: int = 0,
) -> AsyncIterator[StoredPage]:
    """Kept pages in the order they came, of one place or stream or of all, beginning behind the page `after`."""
    where = (None,) * 4 if place is None else (place.provider, place.origin, place.repository_key, place.project_key)
    while True:
        records = await connection.fetch(_AFTER, workspace_id, after, *where, stream, _AT_ONCE)
        for record in records:
            yield _stored(record)
            after = record["id"]
        if len(records) < _AT_ONCE:
            return


def unpack(body: bytes) -> list[dict[str, Any]]:
    """The rows of a kept page."""
    return [orjson.loads(line) for line in zlib.decompress(body).split(b"\n") if line]


def _stored(record: Mapping[str, Any]) -> StoredPage:
    place = Place(
        record["source"], record["origin"], record["repository_key"], record["project_key"], record["connection_id"],
        record["external_id"],
    )  # fmt: skip
    rows = unpack(record["body"])
    return StoredPage(record["id"], record["stream"], record["page"], rows, place, record["fetched_at"])

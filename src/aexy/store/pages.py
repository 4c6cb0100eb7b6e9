"""What providers said, kept as it came, so that it can be read again when the reading gets better.

A page is kept under its name within its stream; a page of that name that says something else takes its place.
"""

import asyncio
import json
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any, NamedTuple, Protocol

import orjson

from aexy.kernel.erasing import Tombstones
from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import Place
from aexy.store.postgres import Connection
from aexy.store.tombstones import read_tombstones

_FAST = 1
# So many pages are fetched together, and fewer of them when they are large.
_AT_ONCE = 200
_BYTES_AT_ONCE = 4_000_000
# So much is read and loaded together, of a page that is larger than pages should be.
ROWS_IN_A_PART = 5_000
BYTES_IN_A_PART = 16_000_000


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
    body: bytes
    place: Place
    fetched_at: datetime

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What it holds."""
        return unpack(self.body)

    def each(self) -> Iterator[tuple[dict[str, Any], int]]:
        """The same row by row, each with how long it is, for pages too large to have in memory at once."""
        return _each(self.body)


async def put(connection: Connection, workspace_id: WorkspaceId, place: Place, page: Fetched, *, now: datetime) -> bool:
    """Keep a page; False when the very same was kept already. `now` is when it was fetched.

    What takes the place of another of that name goes to the end, so that pages are read again in the order they came.
    Rows that mention somebody who was erased are not kept.
    """
    if page.page is None:
        return False
    tombstones = await read_tombstones(connection, workspace_id)
    kept_rows = [row for row in page.rows if not tombstones.mentions(row)] if tombstones else page.rows
    body, digest = await asyncio.to_thread(_pack, kept_rows)
    kept = (workspace_id, place.provider, place.origin, page.stream, place.repository_key, place.project_key, page.page)
    known = await connection.fetchrow(_FIND, *kept)
    if known and known["digest"] == digest:
        return False
    if known:
        await connection.execute("delete from raw_pages where workspace_id = $1 and id = $2", workspace_id, known["id"])
    await connection.execute(_PUT, *kept, place.connection_id, body, len(kept_rows), digest, now)
    return True


def parts(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, Sequence[Mapping[str, Any]]]]:
    """A page's rows in parts that can well be loaded at once, each with how many rows come before it; at least one."""
    start = size = 0
    for place, row in enumerate(rows):
        if place - start >= ROWS_IN_A_PART or size >= BYTES_IN_A_PART:
            yield start, rows[start:place]
            start, size = place, 0
        size += len(_line(row))
    yield start, rows[start:]


def _pack(rows: Sequence[Mapping[str, Any]]) -> tuple[bytes, bytes]:
    """The rows as they are kept, and their digest."""
    body = b"\n".join(map(_line, rows))
    return zlib.compress(body, _FAST), sha256(body).digest()


def _line(row: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(row)
    except TypeError:  # half a character, or a number of more than 64 bits
        return json.dumps(row).encode()


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
from (
    select *, sum(octet_length(body)) over (order by id) - octet_length(body) as before
    from (
        select *
        from raw_pages
        where workspace_id = $1
          and id > $2
          and ($3::text is null or (source, origin) = ($3, $4))
          and ($3::text is null or (coalesce(repository_key, 0), coalesce(project_key, 0))
               = (coalesce($5::integer, 0), coalesce($6::integer, 0)))
          and ($7::text is null or stream = $7)
        order by id
        limit $8
    ) next
) p
left join repositories r on r.key = p.repository_key
left join tracker_projects t on t.key = p.project_key
where p.before < $9
order by p.id
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
    while found := await some(connection, workspace_id, place=place, stream=stream, after=after):
        for page in found:
            yield page
        after = found[-1].id


async def some(
    connection: Connection,
    workspace_id: WorkspaceId,
    *,
    place: Place | None = None,
    stream: str | None = None,
    after: int = 0,
) -> list[StoredPage]:
    """The next of them, as many as can well be in memory together; none when there are no more."""
    where = (None,) * 4 if place is None else (place.provider, place.origin, place.repository_key, place.project_key)
    records = await connection.fetch(_AFTER, workspace_id, after, *where, stream, _AT_ONCE, _BYTES_AT_ONCE)
    return [_stored(record) for record in records]


def without(body: bytes, tombstones: Tombstones, words: Sequence[str]) -> tuple[bytes, int, bytes] | None:
    """A kept page without the rows that mention somebody erased: body, rows, digest; None where none does.

    `words` (lower case) are what they were called: only rows in which one stands are looked at word by word.
    """
    plain = zlib.decompress(body)
    if not _may_mention(plain, words):
        return None
    lines = plain.split(b"\n")
    left = [line for line in lines if not (_may_mention(line, words) and tombstones.mentions(_row(line)))]
    if len(left) == len(lines):
        return None
    fresh = b"\n".join(left)
    return zlib.compress(fresh, _FAST), len([line for line in left if line]), sha256(fresh).digest()


def _may_mention(said: bytes, words: Sequence[str]) -> bool:
    """Whether one of these could stand in it: quickly, and sooner yes than no."""
    text = said.decode("utf-8", "replace").lower()
    return "\\u" in text or any(word in text for word in words)


def says(body: bytes, tombstones: Tombstones) -> bool:
    """Whether a web hook's packed body mentions somebody erased."""
    plain = zlib.decompress(body)
    try:
        return tombstones.mentions(orjson.loads(plain))
    except orjson.JSONDecodeError:
        return tombstones.mentions(plain.decode("utf-8", "replace"))


def unpack(body: bytes) -> list[dict[str, Any]]:
    """The rows of a kept page."""
    return [row for row, _ in _each(body)]


def _each(body: bytes) -> Iterator[tuple[dict[str, Any], int]]:
    for line in BytesIO(zlib.decompress(body)):
        yield _row(line), len(line)


def _row(line: bytes) -> dict[str, Any]:
    try:
        row: dict[str, Any] = orjson.loads(line)
    except orjson.JSONDecodeError:  # as `_line` had to write it
        row = json.loads(line)
    return row


def _stored(record: Mapping[str, Any]) -> StoredPage:
    place = Place(
        record["source"], record["origin"], record["repository_key"], record["project_key"], record["connection_id"],
        record["external_id"],
    )  # fmt: skip
    return StoredPage(record["id"], record["stream"], record["page"], record["body"], place, record["fetched_at"])

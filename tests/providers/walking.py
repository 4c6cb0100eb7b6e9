"""Reading a source's streams to their end, the way a sync does: pages kept, cursors written down after each."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TypeVar

import orjson
from tests.providers.serving import Hours

from aexy.kernel.activity import Record
from aexy.kernel.errors import AexyError
from aexy.sources.contract import Cursor, Page, Scope, Source
from aexy.sources.http import Http

Kind = TypeVar("Kind")


class Walk:
    """One stream of one scope: its pages, and the cursor after the last of them."""

    def __init__(self, source: Source, scope: Scope, stream: str, hours: Hours) -> None:
        self.source, self.scope, self.stream, self.hours = source, scope, stream, hours
        self.cursor: Cursor | None = None
        self.pages: list[Page] = []

    async def go(self, http: Http, *, tries: int = 1) -> list[Page]:
        """Read to the end, starting again where it stopped when the provider fails; the pages of this time."""
        found: list[Page] = []
        for attempt in range(tries):
            try:
                async for page in self.source.pages(http, self.scope, self.stream, self.cursor, self.hours.now):
                    found.append(page)
                    # A cursor is kept as JSON.
                    self.cursor = orjson.loads(orjson.dumps(page.cursor))
                break
            except AexyError:
                if attempt + 1 == tries:
                    raise
                self.hours.now += timedelta(minutes=1)
        self.pages += found
        return found

    def records(self, pages: Sequence[Page] | None = None) -> list[Record]:
        """What the pages say."""
        return read(self.source, self.scope, self.pages if pages is None else pages)


def read(source: Source, scope: Scope, pages: Iterable[Page]) -> list[Record]:
    """What these pages say, after having been kept as JSON."""
    return [
        record for page in pages for row in page.rows
        for record in source.read(page.stream, orjson.loads(orjson.dumps(row)), scope)
    ]  # fmt: skip


def of(kind: type[Kind], records: Iterable[object]) -> list[Kind]:
    """Those of one kind."""
    return [each for each in records if isinstance(each, kind)]

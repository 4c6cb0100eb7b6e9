"""Remarks on lines, and what is said below pull requests and issues: REST lists by the instant of change.

Each request begins where the last one ended, by instant and not by page number: what is edited in the meantime moves to
the end, and never pushes anything over an edge that has been passed already.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from aexy.sources.contract import Cursor, Page, Row, Scope
from aexy.sources.github.asking import OVERLAP, PER_PAGE, earlier, page_name, rows_of
from aexy.sources.http import Http

PATHS = {"review_comments": "pulls/comments", "comments": "issues/comments"}


async def pages(http: Http, scope: Scope, stream: str, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """What was written or edited since the cursor, oldest first. Asking again when nothing was costs nothing."""
    del now
    at = dict(cursor or {})
    path = f"/repositories/{scope.external_id}/{PATHS[stream]}"
    since = at.get("at") or (earlier(at["since"], OVERLAP) if "since" in at else None)
    number, tag, first_tag, last = int(at.get("page", 1)), at.get("etag"), None, at.get("since")
    while True:
        params = {"sort": "updated", "direction": "asc", "per_page": PER_PAGE, "page": number}
        answer = await http.get(path, params | ({"since": since} if since else {}), etag=tag)
        if answer.is_unchanged:
            return
        rows = rows_of(answer.json())
        first_tag, tag = first_tag or answer.headers.get("etag"), None
        last = max([row["updated_at"] for row in rows] + ([last] if last else []), default=None)
        if len(rows) < PER_PAGE:
            # The tag holds for the very request the next start makes: when this one moved on, there is none.
            same = bool(cursor and last == cursor.get("since") and "at" not in cursor)
            end = {"since": last} if last else {}
            yield Page(stream, page_name(rows) if rows else None, rows, end | ({"etag": first_tag} if same else {}))
            return
        since, number = (since, number + 1) if rows[-1]["updated_at"] == since else (rows[-1]["updated_at"], 1)
        kept = {"at": since, "page": number} | ({"since": last} if last else {})
        yield Page(stream, page_name(rows), rows, kept)


async def fetch(http: Http, scope: Scope, stream: str, items: Sequence[str]) -> AsyncIterator[Page]:
    """Single ones by their numbers."""
    rows: list[Row] = []
    for item in items:
        answer = await http.get(f"/repositories/{scope.external_id}/{PATHS[stream]}/{item}")
        rows += rows_of([answer.json()])
    yield Page(stream, page_name(rows, "fetched"), rows, {})

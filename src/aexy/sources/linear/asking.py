"""Linear's API: a question and its answer, and lists that come in parts."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import orjson

from aexy.kernel.errors import SourceFailed
from aexy.sources.http import Http
from aexy.sources.linear.dialect import LIMITED, RESOURCE, codes, failed, failures, said_data, until
from aexy.sources.taking import rows, said, text

_PATH: Final = "/graphql"
_PATIENCE: Final = 20
_MOST_PARTS: Final = 10_000


async def ask(http: Http, query: str, **variables: Any) -> Mapping[str, Any]:
    """The data of the answer. Limits are waited for; any other error is raised, for half an answer is none."""
    asked = orjson.dumps({"query": query, "variables": variables})
    for _ in range(_PATIENCE):
        answer = await http.send(
            "POST", _PATH, content=asked, headers={"content-type": "application/json"}, resource=RESOURCE
        )
        found = failures(answer.body)
        if not found:
            return said_data(answer.json())
        if LIMITED not in codes(answer.body):
            raise failed(found)
        # A limit that is told in an answer which else is in good order.
        now = http.clock.now()
        later = until(answer.headers, now)
        await http.watcher.waiting(later, "linear allows no more requests until then")
        await http.clock.sleep((later - now).total_seconds() + 1.0)
    raise SourceFailed("Linear kept asking for patience.", next_step="Start the sync again later.")


async def parts(http: Http, query: str, path: str, **variables: Any) -> AsyncIterator[list[Mapping[str, Any]]]:
    """The nodes of a list, part by part; `path` leads to it."""
    after = variables.pop("after", None)
    for _ in range(_MOST_PARTS):
        found = said(await ask(http, query, **variables, after=after), path)
        yield rows(found, "nodes")
        after = further(found)
        if after is None:
            return


async def listed(http: Http, query: str, path: str, **variables: Any) -> list[Mapping[str, Any]]:
    """All nodes of a list."""
    return [node async for part in parts(http, query, path, **variables) for node in part]


def further(connection: object) -> str | None:
    """Where a list goes on; None at its end."""
    return text(connection, "pageInfo.endCursor") if said(connection, "pageInfo.hasNextPage") is True else None

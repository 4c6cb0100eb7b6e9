"""What was counted is at hand: for the other numbers of one answer, and for the same question asked again."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from aexy.context import Cache, Context
from aexy.features.insights.counting import COUNTED_AS, KEEP_SECONDS
from aexy.features.insights.looking import View
from aexy.kernel.ids import WorkspaceId


@dataclass(slots=True)
class Remembering:
    """A cache that also keeps what passed through it, for as long as one answer takes."""

    behind: Cache
    kept: dict[tuple[WorkspaceId, str], bytes] = field(default_factory=dict)

    async def get(self, workspace_id: WorkspaceId, key: str) -> bytes | None:
        """What passed through already, else what the cache has."""
        found = self.kept.get((workspace_id, key))
        if found is None:
            found = await self.behind.get(workspace_id, key)
            if found is not None:
                self.kept[workspace_id, key] = found
        return found

    async def put(self, workspace_id: WorkspaceId, key: str, value: bytes, *, seconds: int) -> None:
        """Keep it here and there."""
        self.kept[workspace_id, key] = value
        await self.behind.put(workspace_id, key, value, seconds=seconds)

    async def drop(self, workspace_id: WorkspaceId) -> None:
        """Keep nothing of it, here and there."""
        self.kept.clear()
        await self.behind.drop(workspace_id)


def remembering(context: Context) -> Context:
    """The same surroundings, in which nothing is counted twice."""
    return replace(context, cache=Remembering(context.cache))


async def counted_once(
    context: Context, view: View, what: str, count: Callable[[], Any], *, seconds: int = KEEP_SECONDS
) -> Any:  # noqa: ANN401 - JSON
    """What `count` gives of the view's subject and window, as JSON: kept as long as facts stay and the day lasts.

    For `seconds` at most, which may be many where it rests on nothing else.
    """
    return await asked_once(context, view, what, lambda: asyncio.to_thread(count), seconds=seconds)


async def asked_once(
    context: Context, view: View, what: str, ask: Callable[[], Awaitable[Any]], *, seconds: int = KEEP_SECONDS
) -> Any:  # noqa: ANN401 - JSON
    """The same of what is not counted in a thread."""
    subject, clock, window = view.subject, view.clock, view.window
    by = (clock.today, clock.zone.key, sorted(clock.working_days), clock.late_from, clock.late_until)
    whose = (subject.level, subject.key, subject.team, window.start, window.end, window.until)
    name = f"{what}:{view.data_version}:{COUNTED_AS}:{by}:{whose}"
    found = await context.cache.get(view.workspace_id, name)
    if found is None:
        found = orjson.dumps(await ask())
        await context.cache.put(view.workspace_id, name, found, seconds=seconds)
    return orjson.loads(found)

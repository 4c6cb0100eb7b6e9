"""One answer often asks for many numbers of the same rows: what was counted for the first is at hand for the rest."""

from dataclasses import dataclass, field, replace

from aexy.context import Cache, Context
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


def remembering(context: Context) -> Context:
    """The same surroundings, in which nothing is counted twice."""
    return replace(context, cache=Remembering(context.cache))

"""Histories as graphs, read when something has to be looked up in one."""

from aexy.kernel.delivery.graph import History
from aexy.kernel.ids import WorkspaceId
from aexy.store.delivery.histories import read_history
from aexy.store.postgres import Connection

_TIP = """
select sha
from repository_refs
where workspace_id = $1
  and repository_key = $2
  and is_default
"""


class Graphs:
    """The histories of a workspace; the one that was asked for last is kept."""

    def __init__(self, connection: Connection, workspace_id: WorkspaceId) -> None:
        self._connection = connection
        self._workspace_id = workspace_id
        self._last: tuple[int, History] | None = None

    async def of(self, repository_key: int) -> History:
        """A repository's history, as far as it is stored."""
        if self._last is None or self._last[0] != repository_key:
            self._last = None
            self._last = (repository_key, await read_history(self._connection, self._workspace_id, repository_key))
        return self._last[1]

    async def mainline(self, repository_key: int) -> set[int]:
        """The keys of the commits its counted branch was at; none while it was not read to its end."""
        tip = await self._connection.fetchval(_TIP, self._workspace_id, repository_key)
        return set() if tip is None else (await self.of(repository_key)).mainline(tip)

"""Reading a batch of one connection's deliveries: what each says becomes rows that are applied and things asked for."""

import logging
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from aexy.context import Context
from aexy.features.connections import service as connections
from aexy.features.connections.schemas import Connection
from aexy.features.connections.service import Followed
from aexy.features.ingest.failures import Remedy, understand
from aexy.features.syncing import service as syncing
from aexy.features.webhooks.schemas import Taken
from aexy.kernel.errors import AexyError, SourceFailed
from aexy.kernel.ids import ConnectionId, JobId, WorkspaceId
from aexy.sources.contract import Heard, Page, Source
from aexy.sources.dialect import Silence
from aexy.sources.http import Http

log = logging.getLogger(__name__)


class Asked(NamedTuple):
    """What deliveries named of one stream of one repository or project: item → the deliveries that named it."""

    stream: str
    scope: str


@dataclass(slots=True)
class Reading:
    """One batch. Afterwards every delivery is in one of `failed`, `hopeless`, `ignored`, or was read."""

    context: Context
    workspace_id: WorkspaceId
    of: Connection
    source: Source
    followed: Sequence[Followed]
    changed: int = 0
    failed: dict[int, str] = field(default_factory=dict)
    hopeless: dict[int, str] = field(default_factory=dict)
    ignored: dict[int, str] = field(default_factory=dict)
    _scopes: dict[str, Followed] = field(default_factory=dict)
    _pages: dict[str, dict[int, list[Page]]] = field(default_factory=dict)
    _asked: dict[Asked, dict[str, list[int]]] = field(default_factory=dict)

    async def apply(self, deliveries: Sequence[Taken]) -> None:
        """Hear all, apply the rows they carry, ask for what they name."""
        heard = {each.id: self._hear(each) for each in deliveries}
        await self._know_scopes(heard)
        for each in deliveries:
            self._sort(each, heard[each.id])
        for scope, pages in self._pages.items():
            await self._apply_pages(self._scopes[scope], pages)
        if self._asked:
            await self._ask()

    def _hear(self, each: Taken) -> Heard:
        try:
            payload: Any = orjson.loads(zlib.decompress(each.body))
            return self.source.hear(each.event, payload, each.received_at)
        except Exception as error:  # noqa: BLE001 (a reader's mistake is this delivery's trouble, and no other's)
            self._fail([each.id], error, is_hopeless=True)
            return Heard()

    async def _know_scopes(self, heard: Mapping[int, Heard]) -> None:
        """Where rows belong; a repository nobody knew of is taken in first when everything is followed."""
        self._scopes = {each.scope.external_id: each for each in self.followed}
        named = {scope for each in heard.values() for _, scope, _ in each.rows}
        named |= {hint.scope for each in heard.values() for hint in each.hints}
        if not self.of.follows_all or named <= self._scopes.keys():
            return
        found = ConnectionId(self.of.id)
        try:
            async with await self._http() as http:
                await connections.refresh(self.context, self.workspace_id, found, http)
        except AexyError as error:
            log.info("What is new was not taken in: %s", error)
        fresh = await connections.scopes(self.context, self.workspace_id, found)
        self._scopes = {each.scope.external_id: each for each in fresh}

    def _sort(self, each: Taken, heard: Heard) -> None:
        if each.id in self.hopeless:
            return
        unknown = {scope for _, scope, _ in heard.rows if scope not in self._scopes}
        unknown |= {hint.scope for hint in heard.hints if hint.scope not in self._scopes}
        streams: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
        for stream, scope, row in heard.rows:
            if scope in self._scopes and self._is_readable(each, stream, row, self._scopes[scope]):
                streams[stream, scope].append(row)
        if each.id in self.hopeless:
            return
        for (stream, scope), found in streams.items():
            page = Page(stream, f"hook/{each.delivery}", found, {})
            self._pages.setdefault(scope, {}).setdefault(each.id, []).append(page)
        for hint in heard.hints:
            if hint.scope in self._scopes:
                self._asked.setdefault(Asked(hint.stream, hint.scope), {}).setdefault(hint.item, []).append(each.id)
        if heard.ignored is not None:
            self.ignored[each.id] = heard.ignored
        elif unknown and not streams and all(hint.scope in unknown for hint in heard.hints):
            self.ignored[each.id] = f"{self.of.name} does not follow what it is about ({', '.join(sorted(unknown))})."

    def _is_readable(self, each: Taken, stream: str, row: Mapping[str, Any], followed: Followed) -> bool:
        try:
            for _ in self.source.read(stream, row, followed.scope):
                pass
        except Exception as error:  # noqa: BLE001 (likewise)
            self._fail([each.id], error, is_hopeless=True)
            return False
        return True

    async def _apply_pages(self, followed: Followed, pages: Mapping[int, Sequence[Page]]) -> None:
        """All at once; where that fails one by one, so that only the one at fault is left."""
        try:
            await self._load(followed, [page for each in pages.values() for page in each])
        except Exception as error:  # noqa: BLE001 (likewise)
            if len(pages) == 1:
                self._fail(pages, error)
                return
            self._insist_on_database(error)
            for delivery, own in pages.items():
                await self._apply_pages(followed, {delivery: own})

    async def _load(self, followed: Followed, pages: Sequence[Page]) -> None:
        kept = await syncing.apply(self.context, self.workspace_id, followed, self.source, pages)
        self.changed += kept.changed

    async def _ask(self) -> None:
        """Each stream of each repository once, however many deliveries named something of it."""
        try:
            http = await self._http()
        except AexyError as error:
            self._fail({each for items in self._asked.values() for ids in items.values() for each in ids}, error)
            return
        async with http:
            left = list(self._asked.items())
            while left:
                asked, items = left.pop(0)
                trouble = await self._fetch(http, asked, list(items))
                if trouble is None:
                    continue
                if not await self._is_well(http):
                    # The provider is away or refuses us: whoever still waits for it waits a little longer.
                    waiting = [items, *(others for _, others in left)]
                    self._fail({each for some in waiting for ids in some.values() for each in ids}, trouble)
                    await connections.note_trouble(self.context, self.workspace_id, ConnectionId(self.of.id), trouble)
                    return
                await self._one_by_one(http, asked, items, trouble)

    async def _one_by_one(
        self, http: Http, asked: Asked, items: Mapping[str, Sequence[int]], trouble: Exception
    ) -> None:
        for item, ids in items.items():
            why = trouble if len(items) == 1 else await self._fetch(http, asked, [item])
            if why is not None:
                self._fail(ids, why)

    async def _fetch(self, http: Http, asked: Asked, items: Sequence[str]) -> Exception | None:
        """Ask and apply; why it did not work."""
        followed = self._scopes[asked.scope]
        try:
            async for page in self.source.fetch(http, followed.scope, asked.stream, items, self.context.now):
                await self._load(followed, [page])
        except Exception as error:  # noqa: BLE001 (likewise)
            self._insist_on_database(error)
            return error
        return None

    async def _is_well(self, http: Http) -> bool:
        try:
            await self.source.check(http, self.of.options)
        except AexyError:
            return False
        return True

    async def _http(self) -> Http:
        return await connections.http_for(self.context, self.workspace_id, ConnectionId(self.of.id), Silence())

    def _fail(self, deliveries: Mapping[int, Any] | Sequence[int] | set[int], error: Exception, *,
              is_hopeless: bool = False) -> None:  # fmt: skip
        self._insist_on_database(error)
        for each in deliveries:
            # What a provider's rows lack is lacking the next time too; a surprise may be our mistake, mended by then.
            book = self.hopeless if is_hopeless and isinstance(error, SourceFailed) else self.failed
            book[each] = _sentence(error, each)

    def _insist_on_database(self, error: Exception) -> None:
        """A database that is away is nobody's fault here: the whole step is done again."""
        if not isinstance(error, AexyError) and understand(error, JobId(self.of.id)).remedy is Remedy.WAIT:
            raise error


def _sentence(error: Exception, delivery: int) -> str:
    if isinstance(error, AexyError):
        return str(error)
    log.error("A delivery could not be read: look for delivery %s", delivery, exc_info=error)
    return (
        f"Reading it failed in a way nobody foresaw ({type(error).__name__}); worker.log has more under "
        f"delivery {delivery}. It can be read again once that is mended."
    )

"""What waits for a database that has stopped answering is broken off and told so, instead of being answered late."""

import asyncio
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aexy.api.problems import of_error
from aexy.store.pulse import does_not_answer


@dataclass(slots=True)
class UnderWay:
    """The requests that are being answered now."""

    _waiting: set[asyncio.Timeout] = field(default_factory=set)

    def cut(self) -> None:
        """Break all of them off; those that need no database are through within a moment and never here."""
        now = asyncio.get_running_loop().time()
        for each in tuple(self._waiting):
            if not each.expired():
                each.reschedule(now)

    def begin(self, one: asyncio.Timeout) -> None:
        """A request begins."""
        self._waiting.add(one)

    def end(self, one: asyncio.Timeout) -> None:
        """And is over."""
        self._waiting.discard(one)


class Cut:
    """ASGI middleware inside the porch."""

    def __init__(self, app: ASGIApp, under_way: UnderWay) -> None:
        self.app = app
        self.under_way = under_way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it through; when it is cut before it began to answer, say why."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def note(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        timeout = asyncio.timeout(None)
        self.under_way.begin(timeout)
        try:
            async with timeout:
                await self.app(scope, receive, note)
        except TimeoutError:
            if not timeout.expired() or has_begun:
                raise
            await of_error(does_not_answer())(scope, receive, send)
        finally:
            self.under_way.end(timeout)

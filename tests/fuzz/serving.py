"""The whole application on loopback in a thread of its own, for a client that speaks HTTP and knows no event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from threading import Thread

import uvicorn
from tests.closing import serve_to_the_end

from aexy.api.app import create_app
from aexy.context import Context
from aexy.store.postgres import Database


@contextmanager
def served(context: Context) -> Iterator[str]:
    """Its address. The surroundings are the same, with connections of the server's own loop."""

    @asynccontextmanager
    async def opener() -> AsyncIterator[Context]:
        database = await Database.connect(context.database.url, size=4)
        try:
            yield replace(context, database=database)
        finally:
            await database.close()

    app = create_app(context.settings, opener, clock=lambda: context.now)
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as the product does; else 40 ms an answer
    config = uvicorn.Config(app, log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    thread = Thread(target=lambda: asyncio.run(serve_to_the_end(server, listening)), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()

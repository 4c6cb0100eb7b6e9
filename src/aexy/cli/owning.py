"""Addresses of those who may change the database itself: of a server that runs, one's own, or one just started."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aexy.running import running
from aexy.settings import Settings
from aexy.stack.home import Home
from aexy.stack.postgres import OWNER, SUPERUSER, cluster_at, start_postgres
from aexy.stack.state import alone, holder


@asynccontextmanager
async def owner_address(settings: Settings) -> AsyncIterator[str]:
    """The address of whoever owns the tables: of the server that runs, of one's own, or of one started for a moment."""
    home = Home(settings.home)
    if settings.database_url:
        yield settings.database_url
    elif holder(home):
        found = running(settings).addresses
        yield found.owner_url or found.database_url
    else:
        cluster = cluster_at(home)
        with alone(home):
            server = await start_postgres(cluster)
            try:
                yield cluster.url(OWNER)
            finally:
                await server.stop()


@asynccontextmanager
async def maker_address(settings: Settings) -> AsyncIterator[str]:
    """The address of whoever may make roles, for as long as `owner_address` holds."""
    async with owner_address(settings) as url:
        yield url if settings.database_url else cluster_at(Home(settings.home)).url(SUPERUSER)

"""Settings become a Context here, and nowhere else are real adapters chosen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

from aexy.context import Context
from aexy.jobs.job import Dispatcher
from aexy.outbox.sending import Post
from aexy.running import Addresses, addresses
from aexy.settings import Settings
from aexy.sources.addresses import public_address
from aexy.sources.dialect import Clock
from aexy.store.cache import ValkeyCache
from aexy.store.postgres import Database
from aexy.store.standing import ValkeyStandings
from aexy.store.turnstile import ValkeyTurnstile


@asynccontextmanager
async def open_context(settings: Settings, *, dispatcher: Dispatcher, now: datetime) -> AsyncIterator[Context]:
    """Everything a feature is given, on the servers `addresses` finds, closed at the end.

    Unavailable when nothing runs or the database does not answer; without a cache everything still works.
    """
    outbox = Post.of(settings, public_address)
    where = addresses(settings)
    database = await Database.connect(where.database_url, size=settings.database_pool)
    cache, turnstile = ValkeyCache(where.redis_url), ValkeyTurnstile(where.redis_url)
    standings = ValkeyStandings(where.redis_url, turnstile=turnstile)
    try:
        clock = Clock(now=partial(datetime.now, UTC))
        yield Context(settings, database, cache, dispatcher, now, clock, outbox, standings, turnstile)
    finally:
        await standings.close()
        await cache.close()
        await database.close()


__all__ = ["Addresses", "addresses", "open_context"]

"""Settings become a Context here, and nowhere else are real adapters chosen."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

from aexy.context import Context, Probe
from aexy.jobs.job import Dispatcher
from aexy.outbox.sending import Post
from aexy.outward import public_address
from aexy.running import Addresses, addresses
from aexy.settings import Settings
from aexy.sources.dialect import Clock
from aexy.store.cache import ValkeyCache
from aexy.store.postgres import Database
from aexy.store.standing import ValkeyStandings
from aexy.store.turnstile import ValkeyTurnstile


@asynccontextmanager
async def open_context(
    settings: Settings, *, dispatcher: Dispatcher, now: datetime, probes: Mapping[str, Probe] | None = None
) -> AsyncIterator[Context]:
    """Everything a feature is given, on the servers `addresses` finds, closed at the end.

    `probes` ask the dispatcher's server, and whoever works for it, whether they answer. Unavailable when nothing runs
    or the database does not answer; without a cache everything still works.
    """
    outbox = Post.of(settings, public_address)
    where = addresses(settings)
    database = await Database.connect(where.database_url, size=settings.database_pool)
    cache, turnstile = ValkeyCache(where.redis_url), ValkeyTurnstile(where.redis_url)
    standings = ValkeyStandings(where.redis_url, turnstile=turnstile)
    database.pulse.start()
    try:
        clock = Clock(now=partial(datetime.now, UTC))
        asked = {"cache": cache.answers, **(probes or {})}
        yield Context(settings, database, cache, dispatcher, now, clock, outbox, standings, turnstile, asked)
    finally:
        await standings.close()
        await cache.close()
        await database.close()


__all__ = ["Addresses", "addresses", "open_context"]

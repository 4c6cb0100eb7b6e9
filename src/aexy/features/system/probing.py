"""Whether each part answers, asked all at once and given a moment only: one that stands still holds nobody up."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Final

import asyncpg

from aexy.context import Context
from aexy.kernel.errors import Unavailable

PATIENCE_SECONDS: Final = 1.5
DATABASE: Final = "database"
# What a wish to know can meet in whoever is asked; a bug of ours is not among it.
_SILENCES: Final = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, Unavailable)


@dataclass(frozen=True, slots=True)
class Found:
    """One part as it was when it was asked."""

    part: str
    is_up: bool
    seconds: float


async def probe(context: Context) -> list[Found]:
    """Every part: the database, and what the surroundings know to ask (cache, jobs, worker)."""
    asked: dict[str, Callable[[], Awaitable[bool]]] = {DATABASE: lambda: _database(context), **context.probes}
    return list(await asyncio.gather(*(_ask(part, ask) for part, ask in asked.items())))


async def _ask(part: str, ask: Callable[[], Awaitable[bool]]) -> Found:
    began = perf_counter()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            is_up = await ask()
    except _SILENCES:
        is_up = False
    return Found(part, is_up, perf_counter() - began)


async def _database(context: Context) -> bool:
    """By its pulse where it is felt, for a frozen server would keep a connection of the pool; else by a question."""
    pulse = context.database.pulse
    if pulse.is_felt:
        return pulse.is_well
    return bool(await context.database.pool.fetchval("select 1", timeout=PATIENCE_SECONDS) == 1)

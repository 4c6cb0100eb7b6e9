"""One question of many: who asks the same while an answer is under way shares the next answer, not that one.

An answer that is under way may be older than the question: whoever changed something and then asks would be told how it
was before. So nobody is ever given an answer that somebody began to look for before they asked.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Key = TypeVar("Key")
Found = TypeVar("Found")


@dataclass(slots=True)
class Together(Generic[Key, Found]):
    """Questions by what they are about: of each one answer is looked for, and one is waited for, at a time."""

    _under_way: dict[Key, "asyncio.Task[Found]"] = field(default_factory=dict)
    _waited_for: dict[Key, "asyncio.Task[Found]"] = field(default_factory=dict)

    async def ask(self, key: Key, find: Callable[[], Awaitable[Found]]) -> Found:
        """What `find` finds, begun after this was asked. Whoever is told to stop stops nobody else."""
        task = self._waited_for.get(key)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._find(key, find))
            task.add_done_callback(_seen)
            self._waited_for[key] = task
        return await asyncio.shield(task)

    async def _find(self, key: Key, find: Callable[[], Awaitable[Found]]) -> Found:
        earlier = self._under_way.get(key)
        if earlier is not None:
            await asyncio.wait((earlier,))
        task = self._waited_for.pop(key)
        self._under_way[key] = task
        try:
            return await find()
        finally:
            del self._under_way[key]


def _seen(task: "asyncio.Task[Found]") -> None:
    """Nobody may be left to be told of a failure."""
    if not task.cancelled():
        task.exception()

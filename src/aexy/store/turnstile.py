"""What every request asks Valkey (or Redis), in one journey: may there be one more, and what stands under a name.

Questions that come while another is under way wait for it and go out together, in one script: under load that is a
fraction of a journey each. When the server is out of order counts are kept in this process instead, and what stands
under a name is not known: whoever asks must find it out another way.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final, NamedTuple

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from aexy.kernel.allowances import Count, Tally, Windows
from aexy.store.cache import OUT_OF_ORDER

log = logging.getLogger(__name__)

SECONDS_TO_WAIT: Final = 0.5
# A server that did not answer is not asked again by every request, only once in so many seconds.
SECONDS_OF_REST: Final = 1.0
QUESTIONS_AT_ONCE: Final = 128

_MISSED: Final = "Valkey does not answer: counting in this process, asking the database who was signed out."

# The same arithmetic as kernel/allowances.py; a test holds them against each other.
_SCRIPT: Final = """
local at = redis.call('time')
local now = tonumber(at[1]) * 1000 + math.floor(tonumber(at[2]) / 1000)
local told, arg, key = {}, 2, 1
for _ = 1, tonumber(ARGV[1]) do
  local many, over, kept = tonumber(ARGV[arg]), false, {}
  for i = 1, many do
    local most, span = tonumber(ARGV[arg + 2 * i - 1]), tonumber(ARGV[arg + 2 * i])
    local number, passed = math.floor(now / span), now % span
    local n, before, said = 0, 0, redis.call('get', KEYS[key + i - 1])
    if said then
      local then_, was, earlier = string.match(said, '(%d+) (%d+) (%d+)')
      local steps = number - tonumber(then_)
      if steps == 0 then n, before = tonumber(was), tonumber(earlier) elseif steps == 1 then before = tonumber(was) end
    end
    local left, wait = math.floor(most - n - before * (1 - passed / span)), 0
    if left >= 1 then left = left - 1 else
      local room = most - 1 - n
      if room >= 0 then wait = (1 - room / before) * span - passed
      else wait = span - passed + (1 - (most - 1) / n) * span end
      left, wait, over = 0, math.max(1, math.ceil(wait)), true
    end
    told[#told + 1], told[#told + 2] = left, wait
    kept[i] = { string.format('%.0f %d %d', number, n + 1, before), 2 * span }
  end
  for i = 1, many do
    if not over then redis.call('set', KEYS[key + i - 1], kept[i][1], 'px', kept[i][2]) end
  end
  arg, key = arg + 1 + 2 * many, key + many
end
local names = {}
for i = key, #KEYS do names[#names + 1] = KEYS[i] end
return { told, #names > 0 and redis.call('mget', unpack(names)) or {} }
"""


class Told(NamedTuple):
    """A tally for each count, and what stands under each name, None for nothing; `found` is None when nobody knows."""

    tallies: Sequence[Tally]
    found: Sequence[bytes | None] | None


class _Question(NamedTuple):
    counts: Sequence[Count]
    names: Sequence[str]
    answer: "asyncio.Future[Told]"


def client_at(url: str) -> Any:  # noqa: ANN401 - redis-py's types say awaitable or not of everything
    """A client that gives up soon and never tries again: whoever uses it knows what to do without."""
    return Redis.from_url(
        url,
        socket_timeout=SECONDS_TO_WAIT,
        socket_connect_timeout=SECONDS_TO_WAIT,
        retry=Retry(NoBackoff(), 0),
        protocol=3,
    )


@dataclass(slots=True)
class ValkeyTurnstile:
    """At `redis://…`, `rediss://…` or `unix://PATH`; the first question opens the connection."""

    url: str
    clock: Callable[[], float] = monotonic
    rest: float = SECONDS_OF_REST
    _client: Any = field(init=False)
    _script: Any = field(init=False)
    _windows: Windows = field(default_factory=Windows)
    _waiting: list[_Question] = field(default_factory=list)
    _under_way: "asyncio.Task[None] | None" = None
    _rests_until: float = 0.0

    def __post_init__(self) -> None:
        self._client = client_at(self.url)
        self._script = self._client.register_script(_SCRIPT)

    async def count(self, counts: Sequence[Count]) -> Sequence[Tally]:
        """Count one more of each, unless one of them is over. Never fails."""
        return (await self.ask(counts)).tallies

    async def ask(self, counts: Sequence[Count], names: Sequence[str] = ()) -> Told:
        """The same, and what stands under these names. All who ask while a journey is under way share the next."""
        answer: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Question(counts, names, answer))
        if self._under_way is None:
            self._under_way = asyncio.create_task(self._go(), name="turnstile")
        return await answer

    @property
    def is_resting(self) -> bool:
        """Whether the server did not answer a moment ago."""
        return self.clock() < self._rests_until

    async def close(self) -> None:
        """Give back the connection."""
        if self._under_way is not None:
            await asyncio.wait((self._under_way,))
        await self._client.aclose()

    async def _go(self) -> None:
        """Journey after journey, until nobody waits."""
        try:
            while self._waiting:
                asked = self._waiting[:QUESTIONS_AT_ONCE]
                del self._waiting[:QUESTIONS_AT_ONCE]
                for question, told in zip(asked, await self._answers(asked), strict=True):
                    if not question.answer.done():
                        question.answer.set_result(told)
        finally:
            self._under_way = None

    async def _answers(self, asked: Sequence[_Question]) -> list[Told]:
        if not self.is_resting:
            try:
                return _read(asked, await self._journey(asked))
            except OUT_OF_ORDER as error:
                self.miss(error)
        now = self.clock()
        return [Told(tuple(self._windows.count(question.counts, now)), None) for question in asked]

    async def _journey(self, asked: Sequence[_Question]) -> Any:  # noqa: ANN401 - as the client gives it
        arguments: list[int] = [len(asked)]
        for question in asked:
            arguments.append(len(question.counts))
            for _, (most, seconds) in question.counts:
                arguments += (most, seconds * 1000)
        keys = [f"aexy:limit:{count.key}" for question in asked for count in question.counts]
        keys += [name for question in asked for name in question.names]
        told = await self._script(keys=keys, args=arguments)
        self._rests_until = 0.0
        return told

    def miss(self, error: Exception) -> None:
        """Leave the server in peace for a while."""
        if not self._rests_until:
            log.warning(_MISSED, extra={"error": str(error)})
        self._rests_until = self.clock() + self.rest


@dataclass(frozen=True, slots=True)
class NoTurnstile:
    """Counts nobody: for tests, and whoever serves no requests."""

    async def count(self, counts: Sequence[Count]) -> Sequence[Tally]:
        """As much room as there ever was."""
        return [Tally(count.allowance.most, 0.0) for count in counts]


def _read(asked: Sequence[_Question], told: Any) -> list[Told]:  # noqa: ANN401 - as the client gives it
    numbers, found = told
    answers, place, at = [], 0, 0
    for question in asked:
        ends, last = place + 2 * len(question.counts), at + len(question.names)
        tallies = tuple(Tally(numbers[one], numbers[one + 1] / 1000) for one in range(place, ends, 2))
        answers.append(Told(tallies, found[at:last]))
        place, at = ends, last
    return answers


__all__ = ["NoTurnstile", "Told", "ValkeyTurnstile"]

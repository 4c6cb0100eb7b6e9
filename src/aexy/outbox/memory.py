"""A double that keeps what it was given to send, and fails when told to, in the words of the real one."""

from dataclasses import dataclass, field
from datetime import datetime

from aexy.outbox import hook
from aexy.outbox.letters import Call, Letter, NotDeliverable, NotDelivered
from aexy.outbox.sending import HOW_TO_MAIL, NO_MAIL


@dataclass(slots=True)
class MemoryOutbox:
    """Nothing leaves the process. `failures` says how many of the next sendings do not go."""

    has_mail: bool = True
    failures: int = 0
    letters: list[Letter] = field(default_factory=list)
    calls: list[tuple[Call, str]] = field(default_factory=list)  # with the signature each carried

    async def mail(self, letter: Letter, *, at: datetime) -> None:
        """Keep the letter."""
        del at
        if not self.has_mail:
            raise NotDeliverable(NO_MAIL, next_step=HOW_TO_MAIL)
        self._fail(letter.to)
        self.letters.append(letter)

    async def call(self, call: Call, *, at: datetime) -> None:
        """Keep the call."""
        self._fail(hook.check(call.url))
        self.calls.append((call, hook.sign(call.secret, call.body, at)))

    def _fail(self, whom: str) -> None:
        if self.failures:
            self.failures -= 1
            raise NotDelivered(f"{whom} does not answer (ConnectError).", next_step="Look whether it is on.")


__all__ = ["MemoryOutbox"]

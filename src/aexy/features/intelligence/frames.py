"""The facts one run of analyses shares: each table is read once, whoever asks for it first."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock

import polars as pl

from aexy.kernel.periods import Clock
from aexy.store.analysis_facts.reading import Reader, Reading
from aexy.store.session import Session


@dataclass(slots=True)
class Frames:
    """Facts of some people (None: everybody) as of an instant. Safe to ask from several threads at a time."""

    reading: Reading
    _read: dict[Reader, pl.DataFrame] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    @classmethod
    def about(cls, session: Session, whose: Collection[int] | None, *, now: datetime, clock: Clock) -> "Frames":
        """Facts of these people."""
        if whose is not None:
            session.alone()
        return cls(Reading(session, None if whose is None else frozenset(whose), now, clock))

    @property
    def now(self) -> datetime:
        """As of when."""
        return self.reading.now

    @property
    def clock(self) -> Clock:
        """The workspace's days."""
        return self.reading.clock

    def of(self, read: Reader) -> pl.DataFrame:
        """What a reader gives. One connection serves all, so one table is read at a time."""
        with self._lock:
            if read not in self._read:
                self._read[read] = read(self.reading)
            return self._read[read]

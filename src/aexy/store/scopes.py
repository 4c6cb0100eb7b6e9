"""Whose facts are read, and from when until when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl

from aexy.kernel.metric import Level

Span = tuple[datetime, datetime]

_EVER = (datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose facts, and from when until when; no spans means all time. A workspace needs no key."""

    level: Level = Level.WORKSPACE
    key: int = 0
    spans: tuple[Span, ...] = ()

    @property
    def is_everything(self) -> bool:
        """The whole workspace's, of all time: read without looking for anything."""
        return not self.spans and self.level is Level.WORKSPACE

    @property
    def parameters(self) -> tuple[object, ...]:
        """What fills a statement's places: beginnings, ends and the key; nothing at all for everything."""
        if self.is_everything:
            return ()
        spans = self.spans or (_EVER,)
        key = () if self.level is Level.WORKSPACE else (self.key,)
        return (array(since for since, _ in spans), array(until for _, until in spans), *key)

    def during(self, column: str, *, since: timedelta = timedelta()) -> str:
        """A condition: an instant lies in these times, or so long before; written out, for the planner to guess by."""
        return _among(column, ((_earlier(first, since), last) for first, last in self.spans or (_EVER,)))

    def before(self, column: str, since: timedelta) -> str:
        """A condition: an instant lies so long before one of these times, and not in it."""
        return _among(column, ((_earlier(first, since), first) for first, _ in self.spans or (_EVER,)))


EVERYTHING = Scope()


def _earlier(instant: datetime, since: timedelta) -> datetime:
    return max(instant, _EVER[0] + since) - since


def _among(column: str, times: Iterable[Span]) -> str:
    return "(" + " or ".join(f"{column} >= '{first}' and {column} < '{last}'" for first, last in times) + ")"


def within(spans: Sequence[Span], column: str) -> pl.Expr:
    """Whether an instant lies in one of these times; without any, it does."""
    if not spans:
        return pl.lit(value=True)
    return pl.any_horizontal(pl.col(column).is_between(since, until, closed="left") for since, until in spans)


def array(instants: Iterable[datetime]) -> str:
    """Instants as the text of an array."""
    return "{" + ",".join(instant.isoformat() for instant in instants) + "}"


def keys(numbers: Iterable[int]) -> str:
    """Keys as the text of an array."""
    return "{" + ",".join(map(str, numbers)) + "}"

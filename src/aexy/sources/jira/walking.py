"""Walking through a project's issues by when they were last changed, so that none is passed over while they change.

A page that is asked for by its number shifts when an issue before it changes. So each page is asked for from the last
minute of the one before; only a minute that holds more issues than a page is walked by number, and again from its start
when it has become smaller meanwhile. Instants are milliseconds since 1970, which JQL takes as they are: written as a
date they would be read by the clock of whoever asks.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

MINUTE: Final = 60_000
# The search index follows changes a little later, and not always in their order.
OVERLAP: Final = 5 * MINUTE


class Found(NamedTuple):
    """What a search gave. `total` is None in the cloud, which does not count; `token` leads on there."""

    issues: list[Mapping[str, Any]]
    has_more: bool
    token: str | None = None
    total: int | None = None


class Position(NamedTuple):
    """Where to go on: from this minute, or `crowded`: within it, after `start` issues or by the cloud's token."""

    since: int = 0
    crowded: bool = False
    start: int = 0
    token: str | None = None
    total: int | None = None

    def jql(self, project: str) -> str:
        """The question, oldest change first."""
        asked = [f"project = {project}"]
        if self.since:
            asked.append(f"updated >= {self.since}")
        if self.crowded:
            asked.append(f"updated < {self.since + MINUTE}")
        return " AND ".join(asked) + " ORDER BY updated ASC, key ASC"


def following(position: Position, found: Found, last: int) -> Position | None:
    """Where to go on after a page whose last change was at `last`; None at the end."""
    if position.crowded:
        return _within(position, found)
    if not found.has_more:
        return None
    if not found.issues:
        return position._replace(token=found.token)
    minute = floor(last)
    return Position(since=minute) if minute > position.since else Position(since=position.since, crowded=True)


def _within(position: Position, found: Found) -> Position:
    shrunk = position.total is not None and found.total is not None and found.total < position.total
    if position.start and shrunk:
        # Some left this minute, so those behind them moved forward: what stands at a number is another.
        return Position(since=position.since, crowded=True)
    if found.has_more:
        start = position.start + len(found.issues)
        return position._replace(start=start, token=found.token, total=found.total)
    return Position(since=position.since + MINUTE)


def floor(milliseconds: int) -> int:
    """The minute it belongs to."""
    return milliseconds - milliseconds % MINUTE


def milliseconds(at: datetime) -> int:
    """Since 1970."""
    return round(at.timestamp() * 1000)


def is_due(last: str | None, now: datetime, every: timedelta) -> bool:
    """Whether something done last at that instant is to be done again. What is not known was never done."""
    try:
        return last is None or now - datetime.fromisoformat(last) >= every
    except (TypeError, ValueError):
        return True

"""Which questions widgets were asked lately, so that they are counted again before somebody comes back. Not by whom.

Each widget's are kept by themselves, for a dashboard asks many at the same moment. They are noted only where nothing
was at hand, so an answer that is costs no more for it. Losing them costs somebody a wait.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self
from uuid import UUID

import orjson

from aexy.context import Context
from aexy.features.dashboards.widget import Asked, Widget
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.periods import Clock, recent_weeks

LATELY = timedelta(days=1)
MOST_OF_A_WIDGET = 8
MOST = 120
# Noted once, it stays noted for a while.
_SOON = timedelta(minutes=10)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Glance:
    """A question without whoever asked it: of which days `[start, end)` and team, and when it was asked last."""

    widget: str
    start: date | None
    end: date | None
    team: UUID | None
    at: datetime

    @property
    def question(self) -> tuple[object, ...]:
        """What was asked."""
        return self.widget, self.start, self.end, self.team

    def now(self, clock: Clock) -> "Glance":
        """The same as it is asked today: days until the end of one day are until the end of the next a day later."""
        then = Clock(self.at, clock.zone)
        if self.end is None or self.end != then.today + _DAY:
            return self
        start = recent_weeks(clock).start if self.start == recent_weeks(then).start else self.start
        return Glance(self.widget, start, clock.today + _DAY, self.team, self.at)

    @classmethod
    def of(cls, widget: Widget, asked: Asked) -> Self:
        """A question to a widget, without what the widget does not take."""
        days = (asked.start, asked.end) if widget.takes_period else (None, None)
        return cls(widget.key, *days, asked.team if widget.takes_team else None, asked.context.now)


async def note(widget: Widget, asked: Asked) -> None:
    """Remember that this was asked, if it is counted alike for everybody."""
    if widget.of_me:
        return
    glance, workspace_id = Glance.of(widget, asked), asked.viewer.workspace_id
    known = await _of_widget(asked.context, workspace_id, widget.key)
    if any(one.question == glance.question and one.at > glance.at - _SOON for one in known):
        return
    others = [one for one in known if one.question != glance.question][: MOST_OF_A_WIDGET - 1]
    packed = orjson.dumps([[one.start, one.end, one.team and str(one.team), one.at] for one in (glance, *others)])
    await asked.context.cache.put(workspace_id, _name(widget.key), packed, seconds=int(LATELY.total_seconds()))


async def lately(context: Context, workspace_id: WorkspaceId, widgets: Iterable[Widget]) -> list[Glance]:
    """What was asked of these within a day, latest first."""
    found = [one for widget in widgets for one in await _of_widget(context, workspace_id, widget.key)]
    fresh = [one for one in found if one.at > context.now - LATELY]
    return sorted(fresh, key=lambda one: one.at, reverse=True)[:MOST]


async def _of_widget(context: Context, workspace_id: WorkspaceId, key: str) -> list[Glance]:
    packed = await context.cache.get(workspace_id, _name(key))
    return [] if packed is None else [_read(key, *one) for one in orjson.loads(packed)]


def _read(key: str, start: str | None, end: str | None, team: str | None, at: str) -> Glance:
    return Glance(key, _date(start), _date(end), UUID(team) if team else None, datetime.fromisoformat(at))


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _name(key: str) -> str:
    return f"glances:{key}"

"""Hours in which nobody wants to hear of anything: until when a message waits."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 6
_DAYS_AHEAD = 4  # a weekend between two quiet nights is over by then


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From one local hour until another, over midnight where it ends before it begins; and weekends, if wished."""

    zone: ZoneInfo
    start: time | None = None
    end: time | None = None
    weekends: bool = False

    def covers(self, at: datetime) -> bool:
        """Whether it is quiet at this instant."""
        here = at.astimezone(self.zone)
        return (self.weekends and here.isoweekday() >= _SATURDAY) or self._at_night(here.time())

    def until(self, at: datetime) -> datetime:
        """The first instant from this one on that is not quiet: this one, unless it is quiet."""
        for _ in range(2 * _DAYS_AHEAD):
            if not self.covers(at):
                return at
            at = self._next_change(at)
        return at

    def _at_night(self, clock: time) -> bool:
        if self.start is None or self.end is None or self.start == self.end:
            return False
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def _next_change(self, at: datetime) -> datetime:
        """The next local midnight or end of the quiet hours, whichever comes first."""
        here = at.astimezone(self.zone)
        days = [here.date() + timedelta(days=ahead) for ahead in (0, 1)]
        ends = [datetime.combine(day, clock, self.zone) for day in days for clock in (time(), self.end) if clock]
        midnight = datetime.combine(days[1], time(), self.zone)
        return min(one for one in [*ends, midnight] if one.astimezone(at.tzinfo) > at).astimezone(at.tzinfo)


__all__ = ["QuietHours"]

"""What every question about the five metrics begins with: whose, which days, by which clock and rules, and who asks."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from aexy.context import Context
from aexy.features.delivery import dora_rows
from aexy.features.delivery.dora_rows import Counted
from aexy.features.delivery.dora_schemas import DeliverySubject
from aexy.features.insights.looking import View, look
from aexy.features.routing import Viewer
from aexy.kernel.delivery.belonging import Whose
from aexy.kernel.delivery.tiers import EDITIONS
from aexy.kernel.errors import Unknown, Unusable, did_you_mean
from aexy.kernel.periods import Period, PeriodType, Window, period_of, periods_between
from aexy.kernel.text import plain
from aexy.store.delivery_facts import DeliveryScope
from aexy.store.scopes import Span

MOST_PERIODS = 4_000  # sixty years of weeks
MARGIN = timedelta(hours=3)  # clocks set back past midnight give an hour or two to the day before once more


@dataclass(frozen=True, slots=True)
class DoraAsked:
    """A question about somebody's delivery."""

    subject: str = "workspace"
    start: date | None = None
    end: date | None = None
    bucket: PeriodType = PeriodType.WEEKLY
    edition: str = "2024"


@dataclass(frozen=True, slots=True)
class DoraView:
    """A question's surroundings."""

    view: View
    whose: Whose
    key: int
    subject: DeliverySubject
    rules: Counted
    bucket: PeriodType

    @property
    def window(self) -> Window:
        """The days asked about."""
        return self.view.window

    @property
    def before(self) -> Window:
        """Those before; of an open window only as much as has passed of it."""
        return self.window.previous(self.view.clock)

    @property
    def periods(self) -> list[Period]:
        """The trend's."""
        return periods_between(self.bucket, self.window.start, self.window.end)

    @property
    def weeks(self) -> list[Period]:
        """Those of the merges."""
        return periods_between(PeriodType.WEEKLY, self.window.start, self.window.end)

    @property
    def scope(self) -> DeliveryScope:
        """What has to be read: the window, the one before, and every period that shares a day with it."""
        ends = (self.window.start, self.window.end - timedelta(days=1))
        (begins, closes), (week, last_week) = (
            (period_of(kind, ends[0]), period_of(kind, ends[1])) for kind in (self.bucket, PeriodType.WEEKLY)
        )
        first = min(self.before.start, begins.start, week.start)
        last = max(self.window.end, closes.end, last_week.end)
        return DeliveryScope(self.whose, self.key, self.span_of(first, last))

    def span_of(self, start: date, end: date) -> Span:
        """The instants of some days, and some hours around them: which rows are in it is decided by their day."""
        clock = self.view.clock
        return clock.midnight(start) - MARGIN, clock.midnight(end) + MARGIN

    @property
    def name(self) -> str:
        """Everything an answer depends on beside who asks: facts, rules, clock, hour, whose and when.

        What is not restored lasts until now, and of an open window as much of the one before counts as has passed.
        """
        clock, rules = self.view.clock, self.rules
        by = (clock.today, clock.now.hour, self.before.until, clock.zone.key, rules.version, rules.counted_at)
        whose = (self.whose.value, self.key, self.window.start, self.window.end, self.bucket.value)
        return f"{self.view.data_version}:{by}:{whose}"


async def look_at(context: Context, viewer: Viewer, asked: DoraAsked) -> DoraView:
    """Read what a question needs; Unknown for a subject that is not there, Unusable for what makes no sense."""
    if asked.edition not in EDITIONS:
        raise Unusable(
            f"There is no edition {asked.edition!r} of the DORA report here.",
            next_step=did_you_mean(asked.edition, EDITIONS),
            field="edition",
        )
    kind, _, id_ = asked.subject.partition(":")
    if kind not in tuple(Whose):
        raise Unusable(f"{asked.subject!r} is no subject.", next_step=did_you_mean(kind, tuple(Whose)), field="subject")
    level = "workspace" if kind == Whose.SERVICE else asked.subject
    view = await look(context, viewer, subject=level, start=asked.start, end=asked.end)
    if asked.bucket is PeriodType.DAILY and (view.window.end - view.window.start).days > MOST_PERIODS:
        raise Unusable(
            f"That is more than {MOST_PERIODS:,} days, one by one.",
            next_step="Ask for fewer days, or for weeks.",
            field="bucket",
        )
    async with context.database.reading(viewer.workspace_id) as connection:
        rules = await dora_rows.rules(connection, viewer.workspace_id)
        found = await dora_rows.service(connection, _service_id(id_)) if kind == Whose.SERVICE else None
    if kind != Whose.SERVICE:
        subject = DeliverySubject(kind=kind, id=view.subject.id, name=plain(view.subject.name))
        return DoraView(view, Whose(kind), view.subject.key, subject, rules, asked.bucket)
    if found is None:
        raise Unknown(
            f"There is no service {id_} in this workspace.",
            next_step="GET …/insights/dora/services lists them.",
            field="subject",
        )
    subject = DeliverySubject(kind=kind, id=found["id"], name=plain(found["name"]))
    return DoraView(view, Whose.SERVICE, found["key"], subject, rules, asked.bucket)


def _service_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Unusable(
            f"{text!r} names no service.", next_step="Write service: and its id, a UUID.", field="subject"
        ) from None


__all__ = ["DoraAsked", "DoraView", "look_at"]

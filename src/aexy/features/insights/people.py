"""Numbers of one person: all families at once, one of them, and whether they rise or fall."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from aexy.context import Context
from aexy.features.insights import people_rows, service
from aexy.features.insights.looking import look
from aexy.features.insights.people_rows import Wanted
from aexy.features.insights.people_schemas import ListedPerson, PersonNumbers
from aexy.features.insights.remembering import remembering
from aexy.features.insights.rollups import InFamily, fresh
from aexy.features.insights.schemas import Bucket, Previous, Reading
from aexy.features.insights.service import Asked
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.routing import Viewer
from aexy.kernel.errors import Unknown, Unusable
from aexy.kernel.metric import Family, Level
from aexy.kernel.metrics import CATALOGUE, find
from aexy.kernel.periods import Clock, PeriodType, Window, period_of

LIST = "insights people"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class When:
    """Which days: those named, or with a period type the latest closed period and the open one."""

    start: date | None = None
    end: date | None = None
    period_type: PeriodType | None = None


async def list_people(
    context: Context, viewer: Viewer, wanted: Wanted, *, cursor: str | None, limit: int
) -> Page[ListedPerson]:
    """People by name, with when they were last active and the teams they are in."""
    place = read_cursor(LIST, cursor, (str, UUID))
    after = (place[0], place[1]) if place else None
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await people_rows.people(connection, context.now, wanted, after=after, limit=limit + 1)
    shown = [somebody for _, somebody in found[:limit]]
    more = write_cursor(LIST, found[limit - 1][0], shown[-1].id) if len(found) > limit else None
    return Page(items=shown, next_cursor=more)


async def own_numbers(context: Context, viewer: Viewer, when: When) -> PersonNumbers:
    """The viewer's own; Unknown when nobody said which person they are."""
    if viewer.developer_id is None:
        raise Unknown(
            "Nobody said which person of this workspace you are, so there are no numbers of your own.",
            next_step="Say who you are: `aexy me --as NAME`, or PUT /workspaces/{workspace_id}/me.",
        )
    return await numbers(context, viewer, viewer.developer_id, when)


async def numbers(
    context: Context, viewer: Viewer, developer: UUID, when: When, *, family: Family | None = None
) -> PersonNumbers:
    """Everything the catalogue counts for one person, or one family of it."""
    once = remembering(context)
    subject = f"developer:{developer}"
    start, end, bucket = await _days(once, viewer, subject, when)
    view = await look(once, viewer, subject=subject, start=start, end=end)
    asked = Asked(keys_of(family), subject, start, end, bucket)
    found = (await service.readings(once, viewer, asked)).readings if asked.metrics else []
    return PersonNumbers(
        as_of=context.now,
        time_zone=view.clock.zone.key,
        subject=view.name,
        start=view.window.start,
        end=view.window.end,
        period_type=when.period_type,
        families=by_family(_latest(found) if when.period_type else found),
        fresh=fresh(context, view),
    )


def keys_of(family: Family | None) -> str:
    """The keys of a family, or of all, with commas: those counted for a person."""
    is_meant = [m for m in CATALOGUE if Level.DEVELOPER in m.levels and family in {None, m.family}]
    return ",".join(metric.key for metric in is_meant)


async def _days(context: Context, viewer: Viewer, subject: str, when: When) -> tuple[date | None, date | None, Bucket]:
    if when.period_type is None:
        return when.start, when.end, Bucket.TOTAL
    if when.start or when.end:
        raise Unusable(
            "A period type and dates do not go together.",
            next_step="Leave out `period_type`, or `from` and `to`.",
            field="period_type",
        )
    view = await look(context, viewer, subject=subject, start=None, end=None)
    around = three_periods(when.period_type, view.clock)
    return around.start, around.end, Bucket(when.period_type.value)


def three_periods(kind: PeriodType, clock: Clock) -> Window:
    """The open period, the latest closed one, and the one that one is held against."""
    present = period_of(kind, clock.today)
    latest = period_of(kind, present.start - _DAY)
    return Window(period_of(kind, latest.start - _DAY).start, present.end)


def _latest(found: Sequence[Reading]) -> list[Reading]:
    """The closed and the open period of each metric; the closed one beside the one before it."""
    by_metric: dict[str, list[Reading]] = {}
    for one in found:
        by_metric.setdefault(one.metric, []).append(one)
    shown: list[Reading] = []
    for before, closed, present in by_metric.values():
        was = Previous.of(before, before.unit, before.period.start, before.period.end)
        is_shown = not (closed.withheld or before.withheld)
        shown += [closed.model_copy(update={"previous": was if is_shown else None}), present]
    return shown


def by_family(found: Sequence[Reading]) -> list[InFamily]:
    """The same readings in the order of the families."""
    families: dict[Family, list[Reading]] = {}
    for one in found:
        families.setdefault(find(one.metric).family, []).append(one)
    return [InFamily(family=family, readings=families[family]) for family in Family if family in families]

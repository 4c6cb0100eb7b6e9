"""What work was spent on, month by month; what somebody corrects wins, and what is over stays as it was frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from aexy.context import Context
from aexy.features.analytics.groups import kept_frame
from aexy.features.insights.counting import ALL_DAY
from aexy.features.insights.looking import View, look
from aexy.features.investment import deciding, rows
from aexy.features.investment.schemas import (
    AllocatedAmount,
    AllocatedMonth,
    Allocation,
    CategoryName,
    InvestmentDocument,
    SortedPull,
    SortedPulls,
)
from aexy.features.investment.sorting import Months, amounts, sorted_pulls
from aexy.features.paging import read_cursor, write_cursor
from aexy.features.routing import Role, Viewer
from aexy.kernel.errors import Unusable
from aexy.kernel.metric import Level
from aexy.kernel.periods import Period, PeriodType, period_of, periods_between
from aexy.kernel.text import plain
from aexy.store.investment_facts import read_subject
from aexy.store.postgres import Record
from aexy.store.session import Session

LIST = "allocation"
SAYS = (
    "Merged pull requests of people, in the month they were merged in, each in one category: by the rules in force, "
    "else as its title suggests, and as somebody corrected it. Counted are pull requests; lines stand beside."
)
CAUTION = (
    "A pull request is no measure of time: an afternoon and a month count the same, and what is never merged is not "
    "here. Of a team: of whoever was in it when it was merged."
)
_USUAL_MONTHS, _MOST_MONTHS = 12, 60


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose, and which days; whole months are looked at."""

    subject: str = "workspace"
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A question's surroundings, and the pull requests it is about."""

    view: View
    days: Period
    version: int
    document: InvestmentDocument
    months: Mapping[date, Record]
    pulls: pl.DataFrame


async def look_at(context: Context, viewer: Viewer, asked: Asked) -> Look:
    """Read what a question needs. Unusable for a person: what somebody works on is nobody's investment."""
    view = await look(context, viewer, subject=asked.subject, start=asked.start, end=asked.end)
    if view.subject.level is Level.DEVELOPER:
        raise Unusable(
            "What a single person works on is not told as an investment.",
            next_step="Ask of a team, a repository, a project or the workspace.",
            field="subject",
        )
    days = _whole_months(view, asked)
    async with context.database.reading(view.workspace_id) as connection:
        version, document = await deciding.in_force(connection, view.workspace_id)
        months = await rows.months(connection, view.workspace_id, days.start, days.end)
        stamp = await rows.stamp(connection, view.workspace_id)
    frozen = [month for month, row in months.items() if row["is_frozen"]]
    clock = view.clock

    def make(opened: Session) -> pl.DataFrame:
        return sorted_pulls(opened, clock, Months(days, document.book, frozen))

    found = await kept_frame(context, view, ("allocation", days.start, days.end, stamp), make, seconds=ALL_DAY)
    level, key = view.subject.level, view.subject.key
    if level is not Level.WORKSPACE:

        def mine(opened: Session) -> pl.DataFrame:
            since, until = clock.midnight(days.start), clock.midnight(days.end)
            return read_subject(opened, level, key, since, until).to_frame("pull")

        question = ("allocation of", level, key, days.start, days.end)
        whose = await kept_frame(context, view, question, mine, seconds=ALL_DAY)
        found = found.join(whose, on="pull", how="semi")
    return Look(view, days, version, document, months, found)


def _whole_months(view: View, asked: Asked) -> Period:
    last = asked.end - timedelta(days=1) if asked.end else view.clock.today
    end = period_of(PeriodType.MONTHLY, last).end
    first = asked.start or _months_before(end, _USUAL_MONTHS)
    start = period_of(PeriodType.MONTHLY, first).start
    if not start < end or len(periods_between(PeriodType.MONTHLY, start, end)) > _MOST_MONTHS:
        raise Unusable(
            f"From {start} to {end} are not one to {_MOST_MONTHS} months.",
            next_step="`to` is the day after the last one.",
            field="from",
        )
    return Period(start, end)


def usual_months(view: View) -> Period:
    """The last twelve, the open one among them."""
    return _whole_months(view, Asked())


def _months_before(day: date, count: int) -> date:
    month = day.year * 12 + day.month - 1 - count
    return date(month // 12, month % 12 + 1, 1)


async def allocation(context: Context, viewer: Viewer, asked: Asked) -> Allocation:
    """What work was spent on: of each month, and of all of them."""
    found = await look_at(context, viewer, asked)
    keys = [one.key for one in found.document.categories]
    periods = periods_between(PeriodType.MONTHLY, found.days.start, found.days.end)
    return Allocation(
        as_of=context.now,
        time_zone=found.view.clock.zone.key,
        subject=found.view.name,
        start=found.days.start,
        end=found.days.end,
        rules_version=found.version,
        categories=[CategoryName(key=one.key, name=one.name) for one in found.document.categories],
        months=[_month(found, period, keys) for period in periods],
        total=[AllocatedAmount(**one) for one in amounts(found.pulls, keys)],
        n=found.pulls["shown_how"].count(),
        says=SAYS,
        caution=CAUTION,
        may_correct=viewer.teams is None and viewer.role.includes(Role.MEMBER),
        may_decide=viewer.teams is None and viewer.role.includes(Role.MANAGER),
    )


def _month(found: Look, period: Period, keys: list[str]) -> AllocatedMonth:
    inside = found.pulls.filter(pl.col("month") == period.start)
    shown = inside.filter(pl.col("shown_how").is_not_null())
    said = found.months.get(period.start)
    is_frozen = bool(said and said["is_frozen"])
    return AllocatedMonth(
        start=period.start,
        end=period.end,
        open=period.is_open(found.view.clock),
        is_frozen=is_frozen,
        rules_version=said["rules_version"] if said and is_frozen else found.version,
        frozen_at=said["changed_at"] if said and is_frozen else None,
        reason=said["reason"] if said and not is_frozen else None,
        n=shown.height,
        lines_unknown=shown["shown_lines"].null_count(),
        amounts=[AllocatedAmount(**one) for one in amounts(inside, keys)],
    )


@dataclass(frozen=True, slots=True)
class Listing:
    """Which of the pull requests: in one category (`none`: in none), by what, only what changed since it was frozen."""

    category: str | None = None
    how: str | None = None
    only_adjustments: bool = False
    cursor: str | None = None
    limit: int = 50


async def list_pulls(context: Context, viewer: Viewer, asked: Asked, listing: Listing) -> SortedPulls:
    """The pull requests behind it, the latest first, with why each is where it is."""
    place = read_cursor(LIST, listing.cursor, (datetime, int))
    found = (await look_at(context, viewer, asked)).pulls.drop_nulls("merged")
    if listing.category is not None:
        key = None if listing.category == "none" else listing.category
        found = found.filter(pl.col("category").eq_missing(pl.lit(key, pl.String)))
    if listing.how is not None:
        found = found.filter(pl.col("how") == listing.how)
    if listing.only_adjustments:
        found = found.filter("is_adjustment")
    if place:
        at, key_of_last = pl.lit(place[0], found.schema["merged"]), place[1]
        found = found.filter((pl.col("merged") < at) | ((pl.col("merged") == at) & (pl.col("pull") < key_of_last)))
    page = found.head(listing.limit)
    items = await named(context, viewer, page)
    more = None
    if found.height > listing.limit:
        last = page.row(-1, named=True)
        more = write_cursor(LIST, last["merged"], last["pull"])
    return SortedPulls(items=items, next_cursor=more)


async def named(context: Context, viewer: Viewer, page: pl.DataFrame) -> list[SortedPull]:
    """Pull requests as they are shown."""
    async with context.database.reading(viewer.workspace_id) as connection:
        known = await rows.names(connection, page["pull"].to_list())
    return [_pull(row, known[row["pull"]]) for row in page.iter_rows(named=True) if row["pull"] in known]


def _pull(row: Mapping[str, Any], known: Record) -> SortedPull:
    return SortedPull(
        repository_id=known["repository_id"],
        repository=plain(known["repository"]),
        number=known["number"],
        title=plain(known["title"]),
        url=known["url"],
        merged_at=row["merged"],
        lines=row["lines"],
        category=row["category"],
        how=row["how"],
        why=plain(row["why"]) if row["why"] else None,
        frozen_as=row["frozen"] if row["is_kept"] else None,
        is_adjustment=row["is_adjustment"],
    )

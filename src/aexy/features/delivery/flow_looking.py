"""What every question about flow begins with: whose pull requests, at which instant, and which of them may be named."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.delivery import flow_rows as rows
from aexy.features.delivery.flow_schemas import BothClocks, WorkingHoursUsed
from aexy.features.insights.flow import quantiles_of
from aexy.features.insights.flow_reading import Flow
from aexy.features.insights.looking import View, look
from aexy.features.insights.per_person import names
from aexy.features.routing import Viewer
from aexy.kernel.errors import Unusable
from aexy.kernel.metric import Audience
from aexy.kernel.periods import Clock
from aexy.kernel.privacy import withheld_of
from aexy.kernel.text import plain

MOST_SHOWN = 200
_DATE = len("2026-05-01")
_EARLIEST = 1970


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose flow: a team's or a repository's (then of that team in it), else the workspace's; in which local days."""

    team: UUID | None = None
    repository: UUID | None = None
    start: date | None = None
    end: date | None = None


async def look_at_flow(context: Context, viewer: Viewer, asked: Asked) -> View:
    """A question's surroundings. Unknown for a team or repository that is not there, or out of reach."""
    subject = f"repository:{asked.repository}" if asked.repository else "workspace"
    return await look(context, viewer, subject=subject, start=asked.start, end=asked.end, team=asked.team)


def read_instant(text: str | None, clock: Clock) -> datetime:
    """Now where nothing is said; of a date the end of that local day; never later than now.

    Unusable for what is neither a date nor an instant with its distance from UTC.
    """
    if text is None:
        return clock.now
    try:
        found = (
            clock.midnight(date.fromisoformat(text) + timedelta(days=1))
            if len(text) == _DATE
            else datetime.fromisoformat(text.replace(" ", "+"))  # a plus sign in an address is a space
        )
    except (ValueError, OverflowError):
        found = None
    if found is None or found.tzinfo is None or found.year < _EARLIEST:
        raise Unusable(
            f"{text!r} is no instant.", next_step="Write a date as 2026-05-01, or 2026-05-01T12:00:00Z.", field="at"
        )
    return min(found, clock.now)


def working_of(flow: Flow, view: View) -> WorkingHoursUsed:
    """By which hours a workspace works."""
    shift = flow.hours.shift
    return WorkingHoursUsed(
        time_zone=view.clock.zone.key,
        working_days=sorted(view.clock.working_days),
        starts_at=shift.starts.isoformat("minutes"),
        ends_at=shift.ends.isoformat("minutes"),
        hours_a_day=shift.hours,
    )


def both(table: pl.DataFrame, name: str) -> BothClocks:
    """The spread of `NAME_hours` and `NAME_working_hours`."""
    return BothClocks(
        hours=quantiles_of(table[f"{name}_hours"].to_list()),
        working_hours=quantiles_of(table[f"{name}_working_hours"].to_list()),
    )


def longest(table: pl.DataFrame, column: str) -> float | None:
    """The largest of a column; None of nothing."""
    found = table[column].max()
    return float(found) if isinstance(found, int | float) else None


def within_sight(view: View, authors: Iterable[int | None], audience: Audience = Audience.OPEN) -> list[bool]:
    """Of each author whether their pull requests may be listed to whoever asks; of nobody known, where all may."""
    seen: dict[int | None, bool] = {None: view.onlooker.scope is None}
    return [
        seen[author]
        if author in seen
        else seen.setdefault(author, withheld_of(audience, author, view.onlooker) is None)  # type: ignore[arg-type]  # None is in `seen`
        for author in authors
    ]


def visible(view: View, table: pl.DataFrame, audience: Audience = Audience.OPEN) -> pl.DataFrame:
    """The rows whose `author` is within sight."""
    return table.filter(pl.Series(within_sight(view, table["author"], audience), dtype=pl.Boolean))


async def of_person(context: Context, view: View, table: pl.DataFrame, column: str, person: UUID) -> pl.DataFrame:
    """The rows of a table of what may be seen that are one person's; none for whoever is not in it."""
    known = await names(context, view, table[column].drop_nulls().unique().to_list())
    keys = [key for key, one in known.items() if one.id == person]
    return table.filter(pl.col(column).is_in(keys))


async def named(context: Context, view: View, keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The fields of `PullShort` of these pull requests, by key."""
    async with context.database.reading(view.workspace_id) as connection:
        found = await rows.named(connection, keys)
    return {
        key: {
            "id": str(key),
            "number": one.number,
            "title": plain(one.title),
            "url": one.url,
            "repository_id": one.repository_id,
            "repository": plain(one.repository),
            "author_id": one.author_id,
            "author": None if one.author is None else plain(one.author),
        }
        for key, one in found.items()
    }

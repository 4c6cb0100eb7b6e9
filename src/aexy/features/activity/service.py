"""What happened in a workspace, put together from the facts as it is asked for: there is no second table of it.

Whoever's membership is limited to some teams sees what these people did, and what happened to repositories these teams
own. Nothing here is counted for anybody, and of a day's commits the hour is not told.
"""

from dataclasses import dataclass
from datetime import date, datetime
from heapq import merge
from typing import Any, NamedTuple
from uuid import UUID

from aexy.context import Context
from aexy.features.activity import rows
from aexy.features.activity.rows import ORDER, Place, Sieve
from aexy.features.activity.schemas import ActivityKind, ActivityPerson, ActivityRepository, Happened
from aexy.features.insights import looking
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.routing import Viewer
from aexy.kernel.errors import Forbidden, Unknown, Unusable, did_you_mean
from aexy.kernel.periods import Clock
from aexy.kernel.privacy import ONLY_TEAMS
from aexy.kernel.text import plain
from aexy.store.postgres import Connection, Record

LIST = "activity"
_BEYOND = len(ORDER)
# Nothing is told of that is older.
_FIRST = date(1990, 1, 1)
_WORDS = {"team_id": "team", "repository_id": "repository", "developer_id": "person"}


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody wants to know of."""

    team: UUID | None = None
    repository: UUID | None = None
    person: UUID | None = None
    kinds: tuple[ActivityKind, ...] = tuple(ActivityKind)
    with_bots: bool = False
    days: tuple[date | None, date | None] = (None, None)


class _How(NamedTuple):
    """The workspace's clock, the instant it is asked at, and how many at most."""

    clock: Clock
    now: datetime
    limit: int


def read_kinds(text: str | None) -> tuple[ActivityKind, ...]:
    """Kinds separated by commas, all without any; Unusable with the nearest word."""
    words = [word.strip() for word in (text or "").split(",") if word.strip()]
    for word in words:
        if word not in tuple(ActivityKind):
            raise Unusable(
                f"Nothing is of the kind {word!r}.", next_step=did_you_mean(word, tuple(ActivityKind)), field="kinds"
            )
    return tuple(kind for kind in ActivityKind if not words or kind in words)


async def list_activity(
    context: Context, viewer: Viewer, sought: Sought, *, cursor: str | None, limit: int
) -> Page[Happened]:
    """What happened, newest first. Unknown for a team, repository or person that is not there."""
    told = read_cursor(LIST, cursor, (datetime, int, str))
    async with context.database.reading(viewer.workspace_id) as connection:
        clock, _ = await looking.standing(connection, viewer.workspace_id, context.now)
        sieve = await _sieve(connection, context, viewer, sought)
        place = Place(*told) if told else _newest(context.now, sought.days[1], clock)
        events, pushes = await _both(connection, sieve, sought, place, _How(clock, context.now, limit + 1))
    found = list(merge(events, pushes, key=_order, reverse=True))
    page = found[:limit]
    last = page[-1] if len(found) > limit else None
    return Page(
        items=[_said(row, clock) for row in page],
        next_cursor=write_cursor(LIST, last["at"], last["kind"], last["key"]) if last else None,
    )


async def _both(
    connection: Connection, sieve: Sieve, sought: Sought, place: Place, how: _How
) -> tuple[list[Record], list[Record]]:
    """What happened at an instant, and what on a day: of days only those that can still stand on the page."""
    first = sought.days[0] or _FIRST
    kinds = [kind for kind in sought.kinds if kind is not ActivityKind.PUSH]
    since = how.clock.midnight(first)
    events = await rows.events(connection, sieve, kinds, place, since=since, limit=how.limit)
    if ActivityKind.PUSH not in sought.kinds:
        return events, []
    if len(events) == how.limit:
        first = max(first, _day(events[-1]["at"], how.clock))
    days = (first, _day(place.at, how.clock), how.clock.zone.key)
    return events, await rows.pushes(connection, sieve, place, days, now=how.now, limit=how.limit)


async def _sieve(connection: Connection, context: Context, viewer: Viewer, sought: Sought) -> Sieve:
    """Whose rows, and of which repositories. A team out of somebody's reach is to them as one that is not there."""
    about = (sought.team, sought.repository, sought.person)
    sieve = await rows.sieve(connection, viewer, about, with_bots=sought.with_bots, now=context.now)
    missing = "team_id" if sought.team is not None and not viewer.reaches(sought.team) else None
    missing = missing or next(iter(sieve.missing), None)
    if missing is not None:
        raise Unknown(f"There is no {_WORDS[missing]} of that id.", next_step="Look it up in the list.", field=missing)
    if sought.person is not None and viewer.teams is not None and not sieve.people:
        raise Forbidden("This person is in none of your teams.", next_step=ONLY_TEAMS, field="developer_id")
    return sieve


def _newest(now: datetime, until: date | None, clock: Clock) -> Place:
    """Where the first page begins: now, or at the end of the last day that is asked for."""
    end = None if until is None else clock.midnight(until)
    return Place(now, _BEYOND, "") if end is None or end > now else Place(end, -1, "")


def _order(row: Record) -> tuple[datetime, int]:
    return row["at"], row["kind"]


def _day(at: datetime, clock: Clock) -> date:
    return at.astimezone(clock.zone).date()


def _said(row: Record, clock: Clock) -> Happened:
    values: dict[str, Any] = {
        name: None if row[name] is None else plain(row[name]) for name in ("number", "title", "detail", "outcome")
    }
    kind = ORDER[row["kind"]]
    return Happened(
        id=f"{kind}:{row['key']}", kind=kind, at=row["at"], day=_day(row["at"], clock), commits=row["commits"],
        url=row["url"], object_id=row["object_id"], person=_person(row), repository=_repository(row), **values,
    )  # fmt: skip


def _person(row: Record) -> ActivityPerson | None:
    if row["person_id"] is None:
        return None
    name = None if row["person"] is None else plain(row["person"])
    return ActivityPerson(id=row["person_id"], name=name, is_bot=row["person_kind"] != "human")


def _repository(row: Record) -> ActivityRepository | None:
    if row["repository_id"] is None:
        return None
    return ActivityRepository(id=row["repository_id"], name=plain(row["repository"]))

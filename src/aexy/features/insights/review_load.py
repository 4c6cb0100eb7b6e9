"""Who in a team is asked for reviews, what waits for them, and how long it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from aexy.context import Context
from aexy.features.insights import queue_rows
from aexy.features.insights.counting import counted_with
from aexy.features.insights.flow import hours_since, quantiles_of
from aexy.features.insights.looking import View
from aexy.features.insights.per_person import (
    Known,
    Numbers,
    Shared,
    by_person,
    knows,
    names,
    names_withheld,
    spread,
    there,
    unknown,
)
from aexy.features.insights.queue_rows import Waiting
from aexy.features.insights.remembering import remembering
from aexy.features.insights.rollups import Days, look_at
from aexy.features.insights.schemas import Compare, Quantiles, Reading, SubjectName
from aexy.features.insights.service import window_reading
from aexy.features.paging import Shape
from aexy.features.routing import Viewer
from aexy.kernel.metric import Level
from aexy.kernel.text import plain

_GIVEN, _TURNAROUND = "review_given_count", "review_turnaround_hours"
_OF_TEAM = (
    _GIVEN,
    "review_received_count",
    _TURNAROUND,
    "avg_time_to_first_review_hours",
    "review_participation_rate",
    "avg_review_depth",
)
_MOST_SHOWN = 200


class WaitingNow(Shape):
    """Requests nobody has answered yet; how many hours they wait."""

    n: int | None = Field(description="Null where no pull request is known at all.")
    hours: Quantiles
    longest_hours: float | None


class WaitingRequest(Shape):
    """One request that waits, for whom, and for how many plain hours."""

    number: int
    title: str
    repository: str
    url: str | None
    reviewer_id: UUID
    reviewer: str
    hours: float


class Reviewer(Shape):
    """One person: of how many pull requests they were asked in the window, what waits for them, what they gave."""

    developer_id: UUID
    name: str
    asked: int
    waiting: int
    longest_waiting_hours: float | None
    given: int | None
    turnaround_median_hours: float | None
    turnaround_n: int


class ReviewLoad(Shape):
    """A team's reviews: its numbers, what waits, and how it is spread; people by name for those who may see it."""

    as_of: datetime
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    readings: list[Reading]
    waiting: WaitingNow
    asked: Shared
    given: Shared
    people: list[Reviewer] | None = Field(description="Who is asked most comes first.")
    requests: list[WaitingRequest] | None = Field(description="What waits longest comes first; at most 200.")
    people_withheld: str | None
    caution: str = (
        "Requests to whole teams are in nobody's count. Hours are plain ones: nights, weekends and leave are in them."
    )


@dataclass(frozen=True, slots=True)
class _Load:
    """What is known of each person."""

    asked: Mapping[int, int]
    waiting: Sequence[Waiting]
    counted: Numbers
    now: datetime


async def review_load(context: Context, viewer: Viewer, team_id: UUID, days: Days) -> ReviewLoad:
    """The reviews people of a team were asked for and gave in the window, and what waits for those in it now."""
    view = await look_at(context, viewer, Level.TEAM, team_id, days)
    once = remembering(context)
    metrics = there(_OF_TEAM, Level.TEAM)
    readings = [await window_reading(once, view, m, Compare.PREVIOUS, among=counted_with(metrics)) for m in metrics]
    load, people = await _read(context, view)
    unnamed = names_withheld(view, people)
    given = {who: int(found[_GIVEN].value or 0) for who, found in load.counted.items() if _GIVEN in found}
    hours = [hours_since(one.requested_at, context.now) for one in load.waiting]
    return ReviewLoad(
        as_of=context.now,
        subject=view.name,
        start=view.window.start,
        end=view.window.end,
        readings=readings,
        waiting=WaitingNow(
            n=len(hours) if knows(view) else None, hours=quantiles_of(hours), longest_hours=max(hours, default=None)
        ),
        asked=_spread("review_requests", "Reviews asked for", load.asked, people, view),
        given=_spread(_GIVEN, "Reviews given", given, people, view),
        people=None if unnamed else _people(load, people),
        requests=None if unnamed else _requests(load, people),
        people_withheld=unnamed,
    )


def _spread(key: str, name: str, values: Mapping[int, int], people: Mapping[int, Known], view: View) -> Shared:
    return spread(key, name, values, people, view) if knows(view) else unknown(key, name, people)


async def _read(context: Context, view: View) -> tuple[_Load, dict[int, Known]]:
    counted = await by_person(context, view, there((_GIVEN, _TURNAROUND)))
    team, workspace_id = view.subject.key, view.workspace_id
    since, until = view.clock.midnight(view.window.start), view.clock.midnight(view.window.end)
    async with context.database.reading(workspace_id) as connection:
        members = await queue_rows.members(connection, workspace_id, team, context.now)
        waiting = await queue_rows.waiting(connection, workspace_id, team, context.now)
        asked = await queue_rows.asked(connection, workspace_id, team, since, until)
    reviewing = {who for who, found in counted.items() if any(number.n for number in found.values())}
    people = await names(context, view, {one.key for one in members} | set(asked) | reviewing)
    return _Load(asked, waiting, counted, context.now), people


def _people(load: _Load, people: Mapping[int, Known]) -> list[Reviewer]:
    found = [_reviewer(load, key, person) for key, person in people.items()]
    return sorted(found, key=lambda one: (-one.asked, -one.waiting, one.name.lower(), one.developer_id))


def _reviewer(load: _Load, key: int, person: Known) -> Reviewer:
    mine = [hours_since(one.requested_at, load.now) for one in load.waiting if one.developer == key]
    counted = load.counted.get(key, {})
    given, turnaround = counted.get(_GIVEN), counted.get(_TURNAROUND)
    return Reviewer(
        developer_id=person.id,
        name=person.name,
        asked=load.asked.get(key, 0),
        waiting=len(mine),
        longest_waiting_hours=max(mine, default=None),
        given=None if given is None or given.value is None else int(given.value),
        turnaround_median_hours=turnaround.median if turnaround else None,
        turnaround_n=turnaround.n if turnaround else 0,
    )


def _requests(load: _Load, people: Mapping[int, Known]) -> list[WaitingRequest]:
    return [
        WaitingRequest(
            number=one.number,
            title=plain(one.title),
            repository=plain(one.repository),
            url=one.url,
            reviewer_id=people[one.developer].id,
            reviewer=people[one.developer].name,
            hours=hours_since(one.requested_at, load.now),
        )
        for one in load.waiting[:_MOST_SHOWN]
        if one.developer in people
    ]

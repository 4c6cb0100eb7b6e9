"""How a team's work, and what waits for it, is spread over its people."""

from collections import Counter
from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from aexy.context import Context
from aexy.features.insights import queue_rows
from aexy.features.insights.per_person import Shared, by_person, knows, names, spread, there, unknown
from aexy.features.insights.rollups import Days, look_at
from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape
from aexy.features.routing import Viewer
from aexy.kernel.metric import Level

_COUNTED = ("commits_count", "prs_merged", "review_given_count")


class Workload(Shape):
    """How much of each kind of work who has: of the window what was done, of now what is open and waits."""

    as_of: datetime
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    work: list[Shared]
    caution: str = (
        "Counts are not effort, and much work leaves neither commit nor review. Uneven is not unfair: ask before "
        "evening anything out."
    )


async def workload(context: Context, viewer: Viewer, team_id: UUID, days: Days) -> Workload:
    """What the people of a team did in the window while in it, and what those in it now have before them."""
    view = await look_at(context, viewer, Level.TEAM, team_id, days)
    metrics = there(_COUNTED)
    counted = await by_person(context, view, metrics)
    team = view.subject.key
    async with context.database.reading(view.workspace_id) as connection:
        members = await queue_rows.members(connection, view.workspace_id, team, context.now)
        pulls = await queue_rows.open_pulls(connection, view.workspace_id, team, context.now)
        waiting = await queue_rows.waiting(connection, view.workspace_id, team, context.now)
    now = await names(context, view, {one.key for one in members})
    ever = await names(context, view, {*now, *counted})
    done = [
        spread(m.key, m.name, {who: int(found[m.key].value or 0) for who, found in counted.items()}, ever, view)
        if knows(view, m)
        else unknown(m.key, m.name, ever)
        for m in metrics
    ]
    ahead = {
        ("open_pull_requests", "Open pull requests"): Counter(one.developer for one in pulls),
        ("waiting_review_requests", "Reviews asked for and not given"): Counter(one.developer for one in waiting),
    }
    in_hand = [
        spread(key, name, values, now, view) if knows(view) else unknown(key, name, now)
        for (key, name), values in ahead.items()
    ]
    return Workload(
        as_of=context.now,
        subject=view.name,
        start=view.window.start,
        end=view.window.end,
        work=[*done, *in_hand],
    )

"""Work nobody has: open issues that are assigned to nobody, those like what whoever asks did before first.

Matching itself compares everybody; this is looked at all day, so it compares titles only, and only with one's own.
"""

from datetime import datetime

from pydantic import Field

from aexy.context import Context
from aexy.features.matching import rows
from aexy.features.paging import Shape
from aexy.features.routing import Viewer
from aexy.kernel.privacy import ONLY_TEAMS
from aexy.kernel.text import plain
from aexy.store.postgres import Record

LOOKED_AT = 20
LATELY = 300  # pull requests, and as many issues, of whoever asks


class TakeableTask(Shape):
    """An open issue nobody has."""

    name: str = Field(description="As its tracker calls it.")
    title: str
    url: str | None
    repository: str | None
    labels: list[str]
    points: float | None
    opened_at: datetime
    alike: int = Field(
        description="How many of the latest things whoever asks did there have two thirds of its title's words."
    )


class Takeable(Shape):
    """The latest issues nobody has, and how many there are."""

    as_of: datetime
    items: list[TakeableTask]
    total: int
    withheld: str | None = Field(description="Why none is listed to whoever is limited to some teams.")


async def takeable(context: Context, viewer: Viewer, *, limit: int = LOOKED_AT) -> Takeable:
    """The latest issues nobody has; what nobody has belongs to no team, so whoever reaches some teams sees none."""
    if viewer.teams is not None:
        return Takeable(as_of=context.now, items=[], total=0, withheld=ONLY_TEAMS)
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await rows.unassigned(connection, limit, like=viewer.developer_id, lately=LATELY)
    items = sorted(map(_task, found), key=lambda one: -one.alike)
    return Takeable(as_of=context.now, items=items, total=found[0]["total"] if found else 0, withheld=None)


def _task(row: Record) -> TakeableTask:
    return TakeableTask(
        name=plain(row["issue_key"]),
        title=plain(row["title"]),
        url=row["url"],
        repository=plain(row["repository"]) if row["repository"] else None,
        labels=[plain(label) for label in row["labels"] or ()],
        points=row["story_points"],
        opened_at=row["opened_at"],
        alike=row["alike"],
    )


__all__ = ["Takeable", "TakeableTask", "takeable"]

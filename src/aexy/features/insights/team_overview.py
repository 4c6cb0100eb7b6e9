"""Every team with what people ask first, the same of the window before, and where changes wait: in one question.

The numbers are those of each team's own page; all teams are counted at once.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from aexy.context import Context
from aexy.features.insights.breaking import Spread, breakdown
from aexy.features.insights.remembering import remembering
from aexy.features.insights.rollups import Days, headlines
from aexy.features.insights.schemas import Cell
from aexy.features.insights.service import Asked
from aexy.features.paging import LARGEST_PAGE
from aexy.features.routing import Viewer
from aexy.features.teams import service as teams
from aexy.kernel.metric import Level
from aexy.kernel.text import plain

STAGES = ("pr_pickup_hours", "pr_review_hours", "pr_merge_hours")
_ALL = 100_000


@dataclass(frozen=True, slots=True)
class TeamStanding:
    """One team: how many are in it now, its numbers, and those of the window before; without facts there are none."""

    id: UUID
    name: str
    people: int
    now: Mapping[str, Cell]
    before: Mapping[str, Cell]

    @property
    def waits_in(self) -> str | None:
        """The key of the stage a change of theirs waits in longest; None where none is known."""
        known = {key: self.now[key].shown for key in STAGES if key in self.now}
        longest = max((value for value in known.values() if value is not None), default=None)
        return next((key for key, value in known.items() if value is not None and value == longest), None)


@dataclass(frozen=True, slots=True)
class TeamsOverview:
    """All teams whoever asks may see, by name."""

    as_of: datetime
    start: date
    end: date
    teams: list[TeamStanding]
    total: int


async def overview(context: Context, viewer: Viewer, days: Days) -> TeamsOverview:
    """The teams by name, each with its numbers of the window and of the one before."""
    once = remembering(context)
    page = await teams.list_teams(context, viewer, cursor=None, limit=LARGEST_PAGE)
    keys = ",".join((*headlines(Level.TEAM), *STAGES))
    asked = Asked(keys, str(Level.WORKSPACE), days.start, days.end)
    spreads = (Spread(Level.TEAM, limit=_ALL), Spread(Level.TEAM, limit=_ALL, is_before=True))
    now, before = await asyncio.gather(*(breakdown(once, viewer, asked, spread) for spread in spreads))
    present, past = ({row.subject.id: row.readings for row in found.rows} for found in (now, before))
    return TeamsOverview(
        as_of=context.now,
        start=now.start,
        end=now.end,
        teams=[
            TeamStanding(one.id, plain(one.name), len(one.developer_ids), present.get(one.id, {}), past.get(one.id, {}))
            for one in page.items
        ],
        total=len(page.items),
    )


__all__ = ["STAGES", "TeamStanding", "TeamsOverview", "overview"]

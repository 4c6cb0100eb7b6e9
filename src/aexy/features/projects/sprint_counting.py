"""Sprints in numbers: what was in each, what is left, how what it holds changed. Nobody is named.

A sprint of fewer than five people is for managers of the whole workspace: there, what is left says who did what.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aexy.context import Context
from aexy.features.policies import Role
from aexy.features.projects import sprint_rows, sprints
from aexy.features.projects.burning import InSprint
from aexy.features.projects.schemas import Sprint, SprintState
from aexy.features.routing import Viewer
from aexy.kernel.privacy import QUORUM, TOO_FEW

_MOST_READ = 200


@dataclass(frozen=True, slots=True)
class CountedSprint:
    """A sprint with its issues."""

    sprint: Sprint
    issues: list[InSprint]
    withheld: str | None


async def running(context: Context, viewer: Viewer, *, closed: int) -> list[CountedSprint]:
    """Those that run, soonest to end first, and the last so many that are over, of all boards."""
    page = await sprints.list_sprints(context, viewer.workspace_id, cursor=None, limit=_MOST_READ)
    active = [one for one in page.items if one.state is SprintState.ACTIVE and one.starts_at]
    active.sort(key=lambda one: (one.ends_at is None, one.ends_at, one.board))
    over = [one for one in page.items if one.state is SprintState.CLOSED and one.starts_at][:closed]
    return await counted(context, viewer, [*active, *over])


async def counted(context: Context, viewer: Viewer, asked: Sequence[Sprint]) -> list[CountedSprint]:
    """These sprints with their issues, as far as they are for whoever asks."""
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await sprint_rows.in_sprints(connection, [one.id for one in asked])
    sees_few = viewer.role.includes(Role.MANAGER) and viewer.teams is None
    return [_counted(one, found[one.id], sees_few=sees_few) for one in asked]


def _counted(sprint: Sprint, issues: list[InSprint], *, sees_few: bool) -> CountedSprint:
    people = len({issue.who for issue in issues if issue.who is not None})
    is_hidden = 0 < people < QUORUM and not sees_few
    return CountedSprint(sprint, [] if is_hidden else issues, TOO_FEW if is_hidden else None)

"""A sprint in numbers, by the points of each day, on the sprint that was counted by hand."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.features.analytics.conftest import Asker
from tests.features.dashboards.sprinting import BEGAN, DAY, ENDS

from aexy.context import Context
from aexy.features.projects import burning, sprint_numbers
from aexy.features.projects.burning import InSprint
from aexy.features.projects.schemas import SprintDetail, SprintState
from aexy.features.routing import Role
from aexy.kernel.errors import Unknown
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection


async def _sprint(context: Context, viewer: Asker, role: Role = Role.OWNER) -> SprintDetail:
    page = await sprint_numbers.list_counted(context, viewer(role=role), state=None, cursor=None, limit=10)
    (row,) = page.items
    return await sprint_numbers.get_sprint(context, viewer(role=role), row.id)


async def _size(owner: Connection, workspace: WorkspaceId, issue: int, before: str | None, after: str) -> None:
    await owner.execute(
        "insert into issue_transitions (workspace_id, issue_key, external_id, at, field, from_value, to_value)"
        " values ($1, $2, 'sized', $3, 'story_points', $4, $5)",
        workspace, issue, BEGAN + 2 * DAY + timedelta(hours=1), before, after,
    )  # fmt: skip


async def test_what_was_committed_and_came_and_went_adds_up_to_what_is_in_it(
    context: Context, viewer: Asker, sprint: dict[str, int]
) -> None:
    del sprint
    numbers = (await _sprint(context, viewer)).numbers
    assert numbers is not None
    # A 3, B 2, D 5, E 1 at first; C of 1 put in, D taken out; A is done.
    assert (numbers.committed.issues, numbers.committed.points) == (4, 11)
    assert (numbers.added.issues, numbers.added.points) == (1, 1)
    assert (numbers.removed.issues, numbers.removed.points) == (1, 5)
    assert (numbers.held.issues, numbers.held.points) == (4, 7)
    assert (numbers.done.issues, numbers.done.points) == (1, 3)
    assert (numbers.left.issues, numbers.left.points) == (3, 4)
    assert (numbers.points_changed, numbers.by_points, numbers.points_of_today) == (0, True, 0)


async def test_a_day_counts_by_the_points_of_that_day_not_of_today(
    context: Context, viewer: Asker, sprint: dict[str, int], owner: Connection, workspace: WorkspaceId
) -> None:
    await _size(owner, workspace, sprint["B"], "8", "2")
    found = await _sprint(context, viewer)
    assert found.numbers is not None
    # B had 8 until the 13th, a Wednesday: done on the 12th with 8, it is left with 2 when it is opened on the 14th.
    assert [day.left.points if day.left else None for day in found.days][:5] == [17, 9, 6, 9, 4]
    assert [day.held.points if day.held else None for day in found.days][:5] == [17, 17, 11, 12, 7]
    assert found.numbers.committed.points == 17
    assert found.numbers.points_changed == -6
    sums = found.numbers
    assert sums.committed.points + sums.added.points - sums.removed.points + sums.points_changed == sums.held.points
    sized = next(one for one in found.issues if one.issue_key == "B")
    assert (sized.points_at_start, sized.points) == (8, 2)


async def test_points_of_an_issue_whose_changes_were_not_read_are_todays_and_it_is_said(
    context: Context, viewer: Asker, sprint: dict[str, int], owner: Connection, workspace: WorkspaceId
) -> None:
    await _size(owner, workspace, sprint["B"], "8", "2")
    await owner.execute("update issues set transitions_as_of = null where key = $1", sprint["B"])
    found = await _sprint(context, viewer)
    assert found.numbers is not None
    assert (found.numbers.committed.points, found.numbers.points_of_today) == (11, 1)


async def test_issues_say_what_became_of_them_what_is_left_first(
    context: Context, viewer: Asker, sprint: dict[str, int]
) -> None:
    del sprint
    found = await _sprint(context, viewer)
    assert [(one.issue_key, one.fate.value, one.was_added) for one in found.issues] == [
        ("B", "left", False), ("C", "left", True), ("E", "left", False), ("A", "done", False), ("D", "removed", False),
    ]  # fmt: skip


async def test_at_its_end_what_was_left_is_carried_over_and_taken_out_by_nobody(
    context: Context, viewer: Asker, sprint: dict[str, int], owner: Connection, workspace: WorkspaceId
) -> None:
    over = BEGAN + 5 * DAY
    await owner.execute(
        "update sprints set state = 'closed', completed_at = $2 where workspace_id = $1", workspace, over
    )
    await owner.execute(
        "update issue_sprints set removed_at = $2 where issue_key = any($1) and removed_at is null",
        [sprint["B"], sprint["C"], sprint["E"]],
        over,
    )
    found = await _sprint(context, viewer)
    assert found.numbers is not None
    assert (found.numbers.left.issues, found.numbers.removed.issues) == (3, 1)
    assert found.days[-1].left is not None
    assert found.days[-1].left.points == 4
    assert not any(day.is_open for day in found.days)


async def test_a_sprint_of_few_is_for_managers_of_the_whole_workspace(
    context: Context, viewer: Asker, sprint: dict[str, int], owner: Connection
) -> None:
    await owner.execute("update issues set assignee_key = null where key = $1", sprint["E"])
    few = await _sprint(context, viewer, Role.MEMBER)
    assert (few.numbers, few.days, few.issues, bool(few.withheld)) == (None, [], [], True)
    assert (await _sprint(context, viewer, Role.MANAGER)).numbers is not None


async def test_sprints_are_listed_by_state_and_an_unknown_one_is_refused(
    context: Context, viewer: Asker, sprint: dict[str, int]
) -> None:
    del sprint
    over = await sprint_numbers.list_counted(context, viewer(), state=SprintState.CLOSED, cursor=None, limit=10)
    assert over.items == []
    with pytest.raises(Unknown):
        await sprint_numbers.get_sprint(context, viewer(), uuid4())


def test_what_was_sized_before_it_began_had_those_points_then() -> None:
    issue = InSprint(None, None, 5, None, "todo", sized=((BEGAN, None, 3.0), (ENDS, 3.0, 5.0)))
    assert [issue.points_at(at) for at in (BEGAN - DAY, BEGAN, ENDS)] == [None, 3.0, 5.0]
    assert burning.count([issue], BEGAN).points == 3

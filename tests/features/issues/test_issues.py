"""Open issues by state and age, which are stuck, whose they are, and what happened to one; around 20 May 2026."""

from dataclasses import replace
from datetime import timedelta
from hashlib import md5
from uuid import UUID, uuid4

import pytest
from tests.features.analytics.conftest import NOW, Asker, Story
from tests.features.dashboards.sprinting import BEGAN, DAY, add_issue, move

from aexy.context import Context
from aexy.features.issues import service
from aexy.features.issues.schemas import IssueOrder, IssueState, StuckBy
from aexy.features.issues.service import NAMES, Sought
from aexy.features.routing import Role
from aexy.kernel.errors import Forbidden, Unknown
from aexy.kernel.ids import TeamId, WorkspaceId
from aexy.store.postgres import Connection

# Of the story: T-1 (Ann, in progress), T-2 (Ann), T-3 (Ben), T-5 (nobody's), opened 30 days ago, changes unread.
# Of the sprint: B (Ben, in progress), C (Cal), D (Dee, blocked by a label), E (Eve, on hold), opened on 10 May.


def _id(key: int) -> UUID:
    return UUID(md5(f"issue {key}".encode(), usedforsecurity=False).hexdigest())


async def test_open_issues_are_counted_by_state_and_age(
    context: Context, viewer: Asker, sprint: dict[str, int]
) -> None:
    del sprint
    found = await service.get_standing(context, viewer(), None)
    assert (found.in_progress, found.todo, found.unassigned) == (3, 5, 1)
    assert [(one.from_days, one.in_progress, one.todo) for one in found.ages] == [
        (0, 0, 0), (7, 2, 2), (28, 1, 3), (84, 0, 0), (182, 0, 0),
    ]  # fmt: skip
    assert found.changes_unread == 4
    assert {one.by: one.issues for one in found.reasons} == {
        StuckBy.BLOCKED: 2, StuckBy.QUIET: 0, StuckBy.OVERDUE: 0,
    }  # fmt: skip
    assert found.stuck == 2


async def test_an_issue_in_progress_is_quiet_after_fourteen_days_without_a_change(
    context: Context, viewer: Asker, sprint: dict[str, int]
) -> None:
    del sprint
    at = NOW + 6 * DAY  # E was put on hold fifteen days before, B opened again twelve
    later = replace(context, now=at)
    assert await _keys(later, viewer, Sought(stuck=StuckBy.QUIET)) == ["E"]
    # C was due a day after.
    assert await _keys(later, viewer, Sought(stuck=StuckBy.OVERDUE)) == ["C"]
    assert sorted(await _keys(later, viewer, Sought(stuck="any"))) == ["C", "D", "E"]


async def _keys(context: Context, viewer: Asker, sought: Sought) -> list[str]:
    found = await service.list_issues(context, viewer(), sought, cursor=None, limit=50)
    assert found.total == len(found.items)
    return [one.issue_key for one in found.items]


async def test_a_list_is_narrowed_by_everything_at_once(
    context: Context, viewer: Asker, sprint: dict[str, int], story: Story
) -> None:
    del sprint
    assert await _keys(context, viewer, Sought(assignee=story.id("Ben"))) == ["T-3", "B"]
    assert await _keys(context, viewer, Sought(is_nobodys=True)) == ["T-5"]
    assert await _keys(context, viewer, Sought(q="t-1")) == ["T-1"]
    assert await _keys(context, viewer, Sought(q="%")) == []
    assert await _keys(context, viewer, Sought(age_from=28)) == ["T-1", "T-2", "T-3", "T-5"]
    assert await _keys(context, viewer, Sought(age_from=7, age_to=28, state=IssueState.IN_PROGRESS)) == ["B", "E"]
    assert await _keys(context, viewer, Sought(state=IssueState.DONE, order=IssueOrder.CLOSED)) == ["T-4", "A"]
    assert (await _keys(context, viewer, Sought(order=IssueOrder.DUE)))[0] == "C"


@pytest.mark.parametrize("order", list(IssueOrder))
async def test_pages_of_any_order_give_every_issue_once(
    context: Context, viewer: Asker, sprint: dict[str, int], order: IssueOrder
) -> None:
    del sprint
    found: list[str] = []
    cursor = None
    while True:
        page = await service.list_issues(context, viewer(), Sought(order=order), cursor=cursor, limit=3)
        found += [one.issue_key for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert sorted(found) == ["B", "C", "D", "E", "T-1", "T-2", "T-3", "T-5"]


async def test_a_member_sees_whose_only_of_themselves_and_teammates(
    context: Context, viewer: Asker, sprint: dict[str, int], story: Story
) -> None:
    del sprint
    eve = viewer(role=Role.MEMBER, developer=story.id("Eve"))
    found = await service.list_issues(context, eve, Sought(), cursor=None, limit=50)
    assert {one.issue_key: one.assignee.name for one in found.items if one.assignee is not None} == {"E": "Eve"}
    assert {one.issue_key for one in found.items if not one.is_assigned} == {"T-5"}
    stands = await service.get_standing(context, eve, None)
    assert [(one.developer.name, one.in_progress, one.stuck) for one in stands.people] == [("Eve", 1, 1)]
    assert stands.people_withheld == 4
    assert stands.people_reason
    with pytest.raises(Forbidden):
        await service.list_issues(context, eve, Sought(assignee=story.id("Ann")), cursor=None, limit=50)
    own = await service.list_issues(context, eve, Sought(assignee=story.id("Eve")), cursor=None, limit=50)
    assert [one.issue_key for one in own.items] == ["E"]


async def test_a_teams_issues_are_for_its_managers(
    context: Context, viewer: Asker, sprint: dict[str, int], story: Story
) -> None:
    edge = TeamId(story.seeded.teams["Edge"])
    member = await service.list_issues(context, viewer(role=Role.MEMBER), Sought(team=edge), cursor=None, limit=50)
    assert (member.items, bool(member.withheld)) == ([], True)
    limited = replace(viewer(role=Role.MANAGER), teams=frozenset({edge}))
    found = await service.list_issues(context, limited, Sought(), cursor=None, limit=50)
    assert [one.issue_key for one in found.items] == ["E"]
    assert (await service.get_issue(context, limited, _id(sprint["E"]))).assignee is not None
    everything = await service.list_issues(context, viewer(), Sought(), cursor=None, limit=50)
    for one in everything.items:
        if one.issue_key in {"T-1", "T-5"}:
            with pytest.raises(Forbidden):
                await service.get_issue(context, limited, one.id)


async def test_where_few_have_issues_they_are_for_managers(
    context: Context, viewer: Asker, sprint: dict[str, int], owner: Connection, workspace: WorkspaceId
) -> None:
    await owner.execute("delete from issues where origin = 'here' and workspace_id = $1", workspace)
    await owner.execute("update issues set assignee_key = null where key = $1", sprint["E"])
    member = viewer(role=Role.MEMBER)
    stands = await service.get_standing(context, member, None)
    assert (stands.in_progress, bool(stands.withheld), stands.has_any) == (0, True, True)
    with pytest.raises(Forbidden):
        await service.get_issue(context, member, _id(sprint["A"]))
    assert (await service.get_issue(context, viewer(role=Role.MANAGER), _id(sprint["A"]))).issue_key == "A"


async def test_one_issue_tells_how_long_it_was_what_and_what_happened(
    context: Context, viewer: Asker, sprint: dict[str, int], owner: Connection, workspace: WorkspaceId, story: Story
) -> None:
    key = sprint["B"]
    await owner.execute(
        "insert into issue_transitions (workspace_id, issue_key, external_id, at, field, from_value, to_value,"
        " actor_key) values ($1, $2, 'x', $3, 'assignee', 'Ann', 'Ben', $4)",
        workspace, key, BEGAN, story.seeded.identities["Ann"],
    )  # fmt: skip
    pull = await story.pulls.pull("Ben", NOW - 4 * DAY, merged=NOW - 2 * DAY)
    await owner.execute(
        "insert into pull_request_issues (workspace_id, pull_key, issue_key, evidence)"
        " values ($1, $2, $3, 'branch'), ($1, $2, $3, 'title')",
        workspace, pull, key,
    )  # fmt: skip
    found = await service.get_issue(context, viewer(), _id(key))
    assert [(one.field, one.after, one.by.name if one.by is not None else None) for one in found.changes] == [
        ("assignee", "Ben", "Ann"), ("status", "Done", None), ("status", "Doing", None),
    ]  # fmt: skip
    # To do from 10 May 08:00 until it was done on the 12th; done until the 14th; in progress since.
    assert (found.todo_days, found.in_progress_days) == (2.0, 6.19)
    (of_it,) = found.pulls
    assert (of_it.state, of_it.evidence, of_it.author.name if of_it.author is not None else None) == (
        "merged",
        ["branch", "title"],
        "Ben",
    )
    assert [one.name for one in found.sprints] == ["Sprint 7"]
    eve = viewer(role=Role.MEMBER, developer=story.id("Eve"))
    hidden = await service.get_issue(context, eve, found.id)
    assert (hidden.assignee, bool(hidden.assignee_withheld), hidden.is_assigned) == (None, True, True)
    change = hidden.changes[0]
    assert (change.before, change.after, change.by, change.withheld) == (None, None, None, NAMES)
    assert hidden.pulls[0].author is None


async def test_an_issue_whose_changes_were_not_read_says_so(
    context: Context, viewer: Asker, sprint: dict[str, int]
) -> None:
    del sprint
    listed = await service.list_issues(context, viewer(), Sought(q="T-1"), cursor=None, limit=1)
    found = await service.get_issue(context, viewer(), listed.items[0].id)
    assert (found.changes_known, found.since, found.touched_at) == (False, None, None)
    assert (found.todo_days, found.in_progress_days) == (None, None)


async def test_an_issue_that_is_not_there_is_refused_with_a_next_step(
    context: Context, viewer: Asker, sprint: dict[str, int]
) -> None:
    del sprint
    with pytest.raises(Unknown):
        await service.get_issue(context, viewer(), uuid4())


async def test_time_after_it_was_closed_counts_nowhere(
    context: Context, viewer: Asker, owner: Connection, workspace: WorkspaceId, story: Story
) -> None:
    del story
    closed = BEGAN + 3 * DAY
    key = await add_issue(owner, workspace, "Z-2", None, category="done", status="Done", closed=closed, opened=BEGAN)
    await move(owner, workspace, key, BEGAN + DAY, "Doing", "in_progress")
    await move(owner, workspace, key, closed, "Done", "done")
    await move(owner, workspace, key, closed + timedelta(days=1), "Done", "done")
    found = await service.get_issue(context, viewer(), _id(key))
    assert (found.todo_days, found.in_progress_days) == (1.0, 2.0)

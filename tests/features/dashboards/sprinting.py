"""A sprint of two weeks counted by hand: Monday, 11 May, to Friday, 22 May 2026; five issues of five people."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.features.analytics.conftest import NOW, Story

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

BEGAN = datetime(2026, 5, 11, 8, 0, tzinfo=UTC)
ENDS = datetime(2026, 5, 22, 16, 0, tzinfo=UTC)
PEOPLE = ("Ann", "Ben", "Cal", "Dee", "Eve")
DAY = timedelta(days=1)


async def add_issue(owner: Connection, workspace: WorkspaceId, key: str, assignee: int | None, **more: Any) -> int:
    """`more`: category, status, labels, points, closed, due, opened."""
    found: int = await owner.fetchval(
        "insert into issues (workspace_id, provider, origin, external_id, version, issue_key, title, status,"
        " status_category, assignee_key, story_points, opened_at, closed_at, labels, due_at, transitions_as_of)"
        " values ($1, 'jira', 'there', $2, $3, $2, 'Work', $4, $5, $6, $7, $8, $9, $10, $11, $3) returning key",
        workspace, key, NOW, more.get("status", "To Do"), more.get("category", "todo"), assignee, more.get("points"),
        more.get("opened", BEGAN - DAY), more.get("closed"), more.get("labels", []), more.get("due"),
    )  # fmt: skip
    return found


async def move(owner: Connection, workspace: WorkspaceId, issue: int, at: datetime, to: str, category: str) -> None:
    await owner.execute(
        "insert into issue_transitions (workspace_id, issue_key, external_id, at, field, to_value, to_category)"
        " values ($1, $2, $3, $4, 'status', $5, $6)",
        workspace, issue, at.isoformat(), at, to, category,
    )  # fmt: skip


@pytest.fixture
async def sprint(owner: Connection, story: Story, workspace: WorkspaceId) -> dict[str, int]:
    """Five issues of five people: one is done, one done and opened again, one put in later, one taken out."""
    who = [story.seeded.identities[name] for name in PEOPLE]
    await owner.execute(
        "insert into sprints (workspace_id, provider, origin, external_id, version, board, name, state, starts_at,"
        " ends_at) values ($1, 'jira', 'there', 's1', $2, 'Board', 'Sprint 7', 'active', $3, $4)",
        workspace, NOW, BEGAN, ENDS,
    )  # fmt: skip
    done_at, closed = BEGAN + 2 * DAY, {"category": "done", "status": "Done"}
    made = {
        "A": await add_issue(owner, workspace, "A", who[0], points=3, closed=done_at, **closed),
        "B": await add_issue(owner, workspace, "B", who[1], points=2, category="in_progress", status="Doing"),
        "C": await add_issue(owner, workspace, "C", who[2], points=1, due=NOW + DAY),
        "D": await add_issue(owner, workspace, "D", who[3], points=5, labels=["Blocked"]),
        "E": await add_issue(owner, workspace, "E", who[4], category="in_progress", status="On hold", points=1),
    }
    await move(owner, workspace, made["A"], done_at, "Done", "done")
    await move(owner, workspace, made["B"], BEGAN + DAY, "Done", "done")
    await move(owner, workspace, made["B"], BEGAN + 3 * DAY, "Doing", "in_progress")
    await move(owner, workspace, made["E"], NOW - 9 * DAY, "On hold", "in_progress")
    times = {"C": (BEGAN + 3 * DAY, None), "D": (None, BEGAN + 4 * DAY)}
    for key, issue in made.items():
        added, removed = times.get(key, (BEGAN - DAY, None))
        await owner.execute(
            "insert into issue_sprints (workspace_id, issue_key, sprint_external_id, added_at, removed_at)"
            " values ($1, $2, 's1', $3, $4)",
            workspace, issue, added, removed,
        )  # fmt: skip
    return made

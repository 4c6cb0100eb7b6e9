"""`aexy issues` and `aexy sprints`, as somebody types them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.doors.cli.conftest import House
from tests.seeding import Seeded

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

DAY = timedelta(days=1)
PEOPLE = ("Ann", "Ben", "Cal", "Dee", "Eve")


@dataclass(frozen=True, slots=True)
class Tracked:
    """A workspace with five issues of five people in one sprint of two weeks that runs."""

    workspace: WorkspaceId
    began: datetime


@pytest.fixture(scope="module")
def used(house: House) -> WorkspaceId:
    made = house.answer("workspace", "create", "Tracked", "--time-zone", "UTC")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    return WorkspaceId(made["id"])


@pytest.fixture
async def tracked(used: WorkspaceId, owner: Connection) -> Tracked:
    """PAY-1 is done, PAY-2 in progress, PAY-3 was put in later, PAY-4 is blocked, PAY-5 nobody has changed for long."""
    began = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - 7 * DAY
    if await owner.fetchval("select key from issues where workspace_id = $1 limit 1", used):
        return Tracked(used, began)
    seeded = Seeded(used)
    for name in PEOPLE:
        await seeded.developer(owner, name)
    await owner.execute(
        "insert into sprints (workspace_id, provider, origin, external_id, version, board, name, state, starts_at,"
        " ends_at) values ($1, 'jira', 'there', 's1', $2, 'Till', 'Sprint 7', 'active', $2, $3)",
        used, began, began + 14 * DAY,
    )  # fmt: skip
    told: tuple[tuple[str, str, str, str, int, datetime, list[str], datetime | None, datetime], ...] = (
        ("PAY-1", "Ann", "Done", "done", 3, began - 20 * DAY, [], began + 2.5 * DAY, began - DAY),
        ("PAY-2", "Ben", "Doing", "in_progress", 2, began - 20 * DAY, [], None, began - DAY),
        ("PAY-3", "Cal", "To Do", "todo", 1, began, [], None, began + 3.5 * DAY),
        ("PAY-4", "Dee", "To Do", "todo", 5, began - 90 * DAY, ["Blocked"], None, began - DAY),
        ("PAY-5", "Eve", "Review", "in_progress", 1, began - 40 * DAY, [], None, began - DAY),
    )
    for key, who, status, category, points, opened, labels, closed, added in told:
        issue = await owner.fetchval(
            "insert into issues (workspace_id, provider, origin, external_id, version, issue_key, title, status,"
            " status_category, assignee_key, story_points, opened_at, closed_at, labels, transitions_as_of)"
            " values ($1, 'jira', 'there', $2, $3, $2, $4, $5, $6, $7, $8, $9, $10, $11, $3) returning key",
            used, key, began, f"Work on {key}", status, category, seeded.identities[who], points, opened, closed,
            labels,
        )  # fmt: skip
        await owner.execute(
            "insert into issue_sprints (workspace_id, issue_key, sprint_external_id, added_at)"
            " values ($1, $2, 's1', $3)",
            used, issue, added,
        )  # fmt: skip
        if closed:
            await owner.execute(
                "insert into issue_transitions (workspace_id, issue_key, external_id, at, field, from_value, to_value,"
                " to_category) values ($1, $2, 'c1', $3, 'status', 'Doing', 'Done', 'done')",
                used, issue, closed,
            )  # fmt: skip
    return Tracked(used, began)


@pytest.mark.usefixtures("tracked")
async def test_how_issues_stand_is_shown_by_state_age_and_reason(house: House) -> None:
    shown = house.run("issues", "standing").output
    assert all(word in shown for word in ("How open issues stand", "How old they are", "blocked", "Dee", "Eve"))
    answer = house.answer("issues", "standing")
    assert (answer["todo"], answer["in_progress"], answer["unassigned"]) == (2, 2, 0)


@pytest.mark.usefixtures("tracked")
async def test_a_list_is_narrowed_as_on_the_page(house: House) -> None:
    def keys(*words: str) -> list[str]:
        return [one["issue_key"] for one in house.answer("issues", "list", *words)["items"]]

    assert keys() == ["PAY-4", "PAY-5", "PAY-2", "PAY-3"]
    assert keys("--state", "done") == ["PAY-1"]
    assert keys("--stuck", "blocked") == ["PAY-4"]
    assert keys("--age", "28-84") == ["PAY-5"]
    assert keys("--age", "84-") == ["PAY-4"]
    assert keys("--assignee", "Ben") == ["PAY-2"]
    assert keys("--assignee", "nobody") == []
    assert keys("--find", "pay-3", "--order", "newest") == ["PAY-3"]
    shown = house.run("issues", "list", "--limit", "1").output
    assert all(word in shown for word in ("4 issues fit", "PAY-4 Work on PAY-4", "Dee", "3 more"))
    refused = house.run("issues", "list", "--age", "old")
    assert refused.exit_code != 0
    assert "28-84" in refused.output + refused.stderr


@pytest.mark.usefixtures("tracked")
async def test_one_issue_tells_what_happened_to_it_also_when_it_is_done(house: House) -> None:
    shown = house.run("issues", "show", "pay-1").output
    assert all(word in shown for word in ("PAY-1 Work on PAY-1", "Done (done)", "What happened to it", "Sprint 7"))
    answer = house.answer("issues", "show", "PAY-1")
    assert [one["after"] for one in answer["changes"]] == ["Done"]
    assert house.answer("issues", "show", answer["id"])["issue_key"] == "PAY-1"
    missing = house.run("issues", "show", "PAY-11")
    assert missing.exit_code != 0
    assert "no issue called 'PAY-11'" in missing.output + missing.stderr


async def test_an_issue_key_of_two_trackers_is_asked_for_by_id(
    house: House, tracked: Tracked, owner: Connection
) -> None:
    for origin in ("one", "two"):
        await owner.execute(
            "insert into issues (workspace_id, provider, origin, external_id, version, issue_key, title, status,"
            " status_category, opened_at, closed_at) values ($1, 'github', $2, 'x', $3, '#12', 'Twice', 'closed',"
            " 'cancelled', $3, $3)",
            tracked.workspace, origin, tracked.began,
        )  # fmt: skip
    ids = [one["id"] for one in house.answer("issues", "list", "--state", "cancelled")["items"]]
    assert len(ids) == 2
    refused = house.run("issues", "show", "#12")
    assert refused.exit_code != 0
    assert all(each in refused.output + refused.stderr for each in ids)


@pytest.mark.usefixtures("tracked")
async def test_sprints_are_told_in_numbers_and_one_is_drawn_day_by_day(house: House) -> None:
    (row,) = house.answer("sprints", "list")["items"]
    numbers = {key: row["numbers"][key]["points"] for key in ("committed", "added", "removed", "held", "done", "left")}
    assert numbers == {"committed": 11, "added": 1, "removed": 0, "held": 12, "done": 3, "left": 9}
    assert all(word in house.run("sprints", "list").output for word in ("Sprint 7", "runs", "11", "points"))
    last = date.fromisoformat(row["ends_before"]) - timedelta(days=1)
    assert f"{row['starts_on']} to {last}" in house.run("sprints", "list").output
    assert "no such sprints" in house.run("sprints", "list", "--state", "closed").output
    for words in ((), ("sprint 7",), (row["id"],)):
        shown = house.run("sprints", "show", *words).output
        said = "11 points at the start, plus 1 put in, less 0 taken out: 12 in it."
        assert all(word in shown for word in (said, "Burn-down, points", "█", "PAY-3 Work on PAY-3", "put in later"))
    days = house.answer("sprints", "show")["days"]
    assert [day["left"]["points"] for day in days[:4]] == [11, 11, 8, 9]
    assert days[-1]["left"] is None
    wrong = house.run("sprints", "show", "Sprint 8")
    assert "Sprint 7" in wrong.output + wrong.stderr


def test_without_issues_and_sprints_it_says_what_brings_them(house: House) -> None:
    made = house.answer("workspace", "create", "Untracked", "--time-zone", "UTC")
    assert "aexy connect" in house.run("issues", "standing", "-w", made["slug"]).output
    assert "No issue fits" in house.run("issues", "list", "-w", made["slug"]).output
    assert "aexy connect" in house.run("sprints", "list", "-w", made["slug"]).output
    assert house.run("sprints", "show", "-w", made["slug"]).exit_code != 0

"""`aexy projects` and `aexy repos owners`, as somebody types them."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.doors.cli.conftest import House
from tests.seeding import Seeded

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection


@pytest.fixture
async def shop(house: House, owner: Connection) -> Seeded:
    """A workspace with two repositories, a team that wrote in one of them, and a tracker's project."""
    made = house.answer("workspace", "create", "Shop", "--time-zone", "Europe/Berlin")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    seeded = Seeded(WorkspaceId(made["id"]))
    await seeded.developer(owner, "Ada")
    for name in ("shop-api", "shop-web"):
        await seeded.repository(owner, name)
    await seeded.team(owner, "Payments", [("Ada", None, None)])
    await owner.execute(
        "insert into tracker_projects (workspace_id, provider, origin, external_id, prefix, name)"
        " values ($1, 'jira', 'acme', '7', 'PAY', 'Pay at the till')",
        seeded.workspace,
    )
    for days in range(12):
        await seeded.commit(owner, "Ada", datetime.now(UTC) - timedelta(days=days + 1), "shop-api")
    return seeded


async def test_a_project_is_made_looked_at_and_taken_away(house: House, shop: Seeded) -> None:
    assert shop.teams
    assert "no project yet" in house.run("projects", "list").output
    made = house.answer("projects", "create", "Checkout", "--with", "shop-api", "--tracker", "pay")
    assert [each["name"] for each in made["repositories"]] == ["shop-api"]
    assert house.run("projects", "set-repositories", "checkout", "shop-web", "shop-api").exit_code == 0
    shown = house.run("projects", "show", "Checkout").output
    assert all(word in shown for word in ("shop-api", "shop-web", "PAY"))
    assert house.answer("projects", "set-trackers", "checkout")["trackers"] == []
    assert "no sprints" in house.run("projects", "sprints", "checkout").output
    assert "checkout" in house.run("projects", "list").output
    wrong = house.run("projects", "show", "chekout")
    assert wrong.exit_code != 0
    assert "checkout" in wrong.output
    assert house.run("projects", "delete", "checkout", "--yes").exit_code == 0
    assert house.answer("projects", "list") == []


async def test_who_owns_a_repository_is_suggested_and_said(house: House, shop: Seeded) -> None:
    assert shop.teams
    assert "Nobody owns shop-api" in house.run("repos", "owners", "shop-api").output
    suggested = house.run("repos", "owners", "shop-api", "--suggest").output
    assert "belong to Payments: 100.0 % of 12" in suggested
    assert "no suggestion" in house.run("repos", "owners", "shop-web", "--suggest").output
    since = house.run("repos", "owners", "shop-api", "--set", "payments", "--since", "2026-03-01").output
    assert "owned by Payments" in since
    assert "2026-03-01" in since
    assert house.answer("repos", "owners", "shop-api")["history"][0]["since"].startswith("2026-02-28T23:00")
    assert "always" in house.run("repos", "owners", "shop-api", "--set", "payments", "--since", "always").output
    ended = house.run("repos", "owners", "shop-api", "--nobody").output
    assert "Nobody owns shop-api" in ended
    for words in (("--set", "payments", "--suggest"), ("--since", "2026-01-01"), ("--nobody", "--since", "soon")):
        assert house.run("repos", "owners", "shop-api", *words).exit_code != 0

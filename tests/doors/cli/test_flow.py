"""`aexy flow` and its agreements, as somebody types them."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.doors.cli.conftest import House
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.cli.figures import change, figure, headline, over_time
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def used(house: House) -> WorkspaceId:
    made = house.answer("workspace", "create", "Flowing", "--time-zone", "UTC")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    return WorkspaceId(made["id"])


@pytest.fixture
async def shop(used: WorkspaceId, owner: Connection) -> Seeded:
    """Ada waits for Bob over one pull request, has merged another, and a third is approved."""
    seeded = Seeded(used)
    if await owner.fetchval("select id from teams where workspace_id = $1", used):
        return seeded
    for name in ("Ada", "Bob"):
        await seeded.developer(owner, name)
    await seeded.repository(owner, "api")
    await seeded.team(owner, "Payments", [("Ada", None, None), ("Bob", None, None)])
    pulls, now = Pulls(seeded, owner), datetime.now(UTC)
    waits = await pulls.pull("Ada", now - 10 * DAY, title="Wait for me")
    await pulls.request(waits, "Bob", now - 9 * DAY)
    approved = await pulls.pull("Bob", now - 3 * DAY, title="Nearly there")
    await pulls.review(approved, "Ada", now - 2 * DAY)
    merged = await pulls.pull(
        "Ada", now - 12 * DAY, merged=now - 8 * DAY, merged_by="Ada", title="Back and forth", commits=1
    )
    await pulls.review(merged, "Bob", now - 11 * DAY, "changes_requested")
    await pulls.commit(merged, now - 10 * DAY, "Ada")
    await pulls.review(merged, "Bob", now - 9 * DAY)
    return seeded


@pytest.mark.usefixtures("shop")
async def test_open_work_is_shown_by_stage_and_the_oldest_first(house: House) -> None:
    shown = house.run("flow", "open").output
    assert all(
        word in shown for word in ("2 open", "Waiting for a first review", "api#1 Wait for me", "10.0 d", "09:00")
    )
    past = (datetime.now(UTC) - 9 * DAY).date().isoformat()
    answer = house.answer("flow", "open", "--at", past, "--team", "payments", "--daily", "--period", "4w")
    assert {one["title"] for one in answer["rows"]} == {"Wait for me", "Back and forth"}
    assert len(answer["history"]) > 20


@pytest.mark.usefixtures("shop")
async def test_who_waits_for_whom_and_what_is_quiet_can_be_read(house: House) -> None:
    shown = house.run("flow", "waiting").output
    assert all(word in shown for word in ("2 waits over 2 pull requests", "Ada", "Bob", "asked for a review"))
    quiet = house.run("flow", "stale", "--days", "5", "--repository", "api").output
    assert "Wait for me" in quiet
    assert "Nearly there" not in quiet
    rounds = house.run("flow", "rounds").output
    assert "1 merged and reviewed" in rounds
    assert house.answer("flow", "rounds")["distribution"] == [{"rounds": 1, "n": 1, "share": 1.0}]


@pytest.mark.usefixtures("shop")
async def test_durations_are_told_by_their_medians_with_the_mean_beside_them(house: House) -> None:
    asked = ("readings", "--metrics", "avg_pr_cycle_time_hours", "--period", "4w")
    [reading] = house.answer(*asked)["readings"]
    assert reading["median"] is not None
    said = f"{figure(reading['median'], 'hours')} median, mean {figure(reading['value'], 'hours')}"
    assert said in house.run(*asked).output
    assert said in house.run("metrics", "explain", "avg_pr_cycle_time_hours", "--period", "4w").output


def test_a_change_of_a_duration_is_that_of_its_median_where_both_are_known() -> None:
    before = {"value": 10.0, "median": 8.0, "n": 3}
    now = {"unit": "hours", "value": 50.0, "median": 4.0, "previous": before}
    assert headline(now) == ("4 h median, mean 50 h", 4.0, 8.0)
    assert change(*headline(now)[1:], "hours") == "▼ 50 %"
    assert headline(now | {"previous": before | {"median": None}})[1:] == (50.0, 10.0)
    assert headline({"unit": "count", "value": 3, "median": 1, "previous": None}) == ("3", 3, None)
    assert over_time(now) == 4.0


@pytest.mark.usefixtures("shop")
async def test_an_agreement_is_made_from_a_template_judged_changed_and_ended(house: House) -> None:
    assert "There is none yet" in house.run("flow", "agreements", "list").output
    assert "first-review" in house.run("flow", "agreements", "templates").output
    made = house.answer("flow", "agreements", "create", "--template", "first-review", "--team", "payments")
    assert (made["limit"], made["unit"], made["team"]) == (1, "working_days", "Payments")
    shown = house.run("flow", "agreements", "show", made["name"]).output
    assert "Wait for me" in shown
    changed = house.run("flow", "agreements", "change", made["name"], "--limit", "4", "--unit", "working_hours").output
    assert "within 4 working hours. (Payments, version 2)" in changed
    listed = house.run("flow", "agreements", "list").output
    assert "within 4 working" in listed
    assert house.run("flow", "agreements", "end", made["name"]).exit_code == 0
    missing = house.run("flow", "agreements", "show", made["name"])
    assert (missing.exit_code != 0, "There is no agreement called" in missing.output + missing.stderr) == (True, True)
    odd = house.run("flow", "agreements", "create", "Odd", "--kind", "size", "--limit", "3", "--unit", "days")
    assert odd.exit_code != 0
    assert house.run("flow", "agreements", "create").exit_code != 0
    settings = house.answer("insights", "settings", "--work-hours", "10:00-18:30")
    assert (settings["work_starts_at"], settings["work_ends_at"]) == ("10:00", "18:30")

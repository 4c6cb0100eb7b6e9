"""`aexy team show` and its neighbours, `aexy health`, `aexy summary` and `aexy forecast`, as somebody types them."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.doors.cli.conftest import House
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def used(house: House) -> WorkspaceId:
    made = house.answer("workspace", "create", "Numbers", "--time-zone", "UTC")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    return WorkspaceId(made["id"])


@pytest.fixture
async def shop(used: WorkspaceId, owner: Connection) -> Seeded:
    """Ada merges three pull requests in each of the last fourteen weeks; Bob reviews, and is asked for one more."""
    seeded = Seeded(used)
    found = await owner.fetchval("select id from teams where workspace_id = $1", used)
    if found:
        return seeded
    await seeded.developer(owner, "Ada")
    await seeded.developer(owner, "Bob")
    await seeded.repository(owner, "api")
    await seeded.team(owner, "Payments", [("Ada", None, None), ("Bob", None, None)])
    pulls = Pulls(seeded, owner)
    now = datetime.now(UTC)
    monday = (now - now.weekday() * DAY).replace(hour=9)
    async with owner.transaction():
        for week in range(1, 15):
            for day in range(3):
                opened = monday - week * 7 * DAY + day * DAY
                one = await pulls.pull("Ada", opened, merged=opened + timedelta(hours=10), size=(30, 10))
                await pulls.review(one, "Bob", opened + timedelta(hours=4))
                await seeded.commit(owner, "Ada", opened, "api")
        waits = await pulls.pull("Ada", now - 10 * DAY, title="Wait for me")
        await pulls.request(waits, "Bob", now - 9 * DAY)
    return seeded


@pytest.mark.usefixtures("shop")
async def test_a_team_is_shown_with_all_its_numbers_and_who_is_in_it(house: House) -> None:
    shown = house.run("team", "show", "payments").output
    assert all(word in shown for word in ("Merged pull requests", "Cycle time", "In it now: Ada, Bob."))
    answer = house.answer("team", "show", "payments")
    assert {one["name"] for one in answer["members"]} == {"Ada", "Bob"}
    assert "prs_merged" in house.run("team", "trends", "payments").output
    few = house.run("team", "trends", "payments", "--metrics", "late_night_commit_ratio").output
    assert "five or more" in few


@pytest.mark.usefixtures("shop")
async def test_what_a_team_has_open_and_is_asked_for(house: House) -> None:
    flow = house.run("team", "flow", "payments").output
    assert all(word in flow for word in ("Waiting for a first review", "Wait for me", "10.0 d", "9.0 d"))
    load = house.run("team", "review-load", "payments").output
    assert all(word in load for word in ("Waiting: 1 request, the oldest for 9.0 d", "Bob", "review_turnaround_hours"))
    assert house.answer("team", "capacity", "payments")["n"] == 2
    assert "Week from" in house.run("team", "capacity", "payments").output


@pytest.mark.usefixtures("shop")
async def test_times_stand_beside_each_other_and_over_time_by_their_medians(house: House) -> None:
    key, days = "avg_pr_cycle_time_hours", ("--period", "4w")
    beside = house.run("compare", "Ada", "Bob", "--metrics", key, *days).output
    assert all(word in beside for word in (f"{key}, median", "10 h"))
    (time,) = house.answer("compare", "Ada", "Bob", "--metrics", key, *days)["metrics"]
    assert (time["people"][0]["median"], time["people"][1]["median"]) == (10, None)
    shown = house.run("team", "trends", "payments", "--metrics", key).output
    assert all(word in shown for word in ("10 h", "Of how long pull requests and reviews take, medians."))
    load = house.run("team", "review-load", "payments", *days).output
    assert "4 h median, mean 4 h" in load


@pytest.mark.usefixtures("shop")
async def test_a_forecast_says_chances_and_how_often_it_was_right(house: House) -> None:
    said = house.run("team", "forecast", "payments", "--items", "30", "--weeks", "2").output
    assert all(word in said for word in ("In 2 weeks at least", "30 in weeks", "came true in 100.0 %"))
    whole = house.answer("forecast", "--weeks", "2")
    assert [one["at_least"] for one in whole["amounts"]] == [6, 6, 6, 6]
    mine = house.answer("forecast", "-s", "person:Bob", "--metric", "review_given_count")
    assert [one["at_least"] for one in mine["amounts"]] == [12] * 4
    assert "needs 8 whole weeks" in house.run("forecast", "-s", "person:Bob").output
    wrong = house.run("forecast", "--metric", "commit_count")
    assert wrong.exit_code != 0
    assert "commits_count" in wrong.output


@pytest.mark.usefixtures("shop")
async def test_the_workspace_is_told_in_parts_and_in_sentences(house: House) -> None:
    parts = house.run("health").output
    assert "parts moved for the worse" in parts
    assert "as usual" in parts
    assert house.answer("health")["judged"] >= 3
    said = house.run("summary", "--period", "4w").output
    assert "Half of the pull requests were merged within 10 hours" in said

"""`aexy dora` and `aexy deploys`, as somebody types them."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.delivering import Delivered
from tests.doors.cli.conftest import House
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def used(house: House) -> WorkspaceId:
    made = house.answer("workspace", "create", "Deliveries", "--time-zone", "UTC")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    return WorkspaceId(made["id"])


@pytest.fixture
async def story(used: WorkspaceId, owner: Connection) -> None:
    """A change a week that is live after ten hours, one that waits, and a deployment that failed."""
    if await owner.fetchval("select count(*) from services where workspace_id = $1", used):
        return
    made = Seeded(used)
    await made.developer(owner, "Ada")
    for name in ("api", "docs"):
        await made.repository(owner, name)
    await made.team(owner, "Payments", [("Ada", None, None)])
    told, pulls = Delivered(made, owner), Pulls(made, owner)
    for name in ("api", "docs"):
        await told.service(name)
    now = datetime.now(UTC)
    monday = (now - now.weekday() * DAY).replace(hour=1)
    await told.deploy("api", monday - 80 * DAY, is_first=True)
    for week in range(1, 6):
        opened = monday - week * 7 * DAY
        one = await pulls.pull("Ada", opened, merged=opened + 4 * HOUR)
        failed = "incident" if week == 1 else None
        restored = opened + 13 * HOUR if failed else None
        live = await told.deploy("api", opened + 10 * HOUR, failed_by=failed, restored=restored)
        await told.bring(live, one)
        if failed:
            await told.incident("api", opened + 11 * HOUR, restored, live)
    await told.deploy("api", monday - 40 * DAY, environment="staging")
    waits = await pulls.pull("Ada", monday - 6 * DAY, merged=monday - 5 * DAY)
    await told.wait("api", waits)


@pytest.mark.usefixtures("story")
async def test_the_five_in_five_lines(house: House) -> None:
    shown = house.run("dora").output
    for words in (
        "Deployment frequency", "Lead time for changes (median)", "10 h · elite", "Change fail rate", "16.7 % · high",
        "Failed deployment recovery time", "3 h · high", "Deployment rework rate", "0.0 %", "tiers of 2024",
        "coding 0 h · pickup 0 h · review 0 h · merge 4 h · deploy 6 h", "Not live yet: 1 of 6 merged.",
        "Of 1 of 2 services no deployment is known",
    ):  # fmt: skip
        assert words in shown, (words, shown)


@pytest.mark.usefixtures("story")
async def test_whose_it_is_and_which_edition(house: House) -> None:
    answer = house.answer("dora", "--service", "api")
    assert answer["subject"]["kind"] == "service"
    assert [one["n"] for one in answer["metrics"]] == [6, 5, 6, 1, 6]
    assert "tiers of 2021" in house.run("dora", "--team", "payments", "--edition", "2021").output
    assert house.answer("dora", "--repository", "api", "--period", "4w")["metrics"][0]["n"] < 6
    listed = house.run("dora", "--services").output
    assert "api" in listed
    assert "docs" in listed
    assert len(house.answer("dora", "--services")) == 2


@pytest.mark.usefixtures("story")
async def test_what_makes_no_sense_is_said(house: House) -> None:
    several = house.run("dora", "--service", "api", "--team", "payments")
    assert several.exit_code != 0
    assert "several at once" in several.output
    assert "no service called" in house.run("dora", "--service", "shop").output
    assert "no edition" in house.run("dora", "--edition", "1999").output


@pytest.mark.usefixtures("story")
async def test_deployments_are_listed_with_what_came_of_them(house: House) -> None:
    shown = house.run("deploys").output
    for words in ("6 deployments, newest first", "incident: Down; restored after 3 h", "the first that is known"):
        assert words in shown, (words, shown)
    assert "staging" not in shown
    assert "staging" in house.run("deploys", "--everywhere").output
    assert [one["failed_by"] for one in house.answer("deploys", "--failed")] == ["incident"]
    assert [one["service"] for one in house.answer("deploys", "--service", "api", "--limit", "2")] == ["api"] * 2
    assert "None that the rules count." in house.run("deploys", "--service", "docs").output

"""DORA's five over HTTP: the numbers of a small story, of everybody it belongs to, and who may see them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tests.delivering import Delivered
from tests.doors.api.conftest import ClientOf, Clock
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
BEGUN = datetime(2026, 11, 2, 9, tzinfo=UTC)
WINDOW = "from=2026-11-02&to=2026-11-30"


@pytest_asyncio.fixture
async def story(owner: Connection, workspace: WorkspaceId, clock: Clock) -> Delivered:
    """Two repositories, each a service; four changes of Ann and Ben, of which one is not live and one always was."""
    clock.now = NOW
    made = Seeded(workspace)
    for name in ("Ann", "Ben", "Cleo"):
        await made.developer(owner, name)
    for name in ("api", "web"):
        await made.repository(owner, name)
    await made.team(owner, "Core", [("Ann", None, None)])
    told, pulls = Delivered(made, owner), Pulls(made, owner)
    for name in ("api", "web"):
        await told.service(name)
    await owner.execute(
        "insert into repository_teams (workspace_id, repository_id, team_id) values ($1, $2, $3)",
        workspace, made.repositories["api"][0], made.teams["Core"],
    )  # fmt: skip
    first = await pulls.pull("Ann", BEGUN, merged=BEGUN + 5 * HOUR, repository="api")
    await told.bring(await told.deploy("api", BEGUN + DAY, is_first=True), first)
    second = await pulls.pull("Ann", BEGUN + 2 * DAY, merged=BEGUN + 2 * DAY + 6 * HOUR, repository="api")
    await pulls.review(second, "Ben", BEGUN + 2 * DAY + 2 * HOUR)
    third = await pulls.pull("Ben", BEGUN + 2 * DAY, merged=BEGUN + 2 * DAY + 10 * HOUR, repository="api")
    broke = await told.deploy("api", BEGUN + 3 * DAY, failed_by="incident", restored=BEGUN + 3 * DAY + 4 * HOUR)
    await told.bring(broke, second, third)
    await told.incident("api", BEGUN + 3 * DAY + HOUR, BEGUN + 3 * DAY + 4 * HOUR, broke)
    await told.deploy("api", BEGUN + 3 * DAY + 4 * HOUR, is_unplanned=True)
    await told.deploy("api", BEGUN + 4 * DAY, status="failure")
    await told.deploy("api", BEGUN + 4 * DAY, environment="staging")
    await told.wait("api", await pulls.pull("Ann", BEGUN + 14 * DAY, merged=BEGUN + 15 * DAY, repository="api"))
    return told


async def got(client: httpx.AsyncClient, address: str) -> dict[str, Any]:
    answer = await client.get(address)
    assert answer.status_code == 200, (address, answer.text)
    found: dict[str, Any] = answer.json()
    return found


def five(found: dict[str, Any]) -> dict[str, tuple[float | None, int]]:
    return {one["key"]: (one["value"], one["n"]) for one in found["metrics"]}


@pytest.mark.usefixtures("story")
async def test_the_five_of_a_workspace(client: httpx.AsyncClient, base: str) -> None:
    found = await got(client, f"{base}/insights/dora?{WINDOW}")
    assert five(found) == {
        "deployment_frequency": (3 * 7 / 24, 3),
        "lead_time_hours": (24, 2),
        "change_fail_rate": (1 / 3, 3),
        "recovery_time_hours": (4, 1),
        "deployment_rework_rate": (1 / 3, 3),
    }
    beside = {one["key"]: {each["key"]: each["value"] for each in one["beside"]} for one in found["metrics"]}
    assert beside["lead_time_hours"]["not_deployed"] == 1
    assert beside["lead_time_hours"]["before"] == 1
    assert beside["change_fail_rate"]["never_live"] == 1
    assert (found["days"], found["days_with_deployment"]) == (24, 2)
    assert (found["services"], found["services_without_deployments"]) == (2, 1)
    assert {one["key"]: one["median"] for one in found["stages"]} == {
        "coding": 0, "pickup": 1, "review": 0, "merge": 7, "deploy": 16,
    }  # fmt: skip
    weeks = [(one["merged"], one["deployed"], one["not_deployed"], one["before"]) for one in found["by_merge_week"]]
    assert weeks == [(3, 2, 0, 1), (0, 0, 0, 0), (1, 0, 1, 0), (0, 0, 0, 0)]
    trend = found["metrics"][0]["trend"]
    assert [(one["value"], one["open"]) for one in trend] == [(3, False), (0, False), (0, False), (0, True)]


async def test_the_five_of_everybody_they_belong_to(client: httpx.AsyncClient, base: str, story: Delivered) -> None:
    made = story.made
    here, api = f"{base}/insights/dora", story.services["api"][0]
    whole = five(await got(client, f"{here}?{WINDOW}"))
    of_service = await got(client, f"{here}/services/{api}?{WINDOW}")
    assert five(of_service) == whole == five(await got(client, f"{here}?{WINDOW}&subject=service:{api}"))
    repository = made.repositories["api"][0]
    assert five(await got(client, f"{here}?{WINDOW}&subject=repository:{repository}")) == whole
    team = five(await got(client, f"{here}?{WINDOW}&subject=team:{made.teams['Core']}"))
    assert team == {**whole, "lead_time_hours": (24, 1)}
    quiet = five(await got(client, f"{here}?{WINDOW}&subject=service:{story.services['web'][0]}"))
    assert set(quiet.values()) == {(None, 0)}
    listed = (await got(client, f"{here}/services?{WINDOW}"))["items"]
    assert [(one["name"], one["deployments"], one["not_deployed"]) for one in listed] == [("api", 3, 1), ("web", 0, 0)]
    assert listed[0]["values"]["change_fail_rate"] == 1 / 3


@pytest.mark.usefixtures("story")
async def test_tiers_go_by_edition(client: httpx.AsyncClient, base: str) -> None:
    tiers = {}
    for edition in ("2021", "2024", "2025"):
        found = await got(client, f"{base}/insights/dora?{WINDOW}&edition={edition}")
        tiers[edition] = [one["tier"] and one["tier"]["name"] for one in found["metrics"]]
    assert tiers == {
        "2021": ["high", "high", "low", "high", None],
        "2024": ["medium", "high", "low", "high", None],
        "2025": [None] * 5,
    }
    answer = await client.get(f"{base}/insights/dora?edition=2022")
    assert answer.status_code == 400, answer.text


@pytest.mark.usefixtures("story")
async def test_the_rows_behind_the_lead_time_add_up(client: httpx.AsyncClient, base: str) -> None:
    here = f"{base}/insights/dora/changes"
    found = await got(client, f"{here}?{WINDOW}&sort=lead_hours")
    assert [one["standing"] for one in found["items"]] == ["deployed", "deployed", "not_deployed", "before"]
    stages = ("coding_hours", "pickup_hours", "review_hours", "merge_hours", "deploy_hours")
    for one in found["items"][:2]:
        assert one["lead_hours"] == sum(one[name] for name in stages) == 24
        assert (one["service"], one["repository"]) == ("api", "api")
    page = await got(client, f"{here}?{WINDOW}&limit=3")
    rest = await got(client, f"{here}?{WINDOW}&limit=3&cursor={page['next_cursor']}")
    assert len(page["items"]) == 3
    assert len(rest["items"]) == 1
    assert rest["next_cursor"] is None
    waiting = await got(client, f"{here}?{WINDOW}&which=not_deployed")
    assert [one["lead_hours"] for one in waiting["items"]] == [None]
    written = (await client.get(f"{here}.csv?{WINDOW}")).text.splitlines()
    assert len(written) == 5
    assert written[0].startswith("repository,number,title,author,standing")


@pytest_asyncio.fixture
async def onlooker(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, story: Delivered
) -> AsyncIterator[httpx.AsyncClient]:
    """Cleo, a member in no team."""
    made = await owner.fetchval("insert into accounts (name) values ('Cleo') returning id")
    await owner.execute("insert into memberships values ($1, $2, 'member')", workspace, made)
    await owner.execute(
        "insert into account_developers (workspace_id, account_id, developer_id) values ($1, $2, $3)",
        workspace, made, story.made.developers["Cleo"],
    )  # fmt: skip
    async with client_of(AccountId(made)) as client:
        yield client


async def test_the_changes_of_a_few_are_not_for_everybody(onlooker: httpx.AsyncClient, base: str) -> None:
    found = await got(onlooker, f"{base}/insights/dora?{WINDOW}")
    shown = {one["key"]: (one["value"], one["withheld"]) for one in found["metrics"]}
    assert shown["lead_time_hours"][0] is None
    assert "five" in shown["lead_time_hours"][1]
    assert shown["deployment_frequency"] == (3 * 7 / 24, None)
    assert found["stages"] == found["by_merge_week"] == []
    rows = await got(onlooker, f"{base}/insights/dora/changes?{WINDOW}")
    assert rows["items"] == []
    assert rows["rows_withheld"]
    listed = (await got(onlooker, f"{base}/insights/dora/services?{WINDOW}"))["items"]
    assert listed[0]["values"]["lead_time_hours"] is None


async def test_an_open_window_stands_beside_as_much_of_the_one_before(
    client: httpx.AsyncClient, base: str, story: Delivered
) -> None:
    """It is Wednesday noon: of the week before that is until its Wednesday noon, and Thursday is not in it."""
    for days in (-8, -6, -1):
        await story.deploy("api", NOW + days * DAY)
    found = await got(client, f"{base}/insights/dora?from=2026-11-23&to=2026-11-30")
    frequency = found["metrics"][0]
    assert (frequency["value"], frequency["n"]) == (7 / 3, 1)
    assert (frequency["previous"], frequency["previous_n"]) == (7 / 3, 1)


async def test_an_answer_is_given_again_until_rules_or_facts_have_changed(
    client: httpx.AsyncClient, base: str, owner: Connection, story: Delivered
) -> None:
    address = f"{base}/insights/dora?{WINDOW}"
    first = await client.get(address)
    known = {"if-none-match": first.headers["etag"]}
    assert (await client.get(address, headers=known)).status_code == 304
    await story.deploy("api", NOW - DAY)
    await owner.execute("update delivery_state set rules_version = 1 where workspace_id = $1", story.made.workspace)
    again = await client.get(address, headers=known)
    assert again.status_code == 200
    assert again.json()["rules"]["version"] == 1
    assert again.json()["metrics"][0]["n"] == first.json()["metrics"][0]["n"] + 1


@pytest.mark.usefixtures("story")
async def test_what_makes_no_sense_is_refused(client: httpx.AsyncClient, base: str) -> None:
    for query, status in (
        ("subject=developer:x", 400), ("subject=service:x", 400), ("subject=nobody", 400),
        ("subject=service:00000000-0000-0000-0000-000000000000", 404), ("from=2026-02-01&to=2026-01-01", 400),
    ):  # fmt: skip
        answer = await client.get(f"{base}/insights/dora?{query}")
        assert answer.status_code == status, (query, answer.text)
        assert answer.json()["next_step"]
    assert (await client.get(f"{base}/insights/dora/changes?sort=size")).status_code == 400


@pytest.mark.usefixtures("story")
async def test_decades_are_answered_by_the_week_and_refused_by_the_day(client: httpx.AsyncClient, base: str) -> None:
    long = "from=1970-01-05&to=2026-11-30"
    began = perf_counter()
    found = await got(client, f"{base}/insights/dora?{long}&bucket=weekly")
    assert perf_counter() - began < 20  # a second or two; looking every week up among all took hours of days
    assert {len(one["trend"]) for one in found["metrics"] if one["trend"]} == {2969}
    refused = await client.get(f"{base}/insights/dora?{long}&bucket=daily")
    assert (refused.status_code, refused.json()["next_step"]) == (400, "Ask for fewer days, or for weeks.")
    assert (await client.get(f"{base}/insights/dora?from=2016-01-01&to=2026-11-30&bucket=daily")).status_code == 200

"""`aexy network`, `aexy complexity`, `aexy investment` and `aexy ai-impact`, as somebody types them."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.doors.cli.conftest import House
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

DAY = timedelta(days=1)
PEOPLE = ("Ada", "Bob", "Cleo", "Dan", "Eve")


@pytest.fixture(scope="module")
def used(house: House) -> WorkspaceId:
    made = house.answer("workspace", "create", "Together", "--time-zone", "UTC")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    return WorkspaceId(made["id"])


@pytest.fixture
async def five(used: WorkspaceId, owner: Connection) -> Seeded:
    """Each of five has twelve pull requests merged, reviewed by the next; Ada and Bob share a commit; Zoe is alone."""
    seeded = Seeded(used)
    if await owner.fetchval("select id from teams where workspace_id = $1", used):
        return seeded
    for name in (*PEOPLE, "Zoe"):
        await seeded.developer(owner, name)
    await seeded.repository(owner, "api")
    await seeded.team(owner, "Payments", [(name, None, None) for name in (*PEOPLE, "Zoe")])
    pulls = Pulls(seeded, owner)
    now = datetime.now(UTC)
    async with owner.transaction():
        for place, name in enumerate(PEOPLE):
            for week in range(1, 13):
                opened = now - week * 7 * DAY
                title = ("fix: lose no cent", "feat: pay by card", "Write down how")[week % 3]
                one = await pulls.pull(name, opened, merged=opened + DAY, size=(30, 10), title=title)
                await pulls.review(one, PEOPLE[(place + 1) % 5], opened + DAY / 2)
                await seeded.commit(owner, name, opened, "api")
        await seeded.commit(owner, "Ada", now - 3 * DAY, "api", co_authors=("Bob",))
    return seeded


def said(house: House, *words: str) -> str:
    done = house.run(*words)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.usefixtures("five")
async def test_a_group_and_a_person_in_the_network(house: House) -> None:
    whole = said(house, "network")
    assert all(word in whole for word in ("Who works with whom in Together", "Cohesion", "Circles", "Ada", "as of"))
    assert "61 reviews and shared commits among 5 people" in whole
    assert "Without any tie: Zoe." in said(house, "network", "-s", "team:payments", "--period", "12w")
    ada = said(house, "network", "-s", "person:Ada")
    assert all(word in ada for word in ("Whom Ada works with", "Bob", "Eve", "2 people, 4 people within two steps"))
    assert house.answer("network", "-s", "person:Ada")["reach"] == 4
    assert "No review and no commit of two hands" in said(house, "network", "-s", "person:Zoe")
    dated = house.run("network", "-s", "person:Ada", "--period", "4w")
    assert "Of a person it is told as of now." in dated.output
    wrong = house.run("network", "-s", "repository:api")
    assert "people, teams and the workspace" in wrong.output


@pytest.mark.usefixtures("five")
async def test_how_much_there_is_to_changes(house: House) -> None:
    whole = said(house, "complexity", "--period", "6m")
    assert all(
        word in whole for word in ("60 pull requests", "simple", "bugfix", "feature", "Score, median", "It says")
    )
    assert house.answer("complexity", "-s", "person:Ada")["n"] == 12
    assert "How much there is to changes of Ada" in said(house, "complexity", "-s", "person:Ada")
    assert "No pull request was opened in these days." in said(house, "complexity", "--period", "2020")


@pytest.mark.usefixtures("five")
async def test_what_work_was_spent_on(house: House) -> None:
    whole = said(house, "investment", "--period", "6m")
    assert all(word in whole for word in ("60 merged pull requests", "New features", "Keeping the lights on", "as of"))
    behind = said(house, "investment", "--behind", "new features", "-s", "team:payments", "--limit", "2")
    assert all(word in behind for word in ("Spent on: New features", "pay by card", "raise --limit"))
    assert len(house.answer("investment", "--behind", "none", "--period", "6m")["items"]) <= 20
    wrong = house.run("investment", "--behind", "new")
    assert wrong.exit_code != 0
    assert "There is no category 'new'." in wrong.output
    assert "No pull request of a person was merged" in said(house, "investment", "--period", "2020")


@pytest.mark.usefixtures("five")
async def test_what_assistance_leaves_behind(house: House) -> None:
    whole = said(house, "ai-impact")
    assert all(word in whole for word in ("AI assistance in Together", "Merged pull requests", "without a trace"))
    assert "Nothing in these weeks names an assistant" in whole
    assert "This cannot show what an assistant does to work" in whole
    assert house.answer("ai-impact", "-s", "team:payments")["subject"]["name"] == "Payments"
    wrong = house.run("ai-impact", "-s", "person:Ada")
    assert "never of a person" in wrong.output

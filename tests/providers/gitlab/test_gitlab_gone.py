"""Groups that GitLab does not have any more, and who left one; projects and merge requests: test_gitlab_asking."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.activity import put
from tests.providers.gitlab.fake import FakeGitLab
from tests.providers.scenario import scenario
from tests.providers.serving import Broken, Hours
from tests.providers.walking import Walk, of

from aexy.kernel.activity import Team
from aexy.kernel.errors import SourceFailed
from aexy.kernel.ids import WorkspaceId
from aexy.sources.contract import Auth, FoundRepository, Level, Scope
from aexy.sources.dialect import Silence
from aexy.sources.gitlab import GITLAB
from aexy.sources.http import Http
from aexy.store.activity import Place
from aexy.store.postgres import Connection, Database

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SCOPE = Scope(level=Level.CONNECTION, origin="gitlab.com")
_LEFT = """
select t.slug, i.username
from team_identities m
join teams t on t.workspace_id = m.workspace_id and t.id = m.team_id
join developer_identities i on i.workspace_id = m.workspace_id and i.key = m.identity_key
where m.workspace_id = $1 and m.left_at is not null
order by 1, 2
"""


@pytest.fixture
async def fake() -> AsyncIterator[FakeGitLab]:
    async with FakeGitLab(scenario(developers=4, commits=160, seed=5), Hours(NOW)) as made:
        yield made


def way(fake: FakeGitLab) -> Http:
    return GITLAB.http(
        fake.base_url, Auth("token", tuple(fake.tokens)), {}, clock=fake.hours.clock(), watcher=Silence(),
        allow_private=True,
    )  # fmt: skip


async def test_who_left_a_group_is_not_in_its_list_and_a_deleted_group_has_nobody(
    fake: FakeGitLab, database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    found, place = Walk(GITLAB, SCOPE, "teams", fake.hours), Place("gitlab", "gitlab.com")
    async with way(fake) as http:
        await put(database, workspace, place, *found.records(await found.go(http)), now=fake.hours.now)
        assert await owner.fetch(_LEFT, workspace) == []
        first, last = fake.groups[0], fake.groups[-1]
        left_one = fake.members[first["id"]].pop()
        gone = (left_one or {})["username"]
        fake.groups.remove(last)
        fake.hours.now += timedelta(hours=1)
        records = found.records(await found.go(http))
        await put(database, workspace, place, *records, now=fake.hours.now)
        fake.hours.now += timedelta(hours=1)
        later = of(Team, found.records(await found.go(http)))
    dissolved = [team for team in of(Team, records) if not team.members]
    assert dissolved == [Team(str(last["id"]), last["full_path"], last["name"], ())]
    assert last["full_path"] not in {team.slug for team in later}, "said once is enough"
    left = [tuple(row) for row in await owner.fetch(_LEFT, workspace)]
    assert (first["full_path"], gone) in left
    assert {name for slug, name in left if slug == last["full_path"]} == {
        row["username"] for row in fake.members[last["id"]] if row
    }


async def test_a_list_that_could_not_be_read_dissolves_no_group(fake: FakeGitLab) -> None:
    found = Walk(GITLAB, SCOPE, "teams", fake.hours)
    async with way(fake) as http:
        await found.go(http)
        fake.hours.now += timedelta(hours=1)
        fake.server.order(*(Broken(502) for _ in range(20)))
        with pytest.raises(SourceFailed):
            await found.go(http)
        fake.server.forget()
        again = of(Team, found.records(await found.go(http)))
    assert len(again) == len(fake.groups)
    assert all(team.members for team in again)


async def test_a_project_that_moved_to_another_group_stays_itself(fake: FakeGitLab) -> None:
    number = fake.project_of("acme/payments-api").id
    fake.rename("acme/payments-api", "globex/payments-api")
    repository = Scope(level=Level.REPOSITORY, external_id=str(number), name="acme/payments-api", origin="gitlab.com")
    found = Walk(GITLAB, repository, "repository", fake.hours)
    async with way(fake) as http:
        await found.go(http)
        there = [each async for each in GITLAB.discover(http, {}) if isinstance(each, FoundRepository)]
    assert found.records() == []
    assert {each.external_id: each.owner for each in there}[str(number)] == "globex"

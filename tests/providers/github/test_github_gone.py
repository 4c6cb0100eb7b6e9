"""What GitHub does not have any more, or has elsewhere: repositories, issues, teams and who is in them."""

import copy
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.activity import add_repository, put
from tests.providers.github.fake import FakeGitHub
from tests.providers.scenario import scenario
from tests.providers.serving import Hours, Instead, Request, as_json
from tests.providers.walking import Walk, of

from aexy.kernel.activity import Gone, Team
from aexy.kernel.errors import SourceFailed, Unknown
from aexy.kernel.ids import WorkspaceId
from aexy.sources.contract import Auth, FoundRepository, Level, Scope
from aexy.sources.dialect import Silence
from aexy.sources.github import GITHUB
from aexy.sources.http import Http
from aexy.store.activity import Place
from aexy.store.postgres import Connection, Database

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
NAME = "acme/payments-api"
EVERYTHING = Scope(level=Level.CONNECTION, origin="github.com", options={"owners": ["acme"]})
NO_TEAMS = {"teams": {"totalCount": 0, "pageInfo": {"hasNextPage": False, "endCursor": None}, "nodes": []}}


@pytest.fixture
async def fake() -> AsyncIterator[FakeGitHub]:
    async with FakeGitHub(scenario(), Hours(NOW)) as made:
        yield made


def way(fake: FakeGitHub) -> Http:
    return GITHUB.http(
        fake.url, Auth("token", ("secret",)), {}, clock=fake.hours.clock(), watcher=Silence(), allow_private=True
    )


def walk(fake: FakeGitHub, stream: str, *, number: int | None = None) -> Walk:
    known = number or fake.world.repositories[NAME].told.id
    scope = Scope(level=Level.REPOSITORY, external_id=str(known), name=NAME, origin="github.com")
    return Walk(GITHUB, scope, stream, fake.hours)


def asks_for_teams(request: Request) -> bool:
    return b"query Teams" in request.body


async def test_a_deleted_repository_is_said_to_be_gone(
    fake: FakeGitHub, database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    found, pulls = walk(fake, "repository"), walk(fake, "pull_requests")
    async with way(fake) as http:
        await found.go(http)
        assert found.records() == []
        fake.world.repositories[NAME].is_gone = True
        await found.go(http)
        with pytest.raises(Unknown):
            await pulls.go(http)
    assert found.records() == [Gone("repository", found.scope.external_id, NOW)]
    key = await add_repository(owner, workspace)
    named = await owner.fetchval("select external_id from repositories where key = $1", key)
    place = Place("github", "github.com", repository_key=key, external_id=named)
    await put(database, workspace, place, Gone("repository", named, NOW))
    assert await owner.fetchval("select gone_at from repositories where key = $1", key) == NOW


async def test_a_transferred_repository_stays_itself_under_its_new_name(fake: FakeGitHub) -> None:
    found = walk(fake, "repository")
    hosted = fake.world.repositories.pop(NAME)
    moved = copy.copy(hosted.told)
    object.__setattr__(moved, "owner", "globex")
    hosted.told = moved
    fake.world.repositories["globex/payments-api"] = hosted
    async with way(fake) as http:
        await found.go(http)
        there = [each async for each in GITHUB.discover(http, {}) if isinstance(each, FoundRepository)]
    assert found.records() == []
    assert {each.external_id: each.owner for each in there}[found.scope.external_id] == "globex"


async def test_another_repository_under_the_name_of_one_that_was_followed_is_not_taken_for_it(fake: FakeGitHub) -> None:
    async with way(fake) as http:
        with pytest.raises(SourceFailed) as failed:
            await walk(fake, "pull_requests", number=999).go(http)
    assert failed.value.detail == f"{NAME} is another repository now than the one that was followed."


async def test_issues_that_were_deleted_or_transferred_are_missed_by_their_numbers(fake: FakeGitHub) -> None:
    hosted, found = fake.world.repositories[NAME], walk(fake, "issue_numbers")
    async with way(fake) as http:
        await found.go(http)
        first = {each.number for each in of(Gone, found.records())}
        number = hosted.told.issues[2]["number"]
        hosted.gone_numbers.add(number)
        fake.hours.now += timedelta(days=8)
        pages = await found.go(http)
    later = of(Gone, found.records(pages))
    assert {each.number for each in later} - first == {number}
    assert {each.external_id for each in later if each.number == number} == {f"{hosted.told.id}#{number}"}


async def test_who_left_a_team_is_not_in_its_list_and_a_team_that_was_dissolved_has_nobody(
    fake: FakeGitHub, database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    found, place = Walk(GITHUB, EVERYTHING, "teams", fake.hours), Place("github", "github.com")
    async with way(fake) as http:
        await put(database, workspace, place, *found.records(await found.go(http)), now=fake.hours.now)
        [before] = of(Team, found.records())
        gone = before.members[0].username or ""
        del fake.world.people[gone]
        fake.hours.now += timedelta(hours=7)
        records = found.records(await found.go(http))
        [after] = of(Team, records)
        await put(database, workspace, place, *records, now=fake.hours.now)
        left = await owner.fetch(_LEFT, workspace)
        fake.hours.now += timedelta(hours=7)
        fake.server.order(Instead(as_json({"data": {"organization": NO_TEAMS}})), when=asks_for_teams)
        dissolved = found.records(await found.go(http))
        await put(database, workspace, place, *dissolved, now=fake.hours.now)
        fake.hours.now += timedelta(hours=7)
        fake.server.order(Instead(as_json({"data": {"organization": NO_TEAMS}})), when=asks_for_teams)
        assert found.records(await found.go(http)) == []
    assert {who.username for who in before.members} - {who.username for who in after.members} == {gone}
    assert [row["username"] for row in left] == [gone]
    assert dissolved == [Team("77", "everybody", "Everybody", ())]
    everybody = await owner.fetch(_LEFT, workspace)
    assert {row["username"] for row in everybody} == {who.username for who in before.members}


_LEFT = """
select i.username, m.left_at
from team_identities m join developer_identities i on i.workspace_id = m.workspace_id and i.key = m.identity_key
where m.workspace_id = $1 and m.left_at is not null
"""


async def test_a_list_that_could_not_be_read_dissolves_no_team(fake: FakeGitHub) -> None:
    found = Walk(GITHUB, EVERYTHING, "teams", fake.hours)
    async with way(fake) as http:
        await found.go(http)
        fake.hours.now += timedelta(hours=7)
        refused = {"data": {"organization": None}, "errors": [{"type": "FORBIDDEN", "message": "no"}]}
        fake.server.order(Instead(as_json(refused)), when=asks_for_teams)
        with pytest.raises(Exception, match="refuses"):
            await found.go(http)
        [team] = of(Team, found.records(await found.go(http)))
    assert team.members


def test_a_team_that_a_web_hook_says_was_deleted_has_nobody_at_once() -> None:
    told = {"action": "deleted", "team": {"id": 77, "slug": "everybody", "name": "Everybody", "description": None}}
    heard = GITHUB.hear("team", told, NOW)
    [(stream, scope, row)] = heard.rows
    assert (stream, scope, heard.hints) == ("teams", "", ())
    assert list(GITHUB.read(stream, row, EVERYTHING)) == [Team("77", "everybody", "Everybody", ())]

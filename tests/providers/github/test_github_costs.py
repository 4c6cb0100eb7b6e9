"""What reading GitHub costs: one question for twenty-five pull requests with all that is theirs, four at a time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from tests.features.syncing.conftest import Connected, connected, github, hours
from tests.providers.github import graph
from tests.providers.github.fake import FakeGitHub
from tests.providers.questions import parsed
from tests.providers.scenario import scenario
from tests.providers.serving import Hours
from tests.providers.walking import Walk, of

from aexy.kernel.activity import PullEvent, PullRequest, Review
from aexy.sources.contract import Auth, Level, Scope
from aexy.sources.dialect import Silence
from aexy.sources.github import GITHUB, queries
from aexy.sources.http import IN_FLIGHT, Http

__all__ = ["connected", "github", "hours"]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TOLD = scenario(developers=4, commits=100, seed=5)


@asynccontextmanager
async def standing(hours: Hours) -> AsyncIterator[tuple[FakeGitHub, Http, list[Scope]]]:
    async with FakeGitHub(TOLD, hours) as fake:
        scopes = [
            Scope(level=Level.REPOSITORY, external_id=str(each.id), name=each.full_name, origin=GITHUB.origin(fake.url))
            for each in TOLD.repositories.values()
        ]
        way = GITHUB.http(
            fake.url, Auth("token", ("secret",)), {}, clock=hours.clock(), watcher=Silence(), allow_private=True
        )
        async with way as http:
            yield fake, http, scopes


async def test_twenty_five_pull_requests_with_reviews_and_timeline_cost_one_question() -> None:
    hours = Hours(NOW)
    async with standing(hours) as (fake, http, scopes):
        for scope in scopes:
            before = len(fake.server.log)
            walk = Walk(GITHUB, scope, "pull_requests", hours)
            await walk.go(http)
            records = walk.records()
            many = len(of(PullRequest, records))
            asked = fake.server.log[before:]
            assert many == len(TOLD.repositories[scope.name].pull_requests)
            assert len(asked) == -(-many // 25)
            assert all(one.request.path == "/api/graphql" for one in asked)
            assert of(Review, records)
            assert {each.kind for each in of(PullEvent, records)} > {"opened", "review_requested", "reviewed", "merged"}


def test_such_a_question_is_a_handful_of_the_points_an_hour_has() -> None:
    variables = {"owner": "acme", "name": "shop", "first": queries.PULLS, "after": None, "way": "ASC"}
    points, nodes = graph.price(parsed(queries.PULL_REQUESTS), variables)
    assert queries.PULLS == 25
    assert points <= 8
    assert nodes < graph.MOST_NODES


async def test_what_did_not_change_is_asked_for_with_its_tag_and_costs_nothing() -> None:
    hours = Hours(NOW)
    async with standing(hours) as (fake, http, scopes):
        walks = [
            Walk(GITHUB, scope, stream.name, hours)
            for scope in scopes for stream in GITHUB.streams if stream.level is Level.REPOSITORY
        ]  # fmt: skip
        for _ in range(2):
            for walk in walks:
                await walk.go(http)
        hours.now += timedelta(hours=2)
        fake.allowances.spend("secret", "core", 0)
        before = len(fake.server.log)
        for walk in walks:
            await walk.go(http)
        asked = [one for one in fake.server.log[before:] if one.request.path != "/api/graphql"]
        unchanged = [one for one in asked if one.status == 304]
        assert len(unchanged) >= 3 * len(scopes)
        spent = fake.allowances.allowance - fake.allowances.spend("secret", "core", 0).remaining
        assert spent == len(asked) - len(unchanged)


async def test_a_sync_keeps_four_requests_under_way_and_never_more(connected: Connected) -> None:
    connected.github.server.delay = 0.05
    await connected.sync()
    assert connected.github.server.most_at_once == IN_FLIGHT == 4

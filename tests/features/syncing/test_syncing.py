"""A connection is read to its end, from where it stopped, and says how fresh and how whole it is."""

from datetime import timedelta

import pytest
from tests.features.syncing.conftest import Connected
from tests.providers.serving import Broken, Instead, Reply, Request

from aexy.features.jobs.service import get_job
from aexy.features.syncing.health import health
from aexy.features.syncing.schemas import Condition
from aexy.jobs.job import SyncRepository
from aexy.kernel.errors import NotSignedIn
from aexy.kernel.ids import JobId
from aexy.sources.contract import Level
from aexy.sources.github import GITHUB
from aexy.sources.http import TRIES

RUNS = "runs"
TABLES = ("pull_requests", "reviews", "pull_request_events", "issues", "deployments", "pipelines", "releases")
EVERYTHING = """
select jsonb_agg(row order by row::text)
from (select to_jsonb(t) - array['key', 'pull_key', 'issue_key'] as row from {table} t where workspace_id = $1) r
"""


async def rows_of(connected: Connected) -> dict[str, str]:
    """Every row of the facts, without the keys that loading hands out."""
    return {
        table: await connected.owner.fetchval(EVERYTHING.format(table=table), connected.workspace) for table in TABLES
    }


async def test_everything_the_provider_has_is_here_and_the_job_says_how_much(connected: Connected) -> None:
    job = await connected.sync()
    told = connected.github.world.repositories.values()
    assert await connected.count("pull_requests") == sum(len(each.told.pull_requests) for each in told) > 20
    assert await connected.count("deployments") == sum(len(each.told.deployments) for each in told)
    done = await get_job(connected.context, connected.workspace, JobId(job.id))
    assert done.state.value == "done"
    assert done.details["rows_read"] > done.details["streams_failed"] == 0
    assert done.done == done.total


async def test_people_of_the_provider_are_the_workspaces_people(connected: Connected) -> None:
    await connected.sync()
    unsettled = await connected.owner.fetchval(
        "select count(*) from developer_identities where workspace_id = $1 and developer_id is null",
        connected.workspace,
    )
    assert unsettled == 0
    assert await connected.count("developers") >= len(connected.github.world.repositories)


async def test_the_histories_of_what_is_followed_are_read_as_well(connected: Connected) -> None:
    await connected.sync()
    ordered = [one for one in connected.book.orders if isinstance(one, SyncRepository)]
    assert len(ordered) == len(connected.github.world.repositories)


async def test_a_second_sync_changes_nothing_and_asks_once_a_stream(connected: Connected) -> None:
    await connected.sync()
    before, asked = await rows_of(connected), len(connected.github.server.log)
    connected.hours.now += timedelta(hours=1)
    await connected.sync()
    assert await rows_of(connected) == before
    again = len(connected.github.server.log) - asked
    streams = sum(one.level is Level.REPOSITORY for one in GITHUB.streams)
    young_deployments = 1  # whose statuses may still come
    assert again <= (streams + young_deployments) * len(connected.github.world.repositories) + 2


async def test_a_full_sync_and_a_replay_give_the_same_rows(connected: Connected) -> None:
    await connected.sync()
    before = await rows_of(connected)
    await connected.sync(full=True)
    assert await rows_of(connected) == before
    asked = len(connected.github.server.log)
    for table in TABLES:
        await connected.owner.execute(f"delete from {table} where workspace_id = $1", connected.workspace)  # noqa: S608 - names of our own
    await connected.replay()
    assert len(connected.github.server.log) == asked
    assert await rows_of(connected) == before


async def test_one_stream_that_fails_is_said_and_the_others_go_on(connected: Connected) -> None:
    def is_releases(request: Request) -> bool:
        return request.path.endswith("/actions/runs")

    connected.github.server.order(*[Broken(502)] * TRIES * 50, when=is_releases)
    job = await connected.sync()
    assert await connected.count("pull_requests") > 20
    done = await get_job(connected.context, connected.workspace, JobId(job.id))
    assert done.details["streams_failed"] == len(connected.github.world.repositories)
    assert "status 502" in done.details["first_failure"]
    found = await health(connected.context, connected.workspace, connected.id)
    assert found.condition is Condition.FAILING
    assert "status 502" in found.sentence
    broken = {(scope.name, one.stream) for scope in found.scopes for one in scope.streams if one.error}
    assert {stream for _, stream in broken} == {RUNS}
    assert {gap.stream for gap in found.gaps} == {RUNS}


async def test_a_gap_is_closed_by_the_sync_that_reads_it(connected: Connected) -> None:
    connected.github.server.order(*[Broken(502)] * TRIES * 50, when=lambda one: one.path.endswith("/actions/runs"))
    await connected.sync()
    connected.github.server.forget()
    await connected.sync()
    found = await health(connected.context, connected.workspace, connected.id)
    assert (found.condition, found.gaps) == (Condition.FRESH, [])
    assert found.sentence == "Every stream was read to its end."
    assert await connected.count("pipelines") > 0


async def test_a_refused_token_ends_the_sync_and_says_what_to_do(connected: Connected) -> None:
    await connected.sync()
    connected.github.tokens.clear()
    with pytest.raises(NotSignedIn):
        await connected.sync()
    found = await health(connected.context, connected.workspace, connected.id)
    assert found.condition is Condition.FAILING
    assert "token" in found.sentence
    assert await connected.count("pull_requests") > 20


async def test_a_spent_budget_is_waited_for_and_told(connected: Connected) -> None:
    connected.github.allowances.own["core"] = 5
    started = connected.hours.now
    await connected.sync()
    assert connected.hours.now - started >= timedelta(hours=1)
    refused = [one for one in connected.github.server.log if one.status in (403, 429)]
    assert len(refused) <= 4  # what was under way when the last request was spent
    found = await health(connected.context, connected.workspace, connected.id)
    left = {one.resource: one.remaining for one in found.budgets}
    told = [one.reply.headers for one in connected.github.server.log if one.request.path == "/api/graphql"]
    latest = max(one["x-ratelimit-reset"] for one in told)
    assert left["graphql"] == min(
        int(one["x-ratelimit-remaining"]) for one in told if one["x-ratelimit-reset"] == latest
    )
    assert "core" in left


async def test_what_was_never_read_and_what_is_old_are_not_called_fresh(connected: Connected) -> None:
    assert (await health(connected.context, connected.workspace, connected.id)).condition is Condition.NEVER_READ
    await connected.sync()
    assert (await health(connected.context, connected.workspace, connected.id)).condition is Condition.FRESH
    later = connected.context.at(connected.hours.now + timedelta(hours=5))
    found = await health(later, connected.workspace, connected.id)
    assert found.condition is Condition.STALE
    assert "aexy sync" in found.sentence


async def test_a_row_that_cannot_be_read_is_a_gap_and_the_rest_of_its_page_is_here(connected: Connected) -> None:
    broken = Instead(Reply(200, b'[{"id": 7, "tag_name": null}]'))
    connected.github.server.order(broken, when=lambda one: one.path.endswith("/1000/releases"))
    await connected.sync()
    found = await health(connected.context, connected.workspace, connected.id)
    assert found.condition is Condition.HAS_GAPS
    assert len(found.gaps) == 1
    assert "row 1" in (found.gaps[0].item or "")
    assert await connected.count("pull_requests") > 20


async def test_a_page_of_another_shape_is_a_gap_and_the_other_streams_are_here(connected: Connected) -> None:
    connected.github.server.order(
        Instead(Reply(200, b'[{"id": "no number"}]')), when=lambda one: one.path.endswith("/actions/runs")
    )
    await connected.sync()
    found = await health(connected.context, connected.workspace, connected.id)
    assert found.condition is Condition.FAILING
    assert [gap.stream for gap in found.gaps] == [RUNS]
    assert "workflow runs and jobs" in found.sentence
    assert "cannot be read" in found.gaps[0].reason
    assert await connected.count("pull_requests") > 20

"""CI over the real database: whose runs, of which window, at what price; read in as many statements however many."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from tests.activity import add_repository, put
from tests.features.insights.conftest import NOW
from tests.providers.github.test_github_devlake import FOLDER, REPOSITORY, everything, of

from aexy.context import Context
from aexy.features.delivery import ci_flaky, ci_service
from aexy.features.delivery.ci_counting import CiAsked
from aexy.features.delivery.ci_schemas import CiPriceWish, CiReport
from aexy.features.insights.schemas import Bucket
from aexy.features.routing import Account, Role, Viewer
from aexy.kernel.activity import Job, Pipeline
from aexy.kernel.activity.words import RunStatus
from aexy.kernel.errors import Unknown, Unusable
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.activity import Place
from aexy.store.ci_facts import Runs, read_runs
from aexy.store.postgres import Connection, Database
from aexy.store.session import session

Asker = Callable[..., Viewer]
MONDAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MAY = CiAsked(start=date(2026, 5, 4), end=date(2026, 5, 18))


def run(
    number: int, status: RunStatus, asked: float, length: float, sha: str = "a", name: str = "CI"
) -> Pipeline:  # fmt: skip
    """A run that was asked for so many minutes after that Monday morning, waited one, and took so many."""
    created = MONDAY + asked * MINUTE
    return Pipeline(
        str(number), created + (length + 1) * MINUTE, status, created, name, "main", sha.encode().ljust(20), "push",
        None, created + MINUTE, created + (length + 1) * MINUTE, 1, None, f"https://hub.example/runs/{number}",
    )  # fmt: skip


def job(pipeline: int, number: int, name: str, status: RunStatus, starts: float, ends: float) -> Job:
    finished = MONDAY + ends * MINUTE
    return Job(
        str(pipeline), str(number), finished, name, status, None, None, None, None, MONDAY + starts * MINUTE, finished
    )  # fmt: skip


async def load(
    database: Database, owner: Connection, workspace: WorkspaceId, name: str, records: Sequence[Pipeline | Job]
) -> UUID:
    """Put runs into a new repository."""
    key = await add_repository(owner, workspace, name)
    await put(database, workspace, Place("github", "github.com", repository_key=key, external_id=f"R{name}"), *records)
    await owner.execute("update repositories set web_url = 'https://hub.example/acme/' || name where key = $1", key)
    found: UUID = await owner.fetchval("select id from repositories where key = $1", key)
    return found


async def report(context: Context, viewer: Viewer, asked: CiAsked = MAY, bucket: Bucket = Bucket.WEEKLY) -> CiReport:
    return await ci_service.report(context, viewer, asked, bucket)


async def test_a_window_is_told_together_by_week_by_repository_and_by_workflow(
    context: Context, viewer: Asker, database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    week = 7 * 24 * 60
    await load(database, owner, workspace, "shop", [
        run(1, "failure", 0, 10), run(2, "success", 20, 12), run(3, "success", week, 20, "b"),
        run(4, "cancelled", week + 1, 5, "c", "Deploy"), run(5, "success", -week, 30, "d"),
    ])  # fmt: skip
    await load(database, owner, workspace, "pay", [
        run(9, "success", 0, 3), job(9, 91, "test", "success", 2, 4), job(9, 92, "lint", "success", 2, 3),
    ])  # fmt: skip
    found = await report(context, viewer())
    total = found.total
    assert (total.runs, total.succeeded, total.failed, total.cancelled, total.success_rate) == (5, 3, 1, 1, 0.75)
    assert (total.flaky_commits, total.passed_commits, total.flaky_rate) == (1, 3, 1 / 3)
    assert (total.minutes, total.minutes_of.jobs, total.minutes_of.runs) == (50, 1, 4)
    assert (total.wasted_minutes, total.wasted_flaky, total.wasted_cancelled) == (15, 10, 5)
    assert (total.cost, found.price.per_minute) == (None, None)
    assert found.previous is not None
    assert (found.previous.runs, found.previous.minutes) == (1, 30)
    assert [(each.period.start.day, each.runs, each.minutes) for each in found.trend] == [(4, 3, 25), (11, 2, 25)]
    assert [(each.repository.name, each.minutes) for each in found.repositories] == [("acme/shop", 47), ("acme/pay", 3)]
    named = [(each.repository.name, each.name, each.runs) for each in found.workflows]
    assert named == [("acme/shop", "CI", 3), ("acme/shop", "Deploy", 1), ("acme/pay", "CI", 1)]
    alone = await report(context, viewer(), CiAsked(start=MAY.start, end=MAY.end, workflow="Deploy"))
    assert (alone.total.runs, alone.total.success_rate, alone.total.duration.median) == (1, None, None)


async def test_a_week_without_runs_has_none_and_no_other_number(
    context: Context, viewer: Asker, database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    await load(database, owner, workspace, "shop", [run(1, "success", 0, 10)])
    empty = (await report(context, viewer())).trend[1]
    assert (empty.runs, empty.flaky_commits) == (0, 0)
    assert {empty.success_rate, empty.minutes, empty.flaky_rate, empty.duration.median, empty.wasted_minutes} == {None}


async def test_a_team_has_the_runs_of_repositories_while_it_owned_them(
    context: Context, viewer: Asker, database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    week = 7 * 24 * 60
    repository = await load(
        database, owner, workspace, "shop", [run(1, "success", 0, 10), run(2, "success", week, 20, "b")]
    )
    await load(database, owner, workspace, "pay", [run(3, "success", 0, 7)])
    team = await owner.fetchval(
        "insert into teams (workspace_id, slug, name) values ($1, 'core', 'Core') returning id", workspace
    )
    await owner.execute(
        "insert into repository_teams (workspace_id, repository_id, team_id, since, until, source)"
        " values ($1, $2, $3, '-infinity', $4, 'manual')",
        workspace, repository, team, MONDAY + timedelta(days=3),
    )  # fmt: skip
    for asked in (
        CiAsked(start=MAY.start, end=MAY.end, team=team), CiAsked(f"team:{team}", MAY.start, MAY.end),
        CiAsked(f"repository:{repository}", MAY.start, MAY.end, team),
    ):  # fmt: skip
        assert (await report(context, viewer(), asked)).total.minutes == 10
    whole = await report(context, viewer(), CiAsked(f"repository:{repository}", MAY.start, MAY.end))
    assert whole.total.minutes == 30
    limited = Viewer(Account(AccountId(UUID(int=1)), "Lee", None, is_local_owner=False), workspace, Role.VIEWER, None,
                     frozenset())  # fmt: skip
    with pytest.raises(Unknown):
        await report(context, limited, CiAsked(f"team:{team}", MAY.start, MAY.end))


async def test_a_project_and_a_service_have_the_runs_of_their_repositories(
    context: Context, viewer: Asker, database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    repository = await load(database, owner, workspace, "shop", [run(1, "success", 0, 10)])
    await load(database, owner, workspace, "pay", [run(3, "success", 0, 7)])
    project = await owner.fetchval(
        "insert into projects (workspace_id, slug, name) values ($1, 'p', 'P') returning id", workspace
    )
    await owner.execute("insert into project_repositories values ($1, $2, $3)", workspace, project, repository)
    service = await owner.fetchrow(
        "insert into services (id, workspace_id, name) values (gen_random_uuid(), $1, 'Checkout') returning id, key",
        workspace,
    )
    await owner.execute(
        "insert into service_repositories (workspace_id, service_key, repository_key)"
        " select $1, $2, key from repositories where id = $3",
        workspace, service["key"], repository,
    )  # fmt: skip
    assert (await report(context, viewer(), CiAsked(f"project:{project}", MAY.start, MAY.end))).total.minutes == 10
    found = await report(context, viewer(), CiAsked(start=MAY.start, end=MAY.end, service=service["id"]))
    assert (found.total.minutes, found.service) == (10, "Checkout")
    with pytest.raises(Unknown, match="no service"):
        await report(context, viewer(), CiAsked(service=UUID(int=5)))
    ada = await owner.fetchval("insert into developers (workspace_id, name) values ($1, 'A') returning id", workspace)
    with pytest.raises(Unusable, match="not counted for a person"):
        await report(context, viewer(), CiAsked(f"developer:{ada}"))


async def test_what_failed_and_passed_is_listed_with_where_to_look(
    context: Context, viewer: Asker, database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    await load(database, owner, workspace, "shop", [
        run(1, "failure", 0, 10), job(1, 11, "test", "failure", 1, 9), job(1, 12, "lint", "success", 1, 2),
        run(2, "success", 20, 12), job(2, 21, "test", "success", 21, 30), job(2, 22, "lint", "success", 21, 22),
        run(3, "failure", 40, 5, "b"), run(4, "success", 60, 5, "b"), run(5, "success", 80, 5, "c"),
        job(5, 51, "test", "success", 81, 85),
    ])  # fmt: skip
    found = await ci_flaky.flakiness(context, viewer(), MAY, cursor=None, limit=1)
    assert (found.flaky_commits, found.passed_commits, found.next_cursor is not None) == (2, 3, True)
    assert found.items[0].sha == b"b".ljust(20).hex()
    rest = await ci_flaky.flakiness(context, viewer(), MAY, cursor=found.next_cursor, limit=1)
    (first,) = rest.items
    assert rest.next_cursor is None
    assert first.url == f"https://hub.example/acme/shop/commit/{b'a'.ljust(20).hex()}"
    assert [each.url for each in first.failed] == ["https://hub.example/runs/1"]
    assert (first.passed.url, first.jobs, first.failures) == ("https://hub.example/runs/2", ["test"], 1)
    assert first.wasted_minutes == 9  # both jobs of the failed run
    (worst,) = found.jobs
    assert (worst.job, worst.flaky_commits, worst.passed_commits, worst.flaky_rate) == ("test", 1, 2, 0.5)
    assert (worst.wasted_minutes, worst.last_failed.id) == (8, "1")


async def test_a_price_makes_minutes_money_and_is_audited_and_can_be_taken_back(
    context: Context, database: Database, owner: Connection, workspace: WorkspaceId, account: AccountId
) -> None:
    await load(database, owner, workspace, "shop", [run(1, "cancelled", 0, 10), run(2, "success", 20, 12, "b")])
    asking = Viewer(Account(account, "Owner", None, is_local_owner=True), workspace, Role.OWNER, None)
    assert (await ci_service.get_price(context, asking)).per_minute is None
    said = await ci_service.set_price(context, asking, CiPriceWish(per_minute=0.008, currency="EUR"))
    assert (said.per_minute, said.currency, said.set_by, said.set_at) == (0.008, "EUR", "Test owner", NOW)
    found = await report(context, asking)
    assert (found.total.cost, found.total.wasted_cost, found.price.currency) == (0.18, 0.08, "EUR")
    assert found.workflows[0].cost == 0.18
    await ci_service.set_price(context, asking, CiPriceWish(per_minute=0.008, currency="EUR"))
    assert await ci_service.set_price(context, asking, CiPriceWish(per_minute=None, currency=None)) == (
        await ci_service.get_price(context, asking)
    )
    actions = await owner.fetch("select content from audit_events where workspace_id = $1 order by seq", workspace)
    assert [row["content"].count("ci_price.changed") for row in actions] == [1, 1]
    with pytest.raises(Unusable, match="an amount and a currency"):
        await ci_service.set_price(context, asking, CiPriceWish(per_minute=1, currency=None))


async def test_runs_are_read_in_two_statements_however_many_there_are(
    database: Database, owner: Connection, workspace: WorkspaceId, database_url: str
) -> None:
    counts = []
    for name, many in (("one", 1), ("many", 300)):
        await load(database, owner, workspace, name, [run(number, "success", number, 1) for number in range(many)])
        with session(database_url, workspace) as opened:
            runs, _ = read_runs(opened, Runs(), MONDAY - timedelta(days=1), MONDAY + timedelta(days=9))
            counts.append((opened.statements, runs.height))
    assert counts == [(2, 1), (2, 301)]


@pytest.mark.skipif(FOLDER is None, reason="shared/data is not beside this checkout")
async def test_githubs_own_runs_are_counted_by_their_jobs_and_what_goes_on_is_neither_good_nor_bad(
    context: Context, viewer: Asker, database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    records = everything()
    key = await add_repository(owner, workspace, "ants")
    await put(database, workspace, Place("github", "github.com", repository_key=key, external_id=REPOSITORY), *records)
    runs, jobs = {one.external_id: one for one in of(Pipeline, records)}, of(Job, records)
    found = await report(context, viewer(), CiAsked(start=date(2015, 1, 1), end=date(2026, 5, 20)), Bucket.TOTAL)
    total = found.total
    assert (total.runs, found.trend) == (35, [])
    assert total.finished == sum(one.status in {"success", "failure"} for one in runs.values())
    assert total.unfinished == sum(one.status in {"running", "queued"} for one in runs.values()) == 7
    lengths = {
        one.external_id: (one.finished_at - one.started_at) / MINUTE
        for one in jobs if one.started_at and one.finished_at and one.finished_at >= one.started_at
        and one.pipeline in runs
    }  # fmt: skip
    counted = {one.pipeline for one in jobs if one.external_id in lengths}
    assert total.minutes_of.jobs == len(counted)
    own = [
        (one.finished_at - one.started_at) / MINUTE for one in runs.values()
        if one.external_id not in counted and one.status != "skipped" and one.started_at and one.finished_at
    ]  # fmt: skip
    assert total.minutes == pytest.approx(sum(lengths.values()) + sum(own))

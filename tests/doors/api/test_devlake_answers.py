"""Every path of insights and analytics answers on real pull requests, and never with 0 for what was not supplied."""

import re
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI
from tests.activity import add_repository, put
from tests.doors.api.conftest import Clock
from tests.providers.github.test_github_devlake import FOLDER, REPOSITORY, everything
from tests.tenants.calls import Plan

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.activity import Place
from aexy.store.folk import settle_people
from aexy.store.postgres import Connection, Database

pytestmark = pytest.mark.skipif(FOLDER is None, reason="shared/data is not beside this checkout")

SUPPLIED = {"developer", "team", "repository", "project"}
# What asks for a thing of another feature (or for a file: these repositories have none), or is off until stated.
ELSEWHERE = re.compile(r"/alert|/leave|/leaderboards|/working-schedules/|/hotspots/commits")
WINDOW = {"from": "2018-01-01", "to": "2019-12-30"}


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2020, 1, 6, tzinfo=UTC))


@pytest.fixture
async def ids(database: Database, owner: Connection, workspace: WorkspaceId, account: AccountId) -> dict[str, str]:
    """The data of DevLake's own tests in a workspace with one team, one project, and an owner who did some of it."""
    key = await add_repository(owner, workspace, "ants")
    place = Place("github", "github.com", repository_key=key, external_id=REPOSITORY)
    await put(database, workspace, place, *everything())
    async with database.workspace(workspace) as connection:
        await settle_people(connection, workspace)
    team = await owner.fetchval(
        "insert into teams (workspace_id, slug, name) values ($1, 'all', 'All') returning id", workspace
    )
    await owner.execute(
        "insert into team_members (workspace_id, team_id, developer_id)"
        " select $1, $2, id from developers where workspace_id = $1 and kind = 'human'",
        workspace, team,
    )  # fmt: skip
    project = await owner.fetchval(
        "insert into projects (workspace_id, slug, name) values ($1, 'ants', 'Ants') returning id", workspace
    )
    repository = await owner.fetchval("select id from repositories where key = $1", key)
    await owner.execute("insert into project_repositories values ($1, $2, $3)", workspace, project, repository)
    people = await owner.fetch(
        """
        select i.developer_id as id
        from pull_requests p
        join developer_identities i on i.key = p.author_key
        join developers d on d.id = i.developer_id and d.kind = 'human'
        where p.workspace_id = $1
        group by i.developer_id
        order by count(*) desc, i.developer_id
        limit 2
        """,
        workspace,
    )
    await owner.execute(
        "insert into account_developers (workspace_id, account_id, developer_id) values ($1, $2, $3)",
        workspace, account, people[0]["id"],
    )  # fmt: skip
    found = {"developer": people[0]["id"], "second": people[1]["id"], "team": team, "project": project}
    return {name: str(one) for name, one in (found | {"repository": repository}).items()}


async def test_every_path_of_numbers_answers_on_real_pull_requests(
    app: FastAPI, client: httpx.AsyncClient, workspace: WorkspaceId, ids: dict[str, str]
) -> None:
    asked = 0
    for route in Plan.of(app).routes:
        numbers = "/insights/" in route.path or "/analytics/" in route.path
        if not numbers or ELSEWHERE.search(route.path) or route.names - SUPPLIED - {"second"}:
            continue
        if route.changes and "/analytics/" not in route.path:
            continue
        # A capacity is a plan: it looks ahead, from today.
        window = {} if route.path.endswith("/capacity") else WINDOW
        query = {name: value for name, value in window.items() if name in route.takes}
        call = route.call(workspace, ids, query=query)
        answer = await client.request(call.method, call.address, json=call.body)
        asked += 1
        assert answer.is_success, f"{call.method} {call.address}: {answer.status_code} {answer.text[:300]}"
    assert asked > 50

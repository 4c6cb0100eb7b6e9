"""The demo organization has something to show of every question about its code."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest_asyncio
from tests.ingesting import carrying_out

from aexy.context import Context
from aexy.features.ingest import service
from aexy.features.knowledge.coupling_service import CouplingWish, find_coupling
from aexy.features.knowledge.hotspots_service import find_hotspots
from aexy.features.knowledge.risk_schemas import JudgedBy
from aexy.features.knowledge.risk_service import find_risk, list_risks
from aexy.features.knowledge.survival_service import find_survival
from aexy.features.knowledge.suspects_service import find_suspected
from aexy.features.routing import Account, Role, Viewer
from aexy.jobs.inline import InlineDispatcher
from aexy.kernel.ids import AccountId, DeveloperId, WorkspaceId
from aexy.kernel.privacy import ONLY_TEAMMATES
from aexy.store.postgres import Database


@dataclass(frozen=True)
class Demo:
    """The demo, whoever asks, and its busiest repository with a pull request that was merged there."""

    context: Context
    viewer: Viewer
    repository: UUID
    merged: int
    author: UUID


@pytest_asyncio.fixture(scope="module")
async def demo(database: Database, owner_url: str, modules_place: Path) -> AsyncIterator[Demo]:
    owner = await asyncpg.connect(owner_url)
    workspace = WorkspaceId(
        await owner.fetchval("insert into workspaces (slug, name) values ('demo', 'Demo') returning id")
    )
    async with carrying_out(database, modules_place) as context:
        await service.make_demo(context, workspace, developers=8, commits=2_000, seed=3, requested_by=None)
        assert isinstance(context.jobs, InlineDispatcher)
        await context.jobs.finish()
        busiest = await owner.fetchrow(
            """
            select r.id, (array_agg(p.number order by p.merged_at desc))[1] as number
            from repositories r
            join pull_requests p on p.repository_key = r.key and p.merged_at is not null
            where r.workspace_id = $1
            group by r.id
            order by count(*) desc
            limit 1
            """,
            workspace,
        )
        author = await owner.fetchval(
            """
            select d.id
            from pull_requests p
            join developer_identities i on i.key = p.author_key
            join developers d on d.id = i.developer_id
            join repositories r on r.key = p.repository_key
            where r.id = $1 and p.number = $2
            """,
            busiest["id"],
            busiest["number"],
        )
        account = Account(AccountId(uuid4()), "Somebody", None, is_local_owner=True)
        yield Demo(context, Viewer(account, workspace, Role.OWNER, None), busiest["id"], busiest["number"], author)
    await owner.close()


async def test_files_are_hot(demo: Demo) -> None:
    found = await find_hotspots(demo.context, demo.viewer, demo.repository, window=365, folder=None, limit=10)
    assert len(found.files) == 10
    assert found.files[0].score > found.files[-1].score > 0.5
    assert any(one.complexity.trend for one in found.files)
    assert sum(found.fixes_known_by.values()) > 5


async def test_files_change_together(demo: Demo) -> None:
    wish = CouplingWish(3, 0.3, across_folders=False, path=None, limit=10)
    found = await find_coupling(demo.context, demo.viewer, demo.repository, window=730, wish=wish)
    assert found.n > 50
    assert found.pairs


async def test_lines_live_and_go(demo: Demo) -> None:
    found = await find_survival(demo.context, demo.viewer, demo.repository, by=None)
    assert found.n > found.standing > 0
    assert len(found.cohorts) >= 8
    assert all(one.standing == sorted(one.standing, reverse=True) for one in found.cohorts)


async def test_fixes_point_to_commits(demo: Demo) -> None:
    found = await find_suspected(demo.context, demo.viewer, demo.repository, window=730, limit=10)
    assert found.suspected
    assert all(fix.at > one.at for one in found.suspected for fix in one.fixes)


async def test_a_pull_request_has_a_place_beside_what_lines_added_say(demo: Demo) -> None:
    found = (await find_risk(demo.context, demo.viewer, demo.repository, demo.merged)).pull_request
    assert found.files_known
    assert {part.key for part in found.parts if part.value is not None} >= {"size", "files", "heat", "absent"}
    opened = await list_risks(demo.context, demo.viewer, repository_id=None, limit=50)
    assert opened.pull_requests
    places = [one.place for one in opened.pull_requests if one.place is not None]
    assert places == sorted(places, reverse=True)
    said = opened.calibration
    assert said.judged + said.learned == opened.n > 50
    if not said.beats_baseline:
        assert {one.judged_by for one in opened.pull_requests} == {JudgedBy.LINES_ADDED}
        assert "places are those of lines added" in said.sentence


async def test_the_risk_of_somebodys_work_is_for_them_their_teammates_and_managers(demo: Demo) -> None:
    stranger = Viewer(demo.viewer.account, demo.viewer.workspace_id, Role.VIEWER, None)
    found = (await find_risk(demo.context, stranger, demo.repository, demo.merged)).pull_request
    assert (found.withheld, found.place, found.chance, found.parts) == (ONLY_TEAMMATES, None, None, [])
    theirs = Viewer(demo.viewer.account, demo.viewer.workspace_id, Role.VIEWER, DeveloperId(demo.author))
    assert (await find_risk(demo.context, theirs, demo.repository, demo.merged)).pull_request.parts
    listed = await list_risks(demo.context, stranger, repository_id=demo.repository, limit=50)
    assert (listed.pull_requests, listed.withheld_pull_requests) == ([], listed.open)

"""Counted deployments and incidents, one by one, and what somebody knows better."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from tests.activity import at, sha
from tests.linking import a_pull
from tests.shop import ANN, BOB, Shop, a_review

from aexy.context import Context
from aexy.features.delivery import deployment_service, incident_service
from aexy.features.delivery.deployment_rows import Sought
from aexy.features.delivery.deployment_schemas import Correction, DeploymentRow
from aexy.features.routing import Account, Role, Viewer
from aexy.kernel.activity import Deployment, Incident
from aexy.kernel.errors import Unknown
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection, Database

EVER = (None, None)


@pytest.fixture
def owner_viewer(workspace: WorkspaceId, account: AccountId) -> Viewer:
    return Viewer(Account(account, "Owner", None, is_local_owner=True), workspace, Role.OWNER, None)


@pytest_asyncio.fixture
async def shop(database: Database, owner: Connection, workspace: WorkspaceId) -> Shop:
    """A pull request of Ann's and a push go live with the second of three deployments; the third breaks something."""
    made = await Shop.make(database, owner, workspace)
    await made.put(
        made.shop,
        a_pull(3, author=ANN, title="Pay by card", opened_at=at(1), ready_at=at(1), merged_at=at(5), closed_at=at(5),
               merge_sha=sha(3), merge_method="squash"),
        a_review(3, BOB, at(2)), went("a", 2, 6), went("b", 4, 8), went("c", 5, 10), went("qa", 5, 9, "staging"),
        Incident("i1", at(99), "Down", at(10.5), at(11)),
    )  # fmt: skip
    await made.know()
    for number in range(1, 6):
        await made.commit(number, ANN, at(number), parents=[number - 1] if number > 1 else [])
    await made.link()
    return made


def went(name: str, commit: int, hours: float, environment: str = "production") -> Deployment:
    return Deployment(
        name, at(99), environment, "production" if environment == "production" else "staging", "success",
        at(hours - 0.5), sha=sha(commit), finished_at=at(hours), url=f"https://ci.example/{name}",
    )  # fmt: skip


async def listed(context: Context, viewer: Viewer, **sought: Any) -> list[DeploymentRow]:
    found = await deployment_service.list_deployments(
        context, viewer, Sought(**sought), days=EVER, cursor=None, limit=50
    )
    return found.items


def names(rows: list[DeploymentRow]) -> list[str]:
    return [str(row.url).rpartition("/")[2] for row in rows]


async def test_deployments_are_listed_latest_first_page_by_page_and_by_what_is_asked(
    context: Context, owner_viewer: Viewer, shop: Shop
) -> None:
    assert shop.workspace == owner_viewer.workspace_id
    rows = await listed(context, owner_viewer)
    assert names(rows) == ["c", "qa", "b", "a"]
    latest = rows[0]
    assert (latest.service, latest.repository, latest.minutes, latest.pulls, latest.commits) == (
        "acme/shop", "acme/shop", 30, 0, 1,
    )  # fmt: skip
    assert (latest.failed_by, latest.restored_at, [one.title for one in latest.incidents]) == (
        "incident", at(11), ["Down"],
    )  # fmt: skip
    assert (rows[2].previous_id, rows[3].is_first, rows[3].pulls) == (rows[3].id, True, 0)
    assert names(await listed(context, owner_viewer, failed=True)) == ["c"]
    assert names(await listed(context, owner_viewer, environment="Staging")) == ["qa"]
    assert names(await listed(context, owner_viewer, is_production=True)) == ["c", "b", "a"]
    assert await listed(context, owner_viewer, service=uuid4()) == []
    seen, cursor = [], None
    for _ in range(3):
        page = await deployment_service.list_deployments(
            context, owner_viewer, Sought(), days=(date(2026, 1, 1), date(2027, 1, 1)), cursor=cursor, limit=2
        )
        seen += names(page.items)
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == ["c", "qa", "b", "a"]


async def test_a_deployment_says_what_it_brought_stage_by_stage(
    context: Context, owner_viewer: Viewer, shop: Shop
) -> None:
    assert shop.workspace == owner_viewer.workspace_id
    rows = {str(row.url)[-1]: row.id for row in await listed(context, owner_viewer)}
    found = await deployment_service.get_deployment(context, owner_viewer, rows["b"])
    (pull,) = found.brought
    assert (pull.title, pull.author, pull.merged_at, pull.deployed_at) == ("Pay by card", "ann", at(5), at(8))
    stages = (pull.coding_hours, pull.pickup_hours, pull.review_hours, pull.merge_hours, pull.deploy_hours)
    assert (stages, pull.lead_hours) == ((0, 1, 0, 3, 3), 7)
    assert [(one.subject, one.lead_hours) for one in found.pushed] == [("A change", 4)]
    assert found.rows_withheld is None
    first = await deployment_service.get_deployment(context, owner_viewer, rows["a"])
    assert (first.is_first, first.brought, first.pushed) == (True, [], [])
    with pytest.raises(Unknown, match="no deployment"):
        await deployment_service.get_deployment(context, owner_viewer, uuid4())


async def test_whose_numbers_are_not_for_somebody_is_left_out_and_that_is_said(
    context: Context, owner_viewer: Viewer, shop: Shop
) -> None:
    bob = await shop.owner.fetchval(
        "select id from developers where workspace_id = $1 and name = 'bob'", shop.workspace
    )
    (row,) = [one for one in await listed(context, owner_viewer) if str(one.url).endswith("/b")]
    peer = Viewer(owner_viewer.account, shop.workspace, Role.MEMBER, bob)
    found = await deployment_service.get_deployment(context, peer, row.id)
    assert (found.brought, found.pulls) == ([], 1)
    assert found.rows_withheld is not None


async def test_somebody_knows_what_an_incident_came_of_and_may_be_wrong(
    context: Context, owner_viewer: Viewer, shop: Shop
) -> None:
    (incident,) = (await incident_service.list_incidents(
        context, owner_viewer, Sought(is_open=False), days=EVER, cursor=None, limit=5
    )).items  # fmt: skip
    assert (incident.title, incident.hours, incident.evidence) == ("Down", 0.5, "window")
    rows = {str(row.url).rpartition("/")[2]: row for row in await listed(context, owner_viewer)}
    assert incident.deployment_id == rows["c"].id
    wish = Correction(deployment_id=rows["b"].id, reason="It was the card.")
    said = await incident_service.correct(context, owner_viewer, incident.id, wish)
    assert (said.deployment_id, said.evidence) == (rows["b"].id, "manual")
    assert names(await listed(context, owner_viewer, failed=True)) == ["b"]
    none = await incident_service.correct(context, owner_viewer, incident.id, Correction(deployment_id=None))
    assert (none.deployment_id, none.evidence) == (None, "manual")
    assert await listed(context, owner_viewer, failed=True) == []
    await incident_service.undo(context, owner_viewer, incident.id)
    assert names(await listed(context, owner_viewer, failed=True)) == ["c"]
    with pytest.raises(Unknown, match="Nobody said"):
        await incident_service.undo(context, owner_viewer, incident.id)
    wish = Correction(deployment_id=rows["qa"].id)
    with pytest.raises(Unknown, match="no deployment"):
        await incident_service.correct(context, owner_viewer, incident.id, wish)
    with pytest.raises(Unknown, match="no incident"):
        await incident_service.correct(context, owner_viewer, uuid4(), Correction(deployment_id=None))
    book = await shop.owner.fetchval(
        "select count(*) from audit_events where workspace_id = $1 and content like '%incident.correct%'",
        shop.workspace,
    )
    assert book == 3

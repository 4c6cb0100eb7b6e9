"""One question over everything that has a name: the best first, slips forgiven, nothing that is not for one's eyes."""

from time import perf_counter
from uuid import UUID

import pytest
from tests.features.flow.conftest import Asker, asker, context
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.routing import Role, Viewer
from aexy.features.search.schemas import FoundAll
from aexy.features.search.service import search
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

__all__ = ["asker", "context"]


@pytest.fixture
async def made(owner: Connection, workspace: WorkspaceId) -> Seeded:
    seeded = Seeded(workspace)
    for name in ("Paul Payne", "Esme Fenwhistle", "Ann Lee"):
        await seeded.developer(owner, name)
    await seeded.developer(owner, "Paybot", kind="bot")
    for name in ("payments-api", "web"):
        await seeded.repository(owner, name)
    await owner.execute("update repositories set owner = 'acme' where workspace_id = $1", workspace)
    await seeded.team(owner, "Payments", [("Paul Payne", None, None)])
    await seeded.team(owner, "Platform", [("Ann Lee", None, None)])
    await owner.execute("insert into projects (workspace_id, slug, name) values ($1, 'pay', 'Pay by card')", workspace)
    return seeded


async def ask(context: Context, viewer: Viewer, q: str, limit: int = 6) -> FoundAll:
    return await search(context, viewer, q, limit=limit)


def told(found: FoundAll) -> list[tuple[str, str | None]]:
    return [(one.kind.value, one.name) for one in found.items]


@pytest.mark.usefixtures("made")
async def test_everything_that_has_a_name_is_found_the_best_first(context: Context, asker: Asker) -> None:
    found = await ask(context, asker(), "pay")
    assert not found.is_near
    assert told(found) == [
        ("team", "Payments"), ("repository", "payments-api"), ("project", "Pay by card"), ("person", "Paul Payne"),
    ]  # fmt: skip
    assert told(await ask(context, asker(), "acme/pay")) == [("repository", "payments-api")]
    assert ("metric", "Commits") in told(await ask(context, asker(), "commits_count"))
    assert told(await ask(context, asker(), "  ")) == []
    assert len((await ask(context, asker(), "p", limit=1)).items) == len(
        {"team", "repository", "project", "person", "metric"}
    )


@pytest.mark.usefixtures("made")
async def test_slips_are_forgiven_where_nothing_fits(context: Context, asker: Asker) -> None:
    found = await ask(context, asker(), "Fenwhistel")
    assert found.is_near
    assert told(found) == [("person", "Esme Fenwhistle")]
    assert told(await ask(context, asker(), "paymnets"))[:2] == [("team", "Payments"), ("repository", "payments-api")]
    assert told(await ask(context, asker(), "qqqqqq")) == []


async def test_a_limited_membership_finds_its_teams_only(context: Context, asker: Asker, made: Seeded) -> None:
    limited = asker(role=Role.MEMBER, teams={made.teams["Platform"]})
    assert [one for one in told(await ask(context, limited, "p")) if one[0] == "team"] == [("team", "Platform")]
    assert [one for one in told(await ask(context, limited, "paymnets")) if one[0] == "team"] == []


async def test_addresses_are_found_by_members_within_their_reach(
    context: Context, asker: Asker, made: Seeded, owner: Connection
) -> None:
    await owner.execute("update developer_identities set email = lower(email) where workspace_id = $1", made.workspace)
    assert told(await ask(context, asker(role=Role.MEMBER), "lee@example")) == [("person", "Ann Lee")]
    assert told(await ask(context, asker(role=Role.VIEWER), "lee@example")) == []
    elsewhere = asker(role=Role.MEMBER, teams={made.teams["Payments"]})
    assert told(await ask(context, elsewhere, "lee@example")) == []


async def test_what_is_elsewhere_is_not_found(context: Context, asker: Asker, made: Seeded, owner: Connection) -> None:
    other: UUID = await owner.fetchval("insert into workspaces (slug, name) values ('other-w', 'Other') returning id")
    there = Seeded(WorkspaceId(other))
    await there.developer(owner, "Quetzal")
    await there.repository(owner, "quetzal")
    assert told(await ask(context, asker(), "quetz")) == []
    assert made.workspace != other


async def test_a_thousand_people_and_two_hundred_repositories_are_searched_at_once(
    context: Context, asker: Asker, owner: Connection, workspace: WorkspaceId
) -> None:
    seeded = Seeded(workspace)
    async with owner.transaction():
        for number in range(1000):
            await seeded.developer(owner, f"Given{number % 40} Family{number}")
        for number in range(200):
            await seeded.repository(owner, f"service-{number}")
    for q in ("fam", "service-1", "famly999", "zzzzzz"):
        await ask(context, asker(), q)
        begun = perf_counter()
        await ask(context, asker(), q)
        took = perf_counter() - begun
        print(f"{q}: {took * 1000:.0f} ms")  # noqa: T201 - what a reader of the run wants to see
        assert took < 1

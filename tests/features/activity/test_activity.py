"""What happened: newest first, page by page, as narrow as somebody asks and no wider than they may see."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest
from tests.features.activity.conftest import DAY, HOUR, NOW, Asker, Happenings

from aexy.context import Context
from aexy.features.activity.schemas import ActivityKind, Happened
from aexy.features.activity.service import Sought, list_activity, read_kinds
from aexy.features.paging import Page
from aexy.features.routing import Role, Viewer
from aexy.kernel.errors import Forbidden, Unknown, Unusable
from aexy.store.postgres import APP_ROLE, Connection, Database, Reader


async def ask(context: Context, viewer: Viewer, sought: Sought | None = None, **more: object) -> Page[Happened]:
    return await list_activity(context, viewer, sought or Sought(), **{"cursor": None, "limit": 50} | more)  # type: ignore[arg-type]  # of keywords


def told(page: Page[Happened]) -> list[tuple[str, str | None]]:
    return [(one.kind.value, one.title or (one.person.name if one.person else None)) for one in page.items]


ALL = [
    ("pull_closed", "Given up"),
    ("issue_done", "Issue PAY-1"),
    ("release", "v1"),
    ("incident_resolved", "Down"),
    ("incident_opened", "Down"),
    ("deployment", "Web"),
    ("deployment", "Api"),
    ("pull_merged", "Refunds"),
    ("push", "Ann"),
    ("review", "Refunds"),
    ("pull_opened", "Given up"),
    ("pull_opened", "Refunds"),
    ("repository_added", "web"),
    ("repository_added", "api"),
]


@pytest.mark.usefixtures("happened")
async def test_everything_is_told_newest_first_and_what_counts_for_nothing_is_not(
    context: Context, asker: Asker
) -> None:
    page = await ask(context, asker())
    assert told(page) == ALL
    assert page.next_cursor is None
    push = next(one for one in page.items if one.kind is ActivityKind.PUSH)
    assert (push.commits, push.at, push.day) == (5, datetime(2026, 5, 19, tzinfo=UTC), NOW.date() - DAY)
    review = next(one for one in page.items if one.kind is ActivityKind.REVIEW)
    assert (review.person and review.person.name, review.outcome, review.number) == ("Ben", "approved", "#1")
    failed = next(one for one in page.items if one.kind is ActivityKind.DEPLOYMENT)
    assert (failed.outcome, failed.detail, failed.repository and failed.repository.name) == (
        "failure", "production", "web",
    )  # fmt: skip
    assert failed.object_id is not None


@pytest.mark.usefixtures("happened")
@pytest.mark.parametrize("limit", [1, 2, 3, 5])
async def test_pages_put_together_are_the_whole(context: Context, asker: Asker, limit: int) -> None:
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = await ask(context, asker(), cursor=cursor, limit=limit)
        found += [one.id for one in page.items]
        if (cursor := page.next_cursor) is None:
            break
        assert len(page.items) == limit
    assert found == [one.id for one in (await ask(context, asker())).items]


async def test_things_of_one_instant_are_each_told_once(context: Context, asker: Asker, happened: Happenings) -> None:
    for _ in range(7):
        await happened.pull("Ann", NOW - HOUR, merged=NOW - HOUR, title="At once")
    found: list[str] = []
    cursor: str | None = None
    while cursor or not found:
        page = await ask(context, asker(), Sought(days=(NOW.date(), None)), cursor=cursor, limit=4)
        found += [one.id for one in page.items]
        cursor = page.next_cursor
    assert len(found) == len(set(found)) == 6 + 14


async def test_it_is_narrowed_by_kind_person_repository_team_and_days(
    context: Context, asker: Asker, happened: Happenings
) -> None:
    await happened.owns("Edge", "web")
    gus = [("pull_closed", "Given up"), ("pull_opened", "Given up")]
    assert told(await ask(context, asker(), Sought(person=happened.id("Gus")))) == gus
    web = happened.made.repositories["web"][0]
    assert told(await ask(context, asker(), Sought(repository=web))) == [one for one in ALL if one in [
        *gus, ("incident_resolved", "Down"), ("incident_opened", "Down"), ("deployment", "Web"),
        ("repository_added", "web"),
    ]]  # fmt: skip
    assert await ask(context, asker(), Sought(team=happened.made.teams["Edge"])) == await ask(
        context, asker(), Sought(repository=web)
    )
    kinds = read_kinds("review, release")
    assert told(await ask(context, asker(), Sought(kinds=kinds))) == [("release", "v1"), ("review", "Refunds")]
    pushes = read_kinds("push")
    assert told(await ask(context, asker(), Sought(kinds=pushes))) == [("push", "Ann")]
    only = Sought(days=(NOW.date() - 2 * DAY, NOW.date() - DAY))
    assert told(await ask(context, asker(), only)) == [("review", "Refunds"), ("pull_opened", "Given up")]


@pytest.mark.usefixtures("happened")
async def test_what_bots_did_is_told_when_somebody_asks(context: Context, asker: Asker) -> None:
    page = await ask(context, asker(), Sought(with_bots=True))
    assert [one for one in told(page) if one not in ALL] == [("pull_opened", "Bump"), ("push", "Robot")]
    assert [one.person.name for one in page.items if one.person and one.person.is_bot] == ["Robot", "Robot"]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.MEMBER, Role.VIEWER])
async def test_somebody_limited_to_teams_is_told_of_their_people_and_repositories(
    context: Context, asker: Asker, happened: Happenings, role: Role
) -> None:
    edge = happened.made.teams["Edge"]
    limited = asker(role=role, teams={edge})
    gus = [("pull_closed", "Given up"), ("pull_opened", "Given up")]
    assert told(await ask(context, limited)) == gus
    await happened.owns("Edge", "web")
    seen = told(await ask(context, limited))
    assert [one for one in seen if one not in gus] == [
        ("incident_resolved", "Down"), ("incident_opened", "Down"), ("deployment", "Web"), ("repository_added", "web"),
    ]  # fmt: skip
    with pytest.raises(Forbidden, match="none of your teams"):
        await ask(context, limited, Sought(person=happened.id("Ann")))
    with pytest.raises(Unknown, match="no team"):
        await ask(context, limited, Sought(team=happened.made.teams["Core"]))
    # What somebody did themselves is always theirs.
    own = asker(role=role, teams={edge}, developer=happened.id("Ann"))
    assert ("push", "Ann") in told(await ask(context, own))


@pytest.mark.usefixtures("seeded")
async def test_what_is_not_there_is_said_in_words(context: Context, asker: Asker) -> None:
    assert (await ask(context, asker(), Sought(kinds=read_kinds("push")))).items == []
    for sought in (Sought(team=uuid4()), Sought(repository=uuid4()), Sought(person=uuid4())):
        with pytest.raises(Unknown, match="of that id"):
            await ask(context, asker(), sought)
    with pytest.raises(Unusable, match="kind 'reviews'"):
        read_kinds("reviews")
    with pytest.raises(Unusable, match="cursor"):
        await ask(context, asker(), cursor="abc")


async def test_a_page_takes_as_many_statements_for_much_as_for_little(
    context: Context, asker: Asker, happened: Happenings, owner: Connection, database_url: str
) -> None:
    statements: list[str] = []

    async def watch(connection: Connection) -> None:
        connection.add_query_logger(lambda record: statements.append(record.query))

    async def leave(connection: Connection) -> None:
        """A reader remembers its workspace, as in the product: asyncpg would have the server forget it."""

    pool = await asyncpg.create_pool(
        database_url, min_size=1, max_size=1, init=watch, reset=leave, connection_class=Reader,
        server_settings={"role": APP_ROLE},
    )  # fmt: skip
    watched, counts = replace(context, database=Database(database_url, pool, pool)), []
    for _ in range(2):
        statements.clear()
        await ask(watched, asker())
        counts.append(len([one for one in statements if "select" in one]))
        for hour in range(60):
            await happened.pull("Ann", NOW - hour * HOUR, merged=NOW - hour * HOUR)
            await happened.made.commit(owner, "Ben", NOW - hour * HOUR, "api")
    await pool.close()
    assert counts == [4, 4]

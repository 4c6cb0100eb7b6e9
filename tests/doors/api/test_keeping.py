"""An answer is given again while nothing it rests on has changed, and to nobody else."""

from datetime import timedelta
from itertools import count

import httpx
import pytest
from fastapi import FastAPI, Response
from tests.doors.api.conftest import ClientOf, Clock

from aexy.api.keeping import ALL_KEPT, KEPT_SECONDS, LARGEST_KEPT, Answers
from aexy.features.routing import Policy, Routes
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection


@pytest.fixture
def counting(app: FastAPI) -> None:
    """A route that answers 0, 1, 2 … each time it is really asked."""
    numbers = count()
    routes = Routes("/workspaces/{workspace_id}", tag="counting")

    @routes.get("/count", policy=Policy.VIEWER, kept=True)
    async def get_count() -> int:
        return next(numbers)

    routes.add_to(app.router, "/api/v1")


@pytest.mark.usefixtures("counting")
async def test_the_same_question_has_the_same_answer(client: httpx.AsyncClient, base: str) -> None:
    assert [(await client.get(f"{base}/count{query}")).json() for query in ("", "", "?a=1", "?a=1", "")] == [
        0,
        0,
        1,
        1,
        0,
    ]


@pytest.mark.usefixtures("counting")
async def test_until_the_facts_change(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId, clock: Clock
) -> None:
    changes = (
        "update workspaces set data_version = data_version + 1 where id = $1",
        "update workspaces set late_from = 21 where id = $1",
        "insert into snapshot_state (workspace_id, counted_at) values ($1, now())",
    )
    assert (await client.get(f"{base}/count")).json() == 0
    for number, change in enumerate(changes, 1):
        await owner.execute(change, workspace)
        assert (await client.get(f"{base}/count")).json() == number
    clock.turn(timedelta(days=1))
    assert (await client.get(f"{base}/count")).json() == len(changes) + 1


@pytest.mark.usefixtures("counting")
async def test_and_only_for_whoever_asked(
    client: httpx.AsyncClient, client_of: ClientOf, base: str, owner: Connection, workspace: WorkspaceId
) -> None:
    assert (await client.get(f"{base}/count")).json() == 0
    other = await owner.fetchval("insert into accounts (name) values ('Other') returning id")
    await owner.execute("insert into memberships values ($1, $2, 'owner')", workspace, other)
    async with client_of(AccountId(other)) as another:
        assert (await another.get(f"{base}/count")).json() == 1
    async with client_of(None) as nobody:
        assert (await nobody.get(f"{base}/count")).status_code == 401


@pytest.mark.usefixtures("counting")
async def test_whoever_names_the_tag_of_an_answer_is_told_that_nothing_has_changed(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId
) -> None:
    first = await client.get(f"{base}/count")
    assert (first.json(), first.headers["cache-control"]) == (0, "private, no-cache")
    known = {"if-none-match": f'"other", W/{first.headers["etag"]}'}
    again = await client.get(f"{base}/count", headers=known)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    await owner.execute("update workspaces set data_version = data_version + 1 where id = $1", workspace)
    changed = await client.get(f"{base}/count", headers=known)
    assert (changed.status_code, changed.json()) == (200, 1)
    assert changed.headers["etag"] != first.headers["etag"]


async def test_readings_carry_a_tag_that_lasts_as_long_as_they_do(
    client: httpx.AsyncClient, base: str, clock: Clock
) -> None:
    clock.now = clock.now.replace(hour=12)
    address = f"{base}/insights/readings"
    first = await client.get(address)
    known = {"if-none-match": first.headers["etag"]}
    assert (await client.get(address, headers=known)).status_code == 304
    clock.turn(timedelta(days=7))
    assert (await client.get(address, headers=known)).status_code == 200
    assert (await client.get(f"{address}?metrics=no_such_thing", headers=known)).status_code == 404


async def test_whoever_may_not_ask_gets_no_tag(client_of: ClientOf, base: str) -> None:
    async with client_of(None) as nobody:
        answer = await nobody.get(f"{base}/insights/readings", headers={"if-none-match": "*"})
        assert (answer.status_code, "etag" in answer.headers) == (401, False)


def _answer(size: int = 10, status: int = 200) -> Response:
    return Response(b"x" * size, status, media_type="text/plain")


def test_an_answer_is_kept_for_a_minute() -> None:
    clock = iter((0.0, KEPT_SECONDS - 1, KEPT_SECONDS))
    answers = Answers(lambda: next(clock))
    answers.keep(("q",), Response(b"1", media_type="application/json"))
    again = answers.recall(("q",))
    assert again is not None
    assert (again.body, again.headers["content-type"]) == (b"1", "application/json")
    assert answers.recall(("q",)) is None


def test_refusals_and_large_answers_are_not_kept() -> None:
    answers = Answers()
    answers.keep(("refused",), _answer(status=404))
    answers.keep(("large",), _answer(LARGEST_KEPT + 1))
    assert answers.recall(("refused",)) is None
    assert answers.recall(("large",)) is None


def test_what_was_not_asked_for_longest_goes_first() -> None:
    answers = Answers()
    fit = ALL_KEPT // LARGEST_KEPT
    for number in range(fit):
        answers.keep((number,), Response(b"x" * LARGEST_KEPT, media_type="text/plain"))
    assert answers.recall((0,)) is not None
    answers.keep(("one more",), Response(b"x" * LARGEST_KEPT, media_type="text/plain"))
    assert answers.recall((0,)) is not None
    assert answers.recall((1,)) is None

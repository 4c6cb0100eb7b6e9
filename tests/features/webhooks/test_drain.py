"""What came is read once in effect, in any order, whatever breaks on the way."""

import asyncio
import zlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio
from pydantic import SecretStr
from tests.hub import (
    GOOD,
    NOON,
    PAY,
    WEB,
    Hub,
    a_deployment,
    a_hooked_connection,
    a_hub,
    deployed,
    followed_repository,
    released,
)
from tests.providers.serving import Broken, Cut, Hours

from aexy.context import Context
from aexy.features.connections import service as connections
from aexy.features.connections.schemas import ConnectionChange, Following, NewTokens
from aexy.features.webhooks import drain, rows
from aexy.features.webhooks.schemas import DeliveryState, Drained
from aexy.features.webhooks.service import replay_dead
from aexy.jobs.job import DrainInbox, Order
from aexy.kernel.ids import ConnectionId, JobId, WorkspaceId
from aexy.settings import Settings
from aexy.sources.dialect import Clock
from aexy.store.cache import NoCache
from aexy.store.postgres import Connection as Row
from aexy.store.postgres import Database

FACTS = {
    "releases": "select external_id, tag, name, published_at from releases where workspace_id = $1 order by 1",
    "deployments": "select external_id, status, environment from deployments where workspace_id = $1 order by 1",
}


class OrderBook:
    """Orders are only written down."""

    def __init__(self) -> None:
        self.orders: list[Order] = []

    async def dispatch(self, order: Order) -> None:
        self.orders.append(order)

    async def cancel(self, job_id: JobId) -> bool:
        del job_id
        return False


@pytest.fixture
def hours() -> Hours:
    return Hours(NOON)


@pytest_asyncio.fixture
async def hub(hours: Hours) -> AsyncIterator[Hub]:
    async with a_hub(hours) as made:
        yield made


@pytest.fixture
def context(database: Database, hours: Hours, tmp_path: Path) -> Context:
    return Context(Settings(home=tmp_path), database, NoCache(), OrderBook(), hours.now, hours.clock())


class Inbox:
    """A connection whose repository `pay` is followed, and what came for it."""

    def __init__(self, context: Context, workspace: WorkspaceId, owner: Row, found: ConnectionId) -> None:
        self.context, self.workspace, self.owner, self.id = context, workspace, owner, found

    async def put(self, event: str, payload: object, delivery: str) -> None:
        body = payload if isinstance(payload, bytes) else orjson.dumps(payload)
        async with self.context.database.workspace(self.workspace) as connection:
            await rows.put(
                connection, self.workspace, self.id, delivery=delivery, event=event, headers={},
                body=zlib.compress(body), now=NOON,
            )  # fmt: skip

    async def drain(self) -> int:
        left, changed = await drain.drain(self.context, self.workspace)
        assert not left.is_more
        return changed

    async def states(self) -> dict[str, str]:
        found = await self.owner.fetch("select delivery, state from webhook_inbox where connection_id = $1", self.id)
        return {each["delivery"]: each["state"] for each in found}

    async def row(self, delivery: str) -> dict[str, Any]:
        statement = "select * from webhook_inbox where connection_id = $1 and delivery = $2"
        return dict(await self.owner.fetchrow(statement, self.id, delivery))

    async def facts(self) -> dict[str, list[dict[str, Any]]]:
        return {
            name: [dict(each) for each in await self.owner.fetch(statement, self.workspace)]
            for name, statement in FACTS.items()
        }


@pytest_asyncio.fixture
async def inbox(context: Context, workspace: WorkspaceId, owner: Row, hub: Hub) -> Inbox:
    found = await a_hooked_connection(context, workspace, "secret", base_url=hub.url)
    await followed_repository(context, workspace, found)
    return Inbox(context, workspace, owner, found)


async def test_rows_that_came_along_become_facts_and_pages_that_are_kept(inbox: Inbox, hub: Hub) -> None:
    await inbox.put("release", released(1), "d-1")
    assert await inbox.drain() > 0
    assert await inbox.states() == {"d-1": "done"}
    assert [each["external_id"] for each in (await inbox.facts())["releases"]] == ["1"]
    pages = await inbox.owner.fetch("select page from raw_pages where workspace_id = $1", inbox.workspace)
    assert [each["page"] for each in pages] == ["hook/d-1"]
    assert hub.server.log == []


async def test_any_order_and_any_number_of_times_give_the_same_facts(inbox: Inbox) -> None:
    older, newer = released(1, name="older"), released(1, name="newer", at="2026-11-20T11:00:00Z")
    await inbox.put("release", newer, "d-2")
    await inbox.put("release", older, "d-1")
    await inbox.drain()
    once = await inbox.facts()
    for number in range(3):
        await inbox.put("release", (older, newer)[number % 2], f"again-{number}")
    await inbox.drain()
    assert await inbox.facts() == once
    assert [each["name"] for each in once["releases"]] == ["newer"]


async def test_what_is_only_named_is_asked_for_once_however_often(inbox: Inbox, hub: Hub) -> None:
    hub.deployments = {number: a_deployment(number) for number in (1, 2)}
    for number in range(10):
        await inbox.put("deployment", deployed(number % 2 + 1), f"d-{number}")
    await inbox.drain()
    assert set((await inbox.states()).values()) == {"done"}
    assert len(hub.server.asked(r".*/deployments/\d+")) == 2
    assert [each["external_id"] for each in (await inbox.facts())["deployments"]] == ["1", "2"]


@pytest.mark.parametrize(
    ("event", "payload", "words"),
    [
        ("tea_time", {"action": "poured"}, "not an event known here"),
        ("star", {"action": "created"}, "not counted"),
        ("release", {**released(1, repository=WEB)}, "does not follow"),
    ],
)
async def test_what_nothing_comes_of_says_why(inbox: Inbox, event: str, payload: object, words: str) -> None:
    await inbox.put(event, payload, "d-1")
    assert await inbox.drain() == 0
    found = await inbox.row("d-1")
    assert found["state"] == "ignored"
    assert words in found["error"]


async def test_one_that_cannot_be_read_holds_up_no_other(inbox: Inbox, hub: Hub) -> None:
    hub.deployments = {1: a_deployment(1)}
    await inbox.put("release", released(1), "d-1")
    await inbox.put("release", b"{ no JSON at all", "d-2")
    await inbox.put("deployment", deployed(1), "d-3")
    await inbox.drain()
    states = await inbox.states()
    assert (states["d-1"], states["d-3"]) == ("done", "done")
    assert states["d-2"] == "received"
    assert "d-2" not in str(await inbox.facts())


async def test_after_five_tries_a_delivery_is_dead_and_can_be_read_again(inbox: Inbox, hours: Hours) -> None:
    await inbox.put("release", b"{ no JSON at all", "d-1")
    tries = []
    for _ in range(8):
        await inbox.drain()
        found = await inbox.row("d-1")
        tries.append((found["attempts"], found["state"]))
        hours.now += timedelta(hours=2)
    assert tries == [(number, "received") for number in range(1, 5)] + [(5, "dead")] * 4
    assert "worker.log" in found["error"]
    await inbox.owner.execute(
        "update webhook_inbox set body = $2 where connection_id = $1",
        inbox.id,
        zlib.compress(orjson.dumps(released(1))),
    )
    assert await replay_dead(inbox.context, inbox.workspace, inbox.id) == 1
    await inbox.drain()
    assert await inbox.states() == {"d-1": "done"}
    assert [each["external_id"] for each in (await inbox.facts())["releases"]] == ["1"]


async def test_nothing_is_tried_again_before_its_time(inbox: Inbox, hours: Hours) -> None:
    await inbox.put("release", b"{", "d-1")
    await inbox.drain()
    left, _ = await drain.drain(inbox.context, inbox.workspace)
    assert (await inbox.row("d-1"))["attempts"] == 1
    assert left.seconds == pytest.approx(drain.PAUSES[0].total_seconds(), abs=1)
    hours.now += drain.PAUSES[0]
    await inbox.drain()
    assert (await inbox.row("d-1"))["attempts"] == 2


async def test_a_provider_that_is_down_delays_what_asks_for_it_and_nothing_else(
    inbox: Inbox, hub: Hub, hours: Hours
) -> None:
    hub.deployments = {number: a_deployment(number) for number in range(1, 21)}
    for number in range(1, 21):
        await inbox.put("deployment", deployed(number), f"d-{number}")
    await inbox.put("release", released(1), "r-1")
    hub.server.order(*[Broken(502)] * 6, *[Cut()] * 6)
    await inbox.drain()
    states = await inbox.states()
    assert states.pop("r-1") == "done"
    assert set(states.values()) == {"received"}
    assert len(hub.server.log) == 12
    troubled = await connections.get_connection(inbox.context, inbox.workspace, inbox.id)
    assert troubled.state == "failing"
    assert "did not answer" in (troubled.error or "")
    hours.now += timedelta(hours=1)
    await inbox.drain()
    assert set((await inbox.states()).values()) == {"done"}
    assert len((await inbox.facts())["deployments"]) == 20


async def test_a_revoked_token_is_said_at_the_connection(inbox: Inbox, hub: Hub) -> None:
    hub.deployments = {1: a_deployment(1)}
    hub.tokens.clear()
    await inbox.put("deployment", deployed(1), "d-1")
    await inbox.drain()
    assert await inbox.states() == {"d-1": "received"}
    revoked = await connections.get_connection(inbox.context, inbox.workspace, inbox.id)
    assert revoked.state == "revoked"
    assert "does not accept the token" in (revoked.error or "")


async def test_a_worker_killed_in_the_middle_leaves_the_same_facts(inbox: Inbox, hub: Hub) -> None:
    hub.deployments = {1: a_deployment(1)}
    await inbox.put("release", released(1), "d-1")
    await inbox.put("deployment", deployed(1), "d-2")
    reached = asyncio.Event()

    async def stand_still(seconds: float) -> None:
        del seconds
        reached.set()
        await asyncio.Event().wait()

    hub.server.order(Broken(502))  # it waits before it asks again, and is killed there
    clock = inbox.context.ticking()
    dying = Context(
        inbox.context.settings, inbox.context.database, inbox.context.cache, inbox.context.jobs, NOON,
        type(clock)(now=clock.now, sleep=stand_still),
    )  # fmt: skip
    task = asyncio.create_task(drain.drain(dying, inbox.workspace))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert set((await inbox.states()).values()) == {"received"}
    await inbox.drain()
    assert set((await inbox.states()).values()) == {"done"}
    found = await inbox.facts()
    assert [len(found["releases"]), len(found["deployments"])] == [1, 1]
    kept = await inbox.owner.fetch(
        "select page, count(*) from raw_pages where workspace_id = $1 group by page having count(*) > 1",
        inbox.workspace,
    )
    assert kept == []


async def test_a_draining_that_takes_too_long_ends_and_says_that_there_is_more(inbox: Inbox, hours: Hours) -> None:
    def late() -> datetime:
        hours.now += drain.LONGEST
        return hours.now

    await inbox.put("release", released(1), "d-1")
    slow = replace(inbox.context, clock=Clock(now=late, sleep=hours.sleep))
    assert await drain.drain(slow, inbox.workspace) == (Drained(is_more=True), 0)
    await inbox.drain()
    assert await inbox.states() == {"d-1": "done"}


async def test_one_that_kills_every_worker_is_dead_after_five_and_the_others_are_read(inbox: Inbox) -> None:
    await inbox.put("release", released(1), "killer")
    await inbox.put("release", released(2), "innocent")
    for _ in range(drain.MOST_TRIES):
        async with inbox.context.database.workspace(inbox.workspace) as connection:
            await rows.take(connection, inbox.workspace, NOON)  # and then it died
    await inbox.drain()
    states = await inbox.states()
    assert states["killer"] == "dead"
    assert states["innocent"] == "done"


async def test_a_paused_connection_keeps_what_comes_until_it_goes_on(inbox: Inbox) -> None:
    await connections.change(inbox.context, inbox.workspace, inbox.id, ConnectionChange(is_paused=True))
    await inbox.put("release", released(1), "d-1")
    await inbox.drain()
    assert await inbox.states() == {"d-1": "received"}
    await connections.change(inbox.context, inbox.workspace, inbox.id, ConnectionChange(is_paused=False))
    assert inbox.context.jobs.orders == [DrainInbox(workspace_id=inbox.workspace)]  # type: ignore[attr-defined]  # ours
    await inbox.drain()
    assert await inbox.states() == {"d-1": "done"}


async def test_a_new_token_has_read_at_once_what_waited_for_it(inbox: Inbox, hub: Hub) -> None:
    hub.deployments = {1: a_deployment(1)}
    scopes = hub.tokens.pop(GOOD)
    await inbox.put("deployment", deployed(1), "d-1")
    await inbox.drain()
    assert "aexy connections token github" in (await inbox.row("d-1"))["error"]
    assert (await connections.get_connection(inbox.context, inbox.workspace, inbox.id)).state == "revoked"
    hub.tokens["ghp_fresh_token_0002"] = scopes
    wish = NewTokens(tokens=[SecretStr("ghp_fresh_token_0002")], login=None)
    await connections.replace_tokens(inbox.context, inbox.workspace, inbox.id, wish, requested_by=None)
    await inbox.drain()
    assert await inbox.states() == {"d-1": "done"}


async def test_a_new_repository_is_taken_in_when_everything_is_followed(inbox: Inbox) -> None:
    await connections.set_followed(inbox.context, inbox.workspace, inbox.id, Following(follows_all=True))
    await inbox.owner.execute(
        "delete from repositories where workspace_id = $1 and external_id = $2", inbox.workspace, str(WEB)
    )
    await inbox.put("release", released(1, repository=WEB), "d-1")
    await inbox.drain()
    assert await inbox.states() == {"d-1": "done"}
    assert {each["external_id"] for each in (await inbox.facts())["releases"]} == {"1"}


async def test_what_was_read_is_forgotten_after_two_weeks_and_dead_letters_are_not(inbox: Inbox, hours: Hours) -> None:
    for number, state in enumerate(("done", "ignored", "dead")):
        await inbox.put("release", released(number), f"d-{number}")
        await inbox.owner.execute(
            "update webhook_inbox set state = $3, finished_at = $4 where connection_id = $1 and delivery = $2",
            inbox.id, f"d-{number}", state, NOON,
        )  # fmt: skip
    hours.now += timedelta(days=rows.KEPT_DAYS + 1)
    await inbox.drain()
    assert await inbox.states() == {"d-2": DeliveryState.DEAD.value}


async def test_the_followed_repository_is_the_one_meant(inbox: Inbox) -> None:
    key = await inbox.owner.fetchval(
        "select key from repositories where workspace_id = $1 and external_id = $2", inbox.workspace, str(PAY)
    )
    await inbox.put("release", released(1), "d-1")
    await inbox.drain()
    found = await inbox.owner.fetchval("select repository_key from releases where workspace_id = $1", inbox.workspace)
    assert found == key

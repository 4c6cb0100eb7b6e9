"""What every source promises, tried on every provider's fake: the same facts, whatever happens on the way."""

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from tests.providers.cases import CASES, Case, Opened
from tests.providers.driving import Reader
from tests.providers.facts import Facts, facts
from tests.providers.scenario import Scenario, scenario
from tests.providers.serving import Broken, Cut, Dripping, Fault, Hours

from aexy.kernel.errors import NotSignedIn
from aexy.kernel.ids import WorkspaceId
from aexy.sources.dialect import Budget
from aexy.sources.http import Http
from aexy.store.pages import stored
from aexy.store.postgres import Connection, Database

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
each_provider = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def a_story() -> Scenario:
    """Small enough to be told many times."""
    return scenario(developers=4, commits=100, seed=5)


class Listening:
    """Whoever wants to know of budgets and waits."""

    def __init__(self) -> None:
        self.budgets: list[Budget] = []
        self.waits: list[datetime] = []

    async def budget(self, budget: Budget) -> None:
        self.budgets.append(budget)

    async def waiting(self, until: datetime, why: str) -> None:
        del why
        self.waits.append(until)


@asynccontextmanager
async def told_by(
    case: Case, hours: Hours, *tokens: str, skew: timedelta = timedelta(), story: Scenario | None = None
) -> AsyncIterator[tuple[Opened, Http, Listening]]:
    listening = Listening()
    async with case.opened(story or a_story(), hours, skew) as fake:
        if tokens:
            fake.give_tokens(tokens)
        way = case.source.http(
            fake.url, case.auth(*tokens), case.options, clock=hours.clock(), watcher=listening, allow_private=True
        )
        async with way as http:
            yield fake, http, listening


async def a_reader(database: Database, workspace: WorkspaceId, case: Case, fake: Opened) -> Reader:
    reader = Reader(database, workspace, case.source)
    await reader.follow(fake.scopes)
    return reader


async def a_workspace(owner: Connection) -> WorkspaceId:
    made = await owner.fetchval("insert into workspaces (slug, name) values (gen_random_uuid(), 'x') returning id")
    return WorkspaceId(made)


# What each provider's story is when nothing goes wrong: read once a run.
_PLAIN: dict[str, Facts] = {}


async def told_plainly(case: Case, database: Database, owner: Connection) -> Facts:
    """The story read once, without trouble."""
    if case.name in _PLAIN:
        return _PLAIN[case.name]
    async with told_by(case, Hours(NOW)) as (fake, http, _):
        reader = await a_reader(database, await a_workspace(owner), case, fake)
        await reader.sync(http, NOW)
        assert reader.skipped == []
        _PLAIN[case.name] = _of_any_installation(await facts(database, reader.workspace), fake)
    return _PLAIN[case.name]


def _of_any_installation(found: Facts, fake: Opened) -> Facts:
    """Facts name the installation; two fakes have two ports."""
    port = fake.url.rpartition(":")[2]
    plain: Facts = orjson.loads(orjson.dumps(found).replace(f"127.0.0.1:{port}".encode(), b"HERE"))
    return {table: sorted(rows, key=lambda row: orjson.dumps(row, option=orjson.OPT_SORT_KEYS))
            for table, rows in plain.items()}  # fmt: skip


def differences(one: Facts, other: Facts) -> dict[str, tuple[list[Any], list[Any]]]:
    """Rows of each table that only one of them has."""
    found = {}
    for table in one:
        left, right = ({orjson.dumps(row): row for row in rows} for rows in (one[table], other[table]))
        if left.keys() != right.keys():
            found[table] = (
                [left[row] for row in left.keys() - right.keys()][:3],
                [right[row] for row in right.keys() - left.keys()][:3],
            )
    return found


@each_provider
async def test_read_twice_from_the_start_or_replayed_gives_the_same_rows(
    case: Case, database: Database, owner: Connection
) -> None:
    plain = await told_plainly(case, database, owner)
    assert plain["pull_requests"] or plain["issues"]
    async with told_by(case, Hours(NOW)) as (fake, http, _):
        reader = await a_reader(database, await a_workspace(owner), case, fake)
        await reader.sync(http, NOW)
        reader.cursors.clear()
        await reader.sync(http, NOW + timedelta(days=1))
        assert differences(plain, _of_any_installation(await facts(database, reader.workspace), fake)) == {}
        await reader.replay(NOW + timedelta(days=2))
        assert differences(plain, _of_any_installation(await facts(database, reader.workspace), fake)) == {}


@each_provider
async def test_cut_off_at_any_request_it_goes_on_without_a_hole(
    case: Case, database: Database, owner: Connection
) -> None:
    plain = await told_plainly(case, database, owner)
    async with told_by(case, Hours(NOW)) as (fake, http, _):
        reader = await a_reader(database, await a_workspace(owner), case, fake)
        rounds = 0
        while True:
            # A little further each time: what was read to its end is asked about again first.
            rounds += 1
            allowed = len(fake.server.log) + 7 * rounds
            try:
                await reader.sync(_Allowing(http, fake, allowed), NOW)  # type: ignore[arg-type] # an Http that stops
            except _CutOff:
                continue
            break
        assert rounds > 3
        assert differences(plain, _of_any_installation(await facts(database, reader.workspace), fake)) == {}


class _CutOff(Exception):
    """The machine went down."""


class _Allowing:
    """An Http that works until so many requests have come to the server."""

    def __init__(self, http: Http, fake: Opened, most: int) -> None:
        self._http, self._fake, self._most = http, fake, most

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever an Http has
        if name in ("get", "graphql", "send") and len(self._fake.server.log) >= self._most:
            raise _CutOff
        return getattr(self._http, name)


@each_provider
async def test_broken_answers_are_asked_for_again(case: Case, database: Database, owner: Connection) -> None:
    plain = await told_plainly(case, database, owner)
    async with told_by(case, Hours(NOW)) as (fake, http, _):
        faults: list[Fault] = [Broken(502), Cut(), Broken(503), Dripping()]
        for number in range(40):
            # One in four requests, the first of them early.
            comes_at = 2 + 4 * number
            fake.server.order(faults[number % 4], when=lambda _, at=comes_at: len(fake.server.log) >= at)  # type: ignore[misc]
        reader = await a_reader(database, await a_workspace(owner), case, fake)
        await reader.sync(http, NOW)
        met = sum(one.status in (0, 502, 503) for one in fake.server.log)
        assert met > 3
        assert reader.skipped == []
        assert differences(plain, _of_any_installation(await facts(database, reader.workspace), fake)) == {}


@each_provider
async def test_hooks_before_after_or_twice_make_no_difference(
    case: Case, database: Database, owner: Connection
) -> None:
    found: list[Facts] = []
    for order in ("hooks first", "hooks last", "hooks twice and shuffled around"):
        async with told_by(case, Hours(NOW)) as (fake, http, _):
            reader = await a_reader(database, await a_workspace(owner), case, fake)
            deliveries = _some(fake.hooks())
            if order == "hooks first":
                await _hear(case, reader, http, deliveries)
                await reader.sync(http, NOW)
            elif order == "hooks last":
                await reader.sync(http, NOW)
                await _hear(case, reader, http, deliveries)
            else:
                shuffled = deliveries * 2
                random.Random(3).shuffle(shuffled)  # noqa: S311 - the same disorder every time
                half = len(shuffled) // 2
                await _hear(case, reader, http, shuffled[:half])
                await reader.sync(http, NOW)
                await _hear(case, reader, http, shuffled[half:])
            found.append(_of_any_installation(await facts(database, reader.workspace), fake))
    assert differences(found[0], found[1]) == {}
    assert differences(found[0], found[2]) == {}


def _some(deliveries: Sequence[tuple[Any, bytes]]) -> Sequence[tuple[Any, bytes]]:
    """A hundred of them from all over: each is a transaction of its own."""
    assert deliveries
    return deliveries[:: len(deliveries) // 100 + 1]


async def _hear(case: Case, reader: Reader, http: Http, deliveries: Sequence[tuple[Any, bytes]]) -> None:
    hints = []
    for headers, body in deliveries:
        assert case.source.verify(headers, body, [case.hook_secret])
        delivery, event = case.source.delivery(headers, body)
        hints += await reader.hear(event, orjson.loads(body), NOW, name=delivery)
    await reader.fetch(http, hints, NOW)


@each_provider
async def test_nothing_is_asked_before_a_spent_budget_comes_back(
    case: Case, database: Database, owner: Connection
) -> None:
    plain = await told_plainly(case, database, owner)
    for skew in (timedelta(), timedelta(minutes=7), timedelta(minutes=-7)):
        hours = Hours(NOW)
        async with told_by(case, hours, skew=skew) as (fake, http, listening):
            fake.allowances.allowance = 40
            reader = await a_reader(database, await a_workspace(owner), case, fake)
            await reader.sync(http, NOW)
            assert listening.waits, "the budget was never spent: nothing was tried"
            assert [one.status for one in fake.server.log if one.status in (403, 429)] == []
            assert listening.budgets
            assert differences(plain, _of_any_installation(await facts(database, reader.workspace), fake)) == {}


@each_provider
async def test_several_tokens_take_turns(case: Case, database: Database, owner: Connection) -> None:
    tokens = ("first-token-1111", "second-token-2222", "third-token-3333")
    async with told_by(case, Hours(NOW), *tokens) as (fake, http, listening):
        fake.allowances.allowance = 100
        reader = await a_reader(database, await a_workspace(owner), case, fake)
        await reader.sync(http, NOW)
        used = {one.request.token for one in fake.server.log}
        assert used == set(tokens)
        assert not listening.waits


@each_provider
async def test_no_token_is_kept_or_told(case: Case, database: Database, owner: Connection) -> None:
    tokens = ("tell-nobody-aaaa", "tell-nobody-bbbb")
    async with told_by(case, Hours(NOW), *tokens) as (fake, http, _):
        reader = await a_reader(database, await a_workspace(owner), case, fake)
        await reader.sync(http, NOW)
        kept = orjson.dumps([list(reader.cursors.values()), await facts(database, reader.workspace)])
        async with database.workspace(reader.workspace) as connection:
            pages = [[page.page, list(page.rows)] async for page in stored(connection, reader.workspace)]
        assert pages
        assert b"tell-nobody" not in kept + orjson.dumps(pages)
        assert not any("tell-nobody" in str(one.request.query) + one.request.path for one in fake.server.log)
        assert "tell-nobody" not in repr(http)
        fake.revoke()
        reader.cursors.clear()
        with pytest.raises(NotSignedIn) as refused:
            await reader.sync(http, NOW)
        assert "tell-nobody" not in str(refused.value)


@each_provider
async def test_what_was_deleted_is_noticed(case: Case, database: Database, owner: Connection) -> None:
    async with told_by(case, Hours(NOW)) as (fake, http, _):
        reader = await a_reader(database, await a_workspace(owner), case, fake)
        await reader.sync(http, NOW)
        before = await facts(database, reader.workspace)
        table, external_id = fake.delete_something()
        later = NOW + timedelta(days=8)
        await reader.sync(http, later)
        after = await facts(database, reader.workspace)
    was_gone, is_gone = ({row["external_id"] for row in each[table] if row["gone_at"]} for each in (before, after))
    assert is_gone - was_gone == {external_id}


@each_provider
async def test_asking_again_costs_little_and_changes_nothing(case: Case, database: Database, owner: Connection) -> None:
    async with told_by(case, Hours(NOW)) as (fake, http, _):
        reader = await a_reader(database, await a_workspace(owner), case, fake)
        await reader.sync(http, NOW)
        first, before = len(fake.server.log), await facts(database, reader.workspace)
        await reader.sync(http, NOW + timedelta(hours=1))
        second = len(fake.server.log)
        await reader.sync(http, NOW + timedelta(hours=2))
        third = len(fake.server.log)
        assert third - second <= second - first < first
        assert differences(before, await facts(database, reader.workspace)) == {}

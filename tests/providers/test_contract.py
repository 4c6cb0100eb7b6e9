"""What every source promises, tried on every provider's fake: the same facts, whatever happens on the way."""

import random
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, cast

import orjson
import pytest
from tests.providers.case import Case, Opened
from tests.providers.cases import CASES
from tests.providers.driving import Reader
from tests.providers.facts import facts, forget_facts
from tests.providers.serving import Broken, Cut, Dripping, Fault, Hours, Instead, Logged, Request
from tests.providers.telling import NOW, a_reader, asked_plainly, differences, known, told_by, told_plainly

from aexy.kernel.errors import NotSignedIn
from aexy.sources.http import Http
from aexy.store.pages import stored
from aexy.store.postgres import Connection, Database

each_provider = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
_SKEWS = (timedelta(minutes=7), timedelta(minutes=-7))
_AFTER_A_WHILE = 5


@each_provider
async def test_read_twice_or_from_the_kept_pages_alone_it_gives_the_same_rows(
    case: Case, database: Database, owner: Connection
) -> None:
    plain = await told_plainly(case, database, owner)
    assert plain["issues"]
    async with told_by(case, Hours(NOW)) as (fake, http, _):
        reader = await a_reader(database, owner, case, fake)
        await reader.sync(http, NOW)
        reader.cursors.clear()
        await reader.sync(http, NOW + timedelta(days=1))
        assert differences(plain, await known(case, reader, fake)) == {}
        asked = len(fake.server.log)
        await reader.replay(NOW + timedelta(days=2))
        assert differences(plain, await known(case, reader, fake)) == {}
        await forget_facts(owner, reader.workspace)
        assert (await known(case, reader, fake))["issues"] == []
        await reader.replay(NOW + timedelta(days=3))
        assert differences(plain, await known(case, reader, fake)) == {}
        assert len(fake.server.log) == asked


@each_provider
async def test_cut_off_at_any_request_it_goes_on_without_a_hole(
    case: Case, database: Database, owner: Connection
) -> None:
    plain = await told_plainly(case, database, owner)
    async with told_by(case, Hours(NOW)) as (fake, http, _):
        reader = await a_reader(database, owner, case, fake)
        rounds, step = 0, max(1, await asked_plainly(case, database, owner) // 8)
        while True:
            # A little further each time: what was read to its end is asked about again first.
            rounds += 1
            try:
                await reader.sync(_allowing(http, fake, len(fake.server.log) + step * rounds), NOW)
            except _CutOff:
                continue
            break
        assert rounds > 3
        assert differences(plain, await known(case, reader, fake)) == {}


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


def _allowing(http: Http, fake: Opened, most: int) -> Http:
    limited: Any = _Allowing(http, fake, most)
    return cast("Http", limited)


@each_provider
async def test_broken_answers_are_asked_for_again(case: Case, database: Database, owner: Connection) -> None:
    plain = await told_plainly(case, database, owner)
    async with told_by(case, Hours(NOW)) as (fake, http, _):
        faults: list[Fault] = [Broken(502), Cut(), Broken(503), Dripping()]
        for number in range(60):
            # One in three requests, the first of them early.
            fake.server.order(faults[number % 4], when=_from(fake, 2 + 3 * number))
        reader = await a_reader(database, owner, case, fake)
        await reader.sync(http, NOW)
        assert sum(one.status in (0, 502, 503) for one in fake.server.log) > 3
        assert reader.skipped == []
        assert differences(plain, await known(case, reader, fake)) == {}


def _from(fake: Opened, place: int) -> Any:  # noqa: ANN401 - a predicate of any request
    """From that many requests on."""

    def is_due(request: Request) -> bool:
        del request
        return len(fake.server.log) >= place

    return is_due


@each_provider
async def test_hooks_before_after_or_twice_make_no_difference(
    case: Case, database: Database, owner: Connection
) -> None:
    plain = await told_plainly(case, database, owner)
    for order in ("hooks first", "hooks last", "hooks twice and shuffled around"):
        async with told_by(case, Hours(NOW)) as (fake, http, _):
            reader = await a_reader(database, owner, case, fake)
            deliveries = _some(case, fake.hooks())
            if order == "hooks first":
                await _hear(case, reader, http, deliveries)
                await reader.sync(http, NOW)
            elif order == "hooks last":
                await reader.sync(http, NOW)
                await _hear(case, reader, http, deliveries)
            else:
                twice = [*deliveries, *deliveries]
                random.Random(3).shuffle(twice)  # noqa: S311 - the same disorder every time
                half = len(twice) // 2
                await _hear(case, reader, http, twice[:half])
                await reader.sync(http, NOW)
                await _hear(case, reader, http, twice[half:])
            assert differences(plain, await known(case, reader, fake)) == {}, order


@each_provider
async def test_what_changes_later_and_hooks_that_come_late_end_where_a_new_reading_does(
    case: Case, database: Database, owner: Connection
) -> None:
    hours = Hours(NOW)
    async with told_by(case, hours) as (fake, http, _):
        reading_on, hearing = [await a_reader(database, owner, case, fake) for _ in range(2)]
        for each in (reading_on, hearing):
            await each.sync(http, hours.now)
        before = fake.hooks()
        hours.now += timedelta(days=1)
        fake.change_things()
        now = fake.hooks()
        after = [each for each in now if each not in before] or _some(case, now)
        late = [each for each in before if each not in now] or _some(case, before)
        await reading_on.sync(http, hours.now)
        await _hear(case, reading_on, http, late)
        await _hear(case, hearing, http, [*after, *late])
        await hearing.sync(http, hours.now)
        anew = await a_reader(database, owner, case, fake)
        await anew.sync(http, hours.now)
        fresh = await known(case, anew, fake)
        assert differences(fresh, await told_plainly(case, database, owner)) != {}
        assert differences(fresh, await known(case, reading_on, fake)) == {}
        assert differences(fresh, await known(case, hearing, fake)) == {}


def _some(case: Case, deliveries: Iterable[tuple[Any, bytes]]) -> list[tuple[Any, bytes]]:
    """A few of each kind of event, from all over: each is a transaction of its own."""
    kinds: dict[str, list[tuple[Any, bytes]]] = {}
    for each in deliveries:
        kinds.setdefault(case.source.delivery(*each)[1], []).append(each)
    assert len(kinds) > 2
    return [each for some in kinds.values() for each in some[:: len(some) // 4 + 1]]


async def _hear(case: Case, reader: Reader, http: Http, deliveries: Sequence[tuple[Any, bytes]]) -> None:
    hints = []
    for headers, body in deliveries:
        assert case.source.verify(headers, body, [case.hook_secret])
        assert not case.source.verify(headers, body + b" ", [b"another"])
        delivery, event = case.source.delivery(headers, body)
        hints += await reader.hear(event, orjson.loads(body), NOW, name=delivery)
    await reader.fetch(http, hints, NOW)


@each_provider
async def test_nothing_is_asked_before_a_spent_budget_comes_back(
    case: Case, database: Database, owner: Connection
) -> None:
    plain = await told_plainly(case, database, owner)
    for skew in _SKEWS:
        async with told_by(case, Hours(NOW), skew=skew) as (fake, http, listening):
            fake.allowances.allowance = max(10, await asked_plainly(case, database, owner) // 4)
            reader = await a_reader(database, owner, case, fake)
            await reader.sync(http, NOW)
            assert listening.waits, "the budget was never spent: nothing was tried"
            assert [one.status for one in fake.server.log if one.status in (400, 403, 429)] == [], skew
            # What a GraphQL question costs is only known when it is asked: a refusal of it ends the asking until then.
            refused = [one for one in fake.server.log if b"RATE_LIMITED" in one.reply.body]
            assert len(refused) <= len(set(listening.waits))
            assert listening.budgets
            assert differences(plain, await known(case, reader, fake)) == {}


@each_provider
async def test_who_is_asked_for_patience_has_it(case: Case, database: Database, owner: Connection) -> None:
    plain = await told_plainly(case, database, owner)
    async with told_by(case, Hours(NOW)) as (fake, http, listening):
        fake.server.order(Instead(fake.patience), when=_from(fake, _AFTER_A_WHILE))
        reader = await a_reader(database, owner, case, fake)
        await reader.sync(http, NOW)
        [refused] = [at for at, one in enumerate(fake.server.log) if one.reply == fake.patience]
        # What was under way already may still arrive; whoever asks anew has waited.
        later = _begun_after(fake.server.log, refused)
        assert later
        assert min(one.at for one in later) >= fake.server.log[refused].at + timedelta(seconds=90)
        assert listening.waits
        assert differences(plain, await known(case, reader, fake)) == {}


def _begun_after(log: Sequence[Logged], place: int) -> Sequence[Logged]:
    return [one for one in log[place + 1 :] if one.at > log[place].at]


@each_provider
async def test_several_tokens_take_turns_and_none_is_kept_or_told(
    case: Case, database: Database, owner: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    tokens = ("tell-nobody-aaaa", "tell-nobody-bbbb", "tell-nobody-cccc")
    async with told_by(case, Hours(NOW), *tokens) as (fake, http, listening):
        fake.allowances.allowance = 100
        reader = await a_reader(database, owner, case, fake)
        await reader.sync(http, NOW)
        assert {fake.signed_by(one.request) for one in fake.server.log} == set(tokens)
        assert not listening.waits
        async with database.workspace(reader.workspace) as connection:
            pages = [[page.page, page.rows] async for page in stored(connection, reader.workspace)]
        assert pages
        kept = orjson.dumps([list(reader.cursors.values()), await facts(database, reader.workspace), pages])
        told = "".join(f"{one.request.query} {one.request.path}" for one in fake.server.log) + repr(http)
        fake.give_tokens(())
        reader.cursors.clear()
        with pytest.raises(NotSignedIn) as refused:
            await reader.sync(http, NOW)
        told += f"{refused.value} {refused.value!r} {caplog.text}"
    assert "tell-nobody" not in kept.decode() + told


@each_provider
async def test_what_was_deleted_is_noticed(case: Case, database: Database, owner: Connection) -> None:
    async with told_by(case, Hours(NOW)) as (fake, http, _):
        reader = await a_reader(database, owner, case, fake)
        await reader.sync(http, NOW)
        before = await facts(database, reader.workspace)
        table, external_id = fake.delete_something()
        await reader.sync(http, NOW + timedelta(days=8))
        after = await facts(database, reader.workspace)
    was_gone, is_gone = ({row["external_id"] for row in each[table] if row["gone_at"]} for each in (before, after))
    assert is_gone - was_gone == {external_id}


@each_provider
async def test_asking_again_costs_little_and_changes_nothing(case: Case, database: Database, owner: Connection) -> None:
    async with told_by(case, Hours(NOW)) as (fake, http, _):
        reader = await a_reader(database, owner, case, fake)
        await reader.sync(http, NOW)
        first, before = len(fake.server.log), await facts(database, reader.workspace)
        await reader.sync(http, NOW + timedelta(hours=1))
        second = len(fake.server.log)
        await reader.sync(http, NOW + timedelta(hours=2))
        third = len(fake.server.log)
        assert third - second <= second - first < first
        assert differences(before, await facts(database, reader.workspace)) == {}

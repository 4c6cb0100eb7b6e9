"""A provider's fake, opened for a test: the way to it, who listens, where it is read into, what it says plainly."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import orjson
from tests.providers.case import Case, Opened
from tests.providers.driving import Reader
from tests.providers.facts import Facts, facts
from tests.providers.scenario import Scenario, scenario
from tests.providers.serving import Hours

from aexy.kernel.ids import WorkspaceId
from aexy.sources.dialect import Budget
from aexy.sources.http import Http
from aexy.store.postgres import Connection, Database

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_KEPT = "acme/storefront-web"


@cache
def a_story() -> Scenario:
    """Small enough to be told many times: one repository, and the tracker with the issues of its people."""
    told = scenario(developers=4, commits=100, seed=5)
    return replace(told, repositories={_KEPT: told.repositories[_KEPT]})


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

    async def retrying(self, at: datetime, why: str) -> None:
        """Not of interest here."""


@asynccontextmanager
async def told_by(
    case: Case, hours: Hours, *tokens: str, skew: timedelta = timedelta(), story: Scenario | None = None
) -> AsyncIterator[tuple[Opened, Http, Listening]]:
    """The fake, an open way to it that spends no real time, and who listens there."""
    listening = Listening()
    async with case.opened(story or a_story(), hours, skew) as fake:
        if tokens:
            fake.give_tokens(tokens)
        way = case.source.http(
            fake.url, case.auth(*tokens), case.options, clock=hours.clock(), watcher=listening, allow_private=True
        )
        async with way as http:
            yield fake, http, listening


async def a_workspace(owner: Connection) -> WorkspaceId:
    """A new one."""
    made = await owner.fetchval("insert into workspaces (slug, name) values (gen_random_uuid(), 'x') returning id")
    return WorkspaceId(made)


async def a_reader(database: Database, owner: Connection, case: Case, fake: Opened) -> Reader:
    """A new workspace that follows everything."""
    reader = Reader(database, await a_workspace(owner), case.source)
    await reader.follow(fake.scopes)
    return reader


# What each provider says when nothing goes wrong: read once a run.
_PLAIN: dict[str, Facts] = {}
_ASKED: dict[str, int] = {}


async def told_plainly(case: Case, database: Database, owner: Connection) -> Facts:
    """The story read once, without trouble."""
    if case.name not in _PLAIN:
        async with told_by(case, Hours(NOW)) as (fake, http, _):
            reader = await a_reader(database, owner, case, fake)
            await reader.sync(http, NOW)
            assert reader.skipped == []
            _PLAIN[case.name] = await known(case, reader, fake)
            _ASKED[case.name] = len(fake.server.log)
    return _PLAIN[case.name]


async def asked_plainly(case: Case, database: Database, owner: Connection) -> int:
    """How many requests that takes."""
    await told_plainly(case, database, owner)
    return _ASKED[case.name]


async def known(case: Case, reader: Reader, fake: Opened) -> Facts:
    """What the workspace holds. Facts name the installation, and two fakes have two ports: they are left out."""
    found = await facts(reader.database, reader.workspace)
    port = fake.url.rpartition(":")[2]
    plain: Facts = orjson.loads(orjson.dumps(found).replace(f"127.0.0.1:{port}".encode(), b"HERE"))
    for row in (row for table in case.noticed for row in plain[table]):
        del row["version"]
    return plain


def differences(one: Facts, other: Facts) -> dict[str, tuple[list[Any], list[Any]]]:
    """Rows of each table that only one of them has."""
    found = {}
    for table in one:
        left, right = (
            {orjson.dumps(row, option=orjson.OPT_SORT_KEYS): row for row in rows} for rows in (one[table], other[table])
        )
        if left.keys() != right.keys() or len(one[table]) != len(other[table]):
            found[table] = (
                [left[row] for row in left.keys() - right.keys()][:3],
                [right[row] for row in right.keys() - left.keys()][:3],
            )
    return found

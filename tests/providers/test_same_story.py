"""The demo's story gives identical facts through every provider, but for what a provider has no words for."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest
from tests.providers.canonical import canonical, compared
from tests.providers.case import Case
from tests.providers.cases import CASES
from tests.providers.demo.told import tell
from tests.providers.driving import Reader
from tests.providers.facts import Facts, facts
from tests.providers.scenario import Scenario, scenario
from tests.providers.serving import Hours

from aexy.kernel.ids import WorkspaceId
from aexy.sources.dialect import Silence
from aexy.store.postgres import Connection, Database

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SIZE = {"developers": 4, "commits": 100, "seed": 5}
each_provider = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
_READ: dict[str, Facts] = {}


async def _workspace(owner: Connection) -> WorkspaceId:
    made = await owner.fetchval("insert into workspaces (slug, name) values (gen_random_uuid(), 'x') returning id")
    return WorkspaceId(made)


def a_story() -> Scenario:
    return scenario(**SIZE)


async def the_story(database: Database, owner: Connection) -> Facts:
    """The demo's facts, in the story's names."""
    if "demo" not in _READ:
        workspace = await _workspace(owner)
        await tell(database, workspace, **SIZE, now=NOW)
        _READ["demo"] = canonical(await facts(database, workspace), a_story())
    return _READ["demo"]


async def told_through(case: Case, database: Database, owner: Connection) -> Facts:
    """The same facts as this provider says them."""
    if case.name not in _READ:
        hours = Hours(NOW)
        async with case.opened(a_story(), hours, timedelta()) as fake:
            way = case.source.http(
                fake.url, case.auth(), case.options, clock=hours.clock(), watcher=Silence(), allow_private=True
            )
            reader = Reader(database, await _workspace(owner), case.source)
            await reader.follow(fake.scopes)
            async with way as http:
                await reader.sync(http, NOW)
        _READ[case.name] = canonical(await facts(database, reader.workspace), a_story())
    return _READ[case.name]


@each_provider
async def test_the_story_gives_identical_facts(case: Case, database: Database, owner: Connection) -> None:
    story, told = await the_story(database, owner), await told_through(case, database, owner)
    found = compared(story, told, case.unsaid)
    assert found == {}, orjson.dumps(found, option=orjson.OPT_INDENT_2).decode()


@each_provider
async def test_nothing_is_excused_without_need(case: Case, database: Database, owner: Connection) -> None:
    story, told = await the_story(database, owner), await told_through(case, database, owner)
    for rule in case.unsaid:
        others = [each for each in case.unsaid if each is not rule]
        assert compared(story, told, others).keys() == {rule.table}, rule

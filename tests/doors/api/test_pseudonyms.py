"""Whoever is limited to some teams compares their people with all others, and learns of none of these who has what."""

from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tests.doors.api.conftest import ClientOf
from tests.seeding import MONDAY, Seeded

from aexy.features.insights.beyond import NOT_OPEN, SEES_ALL, TOO_SHORT
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.kernel.metric import Audience, Level
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.privacy import TOO_FEW
from aexy.kernel.pseudonyms import pseudonym
from aexy.store.postgres import Connection, Database
from aexy.store.privacy_keys import privacy_key

OURS, THEIRS = [f"Ours {number}" for number in range(3)], [f"Theirs {number}" for number in range(11)]
START, END = MONDAY.date(), MONDAY.date() + timedelta(weeks=12)
OF_PEOPLE = [metric for metric in CATALOGUE if Level.DEVELOPER in metric.levels]


@pytest_asyncio.fixture
async def seeded(owner: Connection, workspace: WorkspaceId) -> Seeded:
    """Three of ours; eleven others, the n-th with n + 1 commits of ten times as many lines; a bot with many."""
    made = Seeded(workspace)
    await made.repository(owner, "api")
    async with owner.transaction():
        for place, name in enumerate((*THEIRS, *OURS)):
            await made.developer(owner, name)
            await owner.execute(
                "update developers set email = $2, avatar_url = $3 where id = $1",
                made.developers[name],
                f"{place}@people.example",
                f"https://pictures.example/{place}",
            )
            for hour in range(place + 1):
                at = MONDAY + timedelta(days=1 + 5 * place, hours=8 + hour)
                await made.commit(owner, name, at, "api", lines=(10 * (place + 1), 0))
        await made.developer(owner, "Robot", kind="bot")
        for hour in range(20):
            await made.commit(owner, "Robot", MONDAY + timedelta(days=3, hours=hour), "api")
        await made.team(owner, "Ours", [(name, None, None) for name in OURS])
        await made.team(owner, "Theirs", [(name, None, None) for name in THEIRS])
    return made


async def _limited(owner: Connection, seeded: Seeded, role: str) -> AccountId:
    made = await owner.fetchval("insert into accounts (name) values ('Limited') returning id")
    await owner.execute(
        "insert into memberships (workspace_id, account_id, role, is_scoped) values ($1, $2, $3, true)",
        seeded.workspace,
        made,
        role,
    )
    await owner.execute(
        "insert into membership_teams values ($1, $2, $3)", seeded.workspace, made, seeded.teams["Ours"]
    )
    return AccountId(made)


@pytest_asyncio.fixture(params=["manager", "member", "viewer"])
async def limited(
    request: pytest.FixtureRequest, client_of: ClientOf, owner: Connection, seeded: Seeded
) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(await _limited(owner, seeded, request.param)) as client:
        yield client


@pytest_asyncio.fixture
async def manager(client_of: ClientOf, owner: Connection, seeded: Seeded) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(await _limited(owner, seeded, "manager")) as client:
        yield client


def address(base: str, seeded: Seeded, *names: str, start: date = START, end: date = END, more: str = "") -> str:
    ids = ",".join(str(seeded.developers[name]) for name in names or ("Ours 0",))
    return f"{base}/insights/developers/compare?developer_ids={ids}&from={start}&to={end}&others=true{more}"


async def compared(client: httpx.AsyncClient, asked: str) -> dict[str, dict[str, Any]]:
    answer = await client.get(asked)
    assert answer.status_code == 200, answer.text
    return {one["metric"]: one for one in answer.json()["metrics"]}


def words(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for each in node.values():
            yield from words(each)
    elif isinstance(node, list):
        for each in node:
            yield from words(each)
    elif isinstance(node, str):
        yield node


async def test_others_are_five_or_more_to_a_number_and_nothing_in_the_answer_says_who_they_are(
    limited: httpx.AsyncClient, base: str, seeded: Seeded
) -> None:
    answer = await limited.get(address(base, seeded))
    assert answer.status_code == 200
    for place, name in enumerate(THEIRS):
        for told in (name, str(seeded.developers[name]), seeded.developers[name].hex, f"{place}@people", "pictures."):
            assert told.encode() not in answer.content
    (commits,) = [one for one in answer.json()["metrics"] if one["metric"] == "commits_count"]
    few, many = commits["others"]
    assert (len(few["people"]), len(many["people"])) == (5, 6)
    assert (few["value"], many["value"]) == (3, 8.5)  # 1 to 5, and 6 to 11 commits
    assert [one["value"] for one in commits["people"]] == [12]
    assert set(few) == {"people", "value", "small"}


async def test_of_others_only_what_is_open_to_the_workspace_is_told(
    limited: httpx.AsyncClient, base: str, seeded: Seeded
) -> None:
    found = await compared(limited, address(base, seeded))
    for metric in OF_PEOPLE:
        one = found[metric.key]
        if metric.audience is not Audience.OPEN:
            assert (one["others"], one["others_withheld"]) == ([], NOT_OPEN), metric.key
        assert all(len(alike["people"]) >= 5 for alike in one["others"]), metric.key
        assert bool(one["others"]) != bool(one["others_withheld"]), metric.key


async def test_somebody_is_called_the_same_again_and_otherwise_in_each_metric(
    manager: httpx.AsyncClient, base: str, seeded: Seeded
) -> None:
    def names(found: dict[str, dict[str, Any]], key: str) -> set[str]:
        return {name for alike in found[key]["others"] for name in alike["people"]}

    first = await compared(manager, address(base, seeded))
    later = await compared(manager, address(base, seeded, "Ours 1", "Ours 2", end=END + timedelta(weeks=4)))
    assert len(names(first, "commits_count")) == 11
    assert names(first, "commits_count") == names(later, "commits_count")
    told = [key for key in first if first[key]["others"]]
    assert len(told) > 2
    assert not [(one, two) for one in told for two in told if one < two and names(first, one) & names(first, two)]


async def test_a_pseudonym_says_nothing_in_another_workspace(
    manager: httpx.AsyncClient, base: str, seeded: Seeded, owner: Connection, database: Database
) -> None:
    found = await compared(manager, address(base, seeded, more="&metrics=commits_count"))
    said = {name for alike in found["commits_count"]["others"] for name in alike["people"]}
    other = WorkspaceId(
        await owner.fetchval("insert into workspaces (slug, name) values ('elsewhere', 'Elsewhere') returning id")
    )
    people = [seeded.developers[name] for name in THEIRS]
    keys = []
    for one in (seeded.workspace, other):
        async with database.workspace(one) as connection:
            keys.append(await privacy_key(connection, one))
            assert await privacy_key(connection, one) == keys[-1]
            assert await connection.fetchval("select count(*) from privacy_keys") == 1
    here, there = ({pseudonym(key, who, "commits_count") for who in people} for key in keys)
    assert said == here
    assert not said & there


async def test_nobody_out_of_reach_can_be_named_so_that_a_pseudonym_would_be_theirs(
    limited: httpx.AsyncClient, base: str, seeded: Seeded
) -> None:
    for names in (("Theirs 4",), ("Ours 0", "Theirs 4"), tuple(THEIRS[:5])):
        answer = await limited.get(address(base, seeded, *names))
        assert (answer.status_code, "Person " in answer.text, "Theirs" in answer.text) == (403, False, False)


async def test_four_others_are_withheld(
    manager: httpx.AsyncClient, base: str, seeded: Seeded, owner: Connection
) -> None:
    for name in THEIRS[4:]:
        await owner.execute("delete from commits where author_key = $1", seeded.identities[name])
    answer = await manager.get(address(base, seeded))
    assert "Person " not in answer.text
    reasons = {one["others_withheld"] for one in answer.json()["metrics"]}
    assert reasons == {NOT_OPEN, TOO_FEW}


@pytest.mark.parametrize(
    ("start", "end"),
    [(START, END - timedelta(weeks=1)), (START + timedelta(days=1), END), (START, END + timedelta(days=3))],
)
async def test_no_choice_of_days_tells_when_somebody_was_there(
    manager: httpx.AsyncClient, base: str, seeded: Seeded, start: date, end: date
) -> None:
    answer = await manager.get(address(base, seeded, start=start, end=end))
    assert "Person " not in answer.text
    assert {one["others_withheld"] for one in answer.json()["metrics"]} == {NOT_OPEN, TOO_SHORT}


async def test_a_few_rows_are_drawn_in_before_anybody_is_alike_and_marked(
    manager: httpx.AsyncClient, base: str, seeded: Seeded
) -> None:
    size = (await compared(manager, address(base, seeded, more="&metrics=avg_commit_size")))["avg_commit_size"]
    shares = {n: n / (n + 5) if n < 5 else 1 for n in range(1, 12)}
    drawn = [(share * 10 * n + (1 - share) * size["group"], n < 5) for n, share in shares.items()]
    bands = (sorted(drawn)[:5], sorted(drawn)[5:])
    assert [(one["value"], one["small"]) for one in size["others"]] == [
        (float(f"{sum(value for value, _ in band) / len(band):.2g}"), any(few for _, few in band)) for band in bands
    ]
    assert any(one["small"] for one in size["others"])


async def test_whoever_sees_everybody_by_name_gets_no_pseudonyms(
    client: httpx.AsyncClient, base: str, seeded: Seeded
) -> None:
    answer = await client.get(address(base, seeded, "Ours 0", "Theirs 1"))
    assert answer.status_code == 200
    assert "Person " not in answer.text
    assert {one["others_withheld"] for one in answer.json()["metrics"]} == {NOT_OPEN, SEES_ALL}
    assert set(THEIRS[1:2]) <= set(words(answer.json()))


async def test_without_asking_for_others_nothing_is_said_of_them(
    manager: httpx.AsyncClient, base: str, seeded: Seeded
) -> None:
    asked = address(base, seeded, "Ours 0", "Ours 1").replace("&others=true", "")
    found = await compared(manager, asked)
    assert {(len(one["others"]), one["others_withheld"]) for one in found.values()} == {(0, None)}
    alone = await manager.get(address(base, seeded).replace("&others=true", ""))
    assert alone.status_code == 400

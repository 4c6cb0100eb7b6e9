"""Who is who can be decided, followed by all numbers, and taken back; whoever it concerns is asked first."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.doors.api.conftest import ClientOf, OrderBook
from tests.seeding import MONDAY, Seeded

from aexy.context import Context
from aexy.features.identities import service
from aexy.features.identities.schemas import MergeWish, SplitWish
from aexy.features.insights.snapshots import recompute
from aexy.features.routing import Account, Role, Viewer
from aexy.jobs.job import GenerateSnapshots
from aexy.kernel.errors import AexyError
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.folk import settle_people
from aexy.store.postgres import Connection, Database

PEOPLE = ("Ada Lovelace", "alovelace", "Grace Hopper", "Hedy Lamarr")
TEAM_START = MONDAY - timedelta(days=90)


@dataclass
class World:
    """A workspace in which Ada commits under two names, Grace and Hedy under one."""

    database: Database
    context: Context
    seeded: Seeded
    client: httpx.AsyncClient
    base: str

    async def settle(self) -> None:
        async with self.database.workspace(self.seeded.workspace) as connection:
            await settle_people(connection, self.seeded.workspace)

    async def partition(self) -> dict[int, str]:
        found = (await self.client.get(f"{self.base}/identities?limit=200")).json()["items"]
        return {each["id"]: each["developer"]["id"] for each in found}

    async def count(self, developer: object) -> float | None:
        """Commits of one developer, from fresh snapshots."""
        await recompute(self.context, self.seeded.workspace)
        window = f"from={MONDAY.date()}&to={(MONDAY + timedelta(days=56)).date()}"
        asked = f"{self.base}/insights/readings?metrics=commits_count&{window}&subject=developer:{developer}"
        (reading,) = (await self.client.get(asked)).json()["readings"]
        value: float | None = reading["value"]
        return value

    async def post(self, path: str, body: object = None, status: int = 201) -> dict[str, Any]:
        answer = await self.client.post(f"{self.base}/identities/{path}", json=body)
        assert answer.status_code == status, answer.text
        told: dict[str, Any] = answer.json()
        return told

    @property
    def ids(self) -> dict[str, UUID]:
        return self.seeded.developers

    @property
    def keys(self) -> dict[str, int]:
        return self.seeded.identities


@pytest_asyncio.fixture
async def world(
    owner: Connection,
    workspace: WorkspaceId,
    database: Database,
    context: Context,
    client: httpx.AsyncClient,
    base: str,
) -> World:
    seeded = Seeded(workspace)
    await seeded.repository(owner, "api")
    for number, name in enumerate(PEOPLE):
        await seeded.developer(owner, name)
        for day in range(number + 1):
            await seeded.commit(owner, name, MONDAY + timedelta(days=day), "api")
    made = World(database, context, seeded, client, base)
    await made.settle()
    return made


async def test_what_looks_alike_waits_in_the_queue_with_its_reasons(world: World) -> None:
    (told,) = (await world.client.get(f"{world.base}/identities/suggestions")).json()["items"]
    assert {told["left"]["developer"]["name"], told["right"]["developer"]["name"]} == {"Ada Lovelace", "alovelace"}
    assert [ground["reason"] for ground in told["reasons"]] == ["name_and_username"]


async def test_numbers_follow_a_merge_and_come_back(world: World, orders: OrderBook) -> None:
    before = await world.partition()
    assert [await world.count(world.ids[name]) for name in PEOPLE] == [1, 2, 3, 4]
    wish = {"developer_ids": [str(world.ids["Ada Lovelace"]), str(world.ids["alovelace"])], "note": "told me so"}
    made = await world.post("merges", wish)
    assert (made["action"], made["state"], made["note"]) == ("merge", "in_force", "told me so")
    assert isinstance(orders.orders[-1], GenerateSnapshots)
    assert await world.count(world.ids["Ada Lovelace"]) == 3
    assert (await world.client.get(f"{world.base}/identities/suggestions")).is_success
    bookmark = (await world.client.get(f"{world.base}/developers/{world.ids['alovelace']}")).json()
    assert bookmark["id"] == str(world.ids["Ada Lovelace"])
    await world.post(f"decisions/{made['id']}/undo")
    assert await world.partition() == before
    assert [await world.count(world.ids[name]) for name in PEOPLE] == [1, 2, 3, 4]
    await world.post(f"decisions/{made['id']}/undo", status=409)
    history = (await world.client.get(f"{world.base}/identities/decisions")).json()["items"]
    assert [(each["action"], each["state"]) for each in history] == [("undo", "in_force"), ("merge", "undone")]
    assert history[1]["undone_by"]["name"] == "Test owner"


async def test_a_suggestion_is_accepted_or_rejected_for_good(world: World) -> None:
    (told,) = (await world.client.get(f"{world.base}/identities/suggestions")).json()["items"]
    made = await world.post(f"suggestions/{told['id']}/accept")
    partition = await world.partition()
    assert partition[world.keys["Ada Lovelace"]] == partition[world.keys["alovelace"]]
    evidence = (await world.client.get(f"{world.base}/identities?q=alovelace")).json()["items"][0]["evidence"]
    assert [each["reason"] for each in evidence] + [made["action"]] == ["decision", "accept"]
    await world.post(f"decisions/{made['id']}/undo")
    (told,) = (await world.client.get(f"{world.base}/identities/suggestions")).json()["items"]
    await world.post(f"suggestions/{told['id']}/reject")
    await world.settle()
    assert (await world.client.get(f"{world.base}/identities/suggestions")).json()["items"] == []
    await world.post(f"suggestions/{told['id']}/accept", status=404)


async def test_a_split_gives_the_rest_its_id_and_holds_against_evidence(world: World, owner: Connection) -> None:
    await owner.execute(
        "insert into developer_identities (workspace_id, provider, external_id, name, email)"
        " values ($1, 'git', 'Ada <x>', 'Ada', 'ada lovelace@example.org')",
        world.seeded.workspace,
    )
    await owner.execute("update developer_identities set email = lower(email)")
    await world.settle()
    ada, key = str(world.ids["Ada Lovelace"]), world.keys["Ada Lovelace"]
    before = await world.partition()
    second = next(each for each, one in before.items() if one == ada and each != key)
    made = await world.post("splits", {"identity_ids": [key]})
    after = await world.partition()
    assert after[second] == ada
    assert after[key] != ada
    await world.settle()
    assert await world.partition() == after
    await world.post("splits", {"identity_ids": [second]}, status=409)
    await world.post(f"decisions/{made['id']}/undo")
    assert await world.partition() == before


async def test_teams_follow_a_merge_and_come_back(world: World, owner: Connection) -> None:
    team = await world.seeded.team(owner, "Core", [("alovelace", TEAM_START, None), ("Grace Hopper", None, None)])

    async def members() -> set[str]:
        return set((await world.client.get(f"{world.base}/teams/{team}")).json()["developer_ids"])

    before = await members()
    made = await world.post("merges", {"identity_ids": [world.keys["Ada Lovelace"], world.keys["alovelace"]]})
    assert await members() == {str(world.ids["Ada Lovelace"]), str(world.ids["Grace Hopper"])}
    await world.post(f"decisions/{made['id']}/undo")
    assert await members() == before


async def test_a_kind_said_by_hand_wins_over_rules_until_it_is_taken_back(world: World) -> None:
    hedy = world.ids["Hedy Lamarr"]

    async def kind() -> str:
        return str((await world.client.get(f"{world.base}/developers/{hedy}")).json()["kind"])

    rules = {"patterns": [{"pattern": "hedy*", "kind": "agent"}], "github_hosts": [], "gitlab_hosts": []}
    assert (await world.client.put(f"{world.base}/identities/rules", json=rules)).json() == rules
    assert await kind() == "agent"
    address = f"{world.base}/identities/kinds/{hedy}"
    assert (await world.client.put(address, json={"kind": "bot"})).json()["kind"] == "bot"
    assert await kind() == "bot"
    assert (await world.client.put(address, json={"kind": None})).json()["action"] == "undo"
    assert await kind() == "agent"
    assert (await world.client.put(address, json={"kind": None})).status_code == 409
    bad = {"patterns": [{"pattern": "*", "kind": "bot"}]}
    assert (await world.client.put(f"{world.base}/identities/rules", json=bad)).status_code == 400


@pytest_asyncio.fixture
async def ada(world: World, owner: Connection) -> AccountId:
    """Ada signs in, and said which developer she is."""
    made = await owner.fetchval("insert into accounts (name) values ('Ada herself') returning id")
    await owner.execute("insert into memberships values ($1, $2, 'viewer')", world.seeded.workspace, made)
    await owner.execute(
        "insert into account_developers (workspace_id, account_id, developer_id, identity_keys)"
        " values ($1, $2, $3, $4)",
        world.seeded.workspace, made, world.ids["Ada Lovelace"], [world.keys["Ada Lovelace"]],
    )  # fmt: skip
    return AccountId(made)


async def test_whoever_is_concerned_is_asked_first(world: World, ada: AccountId, client_of: ClientOf) -> None:
    before = await world.partition()
    wish = {"developer_ids": [str(world.ids["Ada Lovelace"]), str(world.ids["alovelace"])]}
    made = await world.post("merges", wish)
    assert (made["state"], made["waiting_for"]) == ("waiting", 1)
    assert await world.partition() == before
    async with client_of(ada) as hers:
        (asked,) = (await hers.get(f"{world.base}/identities/consents")).json()["items"]
        address = f"{world.base}/identities/consents/{asked['id']}"
        assert (await world.client.post(address, json={"answer": True})).status_code == 403
        assert (await hers.post(f"{world.base}/identities/merges", json=wish)).status_code == 403
        assert (await hers.post(address, json={"answer": True})).json()["decision"]["state"] == "in_force"
        assert (await hers.post(address, json={"answer": False})).status_code == 409
    after = await world.partition()
    assert after[world.keys["alovelace"]] == str(world.ids["Ada Lovelace"])
    undone = await world.post(f"decisions/{made['id']}/undo")
    assert undone["state"] == "waiting"
    assert await world.partition() == after
    async with client_of(ada) as hers:
        questions = (await hers.get(f"{world.base}/identities/consents")).json()["items"]
        (asked,) = [each for each in questions if each["answer"] is None]
        await hers.post(f"{world.base}/identities/consents/{asked['id']}", json={"answer": True})
    assert await world.partition() == before


async def test_a_no_is_a_no_and_others_are_not_asked(world: World, ada: AccountId, client_of: ClientOf) -> None:
    before = await world.partition()
    made = await world.post("merges", {"developer_ids": [str(world.ids[name]) for name in PEOPLE[:2]]})
    async with client_of(ada) as hers:
        asked = (await hers.get(f"{world.base}/identities/consents")).json()["items"][0]
        answer = (await hers.post(f"{world.base}/identities/consents/{asked['id']}", json={"answer": False})).json()
    assert answer["decision"]["state"] == "refused"
    assert await world.partition() == before
    other = await world.post("merges", {"developer_ids": [str(world.ids[name]) for name in PEOPLE[2:]]})
    assert (other["state"], made["state"]) == ("in_force", "waiting")


@pytest.mark.usefixtures("ada")
async def test_two_who_sign_in_are_never_made_one(world: World, owner: Connection) -> None:
    other = await owner.fetchval("insert into accounts (name) values ('Grace herself') returning id")
    await owner.execute(
        "insert into account_developers (workspace_id, account_id, developer_id) values ($1, $2, $3)",
        world.seeded.workspace, other, world.ids["Grace Hopper"],
    )  # fmt: skip
    both = [str(world.ids["Ada Lovelace"]), str(world.ids["Grace Hopper"])]
    await world.post("merges", {"developer_ids": both}, status=409)


async def test_nonsense_is_refused(world: World) -> None:
    one = str(world.ids["Ada Lovelace"])
    await world.post("merges", {"developer_ids": [one]}, status=400)
    await world.post("merges", {"developer_ids": [one, str(uuid4())]}, status=404)
    await world.post("splits", {"identity_ids": [0]}, status=404)
    await world.post("splits", {"identity_ids": [world.keys[name] for name in PEOPLE[:2]]}, status=400)
    await world.post(f"decisions/{uuid4()}/undo", status=404)
    await world.post(f"consents/{uuid4()}", {"answer": True}, status=404)


DECISIONS = st.lists(
    st.tuples(st.booleans(), st.lists(st.integers(0, 3), min_size=1, max_size=2, unique=True)), min_size=1, max_size=6
)


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(decisions=DECISIONS, order=st.integers(0, 999))
@pytest.mark.asyncio(loop_scope="session")
async def test_undoing_everything_gives_back_the_people_and_the_numbers(
    world: World, account: AccountId, decisions: list[tuple[bool, list[int]]], order: int
) -> None:
    viewer = Viewer(Account(account, "Owner", None, is_local_owner=False), world.seeded.workspace, Role.OWNER, None)
    keys = [world.keys[name] for name in PEOPLE]
    before = await world.partition()
    made = []
    for is_merge, chosen in decisions:
        wish = [keys[each] for each in chosen]
        try:
            if is_merge:
                made.append(await service.merge(world.context, viewer, MergeWish(identity_ids=wish)))
            else:
                made.append(await service.split(world.context, viewer, SplitWish(identity_ids=wish)))
        except AexyError:
            continue
    Random(order).shuffle(made)  # noqa: S311 - an order, not a secret
    for each in made:
        await service.undo(world.context, viewer, each.id)
    assert await world.partition() == before
    assert [await world.count(world.ids[name]) for name in PEOPLE] == [1, 2, 3, 4]

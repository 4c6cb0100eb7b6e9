"""The table of roles and audiences, held against every door at once: what it withholds no door shows, and no more.

For each caller (every role; themselves, a teammate, somebody else, nobody, and a membership that reaches some teams
only) and each metric, a door either shows of one person what that person sees there themselves, or nothing at all.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import httpx
import pytest_asyncio
from tests.doors.api.conftest import ClientOf, Clock
from tests.pulling import Pulls
from tests.seeding import MONDAY, Seeded, seed

from aexy.context import Context
from aexy.features.insights.snapshots import recompute
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.kernel.metric import Audience, Level, Metric
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.privacy import Onlooker, Scope, withheld_person
from aexy.store.postgres import Connection

PEOPLE = 8
VICTIM, MATE, OTHER = 4, 5, 2
CORE, EDGE = frozenset((0, 4, 5, 6, 7)), frozenset((1, 2, 3))
DAYS = "from=2026-01-12&to=2026-03-30"
OF_PEOPLE = [metric for metric in CATALOGUE if Level.DEVELOPER in metric.levels]
KEYS = {metric.key for metric in OF_PEOPLE}
SAID = ("value", "raw", "median", "p75", "p90", "slope", "percentile", "rank", "p25")
ROLES = ("owner", "admin", "manager", "member", "viewer")


@dataclass(frozen=True)
class Caller:
    """Somebody who asks: their role, which person they are, and the team their membership ends with."""

    role: str
    person: int | None = None
    team: str | None = None

    @property
    def onlooker(self) -> Onlooker:
        """The same for the table, from what the seed is known to hold."""
        mates = next((team - {self.person} for team in (CORE, EDGE) if self.person in team), frozenset[int]())
        reached = {"Core": CORE, "Edge": EDGE}.get(self.team or "")
        scope = None if reached is None else Scope(frozenset(), reached)
        return Onlooker(role=self.role, developer=self.person, teammates=mates, scope=scope)

    def sees(self, metric: Metric) -> bool:
        """Whether the table shows them the victim's number."""
        return withheld_person(metric, VICTIM, self.onlooker) is None


CALLERS = [
    *(Caller(role, person) for role, person in product(ROLES, (VICTIM, MATE, OTHER, None))),
    *(
        Caller(role, person, team)
        for role in ROLES[2:]
        for team in ("Core", "Edge")
        for person in (VICTIM, MATE, OTHER)
    ),
]
Shown = dict[str, set[str]]


@pytest_asyncio.fixture
async def seeded(owner: Connection, workspace: WorkspaceId, context: Context, clock: Clock) -> Seeded:
    """The usual workspace, with pull requests, reviews and requests of everybody in every week."""
    made = await seed(owner, workspace, people=PEOPLE, commits=160)
    pulls = Pulls(made, owner)
    async with owner.transaction():
        for week, author in product(range(1, 12), range(PEOPLE)):
            opened = MONDAY + timedelta(weeks=week, hours=9 + author)
            reviewer = f"Person {(author + week) % PEOPLE}"
            pull = await pulls.pull(
                f"Person {author}", opened, merged=opened + timedelta(hours=30), size=(20, 5), merged_by=reviewer
            )
            if reviewer != f"Person {author}":
                await pulls.request(pull, reviewer, opened + timedelta(hours=1))
                await pulls.review(pull, reviewer, opened + timedelta(hours=4), comments=2)
    clock.now = datetime(2026, 3, 30, 12, tzinfo=UTC)
    await recompute(context.at(clock.now), workspace)
    return made


@pytest_asyncio.fixture
async def clients(
    owner: Connection, workspace: WorkspaceId, seeded: Seeded
) -> AsyncIterator[Mapping[Caller, AccountId]]:
    """An account for each caller; who they are is said when they ask, since a person is one account's at a time."""
    accounts = {}
    for caller in CALLERS:
        account = await owner.fetchval("insert into accounts (name) values ('Somebody') returning id")
        await owner.execute(
            "insert into memberships (workspace_id, account_id, role, is_scoped) values ($1, $2, $3, $4)",
            workspace,
            account,
            caller.role,
            caller.team is not None,
        )
        if caller.team:
            await owner.execute(
                "insert into membership_teams values ($1, $2, $3)", workspace, account, seeded.teams[caller.team]
            )
        accounts[caller] = AccountId(account)
    yield accounts


async def become(owner: Connection, workspace: WorkspaceId, account: AccountId, person: UUID | None) -> None:
    await owner.execute("delete from account_developers where workspace_id = $1", workspace)
    if person is not None:
        await owner.execute("insert into account_developers values ($1, $2, $3)", workspace, account, person)


def numbers(node: object, victim: str, whose: str | None, key: str | None = None) -> Iterator[str]:
    """The metrics of which a number of the victim stands somewhere in an answer."""
    if isinstance(node, list):
        for each in node:
            yield from numbers(each, victim, whose, key)
    if not isinstance(node, dict):
        return
    subject, metric = node.get("subject"), node.get("metric")
    if isinstance(subject, dict):
        whose = subject["id"]
    whose = node.get("developer_id", node.get("subject_id", whose))
    key = (metric["key"] if isinstance(metric, dict) else metric) or key
    is_said = any(node.get(name) is not None for name in SAID) or bool(node.get("n"))
    if key in KEYS and whose == victim and is_said:
        yield key
    for name, each in node.items():
        yield from numbers(each, victim, whose, name if name in KEYS else key)


def doors(base: str, victim: UUID, beside: UUID) -> dict[str, str]:
    """Addresses under which numbers of one person are to be had, all metrics at once."""
    keys, one = ",".join(sorted(KEYS)), f"developer:{victim}"
    person = f"{base}/insights/developers/{victim}"
    forms = {
        "readings": f"{base}/insights/readings?subject={one}&metrics={keys}&{DAYS}",
        "readings by week": f"{base}/insights/readings?subject={one}&metrics={keys}&bucket=weekly&{DAYS}",
        "breakdown": f"{base}/insights/breakdown?by=developer&metrics={keys}&limit=200&{DAYS}",
        "breakdown of one": f"{base}/insights/breakdown?subject={one}&by=developer&metrics={keys}&{DAYS}",
        "history": f"{base}/insights/snapshots/history?subject={one}&metrics={keys}&limit=200&{DAYS}",
        "person": f"{person}?{DAYS}",
        "trends": f"{person}/trends?metrics={keys}&{DAYS}",
        "compare": f"{base}/insights/developers/compare?developer_ids={victim},{beside}&metrics={keys}&{DAYS}",
        "compare week by week": f"{base}/insights/compare?subjects={one},developer:{beside}&metrics={keys}&{DAYS}",
        "percentile": f"{person}/percentile?metrics={keys}&{DAYS}",
        "benchmark": f"{person}/role-benchmark?within=workspace&metrics={keys}&{DAYS}",
    }
    families = ("velocity", "efficiency", "quality", "sustainability", "collaboration")
    return forms | {family: f"{person}/{family}?{DAYS}" for family in families}


async def shown(client: httpx.AsyncClient, addresses: Mapping[str, str], victim: UUID) -> Shown:
    """By door, the metrics of which it shows a number of the victim; a door that is closed is left out."""
    found: Shown = {}
    for door, address in addresses.items():
        answer = await client.get(address)
        assert answer.status_code in {200, 403, 404}, (door, answer.text)
        if answer.status_code == 200:
            about = None if door.startswith(("breakdown", "compare")) else str(victim)
            found[door] = set(numbers(answer.json(), str(victim), about))
    return found


async def test_every_door_shows_what_the_table_shows_and_nothing_else(
    client_of: ClientOf, clients: Mapping[Caller, AccountId], owner: Connection, workspace: WorkspaceId, base: str,
    seeded: Seeded,
) -> None:  # fmt: skip
    victim, beside = seeded.developers[f"Person {VICTIM}"], seeded.developers[f"Person {MATE}"]
    addresses = doors(base, victim, beside)
    first = Caller("viewer", VICTIM)
    await become(owner, workspace, clients[first], victim)
    async with client_of(clients[first]) as client:
        own = await shown(client, addresses, victim)
    assert set(own) == set(addresses)
    assert len(own["readings"]) > len(KEYS) * 0.8, KEYS - own["readings"]
    calls = 0
    for caller in CALLERS:
        who = None if caller.person is None else seeded.developers[f"Person {caller.person}"]
        await become(owner, workspace, clients[caller], who)
        seen = {metric.key for metric in OF_PEOPLE if caller.sees(metric)}
        async with client_of(clients[caller]) as client:
            found = await shown(client, addresses, victim)
        for door, keys in found.items():
            calls += len(KEYS)
            # A position among others is only said where the numbers of all of them may be seen.
            is_whole = door not in {"percentile", "benchmark"}
            assert keys <= seen, (caller, door, keys - seen)
            assert not is_whole or keys >= own[door] & seen, (caller, door, own[door] & seen - keys)
        closed = set(addresses) - set(found) - {"percentile", "benchmark"}
        assert not closed or caller.team == "Edge", (caller, closed)
    assert calls > 15_000


async def test_behind_what_is_withheld_there_are_no_rows(
    client_of: ClientOf, clients: Mapping[Caller, AccountId], owner: Connection, workspace: WorkspaceId, base: str,
    seeded: Seeded,
) -> None:  # fmt: skip
    """Of one person none at all; of a group, where it is each person's own, the caller's and nobody else's."""
    for caller in (one for one in CALLERS if one.person == MATE or (one.person, one.team) == (OTHER, "Edge")):
        who = None if caller.person is None else seeded.developers[f"Person {caller.person}"]
        await become(owner, workspace, clients[caller], who)
        async with client_of(clients[caller]) as client:
            await _check_rows(client, caller, base, seeded.developers[f"Person {VICTIM}"])


async def _check_rows(client: httpx.AsyncClient, caller: Caller, base: str, victim: UUID) -> None:
    for metric in (one for one in OF_PEOPLE if one.audience is not Audience.OPEN):
        path = f"{base}/insights/metrics/{metric.key}/explain"
        if not caller.sees(metric):
            said = await client.get(f"{path}?subject=developer:{victim}&{DAYS}&limit=200")
            assert said.status_code == 404 or _is_empty(said.json()), (caller, metric.key)
            table = await client.get(f"{path}.csv?subject=developer:{victim}&{DAYS}")
            assert table.status_code == 404 or len(table.text.splitlines()) == 1, (caller, metric.key)
        if Level.WORKSPACE in metric.levels and metric.audience is Audience.SELF:
            said = await client.get(f"{path}?{DAYS}&limit=200")
            authors = {row["author"] for row in said.json()["rows"]} if said.status_code == 200 else set()
            assert authors <= {f"Person {caller.person}"}, (caller, metric.key)


def _is_empty(said: Mapping[str, Any]) -> bool:
    fields = ("rows", "histogram", "quantiles", "left_out")
    return not any(said[name] for name in fields) and said["reading"]["value"] is None and not said["total_rows"]

"""Nobody sees what is another's own, through whatever door under /insights; all there is of a person is theirs."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4
from zipfile import ZipFile

import httpx
import orjson
import pytest
import pytest_asyncio
from fastapi import FastAPI
from tests.doors.api.conftest import ClientOf, Clock, OrderBook
from tests.seeding import Seeded, seed

from aexy.api.policy import routes_of
from aexy.context import Context
from aexy.features.insights import exporting
from aexy.features.insights.exporting import PIECE, Format
from aexy.features.insights.snapshots import recompute
from aexy.features.routing import Account, Role, Viewer
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.kernel.metric import Audience, Level
from aexy.kernel.metrics import CATALOGUE
from aexy.settings import Settings
from aexy.store.postgres import Connection, Database

OWN = {metric.key for metric in CATALOGUE if metric.audience is Audience.SELF and Level.DEVELOPER in metric.levels}
NUMBERS = (
    "value", "raw", "weight", "median", "p25", "p75", "p90", "slope", "low", "high", "percentile", "rank", "previous",
    "quantiles", "histogram",
)  # fmt: skip
DAYS = "from=2026-01-12&to=2026-03-30"
VICTIM, MATE, OTHER = "Person 4", "Person 5", "Person 6"


@dataclass
class Shelf:
    """A cache in memory that forgets nothing: keys say what answers rest on."""

    kept: dict[tuple[WorkspaceId, str], bytes] = field(default_factory=dict)

    async def get(self, workspace_id: WorkspaceId, key: str) -> bytes | None:
        return self.kept.get((workspace_id, key))

    async def put(self, workspace_id: WorkspaceId, key: str, value: bytes, *, seconds: int) -> None:
        assert seconds > 0
        self.kept[workspace_id, key] = value

    async def drop(self, workspace_id: WorkspaceId) -> None:
        del workspace_id
        self.kept.clear()


@pytest.fixture
def context(database: Database, orders: OrderBook, clock: Clock, tmp_path: Path) -> Context:
    return Context(Settings(home=tmp_path), database, Shelf(), orders, clock.now)


@pytest_asyncio.fixture
async def seeded(owner: Connection, workspace: WorkspaceId, context: Context, clock: Clock) -> Seeded:
    made = await seed(owner, workspace, people=8, commits=120)
    clock.now = datetime(2026, 3, 30, 12, tzinfo=UTC)
    await recompute(context.at(clock.now), workspace)
    return made


async def joined(owner: Connection, workspace: WorkspaceId, role: str, developer: UUID | None = None) -> AccountId:
    """An account with this role, which is this developer."""
    made = await owner.fetchval("insert into accounts (name) values ('Somebody') returning id")
    await owner.execute("insert into memberships values ($1, $2, $3)", workspace, made, role)
    if developer is not None:
        await owner.execute("insert into account_developers values ($1, $2, $3)", workspace, made, developer)
    return AccountId(made)


def leaks(node: object, caller: str | None, key: str | None = None, whose: str | None = None) -> Iterator[str]:
    """Numbers that are a person's own, of anybody but the caller."""
    if isinstance(node, list):
        for each in node:
            yield from leaks(each, caller, key, whose)
    if not isinstance(node, dict):
        return
    subject, metric = node.get("subject"), node.get("metric")
    if isinstance(subject, dict):
        whose = subject["id"] if subject["kind"] == "developer" else None
    whose = node.get("developer_id", node.get("subject_id", whose))
    key = (metric["key"] if isinstance(metric, dict) else metric) or key
    if key in OWN and whose not in {None, caller}:
        yield from (f"{key}: {name} = {node[name]}" for name in NUMBERS if node.get(name) is not None)
        yield from (f"{key}: {node['n']} rows" for _ in "n" if node.get("n"))
    for name, each in node.items():
        yield from leaks(each, caller, name if name in OWN else key, whose)


def doors(app: FastAPI, workspace: WorkspaceId, made: Seeded) -> list[str]:
    """Every way to ask for something under /insights, about the victim wherever a person can be named."""
    victim, other = made.developers[VICTIM], made.developers[OTHER]
    known = {
        "workspace_id": str(workspace), "developer_id": str(victim), "team_id": str(made.teams["Core"]),
        "repository_id": str(made.repositories["api"][0]),
    }  # fmt: skip
    both = f"developer_ids={victim},{other}&subjects=developer:{victim},developer:{other}"
    asked = f"subject=developer:{victim}&by=developer&{both}&limit=200"
    found = []
    for route in routes_of(app):
        if "GET" not in (route.methods or ()) or "/insights" not in route.path:
            continue
        path = re.sub(
            r"\{(\w+)\}", lambda part: known.get(part[1], part[0] if part[1] == "key" else str(uuid4())), route.path
        )
        if "{key}" in path:
            found += [f"{path.replace('{key}', key)}?{asked}&{DAYS}" for key in sorted(OWN)]
            continue
        found += [f"{path}?{asked}&{DAYS}"]
        found += [f"{path}?{asked}&period_type=weekly"] if "/developers/" in path or path.endswith("/me") else []
        found += [f"{path}?{asked}&{DAYS}&bucket=weekly"] if path.endswith("/readings") else []
        found += [f"{path}?by=developer&{DAYS}"] if path.endswith("/breakdown") else []
    return found


async def asked(client: httpx.AsyncClient, addresses: list[str]) -> dict[str, object]:
    """What is answered as JSON, by address."""
    found: dict[str, object] = {}
    for address in addresses:
        answer = await client.get(address)
        assert answer.status_code in {200, 400, 403, 404}, address
        if answer.status_code == 200 and answer.headers["content-type"] == "application/json":
            found[address] = answer.json()
    return found


def last_words(found: dict[str, object]) -> set[str]:
    return {address.partition("?")[0].rpartition("/")[2] for address in found}


async def test_nobody_sees_anothers_own_numbers_through_any_door(
    app: FastAPI, client_of: ClientOf, owner: Connection, workspace: WorkspaceId, seeded: Seeded
) -> None:
    """Asked as a viewer, a teammate, a manager and an owner, then as the person: the same doors, the same walk."""
    mate, victim = seeded.developers[MATE], seeded.developers[VICTIM]
    addresses = doors(app, workspace, seeded)
    for role, developer in (("viewer", None), ("member", mate), ("manager", None), ("owner", None), ("viewer", victim)):
        async with client_of(await joined(owner, workspace, role, developer)) as client:
            found = await asked(client, addresses)
        for address, said in found.items():
            assert list(leaks(said, str(developer))) == [], (role, address)
            if address.partition("?")[0].endswith("/hours") and developer != victim:
                assert isinstance(said, dict)
                assert said["n"] == 0, (role, address)
        assert last_words(found) >= {
            "readings",
            "breakdown",
            "sustainability",
            "trends",
            "compare",
            "history",
            "explain",
        }
        may_compare = role in {"manager", "owner"} or developer == victim
        assert ("percentile" in last_words(found)) == ("role-benchmark" in last_words(found)) == may_compare
    seen = {address: said for address, said in found.items() if list(leaks(said, None))}
    assert last_words(seen) >= {"readings", "breakdown", "sustainability", "compare", "history", "me", str(victim)}


async def test_whoever_is_nobody_is_told_the_next_step_at_me(client: httpx.AsyncClient, base: str) -> None:
    answer = await client.get(f"{base}/insights/me")
    assert (answer.status_code, "aexy me --as" in answer.json()["next_step"]) == (404, True)


async def read(client: httpx.AsyncClient, address: str) -> tuple[dict[str, list[dict[str, object]]], dict[str, object]]:
    """The sections of an export by name, and its manifest."""
    answer = await client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    archive = ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    manifest = orjson.loads(archive.read("manifest.json"))
    names = [name for name in archive.namelist() if name != "manifest.json"]
    rows = {
        name.partition(".")[0]: orjson.loads(archive.read(name))
        if name.endswith(".json")
        else [orjson.loads(line) for line in archive.read(name).splitlines()]
        for name in names
    }
    return rows, manifest


async def test_a_person_takes_all_there_is_of_them(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, base: str, seeded: Seeded
) -> None:
    person = seeded.developers[VICTIM]
    await owner.execute(
        "insert into leave (workspace_id, developer_id, first_day, last_day, kind, note)"
        " values ($1, $2, '2026-02-02', '2026-02-03', 'sick', 'flu')",
        workspace,
        person,
    )
    account = await joined(owner, workspace, "viewer", person)
    async with client_of(account) as client:
        rows, manifest = await read(client, f"{base}/insights/developers/{person}/export")
        arrays, _ = await read(client, f"{base}/insights/developers/{person}/export?format=json")
    assert rows == arrays
    commits = await owner.fetchval("select count(*) from commits where author_key = $1", seeded.identities[VICTIM])
    assert (len(rows["commits"]), rows["leave"][0]["note"]) == (commits, "flu")
    assert rows["person"][0]["name"] == VICTIM
    assert rows["teams"] == [{"team": "Core", "role": "member", "joined_at": None, "left_at": None}]
    assert set(rows["snapshots"][0]) >= OWN | {"period_type", "period_start", "commits_count"}
    told = {one["section"]: one for one in manifest["sections"]}  # type: ignore[attr-defined]  # a list
    assert (
        set(told) == set(rows) >= {"identities", "pull_requests", "reviews", "remarks", "issues", "alerts", "schedule"}
    )
    assert all(one["rows"] == len(rows[name]) and one["columns"] for name, one in told.items())
    assert manifest["withheld_metrics"] == []


async def test_an_admin_takes_it_without_what_is_the_persons_own(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, base: str, seeded: Seeded
) -> None:
    person = seeded.developers[VICTIM]
    await owner.execute(
        "insert into leave (workspace_id, developer_id, first_day, last_day, kind, note)"
        " values ($1, $2, '2026-02-02', '2026-02-03', 'sick', 'flu')",
        workspace,
        person,
    )
    address = f"{base}/insights/developers/{person}/export"
    async with client_of(await joined(owner, workspace, "admin")) as client:
        rows, manifest = await read(client, address)
    assert not set(rows["snapshots"][0]) & OWN
    assert set(rows["leave"][0]) == {"first_day", "last_day"}
    assert set(manifest["withheld_metrics"]) == OWN  # type: ignore[call-overload]  # a list
    for role in ("viewer", "member", "manager"):
        async with client_of(await joined(owner, workspace, role, seeded.developers[MATE])) as client:
            assert (await client.get(address)).status_code == 403
            await owner.execute("delete from account_developers where workspace_id = $1", workspace)


async def test_an_export_comes_in_pieces_all_of_the_moment_it_began(
    context: Context, owner: Connection, workspace: WorkspaceId, account: AccountId, seeded: Seeded
) -> None:
    await owner.execute(
        "update commits set subject = encode(sha256(sha), 'hex') || encode(sha256(sha || '1'), 'hex')"
        " || repeat(encode(sha256(sha || '2'), 'hex'), 8) where author_key = $1",
        seeded.identities["Person 0"],
    )
    await owner.execute(
        "insert into commits (workspace_id, repository_key, sha, authored_at, author_offset_minutes, committed_at,"
        " placed_at, author_key, committer_key, is_merge, subject, standing)"
        " select c.workspace_id, c.repository_key, sha256((c.key || ' ' || n)::text::bytea), c.authored_at, 0,"
        " c.committed_at, c.placed_at, c.author_key, c.author_key, false,"
        " encode(sha256((c.key + n)::text::bytea), 'hex'), 'other_ref'"
        " from commits c, generate_series(1, 80) n where c.author_key = $1",
        seeded.identities["Person 0"],
    )
    me = Viewer(Account(account, "Test owner", None, is_local_owner=True), workspace, Role.OWNER, None)
    export = await exporting.open_export(context, me, seeded.developers["Person 0"], Format.NDJSON)
    coming = exporting.pieces(export)
    pieces = [await anext(coming)]
    await owner.execute(
        "insert into leave (workspace_id, developer_id, first_day, last_day, kind)"
        " values ($1, $2, '2026-02-02', '2026-02-03', 'leave')",
        workspace,
        seeded.developers["Person 0"],
    )
    pieces += [piece async for piece in coming]
    assert len(pieces) > 2
    assert max(map(len, pieces)) < 2 * PIECE
    archive = ZipFile(io.BytesIO(b"".join(pieces)))
    assert (archive.testzip(), archive.read("leave.ndjson")) == (None, b"")

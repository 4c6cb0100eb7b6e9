"""Rules and facts in the database: what is counted, brought in line whatever came last, and in few statements."""

from collections.abc import Awaitable, Callable
from random import Random
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from tests.activity import add_repository, at, sha
from tests.delivery import counted, incidents, live, repository_id, rule
from tests.linking import a_pull, an_issue
from tests.shop import ANN, Shop

from aexy.kernel.activity import Deployment, Gone, Incident, Job, Pipeline, PullRequest, Record, Release
from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import Place
from aexy.store.delivery import bring
from aexy.store.postgres import Connection, Database

SHOP = "acme/shop"


@pytest_asyncio.fixture
async def shop(database: Database, owner: Connection, workspace: WorkspaceId) -> Shop:
    """A history of nine commits: 3 and 6 are squashes of pull requests, the others were pushed."""
    made = await Shop.make(database, owner, workspace)
    await made.put(made.shop, merged(3), merged(6))
    for number in range(1, 10):
        await made.commit(number, ANN, at(number), parents=[number - 1] if number > 1 else [])
    await owner.execute(
        "update commits set subject = 'Change ' || ('x' || right(encode(sha, 'hex'), 4))::bit(16)::integer"
    )
    return made


def merged(number: int, **said: Any) -> PullRequest:
    when = at(number)
    said = {"merge_sha": sha(number), "merge_method": "squash", "opened_at": at(number - 1), "author": ANN, **said}
    return a_pull(number, merged_at=when, closed_at=when, **said)


def went(name: str, commit: int, hours: float, **said: Any) -> Deployment:
    said = {"environment": "production", "environment_kind": "production", "status": "success", **said}
    return Deployment(name, at(99), created_at=at(hours - 0.1), finished_at=at(hours), sha=sha(commit), **said)


def a_run(key: str, commit: int, hours: float, **said: Any) -> Pipeline:
    said = {"status": "success", "name": "Deploy", "ref": "main", **said}
    return Pipeline(key, at(99), created_at=at(hours), sha=sha(commit), finished_at=at(hours), **said)


async def line_up(shop: Shop) -> dict[str, int]:
    async with shop.database.workspace(shop.workspace) as connection:
        return dict(await bring(connection, shop.workspace, None))


Told = tuple[list[dict[str, Any]], list[dict[str, Any]], dict[tuple[str, str], str | None]]


async def told(shop: Shop) -> Told:
    """Everything that was worked out, without keys."""
    return (
        await counted(shop.owner, shop.workspace), await incidents(shop.owner, shop.workspace),
        await live(shop.owner, shop.workspace),
    )  # fmt: skip


async def test_what_was_live_when_history_began_what_went_live_and_what_did_not(shop: Shop) -> None:
    await shop.put(shop.shop, went("a", 4, 20), went("b", 7, 21))
    await shop.link()
    keys = {
        str(row["key"]): row["external_id"]
        for row in await shop.owner.fetch("select key, external_id from deployments")
    }
    found = {name[0]: keys.get(one or "") for name, one in (await live(shop.owner, shop.workspace)).items()}
    before = dict.fromkeys(("!3", "Change 1", "Change 2", "Change 4"), "a")
    assert found == before | {"!6": "b", "Change 5": "b", "Change 7": "b", "Change 8": None, "Change 9": None}
    assert await line_up(shop) == {}


async def test_runs_count_by_name_once_a_rule_says_so_and_as_jobs_by_another(shop: Shop) -> None:
    await shop.put(
        shop.shop, went("d", 9, 30), a_run("r1", 2, 10), a_run("r2", 4, 11, status="failure"),
        a_run("r3", 6, 12, name="Tests"), a_run("r4", 7, 13, status="skipped"), a_run("r5", 7, 14, ref="feature"),
        Job("r3", "j1", at(99), "deploy live", "success", created_at=at(12), finished_at=at(12)),
        Job("r3", "j2", at(99), "lint", "success", created_at=at(12), finished_at=at(12)),
    )  # fmt: skip
    await rule(shop.owner, shop.workspace, deployments={"counts": "runs", "names": ["deploy*"], "branches": ["main"]})
    await line_up(shop)
    assert [(row["title"], row["status"], row["sha"][-1]) for row in await counted(shop.owner, shop.workspace)] == [
        ("Deploy", "success", "2"), ("Deploy", "failure", "4"), ("Tests", "success", "6"),
    ]  # fmt: skip
    await rule(shop.owner, shop.workspace, deployments={"counts": "jobs", "names": ["deploy*"]})
    await line_up(shop)
    assert [(row["source"], row["title"]) for row in await counted(shop.owner, shop.workspace)] == [
        ("job", "deploy live")
    ]


async def test_releases_tags_and_merges_stand_in_where_nothing_is_deployed(shop: Shop) -> None:
    await shop.put(
        shop.shop, Release("1", at(99), "v1", sha=sha(4), published_at=at(10)),
        Release("2", at(99), "v2-rc", sha=sha(7), published_at=at(11), is_prerelease=True),
        Release("3", at(99), "nightly", sha=sha(9), published_at=at(12)),
    )  # fmt: skip
    await rule(shop.owner, shop.workspace, deployments={"counts": "releases", "names": ["v*"], "prereleases": True})
    await line_up(shop)
    assert [(row["title"], row["commits"]) for row in await counted(shop.owner, shop.workspace)] == [
        ("v1", 4),
        ("v2-rc", 3),
    ]
    await shop.owner.execute(
        "insert into tags (workspace_id, repository_key, name, sha, is_annotated, tagged_at, seen_at)"
        " select $1, $2, name, sha, false, at, at"
        " from unnest($3::text[], $4::bytea[], $5::timestamptz[]) n (name, sha, at)",
        shop.workspace, shop.shop.repository_key, ["v1", "v2", "x"], [sha(2), sha(6), sha(7)], [at(10), at(11), at(12)],
    )  # fmt: skip
    await rule(shop.owner, shop.workspace, deployments={"counts": "tags", "names": ["v[0-9]*"]})
    await line_up(shop)
    assert [(row["title"], row["commits"]) for row in await counted(shop.owner, shop.workspace)] == [
        ("v1", 2),
        ("v2", 4),
    ]
    await rule(shop.owner, shop.workspace, deployments={"counts": "merges"})
    await line_up(shop)
    rows = await counted(shop.owner, shop.workspace)
    assert [(row["source"], row["commits"]) for row in rows] == [("merge", 3), ("merge", 3)]


async def test_a_service_of_paths_gets_what_touches_them(shop: Shop) -> None:
    key = shop.shop.repository_key
    for number, path in ((11, "pay/card.py"), (12, "web/index.ts"), (13, "pay/api/x.py")):
        await shop.put(shop.shop, merged(number))
        await shop.commit(number, ANN, at(number), parents=[number - 1 if number > 11 else 9], files={path: "source"})
    await shop.put(shop.shop, went("a", 9, 30), went("b", 13, 31))
    await rule(
        shop.owner, shop.workspace, services=[
            {"id": "00000000-0000-4000-8000-000000000001", "name": name, "members": [
                {"repository_id": str(await repository_id(shop.owner, key or 0)), "paths": [path]}]}
            | ({"id": "00000000-0000-4000-8000-000000000002"} if name == "Web" else {})
            for name, path in (("Pay", "pay/**"), ("Web", "web"))
        ],
    )  # fmt: skip
    await shop.link()
    found = await live(shop.owner, shop.workspace)
    assert sorted(name for name, one in found.items() if one) == [("!11", "Pay"), ("!12", "Web"), ("!13", "Pay")]
    # Without the rules the repository is a service by itself again, and what they made is gone.
    await rule(shop.owner, shop.workspace)
    await line_up(shop)
    assert {name[1] for name in await live(shop.owner, shop.workspace)} == {SHOP}
    retired = "select count(*) from services where retired_at is not null and workspace_id = $1"
    assert await shop.owner.fetchval(retired, shop.workspace) == 2


async def test_a_report_its_issue_and_a_file_are_one_incident(shop: Shop) -> None:
    await shop.put(
        shop.shop, went("a", 4, 20), went("b", 7, 21),
        Incident("i1", at(99), "Down", at(22), at(23), issue="Rshop#5"),
        an_issue("#5", "Rshop#5", kind="incident", title="Down, filed"),
        an_issue("#6", "Rshop#6", kind="incident", title="Slow", opened_at=at(21.5), closed_at=at(21)),
        an_issue("#7", "Rshop#7", kind="bug", title="A typo"),
    )  # fmt: skip
    await shop.link()
    found = await incidents(shop.owner, shop.workspace)
    assert [(row["title"], row["service"], row["evidence"], row["is_backwards"]) for row in found] == [
        ("Down", SHOP, "window", False), ("Slow", SHOP, "window", True),
    ]  # fmt: skip
    assert [row["failed_by"] for row in await counted(shop.owner, shop.workspace)] == [None, "incident"]


async def test_reverts_and_hotfixes_are_incidents_by_a_rule(shop: Shop) -> None:
    await shop.put(
        shop.shop, merged(3, title="Pay by card"), merged(6, title='Revert "Pay by card"', head_ref="revert-3"),
        merged(8, head_ref="hotfix/card"), went("a", 2, 20), went("b", 4, 21), went("c", 9, 22),
    )  # fmt: skip
    await rule(shop.owner, shop.workspace, incidents={"reverts": True, "hotfixes": ["hotfix/*"]})
    await shop.link()
    found = {row["source"]: row for row in await incidents(shop.owner, shop.workspace)}
    assert (found["revert"]["started_at"], found["revert"]["resolved_at"]) == (at(21), at(22))
    assert found["hotfix"]["resolved_at"] == at(22)
    assert [(row["failed_by"], row["is_unplanned"]) for row in await counted(shop.owner, shop.workspace)] == [
        (None, False), ("incident", False), (None, True),
    ]  # fmt: skip


async def test_a_correction_wins_and_makes_it_an_incident_of_that_service(shop: Shop) -> None:
    await shop.put(shop.shop, went("a", 4, 20), went("b", 7, 21))
    await shop.put(shop.jira, an_issue("PAY-1", kind="incident", title="Down", opened_at=at(22)))
    await shop.link()
    (found,) = await incidents(shop.owner, shop.workspace)
    assert (found["service"], found["deployment"]) == (None, None)
    await shop.owner.execute(
        """
        insert into delivery_corrections (workspace_id, source, source_id, deployment_source, deployment_source_id,
                                          made_at)
        select $1, i.source, i.source_id, 'deployment', d.key, now()
        from counted_incidents i, deployments d
        where d.external_id = 'a'
          and d.workspace_id = $1
          and i.workspace_id = $1
        """,
        shop.workspace,
    )
    await line_up(shop)
    (found,) = await incidents(shop.owner, shop.workspace)
    assert (found["service"], found["evidence"]) == (SHOP, "manual")
    assert [row["failed_by"] for row in await counted(shop.owner, shop.workspace)] == ["incident", None]


FACTS: tuple[Record, ...] = (
    went("a", 2, 20), went("b", 5, 21), went("c", 8, 22), went("back", 5, 23), went("d", 9, 24),
    went("lost", 77, 24.5), went("bad", 9, 25, status="failure"),
    Incident("i1", at(99), "Down", at(22.5), at(23)), Incident("i2", at(99), "Slow", at(24.2), deployment="c"),
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_comes_last_the_rows_are_the_same(shop: Shop, seed: int) -> None:
    await shop.put(shop.shop, *FACTS)
    await shop.link()
    expected = await told(shop)
    for row in (await counted(shop.owner, shop.workspace))[:1]:
        assert row["is_first"]
    await shop.owner.execute("delete from deployments where workspace_id = $1", shop.workspace)
    await shop.owner.execute("delete from incidents where workspace_id = $1", shop.workspace)
    await line_up(shop)
    assert await counted(shop.owner, shop.workspace) == []
    order = Random(seed).sample(FACTS, len(FACTS))  # noqa: S311 - an order, no secret
    for fact in order:
        await shop.put(shop.shop, fact)
        await shop.link(shop.shop.repository_key)  # type: ignore[arg-type]  # a repository's place
    assert _named(await told(shop)) == _named(expected)
    assert not (await shop.link()).changed


def _named(found: Told) -> Told:
    """Without the keys of facts, which were written anew."""
    rows, broken, changes = found
    order = {row["source_id"]: place for place, row in enumerate(rows)}
    return (
        [row | {"source_id": order[row["source_id"]], "previous": order.get(row["previous"] or "")} for row in rows],
        [row | {"deployment": order.get(row["deployment"])} for row in broken],
        {name: one and str(order[one]) for name, one in changes.items()},
    )


async def test_a_commit_that_becomes_known_later_is_linked_then(shop: Shop) -> None:
    await shop.put(shop.shop, went("a", 7, 20), went("b", 20, 21))
    await shop.link()
    assert [row["commits"] for row in await counted(shop.owner, shop.workspace)] == [7, None]
    await shop.commit(20, ANN, at(20), parents=[9])
    await shop.link(shop.shop.repository_key)  # type: ignore[arg-type]  # likewise
    assert [row["commits"] for row in await counted(shop.owner, shop.workspace)] == [7, 3]
    await shop.put(shop.shop, Gone("deployment", "a", at(99)))
    await shop.link()
    assert [row["is_first"] for row in await counted(shop.owner, shop.workspace)] == [True]


async def test_of_all_only_what_was_touched_is_counted_again(shop: Shop) -> None:
    touched = "select count(*) from delivery_touched where workspace_id = $1"
    await shop.put(shop.shop, went("a", 4, 20), went("b", 7, 21))
    assert await shop.owner.fetchval(touched, shop.workspace) == 1
    await shop.link()
    assert await shop.owner.fetchval(touched, shop.workspace) == 0
    await shop.owner.execute("update counted_deployments set commits = 99 where workspace_id = $1", shop.workspace)
    assert not (await shop.link()).changed
    # An incident that names its service, and of no repository, touches that service alone.
    await shop.put(shop.jira, Incident("i1", at(99), "Down", at(22), service="Shop"))
    await shop.link()
    assert [row["failed_by"] for row in await counted(shop.owner, shop.workspace)] == [None, "incident"]
    assert [row["commits"] for row in await counted(shop.owner, shop.workspace)] == [4, 3]
    await shop.put(shop.jira, Incident("i1", at(100), "Down", at(22), service="Shop", deployment="a"))
    await shop.link()
    assert [row["failed_by"] for row in await counted(shop.owner, shop.workspace)] == ["incident", None]


async def test_the_number_of_statements_does_not_grow_with_what_there_is(shop: Shop) -> None:
    async def statements(work: Callable[[Connection], Awaitable[object]]) -> int:
        async with shop.database.workspace(shop.workspace) as connection:
            counting = _Counting(connection)
            await work(counting)
            return counting.count

    async def one(connection: Connection) -> object:
        return await bring(connection, shop.workspace, [shop.shop.repository_key or 0])

    await shop.put(shop.shop, went("a", 2, 20), went("b", 5, 21))
    await shop.link()
    await shop.put(shop.shop, went("c", 6, 22))
    few = await statements(one)
    await shop.put(shop.shop, *(went(f"m{number}", 3 + number % 5, 22 + number / 100) for number in range(200)))
    assert await statements(one) <= few + 2
    assert few <= 25


class _Counting:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.count = 0

    def __getattr__(self, name: str) -> object:
        self.count += name in ("execute", "fetch", "fetchrow", "fetchval")
        return getattr(self._connection, name)


@pytest.mark.parametrize("is_parted", [False, True])
async def test_what_happens_elsewhere_leaves_incidents_of_nobody_and_of_others_alone(
    shop: Shop, *, is_parted: bool
) -> None:
    if is_parted:  # then nobody knows whose an incident of the repository is
        here = str(await repository_id(shop.owner, shop.shop.repository_key or 0))
        members = [
            {"id": str(UUID(int=n)), "name": f"Part {n}", "members": [{"repository_id": here, "paths": [f"p{n}"]}]}
            for n in (1, 2)
        ]
        await rule(shop.owner, shop.workspace, services=members)
    elsewhere = await add_repository(shop.owner, shop.workspace, "web")
    place = Place("github", "github.com", elsewhere, external_id="Rweb")
    await shop.put(shop.shop, went("a", 4, 20), went("b", 7, 21), Incident("i1", at(99), "Down", at(22)))
    await shop.put(shop.jira, Incident("i2", at(99), "Whose?", at(22)), an_issue("PAY-1", kind="incident", title="Odd"))
    await shop.put(place, Incident("i3", at(99), "Elsewhere", at(22)))
    await shop.link()
    expected = await told(shop)
    assert min((row["title"], row["service"]) for row in expected[1]) == ("Down", None if is_parted else SHOP)
    assert len(expected[1]) == 4
    await shop.put(place, Deployment("e", at(99), "production", "production", "success", at(22), finished_at=at(23)))
    await shop.link(elsewhere)
    assert (await told(shop))[1] == expected[1]
    assert not (await shop.link()).changed
    # An incident that is gone from the other repository is gone there, and only there.
    await shop.put(place, Gone("incident", "i3", at(100)))
    await shop.link(elsewhere)
    assert [row["title"] for row in (await told(shop))[1]] == [
        row["title"] for row in expected[1] if row["title"] != "Elsewhere"
    ]

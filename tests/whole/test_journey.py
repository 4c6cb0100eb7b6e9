"""Each metric followed the whole way: commits in a repository, snapshot, answer of the API, and its explanation.

Six people work in the week of Monday 2024-01-01 (UTC). Ada writes 10 lines on Monday, 20 on Tuesday together with Bob,
30 on Wednesday at 23:00 and 40 on Saturday; Bob, Cy (with an assistant), Dee and Eve write 5 each, Monday to Thursday;
on Friday Fay takes 3 of Ada's lines away.

Ada's Tuesday came as pull request 1: first written on Monday at 20:00, opened on Tuesday at 08:00 and merged by
herself a day later. Bob and Cy were asked at 10:00; Bob wants changes at 12:00 (3 remarks), gets them at 20:00 and
approves on Wednesday at 06:00 (1 remark). It went live on Thursday at 08:00. Bob's pull request 2 was open from
Tuesday 09:00 to Thursday, and rejected. Ada is in Core; the repository is Edge's.
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio
from tests.repositories import Scripted, numbered

from aexy.context import Context
from aexy.kernel.activity import (
    Deployment,
    PullCommit,
    PullRequest,
    Record,
    Review,
    ReviewRequest,
    Who,
    Whole,
)
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.kernel.metrics import CATALOGUE
from aexy.store.activity import Place, load
from aexy.store.linking import link

pytestmark = pytest.mark.usefixtures("worker")

MONDAY, NEXT_MONDAY = "2024-01-01", "2024-01-08"
NOON = 1_704_110_400  # Monday 2024-01-01 12:00 UTC
HOUR, DAY = 3_600, 86_400
PATIENCE_SECONDS = 60

# key → (whose, value, n), counted by hand from the story above.
EXPECTED: dict[str, tuple[str, float, int]] = {
    "commits_count": ("workspace", 9, 9),
    "lines_added": ("workspace", 120, 9),
    "lines_removed": ("workspace", 3, 9),
    "net_lines": ("workspace", 117, 9),
    "commit_frequency": ("workspace", 9 / 5, 9),
    "avg_commit_size": ("workspace", 123 / 9, 9),
    "median_commit_size": ("workspace", 5, 9),
    "active_days": ("workspace", 6, 9),
    "active_developers": ("workspace", 6, 9),
    "ai_assisted_share": ("workspace", 1 / 9, 9),
    "weekend_commit_ratio": ("workspace", 1 / 9, 9),
    "late_night_commit_ratio": ("workspace", 1 / 9, 9),
    "longest_streak_days": ("Ada", 3, 4),
    "avg_daily_active_hours": ("Ada", 0.5, 4),
    "focus_score": ("workspace", 1, 9),
    "unique_collaborators": ("workspace", 2, 3),
    "prs_merged": ("workspace", 1, 1),
    "pr_throughput": ("workspace", 1, 1),
    "avg_pr_cycle_time_hours": ("Ada", 24, 1),
    "avg_time_to_first_review_hours": ("workspace", 4, 1),
    "avg_pr_size": ("workspace", 20, 1),
    "pr_merge_rate": ("workspace", 0.5, 2),
    "first_commit_to_merge_hours": ("workspace", 36, 1),
    "rework_ratio": ("workspace", 1, 1),
    "pr_coding_hours": ("workspace", 12, 1),
    "pr_pickup_hours": ("workspace", 4, 1),
    "pr_review_hours": ("workspace", 18, 1),
    "pr_merge_hours": ("workspace", 2, 1),
    "pr_deploy_hours": ("workspace", 24, 1),
    "review_participation_rate": ("workspace", 0.5, 2),
    "avg_review_depth": ("Bob", 2, 2),
    "review_turnaround_hours": ("Bob", 2, 1),
    "unanswered_review_requests": ("workspace", 1, 2),
    "self_merge_rate": ("workspace", 0, 1),
    "cross_team_pr_ratio": ("Ada", 1, 1),
    "review_given_count": ("Bob", 2, 2),
    "review_received_count": ("Ada", 2, 2),
    "knowledge_sharing_score": ("workspace", 0, 1),
}
# Each meeting is one for either of the two; a score about files rests on all reviews.
ROWS = {"unique_collaborators": 6, "knowledge_sharing_score": 4}


TEAMS = """
with team as (
    insert into teams (workspace_id, slug, name) values ($1, 'core', 'Core'), ($1, 'edge', 'Edge') returning id, slug
), member as (
    insert into team_members (workspace_id, team_id, developer_id, joined_at)
    select $1, t.id, d.id, '-infinity'
    from team t
    join developers d on d.workspace_id = $1 and (d.name, t.slug) in (('Ada', 'core'), ('Fay', 'edge'))
)
insert into repository_teams (workspace_id, repository_id, team_id)
select $1, r.id, t.id from team t join repositories r on r.workspace_id = $1 where t.slug = 'edge'"""


@dataclass(frozen=True)
class Told:
    """The story after it was read: where it is, and by whom the self-audience numbers are asked."""

    workspace: str
    subjects: dict[str, str]


def tell(path: Path) -> None:
    story = Scripted.create(path)

    def commit(who: str, at: int, files: dict[str | bytes, str | bytes | None], trailer: str = "") -> None:
        message = f"Change {', '.join(str(name) for name in files)}\n" + (f"\n{trailer}\n" if trailer else "")
        story.commit(message, files, author=f"{who} <{who.lower()}@example.org>", at=f"{at} +0000")

    commit("Ada", NOON - 2 * HOUR, {"a1.py": numbered(10)})
    commit("Bob", NOON, {"b.py": numbered(5)})
    commit("Ada", NOON + DAY - 2 * HOUR, {"a2.py": numbered(20)}, "Co-authored-by: Bob <bob@example.org>")
    commit("Cy", NOON + DAY, {"c.py": numbered(5)}, "Co-Authored-By: Claude <noreply@anthropic.com>")
    commit("Dee", NOON + 2 * DAY, {"d.py": numbered(5)})
    commit("Ada", NOON + 2 * DAY + 11 * HOUR, {"a3.py": numbered(30)})
    commit("Eve", NOON + 3 * DAY, {"e.py": numbered(5)})
    commit("Fay", NOON + 4 * DAY, {"a1.py": numbered(7)})
    commit("Ada", NOON + 5 * DAY, {"a4.py": numbered(40)})


def at(day: int, hour: int) -> datetime:
    """An hour of January 2024."""
    return datetime(2024, 1, day, hour, tzinfo=UTC)


async def propose(context: Context, workspace: WorkspaceId) -> None:
    """The pull requests, as a provider's pages would be loaded; and who owns what."""
    ada, bob, cy = (Who("git", f"{name} <{name.lower()}@example.org>", name=name) for name in ("Ada", "Bob", "Cy"))
    async with context.database.workspace(workspace) as connection:
        shas = dict(await connection.fetch("select subject, sha from commits"))
        key = await connection.fetchval("select key from repositories")
    records: list[Record] = [
        PullRequest(
            1, "1", at(5, 0), "One", at(2, 8), ada, ready_at=at(2, 8), closed_at=at(3, 8), merged_at=at(3, 8),
            merged_by=ada, merge_sha=shas["Change a2.py"], additions=99, deletions=0,
        ),
        PullRequest(2, "2", at(5, 0), "Two", at(2, 9), bob, ready_at=at(2, 9), closed_at=at(4, 9)),
        PullCommit(1, b"1" * 20, 0, at(1, 20), 0, at(1, 20), ada),
        PullCommit(1, b"2" * 20, 1, at(2, 20), 0, at(2, 20), ada),
        Whole("commits", 1, at(5, 0)),
        Review(1, "R1", at(2, 12), "changes_requested", bob, at(2, 12), comments_count=3),
        Review(1, "R2", at(3, 6), "approved", bob, at(3, 6), comments_count=1),
        ReviewRequest(1, "Q1", at(2, 10), ada, bob),
        ReviewRequest(1, "Q2", at(2, 10), ada, cy),
        # Where history begins: what the first known deployment had may have been live for years.
        Deployment("D0", at(5, 0), "production", "production", "success", at(1, 13), sha=shas["Change b.py"],
                   finished_at=at(1, 14)),
        Deployment("D1", at(5, 0), "production", "production", "success", at(4, 7), sha=shas["Change a3.py"],
                   finished_at=at(4, 8)),
    ]  # fmt: skip
    async with context.database.workspace(workspace) as connection:
        await load(connection, workspace, Place("git", "git.example", RepositoryKey(key)), records, now=at(5, 0))
        await link(connection, workspace)
        await connection.execute(TEAMS, workspace)


async def ended(api: httpx.AsyncClient, workspace: str, job: dict[str, Any]) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while job["state"] in {"queued", "running"}:
        assert time.monotonic() < deadline, job
        await asyncio.sleep(0.05)
        job = (await api.get(f"/workspaces/{workspace}/jobs/{job['id']}")).raise_for_status().json()
    return job


@pytest_asyncio.fixture(scope="module")
async def told(api: httpx.AsyncClient, context: Context, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """A workspace in which the story was read; whoever asks is Ada."""
    path = tmp_path_factory.mktemp("story") / "project"
    await asyncio.to_thread(tell, path)
    made = (await api.post("/workspaces", json={"name": "Whole", "time_zone": "UTC"})).raise_for_status().json()
    door = f"/workspaces/{made['id']}"
    added = (await api.post(f"{door}/repositories", json={"location": str(path)})).raise_for_status().json()
    job = await ended(api, made["id"], added["job"])
    assert (job["state"], job["error"]) == ("done", None)
    await propose(context, WorkspaceId(UUID(made["id"])))
    again = (await api.post(f"{door}/insights/snapshots/generate", json={"everything": True})).raise_for_status().json()
    assert (await ended(api, made["id"], again))["state"] == "done"
    people = (await api.get(f"{door}/developers", params={"limit": 200})).raise_for_status().json()["items"]
    ids = {person["name"]: person["id"] for person in people}
    (await api.put(f"{door}/me", json={"developer_id": ids["Ada"]})).raise_for_status()
    return Told(made["id"], {"workspace": "workspace"} | {name: f"developer:{id_}" for name, id_ in ids.items()})


async def stored(owner: asyncpg.Connection, told: Told, key: str, whose: str) -> tuple[float | None, int]:
    """(value, n) of the weekly snapshot, straight from the table."""
    row = await owner.fetchrow(
        f"""
        select s.{key}, s.{key}_n
        from metric_snapshots s
        left join developers d on s.subject_kind = 'developer' and d.key = s.subject_key
        where s.workspace_id = $1
          and s.period_type = 'weekly'
          and s.period_start = '2024-01-01'
          and s.subject_kind = $2::text::subject_kind
          and d.name is not distinct from $3
        """,  # noqa: S608 (a key of our own catalogue)
        UUID(told.workspace),
        "workspace" if whose == "workspace" else "developer",
        None if whose == "workspace" else whose,
    )
    return row[0], row[1]


def test_there_is_a_worked_example_for_every_metric() -> None:
    assert EXPECTED.keys() == {metric.key for metric in CATALOGUE}


@pytest.mark.parametrize("key", EXPECTED)
async def test_a_number_is_the_same_at_every_stop(
    api: httpx.AsyncClient, owner: asyncpg.Connection, told: Told, key: str
) -> None:
    whose, value, n = EXPECTED[key]
    kept = await stored(owner, told, key, whose)
    assert kept == pytest.approx((value, n)), "the snapshot"

    door = f"/workspaces/{told.workspace}/insights"
    asked = {"subject": told.subjects[whose], "from": MONDAY, "to": NEXT_MONDAY}
    for bucket, source in (("weekly", "snapshot"), ("total", None)):
        answer = await api.get(f"{door}/readings", params=asked | {"metrics": key, "bucket": bucket})
        reading = answer.raise_for_status().json()["readings"][0]  # what must stand beside it follows
        assert (reading["withheld"], reading["value"], reading["n"]) == (None, pytest.approx(value), n), bucket
        assert reading["metric"] == key
        assert source in {None, reading["source"]}

    answer = await api.get(f"{door}/metrics/{key}/explain", params=asked)
    explained = answer.raise_for_status().json()
    assert (explained["reading"]["value"], explained["reading"]["n"]) == (pytest.approx(value), n), "the explanation"
    assert explained["metric"]["key"] == key
    if explained["rows_withheld"] is None:
        assert explained["total_rows"] == len(explained["rows"]) == ROWS.get(key, n), "the rows behind it"


async def test_what_is_pushed_later_moves_the_number(api: httpx.AsyncClient, told: Told, tmp_path: Path) -> None:
    door = f"/workspaces/{told.workspace}"
    path = tmp_path / "second"
    second = Scripted.create(path)
    second.commit("Begin", {"z.py": numbered(100)}, author="Zoe <zoe@example.org>", at=f"{NOON + 7 * DAY} +0000")
    added = (await api.post(f"{door}/repositories", json={"location": str(path)})).raise_for_status().json()
    assert (await ended(api, told.workspace, added["job"]))["state"] == "done"
    asked = {"metrics": "lines_added", "from": NEXT_MONDAY, "to": "2024-01-15", "bucket": "weekly"}
    for more in (0, 11):
        if more:
            second.commit(
                "Go on", {"y.py": numbered(more)}, author="Zoe <zoe@example.org>", at=f"{NOON + 8 * DAY} +0000"
            )
            job = (await api.post(f"{door}/repositories/{added['repository']['id']}/sync")).raise_for_status().json()
            assert (await ended(api, told.workspace, job))["state"] == "done"
        answer = (await api.get(f"{door}/insights/readings", params=asked)).raise_for_status().json()
        assert answer["readings"][0]["value"] == 100 + more
        assert answer["readings"][0]["source"] == "snapshot"

"""Each metric followed the whole way: commits in a repository, snapshot, answer of the API, and its explanation.

Six people work in the week of Monday 2024-01-01 (UTC). Ada writes 10 lines on Monday, 20 on Tuesday together with Bob,
30 on Wednesday at 23:00 and 40 on Saturday; Bob, Cy (with an assistant), Dee and Eve write 5 each, Monday to Thursday;
on Friday Fay takes 3 of Ada's lines away.
"""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio
from tests.repositories import Scripted, numbered

from aexy.kernel.metrics import CATALOGUE

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
    "unique_collaborators": ("workspace", 2, 1),
}


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


async def ended(api: httpx.AsyncClient, workspace: str, job: dict[str, Any]) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while job["state"] in {"queued", "running"}:
        assert time.monotonic() < deadline, job
        await asyncio.sleep(0.05)
        job = (await api.get(f"/workspaces/{workspace}/jobs/{job['id']}")).raise_for_status().json()
    return job


@pytest_asyncio.fixture(scope="module")
async def told(api: httpx.AsyncClient, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """A workspace in which the story was read; whoever asks is Ada."""
    path = tmp_path_factory.mktemp("story") / "project"
    await asyncio.to_thread(tell, path)
    made = (await api.post("/workspaces", json={"name": "Whole", "time_zone": "UTC"})).raise_for_status().json()
    at = f"/workspaces/{made['id']}"
    added = (await api.post(f"{at}/repositories", json={"location": str(path)})).raise_for_status().json()
    job = await ended(api, made["id"], added["job"])
    assert (job["state"], job["error"]) == ("done", None)
    people = (await api.get(f"{at}/developers", params={"limit": 200})).raise_for_status().json()["items"]
    ids = {person["name"]: person["id"] for person in people}
    (await api.put(f"{at}/me", json={"developer_id": ids["Ada"]})).raise_for_status()
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

    at = f"/workspaces/{told.workspace}/insights"
    asked = {"subject": told.subjects[whose], "from": MONDAY, "to": NEXT_MONDAY}
    for bucket, source in (("weekly", "snapshot"), ("total", None)):
        answer = await api.get(f"{at}/readings", params=asked | {"metrics": key, "bucket": bucket})
        (reading,) = answer.raise_for_status().json()["readings"]
        assert (reading["withheld"], reading["value"], reading["n"]) == (None, pytest.approx(value), n), bucket
        assert reading["metric"] == key
        assert source in {None, reading["source"]}

    answer = await api.get(f"{at}/metrics/{key}/explain", params=asked)
    explained = answer.raise_for_status().json()
    assert (explained["reading"]["value"], explained["reading"]["n"]) == (pytest.approx(value), n), "the explanation"
    assert explained["metric"]["key"] == key
    if explained["rows_withheld"] is None:
        assert explained["total_rows"] == len(explained["rows"]) == n, "the rows behind it"


async def test_what_is_pushed_later_moves_the_number(api: httpx.AsyncClient, told: Told, tmp_path: Path) -> None:
    at = f"/workspaces/{told.workspace}"
    path = tmp_path / "second"
    second = Scripted.create(path)
    second.commit("Begin", {"z.py": numbered(100)}, author="Zoe <zoe@example.org>", at=f"{NOON + 7 * DAY} +0000")
    added = (await api.post(f"{at}/repositories", json={"location": str(path)})).raise_for_status().json()
    assert (await ended(api, told.workspace, added["job"]))["state"] == "done"
    asked = {"metrics": "lines_added", "from": NEXT_MONDAY, "to": "2024-01-15", "bucket": "weekly"}
    for more in (0, 11):
        if more:
            second.commit(
                "Go on", {"y.py": numbered(more)}, author="Zoe <zoe@example.org>", at=f"{NOON + 8 * DAY} +0000"
            )
            job = (await api.post(f"{at}/repositories/{added['repository']['id']}/sync")).raise_for_status().json()
            assert (await ended(api, told.workspace, job))["state"] == "done"
        answer = (await api.get(f"{at}/insights/readings", params=asked)).raise_for_status().json()
        assert answer["readings"][0]["value"] == 100 + more
        assert answer["readings"][0]["source"] == "snapshot"

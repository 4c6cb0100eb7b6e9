"""DevLake's domain tables, as its own tests expect them: every row of theirs is a fact that says the same."""

import csv
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from tests.features.importing.conftest import Importing

DATA = next(
    (each / "shared/data" for each in Path(__file__).resolve().parents if (each / "shared/data/devlake-raw").is_dir()),
    None,
)
pytestmark = pytest.mark.skipif(DATA is None, reason="shared/data is not beside this checkout")
GITHUB = "devlake-raw/github/expected"
ORDER = (
    "pull_requests", "pull_request_commits", "pull_request_comments", "pull_request_review_comments", "issues",
    "issue_comments", "cicd_pipelines", "cicd_tasks",
)  # fmt: skip
Row = dict[str, str]


def content(name: str) -> bytes:
    assert DATA is not None
    return (DATA / f"{name}.csv").read_bytes()


def rows(name: str) -> list[Row]:
    return list(csv.DictReader(content(name).decode().splitlines()))


def at(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def named(person: str) -> str | None:
    return f"files:{person.lower()}" if person and not person.endswith(":0") else None


@pytest_asyncio.fixture
async def brought(importing: Importing) -> dict[str, list[dict[str, Any]]]:
    where = await importing.repository_id(await importing.add_repository("gopool"))
    for table in ORDER:
        job = await importing.bring(table, content(f"{GITHUB}/{table}"), is_devlake=True, repository_id=where)
        assert job.state == "done", (table, job.error)
    return await importing.facts()


async def test_every_pull_request_says_what_devlake_says(brought: dict[str, list[dict[str, Any]]]) -> None:
    expected = rows(f"{GITHUB}/pull_requests")
    found = {row["external_id"]: row for row in brought["pull_requests"]}
    assert len(found) == len(expected) > 40
    for row in expected:
        ours = found[row["id"]]
        assert (ours["number"], ours["title"]) == (int(row["pull_request_key"]), row["title"].strip())
        assert ours["author_key"] == named(row["author_id"])
        assert ours["state"] == row["status"].lower()
        assert [ours[name] for name in ("opened_at", "merged_at")] == [at(row["created_date"]), at(row["merged_date"])]
        assert ours["closed_at"] == at(row["closed_date"] or row["merged_date"])
        assert (ours["head_ref"], ours["base_ref"]) == (row["head_ref"] or None, row["base_ref"] or None)
        assert (ours["merge_sha"] or b"").hex() == row["merge_commit_sha"]
        assert (ours["head_sha"] or b"").hex() == row["head_commit_sha"]
        # DevLake's 0 lines are sizes the payload never supplied.
        assert (row["additions"], row["deletions"]) == ("0", "0")
        assert (ours["additions"], ours["deletions"]) == (None, None)


async def test_what_was_said_of_them_stands_by_its_kind(brought: dict[str, list[dict[str, Any]]]) -> None:
    numbers = {row["id"]: row["pull_request_key"] for row in rows(f"{GITHUB}/pull_requests")}
    said = rows(f"{GITHUB}/pull_request_comments")
    kinds = Counter(row["type"] for row in said)
    assert len(brought["review_comments"]) == kinds["DIFF"] > 0
    assert len([row for row in brought["conversation_comments"] if row["pull_key"]]) == kinds["NORMAL"] > 0
    reviews = {
        row["id"]: row for row in (*said, *rows(f"{GITHUB}/pull_request_review_comments")) if row["type"] == "REVIEW"
    }
    assert {
        (row["external_id"], row["pull_key"], row["state"], row["submitted_at"], row["reviewer_key"])
        for row in brought["reviews"]
    } == {
        (row["id"], numbers[row["pull_request_id"]], row["status"].lower(), at(row["created_date"]),
         named(row["account_id"]))
        for row in reviews.values()
    }  # fmt: skip
    diff = next(row for row in said if row["type"] == "DIFF")
    ours = next(row for row in brought["review_comments"] if row["external_id"] == diff["id"])
    assert (ours["review_external_id"], ours["sha"].hex()) == (diff["review_id"], diff["commit_sha"])


async def test_commits_issues_and_runs_are_all_there(brought: dict[str, list[dict[str, Any]]]) -> None:
    commits = {(row["pull_request_id"], row["commit_sha"]) for row in rows(f"{GITHUB}/pull_request_commits")}
    assert len(brought["pull_request_commits"]) == len(commits) > 80
    expected = {row["id"]: row for row in rows(f"{GITHUB}/issues")}
    assert len(brought["issues"]) == len(expected) > 20
    for ours in brought["issues"]:
        row = expected[ours["external_id"]]
        assert (ours["issue_key"], ours["status"], ours["title"]) == (
            row["issue_key"], row["original_status"], row["title"].strip(),
        )  # fmt: skip
        assert (ours["opened_at"], ours["closed_at"]) == (at(row["created_date"]), at(row["resolution_date"]))
        assert ours["version"] == at(row["updated_date"])
        assert ours["author_key"] == named(row["creator_id"])
        assert (ours["kind"] == "bug") == (row["type"] == "BUG")
    comments = [row for row in brought["conversation_comments"] if row["issue_key"]]
    assert len(comments) == len(rows(f"{GITHUB}/issue_comments")) > 40
    runs = {row["id"]: row for row in rows(f"{GITHUB}/cicd_pipelines")}
    assert {row["external_id"]: (row["name"], row["finished_at"]) for row in brought["pipelines"]} == {
        name: (row["name"], at(row["finished_date"])) for name, row in runs.items()
    }
    # DevLake calls a cancelled run a failure, and all that wait in progress; what the provider said is plainer.
    assert Counter(row["status"] for row in brought["pipelines"]) == {
        "success": 18, "failure": 5, "cancelled": 1, "running": 3, "queued": 4, "skipped": 1, "other": 3,
    }  # fmt: skip
    assert len(brought["pipeline_jobs"]) == len(rows(f"{GITHUB}/cicd_tasks")) > 30


async def test_again_they_change_nothing(importing: Importing, brought: dict[str, list[dict[str, Any]]]) -> None:
    where = str(
        await importing.owner.fetchval("select id from repositories where workspace_id = $1", importing.workspace)
    )
    for table in ORDER:
        job = await importing.bring(table, content(f"{GITHUB}/{table}"), is_devlake=True, repository_id=where)
        assert (job.details["new"], job.details["changed"]) == (0, 0), table
    assert await importing.facts() == brought


async def test_deployments_keep_their_commits_and_environments(importing: Importing) -> None:
    name = "devlake-dora/pipelines_to_deployments/expected/cicd_deployment_commits"
    with_dates = [row | {"created_date": "2022-01-01 00:00:00"} for row in rows(name)]
    lines = [",".join(with_dates[0]), *(",".join(row.values()) for row in with_dates)]
    job = await importing.bring("cicd_deployment_commits", "\n".join(lines), is_devlake=True)
    assert job.state == "done", job.error
    ours = {row["external_id"]: row for row in (await importing.facts())["deployments"]}
    assert {key: (row["status"], row["sha"].hex(), row["environment_kind"]) for key, row in ours.items()} == {
        row["id"]: (row["result"].lower(), row["commit_sha"], row["environment"].lower() or "unknown")
        for row in with_dates
    }
    # DevLake writes UTC, also where it does not say so.
    assert {row["created_at"].isoformat() for row in ours.values()} == {"2022-01-01T00:00:00+00:00"}


async def test_what_comes_too_early_or_is_no_commit_says_so(importing: Importing) -> None:
    where = await importing.repository_id(await importing.add_repository("gopool"))
    comments = content(f"{GITHUB}/pull_request_comments")
    job = await importing.bring("pull_request_comments", comments, is_devlake=True, repository_id=where)
    assert job.state == "failed"
    assert job.details["problems"][0]["detail"].endswith("which is not here; import pull_requests first")
    made_up = content("devlake-dora/previous_deployment/input/cicd_deployment_commits")
    job = await importing.bring("cicd_deployment_commits", made_up, is_devlake=True)
    assert "a commit is written in full" in (job.error or "")


async def test_rows_of_several_repositories_are_not_put_into_one(importing: Importing) -> None:
    where = await importing.repository_id(await importing.add_repository("gopool"))
    header = "id,pull_request_key,created_date,base_repo_id\n"
    mixed = header + "a,1,2026-01-05T09:00:00Z,repo1\nb,2,2026-01-05T09:00:00Z,repo2\n"
    job = await importing.bring("pull_requests", mixed, is_devlake=True, repository_id=where)
    assert job.error is not None
    assert job.error.startswith("The rows belong to 2 repositories (base_repo_id: repo1, repo2 …)")
    assert (await importing.facts())["pull_requests"] == []

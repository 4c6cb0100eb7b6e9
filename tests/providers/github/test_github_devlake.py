"""DevLake's raw GitHub rows, and the rows DevLake makes of them: ours say the same, but for what is listed here.

Each of DevLake's files is compared column by column. A column is compared, or it stands in `NOT_OURS` with the reason;
a difference is asserted for every single row, so that another one would be found.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import orjson
import pytest
from tests.activity import add_repository, facts, put

from aexy.kernel.activity import (
    Comment,
    Issue,
    Job,
    Known,
    Pipeline,
    PullCommit,
    PullRequest,
    Record,
    Review,
    ReviewComment,
    Who,
)
from aexy.kernel.ids import WorkspaceId
from aexy.sources.contract import Level, Scope
from aexy.sources.github import GITHUB
from aexy.store.activity import Place
from aexy.store.postgres import Connection, Database

FOLDER = next(
    (each / "shared/data/devlake-raw/github" for each in Path(__file__).resolve().parents
     if (each / "shared/data/devlake-raw/github").is_dir()),
    None,
)  # fmt: skip
pytestmark = pytest.mark.skipif(FOLDER is None, reason="shared/data is not beside this checkout")

REPOSITORY = "134018330"
SCOPE = Scope(level=Level.REPOSITORY, external_id=REPOSITORY, name="user002/ants", origin="github.com")
# What DevLake adds of its own: its configuration (types, environments), its ids, and columns it never fills here.
NOT_OURS = {
    "pull_requests": {"base_repo_id", "head_repo_id", "parent_pr_id", "type", "component", "original_status"},
    "issues": {
        "epic_key", "type", "story_point", "parent_issue_id", "original_estimate_minutes", "time_spent_minutes",
        "time_remaining_minutes", "severity", "component",
    },
    "issue_comments": set(),
    "pull_request_comments": {"type", "status"},
    "pull_request_review_comments": {"type", "review_id"},
    "pull_request_commits": set(),
    "cicd_pipelines": {
        "display_title", "status", "original_status", "type", "queued_duration_sec", "environment", "queued_date",
        "cicd_scope_id",
    },
    "cicd_tasks": {
        "status", "original_status", "type", "environment", "queued_duration_sec", "queued_date", "cicd_scope_id",
    },
}  # fmt: skip
_RESULTS = {"success": "SUCCESS", "failure": "FAILURE", "cancelled": "FAILURE"}

Row = Mapping[str, str]
Kind = TypeVar("Kind")
Differences = dict[str, dict[str, tuple[str, str]]]


def lines(name: str) -> list[dict[str, Any]]:
    assert FOLDER is not None
    return [orjson.loads(line) for line in (FOLDER / f"raw/{name}.jsonl").read_bytes().splitlines()]


def rows(name: str) -> list[dict[str, Any]]:
    return [each["data"] for each in lines(name)]


def commits() -> list[dict[str, Any]]:
    """Commits as one asks GitHub for them: those of a pull request, in their order."""
    positions: Counter[int] = Counter()
    found: dict[tuple[int, str], dict[str, Any]] = {}
    for each in lines("pull_request_commits"):
        number, commit = each["input"]["Number"], each["data"]
        if (number, commit["sha"]) not in found:
            found[number, commit["sha"]] = {**commit, "pull_number": number, "position": positions[number]}
            positions[number] += 1
    return list(found.values())


def told(stream: str, given: Iterable[dict[str, Any]]) -> list[Record]:
    return [record for row in given for record in GITHUB.read(stream, row, SCOPE)]


def everything() -> list[Record]:
    return [
        *told("rest_pull_requests", rows("pull_requests")), *told("rest_commits", commits()),
        *told("rest_reviews", rows("pull_request_reviews")),
        *told("review_comments", rows("pull_request_review_comments")), *told("comments", rows("comments")),
        *told("rest_issues", rows("issues")), *told("runs", rows("runs")), *told("rest_jobs", rows("jobs")),
        *told("rest_people", rows("accounts")),
    ]  # fmt: skip


def of(kind: type[Kind], records: Iterable[object]) -> list[Kind]:
    return [each for each in records if isinstance(each, kind)]


def at(when: datetime | None) -> str:
    return f"{when:%Y-%m-%dT%H:%M:%S}.000+00:00" if when else ""


def seconds(start: datetime | None, end: datetime | None) -> str:
    return str(int((end - start).total_seconds())) if start and end else ""


def sha(commit: bytes | None) -> str:
    return commit.hex() if commit else ""


def account(who: Who | None) -> str:
    return f"github:GithubAccount:1:{who.external_id}" if who else ""


def name_of(who: Who | None) -> str:
    return (who.username or "") if who else ""


def pull_ids() -> dict[int | None, str]:
    return {each["number"]: f"github:GithubPullRequest:1:{each['id']}" for each in rows("pull_requests")}


def issue_ids() -> dict[str, str]:
    return {f"{REPOSITORY}#{each['number']}": f"github:GithubIssue:1:{each['id']}" for each in rows("issues")}


def differences(name: str, ours: Iterable[Row], key: Callable[[Row], object] = lambda row: row["id"]) -> Differences:
    """Column by column, whatever is not the same: (ours, DevLake's) by what stands after the last colon of its id."""
    assert FOLDER is not None
    with (FOLDER / f"expected/{name}.csv").open(newline="") as file:
        theirs = {key(row): row for row in csv.DictReader(file)}
    mine = {key(row): row for row in ours}
    assert set(mine) == set(theirs)
    found: Differences = {}
    for which, row in mine.items():
        assert {*row, *NOT_OURS[name]} == set(theirs[which]), "a column is compared, or it is said why it is not"
        for column, value in row.items():
            if value != theirs[which][column]:
                shown = str(which).rpartition(":")[2]
                found.setdefault(column, {})[shown] = (value, theirs[which][column])
    return found


def expected(name: str) -> list[Row]:
    assert FOLDER is not None
    with (FOLDER / f"expected/{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_pull_requests_are_devlakes_without_sizes_nobody_supplied_and_merges_that_never_were() -> None:
    pulls = of(PullRequest, everything())
    found = differences("pull_requests", [
        {
            "id": f"github:GithubPullRequest:1:{each.external_id}", "pull_request_key": str(each.number),
            "status": "MERGED" if each.merged_at else "CLOSED" if each.closed_at else "OPEN",
            "title": each.title, "author_name": name_of(each.author), "author_id": account(each.author),
            "created_date": at(each.opened_at), "merged_date": at(each.merged_at), "closed_date": at(each.closed_at),
            "merge_commit_sha": sha(each.merge_sha), "head_ref": each.head_ref or "", "base_ref": each.base_ref or "",
            "base_commit_sha": sha(each.base_sha), "head_commit_sha": sha(each.head_sha),
            "additions": "" if each.additions is None else str(each.additions),
            "deletions": "" if each.deletions is None else str(each.deletions), "is_draft": str(int(each.is_draft)),
        }
        for each in pulls
    ])  # fmt: skip
    assert set(found) == {"additions", "deletions", "merge_commit_sha"}
    # GitHub's lists do not say sizes. DevLake writes 0 for that; for us it is not known, until GraphQL says it.
    everyone = {each.external_id for each in pulls}
    assert found["additions"] == found["deletions"] == dict.fromkeys(everyone, ("", "0"))
    assert len(everyone) == 49
    # GitHub shows a merge it only tried as well: without having been merged there is no merge commit.
    unmerged = {each.external_id for each in pulls if each.merged_at is None}
    assert set(found["merge_commit_sha"]) == unmerged
    assert {ours for ours, _ in found["merge_commit_sha"].values()} == {""}
    assert len(unmerged) == 23


def test_where_a_pull_request_came_from_is_not_known_when_its_fork_is_deleted() -> None:
    came = {f"github:GithubPullRequest:1:{each.external_id}": each for each in of(PullRequest, everything())}
    for row in expected("pull_requests"):
        head, base = row["head_repo_id"], row["base_repo_id"]
        ours = came[row["id"]].is_cross_repository
        assert ours == (None if head.endswith(":0") else head != base)  # DevLake: repository 0
    assert Counter(each.is_cross_repository for each in came.values()) == {True: 33, None: 15, False: 1}


def test_commits_reviews_and_conversation_are_devlakes_to_the_second() -> None:
    records, pulls, issues = everything(), pull_ids(), issue_ids()
    in_pulls = [
        {
            "commit_sha": sha(each.sha), "pull_request_id": pulls[each.number],
            "commit_author_email": (each.author.email or "") if each.author else "",
            "commit_authored_date": at(each.authored_at),
        }
        for each in of(PullCommit, records)
    ]  # fmt: skip
    pair = lambda row: (row["pull_request_id"], row["commit_sha"])  # noqa: E731 - a key
    assert differences("pull_request_commits", in_pulls, pair) == {}
    reviews = [
        {
            "id": f"github:GithubPrReview:1:{each.external_id}", "pull_request_id": pulls[each.number],
            "account_id": account(each.reviewer), "created_date": at(each.submitted_at), "commit_sha": sha(each.sha),
            "status": each.state.upper(),
        }
        for each in of(Review, records)
    ]  # fmt: skip
    assert differences("pull_request_review_comments", reviews) == {}
    said = [
        {
            # DevLake calls what is said below an issue by the issues' word.
            "id": f"github:GithubIssue:1:{each.external_id}", "issue_id": issues[each.issue],
            "account_id": account(each.author), "created_date": at(each.commented_at),
            "updated_date": at(each.version),
        }
        for each in of(Comment, records) if each.issue
    ]  # fmt: skip
    assert differences("issue_comments", said) == {}
    # One raw row of a review and one of a remark come twice.
    assert [len(each) for each in (in_pulls, reviews, said)] == [90, 31, 48]


def test_remarks_on_lines_keep_the_commit_they_were_made_on() -> None:
    records, pulls = everything(), pull_ids()
    remarks = of(ReviewComment, records)
    below = [each for each in of(Comment, records) if each.number]
    found = differences("pull_request_comments", [
        *({
            "id": f"github:GithubPrComment:1:{each.external_id}", "pull_request_id": pulls[each.number],
            "account_id": account(each.author), "created_date": at(each.commented_at), "commit_sha": sha(each.sha),
            "review_id": f"github:GithubPrReview:1:{each.review}",
        } for each in remarks),
        *({
            "id": f"github:GithubPrComment:1:{each.external_id}", "pull_request_id": pulls[each.number],
            "account_id": account(each.author), "created_date": at(each.commented_at), "commit_sha": "",
            # What is said below a pull request is no review's; DevLake writes a review with the number 0.
            "review_id": "github:GithubPrReview:1:0",
        } for each in below),
    ])  # fmt: skip
    assert (len(remarks), len(below)) == (16, 47)
    # GitHub moves `commit_id` to the newest push; a remark was made on `original_commit_id`, and that is ours.
    originals = {str(each["id"]): each for each in rows("pull_request_review_comments")}
    moved = {key: each for key, each in originals.items() if each["commit_id"] != each["original_commit_id"]}
    assert len(moved) == 14
    assert found == {
        "commit_sha": {key: (each["original_commit_id"], each["commit_id"]) for key, each in moved.items()}
    }


def test_issues_are_devlakes_and_pull_requests_listed_among_them_are_none() -> None:
    assert sum(each.get("pull_request") is not None for each in rows("issues")) == 16
    names, issues = issue_ids(), of(Issue, everything())
    found = differences("issues", [
        {
            "id": names[each.external_id], "issue_key": each.issue_key.removeprefix("#"), "title": each.title,
            "status": {"todo": "TODO", "in_progress": "IN_PROGRESS"}.get(each.status_category, "DONE"),
            "original_status": each.status, "created_date": at(each.opened_at), "resolution_date": at(each.closed_at),
            "updated_date": at(each.version), "priority": each.priority or "",
            "lead_time_minutes": str(int((each.closed_at - each.opened_at).total_seconds() // 60)) if each.closed_at
            else "",
            "creator_id": account(each.author), "creator_name": name_of(each.author),
            "assignee_id": account(each.assignee), "assignee_name": name_of(each.assignee),
        }
        for each in issues
    ])  # fmt: skip
    assert found == {}
    kinds = {names[each.external_id]: each.kind for each in issues}
    assert {key for key, kind in kinds.items() if kind == "bug"} == {
        row["id"] for row in expected("issues") if row["type"] == "BUG"
    }


def test_runs_are_devlakes_but_what_is_not_over_has_no_end() -> None:
    runs = of(Pipeline, everything())
    found = differences("cicd_pipelines", [
        {
            "id": f"github:GithubRun:1:{REPOSITORY}:{each.external_id}", "name": each.name or "",
            "result": _RESULTS.get(each.status, ""),
            "original_result": each.provider_status or "", "created_date": at(each.created_at),
            "started_date": at(each.started_at), "finished_date": at(each.finished_at),
            "duration_sec": seconds(each.started_at, each.finished_at),
        }
        for each in runs
    ])  # fmt: skip
    assert set(found) == {"original_result", "finished_date", "duration_sec"}
    # Where a run has no result yet, GitHub's word for it is where it stands; DevLake's column is empty then.
    going_on = {each.external_id for each in runs if each.finished_at is None}
    assert len(going_on) == 7
    assert set(found["original_result"]) == going_on
    assert {theirs for _, theirs in found["original_result"].values()} == {""}
    # DevLake takes the last change of a run that goes on for its end.
    assert set(found["finished_date"]) == set(found["duration_sec"]) == going_on
    assert {ours for ours, _ in found["finished_date"].values()} == {""}
    assert {each.status for each in runs if each.external_id in going_on} == {"running", "queued"}


def test_jobs_are_devlakes_but_when_they_were_created_is_not_known() -> None:
    jobs = of(Job, everything())
    found = differences("cicd_tasks", [
        {
            "id": f"github:GithubJob:1:{each.pipeline}:{each.external_id}", "name": each.name,
            "pipeline_id": f"github:GithubRun:1:{REPOSITORY}:{each.pipeline}", "result": _RESULTS.get(each.status, ""),
            "original_result": (each.provider_status or "").upper(), "created_date": at(each.created_at),
            "started_date": at(each.started_at), "finished_date": at(each.finished_at),
            "duration_sec": seconds(each.started_at, each.finished_at),
        }
        for each in jobs
    ])  # fmt: skip
    assert set(found) == {"original_result", "created_date"}
    unfinished = {each.external_id for each in jobs if each.status in ("running", "queued")}
    assert set(found["original_result"]) == unfinished
    # These rows do not say it; DevLake writes when the job began.
    began = {each.external_id: ("", at(each.started_at)) for each in jobs}
    assert found["created_date"] == began


def test_accounts_show_the_names_and_addresses_people_put_there() -> None:
    people = {each.who.external_id: each.who for each in of(Known, everything())}
    assert len(people) == len({each["id"] for each in rows("accounts")})
    assert people["964542"] == Who("github", "964542", "user012", "user012", "user012@example.com", "User")


async def test_raw_rows_that_come_twice_and_imports_that_come_twice_double_nothing(
    database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    key = await add_repository(owner, workspace)
    place, records = Place("github", "github.com", repository_key=key, external_id=REPOSITORY), everything()
    await put(database, workspace, place, *records)
    once = await facts(owner, workspace)
    assert {table: len(found) for table, found in once.items() if table in (
        "pull_requests", "pull_request_commits", "reviews", "review_comments", "conversation_comments", "issues",
        "pipelines", "pipeline_jobs",
    )} == {
        "pull_requests": 49, "pull_request_commits": 90, "reviews": 30, "review_comments": 16,
        "conversation_comments": 94, "issues": 26, "pipelines": 35, "pipeline_jobs": 35,
    }  # fmt: skip
    assert {row["additions"] for row in once["pull_requests"]} == {None}
    again = await put(database, workspace, place, *reversed(records))
    assert again.changed == 0
    assert await facts(owner, workspace) == once

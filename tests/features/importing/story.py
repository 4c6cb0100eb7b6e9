"""The scenario's story as files: table by table, rows as somebody would export them."""

import csv
from collections.abc import Callable, Iterable
from io import BytesIO, StringIO
from typing import Any

import orjson
import polars as pl
from tests.providers.scenario import Scenario, ScenarioRepository

Row = dict[str, Any]
Files = dict[str, list[Row]]


def as_files(story: Scenario) -> Files:
    """All of it."""
    files: Files = {
        "people": [
            {"id": one["login"], "username": one["login"], "name": one["name"], "email": one["email"],
             "type": one["type"].lower()}
            for one in story.people.values()
        ],
        "sprints": [
            {name: one[name] for name in ("id", "name", "board", "state", "project", "goal", "starts_at", "ends_at",
                                          "completed_at", "updated_at")}
            for one in story.sprints
        ],
    }  # fmt: skip
    for name, repository in story.repositories.items():
        for table, rows in _of(repository):
            files.setdefault(table, []).extend(
                row if table in _OF_NO_REPOSITORY else row | {"repository": name} for row in rows
            )
    return files


_OF_NO_REPOSITORY = ("issue_transitions", "issue_sprints", "work_logs")


def _of(told: ScenarioRepository) -> Iterable[tuple[str, Iterable[Row]]]:
    yield "pull_requests", map(_pull_request, told.pull_requests)
    yield "pull_request_events", (row for pull in told.pull_requests for row in _events(pull))
    yield "pull_request_events", map(_reviewed, told.reviews)
    yield "pull_request_events", (_commented(one) for one in told.comments if one["pull_request"] is not None)
    yield "pull_request_commits", (row for pull in told.pull_requests for row in _commits(pull))
    yield "pull_request_issues", (
        {"pull_request": pull["number"], "issue": one["key"], "evidence": one["evidence"]}
        for pull in told.pull_requests for one in pull["issues"] if one["evidence"] == "closing_reference"
    )  # fmt: skip
    yield (
        "review_requests",
        ({"pull_request": pull["number"], **one} for pull in told.pull_requests for one in pull["review_requests"]),
    )
    yield "reviews", map(_review, told.reviews)
    yield "review_comments", (row for review in told.reviews for row in _remarks(review))
    keys = {issue["number"]: issue["key"] for issue in told.issues}
    yield "comments", (_comment(one, keys) for one in told.comments)
    yield "issues", map(_issue, told.issues)
    yield "issue_transitions", ({"issue": one["key"], **each} for one in told.issues for each in one["transitions"])
    yield "issue_sprints", (
        {"issue": one["key"], "sprint": each["id"], "added_at": each["added_at"]}
        for one in told.issues for each in one["sprints"]
    )  # fmt: skip
    yield "work_logs", (
        {"issue": one["key"], **_renamed(each, created_at="updated_at")}
        for one in told.issues for each in one["work_logs"]
    )  # fmt: skip
    yield "pipelines", (_but(one, "jobs") | _ran(one) for one in told.pipelines)
    yield "pipeline_jobs", (
        {"pipeline": one["id"], **each, "provider_status": each["status"], "updated_at": one["finished_at"]}
        for one in told.pipelines for each in one["jobs"]
    )  # fmt: skip
    yield "releases", (one | {"updated_at": one["published_at"]} for one in told.releases)
    yield "deployments", (one | _ran(one) for one in told.deployments)
    yield "incidents", (_renamed(_but(one, "created_at"), fixed_by_pull_request="fixed_by") for one in told.incidents)


def _ran(row: Row) -> Row:
    return {"provider_status": row["status"], "updated_at": row["finished_at"]}


def _but(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}


def _renamed(row: Row, **names: str) -> Row:
    return {names.get(name, name): value for name, value in row.items()}


def _pull_request(pull: Row) -> Row:
    same = ("number", "id", "title", "body", "url", "is_draft", "opened_at", "closed_at", "merged_at", "merged_by",
            "head_ref", "base_ref", "head_sha", "additions", "deletions", "changed_files", "labels",
            "updated_at")  # fmt: skip
    return {name: pull[name] for name in same} | {
        "author": pull["author"]["login"],
        "ready_at": None if pull["is_draft"] else pull["ready_for_review_at"] or pull["opened_at"],
        "merge_sha": pull["merge_commit_sha"],
        "merge_method": pull["merge_method"] if pull["merged_at"] else None,
        "commits": len(pull["commits"]),
    }


def _events(pull: Row) -> Iterable[Row]:
    own = {"pull_request": pull["number"], "id": pull["id"]}
    author = pull["author"]["login"]
    yield own | {"kind": "opened", "at": pull["opened_at"], "actor": author}
    if pull["ready_for_review_at"]:
        yield own | {"kind": "ready", "at": pull["ready_for_review_at"], "actor": author}
    for asked in pull["review_requests"]:
        yield own | {"id": asked["id"], "kind": "review_requested", "at": asked["requested_at"],
                     "actor": asked["requested_by"], "subject": asked["reviewer"]}  # fmt: skip
    if pull["merged_at"]:
        yield own | {"kind": "merged", "at": pull["merged_at"], "actor": pull["merged_by"]}
    elif pull["closed_at"]:
        yield own | {"kind": "closed", "at": pull["closed_at"], "actor": author}


def _reviewed(review: Row) -> Row:
    return {
        "pull_request": review["pull_request"], "id": review["id"], "kind": "reviewed", "at": review["submitted_at"],
        "actor": review["reviewer"],
    }  # fmt: skip


def _commented(one: Row) -> Row:
    return {
        "pull_request": one["pull_request"], "id": one["id"], "kind": "commented", "at": one["created_at"],
        "actor": one["author"],
    }  # fmt: skip


def _commits(pull: Row) -> Iterable[Row]:
    for position, one in enumerate(pull["commits"]):
        yield {
            "pull_request": pull["number"], "sha": one["sha"], "position": position, "subject": one["subject"],
            "authored_at": one["authored_at"], "committed_at": one["committed_at"],
            "author": f"{one['author']['name']} <{one['author']['email']}>",
        }  # fmt: skip


def _review(review: Row) -> Row:
    own = sum(1 for each in review["comments"] if each["reply_to"] is None)
    return _but(review, "comments") | {
        "state": review["state"].lower(), "updated_at": review["submitted_at"], "comments": own,
    }  # fmt: skip


def _remarks(review: Row) -> Iterable[Row]:
    for one in review["comments"]:
        yield _renamed(one, created_at="commented_at") | {
            "pull_request": review["pull_request"], "review": review["id"], "sha": review["sha"],
            "updated_at": one["created_at"],
        }  # fmt: skip


def _comment(one: Row, keys: dict[int, str]) -> Row:
    issue = keys[one["issue"]] if one["issue"] is not None else None
    return _renamed(one, created_at="commented_at") | {"issue": issue}


def _issue(issue: Row) -> Row:
    spent = sum(each["seconds"] for each in issue["work_logs"]) // 60 if issue["work_logs"] else None
    same = ("key", "project", "kind", "title", "body", "status", "status_category", "resolution", "priority",
            "assignee", "labels", "story_points", "parent", "started_at", "closed_at", "updated_at")  # fmt: skip
    return {name: issue[name] for name in same} | {
        "author": issue["reporter"], "opened_at": issue["created_at"], "spent_minutes": spent,
    }  # fmt: skip


def as_csv(rows: list[Row]) -> bytes:
    """With quotes, semicolons within cells, and nothing where nothing is said."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = StringIO()
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(
        {name: ";".join(value) if isinstance(value, list) else value for name, value in row.items()} for row in rows
    )
    return out.getvalue().encode()


def as_json_lines(rows: list[Row]) -> bytes:
    """One object a line."""
    return b"\n".join(orjson.dumps(row) for row in rows)


def as_parquet(rows: list[Row]) -> bytes:
    """With its own types of columns."""
    out = BytesIO()
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(out)
    return out.getvalue()


WRITERS: dict[str, Callable[[list[Row]], bytes]] = {"csv": as_csv, "jsonl": as_json_lines, "parquet": as_parquet}

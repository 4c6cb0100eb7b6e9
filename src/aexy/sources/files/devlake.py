"""DevLake's domain tables, said in ours: https://devlake.apache.org/docs/DataModels/DevLakeDomainLayerSchema.

A row becomes a row of one of our tables, or none. Ids stay as they are (`github:GithubIssue:1:346842831`), for only
whole are they nobody else's. A pull request's children name it by its id; `number` says which number that is.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from aexy.kernel.errors import Unusable

DEVLAKE = "devlake/"
"""How streams of DevLake's tables begin."""

Said = dict[str, Any]
Told = tuple[str, Said] | None

_KINDS = {"BUG": "bug", "REQUIREMENT": "story", "INCIDENT": "incident", "EPIC": "epic", "SUBTASK": "subtask"}
_CATEGORIES = {"TODO": "todo", "IN_PROGRESS": "in_progress", "DONE": "done", "OTHER": "todo"}
_RUNS = {
    "SUCCESS": "success",
    "FAILURE": "failure",
    "ABORT": "cancelled",
    "CANCELED": "cancelled",
    "SKIPPED": "skipped",
}
_PLAINER = {"CANCELLED": "cancelled", "CANCELED": "cancelled", "SKIPPED": "skipped", "QUEUED": "queued",
            "WAITING": "queued", "PENDING": "queued", "REQUESTED": "queued"}  # fmt: skip
_STATES = {"IN_PROGRESS": "running", "DONE": "other", "OTHER": "other"}
_DEPLOYS = {"SUCCESS": "success", "FAILURE": "failure", "ABORT": "cancelled", "CANCELED": "cancelled"}
_ENVIRONMENTS = {"PRODUCTION": "production", "STAGING": "staging", "TESTING": "testing"}
_FIELDS = {"status": "status", "assignee": "assignee", "sprint": "sprint", "story points": "story_points",
           "priority": "priority", "issuetype": "kind", "project": "project"}  # fmt: skip
_SPRINTS = {"ACTIVE": "active", "CLOSED": "closed", "FUTURE": "future"}
_NOBODYS = re.compile(r"\w+:\w+:\d+:0")
_NOTHING = ("", "NULL", "\\N")
_REVIEWS = {"APPROVED": "approved", "CHANGES_REQUESTED": "changes_requested", "DISMISSED": "dismissed"}


class Domain(NamedTuple):
    """One of DevLake's tables: the columns it must have, and a row of it in our words.

    `scope` is the column that says of which repository a row is, where the table belongs to repositories.
    """

    required: tuple[str, ...]
    tell: Callable[[Mapping[str, Any], int | None], Told]
    scope: str = ""
    of_repository: bool = False

    @property
    def of_pull_request(self) -> bool:
        """Whether its rows name their pull request by its id."""
        return "pull_request_id" in self.required


def without_nulls(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row, where a database's way to write nothing stands for nothing, and so does the id of nothing."""
    return {name: None if _is_nothing(value) else value for name, value in row.items()}


def _is_nothing(value: object) -> bool:
    return isinstance(value, str) and (value in _NOTHING or _NOBODYS.fullmatch(value) is not None)


def _who(row: Mapping[str, Any], account: str, name: str = "") -> Said | None:
    stays = str(row.get(account) or "").strip()
    shown = str(row.get(name) or "").strip() if name else ""
    if not (stays or shown):
        return None
    called = "name" if " " in shown else "username"
    return {"id": stays or shown, called: shown or None}


def _belongs(row: Mapping[str, Any], number: int | None) -> int:
    if number is None:
        raise ValueError(
            f"belongs to the pull request {row['pull_request_id']}, which is not here; import pull_requests first"
        )
    return number


def _pull_request(row: Mapping[str, Any], _: int | None) -> Told:
    return "pull_requests", {
        "number": row["pull_request_key"], "id": row["id"], "title": row.get("title") or "(no title)",
        "body": row.get("description"), "url": row.get("url"), "author": _who(row, "author_id", "author_name"),
        "is_draft": row.get("is_draft"), "opened_at": row["created_date"], "merged_at": row.get("merged_date"),
        "closed_at": row.get("closed_date"), "merged_by": _who(row, "merged_by_id", "merged_by_name"),
        "merge_sha": row.get("merge_commit_sha"), "head_ref": row.get("head_ref"), "base_ref": row.get("base_ref"),
        "head_sha": row.get("head_commit_sha"), "base_sha": row.get("base_commit_sha"), **_size(row),
    }  # fmt: skip


def _size(row: Mapping[str, Any]) -> Said:
    """DevLake writes 0 where nobody said how large it is: no lines either way is not known."""
    sizes = {name: row.get(name) for name in ("additions", "deletions")}
    return {} if all(str(each or 0) == "0" for each in sizes.values()) else sizes


def _pull_request_commit(row: Mapping[str, Any], number: int | None) -> Told:
    name, email = row.get("commit_author_name") or "", row.get("commit_author_email")
    return "pull_request_commits", {
        "pull_request": _belongs(row, number), "sha": row["commit_sha"], "authored_at": row.get("commit_authored_date"),
        "author": f"{name} <{email}>" if email and "@" in str(email) else None,
    }  # fmt: skip


def _pull_request_comment(row: Mapping[str, Any], number: int | None) -> Told:
    number, who, kind = _belongs(row, number), _who(row, "account_id"), str(row.get("type") or "NORMAL").upper()
    if kind == "REVIEW":
        state = _REVIEWS.get(str(row.get("status") or "").upper(), "commented")
        return "reviews", {
            "pull_request": number, "id": row["id"], "reviewer": who, "state": state,
            "submitted_at": row["created_date"], "sha": row.get("commit_sha"), "body": row.get("body"),
        }  # fmt: skip
    said = {"pull_request": number, "id": row["id"], "author": who, "commented_at": row["created_date"],
            "body": row.get("body")}  # fmt: skip
    if kind == "DIFF":
        return "review_comments", said | {"review": row.get("review_id"), "sha": row.get("commit_sha")}
    return "comments", said


def _issue(row: Mapping[str, Any], _: int | None) -> Told:
    original = row.get("original_status") or row.get("status")
    return "issues", {
        "key": row["issue_key"], "id": row["id"], "title": row.get("title") or "(no title)",
        "body": row.get("description"), "url": row.get("url"), "status": original,
        "status_category": _CATEGORIES.get(str(row.get("status") or "").upper()),
        "kind": _KINDS.get(str(row.get("type") or "").upper(), "task"), "opened_at": row["created_date"],
        "closed_at": row.get("resolution_date"), "updated_at": row.get("updated_date"), "due_at": row.get("due_date"),
        "priority": row.get("priority"), "author": _who(row, "creator_id", "creator_name"),
        "assignee": _who(row, "assignee_id", "assignee_name"), "parent": row.get("parent_issue_id"),
        "story_points": row.get("story_point"), "estimate_minutes": row.get("original_estimate_minutes"),
        "spent_minutes": row.get("time_spent_minutes"),
    }  # fmt: skip


def _changelog(row: Mapping[str, Any], _: int | None) -> Told:
    field = _FIELDS.get(str(row.get("field_name") or row.get("field_id") or "").lower())
    if field is None:
        return None
    before, after = row.get("original_from_value"), row.get("original_to_value")
    said = {"issue": row["issue_id"], "id": row["id"], "at": row["created_date"], "field": field,
            "from": before or row.get("from_value"), "to": after or row.get("to_value"),
            "actor": _who(row, "author_id", "author_name")}  # fmt: skip
    if field == "status":
        said["from_category"] = _CATEGORIES.get(str(row.get("from_value") or "").upper())
        said["to_category"] = _CATEGORIES.get(str(row.get("to_value") or "").upper())
    return "issue_transitions", said


def _issue_comment(row: Mapping[str, Any], _: int | None) -> Told:
    return "comments", {
        "issue": row["issue_id"], "id": row["id"], "author": _who(row, "account_id"),
        "commented_at": row["created_date"], "body": row.get("body"), "updated_at": row.get("updated_date"),
    }  # fmt: skip


def _work_log(row: Mapping[str, Any], _: int | None) -> Told:
    return "work_logs", {
        "issue": row["issue_id"], "id": row["id"], "author": _who(row, "author_id"),
        "started_at": row.get("started_date") or row.get("logged_date"), "comment": row.get("comment"),
        "seconds": round(float(row["time_spent_minutes"]) * 60),
    }  # fmt: skip


def _sprint(row: Mapping[str, Any], _: int | None) -> Told:
    return "sprints", {
        "id": row["id"], "name": row["name"], "board": row.get("original_board_id"),
        "state": _SPRINTS.get(str(row.get("status") or "").upper(), "future"), "starts_at": row.get("started_date"),
        "ends_at": row.get("ended_date"), "completed_at": row.get("completed_date"),
    }  # fmt: skip


def _sprint_issue(row: Mapping[str, Any], _: int | None) -> Told:
    return "issue_sprints", {"issue": row["issue_id"], "sprint": row["sprint_id"]}


def _pipeline(row: Mapping[str, Any], _: int | None) -> Told:
    return "pipelines", {
        "id": row["id"], "name": row.get("name"), **_run(row), "created_at": row["created_date"],
    }  # fmt: skip


def _task(row: Mapping[str, Any], _: int | None) -> Told:
    return "pipeline_jobs", {
        "id": row["id"], "pipeline": row["pipeline_id"], "name": row["name"], **_run(row),
        "environment": row.get("environment"), "created_at": row.get("created_date"),
    }  # fmt: skip


def _run(row: Mapping[str, Any]) -> Said:
    """How it went: the provider's word where it is plainer than DevLake's, which calls much a failure."""
    words = [str(row.get(name) or "").upper() for name in ("original_result", "result", "original_status", "status")]
    original, result, before, status = words
    went = (
        _PLAINER.get(original)
        or _RUNS.get(result)
        or _PLAINER.get(before)
        or _STATES.get(status)
        or ("running" if row.get("started_date") else "queued")
    )
    return {
        "status": went, "provider_status": row.get("original_result") or row.get("result"),
        "started_at": row.get("started_date"), "finished_at": row.get("finished_date"),
    }  # fmt: skip


def _deployment(row: Mapping[str, Any], _: int | None) -> Told:
    environment = str(row.get("environment") or "").upper()
    original, result = (str(row.get(name) or "").upper() for name in ("original_result", "result"))
    over = "cancelled" if original in ("CANCELLED", "CANCELED") else _DEPLOYS.get(result)
    return "deployments", {
        "id": row["id"], "environment": row.get("original_environment") or environment.lower() or "unknown",
        "environment_kind": _ENVIRONMENTS.get(environment, "unknown"),
        "status": over or ("running" if row.get("started_date") else "pending"), "service": row.get("cicd_scope_id"),
        "provider_status": row.get("original_result") or row.get("result"), "sha": row.get("commit_sha"),
        "ref": row.get("ref_name"), "created_at": row.get("created_date"), "started_at": row.get("started_date"),
        "finished_at": row.get("finished_date"), "url": row.get("url"),
    }  # fmt: skip


def _incident(row: Mapping[str, Any], _: int | None) -> Told:
    return "incidents", {
        "id": row["id"], "title": row.get("title") or "(no title)", "started_at": row["created_date"],
        "resolved_at": row.get("resolution_date"), "severity": row.get("severity"), "url": row.get("url"),
        "status": row.get("original_status") or row.get("status"), "updated_at": row.get("updated_date"),
    }  # fmt: skip


def _release(row: Mapping[str, Any], _: int | None) -> Told:
    return "releases", {
        "id": row["id"], "tag": row.get("tag_name") or row.get("name"), "name": row.get("name"),
        "body": row.get("description"), "sha": row.get("commit_sha"), "author": _who(row, "author_id"),
        "published_at": row["published_at"],
    }  # fmt: skip


def _account(row: Mapping[str, Any], _: int | None) -> Told:
    return "people", {
        "id": row["id"], "username": row.get("user_name"), "name": row.get("full_name"), "email": row.get("email"),
    }  # fmt: skip


DOMAIN: Mapping[str, Domain] = {
    "accounts": Domain(("id",), _account),
    "pull_requests": Domain(
        ("id", "pull_request_key", "created_date"), _pull_request, "base_repo_id", of_repository=True
    ),
    "pull_request_commits": Domain(("pull_request_id", "commit_sha"), _pull_request_commit),
    "pull_request_comments": Domain(("id", "pull_request_id", "created_date"), _pull_request_comment),
    "pull_request_reviews": Domain(("id", "pull_request_id", "created_date"),
                                   lambda row, number: _pull_request_comment({**row, "type": "REVIEW"}, number)),
    "pull_request_review_comments": Domain(("id", "pull_request_id", "created_date"), _pull_request_comment),
    "issues": Domain(("id", "issue_key", "created_date"), _issue),
    "issue_changelogs": Domain(("id", "issue_id", "created_date"), _changelog),
    "issue_comments": Domain(("id", "issue_id", "created_date"), _issue_comment),
    "issue_worklogs": Domain(("id", "issue_id", "time_spent_minutes"), _work_log),
    "sprints": Domain(("id", "name"), _sprint),
    "sprint_issues": Domain(("sprint_id", "issue_id"), _sprint_issue),
    "cicd_pipelines": Domain(("id", "created_date"), _pipeline, "cicd_scope_id", of_repository=True),
    "cicd_tasks": Domain(("id", "pipeline_id", "name"), _task, "cicd_scope_id", of_repository=True),
    "cicd_deployment_commits": Domain(("id", "created_date"), _deployment, "repo_url"),
    "cicd_releases": Domain(("id", "published_at"), _release, "repo_id", of_repository=True),
    "incidents": Domain(("id", "created_date"), _incident),
}  # fmt: skip


# They hold the same deployments a second time, without their commits.
_INSTEAD = {"cicd_deployments": "Take cicd_deployment_commits, which hold the same with their commits."}


def domain(name: str, columns: tuple[str, ...] | None) -> Domain:
    """DevLake's table of that name. Raises Unusable when there is none, or columns are missing that it must have."""
    found = DOMAIN.get(name)
    if found is None:
        raise Unusable(
            f"{name} is none of DevLake's tables that can be taken over.",
            next_step=_INSTEAD.get(name, f"There are: {', '.join(DOMAIN)}."),
            field="table",
        )
    missing = [each for each in found.required if columns is not None and each not in columns]
    if missing:
        raise Unusable(
            f"DevLake's {name} need {', '.join(missing)}, which the header does not have.",
            next_step="Export the table with all of its columns.",
            field="file",
        )
    return found

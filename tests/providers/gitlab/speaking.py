"""The demo's rows as GitLab says them: by GraphQL's names, and by REST's where REST is asked."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

Row = dict[str, Any]
People = Mapping[str, Row]

# Numbers of notes are made of the numbers of what they stand for, a range for each kind.
VERDICT, BODY, REMARK, BELOW, ASKED, READY, ENDED, MOVED = (place * 100_000_000 for place in range(1, 9))
_RUNS = {"success": "SUCCESS", "failure": "FAILED", "cancelled": "CANCELED", "running": "RUNNING", "queued": "PENDING"}


def gid(kind: str, number: object) -> str:
    return f"gid://gitlab/{kind}/{number}"


def user(login: str | None, people: People) -> Row | None:
    if login is None:
        return None
    row = people[login]
    return {
        "id": gid("User", row["id"]), "username": login, "name": row["name"] or login, "bot": row["type"] == "Bot",
        "avatarUrl": None, "publicEmail": "", "__typename": "UserCore",
    }  # fmt: skip


def rest_user(login: str | None, people: People) -> Row | None:
    if login is None:
        return None
    row = people[login]
    return {"id": row["id"], "username": login, "name": row["name"] or login, "state": "active", "public_email": ""}


def _note(number: int, at: str, by: Row | None, body: str, **more: Any) -> Row:
    kind = more.pop("kind", "Note")
    return {
        "id": gid(kind, number), "body": body, "system": False, "createdAt": at, "updatedAt": at, "author": by,
        "position": None, **more,
    }  # fmt: skip


def _system(number: int, at: str, by: Row | None, body: str) -> Row:
    return _note(number, at, by, body, system=True)


def _discussions(threads: Iterable[list[Row]]) -> list[Row]:
    listed = sorted(threads, key=lambda thread: (thread[0]["createdAt"], thread[0]["id"]))
    return [{"id": gid("Discussion", thread[0]["id"].rpartition("/")[2]), "notes": thread} for thread in listed]


def merge_request(
    row: Row, reviews: Iterable[Row], comments: Iterable[Row], people: People, project: int, url: str
) -> Row:  # fmt: skip
    """A merge request; what REST alone says stands beside it in `rest`."""
    author, reviews = user(row["author"]["login"], people), list(reviews)
    is_squashed = bool(row["merged_at"]) and row["merge_method"] == "squash"
    sha = row["merge_commit_sha"]
    last = {each["reviewer"]: each["state"] for each in reviews}
    holding = [user(login, people) for login, state in last.items() if state == "APPROVED"]
    asked = {each["reviewer"]: user(each["reviewer"], people) for each in row["review_requests"]}
    return {
        "id": gid("MergeRequest", row["id"]), "iid": str(row["number"]), "description": row["body"],
        "title": f"Draft: {row['title']}" if row["is_draft"] else row["title"], "draft": row["is_draft"],
        "state": {"open": "opened"}.get(row["state"], row["state"]), "webUrl": url,
        "createdAt": row["opened_at"], "updatedAt": row["updated_at"], "mergedAt": row["merged_at"],
        "closedAt": None if row["merged_at"] else row["closed_at"],
        "sourceBranch": row["head_ref"], "targetBranch": row["base_ref"], "sourceProjectId": project,
        "targetProjectId": project, "diffHeadSha": row["head_sha"],
        "diffRefs": {"baseSha": row["base_sha"], "headSha": row["head_sha"], "startSha": row["head_sha"]},
        "mergeCommitSha": None if is_squashed else sha, "squash": is_squashed, "squashOnMerge": is_squashed,
        "diffStatsSummary": {
            "additions": row["additions"], "deletions": row["deletions"], "fileCount": row["changed_files"],
            "changes": row["additions"] + row["deletions"],
        },
        "commitCount": len(row["commits"]), "author": author, "mergeUser": user(row["merged_by"], people),
        "milestone": None, "labels": [{"id": gid("Label", label), "title": label} for label in row["labels"]],
        "reviewers": list(asked.values()), "assignees": [], "approvedBy": holding,
        "participants": [author, *asked.values()],
        "commits": [_commit(each, people) for each in reversed(row["commits"])],
        "discussions": _discussions([*_said(reviews, comments, people), *_happened(row, people)]),
        "rest": {"iid": row["number"], "squash_commit_sha": sha if is_squashed else None},
    }  # fmt: skip


def _commit(each: Row, people: People) -> Row:
    # GitLab keeps the instants of a merge request's commits, not the writer's offset from UTC.
    author = each["author"]
    return {
        "id": gid("Commit", each["sha"]), "sha": each["sha"], "title": each["subject"],
        "authoredDate": each["authored_at"], "committedDate": each["committed_at"], "authorName": author["name"],
        "authorEmail": author["email"], "author": user(author["login"], people),
    }  # fmt: skip


def _said(reviews: Iterable[Row], comments: Iterable[Row], people: People) -> Iterable[list[Row]]:
    for review in reviews:
        by, at = user(review["reviewer"], people), review["submitted_at"]
        words = "approved this merge request" if review["state"] == "APPROVED" else "requested changes"
        yield [_system(VERDICT + review["id"], at, by, words)]
        if review["body"]:
            yield [_note(BODY + review["id"], at, by, review["body"])]
        for first in (each for each in review["comments"] if each["reply_to"] is None):
            answers = [each for each in review["comments"] if each["reply_to"] == first["id"]]
            yield [_remark(each, first, review["sha"], people) for each in (first, *answers)]
    for comment in comments:
        by = user(comment["author"], people)
        yield [
            _note(BELOW + comment["id"], comment["created_at"], by, comment["body"], updatedAt=comment["updated_at"])
        ]


def _remark(each: Row, first: Row, sha: str, people: People) -> Row:
    position = {
        "filePath": first["path"], "newLine": first["line"], "oldLine": None,
        "diffRefs": {"baseSha": None, "headSha": sha, "startSha": sha},
    }  # fmt: skip
    by = user(each["author"], people)
    return _note(REMARK + each["id"], each["created_at"], by, each["body"], position=position, kind="DiffNote")


def _happened(row: Row, people: People) -> Iterable[list[Row]]:
    author = user(row["author"]["login"], people)
    for each in row["review_requests"]:
        by = user(each["requested_by"], people)
        words = f"requested review from @{each['reviewer']}"
        yield [_system(ASKED + each["id"], each["requested_at"], by, words)]
    if row["ready_for_review_at"]:
        words = "marked this merge request as **ready**"
        yield [_system(READY + row["id"], row["ready_for_review_at"], author, words)]
    if row["merged_at"]:
        yield [_system(ENDED + row["id"], row["merged_at"], user(row["merged_by"], people), "merged")]
    elif row["closed_at"]:
        yield [_system(ENDED + row["id"], row["closed_at"], author, "closed")]


def labels_of(row: Row) -> list[str]:
    """A tracker's fields as scoped labels, the way GitLab's boards have them."""
    kinds = [] if row["kind"] in ("incident", "task") else [f"type::{row['kind']}"]
    return [f"status::{row['status']}", f"priority::{row['priority']}", *kinds, *row["labels"]]


def issue(
    row: Row, comments: Iterable[Row], people: People, labels: Mapping[str, int], url: str, sprints: Mapping[int, Row]
) -> Row:  # fmt: skip
    """An issue; `labels` are their numbers by title."""
    now_in = max((each["id"] for each in row["sprints"]), default=None)
    logs = [_log(each, people) for each in row["work_logs"]]
    threads = [
        [_note(BELOW + each["id"], each["created_at"], user(each["author"], people), each["body"])] for each in comments
    ]
    return {
        "id": gid("Issue", row["id"]), "iid": str(row["number"]), "title": row["title"], "description": row["body"],
        "state": "closed" if row["closed_at"] else "opened", "confidential": False, "webUrl": url,
        "type": "INCIDENT" if row["kind"] == "incident" else "TASK" if row["kind"] == "task" else "ISSUE",
        "createdAt": row["created_at"], "updatedAt": row["updated_at"], "closedAt": row["closed_at"], "dueDate": None,
        "timeEstimate": 0, "totalTimeSpent": sum(each["timeSpent"] for each in logs), "userNotesCount": len(threads),
        "author": user(row["reporter"], people),
        "assignees": [user(row["assignee"], people)] if row["assignee"] else [],
        "labels": [{"id": gid("Label", labels[each]), "title": each} for each in labels_of(row)], "milestone": None,
        "timelogs": logs, "discussions": _discussions([*threads, *_moves(row, people, labels)]),
        "weight": row["story_points"], "epic": None,
        "iteration": {"id": gid("Iteration", now_in), "title": sprints[now_in]["name"]} if now_in else None,
    }  # fmt: skip


def _log(each: Row, people: People) -> Row:
    return {
        "id": gid("Timelog", each["id"]), "summary": each["comment"], "timeSpent": each["seconds"],
        "spentAt": each["started_at"], "user": user(each["author"], people),
    }  # fmt: skip


def _at_first(row: Row, labels: Mapping[str, int]) -> str:
    """The labels it was opened with, as one sentence has them."""
    first = [
        next((each["from"] for each in row["transitions"] if each["field"] == field), row[field])
        for field in ("status", "priority")
    ]
    numbers = [labels[f"status::{first[0]}"], labels[f"priority::{first[1]}"]]
    return f"added {' '.join(f'~{number}' for number in sorted(numbers))} labels"


def _moves(row: Row, people: People, labels: Mapping[str, int]) -> Iterable[list[Row]]:
    yield [_system(MOVED * 2 + row["id"], row["created_at"], user(row["reporter"], people), _at_first(row, labels))]
    for each in row["transitions"]:
        by, at, field = user(each["actor"], people), each["at"], each["field"]
        number = MOVED + each["id"] * 10
        if field in ("status", "priority"):
            old, new = (labels[f"{field}::{each[side]}"] for side in ("from", "to"))
            yield [_system(number, at, by, f"added ~{new} label and removed ~{old} label")]
        elif field == "assignee":
            taken = f" and unassigned @{each['from']}" if each["from"] else ""
            words = f"assigned to @{each['to']}{taken}" if each["to"] else f"unassigned @{each['from']}"
            yield [_system(number, at, by, words)]
        elif field == "story_points":
            words = f"changed weight to **{each['to']}**" if each["to"] else "removed the weight"
            yield [_system(number, at, by, words)]
        if each["to_category"] in ("done", "cancelled"):
            yield [_system(number + 1, at, by, "closed")]


def pipeline(row: Row, people: People, path: str) -> Row:
    at = row["finished_at"] or row["started_at"] or row["created_at"]
    source = {"pull_request": "merge_request_event"}.get(row["event"], row["event"])
    return {
        "id": gid("Ci::Pipeline", row["id"]), "iid": str(row["id"]), "name": row["name"], "ref": row["ref"],
        "path": f"/{path}/-/pipelines/{row['id']}", "sha": row["sha"], "source": source,
        "status": _RUNS[row["status"]], "createdAt": row["created_at"], "updatedAt": at,
        "startedAt": row["started_at"], "finishedAt": row["finished_at"], "user": user(row["actor"], people),
        "jobs": [
            {
                "id": gid("Ci::Build", each["id"]), "name": each["name"],
                "status": _RUNS.get(each["status"], "SKIPPED"),
                "stage": {"id": gid("Ci::Stage", each["stage"]), "name": each["stage"]},
                "createdAt": each.get("created_at") or row["created_at"], "startedAt": each["started_at"],
                "finishedAt": each["finished_at"],
            }
            for each in row["jobs"]
        ],
    }  # fmt: skip


def deployment(row: Row, people: People, environments: Mapping[str, int]) -> Row:
    """By REST, which names the environment and leaves its tier to the list of environments."""
    name, status = row["environment"], {"failure": "failed"}.get(row["status"], row["status"])
    return {
        "id": row["id"], "iid": row["id"], "ref": row["ref"], "sha": row["sha"], "status": status,
        "created_at": row["created_at"], "updated_at": row["finished_at"] or row["created_at"],
        "user": rest_user(row["deployed_by"], people),
        "environment": {"id": environments[name], "name": name, "slug": name, "external_url": None},
        "deployable": {
            "id": row["id"] * 10, "status": status, "stage": "deploy", "name": f"deploy to {name}", "ref": row["ref"],
            "created_at": row["created_at"], "started_at": row["started_at"], "finished_at": row["finished_at"],
            "web_url": None,
        },
    }  # fmt: skip


def release(row: Row, people: People) -> Row:
    return {
        "tag_name": row["tag"], "name": row["name"], "description": row["body"], "created_at": row["created_at"],
        "released_at": row["published_at"], "upcoming_release": False, "author": rest_user(row["author"], people),
        "commit": {"id": row["sha"], "short_id": row["sha"][:8]}, "_links": {"self": None},
    }  # fmt: skip


def iteration(row: Row) -> Row:
    """Iterations begin and end with days, the last one among them."""
    last = datetime.fromisoformat(row["ends_at"]).astimezone(UTC) - timedelta(days=1)
    return {
        "id": row["id"], "iid": row["id"], "sequence": row["id"], "group_id": 1, "title": row["name"],
        "description": row["goal"], "state": {"future": 1, "active": 2, "closed": 3}[row["state"]],
        "created_at": row["updated_at"], "updated_at": row["updated_at"], "start_date": row["starts_at"][:10],
        "due_date": last.date().isoformat(), "web_url": None,
    }  # fmt: skip

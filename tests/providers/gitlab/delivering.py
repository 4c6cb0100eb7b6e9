"""Deliveries as GitLab sends them: their heads, and bodies made anew from what the fake holds."""

import hmac
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

Row = dict[str, Any]


class Delivery(NamedTuple):
    """One delivery; sent once more, it has the same head but another web-hook UUID."""

    at: str
    event: str
    body: bytes

    def headers(
        self, *, token: str | None = None, signing: str | None = None, stamp: str = "1772400000"
    ) -> dict[str, str]:
        """Its head, in lower case."""
        key = sha256(self.body).hexdigest()[:32]
        head = {
            "x-gitlab-event": self.event, "idempotency-key": key, "x-gitlab-event-uuid": key[:8],
            "x-gitlab-instance": "https://gitlab.example", "content-type": "application/json",
        }  # fmt: skip
        if token is not None:
            head["x-gitlab-token"] = token
        if signing is not None:
            secret = b64decode(signing.removeprefix("whsec_"))
            made = hmac.digest(secret, f"{key}.{stamp}.".encode() + self.body, "sha256")
            head |= {
                "webhook-id": key, "webhook-timestamp": stamp,
                "webhook-signature": f"v1,{b64encode(made).decode()}",
            }  # fmt: skip
        return head


def _user(who: Row | None) -> Row | None:
    return who and {"id": _number(who["id"]), "username": who["username"], "name": who["name"], "email": "[REDACTED]"}


def _number(gid: str) -> int:
    return int(gid.rpartition("/")[2])


def _delivery(at: str, event: str, payload: Row) -> Delivery:
    return Delivery(at, event, orjson.dumps(payload))


def _project(project: Row) -> Row:
    return {"id": project["id"], "path_with_namespace": project["path_with_namespace"], "web_url": project["web_url"]}


def merge_request_hook(project: Row, row: Row, action: str = "update") -> Delivery:
    attributes = {
        "id": _number(row["id"]), "iid": int(row["iid"]), "target_project_id": project["id"],
        "source_project_id": project["id"], "title": row["title"], "state": row["state"], "action": action,
        "created_at": row["createdAt"], "updated_at": row["updatedAt"], "draft": row["draft"],
    }  # fmt: skip
    return _delivery(row["updatedAt"], "Merge Request Hook", {
        "object_kind": "merge_request", "event_type": "merge_request", "user": _user(row["author"]),
        "project": _project(project), "object_attributes": attributes, "labels": [], "changes": {},
    })  # fmt: skip


def note_hook(project: Row, row: Row) -> Delivery:
    note = row["discussions"][-1]["notes"][-1]
    return _delivery(note["createdAt"], "Note Hook", {
        "object_kind": "note", "event_type": "note", "user": _user(note["author"]), "project_id": project["id"],
        "project": _project(project),
        "object_attributes": {"id": _number(note["id"]), "note": note["body"], "noteable_type": "MergeRequest"},
        "merge_request": {"id": _number(row["id"]), "iid": int(row["iid"]), "target_project_id": project["id"]},
    })  # fmt: skip


def issue_hook(project: Row, row: Row) -> Delivery:
    return _delivery(row["updatedAt"], "Issue Hook", {
        "object_kind": "issue", "event_type": "issue", "user": _user(row["author"]), "project": _project(project),
        "object_attributes": {
            "id": _number(row["id"]), "iid": int(row["iid"]), "title": row["title"], "state": row["state"],
            "action": "update", "updated_at": row["updatedAt"],
        },
        "changes": {},
    })  # fmt: skip


def pipeline_hook(project: Row, row: Row) -> Delivery:
    return _delivery(row["updatedAt"], "Pipeline Hook", {
        "object_kind": "pipeline", "user": _user(row["user"]), "project": _project(project), "builds": [],
        "object_attributes": {
            "id": _number(row["id"]), "iid": int(row["iid"]), "ref": row["ref"], "sha": row["sha"],
            "status": row["status"].lower(), "source": row["source"], "created_at": row["createdAt"],
        },
    })  # fmt: skip


def deployment_hook(project: Row, row: Row) -> Delivery:
    return _delivery(row["updated_at"], "Deployment Hook", {
        "object_kind": "deployment", "status": row["status"], "deployment_id": row["id"],
        "environment": row["environment"]["name"], "project": _project(project), "short_sha": row["sha"][:8],
    })  # fmt: skip


def push_hook(project: Row, row: Row) -> Delivery:
    who = row["user"]
    return _delivery(row["createdAt"], "Push Hook", {
        "object_kind": "push", "event_name": "push", "before": "0" * 40, "after": row["sha"],
        "ref": f"refs/heads/{row['ref']}", "user_id": who and _number(who["id"]), "project_id": project["id"],
        "user_username": who and who["username"], "user_name": who and who["name"], "project": _project(project),
        "commits": [], "total_commits_count": 0,
    })  # fmt: skip

"""Jira's web hooks: who signed them, what they are called, and what is to be asked for because of them.

A web hook's issue lacks what makes its row understandable (all of its change log, what a status means), so it is only
told which issue to ask for; deletions alone are read as they come. Work log, sprint and board events name no project:
their scope is the connection's own.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from aexy.sources.contract import Heard, Hint, Row
from aexy.sources.taking import said, text

_SIGNATURE: Final = "x-hub-signature"
_DELIVERY: Final = "x-atlassian-webhook-identifier"
_METHOD: Final = "sha256="
_ISSUE_EVENTS: Final = ("jira:issue_created", "jira:issue_updated", "jira:worklog_updated")
_COMMENT_EVENTS: Final = ("comment_created", "comment_updated", "comment_deleted")
_WORK_LOG_EVENTS: Final = ("worklog_created", "worklog_updated", "worklog_deleted")
_SPRINT_EVENTS: Final = ("sprint_created", "sprint_updated", "sprint_started", "sprint_closed")
_PROJECT_EVENTS: Final = ("project_created", "project_updated", "project_restored_deleted", "project_restored_archived")
_PROJECT_GONE: Final = ("project_deleted", "project_soft_deleted")
_MOST_MILLISECONDS: Final = 4_000_000_000_000


def verify(headers: Mapping[str, str], body: bytes, secrets: Sequence[bytes]) -> bool:
    """Whether one of the secrets signed it: `X-Hub-Signature: sha256=…` over the body, in the cloud and on a server."""
    given = headers.get(_SIGNATURE, "").strip()
    if not given.startswith(_METHOD):
        return False
    made = [hmac.new(secret, body, hashlib.sha256).hexdigest() for secret in secrets if secret]
    given_bytes = given.removeprefix(_METHOD).lower().encode()
    return sum(hmac.compare_digest(each.encode(), given_bytes) for each in made) > 0


def delivery(headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
    """The delivery's identifier, which stays when it is sent again, and the event's name, which is in the body."""
    try:
        payload = orjson.loads(body)
    except orjson.JSONDecodeError:
        payload = None
    number = headers.get(_DELIVERY, "").strip() or hashlib.sha256(body).hexdigest()
    return number, text(payload, "webhookEvent") or "unreadable"


def hear(event: str, payload: Row, now: datetime) -> Heard:
    """What is to be asked for, or what is gone. Whatever it does not know is ignored, saying so."""
    found = _heard_of_issue(event, payload, now) or _heard_of_site(event, payload, now)
    return found or Heard(ignored=_why(event))


def _heard_of_issue(event: str, payload: Row, now: datetime) -> Heard | None:
    issue, project = _issue(event, payload), text(payload, "issue.fields.project.id") or ""
    if issue is None:
        return None
    if event == "jira:issue_deleted":
        return Heard(rows=(("issues", project, _gone(issue, payload, now)),))
    return Heard(hints=(Hint("issues", project, issue),))


def _heard_of_site(event: str, payload: Row, now: datetime) -> Heard | None:
    """Sprints and projects, whose scope is the connection's."""
    for stream, changed, gone in (
        ("sprints", _SPRINT_EVENTS, ("sprint_deleted",)), ("projects", _PROJECT_EVENTS, _PROJECT_GONE),
    ):  # fmt: skip
        number = text(payload, f"{stream.removesuffix('s')}.id")
        if number is None or not number.isdecimal():
            continue
        if event in gone:
            return Heard(rows=((stream, "", _gone(number, payload, now)),))
        if event in changed:
            return Heard(hints=(Hint(stream, "", number),))
    return None


def _issue(event: str, payload: Row) -> str | None:
    if event in (*_ISSUE_EVENTS, *_COMMENT_EVENTS, "jira:issue_deleted"):
        found = text(payload, "issue.id")
    elif event in _WORK_LOG_EVENTS:
        found = text(payload, "worklog.issueId") or text(payload, "issue.id")
    else:
        found = None
    return found if found is not None and found.isdecimal() else None


def _gone(number: str, payload: Row, now: datetime) -> dict[str, Any]:
    return {"gone": {"id": number, "at": (_said_at(payload) or now).isoformat()}}


def _said_at(payload: Row) -> datetime | None:
    found = said(payload, "timestamp")
    if isinstance(found, int) and not isinstance(found, bool) and 0 < found < _MOST_MILLISECONDS:
        return datetime.fromtimestamp(found / 1000, UTC)
    return None


def _why(event: str) -> str:
    known = {
        *_ISSUE_EVENTS, *_COMMENT_EVENTS, *_WORK_LOG_EVENTS, *_SPRINT_EVENTS, *_PROJECT_EVENTS, *_PROJECT_GONE,
        "jira:issue_deleted", "sprint_deleted",
    }  # fmt: skip
    if event in known:
        return f"{event} names nothing that could be asked for."
    if event.startswith("board_"):
        return "Boards are read together with their sprints."
    if event.startswith("user_"):
        return "People are read once a day."
    return f"Nothing is counted from {event}."

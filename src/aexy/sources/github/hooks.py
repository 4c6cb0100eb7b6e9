"""Web hooks: whether GitHub sent them, and what they say.

A payload's row is read at once where it is whole; what GraphQL knows beside it is asked for by a hint. Events are told
from a payload only where a back-fill gives them the same name, so that whichever comes first changes nothing.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from aexy.kernel.errors import AexyError
from aexy.sources.contract import Heard, Hint, Level, Row, Scope
from aexy.sources.github import readings
from aexy.sources.github.asking import written

_EVERYWHERE = ""
_PREFIX = "sha256="

_BESIDE = {
    "ping": "GitHub tries the web hook",
    "check_run": "workflow jobs tell it",
    "check_suite": "workflow runs tell it",
    "status": "workflow runs tell it",
    "create": "git tells it", "delete": "git tells it", "commit_comment": "remarks on single commits are not counted",
    "installation": "the next sync finds what the app may see",
    "installation_repositories": "the next sync finds what the app may see",
    "github_app_authorization": "it concerns a person's sign-in",
    "pull_request_review_thread": "the review's remarks tell it",
    "label": "what carries it tells it", "milestone": "what belongs to it tells it",
    "workflow_dispatch": "the run it starts tells it", "repository_dispatch": "the run it starts tells it",
    "deployment_review": "the deployment's statuses tell it", "merge_group": "the pull request tells it",
    "deployment_protection_rule": "the deployment's statuses tell it",
    "branch_protection_rule": "rules are not counted", "branch_protection_configuration": "rules are not counted",
    "deploy_key": "keys are not counted", "installation_target": "the next sync finds what the app may see",
    "custom_property": "properties are not read", "custom_property_values": "properties are not read",
    "discussion": "discussions are not read", "discussion_comment": "discussions are not read",
    "fork": "forks are not counted", "gollum": "wikis are not read", "page_build": "pages are not counted",
    "public": "the next sync finds it", "star": "stars are not counted", "watch": "stars are not counted",
    "sponsorship": "money is not counted", "marketplace_purchase": "money is not counted",
    "package": "packages are not counted", "registry_package": "packages are not counted",
    "secret_scanning_alert": "alerts are not read", "secret_scanning_alert_location": "alerts are not read",
    "meta": "the web hook was taken away at GitHub",
    "org_block": "blocked people are not counted", "repository_import": "the next sync finds it",
    "project": "classic projects are not read", "project_card": "classic projects are not read",
    "project_column": "classic projects are not read", "projects_v2_item": "projects are not read",
    "code_scanning_alert": "alerts are not read", "dependabot_alert": "alerts are not read",
    "repository_vulnerability_alert": "alerts are not read", "security_advisory": "alerts are not read",
}  # fmt: skip


def verify(headers: Mapping[str, str], body: bytes, secrets: Sequence[bytes]) -> bool:
    """Whether one of the secrets signed it. Every secret is tried, so that the time says nothing."""
    said = headers.get("x-hub-signature-256", "")
    if not said.startswith(_PREFIX) or not said.isascii():
        return False
    is_signed = False
    for secret in secrets:
        expected = hmac.new(secret, body, hashlib.sha256).hexdigest()
        is_signed |= hmac.compare_digest(said.removeprefix(_PREFIX), expected)
    return is_signed


def delivery(headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
    """The delivery's id and the event's name."""
    return headers.get("x-github-delivery") or hashlib.sha256(body).hexdigest(), headers.get("x-github-event", "")


def hear(event: str, payload: Row, now: datetime) -> Heard:
    """What a delivery says. Never raises: what is not understood is ignored, saying so."""
    listener = _LISTENERS.get(event)
    if listener is None:
        known = _BESIDE.get(event)
        return Heard(ignored=f"{event}: {known}" if known else f"{event[:100] or 'nameless'}: not an event known here")
    try:
        heard = listener(payload, now)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        return Heard(
            ignored=f"{event}: the payload is not what GitHub promises ({type(error).__name__}: {error})"[:500]
        )
    rows = tuple(each for each in heard.rows if _is_whole(*each))
    if not rows and not heard.hints and heard.ignored is None:
        return Heard(ignored=f"{event}: the payload says nothing that is counted")
    return Heard(rows, heard.hints, heard.ignored)


def _is_whole(stream: str, scope: str, row: Row) -> bool:
    try:
        readings.read(stream, row, Scope(level=Level.REPOSITORY, external_id=scope))
    except AexyError:
        return False
    return True


def _repository(payload: Row) -> str:
    return str(int(payload["repository"]["id"]))


def _gone(kind: str, external_id: str, now: datetime, **more: Any) -> Row:
    return {"kind": kind, "external_id": external_id, "gone_at": written(now), **more}


def _pull_request(payload: Row, now: datetime) -> Heard:
    del now
    scope, pull = _repository(payload), payload["pull_request"]
    hint = Hint("pull_requests", scope, str(int(pull["number"])))
    return Heard((("rest_pull_requests", scope, pull),), (hint,))


def _review(payload: Row, now: datetime) -> Heard:
    del now
    scope, review = _repository(payload), payload["review"]
    hint = Hint("pull_requests", scope, str(int(payload["pull_request"]["number"])))
    # An edit or a dismissal carries no instant of its own here; GraphQL says when.
    rows = (("rest_reviews", scope, review),) if payload["action"] == "submitted" else ()
    return Heard(rows, (hint,))


def _review_comment(payload: Row, now: datetime) -> Heard:
    scope, comment, number = _repository(payload), payload["comment"], int(payload["pull_request"]["number"])
    hint = Hint("pull_requests", scope, str(number))
    if payload["action"] == "deleted":
        gone = _gone("review_comment", str(comment["id"]), now, number=number)
        return Heard((("gone", scope, gone),), (hint,))
    return Heard((("review_comments", scope, comment),), (hint,))


def _comment(payload: Row, now: datetime) -> Heard:
    scope, comment, issue = _repository(payload), payload["comment"], payload["issue"]
    number, is_pull = int(issue["number"]), issue.get("pull_request") is not None
    hint = Hint("pull_requests" if is_pull else "issues", scope, str(number))
    if payload["action"] == "deleted":
        gone = _gone("comment", str(comment["id"]), now, **({"number": number} if is_pull else {}))
        return Heard((("gone", scope, gone),), (hint,))
    return Heard((("comments", scope, comment),), (hint,))


def _issue(payload: Row, now: datetime) -> Heard:
    scope, issue, action = _repository(payload), payload["issue"], payload["action"]
    number = int(issue["number"])
    if action in ("deleted", "transferred"):
        there = ((payload.get("changes") or {}).get("new_issue") or {}).get("html_url")
        return Heard((("gone", scope, _gone("issue", f"{scope}#{number}", now, number=number, moved_to=there)),))
    if issue.get("pull_request") is not None:
        return Heard((), (Hint("pull_requests", scope, str(number)),))  # its milestone is told as an issue's
    return Heard((("rest_issues", scope, issue),), (Hint("issues", scope, str(number)),))


def _push(payload: Row, now: datetime) -> Heard:
    scope, pushed = _repository(payload), payload["repository"].get("pushed_at")
    pushed_at = datetime.fromtimestamp(pushed, UTC) if type(pushed) is int else now
    row = {name: payload.get(name) for name in ("ref", "before", "after", "forced", "sender")}
    return Heard((("pushes", scope, {**row, "pushed_at": written(pushed_at)}),))


def _run(payload: Row, now: datetime) -> Heard:
    del now
    scope, run = _repository(payload), payload["workflow_run"]
    is_over = payload["action"] == "completed" or run.get("status") == "completed"
    hints = (Hint("runs", scope, str(int(run["id"]))),) if is_over else ()
    return Heard((("runs", scope, run),), hints)


def _job(payload: Row, now: datetime) -> Heard:
    del now
    return Heard((("rest_jobs", _repository(payload), payload["workflow_job"]),))


def _deployment(payload: Row, now: datetime) -> Heard:
    del now
    scope, deployment, said = _repository(payload), payload["deployment"], payload.get("deployment_status")
    hint = Hint("deployments", scope, str(int(deployment["id"])))
    if said is not None and said.get("state") == "inactive":
        return Heard((), (hint,))  # a later one took its place: it says nothing of how this one went
    statuses = [] if said is None else [{"state": said["state"], "createdAt": said["created_at"], "logUrl": None}]
    return Heard((("deployments", scope, {**deployment, "statuses": statuses}),), (hint,))


def _release(payload: Row, now: datetime) -> Heard:
    scope, release = _repository(payload), payload["release"]
    if payload["action"] == "deleted":
        return Heard((("gone", scope, _gone("release", str(int(release["id"])), now)),))
    return Heard((("releases", scope, release),))


def _of_repository(payload: Row, now: datetime) -> Heard:
    scope = _repository(payload)
    if payload["action"] == "deleted":
        return Heard((("gone", scope, _gone("repository", scope, now)),))
    return Heard((), (Hint("repository", scope, scope),))


def _of_people(payload: Row, now: datetime) -> Heard:
    del payload, now
    return Heard((), (Hint("people", _EVERYWHERE, ""), Hint("teams", _EVERYWHERE, "")))


def _of_team(payload: Row, now: datetime) -> Heard:
    del now
    if payload["action"] != "deleted":
        return Heard((), (Hint("teams", _EVERYWHERE, ""),))
    told = payload["team"]
    row: dict[str, Any] = {"databaseId": int(told["id"]), "description": None, "members": {"nodes": []}}
    return Heard((("teams", _EVERYWHERE, {**row, "slug": told["slug"], "name": told["name"]}),))


def _of_teams(payload: Row, now: datetime) -> Heard:
    del payload, now
    return Heard((), (Hint("teams", _EVERYWHERE, ""),))


_LISTENERS: Mapping[str, Callable[[Row, datetime], Heard]] = {
    "pull_request": _pull_request, "pull_request_review": _review, "pull_request_review_comment": _review_comment,
    "issue_comment": _comment, "issues": _issue, "push": _push, "workflow_run": _run, "workflow_job": _job,
    "deployment": _deployment, "deployment_status": _deployment, "release": _release, "repository": _of_repository,
    "organization": _of_people, "member": _of_people, "membership": _of_teams, "team": _of_team, "team_add": _of_teams,
}  # fmt: skip

"""Rows as `pages` describes them, made of what the story tells. Nothing here is remembered."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from aexy.sources.demo.change import AGENT, DEPENDENCY_BOT, RELEASE_BOT
from aexy.sources.demo.issue import CATEGORY, Issue
from aexy.sources.demo.operations import Deployment, Incident
from aexy.sources.demo.organization import Organization, Person
from aexy.sources.demo.review import PullCommit, PullRequest, Review
from aexy.sources.demo.runs import Run
from aexy.sources.demo.talk import Remark, Said
from aexy.sources.demo.tracker import Tracker

Row = dict[str, Any]
Logins = Mapping[str, str]

_FIRST_PERSON, _APART = 40_011, 7
_BOTS = (DEPENDENCY_BOT, RELEASE_BOT, AGENT)


def at(seconds: int | None) -> datetime | None:
    """An instant as rows have it."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def organization_rows(organization: Organization) -> Iterator[tuple[str, Row]]:
    """People, the bots among them, then each team's project and its sprints."""
    for person in organization.people:
        yield "people", _person(person)
    for place, (login, email) in enumerate(_BOTS):
        yield "people", {"id": place + 1, "login": login, "name": login, "email": email, "type": "Bot"}
    for team in organization.teams:
        tracker = Tracker(organization.size, team)
        own = [each.full_name for each in organization.repositories if each.team == team.index]
        yield "projects", {
            "id": tracker.id, "prefix": tracker.prefix, "name": team.name, "team": team.slug, "repositories": own,
        }  # fmt: skip
        for sprint in tracker.sprints():
            yield "sprints", {
                "id": sprint.id, "project": tracker.prefix, "name": sprint.name, "board": f"{team.name} board",
                "state": sprint.state, "goal": None, "starts_at": at(sprint.starts_at), "ends_at": at(sprint.ends_at),
                "completed_at": at(sprint.completed_at),
                "updated_at": at(sprint.completed_at or min(sprint.starts_at, tracker.end)),
            }  # fmt: skip


def logins(organization: Organization) -> Logins:
    """Whose a commit is by its e-mail, as far as the provider was told: it does not know private addresses."""
    known = {each.email: each.username for each in organization.people}
    return known | {email: login for login, email in _BOTS}


def _person(person: Person) -> Row:
    number = _FIRST_PERSON + person.index * _APART
    return {"id": number, "login": person.username, "name": person.name, "email": person.email, "type": "User"}


def pull_request(pull: PullRequest, number: int, url: str, logged: Logins, updated_at: int) -> Row:
    """`number` is its id. Its reviews and comments are put into it afterwards."""
    is_draft = pull.was_draft and pull.ready_at is None
    return {
        "id": number, "number": pull.number, "title": pull.title, "body": pull.body, "url": url,
        "author": {"login": pull.author, "type": "Bot" if pull.author_is_bot else "User"},
        "state": "merged" if pull.merged_at else "closed" if pull.closed_at else "open", "is_draft": is_draft,
        "opened_at": at(pull.opened_at), "ready_for_review_at": at(pull.ready_at), "closed_at": at(pull.closed_at),
        "merged_at": at(pull.merged_at), "merged_by": pull.merged_by,
        "merge_commit_sha": pull.merge_sha.hex() if pull.merge_sha else None, "merge_method": pull.method,
        "head_ref": pull.head_ref, "base_ref": "main", "head_sha": pull.commits[-1].sha.hex(), "base_sha": None,
        "additions": pull.additions, "deletions": pull.deletions, "changed_files": pull.changed_files,
        "labels": list(pull.labels), "updated_at": at(updated_at),
        "review_requests": [
            {"id": number * 10 + place, "reviewer": who, "requested_at": at(asked), "requested_by": pull.author}
            for place, (who, asked) in enumerate(pull.requests)
        ],
        "commits": [_commit(each, logged) for each in pull.commits],
        "issues": [
            {"key": each.key, "number": each.number, "evidence": each.evidence} for each in pull.mentions
        ],
        "reviews": [], "comments": [],
    }  # fmt: skip


def _commit(commit: PullCommit, logged: Logins) -> Row:
    author = commit.author
    return {
        "sha": commit.sha.hex(), "subject": commit.subject, "authored_at": at(author.at),
        "author_offset_minutes": author.offset_minutes, "committed_at": at(commit.committed_at),
        "author": {"name": author.name, "email": author.email, "login": logged.get(author.email)},
    }  # fmt: skip


def review(pull: PullRequest, made: Review, number: int, body: str, remarks: Sequence[Remark], first: int) -> Row:
    """`number` is its id, `first` that of its first remark."""
    known = [each for each in pull.commits if each.committed_at <= made.submitted_at] or [pull.commits[0]]
    return {
        "id": number, "pull_request": pull.number, "reviewer": made.reviewer, "state": made.state,
        "submitted_at": at(made.submitted_at), "sha": known[-1].sha.hex(), "body": body,
        "comments": [
            {
                "id": first + place, "author": each.author, "path": each.path, "line": each.line, "body": each.body,
                "created_at": at(each.at), "reply_to": None if each.answers is None else first + each.answers,
            }
            for place, each in enumerate(remarks)
        ],
    }  # fmt: skip


def comment(said: Said, number: int, *, pull: int | None = None, issue: int | None = None) -> Row:
    """`number` is its id."""
    return {
        "id": number, "pull_request": pull, "issue": issue, "author": said.author, "body": said.body,
        "created_at": at(said.at), "updated_at": at(said.at),
    }  # fmt: skip


def issue(told: Issue, number: int, first: int, updated_at: int) -> Row:
    """`number` is its id, `first` that of its first transition and work log. Comments are put in afterwards."""
    status = told.status
    category = CATEGORY[status]
    return {
        "id": number, "key": told.key, "number": told.number, "project": told.key.partition("-")[0],
        "kind": told.kind, "title": told.title, "body": told.body, "status": status, "status_category": category,
        "resolution": status if category in {"done", "cancelled"} else None, "priority": told.priority,
        "reporter": told.reporter, "assignee": told.assignee,
        "labels": [], "story_points": told.points, "parent": told.parent,
        "created_at": at(told.created_at), "started_at": at(told.started_at), "closed_at": at(told.closed_at),
        "updated_at": at(updated_at),
        "sprints": [{"id": sprint, "added_at": at(added)} for sprint, added in told.sprints],
        "transitions": [
            {
                "id": first + place, "at": at(each.at), "field": each.field, "from": each.before, "to": each.after,
                "from_category": CATEGORY[each.before or ""] if each.field == "status" else None,
                "to_category": CATEGORY[each.after or ""] if each.field == "status" else None, "actor": each.actor,
            }
            for place, each in enumerate(told.moves)
        ],
        "work_logs": [
            {
                "id": first + place, "author": each.author, "started_at": at(each.started_at),
                "seconds": each.seconds, "comment": None, "created_at": at(each.noted_at),
            }
            for place, each in enumerate(told.logs)
        ],
        "comments": [],
    }  # fmt: skip


def pipeline(run: Run, number: int) -> Row:
    """`number` is its id; its jobs' ids are made of it."""
    return {
        "id": number, "name": "build", "sha": run.sha.hex(), "ref": run.ref, "event": run.event,
        "status": run.status, "attempt": 1, "actor": run.actor, "created_at": at(run.created_at),
        "started_at": at(run.jobs[0].started_at), "finished_at": at(run.jobs[-1].finished_at),
        "jobs": [
            {
                "id": number * 10 + place, "name": each.name, "stage": each.stage, "status": each.status,
                "started_at": at(each.started_at), "finished_at": at(each.finished_at),
            }
            for place, each in enumerate(run.jobs)
        ],
    }  # fmt: skip


def release(version: str, sha: bytes, number: int, published_at: int) -> Row:
    """`number` is its id."""
    return {
        "id": number, "tag": f"v{version}", "name": version, "body": "", "sha": sha.hex(), "author": RELEASE_BOT[0],
        "created_at": at(published_at), "published_at": at(published_at),
    }  # fmt: skip


def deployment(made: Deployment) -> Row:
    """A deployment brings its own id."""
    return {
        "id": made.id, "environment": made.environment, "ref": "main", "sha": made.sha.hex(), "status": made.status,
        "deployed_by": made.deployed_by, "created_at": at(made.created_at), "started_at": at(made.started_at),
        "finished_at": at(made.finished_at), "is_rollback": made.is_rollback, "fixes_incident": made.fixes_incident,
    }  # fmt: skip


def incident(told: Incident) -> Row:
    """An incident brings its own id."""
    return {
        "id": told.id, "title": told.title, "severity": told.severity,
        "status": "resolved" if told.resolved_at else "open", "created_at": at(told.issue.created_at),
        "started_at": at(told.started_at), "resolved_at": at(told.resolved_at), "deployment": told.deployment,
        "fixed_by_pull_request": told.fixed_by, "issue": told.issue.key,
        "updated_at": at(told.resolved_at or told.issue.created_at),
    }  # fmt: skip

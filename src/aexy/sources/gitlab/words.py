"""GitLab's words brought into ours. What GitLab invents later is never an error: it becomes the word for "other"."""

import re
from typing import Final, NamedTuple

from aexy.kernel.activity import DeploymentStatus, EnvironmentKind, IssueKind, RunStatus, StatusCategory
from aexy.sources.environments import environment_kind

_RUNS: dict[str, RunStatus] = {
    "created": "queued", "waiting_for_resource": "queued", "preparing": "queued", "pending": "queued",
    "scheduled": "queued", "waiting_for_callback": "queued", "manual": "queued", "running": "running",
    "canceling": "running", "success": "success", "failed": "failure", "canceled": "cancelled",
    "cancelled": "cancelled", "skipped": "skipped",
}  # fmt: skip
_DEPLOYMENTS: dict[str, DeploymentStatus] = {
    "created": "pending", "blocked": "pending", "running": "running", "success": "success", "failed": "failure",
    "canceled": "cancelled", "cancelled": "cancelled", "skipped": "cancelled",
}  # fmt: skip
_TIERS: dict[str, EnvironmentKind] = {
    "production": "production", "staging": "staging", "testing": "testing", "development": "development",
}  # fmt: skip
_SOURCES = {"merge_request_event": "pull_request", "external_pull_request_event": "pull_request"}
_KINDS: dict[str, IssueKind] = {
    "incident": "incident", "task": "task", "epic": "epic", "bug": "bug", "defect": "bug", "story": "story",
    "user story": "story", "feature": "story", "enhancement": "improvement", "improvement": "improvement",
    "maintenance": "task", "chore": "task", "test_case": "other", "requirement": "other", "objective": "other",
    "key_result": "other", "ticket": "other",
}  # fmt: skip
_TODO = frozenset(
    {"to do", "todo", "open", "backlog", "new", "ready", "triage", "planned", "planning", "ready for development"}
)
_DONE = frozenset({"done", "closed", "complete", "completed", "released", "fixed", "resolved"})
_CANCELLED = frozenset(
    {"won't do", "wont do", "wontfix", "won't fix", "cancelled", "canceled", "duplicate", "invalid", "rejected"}
)
# Scoped labels that stand for what other trackers have a field for.
_FIELDS: Final = {
    "status": "status", "workflow": "status", "stage": "status", "state": "status",
    "type": "kind", "kind": "kind", "priority": "priority",
}  # fmt: skip
_PLAIN_BUG = re.compile(r"bug|defect", re.IGNORECASE)


class Scoped(NamedTuple):
    """An issue's labels: those that stand for a field, and the others."""

    status: str | None
    kind: str | None
    priority: str | None
    others: tuple[str, ...]


def run_status(said: str | None) -> RunStatus:
    """What a pipeline's or job's status means."""
    return _RUNS.get((said or "").lower(), "other")


def deployment_status(said: str | None) -> DeploymentStatus:
    """What a deployment's status means; one that is not known has not gone live as far as we know."""
    return _DEPLOYMENTS.get((said or "").lower(), "pending")


def tier_kind(tier: str | None, name: str) -> EnvironmentKind:
    """What kind of place it is: as GitLab's tier says, else by its name."""
    if tier is None:
        return environment_kind(name)
    return _TIERS.get(tier.lower(), "unknown")


def run_event(source: str | None) -> str | None:
    """What set a pipeline off, in the words all providers share."""
    return _SOURCES.get(source, source) if source else None


def field_of(label: str) -> tuple[str, str] | None:
    """`workflow::In Review` stands for a status: (status, In Review). None for an ordinary label."""
    scope, _, value = label.rpartition("::")
    field = _FIELDS.get(scope.strip().lower())
    return (field, value.strip()) if field and value.strip() else None


def sorted_out(labels: tuple[str, ...]) -> Scoped:
    """Which labels stand for fields."""
    found = {label: field_of(label) for label in labels}
    said = {each[0]: each[1] for each in found.values() if each}
    others = tuple(label for label, each in found.items() if each is None)
    return Scoped(said.get("status"), said.get("kind"), said.get("priority"), others)


def issue_kind(type_: str, labels: Scoped) -> IssueKind:
    """By its type where that says something, then by its labels; an ordinary issue is a task."""
    plain = type_.lower()
    if plain not in ("issue", ""):
        return _KINDS.get(plain, "other")
    if labels.kind:
        return _KINDS.get(labels.kind.lower(), "other")
    return "bug" if any(_PLAIN_BUG.fullmatch(label) for label in labels.others) else "task"


def status_category(status: str | None, *, is_closed: bool) -> StatusCategory:
    """Whether it is closed is GitLab's own word and wins over what a label says of it."""
    word = (status or "").lower()
    if is_closed:
        return "cancelled" if word in _CANCELLED else "done"
    if word in _CANCELLED:
        return "cancelled"
    if not word or word in _TODO:
        return "todo"
    return "done" if word in _DONE else "in_progress"

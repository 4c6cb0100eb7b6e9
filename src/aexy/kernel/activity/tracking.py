"""What sources say of work that is tracked: issues, their way, sprints, time, and anything else people count."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from aexy.kernel.activity.words import IssueKind, StatusCategory, TransitionField, Who


class Issue(NamedTuple):
    """Tracked work. `external_id` is the tracker's own; `<repository's external id>#<number>` on GitHub and GitLab.

    `project` is the tracker project's external id; None for an issue of the repository the page belongs to.
    """

    external_id: str
    version: datetime
    issue_key: str
    title: str
    status: str
    status_category: StatusCategory
    opened_at: datetime
    project: str | None = None
    kind: IssueKind = "task"
    provider_kind: str | None = None
    body: str | None = None
    url: str | None = None
    priority: str | None = None
    resolution: str | None = None
    author: Who | None = None
    assignee: Who | None = None
    parent: str | None = None
    labels: tuple[str, ...] | None = None
    story_points: float | None = None
    estimate_minutes: int | None = None
    spent_minutes: int | None = None
    started_at: datetime | None = None
    closed_at: datetime | None = None
    due_at: datetime | None = None
    comments_count: int | None = None


class Transition(NamedTuple):
    """A field of an issue changed. Categories are given for `status`."""

    issue: str
    external_id: str
    at: datetime
    field: TransitionField
    from_value: str | None = None
    to_value: str | None = None
    from_category: StatusCategory | None = None
    to_category: StatusCategory | None = None
    actor: Who | None = None


class Sprint(NamedTuple):
    """A sprint, cycle or iteration; `ends_at` as planned."""

    external_id: str
    version: datetime
    name: str
    state: Literal["future", "active", "closed"]
    project: str | None = None
    board: str | None = None
    goal: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    completed_at: datetime | None = None


class InSprint(NamedTuple):
    """An issue was in a sprint."""

    issue: str
    sprint: str
    added_at: datetime | None = None
    removed_at: datetime | None = None


class WorkLog(NamedTuple):
    """Time somebody wrote down."""

    issue: str
    external_id: str
    version: datetime
    started_at: datetime
    seconds: int
    author: Who | None = None
    comment: str | None = None


class Project(NamedTuple):
    """A tracker project, board or team that issues belong to."""

    external_id: str
    prefix: str
    name: str
    url: str | None = None


class WorkRecord(NamedTuple):
    """Anything else that is counted: a ticket, a deal, a candidate, a document. `kind` is a lower-case word."""

    kind: str
    external_id: str
    version: datetime
    title: str
    status: str | None = None
    stage: str | None = None
    owner: Who | None = None
    amount: str | None = None
    currency: str | None = None
    url: str | None = None
    opened_at: datetime | None = None
    due_at: datetime | None = None
    closed_at: datetime | None = None
    attributes: Mapping[str, Any] | None = None


class IssueLink(NamedTuple):
    """The tracker says that a pull request belongs to an issue, and names it by its address at its provider.

    `url` is whole and without query, fragment or a slash at its end: https://github.com/acme/shop/pull/12. Which pull
    request that is, if any of the workspace's, is found when pull requests and issues are linked.
    """

    issue: str
    url: str
    title: str | None = None

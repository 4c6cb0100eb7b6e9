"""What sources say beside commits, in one vocabulary: the rows that pages of any provider are read into.

A record names what it belongs to by the provider's own words (a pull request's number, an issue's external id), never
by a key of ours, so reading needs no database. Records that carry a `version` (the provider's clock for that row) may
come in any order and any number of times: the newest wins, and what an older one knew and a newer one does not say
stays. None always means "not said"; a list of children is only complete where a `Whole` says so.

All instants are aware UTC datetimes. Shas are bytes. Enumerated words are lower case and listed here.
"""

from datetime import datetime
from typing import Literal, NamedTuple

from aexy.kernel.activity.changes import (
    Comment,
    PullCommit,
    PullEvent,
    PullRequest,
    Reference,
    Review,
    ReviewComment,
    ReviewRequest,
)
from aexy.kernel.activity.running import AssistantUsage, Deployment, Incident, Job, Pipeline, PushReceipt, Release
from aexy.kernel.activity.tracking import InSprint, Issue, IssueLink, Project, Sprint, Transition, WorkLog, WorkRecord
from aexy.kernel.activity.words import (
    AccountType,
    DeploymentStatus,
    EnvironmentKind,
    Evidence,
    IssueKind,
    Known,
    MergeMethod,
    PullEventKind,
    ReviewState,
    RunStatus,
    SameAs,
    StatusCategory,
    Team,
    TransitionField,
    Who,
)

__all__ = [
    "AccountType",
    "AssistantUsage",
    "Child",
    "Comment",
    "Deployment",
    "DeploymentStatus",
    "EnvironmentKind",
    "Evidence",
    "Gone",
    "InSprint",
    "Incident",
    "Issue",
    "IssueKind",
    "IssueLink",
    "Job",
    "Known",
    "MergeMethod",
    "Pipeline",
    "Project",
    "PullCommit",
    "PullEvent",
    "PullEventKind",
    "PullRequest",
    "PushReceipt",
    "Record",
    "Reference",
    "Release",
    "Review",
    "ReviewComment",
    "ReviewRequest",
    "ReviewState",
    "RunStatus",
    "SameAs",
    "Sprint",
    "StatusCategory",
    "Team",
    "Transition",
    "TransitionField",
    "Who",
    "Whole",
    "WorkLog",
    "WorkRecord",
]

Child = Literal[
    "events", "commits", "reviews", "review_comments", "review_requests", "comments", "transitions", "work_logs",
    "sprints", "issue_links", "fields",
]  # fmt: skip


class Whole(NamedTuple):
    """The children of this kind that came with it in the same page row are all there are at that version.

    `parent` is a pull request's number or an issue's external id. Others that are stored were deleted at the provider.
    "fields": the row itself was given whole, so what it leaves None is empty there (nobody assigned, not closed).
    """

    children: Child
    parent: int | str
    version: datetime


class Gone(NamedTuple):
    """The provider has it no more: deleted, or moved elsewhere (`moved_to` says where)."""

    kind: Literal["pull_request", "issue", "release", "deployment", "incident", "sprint", "repository", "project",
                  "review", "review_comment", "comment", "work_log"]  # fmt: skip
    external_id: str
    at: datetime
    number: int | None = None
    moved_to: str | None = None


Record = (
    PullRequest | PullEvent | PullCommit | Review | ReviewComment | ReviewRequest | Comment | Issue | Transition
    | Sprint | InSprint | WorkLog | Pipeline | Job | Release | Deployment | Incident | WorkRecord | AssistantUsage
    | PushReceipt | Reference | Team | Project | Known | SameAs | Whole | Gone | IssueLink
)  # fmt: skip

"""What sources say of changes: pull requests, everything that happens to them, and what is said about them."""

from datetime import datetime
from typing import NamedTuple

from aexy.kernel.activity.words import Evidence, MergeMethod, PullEventKind, ReviewState, Who


class PullRequest(NamedTuple):
    """A change that was proposed. `ready_at` is the first ready event of a draft, else `opened_at`; None: not known."""

    number: int
    external_id: str
    version: datetime
    title: str
    opened_at: datetime
    author: Who | None = None
    body: str | None = None
    url: str | None = None
    is_draft: bool = False
    ready_at: datetime | None = None
    closed_at: datetime | None = None
    merged_at: datetime | None = None
    merged_by: Who | None = None
    merge_sha: bytes | None = None
    merge_method: MergeMethod | None = None
    head_ref: str | None = None
    base_ref: str | None = None
    head_sha: bytes | None = None
    base_sha: bytes | None = None
    is_cross_repository: bool | None = None
    additions: int | None = None
    deletions: int | None = None
    changed_files: int | None = None
    commits_count: int | None = None
    comments_count: int | None = None
    review_comments_count: int | None = None
    labels: tuple[str, ...] | None = None
    milestone: str | None = None


class PullEvent(NamedTuple):
    """Something that happened to a pull request. `external_id` is the provider's, or made of what is known of it."""

    number: int
    kind: PullEventKind
    at: datetime
    external_id: str
    actor: Who | None = None
    subject: Who | None = None
    detail: str | None = None


class PullCommit(NamedTuple):
    """A commit of a pull request, which a squash may hide from the default branch. `author` is its signature."""

    number: int
    sha: bytes
    position: int
    authored_at: datetime | None = None
    author_offset_minutes: int | None = None
    committed_at: datetime | None = None
    author: Who | None = None
    subject: str | None = None


class Review(NamedTuple):
    """A review; `submitted_at` is None while it is pending. `comments_count` are the remarks on lines it came with."""

    number: int
    external_id: str
    version: datetime
    state: ReviewState
    reviewer: Who | None = None
    submitted_at: datetime | None = None
    body: str | None = None
    sha: bytes | None = None
    comments_count: int | None = None


class ReviewComment(NamedTuple):
    """A remark on a line. `review` and `reply_to` are external ids."""

    number: int
    external_id: str
    version: datetime
    commented_at: datetime
    author: Who | None = None
    review: str | None = None
    reply_to: str | None = None
    body: str | None = None
    path: str | None = None
    line: int | None = None
    sha: bytes | None = None


class ReviewRequest(NamedTuple):
    """Somebody, or a team, was asked for a review."""

    number: int
    external_id: str
    requested_at: datetime
    requested_by: Who | None = None
    reviewer: Who | None = None
    team: str | None = None
    removed_at: datetime | None = None


class Comment(NamedTuple):
    """Something said below a pull request (`number`) or an issue (`issue`, its external id): one of the two is set."""

    external_id: str
    version: datetime
    commented_at: datetime
    number: int | None = None
    issue: str | None = None
    author: Who | None = None
    body: str | None = None


class Reference(NamedTuple):
    """The provider says that a pull request belongs to an issue: by key (PAY-12) or external id (`<repo>#12`)."""

    number: int
    reference: str
    evidence: Evidence
    detail: str = ""

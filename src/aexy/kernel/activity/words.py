"""The words every provider's are translated into, and people as sources know them."""

from typing import Literal, NamedTuple

AccountType = Literal["User", "Bot", "App", "Organization", "Mannequin"]
MergeMethod = Literal["merge", "squash", "rebase"]
ReviewState = Literal["approved", "changes_requested", "commented", "dismissed", "pending"]
StatusCategory = Literal["todo", "in_progress", "done", "cancelled"]
IssueKind = Literal["bug", "story", "task", "subtask", "epic", "incident", "improvement", "other"]
TransitionField = Literal["status", "assignee", "sprint", "story_points", "priority", "kind", "project"]
RunStatus = Literal["queued", "running", "success", "failure", "cancelled", "skipped", "other"]
DeploymentStatus = Literal["pending", "running", "success", "failure", "cancelled"]
EnvironmentKind = Literal["production", "staging", "testing", "development", "unknown"]
Evidence = Literal["branch", "title", "body", "commit", "closing_reference", "tracker", "manual"]
PullEventKind = Literal[
    "opened", "ready", "converted_to_draft", "review_requested", "review_request_removed", "reviewed",
    "review_dismissed", "pushed", "force_pushed", "commented", "labeled", "unlabeled", "assigned", "unassigned",
    "renamed", "merged", "closed", "reopened", "deployed", "head_ref_deleted",
]  # fmt: skip


class Who(NamedTuple):
    """Somebody as a provider knows them. `external_id` is what stays when they rename themselves.

    `provider` is git for a name and address in a commit (`external_id` is `Name <address>`), else the source's own.
    """

    provider: str
    external_id: str
    username: str | None = None
    name: str | None = None
    email: str | None = None
    account_type: AccountType | None = None
    avatar_url: str | None = None


class SameAs(NamedTuple):
    """The provider itself says that a commit's signature belongs to that account."""

    signature: Who
    account: Who
    detail: str


class Known(NamedTuple):
    """Somebody the provider described for themselves (profile, membership), apart from anything they did."""

    who: Who


class Team(NamedTuple):
    """A team as the provider has it; `members` is complete."""

    external_id: str
    slug: str
    name: str
    members: tuple[Who, ...]
    description: str | None = None

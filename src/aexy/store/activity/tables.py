"""The fact tables that records are loaded into, each with its columns and their rules."""

from aexy.kernel.activity import (
    AssistantUsage,
    Comment,
    Deployment,
    Incident,
    InSprint,
    Issue,
    IssueLink,
    Job,
    Pipeline,
    PullCommit,
    PullEvent,
    PullRequest,
    PushReceipt,
    Reference,
    Release,
    Review,
    ReviewComment,
    ReviewRequest,
    Sprint,
    Transition,
    WorkLog,
    WorkRecord,
)
from aexy.store.activity.columns import Column, Kind, Parent, Rule, Table, always, most, said, who

_AT = "timestamptz"

PULL_REQUESTS = Table(
    name="pull_requests",
    record=PullRequest,
    parent=Parent.REPOSITORY,
    keys=(Column("number", "integer"),),
    columns=(
        always("external_id"), always("title"), said("body"), said("url"), who("author_key", "author"),
        always("is_draft", "boolean"), always("opened_at", _AT), said("said_ready_at", _AT, "ready_at"),
        always("closed_at", _AT), always("merged_at", _AT), who("merged_by_key", "merged_by"),
        said("merge_sha", "bytea"), said("merge_method"), said("head_ref"), said("base_ref"),
        said("head_sha", "bytea"), said("base_sha", "bytea"), said("is_cross_repository", "boolean"),
        said("additions", "integer"), said("deletions", "integer"), said("changed_files", "integer"),
        said("commits_count", "integer"), said("comments_count", "integer"),
        said("review_comments_count", "integer"), said("labels", "text[]"), said("milestone"),
    ),
    has_fields=True,
    gone="pull_request",
    marks_gone=True,
    days=("opened_at", "ready_at", "closed_at", "merged_at"),
    derived=("ready_at", _AT),
    as_of=(
        "fields_as_of", "events_as_of", "commits_as_of", "reviews_as_of", "review_comments_as_of",
        "review_requests_as_of", "comments_as_of",
    ),
)  # fmt: skip

PULL_EVENTS = Table(
    name="pull_request_events",
    record=PullEvent,
    parent=Parent.PULL,
    keys=(Column("kind", "text"), Column("external_id", "text")),
    columns=(
        Column("at", _AT, Rule.LEAST), who("actor_key", "actor", Rule.MOST), who("subject_key", "subject", Rule.MOST),
        most("detail"),
    ),
    is_versioned=False,
    child="events",
    own="at",
    days=("at",),
)  # fmt: skip

PULL_COMMITS = Table(
    name="pull_request_commits",
    record=PullCommit,
    parent=Parent.PULL,
    keys=(Column("sha", "bytea"),),
    columns=(
        most("position", "integer"), most("authored_at", _AT), most("author_offset_minutes", "smallint"),
        most("committed_at", _AT), who("author_key", "author", Rule.MOST), most("subject"),
    ),
    is_versioned=False,
    child="commits",
)  # fmt: skip

REVIEWS = Table(
    name="reviews",
    record=Review,
    parent=Parent.PULL,
    keys=(Column("external_id", "text"),),
    columns=(
        who("reviewer_key", "reviewer"), always("state"), said("body"), said("submitted_at", _AT), said("sha", "bytea"),
        said("said_comments_count", "integer", "comments_count"),
    ),
    child="reviews",
    own="version",
    gone="review",
    days=("submitted_at",),
    derived=("comments_count", "integer"),
)  # fmt: skip

REVIEW_COMMENTS = Table(
    name="review_comments",
    record=ReviewComment,
    parent=Parent.PULL,
    keys=(Column("external_id", "text"),),
    columns=(
        said("review_external_id", of="review"), said("reply_to"), who("author_key", "author"), said("body"),
        said("path"), said("line", "integer"), said("sha", "bytea"), always("commented_at", _AT),
    ),
    child="review_comments",
    own="version",
    gone="review_comment",
    days=("commented_at",),
)  # fmt: skip

REVIEW_REQUESTS = Table(
    name="review_requests",
    record=ReviewRequest,
    parent=Parent.PULL,
    keys=(Column("external_id", "text"),),
    columns=(
        Column("requested_at", _AT, Rule.LEAST), who("requested_by_key", "requested_by", Rule.MOST),
        who("reviewer_key", "reviewer", Rule.MOST), most("team"), most("removed_at", _AT),
    ),
    is_versioned=False,
    child="review_requests",
    own="requested_at",
    days=("requested_at",),
)  # fmt: skip

_COMMENT = (who("author_key", "author"), said("body"), always("commented_at", _AT))

PULL_COMMENTS = Table(
    name="pull_comments",
    target="conversation_comments",
    only="pull_key is not null",
    record=Comment,
    parent=Parent.PULL,
    keys=(Column("external_id", "text"),),
    columns=_COMMENT,
    child="comments",
    own="version",
    gone="comment",
    days=("commented_at",),
)

ISSUE_COMMENTS = Table(
    name="issue_comments",
    target="conversation_comments",
    only="issue_key is not null",
    record=Comment,
    parent=Parent.ISSUE,
    keys=(Column("external_id", "text"),),
    columns=_COMMENT,
    child="comments",
    own="version",
    gone="comment",
    days=("commented_at",),
)

REFERENCES = Table(
    name="issue_references",
    record=Reference,
    parent=Parent.PULL,
    keys=(Column("reference", "text"), Column("evidence", "text")),
    columns=(most("detail"),),
    is_versioned=False,
)

ISSUES = Table(
    name="issues",
    record=Issue,
    parent=Parent.ORIGIN,
    keys=(Column("external_id", "text"),),
    columns=(
        Column("project_key", "integer", Rule.SAID, "project", Kind.PROJECT), always("issue_key"), always("title"),
        said("body"), said("url"), always("kind"), said("provider_kind"), always("status"), always("status_category"),
        said("priority"), always("resolution"), who("author_key", "author"),
        who("assignee_key", "assignee", Rule.ALWAYS), said("parent_external_id", of="parent"),
        said("labels", "text[]"), said("story_points", "double precision"), said("estimate_minutes", "integer"),
        said("spent_minutes", "integer"), always("opened_at", _AT), said("said_started_at", _AT, "started_at"),
        always("closed_at", _AT), said("due_at", _AT), said("comments_count", "integer"),
    ),
    has_fields=True,
    gone="issue",
    marks_gone=True,
    days=("opened_at", "started_at", "closed_at"),
    derived=("started_at", _AT),
    as_of=(
        "fields_as_of", "transitions_as_of", "comments_as_of", "work_logs_as_of", "sprints_as_of", "issue_links_as_of",
    ),
    place=("provider", "repository_key"),
)  # fmt: skip

TRANSITIONS = Table(
    name="issue_transitions",
    record=Transition,
    parent=Parent.ISSUE,
    keys=(Column("external_id", "text"), Column("field", "text")),
    columns=(
        Column("at", _AT, Rule.LEAST), most("from_value"), most("to_value"), most("from_category"),
        most("to_category"), who("actor_key", "actor", Rule.MOST),
    ),
    is_versioned=False,
    child="transitions",
    own="at",
    days=("at",),
)  # fmt: skip

# Its version is that of the issue it was listed with, else the last instant it speaks of.
IN_SPRINTS = Table(
    name="issue_sprints",
    record=InSprint,
    parent=Parent.ISSUE,
    keys=(Column("sprint_external_id", "text", field="sprint"),),
    columns=(always("added_at", _AT), always("removed_at", _AT)),
    child="sprints",
    own="version",
    days=("added_at", "removed_at"),
)

WORK_LOGS = Table(
    name="work_logs",
    record=WorkLog,
    parent=Parent.ISSUE,
    keys=(Column("external_id", "text"),),
    columns=(who("author_key", "author"), always("started_at", _AT), always("seconds", "integer"), said("comment")),
    child="work_logs",
    own="version",
    gone="work_log",
    days=("started_at",),
)

ISSUE_LINKS = Table(
    name="issue_links",
    record=IssueLink,
    parent=Parent.ISSUE,
    keys=(Column("url", "text"),),
    columns=(most("title"),),
    is_versioned=False,
    child="issue_links",
)

SPRINTS = Table(
    name="sprints",
    record=Sprint,
    parent=Parent.ORIGIN,
    keys=(Column("external_id", "text"),),
    columns=(
        Column("project_key", "integer", Rule.SAID, "project", Kind.PROJECT), said("board"), always("name"),
        said("goal"), always("state"), said("starts_at", _AT), said("ends_at", _AT), always("completed_at", _AT),
    ),
    gone="sprint",
    marks_gone=True,
    place=("provider",),
)  # fmt: skip

PIPELINES = Table(
    name="pipelines",
    record=Pipeline,
    parent=Parent.REPOSITORY,
    keys=(Column("external_id", "text"),),
    columns=(
        said("name"), said("ref"), said("sha", "bytea"), said("event"), always("status"), said("provider_status"),
        always("created_at", _AT), said("started_at", _AT), always("finished_at", _AT), said("attempt", "integer"),
        who("actor_key", "actor"), said("url"),
    ),
    days=("created_at", "finished_at"),
)  # fmt: skip

JOBS = Table(
    name="pipeline_jobs",
    record=Job,
    parent=Parent.REPOSITORY,
    keys=(Column("external_id", "text"),),
    columns=(
        always("pipeline_external_id", of="pipeline"), always("name"), said("stage"), always("status"),
        said("provider_status"), said("environment"), said("created_at", _AT), said("started_at", _AT),
        always("finished_at", _AT),
    ),
    days=("finished_at",),
)  # fmt: skip

RELEASES = Table(
    name="releases",
    record=Release,
    parent=Parent.REPOSITORY,
    keys=(Column("external_id", "text"),),
    columns=(
        always("tag"), said("name"), said("body"), said("sha", "bytea"), who("author_key", "author"),
        always("is_draft", "boolean"), always("is_prerelease", "boolean"), said("created_at", _AT),
        said("published_at", _AT), said("url"),
    ),
    gone="release",
    marks_gone=True,
    days=("published_at",),
)  # fmt: skip

DEPLOYMENTS = Table(
    name="deployments",
    record=Deployment,
    parent=Parent.ORIGIN,
    keys=(Column("external_id", "text"),),
    columns=(
        said("service"), always("environment"), always("environment_kind"), said("sha", "bytea"), said("ref"),
        always("status"), said("provider_status"), always("created_at", _AT), said("started_at", _AT),
        always("finished_at", _AT), who("deployed_by_key", "deployed_by"), said("is_rollback", "boolean"),
        said("fixes_incident"), said("url"),
    ),
    gone="deployment",
    marks_gone=True,
    days=("created_at", "finished_at"),
    place=("provider", "repository_key"),
)  # fmt: skip

INCIDENTS = Table(
    name="incidents",
    record=Incident,
    parent=Parent.ORIGIN,
    keys=(Column("external_id", "text"),),
    columns=(
        said("service"), always("title"), said("severity"), said("status"), always("started_at", _AT),
        always("resolved_at", _AT), said("deployment_external_id", of="deployment"),
        said("fixed_by_number", "integer", "fixed_by"), said("issue_external_id", of="issue"), said("url"),
    ),
    gone="incident",
    marks_gone=True,
    days=("started_at", "resolved_at"),
    place=("provider", "repository_key"),
)  # fmt: skip

WORK_RECORDS = Table(
    name="work_records",
    record=WorkRecord,
    parent=Parent.ORIGIN,
    keys=(Column("kind", "text"), Column("external_id", "text")),
    columns=(
        always("title"), said("status"), said("stage"), who("owner_key", "owner"), said("amount", "numeric"),
        said("currency"), said("url"), said("opened_at", _AT), said("due_at", _AT), always("closed_at", _AT),
        Column("attributes", "jsonb", kind=Kind.JSON),
    ),
    days=("opened_at", "closed_at"),
)  # fmt: skip

ASSISTANT_USAGE = Table(
    name="assistant_usage",
    record=AssistantUsage,
    parent=Parent.ORIGIN,
    keys=(Column("assistant", "text"), Column("day", "date"), Column("who", "text", kind=Kind.WHO_ID)),
    columns=(
        who("identity_key", "who"), *(
            said(name, "integer") for name in (
                "active_people", "engaged_people", "suggestions", "acceptances", "lines_suggested", "lines_accepted",
                "chats",
            )
        ),
        Column("breakdown", "jsonb", kind=Kind.JSON),
    ),
)  # fmt: skip

PUSH_RECEIPTS = Table(
    name="push_receipts",
    record=PushReceipt,
    parent=Parent.REPOSITORY,
    keys=(Column("ref", "text"), Column("after_sha", "bytea"), Column("pushed_at", _AT)),
    columns=(most("before_sha", "bytea"), who("pusher_key", "pusher", Rule.MOST), most("is_forced", "boolean")),
    is_versioned=False,
)

# Parents before their children; a comment belongs to one of two.
TABLES = (
    PULL_REQUESTS, ISSUES, PULL_EVENTS, PULL_COMMITS, REVIEWS, REVIEW_COMMENTS, REVIEW_REQUESTS, PULL_COMMENTS,
    REFERENCES, TRANSITIONS, ISSUE_COMMENTS, IN_SPRINTS, WORK_LOGS, ISSUE_LINKS, SPRINTS, PIPELINES, JOBS, RELEASES,
    DEPLOYMENTS, INCIDENTS, WORK_RECORDS, ASSISTANT_USAGE, PUSH_RECEIPTS,
)  # fmt: skip
BY_RECORD = {table.record: table for table in TABLES if table is not ISSUE_COMMENTS}

"""Tables of changes: pull requests, their commits, what is said about them."""

from aexy.kernel.activity import (
    Comment,
    Evidence,
    MergeMethod,
    PullCommit,
    PullEvent,
    PullEventKind,
    PullRequest,
    Reference,
    Review,
    ReviewComment,
    ReviewRequest,
    ReviewState,
    Who,
)  # fmt: skip
from aexy.sources.files.columns import Column, Kind
from aexy.sources.files.declaring import (
    AT,
    BODY,
    ID,
    LONG,
    NUMBER,
    REPOSITORY,
    SHA,
    UPDATED,
    URL,
    FileTable,
    Values,
    made_of,
    needed,
    words,
)  # fmt: skip


def _pull_request(values: Values) -> Values:
    if values.get("merged_at") and not values.get("closed_at"):
        values["closed_at"] = values["merged_at"]
    if "ready_at" not in values and values.get("is_draft") is False:
        values["ready_at"] = values["opened_at"]
    return {"external_id": str(values["number"])} | values


def _pull_commit(values: Values) -> Values:
    author = values.get("author")
    if author and author.name and author.email:  # the signature of a commit is git's, whoever tells of it
        values["author"] = Who("git", f"{author.name} <{author.email}>", name=author.name, email=author.email)
    return {"position": 0} | values


def _request(values: Values) -> Values:
    asked = values["reviewer"].external_id if values.get("reviewer") else values.get("team", "nobody")
    return {"external_id": made_of(asked, values["requested_at"])} | values


def _review(values: Values) -> Values:
    who = values["reviewer"].external_id if values.get("reviewer") else "nobody"
    return {"external_id": made_of(values["number"], who, values["submitted_at"])} | values


def _remark(values: Values) -> Values:
    who = values["author"].external_id if values.get("author") else "nobody"
    return {"external_id": made_of(values.get("number") or values.get("issue"), who, values["commented_at"])} | values


PULL_REQUESTS = FileTable(
    "pull_requests", "pull requests", PullRequest, (
        needed("number", Kind.WHOLE, "Its number in the repository", "12"), ID,
        needed("title", Kind.TEXT, "Its title", "Retry payouts once", longest=LONG),
        needed("opened_at", Kind.INSTANT, "When it was opened", "2026-01-29T08:00:00Z"),
        Column("author", Kind.PERSON, "Who opened it: an address, Name <address>, or an account", "ada@example.org"),
        BODY, URL, Column("is_draft", Kind.YES_NO, "Whether it is a draft still", "false"),
        Column("ready_at", Kind.INSTANT, "When it was ready for review", "2026-01-29T09:00:00Z"),
        Column("closed_at", Kind.INSTANT, "When it was closed or merged", AT),
        Column("merged_at", Kind.INSTANT, "When it was merged; empty when it was not", AT),
        Column("merged_by", Kind.PERSON, "Who merged it", "grace@example.org"),
        Column("merge_sha", Kind.SHA, "The commit it became on the default branch", SHA),
        Column("merge_method", Kind.TEXT, "How it was merged", "squash", choices=words(MergeMethod)),
        Column("head_ref", Kind.TEXT, "The branch it comes from", "pay-12-retry-payouts"),
        Column("base_ref", Kind.TEXT, "The branch it goes to", "main"),
        Column("head_sha", Kind.SHA, "Its last commit", SHA), Column("base_sha", Kind.SHA, "Where it began", SHA),
        Column("additions", Kind.WHOLE, "Lines added; empty when not known, never 0 for that", "40"),
        Column("deletions", Kind.WHOLE, "Lines removed", "12"),
        Column("changed_files", Kind.WHOLE, "Files touched", "3"),
        Column("commits", Kind.WHOLE, "How many commits it has", "2", field="commits_count"),
        Column("labels", Kind.WORDS, "Its labels, with ; between them", "bug;payouts"), UPDATED, REPOSITORY,
    ), _pull_request, of_repository=True,
)  # fmt: skip

PULL_REQUEST_EVENTS = FileTable(
    "pull_request_events", "events of pull requests", PullEvent, (
        NUMBER, ID, needed("kind", Kind.TEXT, "What happened", "ready", choices=words(PullEventKind)),
        needed("at", Kind.INSTANT, "When", "2026-01-29T09:00:00Z"),
        Column("actor", Kind.PERSON, "Who did it", "ada@example.org"),
        Column("subject", Kind.PERSON, "Whom it was done to: who was asked, or assigned", ""),
        Column("detail", Kind.TEXT, "The label, the team, the commit", ""), REPOSITORY,
    ), lambda values: {"external_id": made_of(values["at"])} | values, of_repository=True, is_versioned=False,
)  # fmt: skip

REVIEW_REQUESTS = FileTable(
    "review_requests", "requests for reviews", ReviewRequest, (
        NUMBER, ID, needed("requested_at", Kind.INSTANT, "When", "2026-01-29T09:05:00Z"),
        Column("reviewer", Kind.PERSON, "Who was asked", "grace@example.org"),
        Column("team", Kind.TEXT, "The team that was asked, where it was no person", ""),
        Column("requested_by", Kind.PERSON, "Who asked", "ada@example.org"),
        Column("removed_at", Kind.INSTANT, "When the wish was taken back", ""), REPOSITORY,
    ), _request, of_repository=True, is_versioned=False,
)  # fmt: skip

PULL_REQUEST_ISSUES = FileTable(
    "pull_request_issues", "issues of pull requests", Reference, (
        NUMBER, needed("issue", Kind.TEXT, "The issue's key or id", "PAY-12", field="reference"),
        Column("evidence", Kind.TEXT, "Where it says so", "manual", choices=words(Evidence)),
        Column("detail", Kind.TEXT, "In which words", ""), REPOSITORY,
    ), lambda values: {"evidence": "manual"} | values, of_repository=True, is_versioned=False,
)  # fmt: skip

PULL_REQUEST_COMMITS = FileTable(
    "pull_request_commits", "commits of pull requests", PullCommit, (
        NUMBER, needed("sha", Kind.SHA, "The commit", SHA),
        Column("position", Kind.WHOLE, "Its place in the pull request, from 0", "0"),
        Column("authored_at", Kind.INSTANT, "When it was written", "2026-01-28T16:00:00Z"),
        Column("committed_at", Kind.INSTANT, "When it was committed", "2026-01-28T16:00:00Z"),
        Column("author", Kind.PERSON, "Who wrote it", "Ada Lovelace <ada@example.org>"),
        Column("subject", Kind.TEXT, "Its first line", "Retry payouts once", longest=LONG), REPOSITORY,
    ), _pull_commit, of_repository=True, is_versioned=False,
)  # fmt: skip

REVIEWS = FileTable(
    "reviews", "reviews", Review, (
        NUMBER, ID, Column("reviewer", Kind.PERSON, "Who reviewed", "grace@example.org"),
        needed("state", Kind.TEXT, "What came of it", "approved", choices=words(ReviewState)),
        needed("submitted_at", Kind.INSTANT, "When it was given", "2026-01-30T14:00:00Z"), BODY,
        Column("sha", Kind.SHA, "The commit it was about", SHA),
        Column("comments", Kind.WHOLE, "Remarks on lines that came with it; empty when not known", "2",
               field="comments_count"), UPDATED, REPOSITORY,
    ), _review, of_repository=True,
)  # fmt: skip

REVIEW_COMMENTS = FileTable(
    "review_comments", "remarks on lines", ReviewComment, (
        NUMBER, ID, Column("author", Kind.PERSON, "Who said it", "grace@example.org"),
        needed("commented_at", Kind.INSTANT, "When", "2026-01-30T14:00:00Z"),
        Column("review", Kind.TEXT, "The id of the review it came with", "4711"),
        Column("reply_to", Kind.TEXT, "The id of the remark it answers", ""), BODY,
        Column("path", Kind.TEXT, "The file", "src/payouts.py", longest=LONG),
        Column("line", Kind.WHOLE, "The line", "40"),
        Column("sha", Kind.SHA, "The commit", SHA), UPDATED, REPOSITORY,
    ), _remark, of_repository=True,
)  # fmt: skip

COMMENTS = FileTable(
    "comments", "comments", Comment, (
        Column("pull_request", Kind.WHOLE, "The pull request's number", "12", field="number"),
        Column("issue", Kind.TEXT, "The issue's id; one of the two is given", ""), ID,
        Column("author", Kind.PERSON, "Who said it", "ada@example.org"),
        needed("commented_at", Kind.INSTANT, "When", "2026-01-30T15:00:00Z"), BODY, UPDATED, REPOSITORY,
    ), _remark, of_repository=False,
)  # fmt: skip

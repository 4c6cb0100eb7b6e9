"""Pull requests and what belongs to them as REST and web hooks give them: less than GraphQL, but at once.

What such a row does not say (when a draft became ready, how it was merged) stays None; GraphQL's row says it later.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from aexy.kernel.activity import (
    Comment,
    Gone,
    PullCommit,
    PullEvent,
    PullRequest,
    Record,
    Review,
    ReviewComment,
    SameAs,
)
from aexy.sources.contract import Scope
from aexy.sources.github import folk
from aexy.sources.github.folk import USER, clean, clean_or_none, signature, subject, user
from aexy.sources.github.reading_pulls import review_state
from aexy.sources.github.shapes import (
    Shape,
    at,
    flag,
    instant,
    many,
    maybe,
    maybe_at,
    maybe_number,
    maybe_one,
    maybe_shas,
    maybe_text,
    number,
    one,
    perhaps,
    sha,
    shas,
    text,
)

Row = Mapping[str, Any]

_END: Shape = text("ref") + shas("sha") + perhaps(maybe_one("repo", number("id")))
PULL: Shape = (
    number("id", "number")
    + text("title", "html_url")
    + at("created_at", "updated_at")
    + maybe_at("closed_at", "merged_at")
    + maybe_text("body")
    + maybe_shas("merge_commit_sha")
    + maybe_one("user", USER)
    + maybe_one("milestone", text("title"))
    + one("head", _END)
    + one("base", _END)
    + many("labels", text("name"))
    + perhaps(
        flag("draft")
        + maybe_one("merged_by", USER)
        + maybe_number("additions", "deletions", "changed_files", "commits", "comments", "review_comments")
    )
)
REVIEW: Shape = (
    number("id")
    + text("state", "pull_request_url")
    + maybe_text("body")
    + maybe_one("user", USER)
    + maybe_shas("commit_id")
    + perhaps(maybe_at("submitted_at", "updated_at"))
)
REVIEW_COMMENT: Shape = (
    number("id")
    + text("body", "path", "pull_request_url")
    + at("created_at", "updated_at")
    + maybe_one("user", USER)
    + maybe_shas("original_commit_id")
    + perhaps(maybe_number("pull_request_review_id", "in_reply_to_id", "line", "original_line"))
)
COMMENT: Shape = (
    number("id") + text("issue_url", "html_url") + maybe_text("body") + at("created_at", "updated_at")
    + maybe_one("user", USER)
)  # fmt: skip
COMMIT: Shape = (
    number("pull_number", "position")
    + shas("sha")
    + one(
        "commit",
        text("message")
        + maybe_one("author", perhaps(maybe_text("name", "email") + maybe_at("date")))
        + maybe_one("committer", perhaps(maybe_at("date"))),
    )
    + maybe_one("author", perhaps(USER))
)
GONE: Shape = text("kind", "external_id") + at("gone_at") + perhaps(maybe_number("number") + maybe_text("moved_to"))
_NUMBER = re.compile(r"/(\d+)$")


def gone(row: Row, scope: Scope) -> Iterator[Record]:
    """What a web hook or a listing said is not there any more."""
    del scope
    yield Gone(row["kind"], row["external_id"], instant(row["gone_at"]), row.get("number"), row.get("moved_to"))


def pull(row: Row, scope: Scope) -> Iterator[Record]:
    """A pull request. Its merge commit counts once it is merged: before, GitHub shows one it only tried."""
    before, head, base = folk.prefix(scope), row["head"], row["base"]
    merged_at, opened_at, is_draft = maybe(row["merged_at"]), instant(row["created_at"]), row.get("draft")
    here, there, milestone = head.get("repo"), base.get("repo"), row["milestone"]
    author, merged_by = user(row["user"], before), user(row.get("merged_by"), before)
    yield PullRequest(
        row["number"], str(row["id"]), instant(row["updated_at"]), clean(row["title"]), opened_at, author,
        clean(row["body"] or ""), row["html_url"], bool(is_draft), None, maybe(row["closed_at"]), merged_at, merged_by,
        sha(row["merge_commit_sha"]) if merged_at else None, None, head["ref"], base["ref"], sha(head["sha"]),
        sha(base["sha"]), here["id"] != there["id"] if here and there else None, row.get("additions"),
        row.get("deletions"), row.get("changed_files"), row.get("commits"), row.get("comments"),
        row.get("review_comments"), tuple(sorted(each["name"] for each in row["labels"])),
        clean_or_none(milestone and milestone["title"]),
    )  # fmt: skip
    yield PullEvent(row["number"], "opened", opened_at, "opened", author)
    if merged_at is not None:
        yield PullEvent(row["number"], "merged", merged_at, "merged", merged_by)


def commit(row: Row, scope: Scope) -> Iterator[Record]:
    """A commit of a pull request."""
    before, made, number_ = folk.prefix(scope), row["commit"], row["pull_number"]
    author, committer, account = made["author"] or {}, made["committer"] or {}, row["author"]
    signed = signature(author.get("name"), author.get("email"))
    yield PullCommit(
        number_, bytes.fromhex(row["sha"]), row["position"], maybe(author.get("date")), None,
        maybe(committer.get("date")), signed, subject(made["message"]),
    )  # fmt: skip
    if signed and account and account.get("login") and (who := user(account, before)):
        yield SameAs(signed, who, "GitHub shows commits with this signature as this account's")


def review(row: Row, scope: Scope) -> Iterator[Record]:
    """A review; web hooks and REST do not say how many remarks came with it."""
    number_, external_id = last_number(row["pull_request_url"]), str(row["id"])
    who, submitted = user(row["user"], folk.prefix(scope)), maybe(row.get("submitted_at"))
    version = maybe(row.get("updated_at")) or submitted
    if version is None:
        return  # begun and not sent: nobody but its author can see it
    yield Review(
        number_, external_id, version, review_state(row["state"]), who, submitted, clean(row["body"] or ""),
        sha(row["commit_id"]),
    )  # fmt: skip
    if submitted is not None:
        yield PullEvent(number_, "reviewed", submitted, external_id, who)


def review_comment(row: Row, scope: Scope) -> Iterator[Record]:
    """A remark on a line. The line is the one it was made on, which later pushes do not move."""
    reply_to, review_ = row.get("in_reply_to_id"), row.get("pull_request_review_id")
    yield ReviewComment(
        last_number(row["pull_request_url"]), str(row["id"]), instant(row["updated_at"]), instant(row["created_at"]),
        user(row["user"], folk.prefix(scope)), str(review_) if review_ else None, str(reply_to) if reply_to else None,
        clean(row["body"]), clean(row["path"]), row.get("original_line") or row.get("line"),
        sha(row["original_commit_id"]),
    )  # fmt: skip


def comment(row: Row, scope: Scope) -> Iterator[Record]:
    """Something said below an issue or a pull request: the address people see says which."""
    number_, when = last_number(row["issue_url"]), instant(row["created_at"])
    who, external_id = user(row["user"], folk.prefix(scope)), str(row["id"])
    is_pull = "/pull/" in row["html_url"]
    yield Comment(
        external_id, instant(row["updated_at"]), when, number_ if is_pull else None,
        None if is_pull else f"{scope.external_id}#{number_}", who, clean(row["body"] or ""),
    )  # fmt: skip
    if is_pull:
        yield PullEvent(number_, "commented", when, external_id, who)


def last_number(url: str) -> int:
    """The number at an address's end. Raises ValueError when there is none."""
    found = _NUMBER.search(url)
    if found is None:
        raise ValueError(url)
    return int(found[1])

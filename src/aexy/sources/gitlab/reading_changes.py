"""What a row of the `merge_requests` stream says: a merge request with all that came along, by GraphQL or by REST."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from aexy.kernel.activity import Child as Children
from aexy.kernel.activity import (
    Gone,
    MergeMethod,
    PullCommit,
    PullEvent,
    PullRequest,
    Record,
    Reference,
    SameAs,
    Who,
    Whole,
)
from aexy.sources.contract import Scope
from aexy.sources.gitlab import people
from aexy.sources.gitlab.fields import Fields
from aexy.sources.gitlab.notes import notes
from aexy.sources.gitlab.people import person, signature
from aexy.sources.gitlab.reading_notes import Course, course, said

_DRAFT = re.compile(r"(\s*(\[(draft|wip)\]|(draft|wip):|\(draft\))\s*)+", re.IGNORECASE)
# GitLab's own closing pattern, as it documents it, for issues of the same project.
_CLOSING = re.compile(
    r"\b(?:clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?):?\s+"
    r"((?:issues?\s+)?#\d+(?:(?:,?\s+and|,)?\s+(?:issues?\s+)?#\d+)*)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"#(\d+)")
_WHOLE: tuple[Children, ...] = (
    "fields", "events", "commits", "reviews", "review_comments", "review_requests", "comments",
)  # fmt: skip


def merge_request(row: Fields, scope: Scope) -> Iterator[Record]:
    """A merge request and everything that is said of it."""
    if row.has("gone_at"):
        number = row.number("iid")
        yield Gone("pull_request", f"{scope.external_id}!{number}", row.at("gone_at"), number)
        return
    before = people.prefix(scope)
    number, version = row.number("iid"), row.at("updated_at")
    is_whole = row.has("discussions")
    told = course(row, notes(row, before), before) if is_whole else None
    yield _pull(row, before, told)
    yield from _commits(row, before, number)
    yield from _references(row, scope, number)
    if told is not None:
        yield from _ends(row, before, number, told)
        yield from said(row, before, number, told)
        for children in _WHOLE:
            yield Whole(children, number, version)
    elif row.has("commits"):
        yield Whole("commits", number, version)


def _pull(row: Fields, before: str, told: Course | None) -> PullRequest:
    is_draft = bool(row.flag_or("draft"))
    opened_at, merged_at = row.at("created_at"), row.at_or("merged_at")
    stats, refs, milestone = row.one("diff_stats_summary"), row.one("diff_refs"), row.one("milestone")
    labels, title = row.titles("labels"), row.text("title")
    closed_at = merged_at or row.at_or("closed_at") or (told.closed_at if told else None)
    is_open = row.text("state").lower() in ("opened", "locked")
    merger = row.one("merge_user") or row.one("merged_by")
    return PullRequest(
        row.number("iid"), str(row.number("id")), row.at("updated_at"), _title(title) if is_draft else title,
        opened_at, person(row.one("author"), before), row.text_or("description") or "", row.filled("web_url"),
        is_draft, told.ready_at if told else (None if is_draft else opened_at), None if is_open else closed_at,
        merged_at, person(merger, before) if merged_at else None, _merge_sha(row) if merged_at else None,
        _method(row) if merged_at else None, row.filled("source_branch"), row.filled("target_branch"),
        row.sha_or("diff_head_sha") or row.sha_or("sha"), refs.sha_or("base_sha") if refs else None, _is_fork(row),
        stats.number("additions") if stats else None, stats.number("deletions") if stats else None,
        stats.number("file_count") if stats else None, row.number_or("commit_count"),
        told.comments if told else None, told.remarks if told else None,
        None if labels is None else tuple(sorted(labels)), milestone.text("title") if milestone else None,
    )  # fmt: skip


def _title(title: str) -> str:
    """The title without the word that makes it a draft."""
    found = _DRAFT.match(title)
    return title[found.end() :] if found and found.end() < len(title) else title


def _is_fork(row: Fields) -> bool | None:
    source, target = row.number_or("source_project_id"), row.number_or("target_project_id")
    # A fork that was deleted since leaves nothing behind.
    return source != target if source and target else None


def _merge_sha(row: Fields) -> bytes | None:
    """What it became on its target branch: a merge commit, one squashed commit, or its own last one."""
    made = row.sha_or("merge_commit_sha") or row.sha_or("squash_commit_sha")
    if made is not None or (_is_squashed(row) and not row.has("squash_commit_sha")):
        return made
    return row.sha_or("diff_head_sha") or row.sha_or("sha")


def _method(row: Fields) -> MergeMethod:
    if _is_squashed(row):
        return "squash"
    # Without a commit of its own the target branch was moved forward to commits that were rebased onto it.
    return "merge" if row.sha_or("merge_commit_sha") else "rebase"


def _is_squashed(row: Fields) -> bool:
    """REST names the squashed commit; GraphQL says only what was asked for, and a single commit stays as it is."""
    if row.has("squash_commit_sha"):
        made = row.sha_or("squash_commit_sha")
        return made is not None and made != (row.sha_or("diff_head_sha") or row.sha_or("sha"))
    return bool(row.flag_or("squash_on_merge")) and (row.number_or("commit_count") or 0) > 1


def _commits(row: Fields, before: str, number: int) -> Iterator[Record]:
    # GitLab lists them newest first.
    for position, commit in enumerate(reversed(row.many("commits"))):
        signed = signature(commit.text_or("author_name"), commit.text_or("author_email"))
        sha = commit.sha_or("sha" if commit.has("sha") else "id")
        if sha is None:
            commit.fail("sha", "a commit")
        yield PullCommit(
            number, sha, position, commit.at_or("authored_date"), commit.offset_minutes("authored_date"),
            commit.at_or("committed_date"), signed, commit.text_or("title"),
        )  # fmt: skip
        if signed and (account := person(commit.one("author"), before)):
            yield _same(signed, account)


@lru_cache(maxsize=50_000)
def _same(signed: Who, account: Who) -> SameAs:
    return SameAs(signed, account, "GitLab shows commits with this signature as this account's")


def _references(row: Fields, scope: Scope, number: int) -> Iterator[Record]:
    issues = {
        int(each): None
        for found in _CLOSING.finditer(row.text_or("description") or "")
        for each in _NUMBER.findall(found[1])
    }
    for issue in issues:
        yield Reference(number, f"{scope.external_id}#{issue}", "closing_reference")


def _ends(row: Fields, before: str, number: int, told: Course) -> Iterator[Record]:
    """How it began and how it ended, under names that no note is needed for."""
    yield PullEvent(number, "opened", row.at("created_at"), "opened", person(row.one("author"), before))
    merged_at: datetime | None = row.at_or("merged_at")
    if merged_at is not None:
        merger = row.one("merge_user") or row.one("merged_by")
        yield PullEvent(number, "merged", merged_at, "merged", person(merger, before) or told.merged_by)

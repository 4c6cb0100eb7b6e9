"""How people propose a change: what they call the branch, what the description says, and where an issue is named."""

import re
from typing import NamedTuple

from aexy.kernel.commits import CommitRecord, FileChange
from aexy.sources.demo.change import Draft
from aexy.sources.demo.issue import Ticket
from aexy.sources.demo.review import Mention, PullCommit, PullRequest, Verdict

_WORD = re.compile(r"[a-z0-9]+")
_LONGEST = 5
_MOST_PATHS = 6
_CLOSING = ("Closes", "Fixes", "Resolves")
_LABELS = {"bug": ("bug",), "story": ("enhancement",), "task": ("chore",)}


class Wording(NamedTuple):
    """The words around a pull request; `ticket` is the issue it is for, if there is one."""

    title: str
    body: str
    head_ref: str
    labels: tuple[str, ...]
    mentions: tuple[Mention, ...]
    ticket: Ticket | None = None


def word(draft: Draft, username: str, ticket: Ticket | None, bits: int) -> Wording:
    """Most name the issue somewhere, in the branch more often than not; with nothing filed there is nothing to name."""
    slug = "-".join(_WORD.findall(draft.title.lower())[:_LONGEST])
    if ticket is None:
        return Wording(draft.title, draft.body, f"{username}/{slug}", (), ())
    in_branch, in_title, in_body = bits & 7 < 5, bits >> 3 & 7 < 2, bits >> 6 & 7 < 2  # noqa: PLR2004 - of eight
    closes = bits >> 9 & 7 < 2 or not (in_branch or in_title or in_body)  # noqa: PLR2004 - of eight
    lines = [draft.body] if draft.body else []
    if in_body:
        lines.append(f"Part of {ticket.key}.")
    if closes:
        lines.append(f"{_CLOSING[(bits >> 12 & 255) % len(_CLOSING)]} {ticket.key}")
    said = {"branch": in_branch, "title": in_title, "body": in_body, "closing_reference": closes}
    return Wording(
        title=_titled(draft.title, ticket.key) if in_title else draft.title,
        body="\n\n".join(lines),
        head_ref=_branch(slug, username, ticket.key, bits >> 20 & 3) if in_branch else f"{username}/{slug}",
        labels=_LABELS[ticket.kind],
        mentions=tuple(Mention(ticket.key, ticket.number, where) for where, is_said in said.items() if is_said),
        ticket=ticket,
    )


def _titled(title: str, key: str) -> str:
    """The key comes first, unless the title begins with what sort of change it is."""
    return f"{title} ({key})" if ":" in title else f"{key}: {title}"


def _branch(slug: str, username: str, key: str, style: int) -> str:
    return (f"{key.lower()}-{slug}", f"{key.lower()}-{slug}", f"{username}/{key}-{slug}", f"feature/{key}")[style]


def together(commits: list[CommitRecord]) -> tuple[FileChange, ...]:
    """The diff of a merge against its first parent: each path once."""
    files: dict[str, FileChange] = {}
    for commit in commits:
        for each in commit.files or ():
            before = files.get(each.path)
            files[each.path] = (
                each
                if before is None
                else before._replace(
                    additions=(before.additions or 0) + (each.additions or 0),
                    deletions=(before.deletions or 0) + (each.deletions or 0),
                )
            )
    return tuple(files.values())


def kept(commit: CommitRecord) -> PullCommit:
    """A commit of a branch, as its pull request lists it."""
    return PullCommit(commit.sha, commit.author, commit.committer.at or 0, commit.message.partition("\n")[0])


def pull_request(
    number: int,
    wording: Wording,
    files: tuple[FileChange, ...],
    author: str,
    opened_at: int,
    verdict: Verdict,
    *,
    inner: tuple[PullCommit, ...],
    method: str,
    landed: tuple[CommitRecord, ...],
    is_bot: bool = False,
) -> PullRequest:
    """The pull request as it stands when its story is over."""
    merged = landed[-1] if landed else None
    return PullRequest(
        number=number,
        title=wording.title,
        body=wording.body,
        head_ref=wording.head_ref,
        author=author,
        author_is_bot=is_bot,
        opened_at=opened_at,
        was_draft=verdict.was_draft,
        ready_at=verdict.ready_at,
        closed_at=verdict.ended_at,
        merged_at=verdict.ended_at if merged else None,
        merged_by=author if merged else None,
        merge_sha=merged.sha if merged else None,
        method=method,
        commits=inner,
        additions=sum(each.additions or 0 for each in files),
        deletions=sum(each.deletions or 0 for each in files),
        changed_files=len(files),
        paths=tuple(each.path for each in files[:_MOST_PATHS]),
        labels=wording.labels,
        mentions=wording.mentions,
        requests=verdict.requests,
        reviews=verdict.reviews,
    )

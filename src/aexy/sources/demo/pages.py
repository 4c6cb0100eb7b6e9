"""What a provider would have answered, packed as raw pages: JSON lines, one object a row, compressed.

Streams and their objects (instants are ISO 8601 in UTC, people are usernames, commits are hexadecimal):

- `pull_requests` number, title, author {login, type}, state, opened_at, ready_for_review_at, closed_at, merged_at,
  merged_by, merge_commit_sha, merge_method, additions, deletions, changed_files,
  review_requests [{reviewer, requested_at}], commits [{sha, authored_at, committed_at}]
- `reviews` pull_request, reviewer, state, submitted_at, comments
- `deployments` id, environment, sha, status, started_at, finished_at, is_rollback, fixes_incident
- `incidents` id, title, severity, started_at, resolved_at, deployment, fixed_by_pull_request
"""

import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from aexy.sources.demo.operations import Deployment, Incident
from aexy.sources.demo.review import PullRequest

STREAMS = ("pull_requests", "reviews", "deployments", "incidents")
_ROWS = 500
_FAST = 1


class RawPage(NamedTuple):
    """One page of a stream; `digest` is the SHA-256 of what is compressed in `body`."""

    stream: str
    page: str
    body: bytes
    rows: int
    digest: bytes


class Pages:
    """Collects rows and gives a page as soon as one is full."""

    def __init__(self) -> None:
        self._lines: dict[str, list[bytes]] = {stream: [] for stream in STREAMS}
        self._numbers = dict.fromkeys(STREAMS, 0)

    def add(self, pull: PullRequest) -> Iterator[RawPage]:
        """A pull request and its reviews."""
        yield from self._put("pull_requests", _pull_request(pull))
        for review in pull.reviews:
            yield from self._put("reviews", {
                "pull_request": pull.number, "reviewer": review.reviewer, "state": review.state,
                "submitted_at": _at(review.submitted_at), "comments": review.comments,
            })  # fmt: skip

    def happened(self, events: Iterable[Deployment | Incident]) -> Iterator[RawPage]:
        """Deployments and incidents."""
        for event in events:
            if isinstance(event, Deployment):
                yield from self._put("deployments", _deployment(event))
            else:
                yield from self._put("incidents", _incident(event))

    def finish(self) -> Iterator[RawPage]:
        """What did not fill a page."""
        for stream in STREAMS:
            if self._lines[stream]:
                yield self._page(stream)

    def _put(self, stream: str, row: dict[str, Any]) -> Iterator[RawPage]:
        lines = self._lines[stream]
        lines.append(orjson.dumps(row, option=orjson.OPT_UTC_Z))
        if len(lines) == _ROWS:
            yield self._page(stream)

    def _page(self, stream: str) -> RawPage:
        lines, self._lines[stream] = self._lines[stream], []
        self._numbers[stream] += 1
        text = b"\n".join(lines) + b"\n"
        page = str(self._numbers[stream])
        return RawPage(stream, page, zlib.compress(text, _FAST), len(lines), sha256(text).digest())


def _pull_request(pull: PullRequest) -> dict[str, Any]:
    return {
        "number": pull.number, "title": pull.title,
        "author": {"login": pull.author, "type": "Bot" if pull.author_is_bot else "User"},
        "state": "merged" if pull.merged_at else "closed" if pull.closed_at else "open",
        "opened_at": _at(pull.opened_at), "ready_for_review_at": _at(pull.ready_at), "closed_at": _at(pull.closed_at),
        "merged_at": _at(pull.merged_at), "merged_by": pull.merged_by,
        "merge_commit_sha": pull.merge_sha.hex() if pull.merge_sha else None, "merge_method": pull.method,
        "additions": pull.additions, "deletions": pull.deletions, "changed_files": pull.changed_files,
        "review_requests": [{"reviewer": who, "requested_at": _at(at)} for who, at in pull.requests],
        "commits": [
            {"sha": each.sha.hex(), "authored_at": _at(each.authored_at), "committed_at": _at(each.committed_at)}
            for each in pull.commits
        ],
    }  # fmt: skip


def _deployment(made: Deployment) -> dict[str, Any]:
    return {
        "id": made.id, "environment": "production", "sha": made.sha.hex(), "status": made.status,
        "started_at": _at(made.started_at), "finished_at": _at(made.finished_at), "is_rollback": made.is_rollback,
        "fixes_incident": made.fixes_incident,
    }  # fmt: skip


def _incident(incident: Incident) -> dict[str, Any]:
    return {
        "id": incident.id, "title": incident.title, "severity": incident.severity,
        "started_at": _at(incident.started_at), "resolved_at": _at(incident.resolved_at),
        "deployment": incident.deployment, "fixed_by_pull_request": incident.fixed_by,
    }  # fmt: skip


def _at(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

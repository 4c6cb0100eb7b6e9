"""What a provider would have answered, packed as raw pages: JSON lines, one object a row, compressed.

Streams and their objects. Instants are ISO 8601 in UTC (null: did not happen), people are logins, commits are
hexadecimal, ids are whole numbers that no other row of that stream has, in whichever repository. Lists are in time.

Of the organization:

- `people` id, login, name, email (a bot's as its commits are signed), type (User, Bot)
- `projects` id, prefix (PAY), name, team (slug), repositories [owner/name]
- `sprints` id, project (prefix), name, board, state (future, active, closed), goal, starts_at, ends_at, completed_at,
  updated_at

Of a repository:

- `pull_requests` id, number, title, body, url, author {login, type}, state, is_draft, opened_at, ready_for_review_at
  (null unless it was a draft once), closed_at, merged_at, merged_by, merge_commit_sha, merge_method, head_ref,
  base_ref, head_sha, base_sha (null: not known), additions, deletions, changed_files, labels, updated_at,
  review_requests [{id, reviewer, requested_at, requested_by}],
  commits [{sha, subject, authored_at, author_offset_minutes, committed_at, author {name, email, login}}],
  issues [{key, number, evidence}]: what it refers to and where it says so: branch, title, body, or closing_reference
  (a closing word in the body, with the key); subjects of commits name keys now and then, too,
  reviews and comments, as below
- in a pull request, `reviews` id, pull_request, reviewer, state (APPROVED, CHANGES_REQUESTED), submitted_at, sha, body,
  comments [{id, author, path, line, body, created_at, reply_to}]: the reviewer's remarks, each perhaps with the
  author's answer (`reply_to` is the remark's id), made after `submitted_at`
- in a pull request or an issue, `comments` id, pull_request or issue (its number; the other is null), author, body,
  created_at, updated_at
- `issues` id, key (PAY-12), number (in the repository, where pull requests are counted along), project (prefix),
  kind (story, bug, task, epic, incident), title, body, status (To Do, In Progress, In Review, Done, Won't Do),
  status_category (todo, in_progress, done, cancelled), resolution, priority (Highest, High, Medium, Low), reporter,
  assignee, labels, story_points, parent (an epic's key), created_at, started_at, closed_at, updated_at,
  sprints [{id, added_at}],
  transitions [{id, at, field, from, to, from_category, to_category, actor}]: field is status, assignee, sprint,
  story_points or priority; values are as people see them, categories null but for status,
  work_logs [{id, author, started_at, seconds, comment, created_at}], comments, as above
- `pipelines` id, name, sha, ref, event (push, pull_request), status (success, failure, cancelled), attempt, actor,
  created_at, started_at, finished_at, jobs [{id, name, stage, status, started_at, finished_at}]
- `releases` id, tag, name, body, sha, author, created_at, published_at
- `deployments` id, environment (production, staging), ref, sha, status (success, failure), deployed_by, created_at,
  started_at, finished_at, is_rollback, fixes_incident
- `incidents` id, title, severity, status (open, resolved), created_at, started_at, resolved_at, deployment,
  fixed_by_pull_request, issue (key), updated_at

What happened to a pull request follows from its row: opened, ready, review_requested, reviewed, commented, merged,
closed.
"""

import zlib
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

import orjson

from aexy.sources.demo.rows import Row

ORGANIZATION_STREAMS = ("people", "projects", "sprints")
STREAMS = (
    "pull_requests",
    "issues",
    "pipelines",
    "releases",
    "deployments",
    "incidents",
)
_ROWS = 500
_FAST = 1


class RawPage(NamedTuple):
    """One page of a stream; `digest` is the SHA-256 of what is compressed in `body`, `size` how many rows."""

    stream: str
    page: str
    body: bytes
    size: int
    digest: bytes

    @property
    def rows(self) -> list[Row]:
        """What it holds, as it comes out of JSON."""
        return [orjson.loads(line) for line in zlib.decompress(self.body).splitlines()]


class Pages:
    """Collects rows and gives a page as soon as one is full."""

    def __init__(self) -> None:
        self._lines: dict[str, list[bytes]] = {}
        self._numbers: dict[str, int] = {}

    def add(self, told: Iterable[tuple[str, Row]]) -> Iterator[RawPage]:
        """Rows, each with its stream."""
        for stream, row in told:
            lines = self._lines.setdefault(stream, [])
            lines.append(orjson.dumps(row, option=orjson.OPT_UTC_Z))
            if len(lines) == _ROWS:
                yield self._page(stream)

    def finish(self) -> Iterator[RawPage]:
        """What did not fill a page."""
        for stream in sorted(self._lines):
            if self._lines[stream]:
                yield self._page(stream)

    def _page(self, stream: str) -> RawPage:
        lines, self._lines[stream] = self._lines[stream], []
        self._numbers[stream] = self._numbers.get(stream, 0) + 1
        text = b"\n".join(lines)
        page = str(self._numbers[stream])
        return RawPage(stream, page, zlib.compress(text, _FAST), len(lines), sha256(text).digest())

"""Answers given a moment ago, kept in this process and given again while what they rest on is the same.

Each carries a tag of its content: whoever sends it back with the same question is told that nothing has changed (304).

What they rest on is asked of the database each time, in one statement: the version of the facts, the workspace's clock
and day, the last count of its snapshots. A new name of a team shows after `KEPT_SECONDS` at the latest.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from time import monotonic

from fastapi import Request, Response

from aexy.features.routing import Viewer

KEPT_SECONDS = 60.0
LARGEST_KEPT = 64_000
ALL_KEPT = 64_000_000
LONGEST_QUESTION = 4_000

# A browser may keep such an answer for its own person, and has to ask whether it still holds.
ASK_AGAIN = "private, no-cache"
ANSWERED = ("content-type", "etag", "cache-control")

Question = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, and until when it may be given again."""

    until: float
    body: bytes
    headers: dict[str, str]


@dataclass(slots=True)
class Answers:
    """The latest answers, up to `ALL_KEPT` bytes of them; what was not asked for longest goes first."""

    clock: Callable[[], float] = monotonic
    _kept: OrderedDict[Question, Kept] = field(default_factory=OrderedDict)
    _bytes: int = 0

    def recall(self, question: Question) -> Response | None:
        """The answer given a moment ago, if there was one."""
        kept = self._kept.get(question)
        if kept is None:
            return None
        if kept.until <= self.clock():
            self._drop(question)
            return None
        self._kept.move_to_end(question)
        return Response(kept.body, headers=kept.headers)

    def keep(self, question: Question, response: Response) -> None:
        """Remember a good answer of modest size."""
        body = bytes(response.body)
        if response.status_code != HTTPStatus.OK or len(body) > LARGEST_KEPT:
            return
        self._drop(question)
        headers = {name: response.headers[name] for name in ANSWERED if name in response.headers}
        self._kept[question] = Kept(self.clock() + KEPT_SECONDS, body, headers)
        self._bytes += len(body)
        while self._bytes > ALL_KEPT:
            self._drop(next(iter(self._kept)))

    def _drop(self, question: Question) -> None:
        kept = self._kept.pop(question, None)
        if kept is not None:
            self._bytes -= len(kept.body)


def tagged(response: Response) -> Response:
    """A good answer with a tag of its content; the same bytes have the same tag."""
    if response.status_code == HTTPStatus.OK and "etag" not in response.headers:
        response.headers["etag"] = f'"{sha256(bytes(response.body)).hexdigest()[:32]}"'
        response.headers["cache-control"] = ASK_AGAIN
    return response


def unless_known(request: Request, response: Response) -> Response:
    """The answer; or only that it has not changed, when whoever asks named its tag."""
    asked = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if response.headers.get("etag") not in asked:
        return response
    headers = {name: response.headers[name] for name in ("etag", "cache-control")}
    return Response(None, HTTPStatus.NOT_MODIFIED, headers)


def question_of(request: Request, viewer: Viewer, state: str) -> Question | None:
    """Everything an answer depends on; None for a question too long to be remembered."""
    query: bytes = request.scope["query_string"]
    if len(query) > LONGEST_QUESTION:
        return None
    who = (viewer.account_id, viewer.role, viewer.developer_id, viewer.teams)
    return viewer.workspace_id, state, who, request.scope["path"], query

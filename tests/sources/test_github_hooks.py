"""GitHub's web hooks: who signed them, and that none raises, however mangled. What each says: test_octokit_payloads."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aexy.kernel.activity import Gone, PullEvent, PullRequest, Review
from aexy.sources.contract import Hint, Level, Scope
from aexy.sources.github import GITHUB

EXAMPLES = Path(__file__).parents[2] / "web/node_modules/@octokit/webhooks-examples/api.github.com/index.json"
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)

Payload = dict[str, Any]


def published() -> list[tuple[str, Payload]]:
    if not EXAMPLES.exists():
        return []
    return [(event["name"], example) for event in json.loads(EXAMPLES.read_text()) for example in event["examples"]]


PUBLISHED = published()
needs_examples = pytest.mark.skipif(
    not PUBLISHED, reason="npm has not installed @octokit/webhooks-examples: run `make setup`"
)


def an_example(event: str, action: str | None = None) -> Payload:
    return next(payload for name, payload in PUBLISHED if name == event and payload.get("action") in (action, None))


@needs_examples
def test_a_pull_request_is_read_at_once_and_completed_later() -> None:
    heard = GITHUB.hear("pull_request", an_example("pull_request", "opened"), NOON)
    (stream, scope, row), (hint,) = heard.rows[0], heard.hints
    records = GITHUB.read(stream, row, Scope(level=Level.REPOSITORY, external_id=scope, origin="github.com"))
    assert [type(each) for each in records] == [PullRequest, PullEvent]
    assert hint == Hint("pull_requests", "186853002", "2")


@needs_examples
def test_a_review_counts_at_once_and_its_dismissal_is_asked_for() -> None:
    submitted = GITHUB.hear("pull_request_review", an_example("pull_request_review", "submitted"), NOON)
    stream, scope, row = submitted.rows[0]
    review = next(iter(GITHUB.read(stream, row, Scope(level=Level.REPOSITORY, external_id=scope))))
    assert isinstance(review, Review)
    assert (review.state, review.comments_count) == ("commented", None)
    dismissed = GITHUB.hear("pull_request_review", an_example("pull_request_review", "dismissed"), NOON)
    assert not dismissed.rows
    assert dismissed.hints[0].stream == "pull_requests"


@needs_examples
def test_a_transferred_issue_is_gone_and_says_where_to() -> None:
    stream, scope, row = GITHUB.hear("issues", an_example("issues", "transferred"), NOON).rows[0]
    (gone,) = GITHUB.read(stream, row, Scope(level=Level.REPOSITORY, external_id=scope))
    assert isinstance(gone, Gone)
    assert (gone.kind, gone.number) == ("issue", row["number"])
    assert gone.moved_to is not None
    assert gone.moved_to.startswith("https://github.com/")


def test_a_delivery_is_known_by_its_id_or_its_body() -> None:
    assert GITHUB.delivery({"x-github-delivery": "d1", "x-github-event": "push"}, b"{}") == ("d1", "push")
    nameless = GITHUB.delivery({"x-github-event": "push"}, b"{}")
    assert nameless == (hashlib.sha256(b"{}").hexdigest(), "push")


def test_a_signature_counts_when_one_of_the_secrets_made_it() -> None:
    def signed(secret: bytes, body: bytes) -> dict[str, str]:
        return {"x-hub-signature-256": "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()}

    secrets, body = [b"next", b"now"], b'{"zen": "Keep it logically awesome."}'
    assert GITHUB.verify(signed(b"now", body), body, secrets)
    assert GITHUB.verify(signed(b"next", body), body, secrets)
    assert not GITHUB.verify(signed(b"other", body), body, secrets)
    assert not GITHUB.verify(signed(b"now", body), body + b" ", secrets)
    assert not GITHUB.verify(signed(b"now", body), body, [])
    assert not GITHUB.verify({}, body, secrets)
    old = {"x-hub-signature": "sha1=" + hmac.new(b"now", body, hashlib.sha1).hexdigest()}
    assert not GITHUB.verify(old, body, secrets)
    assert not GITHUB.verify({"x-hub-signature-256": "sha256=ä"}, body, secrets)


def test_an_event_nobody_knows_is_put_aside() -> None:
    assert GITHUB.hear("meteor_shower", {}, NOON).ignored == "meteor_shower: not an event known here"


values: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just({}) | st.just([])
)


@st.composite
def mangled(draw: st.DrawFn) -> tuple[str, object]:
    """A published payload of which somebody broke something, somewhere."""
    event, payload = draw(st.sampled_from(PUBLISHED))
    broken = orjson.loads(orjson.dumps(payload))
    for _ in range(draw(st.integers(1, 3))):
        at = broken
        while isinstance(at, dict) and at:
            name = draw(st.sampled_from(sorted(at)))
            if not isinstance(at[name], dict) or draw(st.booleans()):
                at[name] = draw(values)
                break
            at = at[name]
    return event, broken


@needs_examples
@settings(max_examples=400, deadline=None)
@given(mangled())
def test_a_mangled_payload_raises_nothing_and_gives_only_rows_that_can_be_read(case: tuple[str, Any]) -> None:
    event, payload = case
    heard = GITHUB.hear(event, payload, NOON)
    for stream, scope, row in heard.rows:
        GITHUB.read(stream, row, Scope(level=Level.REPOSITORY, external_id=scope))

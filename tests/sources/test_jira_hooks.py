"""Jira's web hooks: who may send them, what comes of each, and that nothing they hold can make hearing fail."""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as any_of

from aexy.kernel.activity import Gone
from aexy.sources.contract import Hint, Level, Scope
from aexy.sources.jira import JIRA

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ISSUE = {"id": "10063", "key": "EE-1", "fields": {"project": {"id": "10003", "key": "EE"}}}
EVENTS = (
    "jira:issue_created", "jira:issue_updated", "jira:issue_deleted", "jira:worklog_updated", "comment_created",
    "comment_updated", "comment_deleted", "worklog_created", "worklog_updated", "worklog_deleted", "sprint_created",
    "sprint_updated", "sprint_started", "sprint_closed", "sprint_deleted", "project_created", "project_updated",
    "project_deleted", "project_soft_deleted", "board_created", "user_created", "issuelink_created", "nonsense",
)  # fmt: skip


def signed(body: bytes, secret: bytes, method: str = "sha256") -> dict[str, str]:
    return {"x-hub-signature": f"{method}=" + hmac.new(secret, body, method).hexdigest()}


def test_who_knows_a_secret_may_send() -> None:
    body = b'{"webhookEvent": "jira:issue_updated"}'
    assert JIRA.verify(signed(body, b"now"), body, [b"now"])
    assert JIRA.verify(signed(body, b"next"), body, [b"now", b"next"])


@pytest.mark.parametrize(
    "headers",
    [{}, {"x-hub-signature": ""}, {"x-hub-signature": "sha256="}, {"x-hub-signature": "sha256=é"},
     signed(b"{}", b"other"), signed(b"{}", b"now", "sha1"), {"x-hub-signature": hashlib.sha256(b"{}").hexdigest()}],
)  # fmt: skip
def test_nobody_else_may(headers: dict[str, str]) -> None:
    assert not JIRA.verify(headers, b"{}", [b"now"])
    assert not JIRA.verify(headers, b"{}", [])
    assert not JIRA.verify(signed(b"{}", b""), b"{}", [b""])


def test_a_delivery_keeps_its_name_when_it_is_sent_again() -> None:
    body = orjson.dumps({"webhookEvent": "sprint_closed"})
    assert JIRA.delivery({"x-atlassian-webhook-identifier": "1a2b"}, body) == ("1a2b", "sprint_closed")
    assert JIRA.delivery({}, body) == (hashlib.sha256(body).hexdigest(), "sprint_closed")
    assert JIRA.delivery({}, b"\xff")[1] == "unreadable"


@pytest.mark.parametrize(
    ("event", "payload", "hint"),
    [
        ("jira:issue_created", {"issue": ISSUE}, Hint("issues", "10003", "10063")),
        ("jira:issue_updated", {"issue": ISSUE}, Hint("issues", "10003", "10063")),
        ("comment_deleted", {"issue": {"id": "10063"}}, Hint("issues", "", "10063")),
        ("worklog_created", {"worklog": {"issueId": "10063"}}, Hint("issues", "", "10063")),
        ("sprint_started", {"sprint": {"id": 7}}, Hint("sprints", "", "7")),
        ("project_updated", {"project": {"id": 10003}}, Hint("projects", "", "10003")),
    ],
)
def test_what_changed_is_asked_for(event: str, payload: dict[str, Any], hint: Hint) -> None:
    heard = JIRA.hear(event, payload, NOW)
    assert (heard.hints, heard.rows, heard.ignored) == ((hint,), (), None)


def test_what_was_deleted_is_gone_at_once() -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    heard = JIRA.hear("jira:issue_deleted", {"issue": ISSUE, "timestamp": int(at.timestamp() * 1000)}, NOW)
    [(stream, scope, row)] = heard.rows
    assert (stream, scope) == ("issues", "10003")
    assert list(JIRA.read(stream, row, Scope(level=Level.PROJECT))) == [Gone("issue", "10063", at)]


def test_what_is_not_counted_is_ignored_with_a_reason() -> None:
    for event in ("board_created", "user_deleted", "jira:version_released", "nonsense", "jira:issue_updated"):
        heard = JIRA.hear(event, {}, NOW)
        assert heard.ignored
        assert not heard.hints + heard.rows


LEAVES = any_of.none() | any_of.booleans() | any_of.integers() | any_of.floats() | any_of.text(max_size=8)
NAMES = any_of.sampled_from(
    ["issue", "id", "fields", "project", "worklog", "issueId", "sprint", "timestamp", "key", "comment", "webhookEvent"]
)
PAYLOADS = any_of.recursive(
    LEAVES,
    lambda inside: any_of.lists(inside, max_size=3) | any_of.dictionaries(NAMES, inside, max_size=5),
    max_leaves=20,
)


@given(event=any_of.sampled_from(EVENTS) | any_of.text(max_size=20), payload=any_of.dictionaries(NAMES, PAYLOADS))
def test_nothing_makes_hearing_fail(event: str, payload: dict[str, Any]) -> None:
    heard = JIRA.hear(event, payload, NOW)
    assert bool(heard.hints or heard.rows) != bool(heard.ignored)
    for stream, _, row in heard.rows:
        assert list(JIRA.read(stream, row, Scope(level=Level.PROJECT)))


@given(headers=any_of.dictionaries(any_of.sampled_from(["x-hub-signature", "x-atlassian-webhook-identifier"]),
                                   any_of.text()), body=any_of.binary())  # fmt: skip
def test_nothing_makes_checking_fail(headers: dict[str, str], body: bytes) -> None:
    assert not JIRA.verify(headers, body, [b"now"])
    assert all(isinstance(each, str) for each in JIRA.delivery(headers, body))

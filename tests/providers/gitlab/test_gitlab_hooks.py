"""GitLab's web hooks: who sent them, what they ask for, and that nothing they hold can make us stumble."""

import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.providers.gitlab.delivering import Delivery
from tests.providers.gitlab.fake import FakeGitLab
from tests.providers.scenario import scenario
from tests.providers.serving import Hours

from aexy.kernel.activity import Gone, PushReceipt, Who
from aexy.kernel.errors import SourceFailed
from aexy.sources.contract import Heard, Hint, Level, Scope
from aexy.sources.gitlab import GITLAB

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
PATH = "acme/payments-api"
SIGNING = "whsec_c2lnbmVkIGJ5IHdob2V2ZXIga25vd3MgdGhlIGtleS4="
SCOPE = Scope(level=Level.REPOSITORY, external_id="1000", name=PATH, origin="gitlab.com")


@pytest.fixture(scope="module")
async def fake() -> AsyncIterator[FakeGitLab]:
    async with FakeGitLab(scenario(developers=4, commits=100, seed=5), Hours(NOW)) as made:
        yield made


@pytest.fixture(scope="module")
def deliveries(fake: FakeGitLab) -> list[Delivery]:
    return fake.hooks(PATH)


def test_a_secret_token_is_accepted_and_any_other_refused(deliveries: list[Delivery]) -> None:
    body, headers = deliveries[0].body, deliveries[0].headers(token="hush")
    assert GITLAB.verify(headers, body, [b"old", b"hush"])
    assert not GITLAB.verify(headers, body, [b"old", b"hus", b"hush "])
    assert not GITLAB.verify(headers, body, [])
    assert not GITLAB.verify(deliveries[0].headers(), body, [b"hush", b""])


def test_a_signing_token_signs_the_body_its_id_and_its_time(deliveries: list[Delivery]) -> None:
    body, headers = deliveries[0].body, deliveries[0].headers(signing=SIGNING)
    secret = SIGNING.encode()
    assert GITLAB.verify(headers, body, [b"hush", secret])
    assert not GITLAB.verify(headers, body + b" ", [secret])
    for name in ("webhook-id", "webhook-timestamp"):
        assert not GITLAB.verify({**headers, name: "1"}, body, [secret])
    assert not GITLAB.verify({**headers, "webhook-signature": "v2,AAAA"}, body, [secret])
    # While a key is changed, GitLab may sign with both.
    both = {**headers, "webhook-signature": f"v1,AAAA {headers['webhook-signature']}"}
    assert GITLAB.verify(both, body, [secret])
    # Who only knows the key's name as a plain token has signed nothing.
    assert not GITLAB.verify(deliveries[0].headers(token=SIGNING), body, [secret])
    assert not GITLAB.verify(headers, body, [b"whsec_not base64"])


def test_a_delivery_that_is_sent_once_more_has_the_same_id(deliveries: list[Delivery]) -> None:
    one = deliveries[0]
    headers = one.headers(token="hush")
    assert GITLAB.delivery(headers, one.body) == (headers["idempotency-key"], one.event)
    older = {name: said for name, said in headers.items() if name != "idempotency-key"}
    assert GITLAB.delivery(older, one.body)[0] == headers["x-gitlab-event-uuid"]
    bare = GITLAB.delivery({}, one.body)
    assert bare == GITLAB.delivery({}, one.body)
    assert bare != GITLAB.delivery({}, one.body + b" ")


def test_each_kind_asks_for_the_thing_it_tells_of(fake: FakeGitLab, deliveries: list[Delivery]) -> None:
    heard = [(one.event, GITLAB.hear(one.event, orjson.loads(one.body), NOW)) for one in deliveries]
    project = fake.project_of(PATH)
    asked = Counter(hint.stream for _, each in heard for hint in each.hints)
    assert asked == {
        "merge_requests": 2 * len(project.merge_requests), "issues": len(project.issues),
        "pipelines": len(project.pipelines), "deployments": len(project.deployments),
    }  # fmt: skip
    assert {hint.scope for _, each in heard for hint in each.hints} == {str(project.id)}
    pushed = [each.rows[0] for event, each in heard if event == "Push Hook"]
    assert {stream for stream, *_ in pushed} == {"pushes"}
    assert [each.ignored for _, each in heard if each.ignored] == []


def test_a_push_leaves_a_receipt_and_a_deleted_branch_none() -> None:
    payload = {
        "object_kind": "push", "before": "0" * 40, "after": "ab" * 20, "ref": "refs/heads/main", "project_id": 1000,
        "user_id": 7, "user_username": "gauri", "user_name": "Gauri",
    }  # fmt: skip
    [(stream, scope, row)] = GITLAB.hear("Push Hook", payload, NOW).rows
    assert (stream, scope) == ("pushes", "1000")
    gauri = Who("gitlab", "7", "gauri", "Gauri", None, "User")
    assert list(GITLAB.read(stream, row, SCOPE)) == [
        PushReceipt("refs/heads/main", bytes.fromhex("ab" * 20), NOW, None, gauri)
    ]
    assert GITLAB.hear("Push Hook", {**payload, "after": "0" * 40}, NOW).ignored == "A branch was deleted."


def test_a_deleted_release_and_a_deleted_project_are_gone_at_once() -> None:
    release = {"object_kind": "release", "action": "delete", "tag": "v1", "project": {"id": 1000}}
    [(stream, _, row)] = GITLAB.hear("Release Hook", release, NOW).rows
    assert list(GITLAB.read(stream, row, SCOPE)) == [Gone("release", "v1", NOW)]
    created = GITLAB.hear("Release Hook", {**release, "action": "create"}, NOW)
    assert created == Heard(hints=(Hint("releases", "1000", "v1"),))
    destroyed = {"event_name": "project_destroy", "project_id": 1000}
    [(stream, _, row)] = GITLAB.hear("System Hook", destroyed, NOW).rows
    assert list(GITLAB.read(stream, row, SCOPE)) == [Gone("repository", "1000", NOW)]


@pytest.mark.parametrize(
    ("event", "payload", "why"),
    [
        ("Emoji Hook", {"object_kind": "emoji"}, "Nothing is counted from emoji."),
        ("Wiki Page Hook", {"object_kind": "wiki_page"}, "Nothing is counted from wiki_page."),
        ("Note Hook", {"object_kind": "note", "object_attributes": {"noteable_type": "Snippet"}},
         "Comments on Snippet are not counted."),
        ("Job Hook", {"object_kind": "build"}, "A job is read with its pipeline, whose own hook tells of it."),
        ("Merge Request Hook", {"object_kind": "merge_request"},
         "The merge_request delivery does not say what it is about."),
        ("", {}, "Nothing is counted from a delivery without a name."),
        ("Push Hook", [], "The delivery is no object."),
    ],
)  # fmt: skip
def test_what_is_not_counted_is_ignored_saying_why(event: str, payload: Any, why: str) -> None:  # noqa: ANN401
    assert GITLAB.hear(event, payload, NOW) == Heard(ignored=why)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 10_000), wounds=st.integers(1, 6), junk=JSON)
def test_no_mangled_payload_makes_it_stumble(deliveries: list[Delivery], seed: int, wounds: int, junk: object) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same wounds for the same seed
    one = dice.choice(deliveries)
    payload = orjson.loads(one.body)
    for _ in range(wounds):
        payload = mangled(payload, dice, junk)
    heard = GITLAB.hear(one.event, payload, NOW)
    assert heard.hints or heard.rows or heard.ignored
    for stream, scope, row in heard.rows:
        assert broken_promise(stream, row, scope) in (None, stream)


def broken_promise(stream: str, row: Any, scope: str) -> str | None:  # noqa: ANN401
    """Whose field a refused row's error names; None for a row that can be read."""
    try:
        list(GITLAB.read(stream, row, Scope(level=Level.REPOSITORY, external_id=scope)))
    except SourceFailed as refused:
        return (refused.field or "nothing").partition(".")[0]
    return None


def mangled(value: Any, dice: random.Random, junk: object) -> Any:  # noqa: ANN401
    """The same with one thing in it replaced or taken away."""
    if not isinstance(value, dict) or not value or dice.random() < 0.15:
        return junk
    name = dice.choice(sorted(value))
    if dice.random() < 0.3:
        return {key: each for key, each in value.items() if key != name}
    return {**value, name: mangled(value[name], dice, junk)}


def test_out_of_order_and_twice_asks_for_the_same_things(deliveries: list[Delivery]) -> None:
    def hints(told: list[Delivery]) -> set[Hint]:
        return {hint for one in told for hint in GITLAB.hear(one.event, orjson.loads(one.body), NOW).hints}

    shuffled = deliveries * 2
    random.Random(1).shuffle(shuffled)  # noqa: S311 - the same disorder every time
    assert hints(shuffled) == hints(deliveries)

"""What a review is on GitLab, by example: verdicts, remarks that belong together, and what was taken back."""

from typing import Any

import pytest

from aexy.kernel.activity import Comment, PullEvent, PullRequest, Review, ReviewComment, ReviewRequest
from aexy.sources.contract import Level, Scope
from aexy.sources.gitlab.notes import happenings
from aexy.sources.gitlab.reading import read

SCOPE = Scope(level=Level.REPOSITORY, external_id="1", origin="gitlab.com")
PEOPLE = {
    name: {"id": f"gid://gitlab/User/{number}", "username": name, "name": name.title(), "bot": False}
    for number, name in enumerate(("ada", "ben", "cem"), 1)
}
_NUMBERS = iter(range(1, 10_000))


def at(clock: str) -> str:
    return f"2026-03-02T{clock}:00Z" if clock.count(":") == 1 else f"2026-03-02T{clock}Z"


def note(who: str, clock: str, body: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"gid://gitlab/Note/{next(_NUMBERS)}", "body": body, "system": False, "created_at": at(clock),
        "updated_at": at(clock), "author": PEOPLE[who], "position": None, **more,
    }  # fmt: skip


def does(who: str, clock: str, body: str) -> dict[str, Any]:
    return note(who, clock, body, system=True)


def remark(who: str, clock: str, body: str = "Why?") -> dict[str, Any]:
    position = {"file_path": "pay.py", "new_line": 7, "old_line": None, "diff_refs": {"head_sha": "ab" * 20}}
    return note(who, clock, body, position=position)


def thread(notes: dict[str, Any] | list[dict[str, Any]]) -> dict[str, Any]:
    return {"notes": {"nodes": notes if isinstance(notes, list) else [notes]}}


def change(*threads: dict[str, Any] | list[dict[str, Any]], **more: Any) -> list[Any]:
    """What is read of ada's merge request with these notes; a list is a thread."""
    row = {
        "id": "gid://gitlab/MergeRequest/5", "iid": "5", "title": "Pay", "description": "", "state": "opened",
        "draft": False, "created_at": at("09:00"), "updated_at": at("18:00"), "author": PEOPLE["ada"],
        "discussions": {"nodes": [thread(each) for each in threads]},
        **more,
    }  # fmt: skip
    return list(read("merge_requests", row, SCOPE))


def reviews(found: list[Any]) -> list[tuple[str | None, str, str, int | None]]:
    return [
        (each.reviewer.username if each.reviewer else None, each.state,
         each.submitted_at.strftime("%H:%M") if each.submitted_at else "", each.comments_count)
        for each in found if isinstance(each, Review)
    ]  # fmt: skip


def test_a_verdict_is_a_review_and_the_remarks_around_it_came_with_it() -> None:
    found = change(remark("ben", "10:00"), remark("ben", "10:05"), does("ben", "10:10", "approved this merge request"))
    assert reviews(found) == [("ben", "approved", "10:10", 2)]
    [review] = [each for each in found if isinstance(each, Review)]
    assert {each.review for each in found if isinstance(each, ReviewComment)} == {review.external_id}
    assert review.sha == bytes.fromhex("ab" * 20)


def test_remarks_without_a_verdict_are_one_review_until_there_is_a_pause() -> None:
    found = change(remark("ben", "10:00"), remark("ben", "10:14"), remark("ben", "10:30"), remark("cem", "10:01"))
    assert reviews(found) == [
        ("ben", "commented", "10:00", 2), ("ben", "commented", "10:30", 1), ("cem", "commented", "10:01", 1),
    ]  # fmt: skip


def test_the_authors_answers_are_no_review() -> None:
    found = change([remark("ben", "10:00"), remark("ada", "10:04", "Because.")])
    assert reviews(found) == [("ben", "commented", "10:00", 1)]
    asked, answered = (each for each in found if isinstance(each, ReviewComment))
    assert (answered.reply_to, answered.review) == (asked.external_id, None)


def test_a_summary_is_the_reviews_body_and_talk_is_not() -> None:
    found = change(
        does("ben", "10:00:00", "requested changes"), note("ben", "10:00:02", "Please split it."),
        note("ben", "10:01:00", "By the way: hello."), note("ada", "10:00:03", "Will do."),
    )  # fmt: skip
    assert [each.body for each in found if isinstance(each, Review)] == ["Please split it."]
    assert reviews(found) == [("ben", "changes_requested", "10:00", 0)]
    assert [each.body for each in found if isinstance(each, Comment)] == ["Will do.", "By the way: hello."]


def test_an_approval_that_was_taken_back_reset_or_lapsed_is_dismissed() -> None:
    approved = does("ben", "10:00", "approved this merge request")
    taken = change(approved, does("ben", "11:00", "unapproved this merge request"))
    assert reviews(taken) == [("ben", "dismissed", "10:00", 0)]
    again = change(approved, does("ben", "11:00", "unapproved this merge request"),
                   does("ben", "12:00", "approved this merge request"))  # fmt: skip
    assert reviews(again) == [("ben", "dismissed", "10:00", 0), ("ben", "approved", "12:00", 0)]
    reset = change(approved, does("cem", "10:30", "approved this merge request"),
                   does("ada", "11:00", "reset approvals from @ben by pushing to the branch"))  # fmt: skip
    assert reviews(reset) == [("ben", "dismissed", "10:00", 0), ("cem", "approved", "10:30", 0)]
    lapsed = change(approved, approved_by={"nodes": []})
    assert reviews(lapsed) == [("ben", "dismissed", "10:00", 0)]
    holds = change(approved, approved_by={"nodes": [PEOPLE["ben"]]})
    assert reviews(holds) == [("ben", "approved", "10:00", 0)]
    assert [each.kind for each in reset if isinstance(each, PullEvent) and "dismissed" in each.kind] == [
        "review_dismissed"
    ]


def test_who_was_asked_and_when_is_in_the_sentences_and_else_in_the_list() -> None:
    found = change(
        does("ada", "09:30", "requested review from @ben"),
        does("ada", "09:40", "requested review from @cem and removed review request for @ben"),
        reviewers={"nodes": [PEOPLE["cem"]]}, participants={"nodes": [PEOPLE["ben"], PEOPLE["cem"]]},
    )  # fmt: skip
    requests = [each for each in found if isinstance(each, ReviewRequest)]
    assert [(each.reviewer and each.reviewer.username, each.requested_at.minute) for each in requests] == [
        ("ben", 30), ("cem", 40),
    ]  # fmt: skip
    assert [each.removed_at and each.removed_at.minute for each in requests] == [40, None]
    listed = [each for each in change(reviewers={"nodes": [PEOPLE["ben"]]}) if isinstance(each, ReviewRequest)]
    assert [(each.reviewer and each.reviewer.username, each.requested_at.hour) for each in listed] == [("ben", 9)]


@pytest.mark.parametrize(
    ("sentences", "is_draft", "ready"),
    [
        ([], False, "09:00"),
        ([], True, None),
        ([("10:00", "ready")], False, "10:00"),
        ([("10:00", "draft"), ("11:00", "ready")], False, "09:00"),
        ([("10:00", "ready"), ("11:00", "draft")], True, "10:00"),
    ],
)
def test_ready_is_the_first_ready_event_of_a_draft_else_opened(
    sentences: list[tuple[str, str]], is_draft: bool, ready: str | None  # noqa: FBT001 - a column of the table
) -> None:  # fmt: skip
    told = [does("ada", clock, f"marked this merge request as **{word}**") for clock, word in sentences]
    [pull] = [each for each in change(*told, draft=is_draft, title="Draft: Pay") if isinstance(each, PullRequest)]
    assert (pull.ready_at.strftime("%H:%M") if pull.ready_at else None) == ready
    assert pull.title == ("Pay" if is_draft else "Draft: Pay")


def test_a_deleted_account_is_nobody_and_a_tokens_user_a_bot() -> None:
    ghost = {"id": 9, "username": "ghost", "name": "Ghost User"}
    robot = {"id": 8, "username": "project_1_bot_0a1b2c", "name": "ci", "bot": None}
    found = change(note("ben", "10:00", "x", author=ghost), author=robot)
    assert [each.author for each in found if isinstance(each, Comment)] == [None]
    [pull] = [each for each in found if isinstance(each, PullRequest)]
    assert pull.author is not None
    assert pull.author.account_type == "Bot"


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("requested review from @a.b, @c-d, and @e_f", [("review_requested", ("a.b", "c-d", "e_f"), ())]),
        ("assigned to @ben and unassigned @ada", [("assigned", ("ben",), ()), ("unassigned", ("ada",), ())]),
        ('added ~1 ~"in review" labels and removed ~3 label',
         [("unlabeled", (), ("3",)), ("labeled", (), ("1", "in review"))]),
        ("added ~1 + 1 deleted labels", [("labeled", (), ("1",))]),
        ("added 3 commits\n\n* 1234567...89abcde - 3 commits", [("pushed", (), ())]),
        ("changed title from **Fix{- it-}** to **Fix{+ that+}**", [("renamed", (), ("Fix it", "Fix that"))]),
        ("changed weight to **5**", [("weight", (), ("5",))]),
        ("closed via merge request !4", [("closed", (), ())]),
        ("mentioned in merge request !4", []),
        ("approved this merge request", [("approved", (), ())]),
    ],
)  # fmt: skip
def test_gitlabs_sentences_are_understood(sentence: str, said: list[tuple[Any, ...]]) -> None:
    assert [tuple(each) for each in happenings(sentence)] == said

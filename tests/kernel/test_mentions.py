"""Which issues texts name, and which only look as if they did."""

import pytest

from aexy.kernel.mentions import Texts, mentions


def in_body(body: str) -> list[tuple[str, str, str]]:
    return [(one.issue_key, one.place, one.detail) for one in mentions(Texts(None, "Title", body))]


@pytest.mark.parametrize(
    ("text", "key", "place", "detail"),
    [
        ("See PAY-12.", "PAY-12", "", "PAY-12"),
        ("PAY-12: pay by card", "PAY-12", "", "PAY-12"),
        ("(PAY-12)", "PAY-12", "", "PAY-12"),
        ("PAY-12-related clean-up", "PAY-12", "", "PAY-12"),
        ("Fixes PAY-12", "PAY-12", "", "Fixes PAY-12"),
        ("this resolves: #12 at last", "#12", "", "resolves: #12"),
        ("Part of #12, really", "#12", "", "#12"),
        ("Title (#12)", "#12", "", "#12"),
        ("Closes Acme/Shop#12", "#12", "acme/shop", "Closes Acme/Shop#12"),
        ("a/b/c.d#7", "#7", "a/b/c.d", "a/b/c.d#7"),
        (
            "closes https://github.com/Acme/Shop/issues/12#issuecomment-1", "#12",
            "https://github.com/acme/shop/issues/12", "closes https://github.com/Acme/Shop/issues/12",
        ),
        (
            "(https://gitlab.com/a/b/-/issues/3)", "#3", "https://gitlab.com/a/b/-/issues/3",
            "https://gitlab.com/a/b/-/issues/3",
        ),
        (
            "https://acme.atlassian.net/browse/PAY-12?focusedId=1", "PAY-12",
            "https://acme.atlassian.net/browse/pay-12", "https://acme.atlassian.net/browse/PAY-12",
        ),
        (
            "https://linear.app/acme/issue/PAY-12/pay-by-card", "PAY-12", "https://linear.app/acme/issue/pay-12",
            "https://linear.app/acme/issue/PAY-12",
        ),
        (
            "[#12](https://github.com/acme/shop/issues/12)", "#12", "https://github.com/acme/shop/issues/12",
            "https://github.com/acme/shop/issues/12",
        ),
    ],
)  # fmt: skip
def test_what_is_written_down_is_found(text: str, key: str, place: str, detail: str) -> None:
    assert in_body(text) == [(key, place, detail)]


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/PAY-12/page and example.com/x?q=PAY-12",
        "3fPAY-12, PAY-12a, PAY-012, MY.PAY-12, x-PAY-12, ÄPAY-12",
        "CVE-2024-1234",
        "Since v1-2, PAY-1.2 and SHA-256abc",
        "docs/PAY-12/readme.md",
        "&#12; and abc#12 and #12a and #0 and ##12",
        "`PAY-12` and\n```\nPAY-12\n```\n<code>#12</code>",
        "<!-- Fixes #12 -->",
        "<!-- never closed PAY-12",
        "```\nnever closed PAY-12",
        '<a href="https://redirect.github.com/lodash/lodash/pull/5">#5</a>',
        "[#5](https://github.com/lodash/lodash/pull/5)",
        "pay-12 in lower case",
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert in_body(text) == []


def test_utf_8_is_a_mention_that_waits_for_an_issue() -> None:
    assert in_body("Read UTF-8") == [("UTF-8", "", "UTF-8")]


@pytest.mark.parametrize(
    ("branch", "keys"),
    [
        ("feature/PAY-12-pay-by-card", ["PAY-12"]),
        ("ana/pay-12-pay-by-card", ["PAY-12"]),
        ("fix_PAY-12_PAY-13", ["PAY-12", "PAY-13"]),
        ("fix/#12-crash", ["#12"]),
        ("fix#12", ["#12"]),
        ("bugfix-PAY-12", ["PAY-12"]),
        ("dependabot/npm/lodash-4.17.21", []),
        ("main", []),
        ("12-fix", []),
    ],
)
def test_branches_are_written_in_any_case(branch: str, keys: list[str]) -> None:
    found = mentions(Texts(branch, "Title", None))
    assert [one.issue_key for one in found] == keys
    assert {(one.evidence, one.detail) for one in found} <= {("branch", branch)}


def test_the_words_that_close_are_kept_for_each_text_once() -> None:
    texts = Texts(
        "pay-1", "PAY-1 and again PAY-1", "About PAY-1.\nFixes PAY-1.",
        [("3f" * 20, "Start"), ("4a" * 20, "More for PAY-1"), ("5b" * 20, "End\nCloses: PAY-1")],
    )  # fmt: skip
    assert {one.evidence: one.detail for one in mentions(texts)} == {
        "branch": "pay-1", "title": "PAY-1", "body": "Fixes PAY-1", "commit": "5b5b5b5b5b: Closes: PAY-1",
    }  # fmt: skip


def test_a_long_hostile_text_is_read_at_once() -> None:
    for piece in ("<!--", "```", "<a href='https://", "a/", "[#1](", "`", "PAY-", "fix ", "<code>", "https://x/"):
        mentions(Texts(piece * 400, piece * 400, piece * 30_000))

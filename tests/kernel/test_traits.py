"""What a commit's words and dates say about it."""

import pytest

from aexy.kernel.commits import CommitRecord, FileChange, PathClass, Signature
from aexy.kernel.trailers import Trailer, trailers
from aexy.kernel.traits import Traits, lines, traits

MONDAY = 1709542800
YEAR = 365 * 86_400


def said(
    message: str = "Do it\n", *, at: int | None = MONDAY, committed: int | None = MONDAY, parents: int = 1,
    committer: str = "ada@engine.example", offset: int = 60,
) -> Traits:  # fmt: skip
    author = Signature("Ada", "ada@engine.example", at, offset)
    return traits(CommitRecord(b"\0" * 20, parents, author, Signature("C", committer, committed, 0), message, ()))


@pytest.mark.parametrize(
    ("at", "committed", "is_odd", "placed"),
    [
        (MONDAY, MONDAY, False, MONDAY),
        (MONDAY - 5 * YEAR, MONDAY, False, MONDAY - 5 * YEAR),
        (MONDAY + 3600, MONDAY, False, MONDAY + 3600),
        (MONDAY + 90_000, MONDAY, True, MONDAY),
        (0, MONDAY, True, MONDAY),
        (2**32 - 1, MONDAY, True, MONDAY),
        (2**32 - 1, 2**32 - 1, True, 2**32 - 1),
        (None, MONDAY, True, MONDAY),
        (None, None, True, 0),
        (MONDAY, 0, False, MONDAY),
        (MONDAY, None, False, MONDAY),
        (10**30, 10**30, True, 253_402_300_799),
    ],
)
def test_a_date_is_the_author_s_unless_it_cannot_be_true(
    at: int | None,
    committed: int | None,
    is_odd: bool,  # noqa: FBT001 (a column of the table)
    placed: int,
) -> None:
    one = said(at=at, committed=committed)
    assert (one.is_date_implausible, one.placed_at) == (is_odd, placed)


def test_a_provider_s_squash_has_no_hour() -> None:
    assert not said("Add it (#12)\n", committer="noreply@github.com").hour_is_known
    assert said("Edit on the web\n", committer="noreply@github.com").hour_is_known
    assert said("Add it (#12)\n").hour_is_known
    assert said("Merge (#12)\n", committer="noreply@github.com", parents=2).hour_is_known


@pytest.mark.parametrize(
    ("message", "is_revert"),
    [
        ('Revert "Add it"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.\n', True),
        ('Revert "Add it" (#9)\n\nReverts a/b#8\n', True),
        ("Back out the cache\n\nThis reverts commit 0123456.\n", True),
        ('Reapply "Add it"\n\nThis reverts commit 0123456.\n', False),
        ('Revert "Revert "Add it""\n\nThis reverts commit 0123456.\n', False),
        ("Revert to the old colour\n", False),
        ("Say what reverts are\n\nThis reverts commitments.\n", False),
    ],
)
def test_a_revert_says_so(message: str, is_revert: bool) -> None:  # noqa: FBT001 (a column of the table)
    assert said(message).is_revert is is_revert


@pytest.mark.parametrize(
    ("message", "assistant", "evidence"),
    [
        (
            "Do it\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n",
            "Claude", "Co-Authored-By: Claude <noreply@anthropic.com>",
        ),
        ("Do it\n\nGenerated-by: GitHub Copilot\n", "GitHub Copilot", "Generated-by: GitHub Copilot"),
        ("Do it\n\nAssisted-by: Claude (Opus)\n", "Claude", "Assisted-by: Claude (Opus)"),
        (
            "Do it\n\n🤖 Generated with [Claude Code](https://claude.ai/code)\n\nSigned-off-by: A <a@a.org>\n",
            "Claude", "🤖 Generated with [Claude Code](https://claude.ai/code)",
        ),
        ("Do it\n\nCo-authored-by: Claude Dupont <claude@dupont.fr>\n", None, None),
        ("Generated with love\n", None, None),
        ("Add Copilot support\n", None, None),
    ],
)  # fmt: skip
def test_assistants_are_recorded_with_the_evidence(message: str, assistant: str | None, evidence: str | None) -> None:
    assert (said(message).assistant, said(message).evidence) == (assistant, evidence)


def test_co_authors_are_named_once() -> None:
    one = said("Do it\n\nCo-authored-by: B <b@b.org>\nCo-authored-by: B <b@b.org>\nCo-developed-by: C <c@c.org>\n")
    assert [person.email for person in one.co_authors] == ["b@b.org", "c@c.org"]


def test_trailers_are_the_last_paragraphs_made_of_them() -> None:
    text = "Subject: not one\n\nText: a few words\nthat go on\nand on\nand on\nfor long\n\n"
    message = f"{text}Fixes: #1\n and #2\n\nAcked-by: A <a>\n"
    assert trailers(message) == (Trailer("Fixes", "#1 and #2"), Trailer("Acked-by", "A <a>"))
    assert trailers("Fixes: everything\n") == ()
    assert trailers("S\n\nSee https://a.org\n") == ()
    assert trailers("S\n\nA: b\n(cherry picked from commit 0123456)\n") == (Trailer("A", "b"),)


def test_lines_of_what_nobody_wrote_are_counted_apart() -> None:
    files = (
        FileChange("a.py", None, 3, 1), FileChange("uv.lock", None, 100, 90), FileChange("x.png", None, None, None),
    )  # fmt: skip
    counted = lines(files, lambda path: PathClass(None, "lock" if path.endswith("lock") else "source"))
    assert counted == (103, 91, 3, 3, 1)
    assert lines(None, lambda _: PathClass(None, "source")) == (None, None, None, None, None)

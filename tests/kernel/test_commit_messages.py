"""What a message says besides its first line, and how its quality is made up."""

from typing import Any

import pytest
from tests.kernel.test_commit_types import read

from aexy.kernel.messages import body
from aexy.kernel.trailers import trailers


def of(message: str) -> tuple[int, bool]:
    found = body(message, trailers(message))
    return found.characters, found.says_breaking


@pytest.mark.parametrize(
    "footer",
    [
        "BREAKING CHANGE: tokens are gone",
        "BREAKING-CHANGE: tokens are gone",
        "BREAKING CHANGE:\n\ntokens are gone",
        "BREAKING CHANGE #12",
    ],
)
def test_a_footer_says_that_it_breaks_something(footer: str) -> None:
    assert of(f"Drop tokens\n\nNobody used them.\n\n{footer}\n")[1]
    assert of(f"Drop tokens\n\n{footer}\nSigned-off-by: A <a@example.org>\n")[1]


@pytest.mark.parametrize(
    "message",
    [
        "BREAKING CHANGE: in the first line\n",
        "Drop tokens\n\nThis is no BREAKING CHANGE: really\n",
        "Drop tokens\n\nbreaking change: in small letters\n",
        "Drop tokens\n",
        "",
    ],
)
def test_words_elsewhere_say_nothing_about_breaking(message: str) -> None:
    assert not of(message)[1]


def test_a_body_is_as_long_as_what_explains() -> None:
    assert of("One line\n") == (0, False)
    assert of("First\n\nTwelve chars\n")[0] == 12
    signed = "First\n\nTwelve chars\n\nCo-authored-by: A <a@example.org>\nSigned-off-by: B <b@example.org>\n"
    assert of(signed)[0] == 12
    assert of('Revert "x"\n\nThis reverts commit 1234567890abcdef.\n')[0] == 0


def test_a_good_message_has_all_four_parts() -> None:
    said = read("Fix address parsing", body_characters=200, lines=500)
    assert {name: said[name] for name in ("length", "substance", "why", "form", "quality")} == {
        "length": 25, "substance": 30, "why": 25, "form": 20, "quality": 100,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "more", "expected"),
    [
        ("wip", {}, 35),  # too short, empty, small, to be folded away: 0 + 0 + 25 + 10
        ("Fix bug", {}, 45),  # too short, says nothing, small, formed: 0 + 0 + 25 + 20
        ("Added the parser for addresses.", {}, 80),  # a past and a full stop: 25 + 30 + 25 + 0
        ("Fix address parsing", {"lines": 500}, 75),  # a large change without a why
        ("Fix address parsing", {"lines": 500, "body_characters": 12}, 85),
        ("Fix address parsing", {"lines": 500, "body_characters": None}, 100),  # not known: of the 75 that are
        ("Fix " + "address " * 12, {}, 75 + 10),  # 100 characters
        ('Revert "x"', {"is_revert": True, "lines": 500}, 0),
        ('Revert "x"', {"is_revert": True, "lines": 500, "body_characters": 90}, 100),
        ('Revert "x"', {"is_revert": True, "lines": None, "body_characters": None}, None),
    ],
)
def test_quality_is_the_sum_of_what_is_known(subject: str, more: dict[str, Any], expected: int | None) -> None:
    assert read(subject, **more)["quality"] == expected

"""What strangers wrote can do no harm where it is shown."""

from hypothesis import given
from hypothesis import strategies as st

from aexy.kernel.text import cell, plain


def test_control_and_direction_characters_are_taken_out() -> None:
    assert plain("safe\x1b[31m\u202etxt.exe\u2066\x00") == "safe[31mtxt.exe"
    assert plain("two\r\nlines\tand a tab") == "two lines and a tab"
    assert plain("Zoë 👩‍💻 日本") == "Zoë 👩‍💻 日本"


def test_a_spreadsheet_takes_nothing_for_a_formula() -> None:
    assert cell('=HYPERLINK("http://x")') == '\'=HYPERLINK("http://x")'
    assert cell("  @SUM(A1)") == "'@SUM(A1)"
    assert cell("Fix = sign") == "Fix = sign"


@given(st.text())
def test_nothing_unseen_is_left(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert not cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))

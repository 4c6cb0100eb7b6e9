"""Text that strangers wrote (names, subjects, paths), made harmless for screens, terminals and spreadsheets."""

import re

# Control characters, those that turn the direction of what follows, and those nobody sees: with them a line can show
# something it is not. Joiners stay, for scripts and emoji are written with them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_UNSEEN_IN_JSON = re.compile(
    "[\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_BREAKS = re.compile("[\t\r\n\u2028\u2029]+")
# The second four are what spreadsheets in Chinese, Japanese and Korean take for the first four.
_FORMULA = re.compile(r"\s*[=+\-@|%\t\r＝＋－＠]")  # noqa: RUF001 - that they look alike is the point


def plain(text: str) -> str:
    """One line without control and direction characters; line breaks and tabs become a space."""
    return _UNSEEN.sub("", _BREAKS.sub(" ", text)).strip()


def cell(text: str) -> str:
    """The same for a spreadsheet: what it would take for a formula is marked as text by a leading apostrophe."""
    shown = plain(text)
    return f"'{shown}" if _FORMULA.match(shown) else shown


def harmless_json(written: str) -> str:
    """The same JSON document, with what could steer a terminal written as escapes."""
    return _UNSEEN_IN_JSON.sub(_escaped, written)


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))

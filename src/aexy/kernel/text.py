"""Text that strangers wrote (names, subjects, paths), made harmless for screens, terminals and spreadsheets."""

import re

# Control characters, and those that turn the direction of what follows: with them a line can show something it is not.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BREAKS = re.compile("[\t\r\n\u2028\u2029]+")
_FORMULA = re.compile(r"\s*[=+\-@|%\t\r]")


def plain(text: str) -> str:
    """One line without control and direction characters; line breaks and tabs become a space."""
    return _UNSEEN.sub("", _BREAKS.sub(" ", text)).strip()


def cell(text: str) -> str:
    """The same for a spreadsheet: what it would take for a formula is marked as text by a leading apostrophe."""
    shown = plain(text)
    return f"'{shown}" if _FORMULA.match(shown) else shown

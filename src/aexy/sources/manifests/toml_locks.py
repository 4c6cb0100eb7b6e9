"""Lock files that are lists of TOML tables.

They are written by programs, always alike, and can be a megabyte long: reading two lines of each package is a hundred
times quicker than understanding the whole.
"""

import re
from collections.abc import Iterator

_PACKAGE = re.compile(r'^\[\[package\]\]\r?\nname = "([^"\n]+)"\r?\nversion = "([^"\n]+)"', re.MULTILINE)
_BEGINNING = re.compile(r"^(?:#.*|\s*|version = .+|revision = .+|\[\[?\w[^\n]*)$")


def packages(text: str) -> Iterator[tuple[str, str]]:
    """Name and version of each package; ValueError when it is no such file."""
    found = [(match[1], match[2]) for match in _PACKAGE.finditer(text)]
    if not found and "[[package]]" in text:
        raise ValueError("its packages have no names or versions")
    if not found and not all(map(_BEGINNING.match, text.splitlines()[:2])):
        raise ValueError("it is no list of packages")
    return iter(found)

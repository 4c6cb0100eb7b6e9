"""As much of YAML as manifests use: nested keys with plain values, line by line.

A whole YAML reader would be a dependency, a hundred times slower, and a way to be attacked (aliases, tags). What is
written in another way, as a flow mapping over several lines, is not seen.
"""

import re
from collections.abc import Iterator

_LINE = re.compile(r"""^( *)((?:- +)*)(?:("[^"]*"|'[^']*'|[^\s#:'"][^#:]*?(?::[^\s:#][^#:]*?)*) *:(?: +|$))?(.*)$""")
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_LONGEST = 400
# `>-` begins a text of several lines; `>=1.0` is a version.
_BLOCK_MARK = 2


def walk(text: str, *, until: frozenset[str] = frozenset()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every key that has a value, with the keys above it; an item of a list without a key goes under `-`.

    It ends at a key of `until` that stands at the very left.
    """
    above: list[tuple[int, str]] = []
    for line in text.splitlines():
        if len(line) > _LONGEST or not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.match(line)
        if match is None:
            continue
        indent = len(match[1]) + len(match[2])
        key = match[3].strip("\"' ") if match[3] else "-"
        if not indent and key in until:
            return
        while above and above[-1][0] >= indent:
            above.pop()
        value = _COMMENT.sub("", match[4]).strip().strip("\"'")
        path = (*(name for _, name in above), key)
        if value and (value[0] not in "|>&{[" or (value[0] == ">" and len(value) > _BLOCK_MARK)):
            yield path, value
        elif match[3]:
            above.append((indent, key))

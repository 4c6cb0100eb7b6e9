"""The lines at the end of a commit message that say who else had a hand in it."""

import re
from typing import NamedTuple

_TRAILER = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]{0,63})[ \t]*:[ \t]+(\S.*)")
_PERSON = re.compile(r"\s*(.*?)\s*<([^<>]*)>")
_CHERRY_PICKED = "(cherry picked from commit "
# A paragraph that is only partly trailers counts from a quarter on, as in `git interpret-trailers`.
_SHARE = 4


class Trailer(NamedTuple):
    """`Co-authored-by: Ada <ada@example.org>` as key and value, as written."""

    key: str
    value: str


class Person(NamedTuple):
    """A name and an address out of a trailer's value."""

    name: str
    email: str


def trailers(message: str) -> tuple[Trailer, ...]:
    """The trailers of the message's last paragraphs, in order; the first paragraph is the subject and has none.

    Paragraphs are taken from the end for as long as they are made of trailers.
    """
    text = message.rstrip()
    found: list[Trailer] = []
    while True:
        head, gap, paragraph = text.rpartition("\n\n")
        if not gap or ":" not in paragraph:
            return tuple(found)
        lines, block = _block(paragraph)
        if not block or len(block) * _SHARE < lines:
            return tuple(found)
        found[:0] = block
        if len(block) < lines:
            return tuple(found)
        text = head.rstrip()


def _block(paragraph: str) -> tuple[int, list[Trailer]]:
    """How many lines the paragraph has, and the trailers among them; an indented line goes on with the one before."""
    block: list[Trailer] = []
    lines = 0
    for line in paragraph.strip("\n").split("\n"):
        if line[:1] in {" ", "\t"} and block:
            block[-1] = Trailer(block[-1].key, f"{block[-1].value} {line.strip()}")
            continue
        if line.startswith(_CHERRY_PICKED) or not line.strip("-= \t"):
            continue
        lines += 1
        if match := _TRAILER.fullmatch(line.rstrip()):
            block.append(Trailer(match[1], match[2]))
    return lines, block


def person(value: str) -> Person | None:
    """Who a value like `Ada Lovelace <ada@example.org>` names; None when it is not of that form."""
    match = _PERSON.match(value)
    return Person(match[1], match[2].strip()) if match else None

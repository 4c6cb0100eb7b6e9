"""What a commit message says besides its first line: how much it explains, and whether it breaks something.

Git's own rule for trailers does not know a key with a space, so `BREAKING CHANGE: …` is looked for by itself: at the
beginning of a line, in capitals, behind the first line, as conventionalcommits.org has it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from aexy.kernel.trailers import Trailer

_BREAKING = re.compile(r"^BREAKING[ -]CHANGE(?:: |:$| #)", re.MULTILINE)
# What git and tools write beneath a message is nobody's explanation.
_NOT_WRITTEN = re.compile(r"#|\(cherry[- ]picked from commit |This reverts commit [0-9a-f]{7,64}|git-svn-id:")
_BETWEEN = len(": ")


class Body(NamedTuple):
    """`characters` of what explains the change, without trailers; `says_breaking`: by a footer."""

    characters: int
    says_breaking: bool


NO_BODY = Body(0, says_breaking=False)


def body(message: str, signed: Sequence[Trailer] = ()) -> Body:
    """Read it off the message, whose trailers are `signed`."""
    _, gap, rest = message.strip("\n").partition("\n")
    if not gap or not rest.strip():
        return NO_BODY
    lines = (line.strip() for line in rest.split("\n"))
    written = sum(len(line) for line in lines if line and not _NOT_WRITTEN.match(line))
    trailing = sum(len(one.key) + len(one.value) + _BETWEEN for one in signed)
    return Body(max(0, written - trailing), "BREAKING" in rest and _BREAKING.search(rest) is not None)

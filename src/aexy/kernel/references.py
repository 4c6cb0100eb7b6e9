"""Which commits and pull requests a message says it takes back, or was picked from; what git and the providers write.

This reverts commit 1f2e3d4…                       git revert
Reverts acme/shop#12 · This reverts merge request !12      the button of GitHub, of GitLab
(cherry picked from commit 1f2e3d4…)                git cherry-pick -x, and the providers' buttons
"""

import re
from enum import StrEnum
from typing import NamedTuple


class ReferenceKind(StrEnum):
    """What a commit says of another."""

    REVERTS = "reverts"
    CHERRY_PICK = "cherry_pick"


class Reference(NamedTuple):
    """`named` is a sha or its beginning, or a number behind # or !, maybe behind a repository; in lower case."""

    kind: ReferenceKind
    named: str


# However it is quoted, at the beginning of a line.
_BEGIN = r"^[ \t>*-]{0,8}"
_SHA = r"([0-9a-fA-F]{7,64})\b"
_NUMBER = r"((?:[\w.-]+/)*[\w.-]*[#!]\d{1,9})\b"
_SAYS = (
    (ReferenceKind.REVERTS, re.compile(rf"{_BEGIN}This reverts commit {_SHA}", re.MULTILINE)),
    (ReferenceKind.REVERTS, re.compile(rf"{_BEGIN}(?:Reverts|This reverts merge request) {_NUMBER}", re.MULTILINE)),
    (ReferenceKind.CHERRY_PICK, re.compile(rf"{_BEGIN}\(cherry[- ]picked from commit {_SHA}", re.MULTILINE)),
)
# A release's notes may list thousands.
_MOST = 100


def references(message: str) -> tuple[Reference, ...]:
    """Read them off the message, each once, in the order of their kinds; of a list without end the first hundred."""
    if "everts" not in message and "picked from" not in message:
        return ()
    found = (Reference(kind, named.lower()) for kind, says in _SAYS for named in says.findall(message))
    return tuple(dict.fromkeys(found))[:_MOST]

"""Everything that can go wrong, as one family tree.

    AexyError                    a sentence for a person, with a next step
    ├── Unusable                 what was asked for makes no sense            400   exit 2
    │   └── Unknown              it names something that does not exist       404   exit 4
    ├── NotSignedIn              nobody is known to be asking                 401   exit 5
    ├── Forbidden                who asks may not                             403   exit 5
    ├── Conflict                 it cannot be done in the present state       409   exit 6
    ├── TooMany                  it was asked for too often                   429   exit 9
    ├── SourceFailed             the outside world gave no usable answer      502   exit 7
    └── Unavailable              a part of our own is down or full            503   exit 8

Doors translate a member of the tree to an HTTP status or an exit code; nothing else is shown to a person.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import ClassVar


class AexyError(Exception):
    """A sentence that says what is wrong, and one that says what to do about it.

    `title` is the problem in a few words, `detail` names the thing at fault, `next_step` is an instruction.
    """

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, detail: str, *, next_step: str = "", field: str | None = None) -> None:
        super().__init__(f"{detail} {next_step}".strip())
        self.detail = detail
        self.next_step = next_step
        self.field = field


class Unusable(AexyError):
    """What was asked for makes no sense: a malformed period, a page size of a million."""

    status = 400
    exit_code = 2
    title = "That cannot be used"


class Unknown(Unusable):
    """It names something that does not exist, or that whoever asks may not know of."""

    status = 404
    exit_code = 4
    title = "There is no such thing"


class NotSignedIn(AexyError):
    """Nobody is known to be asking."""

    status = 401
    exit_code = 5
    title = "Please sign in"


class Forbidden(AexyError):
    """Who asks is known, and may not."""

    status = 403
    exit_code = 5
    title = "That is not yours to do"


class Conflict(AexyError):
    """It cannot be done in the present state: the thing exists already, or is being changed."""

    status = 409
    exit_code = 6
    title = "That is in the way"


class TooMany(AexyError):
    """It was asked for too often; in `wait` seconds it may be asked for again."""

    status = 429
    exit_code = 9
    title = "That is too much at once"

    def __init__(self, detail: str, *, next_step: str = "", field: str | None = None, wait: float = 1.0) -> None:
        super().__init__(detail, next_step=next_step, field=field)
        self.wait = wait


class SourceFailed(AexyError):
    """The outside world gave no usable answer: a repository, a provider, a network."""

    status = 502
    exit_code = 7
    title = "The source could not be read"


class Unavailable(AexyError):
    """A part of our own is down, full or broken."""

    status = 503
    exit_code = 8
    title = "A part of Aexy is not available"


def did_you_mean(wanted: str, known: Iterable[str]) -> str:
    """A next step that offers the nearest names: `Did you mean 'commits_count'?`, or all of them when none is near."""
    names = sorted(known)
    near = get_close_matches(wanted, names, n=3, cutoff=0.5)
    if near:
        return "Did you mean " + " or ".join(repr(name) for name in near) + "?"
    return "There are: " + ", ".join(names) + "."

"""What went wrong with a job: a sentence for whoever asked for it, and what could help."""

import errno
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import asyncpg

from aexy.kernel.errors import AexyError, Unavailable
from aexy.kernel.ids import JobId

_OUT_OF_REACH = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    ConnectionError,
    TimeoutError,
)


class Remedy(StrEnum):
    """What could help."""

    PERSON = "person"  # somebody has to do what the sentence says; another try gives the same answer
    WAIT = "wait"  # a part of our own is away and comes back
    SURPRISE = "surprise"  # nobody knows yet; another try or two may be luckier


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """`sentence` is what a person reads, with a next step; `reference` is what to look for in the log."""

    sentence: str
    remedy: Remedy
    kind: str
    reference: str


class Failed(Exception):
    """A failure that was understood where it happened, in a child process."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.sentence)
        self.failure = failure

    @classmethod
    def told(cls, said: dict[str, Any]) -> Self:
        """The failure as a child process wrote it."""
        return cls(Failure(**said | {"remedy": Remedy(said["remedy"])}))


def understand(error: BaseException, job_id: JobId) -> Failure:
    """The error as a person should hear of it. Its own text is only passed on when it was written for people."""
    if isinstance(error, BaseExceptionGroup):
        return understand(error.exceptions[0], job_id)  # the first to fail; the others were stopped for it
    if isinstance(error, Failed):
        return error.failure
    reference = job_id.hex[:8]
    kind = type(error).__name__
    if _is_out_of_reach(error) or (isinstance(error, Unavailable) and _is_out_of_reach(error.__cause__)):
        away = "The database does not answer. Run `aexy doctor` to see what is wrong."
        return Failure(sentence=away, remedy=Remedy.WAIT, kind=kind, reference=reference)
    if _is_disk_full(error):
        full = "The disk is full. Make room, then start the job again."
        return Failure(sentence=full, remedy=Remedy.PERSON, kind=kind, reference=reference)
    if isinstance(error, AexyError):
        remedy = Remedy.SURPRISE if isinstance(error, Unavailable) else Remedy.PERSON
        return Failure(sentence=str(error), remedy=remedy, kind=kind, reference=reference)
    surprise = f"Something went wrong that nobody expected. Start the job again; worker.log has more under {reference}."
    return Failure(sentence=surprise, remedy=Remedy.SURPRISE, kind=kind, reference=reference)


def _is_out_of_reach(error: BaseException | None) -> bool:
    """Whether the database is away."""
    if isinstance(error, asyncpg.InterfaceError):
        return "closed" in str(error)  # the connection went away under it; its other errors are mistakes of ours
    if isinstance(error, FileNotFoundError):
        return error.filename is None  # a unix socket that is not there; a file that is not there has a name
    return isinstance(error, _OUT_OF_REACH)


def _is_disk_full(error: BaseException) -> bool:
    return isinstance(error, asyncpg.DiskFullError) or (isinstance(error, OSError) and error.errno == errno.ENOSPC)

"""What a person is told when a job fails, and whether it is worth trying again."""

import errno
from uuid import UUID

import asyncpg
import pytest

from aexy.features.ingest.failures import Failed, Remedy, understand
from aexy.kernel.errors import SourceFailed, Unavailable, Unusable
from aexy.kernel.ids import JobId

JOB = JobId(UUID("4f2a91c0-0000-0000-0000-000000000000"))
SILENT = "The database does not answer. Run `aexy doctor` to see what is wrong."


def caused_by(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "remedy", "sentence"),
    [
        (SourceFailed("It is cut off.", next_step="Clone it anew."), Remedy.PERSON, "It is cut off. Clone it anew."),
        (Unusable("There is no such branch."), Remedy.PERSON, "There is no such branch."),
        (ConnectionRefusedError(), Remedy.WAIT, SILENT),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), Remedy.WAIT, SILENT),
        (asyncpg.AdminShutdownError("terminating connection"), Remedy.WAIT, SILENT),
        (asyncpg.InterfaceError("connection is closed"), Remedy.WAIT, SILENT),
        (caused_by(Unavailable("No answer."), ConnectionRefusedError()), Remedy.WAIT, SILENT),
        (
            caused_by(
                Unavailable("There is no program called 'git' here."), FileNotFoundError(errno.ENOENT, "No", "git")
            ),
            Remedy.SURPRISE,
            "There is no program called 'git' here.",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            Remedy.PERSON,
            "The disk is full. Make room, then start the job again.",
        ),
        (
            asyncpg.DiskFullError("could not extend file"),
            Remedy.PERSON,
            "The disk is full. Make room, then start the job again.",
        ),
    ],
)
def test_a_failure_is_a_sentence_and_says_what_helps(error: Exception, remedy: Remedy, sentence: str) -> None:
    failure = understand(error, JOB)
    assert (failure.remedy, failure.sentence) == (remedy, sentence)


def test_what_nobody_expected_keeps_its_own_words_to_itself() -> None:
    failure = understand(ValueError("https://me:secret@host is odd"), JOB)
    assert failure.remedy is Remedy.SURPRISE
    assert "secret" not in failure.sentence
    assert "4f2a91c0" in failure.sentence


def test_of_several_that_failed_side_by_side_the_first_is_told() -> None:
    group = ExceptionGroup("several", [Unusable("The first."), ValueError("the second")])
    assert understand(group, JOB).sentence == "The first."


def test_a_failure_told_by_a_child_is_taken_at_its_word() -> None:
    told = Failed.told({"sentence": "It is cut off.", "remedy": "person", "kind": "SourceFailed", "reference": "x"})
    assert understand(told, JOB) == told.failure

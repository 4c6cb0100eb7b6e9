"""What a failed step means to the job server: whether another try can help, and what a person is told when not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory, CancelledError

from aexy.features.ingest.failures import Remedy, understand
from aexy.kernel.ids import JobId

# A bug or a killed child may be bad luck once or twice; a step that takes the whole worker down ever again is not.
TRIES_AFTER_A_SURPRISE = 3
BENIGN, UNSPECIFIED = ApplicationErrorCategory.BENIGN, ApplicationErrorCategory.UNSPECIFIED


@asynccontextmanager
async def translated(job_id: JobId) -> AsyncIterator[None]:
    """Let an error out as the job server understands it: with a sentence, and tried again only where that can help.

    Nothing else of the error leaves the process: its text may hold what the server's history must not keep.
    """
    try:
        yield
    except (ApplicationError, CancelledError):
        raise
    except Exception as error:  # noqa: BLE001 (whatever it is, it leaves here as a sentence)
        failure = understand(error, job_id)
        attempt = activity.info().attempt
        if failure.remedy is Remedy.SURPRISE:
            activity.logger.exception("A step failed: look for %s", failure.reference)
        else:
            activity.logger.info("A step failed: %s", failure.sentence)
        raise ApplicationError(
            failure.sentence,
            type=failure.kind,
            non_retryable=_is_hopeless(failure.remedy, attempt),
            # What a person has to mend is no trouble of the worker's, and stands in the job's row.
            category=BENIGN if failure.remedy is Remedy.PERSON else UNSPECIFIED,
        ) from None


def _is_hopeless(remedy: Remedy, attempt: int) -> bool:
    if remedy is Remedy.WAIT:
        return False
    return remedy is Remedy.PERSON or attempt >= TRIES_AFTER_A_SURPRISE
